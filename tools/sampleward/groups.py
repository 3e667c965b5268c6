"""The eighteen residential groups: blocks between streets, merged until each has its share of households."""

from __future__ import annotations

from dataclasses import dataclass, field

from sampleward.houses import House
from sampleward.place import OUTLINE, SHORE, curved
from sampleward.planar import Edge, edges_of, faces, shared_m, union
from sampleward.streets import Way
from sampleward.vector import Line, Point, area, inside, locate, measure, middle, snap, spline

COUNT = 18
_LEAST_BORDER_M = 30.0
_EMPTY, _LEAN, _FULL = 25, 100, 230

RIDGES: tuple[tuple[Point, ...], ...] = (
    ((1105, 800), (1250, 780), (1370, 690), (1420, 600), (1440, 480)),
    ((1585, 1284), (1660, 1200), (1720, 1080), (1800, 940), (1890, 830)),
    ((1880, 1345), (1960, 1250), (2030, 1160), (2120, 1100)),
)
"""Group borders over the hill, where no street runs; metres."""

_SHORE_CUTS = (196, 476, 778, 936, 1120, 1400, 1546, 1690, 1840, 2000, 2330, 2590, 2688, 2900)
"""Where borders run from the river street to the bank, metres along it."""

_MORE_BORDERS = (((2600, 960), (2640, 1150)), ((3190, 206), (3210, 520)), ((3200, 480), (3205, 780)))


@dataclass
class Group:
    """A residential group: its ring and its houses; the number is given along the river."""

    ring: Line
    houses: list[House] = field(default_factory=list)
    number: int = 0

    @property
    def households(self) -> int:
        return sum(h.households for h in self.houses)


@dataclass
class _Part:
    rings: list[Line]
    weight: int
    edges: set[Edge]
    weights: dict[Edge, int]


def open_borders() -> list[Line]:
    """Return the lines at which groups may part where no street runs."""
    lines = [spline(ridge, step=30) for ridge in RIDGES]
    lines += [[snap(*curved(s, 75)), snap(*curved(s, -20))] for s in _SHORE_CUTS]
    return lines + [spline([curved(*p) for p in places], step=30) for places in _MORE_BORDERS]


def draw_groups(streets: list[Way], houses: list[House]) -> list[Group]:
    """Return the groups in the order of their numbers; every house lies in exactly one."""
    lines = [*(w.line for w in streets if not w.bridge), *open_borders()]
    parts = [_part(ring, houses) for ring in faces(lines, OUTLINE)]
    while len(parts) > COUNT:
        parts = _merge_smallest(parts)
    _balance(parts)
    groups = [Group(union(part.rings)) for part in parts]
    groups.sort(key=_place_in_order)
    for number, group in enumerate(groups, start=1):
        group.number = number
        group.houses = [h for h in houses if inside(h.centre, group.ring)]
        for house in group.houses:
            house.group = number
    return groups


def _part(ring: Line, houses: list[House]) -> _Part:
    weight = sum(h.households for h in houses if inside(h.centre, ring))
    return _Part([ring], weight, set(edges_of(ring)), {(ring[0], ring[1]): weight})


def _merge_smallest(parts: list[_Part]) -> list[_Part]:
    parts = sorted(parts, key=lambda p: (p.weight, p.rings[0][0]))
    small = parts[0]
    best = min(parts[1:], key=lambda other: _cost(small, other))
    rest = [p for p in parts if p is not small and p is not best]
    rings, weight = small.rings + best.rings, small.weight + best.weight
    return [*rest, _Part(rings, weight, small.edges | best.edges, small.weights | best.weights)]


def _cost(one: _Part, other: _Part) -> float:
    """Return how badly two parts go together: too many households, a ragged shape, hardly a common border."""
    border = shared_m(one.edges, other.edges)
    if border < _LEAST_BORDER_M:
        return 1e9 - border
    if one.weight < _EMPTY:
        return -border
    both = one.weight + other.weight
    return both + 5.0 * _ragged(one.rings + other.rings) + (500.0 if both > _FULL else 0.0)


def _ragged(rings: list[Line]) -> float:
    """Return perimeter squared over area: 16 for a square, more for anything ragged."""
    ring = union(rings)
    around = measure(ring)
    return around * around / abs(area(ring))


def _balance(parts: list[_Part]) -> None:
    """Hand blocks from full groups to lean neighbours while that evens them out and keeps both whole."""
    for _ in range(80):
        order = sorted(parts, key=lambda p: (p.weight, p.rings[0][0]))
        if not any(_hand_over(full, lean) for full in order[::-1] for lean in order):
            return


def _hand_over(full: _Part, lean: _Part) -> bool:
    """Move one block if that brings the two groups closer together; tell whether it did."""
    gap = full.weight - lean.weight
    if gap <= 20 or len(full.rings) == 1 or shared_m(full.edges, lean.edges) < _LEAST_BORDER_M:
        return False
    before = _ragged(full.rings) + _ragged(lean.rings)
    for ring in sorted(full.rings, key=lambda r: r[0]):
        weight = full.weights[ring[0], ring[1]]
        rest = [r for r in full.rings if r is not ring]
        fits = 0 < weight < gap and shared_m(edges_of(ring), lean.edges) >= _LEAST_BORDER_M
        if (
            fits
            and _is_whole(rest)
            and _ragged(rest) + _ragged([*lean.rings, ring])
            < before + (14.0 if lean.weight > _LEAN else 30.0)
        ):
            _move(ring, weight, full, lean)
            return True
    return False


def _is_whole(rings: list[Line]) -> bool:
    return abs(area(union(rings)) - sum(area(r) for r in rings)) < 1.0


def _move(ring: Line, weight: int, full: _Part, lean: _Part) -> None:
    full.rings = [r for r in full.rings if r is not ring]
    lean.rings = [*lean.rings, ring]
    full.weight, lean.weight = full.weight - weight, lean.weight + weight
    full.edges, lean.edges = full.edges - set(edges_of(ring)), lean.edges | set(edges_of(ring))
    lean.weights[ring[0], ring[1]] = weight


def _place_in_order(group: Group) -> tuple[int, float]:
    """Number along the river in three rows, the way the wards of the river towns count."""
    run, away = locate(SHORE, middle(group.ring))
    return round(run / 520), away
