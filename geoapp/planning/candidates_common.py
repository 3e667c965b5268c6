"""Small steps that all searches for places share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from geoapp.coverage.network import Network
from geoapp.planning.arrays import Bools, Floats, Ints
from geoapp.planning.candidates_pieces import groups_of
from geoapp.planning.candidates_types import Candidates, Limits, Sites
from geoapp.planning.cover import Cover
from geoapp.planning.travel import Travel, Walking, covers_of, kernels


def columns_of(cover: Cover, keep: Ints) -> Cover:
    """Return some columns of a cover, in order."""
    if len(keep) == cover.column_count:
        return cover
    column = np.repeat(np.arange(cover.column_count), np.diff(cover.indptr))
    sizes = np.diff(cover.indptr)[keep]
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    flags = np.zeros(cover.column_count, dtype=bool)
    flags[keep] = True
    return Cover(indptr, cover.indices[flags[column]], cover.demand_count)


def undominated(sets: Cover, wanted: Bools) -> Ints:
    """Return the columns, all different, whose wanted rows no other column holds all, ascending."""
    kept = wanted[sets.indices]
    ptr = np.concatenate([[0], np.cumsum(kept)])[sets.indptr].astype(np.int64)
    return np.flatnonzero(~kernels().sweep.part_of_another(ptr, sets.indices[kept], sets.demand_count))


def sites_at(
    xy: Floats, network: Network | None, limits: Limits, room: Floats, given: Ints | None = None
) -> Sites:
    """Return places with the way each is nearest to."""
    rows = np.full(len(xy), -1, dtype=np.int64) if given is None else given
    group = groups_of(limits, xy)
    if network is None or len(network.edges) == 0:
        return Sites(xy, np.full(len(xy), -1, dtype=np.int64), None, room, group, rows)
    place = network.locate(xy)
    return Sites(xy, network.way[place.edge], place, room, group, rows)


def no_places(network: Network | None, travel: Travel, radii_m: Sequence[float]) -> Candidates:
    """Return candidates without any place."""
    nowhere = np.empty((0, 2))
    sites = sites_at(nowhere, network, Limits(), np.empty(0))
    return Candidates(sites, covers_of(travel, nowhere, radii_m), True)


def check_call(network: Network | None, travel: Travel, radii_m: Sequence[float]) -> None:
    """Refuse a call without a radius, or with another network than the one that demand walks on."""
    if len(radii_m) == 0:
        raise ValueError("radii_m must name one radius at least")
    if isinstance(travel, Walking) and network is not None and network is not travel.network:
        raise ValueError("network must be the one that demand walks on")


def checked_flags(wanted: npt.ArrayLike | None, count: int) -> Bools:
    """Return which of `count` rows of demand count; ``None``: all."""
    if wanted is None:
        return np.ones(count, dtype=bool)
    flags = np.asarray(wanted)
    if flags.shape != (count,) or flags.dtype != np.bool_:
        raise ValueError(f"wanted must be {count} flags, not {flags.dtype} of shape {flags.shape}")
    return flags
