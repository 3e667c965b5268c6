"""Places where a new fire point may stand, and whom each of them reaches.

The number of places on a map is infinite; the number of different sets of demand that a place can reach is not.
:func:`along_alleys` and :func:`anywhere` find the places from which these sets are as large as they get (breakpoints
along lines; crossings of circles, Church 1984), so that the best choice among them is the best choice among ALL
places. :func:`grid` and :func:`from_points` take what they are given. Which rules keep that exact is said at each.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from geoapp.coverage.network import Access, Network
from geoapp.planning.arrays import Bools, Floats, Ints, checked_xy
from geoapp.planning.candidates_lines import Stretches, every_end, fullest, reach_stretches
from geoapp.planning.candidates_pieces import Pieces, allowed_edges, allowed_pieces, groups_of, refused
from geoapp.planning.candidates_plane import plane_places
from geoapp.planning.candidates_types import Candidates, Limits, Sites, TooManyPlaces
from geoapp.planning.cover import Cover
from geoapp.planning.travel import Straight, Travel, Walking, covers_of, first_of_equal

__all__ = [
    "NEAR_ALLEY_M",
    "Candidates",
    "Limits",
    "Sites",
    "TooManyPlaces",
    "along_alleys",
    "anywhere",
    "from_points",
    "grid",
    "side_by_side",
    "warm_sites",
]

NEAR_ALLEY_M = 3.0
"""A given place this near to an alley stands on it."""


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
        The ways; with :class:`Walking` travel its own network.
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
        If there are more; with spacing they are thinned evenly instead.

    Notes
    -----
    On an edge a household is within reach from a few closed intervals. The set of households is as large as it
    gets between a left end and a right end that follows it directly; the middle of each such stretch is returned,
    of places with equal sets the one with the most room.

    Exact, over every place on every way (up to rounding, a nanometre), for maximal cover, full cover, floors, the
    fairest plan and any weights; for caps per group if ``limits.groups`` has the groups; with several radii for graded
    cover, as the ends of all radii are swept together; with `backup` each stretch is returned twice, since two
    points may want to serve the same demand.

    With `spacing_m` no choice of finitely many places is exact in general, as a smaller set may be the only one
    allowed beside another, and where exactly a point stands matters. Every end of every stretch is returned, so that
    for two new points the best two are among them to within 4 cm (the farthest two places of two straight
    stretches are ends of them); for more points it is close, and `exact` is False.

    Examples
    --------
    >>> street = Network.from_lines([shapely.LineString([(0, 0), (200, 0)])])
    >>> travel = Straight(np.array([[40.0, 0.0], [100.0, 0.0], [190.0, 0.0]]))
    >>> found = along_alleys(street, travel, [50])
    >>> found.sites.xy.round(3).tolist(), found.sites.room_m.round(3).tolist()
    ([[70.0, 0.0], [145.0, 0.0]], [20.0, 5.0])
    """
    limits = limits or Limits()
    _checked(network, travel, radii_m)
    count = _flags(wanted, len(travel.demand_xy))
    pieces = allowed_pieces(network, limits, bends=spacing_m > 0)
    if len(pieces) == 0 or not count.any():
        return _none(network, travel, radii_m)
    parts = [reach_stretches(network, travel, pieces, r, count) for r in radii_m]
    stretches = parts[0] if len(parts) == 1 else Stretches.pooled(parts)
    if spacing_m > 0:
        piece, at = every_end(stretches)
        room = np.zeros(len(at))
        if len(at) > most:
            thin = np.linspace(0, len(at) - 1, most).astype(np.int64)
            piece, at, room = piece[thin], at[thin], room[thin]
        return _on_pieces(network, travel, radii_m, pieces, (piece, at, room), count, copies=len(at))
    piece, first, last = fullest(stretches)
    if len(piece) > 20 * most:
        raise TooManyPlaces(len(piece), most)
    third = (last - first) / 3 if backup else (last - first) / 2
    at, room = first + third, third
    if backup:
        piece, at, room = np.tile(piece, 2), np.concatenate([at, last - third]), np.tile(room, 2)
    found = _on_pieces(network, travel, radii_m, pieces, (piece, at, room), count, copies=1 + backup)
    if len(found.sites) > most:
        raise TooManyPlaces(len(found.sites), most)
    return found


def _on_pieces(
    network: Network,
    travel: Travel,
    radii_m: Sequence[float],
    pieces: Pieces,
    places: tuple[Ints, Floats, Floats],
    wanted: Bools,
    copies: int,
) -> Candidates:
    """Return candidates at places of pieces (piece, metres along its edge, room), at most `copies` of equal sets."""
    piece, at, room = places
    edge = pieces.edge[piece]
    xy = shapely.get_coordinates(shapely.line_interpolate_point(network.edges[edge], at))
    if isinstance(travel, Walking):
        at, xy = _off_crossings(network, edge, at, room, xy)
    covers = covers_of(travel, xy, radii_m)
    sites = Sites(
        xy,
        network.way[edge],
        Access(edge, at, np.zeros(len(at))),
        room,
        pieces.group[piece],
        np.full(len(at), -1, dtype=np.int64),
    )
    keep = first_of_equal(covers, wanted, pieces.group[piece], room, copies)
    exact = copies <= 2
    return Candidates(sites.take(keep), tuple(_columns(c, keep) for c in covers), exact)


