"""What changes if points are added or taken away: only what they touch is computed, yet it equals a full answer.

On foot every node knows its two nearest points; points that go or come change these labels around them and
nowhere else (a search over two labels per node, pruned where neither improves).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy.typing as npt

from geoapp.coverage.network import Access
from geoapp.planning.arrays import Floats, Ints
from geoapp.planning.travel import Travel


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
    """

    def __init__(self, travel: Travel, weights: npt.ArrayLike, existing_xy: npt.ArrayLike) -> None:
        raise NotImplementedError

    def ask(self, radius_m: float, add_xy: npt.ArrayLike = (), remove: npt.ArrayLike = ()) -> Answer:
        """Return what changes if pins `add_xy`, shape (k, 2), are added and existing rows `remove` taken away."""
        raise NotImplementedError

    def locate(self, xy: npt.ArrayLike) -> Access | None:
        """Return how places reach the network; None for straight lines."""
        raise NotImplementedError
