"""A plot as a small SVG: lines over logarithmic axes, readable on light and on dark paper."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 150, 50, 55
_COLORS = ("#1f77b4", "#d1495b", "#8a8a8a")
_INK = "#767676"
_FONT = 'font-family="system-ui, sans-serif" font-size="13"'


@dataclass(frozen=True)
class Line:
    """A named line through points with positive coordinates."""

    name: str
    points: Sequence[tuple[float, float]]


def log_log(title: str, x_label: str, y_label: str, lines: Sequence[Line]) -> str:
    """The plot; whole powers of ten are marked on both axes."""
    xs = [x for line in lines for x, _ in line.points]
    ys = [y for line in lines for _, y in line.points]
    across = _Axis(min(xs), max(xs), _LEFT, _WIDTH - _RIGHT)
    up = _Axis(min(ys), max(ys), _HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" {_FONT} fill="{_INK}">',
        f"<title>{escape(title)}</title>",
        f'<text x="{_LEFT}" y="24" font-size="16">{escape(title)}</text>',
        f'<text x="{_LEFT}" y="{_HEIGHT - 12}">{escape(x_label)}</text>',
        f'<text x="{_LEFT - 55}" y="{_TOP - 10}">{escape(y_label)}</text>',
    ]
    for power in across.powers():
        at = across.place(power)
        parts.append(f'<path d="M{at:.1f} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="{_INK}" stroke-opacity=".25"/>')
        parts.append(f'<text x="{at:.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{power:,.0f}</text>')
    for power in up.powers():
        at = up.place(power)
        parts.append(f'<path d="M{_LEFT} {at:.1f}H{_WIDTH - _RIGHT}" stroke="{_INK}" stroke-opacity=".25"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{power:,g}</text>')
    for line, color in zip(lines, _COLORS, strict=False):
        places = [(across.place(x), up.place(y)) for x, y in line.points]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts.append(f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2.5"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>' for x, y in places]
        x, y = places[-1]
        parts.append(f'<text x="{x + 10:.1f}" y="{y + 4:.1f}" fill="{color}">{escape(line.name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


@dataclass(frozen=True)
class _Axis:
    """From the power of ten at or below the least value to the one at or above the greatest."""

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
