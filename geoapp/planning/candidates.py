"""Places where a new fire point may stand, and whom each of them reaches.

The number of places on a map is infinite; the number of different sets of demand that a place can reach is not.
:func:`along_alleys` and :func:`anywhere` find the places from which these sets are as large as they get (breakpoints
along lines; crossings of circles, Church 1984), so that the best choice among them is the best choice among ALL
places. :func:`grid` and :func:`from_points` take what they are given. Which rules keep that exact is said at each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from geoapp.coverage.network import Access, Network
from geoapp.planning.arrays import Bools, Floats, Ints
from geoapp.planning.cover import Cover
from geoapp.planning.travel import Travel

NEAR_ALLEY_M = 3.0
"""A given place this near to an alley stands on it."""


@dataclass(frozen=True, eq=False)
class Limits:
    """Where a new point may stand. Everything is optional.

    Attributes
    ----------
    lines
        Which ways it may stand on, a flag per row of the lines given to ``Network.from_lines``, shape (ways,):
        ``width_m >= least`` for a least width (unknown width: the caller's choice). ``None``: all.
    forbidden
        Polygons in metres in which nothing may stand; their border is free.
    keep_out_xy, keep_out_m
        Points, shape (k, 2), and the distance (straight, metres) that new points keep from them.
    """

    lines: Bools | None = None
    forbidden: Sequence[BaseGeometry] = ()
    keep_out_xy: Floats = field(default_factory=lambda: np.empty((0, 2)))
    keep_out_m: float = 0.0


@dataclass(frozen=True, eq=False)
class Sites:
    """n places.

    Attributes
    ----------
    xy
        Coordinates in metres, shape (n, 2).
    line
        Row of the way each stands on, shape (n,); -1: on none.
    place
        Nearest edge of the network, metres along that edge, and distance from it (0 on it; shape (n,) each);
        ``None`` without a network. ``Depth.of_places`` takes it.
    offset_m
        Metres along the edge, ``place.along_m``; NaN without a network, shape (n,).
    room_m
        How far each may be moved along its line, either way, and still reach the same demand, shape (n,);
        0 where that is not known. Rounding of coordinates needs some centimetres of it.
    given
        Row of the given point (:func:`from_points`) or -1, shape (n,).
    """

    xy: Floats
    line: Ints
    place: Access | None
    offset_m: Floats
    room_m: Floats
    given: Ints


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
    """More places than asked for would have to be looked at: `places` found so far, `most` allowed."""

    def __init__(self, places: int, most: int) -> None:
        super().__init__(f"{places} places or more would have to be compared, at most {most} are allowed")
        self.places, self.most = places, most


def along_alleys(
    network: Network,
    travel: Travel,
    radii_m: Sequence[float],
    *,
    limits: Limits | None = None,
    wanted: npt.ArrayLike | None = None,
    backup: bool = False,
    spacing_m: float = 0.0,
    most: int = 20_000,
) -> Candidates:
    """Return the places on ways from which the demand within reach is as large as it gets.

    Parameters
    ----------
    network
        The ways; with :class:`Walking` travel the same network.
    radii_m
        One radius, or several for graded cover (the first is the plan's own); one cover each.
    limits
        Where a point may stand.
    wanted
        Which demand counts, flags of shape (n,): leave out what existing points serve already (not with `backup`
        or several radii) and the search shrinks. Covers name all demand within reach all the same.
    backup, spacing_m
        Say which of these rules the plan will have, and the places are chosen for it (see Notes).
    most
        At most this many places.

    Raises
    ------
    TooManyPlaces
        Without spacing, if there are more. With spacing they are thinned evenly and `exact` is False.

    Notes
    -----
    On an edge a household is within reach from a few closed intervals. The set of households is as large as it
    gets between a left end and a right end that follows it directly; the middle of each such stretch is returned.
    Exact (over every place on every way) for maximal cover, full cover, caps per group of *candidates that share a
    group's whole ways*, floors, the fairest plan and weights; with several radii for graded cover, the ends of
    all radii being swept together; with `backup` each stretch is returned twice, at a third of its length from
    either end, as two points may want to serve the same demand. With `spacing_m` no choice of finitely many places
    is exact in general, since a smaller set may be the only one allowed beside another: both ends of EVERY
    stretch between neighbouring breakpoints are returned, which is exact for two new points (the farthest two
    places of two straight stretches are ends of them) and close for more; `exact` is then False.
    """
    raise NotImplementedError


def anywhere(
    travel: Travel,
    radius_m: float,
    *,
    limits: Limits | None = None,
    network: Network | None = None,
    wanted: npt.ArrayLike | None = None,
    backup: bool = False,
    most: int = 50_000,
) -> Candidates:
    """Return places anywhere in the plane from which the demand within reach is as large as it gets.

    Straight lines: corners of the regions in which circles around households overlap. On foot no place off the
    ways is better than where it meets the nearest way, so the places are those of :func:`along_alleys`.
    `network`, if given, says which way each place is nearest to; it limits nothing.

    Raises
    ------
    TooManyPlaces
        If more than `most` different sets are found.
    """
    raise NotImplementedError


def grid(
    travel: Travel,
    radii_m: Sequence[float],
    step_m: float,
    *,
    network: Network | None = None,
    near_alley_m: float | None = None,
    limits: Limits | None = None,
    most: int = 50_000,
) -> Candidates:
    """Return the places of a square grid that reach anybody; never exact (`exact` is False).

    With `near_alley_m` each place moves onto the nearest way, and those farther from one are left out.
    """
    raise NotImplementedError


def from_points(
    travel: Travel,
    radii_m: Sequence[float],
    xy: npt.ArrayLike,
    *,
    network: Network | None = None,
    near_alley_m: float | None = None,
    limits: Limits | None = None,
) -> Candidates:
    """Return given places, shape (k, 2), all of them in order but for those named in `dropped`.

    With `near_alley_m` (and a network) each place moves onto the nearest way; those farther from one than that
    are dropped as ``"far"``. `exact` is True: among the places given.
    """
    raise NotImplementedError


def side_by_side(*covers: Cover) -> Cover:
    """Return one cover with the columns of all: first those of the first (new places, then existing points)."""
    raise NotImplementedError


def warm_sites() -> None:
    """Load every compiled loop of candidates and of what-if, by using each on a town of one street."""
    raise NotImplementedError
