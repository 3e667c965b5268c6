"""What the searches for places take and give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from shapely.geometry.base import BaseGeometry

from geoapp.coverage.network import Access
from geoapp.planning.arrays import Bools, Floats, Ints
from geoapp.planning.cover import Cover

MOST_ENTRIES = 15_000_000
"""Most pairs of a place and a household within its reach that a search holds in memory."""


@dataclass(frozen=True, eq=False)
class Limits:
    """Where a new point may stand. Everything is optional.

    Attributes
    ----------
    lines
        Which ways it may stand on, a flag per row of the lines given to ``Network.from_lines``, shape (ways,):
        ``width_m >= least`` for a least width (unknown width: the caller's choice). ``None``: all.
    forbidden
        Polygons in metres in whose interior nothing may stand.
    keep_out_xy, keep_out_m
        Points, shape (k, 2), and the distance (straight, metres) that new points keep from them at least.
    groups
        Polygons of groups, if at most so many points may stand in each: ways are cut at their borders.
    """

    lines: Bools | None = None
    forbidden: Sequence[BaseGeometry] = ()
    keep_out_xy: Floats = field(default_factory=lambda: np.empty((0, 2)))
    keep_out_m: float = 0.0
    groups: Sequence[BaseGeometry] = ()


@dataclass(frozen=True, eq=False)
class Sites:
    """n places.

    Attributes
    ----------
    xy
        Coordinates in metres, shape (n, 2).
    line
        Row of the way each stands on or is nearest to, shape (n,); -1: none.
    place
        Nearest edge of the network, metres along that edge, and distance from it (0 on it; shape (n,) each);
        ``None`` without a network. ``Depth.of_places`` takes it.
    room_m
        How far each may be moved (along its line; in the plane off lines) and still reach the same demand,
        shape (n,); 0 where that is not known. Rounding of coordinates needs some centimetres of it.
    group
        Row of the polygon of ``Limits.groups`` that contains it (the lowest), shape (n,); -1: none.
    given
        Row of the given point (:func:`geoapp.planning.candidates.from_points`) or -1, shape (n,).
    """

    xy: Floats
    line: Ints
    place: Access | None
    room_m: Floats
    group: Ints
    given: Ints

    def __len__(self) -> int:
        return len(self.xy)

    @property
    def offset_m(self) -> Floats:
        """Return metres along the edge, shape (n,); NaN without a network."""
        return np.full(len(self), np.nan) if self.place is None else self.place.along_m

    def take(self, rows: Ints | Bools) -> Sites:
        """Return some of the places."""
        place = self.place
        if place is not None:
            place = Access(place.edge[rows], place.along_m[rows], place.access_m[rows])
        return Sites(
            self.xy[rows], self.line[rows], place, self.room_m[rows], self.group[rows], self.given[rows]
        )


@dataclass(frozen=True, eq=False)
class Candidates:
    """Places and whom they reach.

    Attributes
    ----------
    sites
        The places.
    covers
        One cover per radius asked for, in that order; column j belongs to place j.
    exact
        Whether the best plan among these is the best plan among all places of the kind, under the rules named
        in the call.
    dropped
        Rows of given points that were dropped, and why: ``{row: "far" | "forbidden" | "keep_out" | "line"}``.
    """

    sites: Sites
    covers: tuple[Cover, ...]
    exact: bool
    dropped: dict[int, str] = field(default_factory=dict)


class TooManyPlaces(ValueError):
    """More places than asked for would have to be compared: `places` found so far, `most` allowed."""

    def __init__(self, places: int, most: int) -> None:
        super().__init__(f"{places} places or more would have to be compared, at most {most} are allowed")
        self.places, self.most = places, most
