"""Houses stand along both sides of every way, their narrow fronts to it, and never on one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from sampleward.alleys import CROWDED
from sampleward.index import SegmentIndex
from sampleward.place import OUTLINE
from sampleward.pockets import crowding
from sampleward.streets import Way
from sampleward.vector import (
    Line,
    Point,
    area,
    inside,
    length,
    locate,
    measure,
    middle,
    moved,
    right_of,
    segments,
    segments_apart,
    smooth_along,
    snap,
)

_APART_M = 0.08
_FROM_WAY_M = 0.3
_FROM_CLOSED_M = 1.5
_FROM_OUTLINE_M = 3.0


@dataclass
class House:
    """A house: footprint (closed, counter-clockwise), the way it faces, and what is known of it.

    `row` numbers the houses that were built in one go, side by side.
    """

    ring: Line
    way: Way
    at: float
    side: int
    use: str = "home"
    households: int = 1
    group: int = 0
    floors: int = 2
    estate: str = ""
    address: str = ""
    crowded: float = 0.0
    row: int = 0
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def centre(self) -> Point:
        return middle(self.ring)


class Ground:
    """The ground on which houses stand: nothing may touch what is there already."""

    def __init__(self, ways: list[Way], closed: list[Line], borders: list[Line]) -> None:
        self.houses: list[House] = []
        self.rows = 0
        self._ways: SegmentIndex[float] = SegmentIndex()
        self._closed: SegmentIndex[int] = SegmentIndex()
        self._rings = closed
        self._built: dict[tuple[int, int], list[Line]] = {}
        for way in ways:
            self._ways.add(way.line, way.width / 2)
        for line in borders:  # no house stands in two groups
            self._ways.add(line, 0.0)
        for ring in closed:
            self._closed.add(ring, 0)
        self._closed.add(OUTLINE, 1)

    def takes(self, ring: Line) -> bool:
        """Tell whether a footprint is free of ways, water, yards, other houses and the ward's edge."""
        west, south, east, north = _box(ring, 9.0)
        if any(
            _between(ring, a, b) < half + _FROM_WAY_M
            for a, b, half in self._ways.within(west, south, east, north)
        ):
            return False
        for a, b, edge in self._closed.within(west, south, east, north):
            if _between(ring, a, b) < (_FROM_OUTLINE_M if edge else _FROM_CLOSED_M):
                return False
        if not inside(ring[0], OUTLINE) or any(inside(ring[0], closed) for closed in self._rings):
            return False
        return not any(_touch(ring, other) for cell in _cells(ring) for other in self._built.get(cell, ()))

    def build(self, house: House) -> None:
        self.houses.append(house)
        for cell in _cells(house.ring):
            self._built.setdefault(cell, []).append(house.ring)


def build_houses(
    ways: list[Way], closed: list[Line], borders: list[Line], blocks: list[tuple[str, Line]], random: Random
) -> list[House]:
    """Return the houses: old blocks first, then rows along streets, then along alleys."""
    ground = Ground(ways, closed, borders)
    for name, ring in blocks:
        ground.build(
            House(ring, _nearest(ways, middle(ring)), 0.0, 1, "old_block", 20, floors=4, estate=name)
        )
    for way in sorted((w for w in ways if w.is_street and not w.bridge), key=lambda w: w.rank):
        _row(ground, way, random)
    for way in (w for w in ways if not w.is_street):
        _row(ground, way, random)
    return ground.houses


def _nearest(ways: list[Way], p: Point) -> Way:
    return min(ways, key=lambda way: locate(way.line, p)[1])


def _row(ground: Ground, way: Way, random: Random) -> None:
    total = measure(way.line)
    for side in (1, -1):
        at, left, empty, depth, back = random.uniform(0.4, 3.0), 0, False, 0.0, 0.0
        while at < total - 2.0:
            crowded = crowding(smooth_along(way.line, at)[0])
            if left <= 0:
                left = random.randint(4, 14) if crowded > CROWDED else random.randint(3, 9)
                ground.rows += 1
                empty = random.random() > _occupied(way, crowded)
                depth, back = _depth(way, crowded, random), _set_back(way, crowded, random)
            front = _front(way, crowded, random)
            left -= 1
            if not empty:
                _try(
                    ground, way, at + front / 2, side, front, depth * random.uniform(0.88, 1.1), back, crowded
                )
            at += front + _gap(way, crowded, random)


