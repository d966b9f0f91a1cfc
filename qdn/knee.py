"""The knee of a curve of diminishing returns: the point farthest above the line from its first point to its last.

The rule of Satopää, Albrecht, Irwin and Raghavan, "Finding a 'Kneedle' in a Haystack" (2011), for a curve of a few
points. Both axes are scaled to 0…1, the times by their logarithm, because they span several orders of magnitude.
"""

import math
from collections.abc import Sequence

LEAST_BEND = 0.01
"""The least height of a curve with a knee. In a flatter one all times are nearly equivalent."""


def knee(times: Sequence[float], shares: Sequence[float]) -> float | None:
    """The knee among `times` (seconds, above 0, ascending); None if the curve has none."""
    low, high = min(shares), max(shares)
    if len(times) < 3 or high - low < LEAST_BEND:
        return None
    width = math.log(times[-1]) - math.log(times[0])
    distances = [
        (share - low) / (high - low) - (math.log(time) - math.log(times[0])) / width
        for time, share in zip(times, shares, strict=True)
    ]
    greatest = max(distances)
    return times[distances.index(greatest)] if greatest >= LEAST_BEND else None
