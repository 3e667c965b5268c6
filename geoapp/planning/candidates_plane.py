"""Places in the plane where circles around households overlap most (Church 1984, planar maximal covering)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geoapp.coverage.network import Network
from geoapp.planning.arrays import Bools, Floats, Ints
from geoapp.planning.candidates_alleys import along_alleys
from geoapp.planning.candidates_common import checked_flags, columns_of, sites_at
from geoapp.planning.candidates_pieces import refused
from geoapp.planning.candidates_types import Candidates, Limits, TooManyPlaces
from geoapp.planning.cover import Cover
from geoapp.planning.travel import Straight, Travel, Walking, covers_of, kernels, reach_m

_SLACK_SHARE = 0.5
"""Circles are drawn at half of the slack of ``within``, so that their crossings are within reach for certain."""

_MOST_PER_PLACE = 40


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
    """Return places whose sets of wanted demand hold every largest set, and the room around each in metres.

    Raises
    ------
    TooManyPlaces
        If more than `most` places are left, or far more would have to be looked at.
    """
    homes = np.unique(travel.demand_xy[wanted], axis=0)
    if len(homes) == 0:
        return np.empty((0, 2)), np.empty(0)
    corners = _corners(homes, radius_m, most)
    sets = Cover.from_points(homes, corners, radius_m)
    keep, first = _distinct(sets)
    inside = _middles(corners, first, len(keep))
    better = _same_sets(Cover.from_points(homes, inside, radius_m), sets, keep)
    xy = np.where(better[:, None], inside, corners[keep])
    best = _undominated(sets, keep)
    if len(best) > most:
        raise TooManyPlaces(len(best), most)
    return xy[best], _room(homes, xy[best], sets, keep[best], radius_m)


def _corners(homes: Floats, radius_m: float, most: int) -> Floats:
    """Return the middle of every stretch of a circle with a largest set, and households that stand alone."""
    reach = reach_m(radius_m) - (1 - _SLACK_SHARE) * (reach_m(0.0))
    pairs = cKDTree(homes).query_pairs(2 * reach, output_type="ndarray")
    if len(pairs) > 2_000 * most:
        raise TooManyPlaces(len(pairs), most)
    both = np.concatenate([pairs, pairs[:, ::-1]]).astype(np.int64)
    order = np.argsort(both[:, 0], kind="stable")
    near = both[order, 1]
    ptr = np.searchsorted(both[order, 0], np.arange(len(homes) + 1)).astype(np.int64)
    limit = _MOST_PER_PLACE * most
    circle, angle = kernels().sweep.circle_stretches(homes, ptr, near, reach, limit)
    if len(circle) > limit:
        raise TooManyPlaces(len(circle), most)
    on = homes[circle] + reach * np.column_stack([np.cos(angle), np.sin(angle)])
    return np.vstack([homes[np.diff(ptr) == 0], on])


def _distinct(sets: Cover) -> tuple[Ints, Ints]:
    """Return the first column of every different set, and for every column which of these it equals."""
    seen: dict[bytes, int] = {}
    bounds, data = sets.indptr.tolist(), sets.indices
    label = np.empty(sets.column_count, dtype=np.int64)
    for j in range(sets.column_count):
        label[j] = seen.setdefault(data[bounds[j] : bounds[j + 1]].tobytes(), len(seen))
    keep = np.full(len(seen), sets.column_count, dtype=np.int64)
    np.minimum.at(keep, label, np.arange(sets.column_count))
    return keep, label


def _middles(corners: Floats, label: Ints, count: int) -> Floats:
    """Return the mean of the corners of every set: its region is convex, so the mean lies in it."""
    total = np.bincount(label, minlength=count)
    return np.column_stack([np.bincount(label, corners[:, k], minlength=count) / total for k in (0, 1)])


def _same_sets(found: Cover, sets: Cover, keep: Ints) -> Bools:
    """Tell which columns of `found` equal the kept columns of `sets`."""
    return np.array([np.array_equal(found.column(i), sets.column(j)) for i, j in enumerate(keep.tolist())])


def _undominated(sets: Cover, keep: Ints) -> Ints:
    """Return which of the kept sets no other kept set holds."""
    kept = columns_of(sets, keep)
    part = kernels().sweep.part_of_another(kept.indptr, kept.indices, kept.demand_count)
    return np.flatnonzero(~part)


def _room(homes: Floats, xy: Floats, sets: Cover, columns: Ints, radius_m: float) -> Floats:
    """Return how far each place may move in any direction without losing anybody."""
    farthest = np.array(
        [np.hypot(*(homes[sets.column(j)] - xy[k]).T).max() for k, j in enumerate(columns.tolist())]
    )
    return np.maximum(radius_m - farthest, 0.0) if len(columns) else np.empty(0)
