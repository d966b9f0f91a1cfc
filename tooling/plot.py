"""Line plots as small SVG files, readable on light and dark backgrounds."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

_TOP = 50
_COLORS = ("#1f77b4", "#d1495b", "#2e8b57", "#b8860b", "#7b5ea7", "#8a8a8a")
_INK = "#767676"
_FONT = 'font-family="system-ui, sans-serif" font-size="13"'
_LABEL_GAP = 15
"""The least distance of two lines' names, in pixels."""


@dataclass(frozen=True)
class Line:
    """A named line through points with positive coordinates."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Shares:
    """A named line of one share, 0 to 1, per day; None for a day without a value."""

    name: str
    shares: Sequence[float | None]


@dataclass(frozen=True)
class _Area:
    """The plotting area within the picture, in pixels."""

    width: int
    height: int
    left: int
    right: int
    bottom: int

    @property
    def foot(self) -> int:
        return self.height - self.bottom

    def head(self, title: str) -> list[str]:
        return [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" role="img" {_FONT} '
            f'fill="{_INK}">',
            f"<title>{escape(title)}</title>",
            f'<text x="{self.left}" y="24" font-size="16">{escape(title)}</text>',
        ]

    def horizontal(self, y: float, label: str) -> list[str]:
        return [
            f'<path d="M{self.left} {y:.1f}H{self.width - self.right}" stroke="{_INK}" stroke-opacity=".25"/>',
            f'<text x="{self.left - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>',
        ]

    def vertical(self, x: float, label: str) -> list[str]:
        return [
            f'<path d="M{x:.1f} {_TOP}V{self.foot}" stroke="{_INK}" stroke-opacity=".25"/>',
            f'<text x="{x:.1f}" y="{self.foot + 18}" text-anchor="middle">{label}</text>',
        ]


def log_log(title: str, x_label: str, y_label: str, lines: Sequence[Line]) -> str:
    """A plot with logarithmic axes, on which whole powers of ten are marked."""
    area = _Area(720, 400, 70, 150, 55)
    xs = [x for line in lines for x, _ in line.points]
    ys = [y for line in lines for _, y in line.points]
    across = _LogAxis(min(xs), max(xs), area.left, area.width - area.right)
    up = _LogAxis(min(ys), max(ys), area.foot, _TOP)
    parts = [
        *area.head(title),
        f'<text x="{area.left}" y="{area.height - 12}">{escape(x_label)}</text>',
        f'<text x="{area.left - 55}" y="{_TOP - 10}">{escape(y_label)}</text>',
    ]
    for power in across.powers():
        parts += area.vertical(across.place(power), f"{power:,.0f}")
    for power in up.powers():
        parts += area.horizontal(up.place(power), f"{power:,g}")
    parts += _drawn((line.name, [(across.place(x), up.place(y)) for x, y in line.points]) for line in lines)
    return "\n".join([*parts, "</svg>", ""])


def hit_ratios(title: str, days: Sequence[str], lines: Sequence[Shares]) -> str:
    """A plot of shares from 0% to 100% over evenly spaced days."""
    area = _Area(760, 400, 60, 160, 45)

    def across(number: int) -> float:
        width = area.width - area.left - area.right
        return area.left + width * (number / (len(days) - 1) if len(days) > 1 else 0.5)

    def up(share: float) -> float:
        return area.foot - (area.foot - _TOP) * share

    parts = area.head(title)
    for percent in range(0, 101, 20):
        parts += area.horizontal(up(percent / 100), f"{percent}%")
    every = max(1, (len(days) - 1) // 5)
    for number, day in enumerate(days):
        if number % every == 0:
            parts.append(
                f'<text x="{across(number):.1f}" y="{area.height - 16}" text-anchor="middle">{escape(day)}</text>'
            )
    parts += _drawn(
        (
            line.name,
            [(across(number), up(share)) for number, share in enumerate(line.shares) if share is not None],
        )
        for line in lines
    )
    return "\n".join([*parts, "</svg>", ""])


def _drawn(lines: Iterator[tuple[str, list[tuple[float, float]]]]) -> Iterator[str]:
    """Each line through its places in pixels, and its name beside the last one; names do not overlap."""
    taken: list[float] = []
    for (name, places), color in zip(lines, _COLORS, strict=False):
        if not places:
            continue
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        yield f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2.5"/>'
        for x, y in places:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>'
        x, y = places[-1]
        while any(abs(y - other) < _LABEL_GAP for other in taken):
            y += _LABEL_GAP
        taken.append(y)
        yield f'<text x="{x + 10:.1f}" y="{y + 4:.1f}" fill="{color}">{escape(name)}</text>'


@dataclass(frozen=True)
class _LogAxis:
    """From the power of ten at or below the least value to the one at or above the greatest; places in pixels."""

    least: float
    greatest: float
    start: float
    end: float

    def powers(self) -> list[float]:
        return [10.0**exponent for exponent in range(self._low(), self._high() + 1)]

    def place(self, value: float) -> float:
        share = (math.log10(value) - self._low()) / (self._high() - self._low())
        return self.start + share * (self.end - self.start)

    def _low(self) -> int:
        return math.floor(math.log10(self.least))

    def _high(self) -> int:
        return max(math.ceil(math.log10(self.greatest)), self._low() + 1)