def _off_crossings(
    network: Network, edge: Ints, at: Floats, room: Floats, xy: Floats
) -> tuple[Floats, Floats]:
    """Move places that lie where a bridge crosses another way: seen from above they are on the other one.

    A place is known by its coordinates alone, so it moves along its stretch until its nearest edge is its own.
    """
    for share in (0.4, -0.4, 0.7):
        found = network.locate(xy)
        other = (found.edge != edge) & ~_share_an_end(network, found.edge, edge) & (room > 0)
        if not other.any():
            break
        at = np.where(other, at + share * room, at)
        moved = shapely.line_interpolate_point(network.edges[edge[other]], at[other])
        xy = xy.copy()
        xy[other] = shapely.get_coordinates(moved)
    return at, xy


def _share_an_end(network: Network, a: Ints, b: Ints) -> Bools:
    ends = network.edge_nodes
    return np.asarray((ends[a][:, :, None] == ends[b][:, None, :]).any(axis=(1, 2)))


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

    Straight lines: corners of the regions in which circles around households overlap (Church 1984); of each region
    a place inside is returned. On foot no place off the ways is better than where it meets the nearest way, so
    the places are those of :func:`along_alleys` (`network` is the travel's own). Otherwise `network`, if given, says
    which way each place is nearest to; it limits nothing, nor does ``limits.lines``.

    Exact for the rules of :func:`along_alleys` but for caps per group, if nothing in `limits` had to be obeyed:
    places in forbidden zones are dropped, and the best place may then lie on a border, so `exact` is False.

    Raises
    ------
    TooManyPlaces
        If more than `most` places would have to be compared.

    Examples
    --------
    >>> found = anywhere(Straight(np.array([[0.0, 0.0], [80.0, 0.0], [40.0, 30.0]])), 50)
    >>> len(found.sites), found.covers[0].indices.tolist()
    (1, [0, 1, 2])
    """
    limits = limits or Limits()
    if isinstance(travel, Walking):
        return along_alleys(
            travel.network, travel, [radius_m], limits=limits, wanted=wanted, backup=backup, most=most
        )
    count = _flags(wanted, len(travel.demand_xy))
    xy, room = plane_places(travel, radius_m, count, most)
    inside, near = refused(limits, xy)
    free = ~(inside | near)
    if backup:
        free = np.tile(free, 2)
        aside = np.array([[0.0, 0.5]]) * room[:, None]
        xy, room = np.vstack([xy - aside, xy + aside]), np.tile(room / 2, 2)
    sites = _sites_at(xy[free], network, limits, room[free])
    covers = covers_of(travel, sites.xy, [radius_m])
    return Candidates(sites, covers, bool(free.all()) and not len(limits.groups))


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

    Raises
    ------
    TooManyPlaces
        If the grid over the demand would have more than `most` places.

    Examples
    --------
    >>> found = grid(Straight(np.array([[0.0, 0.0]])), [10], 10)
    >>> found.sites.xy.tolist()
    [[0.0, -10.0], [-10.0, 0.0], [0.0, 0.0], [10.0, 0.0], [0.0, 10.0]]
    """
    if not (np.isfinite(step_m) and step_m > 0):
        raise ValueError(f"step_m must be more than zero metres, not {step_m!r}")
    if len(travel.demand_xy) == 0:
        return _none(network, travel, radii_m)
    margin = max(radii_m)
    low = np.floor((travel.demand_xy.min(axis=0) - margin) / step_m)
    high = np.ceil((travel.demand_xy.max(axis=0) + margin) / step_m)
    wide, tall = (int(v) + 1 for v in high - low)
    if wide * tall > most:
        raise TooManyPlaces(wide * tall, most)
    x, y = np.meshgrid(low[0] + np.arange(wide), low[1] + np.arange(tall))
    xy = np.column_stack([x.ravel(), y.ravel()]) * step_m
    found = from_points(travel, radii_m, xy, network=network, near_alley_m=near_alley_m, limits=limits)
    useful = np.flatnonzero(np.any([np.diff(c.indptr) > 0 for c in found.covers], axis=0))
    given = np.full(len(useful), -1, dtype=np.int64)
    kept = found.sites.take(useful)
    sites = Sites(kept.xy, kept.line, kept.place, kept.room_m, kept.group, given)
    return Candidates(sites, tuple(_columns(c, useful) for c in found.covers), False)


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
    are dropped as ``"far"``, those on a way that `limits` do not allow as ``"line"``. Limits hold for the place
    after it moved. `exact` is True: among the places given.

    Examples
    --------
    >>> street = Network.from_lines([shapely.LineString([(0, 0), (100, 0)])])
    >>> travel = Straight(np.array([[40.0, 0.0]]))
    >>> found = from_points(travel, [50], [[40, 2], [40, 9]], network=street, near_alley_m=3)
    >>> found.sites.xy.tolist(), found.dropped
    ([[40.0, 0.0]], {1: 'far'})
    """
    limits = limits or Limits()
    _checked(network, travel, radii_m)
    given = checked_xy(xy, "xy")
    if near_alley_m is not None and (network is None or len(network.edges) == 0):
        return Candidates(
            _sites_at(given[:0], network, limits, np.empty(0)),
            covers_of(travel, given[:0], radii_m),
            True,
            dict.fromkeys(range(len(given)), "far"),
        )
    why = np.full(len(given), "", dtype=object)
    if network is not None and len(network.edges) and len(given):
        place = network.locate(given)
        if limits.lines is not None:
            why[~allowed_edges(network, limits)[place.edge]] = "line"
        if near_alley_m is not None:
            why[place.access_m > near_alley_m] = "far"
            moved = shapely.line_interpolate_point(network.edges[place.edge], place.along_m)
            given = shapely.get_coordinates(moved)
    inside, near = refused(limits, given)
    why[(why == "") & near] = "keep_out"
    why[(why == "") & inside] = "forbidden"
    keep = np.flatnonzero(why == "")
    sites = _sites_at(given[keep], network, limits, np.zeros(len(keep)), keep)
    dropped = {int(row): str(why[row]) for row in np.flatnonzero(why != "")}
    return Candidates(sites, covers_of(travel, sites.xy, radii_m), True, dropped)


def side_by_side(*covers: Cover) -> Cover:
    """Return one cover with the columns of all: first those of the first (new places, then existing points).

    Examples
    --------
    >>> a, b = Cover([0, 2], [0, 1], 3), Cover([0, 0, 1], [2], 3)
    >>> side_by_side(a, b).indptr.tolist()
    [0, 2, 2, 3]
    """
    counts = {c.demand_count for c in covers}
    if len(counts) != 1:
        raise ValueError(f"covers must be of the same demand, not of {sorted(counts)} rows")
    sizes = np.concatenate([np.diff(c.indptr) for c in covers])
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Cover(indptr, np.concatenate([c.indices for c in covers]), counts.pop())


def _columns(cover: Cover, keep: Ints) -> Cover:
    """Return some columns of a cover, in order."""
    if len(keep) == cover.column_count:
        return cover
    column = np.repeat(np.arange(cover.column_count), np.diff(cover.indptr))
    sizes = np.diff(cover.indptr)[keep]
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    flags = np.zeros(cover.column_count, dtype=bool)
    flags[keep] = True
    return Cover(indptr, cover.indices[flags[column]], cover.demand_count)


def _sites_at(
    xy: Floats, network: Network | None, limits: Limits, room: Floats, given: Ints | None = None
) -> Sites:
    """Return places with the way each is nearest to."""
    rows = np.full(len(xy), -1, dtype=np.int64) if given is None else given
    group = groups_of(limits, xy)
    if network is None or len(network.edges) == 0:
        return Sites(xy, np.full(len(xy), -1, dtype=np.int64), None, room, group, rows)
    place = network.locate(xy)
    return Sites(xy, network.way[place.edge], place, room, group, rows)


def _none(network: Network | None, travel: Travel, radii_m: Sequence[float]) -> Candidates:
    nowhere = np.empty((0, 2))
    sites = _sites_at(nowhere, network, Limits(), np.empty(0))
    return Candidates(sites, covers_of(travel, nowhere, radii_m), True)


def _checked(network: Network | None, travel: Travel, radii_m: Sequence[float]) -> None:
    if len(radii_m) == 0:
        raise ValueError("radii_m must name one radius at least")
    if isinstance(travel, Walking) and network is not None and network is not travel.network:
        raise ValueError("network must be the one that demand walks on")


def _flags(wanted: npt.ArrayLike | None, count: int) -> Bools:
    if wanted is None:
        return np.ones(count, dtype=bool)
    flags = np.asarray(wanted)
    if flags.shape != (count,) or flags.dtype != np.bool_:
        raise ValueError(f"wanted must be {count} flags, not {flags.dtype} of shape {flags.shape}")
    return flags


def warm_sites() -> None:
    """Load every compiled loop of candidates and of what-if, by using each on a town of one street."""
    from geoapp.planning.what_if import WhatIf

    street = Network.from_lines(
        [shapely.LineString([(0, 0), (60, 0)]), shapely.LineString([(60, 0), (90, 0)])]
    )
    homes = np.array([[10.0, 1.0], [40.0, 1.0], [80.0, 0.0]])
    for travel in (Straight(homes), Walking(street, homes)):
        along_alleys(street, travel, [20])
        along_alleys(street, travel, [20, 40], spacing_m=10)
        anywhere(travel, 30)
        WhatIf(travel, np.ones(3), homes[:2]).ask(20, homes[2:], [0])
