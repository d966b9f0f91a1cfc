"""The report's plot as a small SVG: each path's hit ratio over the days, readable on light and on dark paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 760, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 160, 50, 45
_COLORS = ("#1f77b4", "#d1495b", "#2e8b57", "#b8860b", "#7b5ea7", "#8a8a8a")
_INK = "#767676"
_FONT = 'font-family="system-ui, sans-serif" font-size="13"'
_LABEL_GAP = 15


@dataclass(frozen=True)
class Line:
    """A path's share of hits, 0 to 1, or None for a day without requests; one for each day of the plot."""

    name: str
    shares: Sequence[float | None]


def hit_ratios(title: str, days: Sequence[str], lines: Sequence[Line]) -> str:
    """The plot; the days are evenly spaced."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" {_FONT} fill="{_INK}">',
        f"<title>{escape(title)}</title>",
        f'<text x="{_LEFT}" y="24" font-size="16">{escape(title)}</text>',
    ]
    for percent in range(0, 101, 20):
        y = _up(percent / 100)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="{_INK}" stroke-opacity=".25"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{percent}%</text>')
    every = max(1, (len(days) - 1) // 5)
    for number, day in enumerate(days):
        if number % every == 0:
            x = _across(number, len(days))
            parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - 16}" text-anchor="middle">{escape(day)}</text>')
    taken: list[float] = []
    for line, color in zip(lines, _COLORS, strict=False):
        places = [
            (_across(number, len(days)), _up(share)) for number, share in enumerate(line.shares) if share is not None
        ]
        if not places:
            continue
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts.append(f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2.5"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>' for x, y in places]
        x, y = places[-1]
        while any(abs(y - other) < _LABEL_GAP for other in taken):
            y += _LABEL_GAP
        taken.append(y)
        parts.append(f'<text x="{x + 10:.1f}" y="{y + 4:.1f}" fill="{color}">{escape(line.name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _across(number: int, days: int) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (number / (days - 1) if days > 1 else 0.5)


def _up(share: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * share
