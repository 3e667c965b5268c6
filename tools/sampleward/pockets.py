"""The crowded quarters: where alleys lie close together and houses stand wall to wall."""

from __future__ import annotations

from sampleward.place import curved
from sampleward.vector import Point, apart

_PLACES = (
    (150, 376, 50), (336, 150, 58), (648, 140, 62), (1190, 148, 42),
    (1908, 142, 64), (2176, 136, 58), (2470, 132, 54), (2776, 142, 64), (3120, 150, 52),
    (680, 340, 56), (1150, 338, 52), (1610, 400, 60), (1866, 296, 58), (2440, 326, 64), (2830, 378, 56),
    (320, 556, 48), (650, 640, 60), (930, 566, 64), (1330, 522, 50), (1548, 612, 64), (1840, 640, 56),
    (2150, 556, 66), (2800, 556, 50), (960, 806, 50), (2176, 700, 38),
)  # fmt: skip
"""Along and inland of the bank, radius; metres."""

POCKETS: tuple[tuple[Point, float], ...] = tuple((curved(s, d), 0.76 * r) for s, d, r in _PLACES)


def is_core(p: Point) -> bool:
    """Tell whether a place is in the heart of a quarter, where rooms are let and many live in one house."""
    return any(apart(p, centre) < 1.1 * radius for centre, radius in POCKETS)


def crowding(p: Point) -> float:
    """Return how crowded a place is: 1 in the middle of a quarter, 0 from 1.4 radii on."""
    return max(max(0.0, min(1.0, 2.5 * (1.4 - apart(p, centre) / radius))) for centre, radius in POCKETS)