def _try(
    ground: Ground, way: Way, at: float, side: int, front: float, depth: float, back: float, crowded: float
) -> None:
    """Build a house, a shallower one where the plot is short, or none."""
    for share in (1.0, 0.78, 0.6):
        if depth * share < 6.0:
            return
        ring = _footprint(way, at, side, front - 0.14, depth * share, back)
        if ground.takes(ring):
            ground.build(House(ring, way, at, side, crowded=crowded, row=ground.rows))
            return


def _footprint(way: Way, at: float, side: int, front: float, depth: float, back: float) -> Line:
    p, direction = smooth_along(way.line, at)
    n = right_of(direction)
    across = (n[0] * side, n[1] * side)
    near = moved(p, across, way.width / 2 + back)
    far = moved(near, across, depth)
    corners = [moved(near, direction, -front / 2), moved(near, direction, front / 2),
               moved(far, direction, front / 2), moved(far, direction, -front / 2)]  # fmt: skip
    ring = [snap(*c) for c in corners]
    ring.append(ring[0])
    return ring if area(ring) > 0 else ring[::-1]


def _occupied(way: Way, crowded: float) -> float:
    if way.is_street:
        return (0.42, 0.36, 0.2, 0.16)[way.rank] + 0.5 * crowded
    return 0.26 + 0.7 * crowded


def _depth(way: Way, crowded: float, random: Random) -> float:
    if way.rank <= 1:
        return random.uniform(13, 19)
    if way.is_street:
        return random.uniform(11, 16)
    return random.uniform(8.0, 9.8) if crowded > CROWDED else random.uniform(9.5, 14)


def _set_back(way: Way, crowded: float, random: Random) -> float:
    if way.is_street:
        return random.uniform(1.8, 3.2)
    return random.uniform(0.45, 0.8) if crowded > CROWDED else random.uniform(1.0, 4.5)


def _front(way: Way, crowded: float, random: Random) -> float:
    if crowded > CROWDED and not way.is_street:
        return random.uniform(3.7, 4.5)
    if way.is_street:
        return random.uniform(4.0, 5.0)
    return random.uniform(5.0, 8.4)


def _gap(way: Way, crowded: float, random: Random) -> float:
    if crowded > CROWDED:
        return random.uniform(0.4, 2.0) if random.random() < 0.1 else 0.0
    if way.is_street:
        return random.uniform(0.8, 8.0) if random.random() < 0.35 else 0.0
    return random.uniform(3.0, 13.0)


def _between(ring: Line, a: Point, b: Point) -> float:
    if inside(a, ring):
        return 0.0
    return min(segments_apart(p, q, a, b) for p, q in segments(ring))


def _touch(one: Line, other: Line) -> bool:
    """Tell whether two rectangles overlap or all but touch (separating axes)."""
    return not (_parted(one, other) or _parted(other, one))


def _parted(one: Line, other: Line) -> bool:
    for a, b in segments(one):
        dx, dy = b[0] - a[0], b[1] - a[1]
        size = length(dx, dy)
        # counter-clockwise: the outside lies to the right of each edge
        if all((dy * (p[0] - a[0]) - dx * (p[1] - a[1])) / size > _APART_M for p in other[:-1]):
            return True
    return False


def _box(ring: Line, margin: float) -> tuple[float, float, float, float]:
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin


def _cells(ring: Line) -> list[tuple[int, int]]:
    west, south, east, north = _box(ring, 0.2)
    return [
        (i, j)
        for i in range(int(west // 30), int(east // 30) + 1)
        for j in range(int(south // 30), int(north // 30) + 1)
    ]
