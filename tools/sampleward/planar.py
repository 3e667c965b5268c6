"""The blocks between streets as faces of a planar graph, and unions of faces with common vertices."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

from sampleward.streets import meetings
from sampleward.vector import Line, Point, apart, area, inside, segments, total, with_vertex

Edge = tuple[Point, Point]
"""Two vertices; a face owns the edges it has on its left."""


def faces(lines: list[Line], outline: Line) -> list[Line]:
    """Return the faces inside a closed outline that lines cut it into, counter-clockwise rings."""
    noded = [list(outline), *(list(line) for line in lines)]
    for i in range(len(noded)):
        for j in range(i + 1, len(noded)):
            for p in meetings(noded[i], noded[j]):
                noded[i], noded[j] = with_vertex(noded[i], p), with_vertex(noded[j], p)
    around = _links(noded, outline)
    seen: set[Edge] = set()
    found = []
    for a in sorted(around):
        for b in sorted(around[a]):
            if (a, b) not in seen:
                ring = _walk(a, b, around, seen)
                if area(ring) > 1.0:
                    found.append(ring)
    return found


def _links(noded: list[Line], outline: Line) -> dict[Point, set[Point]]:
    """Return the neighbours of every vertex, without what lies outside or ends loosely."""
    around: dict[Point, set[Point]] = defaultdict(set)
    border = set(segments(noded[0]))
    for line in noded:
        for a, b in segments(line):
            half = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            if a != b and ((a, b) in border or inside(half, outline)):
                around[a].add(b)
                around[b].add(a)
    loose = [p for p in around if len(around[p]) == 1]
    while loose:
        p = loose.pop()
        if len(around[p]) != 1:
            continue
        (other,) = around.pop(p)
        around[other].discard(p)
        if len(around[other]) == 1:
            loose.append(other)
    return around


def _walk(a: Point, b: Point, around: dict[Point, set[Point]], seen: set[Edge]) -> Line:
    """Follow a face with its inside on the left: at every vertex turn as far left as one can."""
    ring = [a]
    while (a, b) not in seen:
        seen.add((a, b))
        ring.append(b)
        back = math.atan2(a[1] - b[1], a[0] - b[0])
        nxt = max(
            (c for c in around[b] if c != a),
            key=lambda c, b=b, back=back: (math.atan2(c[1] - b[1], c[0] - b[0]) - back) % (2 * math.pi),
            default=a,
        )
        a, b = b, nxt
    return ring


def edges_of(ring: Line) -> list[Edge]:
    return list(segments(ring))


def shared_m(one: Iterable[Edge], other: set[Edge]) -> float:
    """Return how many metres of border two faces share."""
    return total(apart(a, b) for a, b in one if (b, a) in other)


def union(rings: list[Line]) -> Line:
    """Return the outer ring of faces that hang together: edges that only one of them has."""
    edges = {edge for ring in rings for edge in segments(ring)}
    rest = {a: b for a, b in sorted(edges) if (b, a) not in edges}
    best: Line = []
    while rest:
        start = min(rest)
        ring = [start]
        while ring[-1] in rest:
            ring.append(rest.pop(ring[-1]))
        if not best or area(ring) > area(best):
            best = ring
    return best
