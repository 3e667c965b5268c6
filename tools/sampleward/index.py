"""A grid over segments: which ways or walls are near."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from sampleward.vector import Line, Point, foot, segments

CELL_M = 25.0
Owner = TypeVar("Owner")


class SegmentIndex(Generic[Owner]):
    """Segments with an owner each, found by the box around a place."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Point, Point, Owner]]] = {}

    def add(self, line: Line, owner: Owner) -> None:
        for a, b in segments(line):
            for cell in _cells(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])):
                self._cells.setdefault(cell, []).append((a, b, owner))

    def within(
        self, west: float, south: float, east: float, north: float
    ) -> Iterator[tuple[Point, Point, Owner]]:
        """Yield segments near a box, each at least once."""
        for cell in _cells(west, south, east, north):
            yield from self._cells.get(cell, ())

    def nearest(
        self, p: Point, reach: float, skip: tuple[Owner, ...] = ()
    ) -> tuple[float, Point, Owner] | None:
        """Return the nearest place on any segment within reach: distance, place, owner."""
        best: tuple[float, Point, Owner] | None = None
        for a, b, owner in self.within(p[0] - reach, p[1] - reach, p[0] + reach, p[1] + reach):
            if any(owner is one for one in skip):
                continue
            t, d = foot(p, a, b)
            if d <= reach and (best is None or d < best[0]):
                best = (d, (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])), owner)
        return best


def _cells(west: float, south: float, east: float, north: float) -> Iterator[tuple[int, int]]:
    for i in range(int(west // CELL_M), int(east // CELL_M) + 1):
        for j in range(int(south // CELL_M), int(north // CELL_M) + 1):
            yield i, j
