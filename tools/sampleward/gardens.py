"""Orchards, vegetable plots and a few ponds in the hollow middle of blocks, where neither house nor way is near."""

from __future__ import annotations

from random import Random

from sampleward.houses import House
from sampleward.index import SegmentIndex
from sampleward.place import OUTLINE
from sampleward.streets import Way
from sampleward.terrain import Shape
from sampleward.vector import Line, Point, apart, inside, is_simple, length, moved, snap, spline

_GRID_M = 18.0
_LEAST_M, _MOST_M = 27.0, 62.0
_KEEP_OFF_M = 9.0
_REACH_M = 80.0
_POND_SHARE, _TENDED_SHARE = 0.05, 0.5
_RAYS = ((5, 0), (12, 5), (4, 3), (3, 4), (5, 12), (0, 5), (-5, 12), (-3, 4), (-4, 3), (-12, 5),
         (-5, 0), (-12, -5), (-4, -3), (-3, -4), (-5, -12), (0, -5), (5, -12), (3, -4), (4, -3), (12, -5))  # fmt: skip
"""Directions all around, as Pythagorean pairs: no sine is needed."""


def lay_gardens(ways: list[Way], houses: list[House], shapes: list[Shape], random: Random) -> list[Shape]:
    """Return gardens and small ponds, widest hollows first, each clear of everything before it."""
    taken: SegmentIndex[int] = SegmentIndex()
    closed = [s.line for s in shapes if s.is_area and s.kind in ("water", "green", "hill", "yard")]
    for line in [*(w.line for w in ways), *(h.ring for h in houses), *closed, OUTLINE]:
        taken.add(line, 0)
    spots = [(room, p) for p in _spots(closed) if (room := _room(p, taken)) >= _LEAST_M]
    found: list[Shape] = []
    hollows: list[Line] = []
    for _, p in sorted(spots, key=lambda spot: (-spot[0], spot[1])):
        if _room(p, taken) < _LEAST_M or any(inside(p, ring) for ring in hollows):
            continue
        pond = random.random() < _POND_SHARE
        ring = _patch(p, taken, random, 0.5 if pond else 1.0)
        if not is_simple(ring):
            continue
        taken.add(ring, 0)
        hollows.append(ring)
        if pond or random.random() < _TENDED_SHARE:
            found.append(Shape("water" if pond else "green", "", ring))
    return found


def _spots(closed: list[Line]) -> list[Point]:
    xs, ys = [p[0] for p in OUTLINE], [p[1] for p in OUTLINE]
    columns, rows = int((max(xs) - min(xs)) / _GRID_M), int((max(ys) - min(ys)) / _GRID_M)
    places = [
        snap(min(xs) + i * _GRID_M, min(ys) + j * _GRID_M)
        for i in range(columns + 1)
        for j in range(rows + 1)
    ]
    return [p for p in places if inside(p, OUTLINE) and not any(inside(p, ring) for ring in closed)]


def _room(p: Point, taken: SegmentIndex[int]) -> float:
    hit = taken.nearest(p, _REACH_M)
    return min(_MOST_M, hit[0] if hit else _REACH_M)


def _patch(p: Point, taken: SegmentIndex[int], random: Random, share: float) -> Line:
    """Return a rounded ring that fills the hollow around a place, drawn in every direction as far as it is free."""
    ring: list[Point] = []
    for x, y in _RAYS:
        size = length(x, y)
        direction, free = (x / size, y / size), 8.0
        while free < _MOST_M and _room(moved(p, direction, free + 4.0), taken) > _KEEP_OFF_M + 4.0:
            free += 4.0
        ring.append(moved(p, direction, free * share * random.uniform(0.86, 1.0)))
    ring = [_between(ring[i - 1], q, ring[(i + 1) % len(ring)]) for i, q in enumerate(ring)]
    return spline(ring, closed=True, step=9.0)


def _between(before: Point, at: Point, after: Point) -> Point:
    """Return a place drawn towards the middle of its neighbours, so that a single long ray makes no spike."""
    half = ((before[0] + after[0]) / 2, (before[1] + after[1]) / 2)
    by = min(1.0, 0.5 * apart(at, half) / 10.0) * 0.8
    return at[0] + (half[0] - at[0]) * by, at[1] + (half[1] - at[1]) * by
