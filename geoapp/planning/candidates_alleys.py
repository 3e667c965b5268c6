"""Places on ways: breakpoints of reach, so that the best of them is the best of all places on all ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import shapely

from geoapp.coverage.network import Access, Network
from geoapp.planning.arrays import Bools, Floats, Ints
from geoapp.planning.candidates_common import check_call, checked_flags, columns_of, no_places, undominated
from geoapp.planning.candidates_lines import INWARD_M, Stretches, every_end, fullest, reach_stretches
from geoapp.planning.candidates_pieces import Pieces, allowed_pieces
from geoapp.planning.candidates_types import MOST_ENTRIES, Candidates, Limits, Sites, TooManyPlaces
from geoapp.planning.travel import Travel, Walking, covers_of, first_of_equal

_MOST, _MOST_SPACED = 60_000, 4_000

_LOOK_AT = 20
"""So many times more stretches than places are looked at: most of them have equal sets."""


def along_alleys(
    network: Network,
    travel: Travel,
    radii_m: Sequence[float],
    *,
    limits: Limits | None = None,
    wanted: npt.ArrayLike | None = None,
    backup: bool = False,
    spacing_m: float = 0.0,
    most: int | None = None,
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
        At most this many places; default 60,000, with spacing 4,000 (every pair of them may be a conflict).

    Raises
    ------
    TooManyPlaces
        If there are more; with spacing they are thinned evenly instead.

    Notes
    -----
    On an edge a household is within reach from a few closed intervals. The set of households is as large as it
    gets between a left end and a right end that follows it directly; the middle of each such stretch is returned,
    of places with equal sets the one with the most room. Where the set is largest at a single point (as where two homes are
    exactly twice the radius apart), the largest sets that a step of 2 cm does not change are returned beside it, since
    written coordinates (seven decimals of a degree) miss the point; covers of rounded places must be taken anew.

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
    >>> from geoapp.planning.travel import Straight
    >>> street = Network.from_lines([shapely.LineString([(0, 0), (200, 0)])])
    >>> travel = Straight(np.array([[40.0, 0.0], [100.0, 0.0], [190.0, 0.0]]))
    >>> found = along_alleys(street, travel, [50])
    >>> found.sites.xy.round(3).tolist(), found.sites.room_m.round(3).tolist()
    ([[70.0, 0.0], [145.0, 0.0]], [20.0, 5.0])
    """
    limits = limits or Limits()
    most = most or (_MOST_SPACED if spacing_m > 0 else _MOST)
    check_call(network, travel, radii_m)
    count = checked_flags(wanted, len(travel.demand_xy))
    pieces = allowed_pieces(network, limits, bends=spacing_m > 0)
    if len(pieces) == 0 or not count.any():
        return no_places(network, travel, radii_m)
    parts = [reach_stretches(network, travel, pieces, r, count) for r in radii_m]
    stretches = parts[0] if len(parts) == 1 else Stretches.pooled(parts)
    if spacing_m > 0:
        places = _ends(stretches, stretches.with_room(pieces, network), most)
        found = _on_pieces(network, travel, radii_m, pieces, places, count, copies=2 * most)
        return replace(found, exact=False)
    full = _fullest(stretches, pieces, network)
    if len(full[0]) > _LOOK_AT * most or full[3].sum() * (1 + backup) > MOST_ENTRIES:
        raise TooManyPlaces(len(full[0]), most)
    places = _middles(full, backup)
    found = _on_pieces(network, travel, radii_m, pieces, places, count, copies=1 + backup)
    if len(found.sites) > most and len(radii_m) == 1 and not (backup or limits.groups):
        found = _fewer(found, count)
    if len(found.sites) > most:
        raise TooManyPlaces(len(found.sites), most)
    return found


def _fullest(stretches: Stretches, pieces: Pieces, network: Network) -> tuple[Ints, Floats, Floats, Ints]:
    """Return the fullest stretches, and those of the sets of whom nobody is lost by a step of :data:`INWARD_M`.

    The largest set may be within reach from one point only, which no written coordinates hit; then the best
    that can be written down is a smaller set beside it.
    """
    exactly, roomy = fullest(stretches), fullest(stretches.with_room(pieces, network))
    return (
        np.concatenate([exactly[0], roomy[0]]),
        np.concatenate([exactly[1], roomy[1]]),
        np.concatenate([exactly[2], roomy[2]]),
        np.concatenate([exactly[3], roomy[3]]),
    )


def _fewer(found: Candidates, wanted: Bools) -> Candidates:
    """Leave out places without room, and those whose demand another place with room reaches as well."""
    roomy = np.flatnonzero(found.sites.room_m >= INWARD_M / 2)
    keep = roomy[undominated(columns_of(found.covers[0], roomy), wanted)]
    return replace(found, sites=found.sites.take(keep), covers=(columns_of(found.covers[0], keep),))


def _middles(full: tuple[Ints, Floats, Floats, Ints], twice: bool) -> tuple[Ints, Floats, Floats]:
    """Return piece, metre and room of the middle of every fullest stretch, or of two places in it."""
    piece, first, last, _ = full
    if not twice:
        return piece, (first + last) / 2, (last - first) / 2
    third = (last - first) / 3
    return np.tile(piece, 2), np.concatenate([first + third, last - third]), np.tile(third, 2)


def _ends(stretches: Stretches, roomy: Stretches, most: int) -> tuple[Ints, Floats, Floats]:
    """Return piece, metre and room of the ends of all stretches; if they are too many the fullest and an even choice."""
    piece, at = every_end(stretches)
    room = np.zeros(len(at))
    if len(at) <= most:
        return piece, at, room
    best = _middles(fullest(roomy), twice=False)
    kept = _evenly(len(best[0]), most)
    thin = _evenly(len(at), most - len(kept))
    return (
        np.concatenate([best[0][kept], piece[thin]]),
        np.concatenate([best[1][kept], at[thin]]),
        np.concatenate([best[2][kept], room[thin]]),
    )


def _evenly(count: int, most: int) -> Ints:
    """Return at most `most` of the rows 0 to `count` - 1, evenly."""
    if count <= most:
        return np.arange(count)
    return np.linspace(0, count - 1, most).astype(np.int64)


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
    return Candidates(sites.take(keep), tuple(columns_of(c, keep) for c in covers), True)


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
