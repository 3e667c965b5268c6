"""Stretches of ways from which each household is within reach, and the places where most of them overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geoapp.coverage.grid import Grid
from geoapp.coverage.network import Network
from geoapp.planning.arrays import Bools, Floats, Ints
from geoapp.planning.candidates_pieces import Pieces, piece_of, polyline
from geoapp.planning.travel import Straight, Travel, Walking, kernels, reach_m

_JOIN_M = 1e-9
"""Stretches of one household that rounding keeps apart by less than this are one."""

INWARD_M = 0.02
"""How far ends of stretches are moved inward: more than seven decimals of a degree round away."""


@dataclass(frozen=True, eq=False)
class Stretches:
    """Closed stretches of pieces, by piece: those of piece p are ``ptr[p]`` to ``ptr[p + 1]``, metres `lo` to `hi`."""

    ptr: Ints
    lo: Floats
    hi: Floats

    @classmethod
    def pooled(cls, parts: Sequence[Stretches]) -> Stretches:
        """Return the stretches of several radii together, still by piece."""
        piece = np.concatenate([np.repeat(np.arange(len(p.ptr) - 1), np.diff(p.ptr)) for p in parts])
        order = np.argsort(piece, kind="stable")
        ptr = np.sum([p.ptr for p in parts], axis=0)
        return cls(
            ptr,
            np.concatenate([p.lo for p in parts])[order],
            np.concatenate([p.hi for p in parts])[order],
        )

    def with_room(self, pieces: Pieces, network: Network) -> Stretches:
        """Return the stretches shortened by :data:`INWARD_M` at both ends, but for ends of edges; some vanish.

        Beyond the end of an edge a stretch goes on along the next one, or nobody can stand.
        """
        piece = np.repeat(np.arange(len(self.ptr) - 1), np.diff(self.ptr))
        end = network.length_m[pieces.edge[piece]]
        lo = np.where(self.lo <= _JOIN_M, self.lo, self.lo + INWARD_M)
        hi = np.where(self.hi >= end - _JOIN_M, self.hi, self.hi - INWARD_M)
        kept = lo <= hi
        ptr = np.concatenate([[0], np.cumsum(kept)])[self.ptr].astype(np.int64)
        return Stretches(ptr, lo[kept], hi[kept])


def reach_stretches(
    network: Network, travel: Travel, pieces: Pieces, radius_m: float, wanted: Bools
) -> Stretches:
    """Return from where on each piece every wanted household is within reach."""
    if isinstance(travel, Walking):
        return _walked(network, travel, pieces, radius_m, wanted)
    return _seen(network, travel, pieces, radius_m, wanted)


def fullest(stretches: Stretches) -> tuple[Ints, Floats, Floats, Ints]:
    """Return piece, first and last metre, and size, where the set within reach is as large as it gets."""
    piece, first, last, size = kernels().sweep.maximal_stretches(stretches.ptr, stretches.lo, stretches.hi)
    return piece, first, last, size


def every_end(stretches: Stretches) -> tuple[Ints, Floats]:
    """Return piece and metre of every end of a stretch, moved inward by :data:`INWARD_M` where there is room."""
    piece, at = kernels().sweep.every_stretch(stretches.ptr, stretches.lo, stretches.hi, INWARD_M)
    return piece, at


def _walked(network: Network, travel: Walking, pieces: Pieces, radius_m: float, wanted: Bools) -> Stretches:
    reach = reach_m(radius_m)
    starts = np.searchsorted(pieces.edge, np.arange(len(network.edges) + 1)).astype(np.int64)
    return Stretches(
        *kernels().walks.edge_intervals(
            network.edge_nodes,
            network.length_m,
            travel.homes,
            travel.reached_from_nodes(reach),
            (starts, pieces.lo, pieces.hi),
            wanted,
            reach,
            _JOIN_M,
        )
    )


def _seen(network: Network, travel: Straight, pieces: Pieces, radius_m: float, wanted: Bools) -> Stretches:
    reach = reach_m(radius_m)
    households = np.flatnonzero(wanted)
    if len(households) == 0 or len(pieces) == 0:
        return Stretches(np.zeros(len(pieces) + 1, np.int64), np.empty(0), np.empty(0))
    xy, row, *cells = Grid.over(travel.demand_xy[households]).arrays()
    grid = (xy, households[row], *cells)
    piece, begin, a, b = _segments(network, pieces)
    return Stretches(
        *kernels().sweep.line_intervals(
            piece, begin, a, b, len(pieces), grid, len(travel.demand_xy), reach, _JOIN_M
        )
    )


def _segments(network: Network, pieces: Pieces) -> tuple[Ints, Floats, Floats, Floats]:
    """Return the straight segments of pieces in order: piece, metres along the edge at the first end, both ends."""
    edges = np.unique(pieces.edge)
    edge, along, xy = polyline(network, edges)
    ends = np.concatenate([pieces.lo, pieces.hi])
    at = np.concatenate([pieces.edge, pieces.edge])
    inner = shapely.get_coordinates(shapely.line_interpolate_point(network.edges[at], ends))
    edge, along, xy = np.concatenate([edge, at]), np.concatenate([along, ends]), np.vstack([xy, inner])
    order = np.lexsort((along, edge))
    edge, along, xy = edge[order], along[order], xy[order]
    same = np.flatnonzero((edge[1:] == edge[:-1]) & (along[1:] > along[:-1]))
    middle = (along[same] + along[same + 1]) / 2
    piece = piece_of(network, pieces, edge[same], middle)
    on = piece >= 0
    same, piece = same[on], piece[on]
    return piece, along[same], xy[same], xy[same + 1]
