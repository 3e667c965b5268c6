"""Walks along the ways from a place, good enough to choose where points hang."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict

from sampleward.houses import House
from sampleward.index import SegmentIndex
from sampleward.streets import Way
from sampleward.vector import Point, apart, segments


class Walks:
    """The network of the ways; ways share vertices wherever they meet."""

    def __init__(self, ways: list[Way], houses: list[House]) -> None:
        self._links: dict[Point, list[tuple[Point, float]]] = defaultdict(list)
        index: SegmentIndex[tuple[Point, Point]] = SegmentIndex()
        for way in ways:
            for a, b in segments(way.line):
                self._links[a].append((b, apart(a, b)))
                self._links[b].append((a, apart(a, b)))
                index.add([a, b], (a, b))
        self._at: dict[tuple[Point, Point], list[tuple[int, float, float]]] = defaultdict(list)
        for k, house in enumerate(houses):
            found = index.nearest(house.centre, 80.0)
            if found:
                access, p, edge = found
                self._at[edge].append((k, apart(edge[0], p), access))

    def reached(self, start: Point, radius: float) -> set[int]:
        """Return the rows of the houses within a walk from a vertex."""
        distance = {start: 0.0}
        queue = [(0.0, start)]
        found: dict[int, float] = {}
        while queue:
            d, p = heapq.heappop(queue)
            if d > distance[p]:
                continue
            for q, size in self._links[p]:
                for edge, backwards in (((p, q), False), ((q, p), True)):
                    for k, run, access in self._at.get(edge, ()):
                        walk = d + access + (size - run if backwards else run)
                        found[k] = min(walk, found.get(k, math.inf))
                if d + size <= radius and d + size < distance.get(q, math.inf):
                    distance[q] = d + size
                    heapq.heappush(queue, (d + size, q))
        return {k for k, walk in found.items() if walk <= radius}
