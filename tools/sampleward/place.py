"""Where the ward lies: a local frame in metres, and the curved frame that follows the river bank."""

from __future__ import annotations

from collections.abc import Sequence

from sampleward.vector import Line, Point, along, area, locate, moved, right_of, snap, spline, unit

WEST, SOUTH = 105.325, 20.802
"""Corner of the local frame, degrees."""

M_PER_LON, M_PER_LAT = 104_118.0, 110_716.0
"""Metres per degree near 20.813 N, good to a centimetre per ten metres: the drawing needs no more."""

_BANK_PLACES = ((352, 18), (248, 255), (182, 520), (160, 800), (198, 1085), (306, 1370), (486, 1628), (722, 1852),
                (1006, 2040), (1322, 2188), (1640, 2300), (1896, 2378))  # fmt: skip

BANK: Line = spline(_BANK_PLACES)
"""The right bank of the Đà river, from south to north-east: the ward's western and north-western edge."""

SHORE: Line = spline(
    [(760, -900), (640, -560), (488, -236), *_BANK_PLACES, (2230, 2466), (2600, 2540), (3000, 2600)]
)
"""The same bank beyond the ward, on both sides."""

LAND_SIDE: Line = spline(
    [(1896, 2378), (1946, 2226), (1972, 2030), (2040, 1836), (2128, 1650), (2186, 1452), (2128, 1262),
     (2012, 1102), (1900, 940), (1768, 778), (1625, 655), (1440, 535), (1252, 434), (1046, 346),
     (830, 244), (602, 132), (352, 18)]
)  # fmt: skip
"""The rest of the outline: over the hill and back to the river."""

OUTLINE: Line = [*BANK, *LAND_SIDE[1:]][::-1]
"""The ward as a closed ring, counter-clockwise; our own drawing, no official border."""

_TANGENT_REACH_M = 420.0
_SHORE_BEFORE_M = locate(SHORE, BANK[0])[0]


def lonlat(p: Point) -> list[float]:
    """Return a place in degrees with 7 decimals."""
    return [round(WEST + p[0] / M_PER_LON, 7), round(SOUTH + p[1] / M_PER_LAT, 7)]


def curved(s: float, d: float) -> Point:
    """Return the place `s` metres along the bank (from the ward's south) and `d` metres inland of it."""
    at = s + _SHORE_BEFORE_M
    direction = unit(along(SHORE, at - _TANGENT_REACH_M)[0], along(SHORE, at + _TANGENT_REACH_M)[0])
    return moved(along(SHORE, at)[0], right_of(direction), d)


def curve(points: Sequence[tuple[float, float]], step: float = 25.0) -> Line:
    """Return a smooth line through places given along and inland of the bank."""
    return spline([curved(*p) for p in points], step=step)


def patch(points: Sequence[tuple[float, float]], step: float = 14.0) -> Line:
    """Return a smooth closed ring, counter-clockwise, through places along and inland of the bank."""
    ring = spline([curved(*p) for p in points], closed=True, step=step)
    return ring if area(ring) > 0 else ring[::-1]


def block(s: float, d: float, wide: float, deep: float) -> Line:
    """Return a rectangle, `wide` along the bank and `deep` inland, centred on a place of the curved frame."""
    centre = curved(s, d)
    direction = unit(curved(s - 20, d), curved(s + 20, d))
    inland = right_of(direction)
    corners = ((-1, 1), (1, 1), (1, -1), (-1, -1), (-1, 1))
    ring = [snap(*moved(moved(centre, direction, i * wide / 2), inland, j * deep / 2)) for i, j in corners]
    return ring if area(ring) > 0 else ring[::-1]
