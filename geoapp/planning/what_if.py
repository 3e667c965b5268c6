"""What changes if points are added or taken away: only what they touch is computed, yet it equals a full answer.

On foot every node knows its two nearest points; points that go or come change these labels around them and
nowhere else (a search over two labels per node, pruned where neither improves).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geoapp.coverage import Nearest, within
from geoapp.coverage.network import Access
from geoapp.planning.arrays import Floats, Ints, checked_columns, checked_weights, checked_xy
from geoapp.planning.travel import Travel, Walking, reach_m
from geoapp.planning.what_if_states import Change, Seen, Walked


@dataclass(frozen=True)
class Side:
    """Who is within the radius of a point, and of two: features, weight, share of all weight (None without any)."""

    covered: int
    covered_weight: float
    share: float | None
    backup: int
    backup_weight: float


@dataclass(frozen=True)
class Pin:
    """One added point.

    Attributes
    ----------
    gain_weight
        What would lose its only cover if this pin alone were not there.
    edge, offset_m, access_m
        Nearest edge of the network, metres along it, straight distance to it; -1, NaN, NaN without a network.
    line
        Row of the way that edge is part of; -1: none.
    nearest, nearest_m
        Row of the nearest existing point that is not removed (-1: none), and its distance by the metric.
    """

    gain_weight: float
    edge: int
    line: int
    offset_m: float
    access_m: float
    nearest: int
    nearest_m: float


@dataclass(frozen=True, eq=False)
class Answer:
    """What pins and removals change.

    Attributes
    ----------
    before, after
        The figures.
    pins
        One per added point, in order.
    rows
        Demand whose nearest distance, second distance or nearest point changed, ascending.
    distance_m, facility, second_m
        After the change, for ALL demand, shape (n,): as ``Nearest``; facility numbers are rows of the existing
        points, then existing count + number of the pin.
    """

    before: Side
    after: Side
    pins: tuple[Pin, ...]
    rows: Ints
    distance_m: Floats
    facility: Ints
    second_m: Floats


class WhatIf:
    """A prepared state: demand, its weights and the points that stand. Safe to ask from several threads.

    Parameters
    ----------
    travel
        Demand and metric.
    weights
        Weight of every row of demand, shape (n,).
    existing_xy
        The usable points that stand, metres, shape (m, 2).

    Raises
    ------
    ValueError
        If an array does not fit; the message names the place.

    Examples
    --------
    >>> from geoapp.planning.travel import Straight
    >>> state = WhatIf(Straight(np.array([[0.0, 0.0], [90.0, 0.0]])), [3, 4], [[10.0, 0.0]])
    >>> answer = state.ask(50, add_xy=[[100.0, 0.0]])
    >>> answer.before.covered_weight, answer.after.covered_weight, answer.pins[0].gain_weight
    (3.0, 7.0, 4.0)
    >>> answer.rows.tolist(), answer.distance_m.tolist(), answer.pins[0].nearest_m
    ([0, 1], [10.0, 10.0], 90.0)
    """

    def __init__(self, travel: Travel, weights: npt.ArrayLike, existing_xy: npt.ArrayLike) -> None:
        self.travel = travel
        self.weights = checked_weights(weights, len(travel.demand_xy)).astype(np.float64)
        existing = checked_xy(existing_xy, "existing_xy")
        self._count = len(existing)
        on_foot = isinstance(travel, Walking) and len(travel.network.edges) > 0
        self._state: Walked | Seen = (
            Walked(travel, existing)
            if on_foot and isinstance(travel, Walking)
            else Seen(travel, existing, reachable=not isinstance(travel, Walking))
        )

    @property
    def nearest(self) -> Nearest:
        """Return how far demand is from the existing points."""
        return self._state.base

    def ask(self, radius_m: float, add_xy: npt.ArrayLike = (), remove: npt.ArrayLike = ()) -> Answer:
        """Return what changes if pins `add_xy`, shape (k, 2), are added and existing rows `remove` taken away."""
        reach_m(radius_m)
        pins = checked_xy(add_xy, "add_xy")
        gone = np.zeros(self._count, dtype=bool)
        gone[checked_columns(np.asarray(remove).ravel().tolist(), self._count, "remove")] = True
        change = self._state.change(pins, gone)
        after = change.nearest
        return Answer(
            self._side(self._state.base, radius_m),
            self._side(after, radius_m),
            self._pins(change, radius_m),
            change.rows,
            after.distance_m,
            after.facility,
            after.second_m,
        )

    def locate(self, xy: npt.ArrayLike) -> Access | None:
        """Return how places, shape (k, 2), reach the network; ``None`` for straight lines or without ways."""
        return self._state.locate(checked_xy(xy, "xy"))

    def _side(self, nearest: Nearest, radius_m: float) -> Side:
        covered, backup = within(nearest.distance_m, radius_m), within(nearest.second_m, radius_m)
        total, weight = float(self.weights.sum()), float(self.weights[covered].sum())
        return Side(
            int(covered.sum()),
            weight,
            weight / total if total > 0 else None,
            int(backup.sum()),
            float(self.weights[backup].sum()),
        )

    def _pins(self, change: Change, radius_m: float) -> tuple[Pin, ...]:
        after = change.nearest
        alone = within(after.distance_m, radius_m) & ~within(after.second_m, radius_m)
        rows = np.flatnonzero(alone & (after.facility >= self._count))
        count = len(change.near.distance_m)
        gain = np.bincount(after.facility[rows] - self._count, self.weights[rows], minlength=count)
        return tuple(
            Pin(float(gain[i]), *_stand(self.travel, change.place, i), int(facility), float(metres))
            for i, (facility, metres) in enumerate(
                zip(change.near.facility, change.near.distance_m, strict=True)
            )
        )


def _stand(travel: Travel, place: Access | None, i: int) -> tuple[int, int, float, float]:
    """Return edge, way, metres along the edge and access of pin i."""
    if place is None or not isinstance(travel, Walking):
        return -1, -1, float("nan"), float("nan")
    edge = int(place.edge[i])
    return edge, int(travel.network.way[edge]), float(place.along_m[i]), float(place.access_m[i])
