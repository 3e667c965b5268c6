"""Prepared states behind what-if, one per metric: the two nearest points of all demand, and how they change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoapp.coverage import Nearest, nearest_straight
from geoapp.coverage.network import Access
from geoapp.coverage.points import nobody
from geoapp.coverage.walking import Spread, spread, walked
from geoapp.planning.arrays import Bools, Floats, Ints
from geoapp.planning.travel import Travel, Walking, kernels


@dataclass(frozen=True, eq=False)
class Change:
    """The new nearest points of all demand, the rows that differ, and for the pins: nearest kept point, place."""

    nearest: Nearest
    rows: Ints
    near: Nearest
    place: Access | None


class Walked:
    """The state on foot: two labels at every node. The network must have edges."""

    def __init__(self, travel: Walking, existing: Floats) -> None:
        self.travel = travel
        network = travel.network
        self.entry = _located(travel, existing)
        nodes = len(network.nodes_xy)
        if len(existing):
            source = spread(network, existing)
            self.key = np.ascontiguousarray(source.key_m)
            self.owner = np.ascontiguousarray(source.facility)
        else:
            self.key, self.owner = np.full((nodes, 2), np.inf), np.full((nodes, 2), -1, dtype=np.int64)
        self.home = _located(travel, travel.demand_xy)
        self.home_nodes = network.edge_nodes[self.home.edge]
        all_rows = np.arange(len(travel.demand_xy))
        self.base = self._answer(self.entry, self.key, self.owner, self.home, all_rows)

    def locate(self, xy: Floats) -> Access:
        """Return how places reach the network."""
        return _located(self.travel, xy)

    def change(self, pins: Floats, gone: Bools) -> Change:
        """Return what pins, and existing points that are gone, change."""
        key, owner, place = self.key.copy(), self.owner.copy(), self.locate(pins)
        kept = np.flatnonzero(~gone)
        entry = _taken(self.entry, kept)
        numbers = np.concatenate([kept, len(gone) + np.arange(len(pins))])
        touched = np.zeros(len(key), dtype=bool)
        if gone.any():
            touched |= self._relabel(key, owner, gone, entry, kept)
        near = _renumbered(self._answer(entry, key, _compact(owner, numbers), place), numbers)
        if len(pins):
            touched |= self._relabel(key, owner, gone, place, numbers[len(kept) :])
        special = np.zeros(len(self.travel.network.edges), dtype=bool)
        special[place.edge] = True
        special[self.entry.edge[gone]] = True
        rows = np.flatnonzero(touched[self.home_nodes].any(axis=1) | special[self.home.edge])
        both = _joined(entry, place)
        part = self._answer(both, key, _compact(owner, numbers), self.home, rows)
        return Change(*_patched(self.base, rows, _renumbered(part, numbers)), near, place)

    def _relabel(self, key: Floats, owner: Ints, gone: Bools, entry: Access, rows: Ints) -> Bools:
        """Take facilities away and let those of `entry` into the graph (in place); return the nodes changed."""
        network = self.travel.network
        ends = network.edge_nodes[entry.edge]
        rest = network.length_m[entry.edge] - entry.along_m
        keys = np.concatenate([entry.access_m + entry.along_m, entry.access_m + rest])
        changed: Bools = kernels().labels.relabel(
            *self.travel.graph, key, owner, gone, ends.T.ravel(), keys, np.tile(rows, 2)
        )
        return changed

    def _answer(
        self, entry: Access, key: Floats, owner: Ints, places: Access, rows: Ints | None = None
    ) -> Nearest:
        """Return the two nearest facilities of places, all or some; facilities are numbered as in `entry`."""
        source = Spread(self.travel.network, entry, key, owner)
        return walked(source, places if rows is None else _taken(places, rows))


class Seen:
    """The state in straight lines; `reachable` False is a ward without ways, where nobody is reached on foot."""

    def __init__(self, travel: Travel, existing: Floats, reachable: bool) -> None:
        self.demand, self.existing, self.reachable = travel.demand_xy, existing, reachable
        self.base = self._nearest(self.demand, existing)

    def locate(self, xy: Floats) -> None:
        """Return nothing: straight lines need no network."""

    def _nearest(self, demand: Floats, points: Floats) -> Nearest:
        return nearest_straight(demand, points) if self.reachable else nobody(len(demand))

    def change(self, pins: Floats, gone: Bools) -> Change:
        """Return what pins, and existing points that are gone, change."""
        kept = np.flatnonzero(~gone)
        base = self.base
        first, owner, second = base.distance_m.copy(), base.facility.copy(), base.second_m.copy()
        touched = np.zeros(len(first), dtype=bool)
        for row in np.flatnonzero(gone):
            touched |= _apart(self.demand, self.existing[row]) <= base.second_m
        rows = np.flatnonzero(touched)
        if len(rows):
            part = _renumbered(self._nearest(self.demand[rows], self.existing[kept]), kept)
            first[rows], owner[rows], second[rows] = part.distance_m, part.facility, part.second_m
        for number, pin in enumerate(pins if self.reachable else pins[:0]):
            metres = _apart(self.demand, pin)
            better = np.flatnonzero(metres < second)
            touched[better] = True
            new, old = metres[better], first[better]
            second[better] = np.maximum(new, old)
            owner[better] = np.where(new < old, len(gone) + number, owner[better])
            first[better] = np.minimum(new, old)
        rows = np.flatnonzero(touched)
        near = _renumbered(self._nearest(pins, self.existing[kept]), kept)
        return Change(*_patched(base, rows, Nearest(first, owner, second).take(rows)), near, None)


def _apart(demand: Floats, place: Floats) -> Floats:
    """Return straight distances, rounded as the coverage engine rounds them."""
    dx, dy = demand[:, 0] - place[0], demand[:, 1] - place[1]
    return np.asarray(np.sqrt(dx * dx + dy * dy), dtype=np.float64)


def _patched(base: Nearest, rows: Ints, part: Nearest) -> tuple[Nearest, Ints]:
    """Return the base with some rows replaced, and which of them really differ."""
    first, owner, second = base.distance_m.copy(), base.facility.copy(), base.second_m.copy()
    first[rows], owner[rows], second[rows] = part.distance_m, part.facility, part.second_m
    differs = (
        (first[rows] != base.distance_m[rows])
        | (owner[rows] != base.facility[rows])
        | (second[rows] != base.second_m[rows])
    )
    return Nearest(first, owner, second), rows[differs]


def _compact(owner: Ints, numbers: Ints) -> Ints:
    """Return facilities as places in `numbers` (ascending); -1 stays."""
    return np.where(owner >= 0, np.searchsorted(numbers, owner), -1)


def _renumbered(nearest: Nearest, numbers: Ints) -> Nearest:
    """Return facilities by their numbers."""
    known = nearest.facility >= 0
    facility = np.full(len(known), -1, dtype=np.int64)
    facility[known] = numbers[nearest.facility[known]]
    return Nearest(nearest.distance_m, facility, nearest.second_m)


def _located(travel: Walking, xy: Floats) -> Access:
    if len(xy) == 0:
        return Access(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0))
    return travel.network.locate(xy)


def _taken(place: Access, rows: Ints) -> Access:
    return Access(place.edge[rows], place.along_m[rows], place.access_m[rows])


def _joined(a: Access, b: Access) -> Access:
    return Access(
        np.concatenate([a.edge, b.edge]),
        np.concatenate([a.along_m, b.along_m]),
        np.concatenate([a.access_m, b.access_m]),
    )
