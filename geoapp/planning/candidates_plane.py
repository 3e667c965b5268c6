"""Places in the plane where circles around households overlap most (Church 1984, planar maximal covering)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geoapp.coverage.network import Network
from geoapp.planning.arrays import Bools, Floats, Ints
from geoapp.planning.candidates_alleys import along_alleys
from geoapp.planning.candidates_common import checked_flags, columns_of, sites_at, undominated
from geoapp.planning.candidates_lines import INWARD_M
from geoapp.planning.candidates_pieces import refused
from geoapp.planning.candidates_types import MOST_ENTRIES, Candidates, Limits, TooManyPlaces
from geoapp.planning.cover import Cover
from geoapp.planning.travel import Straight, Travel, Walking, covers_of, kernels, reach_m

_LOOK_AT = 40
"""So many times more stretches of circles than places are looked at: most of them have equal sets."""


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
    count = checked_flags(wanted, len(travel.demand_xy))
    xy, room = _plane_places(travel, radius_m, count, most)
    inside, near = refused(limits, xy)
    free = ~(inside | near)
    if backup:
        free = np.tile(free, 2)
        aside = np.array([[0.0, 0.5]]) * room[:, None]
        xy, room = np.vstack([xy - aside, xy + aside]), np.tile(room / 2, 2)
    sites = sites_at(xy[free], network, limits, room[free])
    covers = covers_of(travel, sites.xy, [radius_m])
    return Candidates(sites, covers, bool(free.all()) and not len(limits.groups))


def _plane_places(travel: Straight, radius_m: float, wanted: Bools, most: int) -> tuple[Floats, Floats]:
    """Return places whose sets of wanted demand are all the largest ones, and the room around each in metres.

    Largest at the radius, and largest among those that a step of ``INWARD_M`` does not change: the first may be within
    reach from a single point only, which no written coordinates hit.

    Raises
    ------
    TooManyPlaces
        If more than `most` places are left, or far more would have to be looked at.
    """
    homes = np.unique(travel.demand_xy[wanted], axis=0)
    if len(homes) == 0:
        return np.empty((0, 2)), np.empty(0)
    parts = [_largest(homes, radius_m, most)]
    if radius_m > INWARD_M:
        parts.append(_largest(homes, radius_m - INWARD_M, most))
    xy = np.vstack(parts)
    sets = Cover.from_points(homes, xy, radius_m)
    room = _room(homes, xy, sets, radius_m)
    keep = np.union1d(np.arange(len(parts[0])), _not_held(sets, room))
    if len(keep) > most:
        raise TooManyPlaces(len(keep), most)
    return xy[keep], room[keep]


def _not_held(sets: Cover, room: Floats) -> Ints:
    """Return the places with room whose sets no other place with room holds; of equal sets the first."""
    roomy = np.flatnonzero(room >= INWARD_M / 2)
    kept = columns_of(sets, roomy)
    first = _distinct(kept)
    best = first[undominated(columns_of(kept, first), np.ones(sets.demand_count, dtype=bool))]
    return roomy[best]


def _largest(homes: Floats, radius_m: float, most: int) -> Floats:
    """Return a place of every largest set of homes within a radius."""
    corners, inside, size = _regions(homes, radius_m, most)
    sets = Cover.from_points(homes, inside, radius_m)
    # a region thinner than rounding may have its middle outside: then its corner stands for it
    thin = np.diff(sets.indptr) < size
    if thin.any():
        inside[thin] = corners[thin]
        sets = Cover.from_points(homes, inside, radius_m)
    keep = _distinct(sets)
    keep = keep[undominated(columns_of(sets, keep), np.ones(len(homes), dtype=bool))]
    if len(keep) > most:
        raise TooManyPlaces(len(keep), most)
    return inside[keep]


def _regions(homes: Floats, radius_m: float, most: int) -> tuple[Floats, Floats, Ints]:
    """Return for every different largest set on a circle a corner of its region, a place inside, and its size.

    The region is convex, so the mean of its corners lies in it. Homes that stand alone are regions of their own.
    """
    circle, angle, size, label = _stretches(homes, radius_m, most)
    reach = _drawn_m(radius_m)
    corners = homes[circle] + reach * np.column_stack([np.cos(angle), np.sin(angle)])
    count = np.bincount(label)
    first = np.unique(label, return_index=True)[1]
    inside = np.column_stack([np.bincount(label, corners[:, k]) / count for k in (0, 1)])
    if size[first].sum() > MOST_ENTRIES:
        raise TooManyPlaces(len(first), most)
    alone = homes[np.setdiff1d(np.arange(len(homes)), circle)]
    corners, inside = np.vstack([corners[first], alone]), np.vstack([inside, alone])
    return corners, inside, np.concatenate([size[first], np.ones(len(alone), dtype=np.int64)])


def _stretches(homes: Floats, radius_m: float, most: int) -> tuple[Ints, Floats, Ints, Ints]:
    """Return circle, angle and size of all stretches with a largest set, and a number for each different set."""
    reach = _drawn_m(radius_m)
    tree = cKDTree(homes)
    if int(tree.count_neighbors(tree, 2 * reach)) > MOST_ENTRIES:
        raise TooManyPlaces(len(homes), most)
    pairs = tree.query_pairs(2 * reach, output_type="ndarray")
    both = np.concatenate([pairs, pairs[:, ::-1]]).astype(np.int64)
    order = np.argsort(both[:, 0], kind="stable")
    ptr = np.searchsorted(both[order, 0], np.arange(len(homes) + 1)).astype(np.int64)
    limit = _LOOK_AT * most
    circle, angle, size, one, other = kernels().sweep.circle_stretches(
        homes, ptr, both[order, 1], reach, _marks(len(homes)), limit
    )
    if len(circle) > limit:
        raise TooManyPlaces(len(circle), most)
    _, label = np.unique(np.column_stack([one, other]), axis=0, return_inverse=True)
    return circle, angle, size, label.reshape(-1).astype(np.int64)


def _drawn_m(radius_m: float) -> float:
    """Return the radius of the circles: half of the slack of ``within`` makes their crossings reach for certain."""
    return radius_m + (reach_m(radius_m) - radius_m) / 2


def _distinct(sets: Cover) -> Ints:
    """Return the first column of every different set that is not empty, ascending; sets are told apart by marks."""
    filled = np.flatnonzero(np.diff(sets.indptr) > 0)
    marks = _marks(sets.demand_count)[sets.indices]
    both = np.bitwise_xor.reduceat(marks, sets.indptr[filled]) if len(filled) else marks[:0]
    return np.sort(filled[np.unique(both, axis=0, return_index=True)[1]])


def _marks(count: int) -> npt.NDArray[np.uint64]:
    """Return two random numbers of 64 bits for every row: sets with equal sums of both are taken to be equal."""
    return np.random.default_rng(1).integers(0, 2**64, (count, 2), dtype=np.uint64)


def _room(homes: Floats, xy: Floats, sets: Cover, radius_m: float) -> Floats:
    """Return how far each place may move in any direction without losing anybody; every set has a member."""
    apart = homes[sets.indices] - np.repeat(xy, np.diff(sets.indptr), axis=0)
    farthest = np.maximum.reduceat(np.hypot(*apart.T), sets.indptr[:-1])
    return np.maximum(radius_m - farthest, 0.0)
