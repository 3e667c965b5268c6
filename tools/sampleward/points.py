"""The twenty-one public fire points: at the heads and in the middle of crowded alleys, beside the way."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from sampleward.groups import Group
from sampleward.houses import House
from sampleward.streets import Way
from sampleward.vector import Point, apart, inside, locate, measure, moved, right_of, smooth_along, snap
from sampleward.walking import Walks

COUNT = 21
_REACH_M = 50.0
_LEAST_APART_M = 82.0
_MOST_PER_GROUP = 2
_BESIDE_M = 0.2


@dataclass
class FirePoint:
    """A point: where it hangs, on which alley, where along it, how many new households it reaches, beside which house."""

    at: Point
    way: Way
    along_m: float
    position: str
    group: int
    reach: int = 0
    beside: str = ""
    code: str = ""


def place_points(
    groups: list[Group], ways: list[Way], houses: list[House], random: Random
) -> list[FirePoint]:
    """Return the points, sorted by group; chosen one by one where they reach most households."""
    walks = Walks(ways, houses)
    places = [
        (walks.reached(p, _REACH_M), alley, p) for alley in ways if not alley.is_street for p in _stops(alley)
    ]
    covered: set[int] = set()
    chosen: list[FirePoint] = []
    per_group: dict[int, int] = {}
    luck = [random.uniform(0.9, 1.0) for _ in places]
    while len(chosen) < COUNT:
        gain = [
            sum(houses[k].households for k in reached - covered) * luck[i]
            for i, (reached, *_) in enumerate(places)
        ]
        for i in sorted(range(len(places)), key=lambda i: (-gain[i], i)):
            point = _point(places[i][1], places[i][2], groups, ways, houses)
            if point and _allowed(point, chosen, per_group):
                break
        else:
            raise ValueError(f"only {len(chosen)} fire points find a place; try another seed")
        point.beside = min(houses, key=lambda h: apart(h.centre, point.at)).address
        point.reach = sum(houses[k].households for k in places[i][0] - covered)
        chosen.append(point)
        covered |= places[i][0]
        per_group[point.group] = per_group.get(point.group, 0) + 1
    return _numbered(chosen)


def _stops(alley: Way) -> list[Point]:
    """Return the vertices at which a point may hang: where branches leave, and bends."""
    return [p for p in alley.line[1:] if measure(alley.line) > 0]


def _allowed(point: FirePoint, chosen: list[FirePoint], per_group: dict[int, int]) -> bool:
    if per_group.get(point.group, 0) >= _MOST_PER_GROUP:
        return False
    return all(apart(point.at, other.at) >= _LEAST_APART_M for other in chosen)


def _point(
    alley: Way, vertex: Point, groups: list[Group], ways: list[Way], houses: list[House]
) -> FirePoint | None:
    """Return a point beside the alley at the vertex, clear of houses and carriageways; or none."""
    run = locate(alley.line, vertex)[0]
    total = measure(alley.line)
    for shift in (0.0, 2.0, -2.0, 4.0, -4.0):
        at = min(max(run + shift, 1.0), total - 0.5)
        p, direction = smooth_along(alley.line, at)
        n = right_of(direction)
        for side in (1, -1):
            spot = snap(*moved(p, (n[0] * side, n[1] * side), alley.width / 2 + _BESIDE_M))
            if _is_clear(spot, ways, houses):
                group = next((g.number for g in groups if inside(spot, g.ring)), 0)
                return FirePoint(spot, alley, at, _position(at, total, alley), group) if group else None
    return None


def _position(at: float, total: float, alley: Way) -> str:
    if at < 22.0:
        return "alley_head"
    return "alley_end" if not alley.joined and total - at < 8.0 else "alley_middle"


def _is_clear(p: Point, ways: list[Way], houses: list[House]) -> bool:
    if any(locate(w.line, p)[1] < w.width / 2 + _BESIDE_M / 2 for w in ways if _near(w, p)):
        return False
    return not any(apart(h.ring[0], p) < 40 and inside(p, h.ring) for h in houses)


def _near(way: Way, p: Point) -> bool:
    xs, ys = [q[0] for q in way.line], [q[1] for q in way.line]
    return min(xs) - 20 < p[0] < max(xs) + 20 and min(ys) - 20 < p[1] < max(ys) + 20


def _numbered(points: list[FirePoint]) -> list[FirePoint]:
    points = sorted(points, key=lambda p: (p.group, -p.at[1], p.at[0]))
    count: dict[int, int] = {}
    for point in points:
        count[point.group] = count.get(point.group, 0) + 1
        point.code = f"DCC-{point.group:02d}-{count[point.group]:02d}"
    return points
