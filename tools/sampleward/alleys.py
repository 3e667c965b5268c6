"""Alleys grow from streets into the blocks, and branch: ngõ, ngách, hẻm."""

from __future__ import annotations

from random import Random

from sampleward.index import SegmentIndex
from sampleward.place import OUTLINE
from sampleward.pockets import POCKETS, crowding
from sampleward.streets import Way
from sampleward.vector import (
    Line,
    Point,
    along,
    apart,
    inside,
    locate,
    measure,
    moved,
    right_of,
    smooth_along,
    snap,
    turned,
    unit,
    with_vertex,
)

LEAST_M = 24.0
"""A shorter alley is a yard, not an alley."""

CROWDED = 0.5
_CLEAR_M = 16.0
_FREE_OF_M = 5.0
_LEVELS = ("ngo", "ngach", "hem")


Start = tuple[Way, Point, Point, float, float]
"""The way a branch leaves, where, its direction, wished length (m), width (m)."""


class Quarter:
    """The ground on which alleys grow: ways so far, and where nobody may build."""

    def __init__(self, streets: list[Way], closed: list[Line]) -> None:
        self.ways = list(streets)
        self.index: SegmentIndex[Way] = SegmentIndex()
        self.walls: SegmentIndex[str] = SegmentIndex()
        self._closed = closed
        for way in streets:
            self.index.add(way.line, way)
        for ring in closed:
            self.walls.add(ring, "closed")
        self.walls.add(OUTLINE, "outline")

    def is_free(self, p: Point, margin: float) -> bool:
        """Tell whether a place is in the ward and clear of water, greens and yards."""
        if not inside(p, OUTLINE) or self.walls.nearest(p, margin):
            return False
        return not any(inside(p, ring) for ring in self._closed)

    def add(self, way: Way) -> None:
        self.ways.append(way)
        self.index.add(way.line, way)


def grow_alleys(streets: list[Way], closed: list[Line], random: Random) -> list[Way]:
    """Return the alleys, parents before their branches; each starts at a vertex of its parent."""
    quarter = Quarter(streets, closed)
    first = _branches(quarter, [s for s in streets if not s.bridge], 0, random)
    second = _branches(quarter, first, 1, random)
    third = _branches(quarter, second, 2, random)
    return first + second + third


def _branches(quarter: Quarter, parents: list[Way], level: int, random: Random) -> list[Way]:
    grown = []
    starts = [start for parent in parents for start in _starts(parent, level, random)]
    if level == 0:
        random.shuffle(starts)
        starts = _backbones(parents, random) + starts
    for parent, p, direction, size, width in starts:
        alley = _grow(quarter, parent, p, direction, size, width, level, random)
        if alley:
            grown.append(alley)
    return grown


def _backbones(streets: list[Way], random: Random) -> list[Start]:
    """Return for every crowded quarter an alley from the nearest street through its middle."""
    found: list[Start] = []
    for centre, radius in POCKETS:
        street = min(streets, key=lambda way: locate(way.line, centre)[1])
        at, away = locate(street.line, centre)
        p = snap(*along(street.line, at)[0])
        width = random.choice((2.0, 2.5, 2.5, 3.0, 3.5))
        found.append((street, p, unit(p, centre), away + 0.9 * radius, width))
    return found


def _starts(parent: Way, level: int, random: Random) -> list[Start]:
    """Return where branches leave a way: place, direction, wished length, width."""
    found: list[Start] = []
    total = measure(parent.line)
    at = random.uniform(24, 40) if level == 0 else random.uniform(20, 24)
    while at < total - (16 if level == 0 else 5):
        p, direction = smooth_along(parent.line, at)
        crowded = crowding(p)
        for side in (1, -1):
            if random.random() < _chance(level, crowded):
                lean = turned(_across(direction, side), random.uniform(-0.12, 0.12))
                found.append(
                    (
                        parent,
                        snap(*p),
                        lean,
                        _wish(level, crowded, random),
                        _width(parent, level, crowded, random),
                    )
                )
        at += _spacing(level, crowded, random)
    return found


def _across(direction: Point, side: int) -> Point:
    n = right_of(direction)
    return (n[0] * side, n[1] * side)


def _chance(level: int, crowded: float) -> float:
    dense, loose = ((0.95, 0.34), (0.92, 0.22), (0.55, 0.0))[level]
    return loose + (dense - loose) * crowded


def _spacing(level: int, crowded: float, random: Random) -> float:
    if level == 0:
        return random.uniform(62, 78) if crowded > CROWDED else random.uniform(75, 130)
    return random.uniform(19.6, 21.6) if crowded > CROWDED else random.uniform(26, 44)


def _wish(level: int, crowded: float, random: Random) -> float:
    if level == 0:
        return random.uniform(80, 150) if crowded > CROWDED else random.uniform(45, 100)
    return random.uniform(28, 50) if level == 1 else random.uniform(24, 40)


def _width(parent: Way, level: int, crowded: float, random: Random) -> float:
    if level == 0:
        wide = (3.0, 3.5, 4.0, 5.0, 6.0) if crowded < CROWDED else (2.0, 2.5, 2.5, 3.0, 3.0, 3.5, 4.0)
        return random.choice(wide)
    return max(1.5, min(3.0, parent.width - random.choice((0.5, 0.5, 1.0, 1.5))))


def _grow(
    quarter: Quarter,
    parent: Way,
    start: Point,
    direction: Point,
    wish: float,
    width: float,
    level: int,
    random: Random,
) -> Way | None:
    """Walk step by step until something is in the way; return the alley if it became one."""
    line, joined, target = [start], False, None
    run = 0.0
    while run < wish:
        step = random.uniform(7, 11)
        direction = turned(direction, random.uniform(-0.09, 0.09))
        if random.random() < 0.05:
            direction = turned(direction, random.choice((-1, 1)) * random.uniform(0.25, 0.6))
        p = snap(*moved(line[-1], direction, step))
        if not quarter.is_free(p, _FREE_OF_M + width / 2):
            break
        if parent and run > 0 and _comes_back(parent, p, start, width):
            break
        hit = quarter.index.nearest(p, _CLEAR_M, skip=(parent,))
        if hit:
            if run > 16 and not hit[2].bridge and random.random() < (0.5 if level == 0 else 0.18):
                line.append(snap(*hit[1]))
                joined, target = True, hit[2]
            break
        line.append(p)
        run += step
    if measure(line) < LEAST_M:
        return None
    alley = Way("", "", line, width, 4, parent, joined, target)
    parent.line = with_vertex(parent.line, start)
    parent.children.append(alley)
    if target:
        target.line = with_vertex(target.line, line[-1])
    quarter.add(alley)
    return alley


def _comes_back(parent: Way, p: Point, start: Point, width: float) -> bool:
    """Tell whether an alley that left its parent bends back to it."""
    away = apart(p, start)
    return away > 20 and locate(parent.line, p)[1] < min(away * 0.6, _CLEAR_M) + width / 2
