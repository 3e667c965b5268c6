"""How demand gets to a place, on foot or in a straight line, prepared once for many questions.

Distances are those of :func:`geoapp.coverage.nearest_walking` and :func:`geoapp.coverage.nearest_straight`, and
who is covered is what :func:`geoapp.coverage.within` says of them, so a plan promises what coverage will show.
"""

from __future__ import annotations

import functools
import importlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np
import numpy.typing as npt

from geoapp.coverage import Nearest, Network, nearest_straight, nearest_walking, within
from geoapp.coverage.boundary import SLACK_M
from geoapp.coverage.network import Access
from geoapp.planning.arrays import Bools, Floats, Indices, Ints, checked_xy
from geoapp.planning.cover import Cover


@dataclass(frozen=True, eq=False)
class Straight:
    """Demand that is reached in a straight line.

    Parameters
    ----------
    demand_xy
        Coordinates in metres of one projected system, shape (n, 2).

    Examples
    --------
    >>> travel = Straight(np.array([[0.0, 0.0], [30.0, 40.0]]))
    >>> travel.cover(np.array([[0.0, 0.0]]), 50).indices.tolist()
    [0, 1]
    """

    demand_xy: Floats

    def __post_init__(self) -> None:
        object.__setattr__(self, "demand_xy", checked_xy(self.demand_xy, "demand_xy"))

    def cover(self, xy: npt.ArrayLike, radius_m: float) -> Cover:
        """Return whom each of the places `xy`, shape (k, 2), reaches within a radius: k columns."""
        return Cover.from_points(self.demand_xy, xy, radius_m)

    def nearest(self, xy: npt.ArrayLike) -> Nearest:
        """Return the nearest and second-nearest of the places `xy` for all demand."""
        return nearest_straight(self.demand_xy, xy)

    def metres(self, xy: npt.ArrayLike) -> Floats:
        """Return all distances, demand x places `xy`, shape (n, k)."""
        places = checked_xy(xy, "xy")
        dx = self.demand_xy[:, None, 0] - places[None, :, 0]
        dy = self.demand_xy[:, None, 1] - places[None, :, 1]
        return np.asarray(np.sqrt(dx * dx + dy * dy), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Walking:
    """Demand that is reached on foot along a network.

    Parameters
    ----------
    network
        Cleaned ways in metres.
    demand_xy
        Coordinates in metres of the same system, shape (n, 2).

    Examples
    --------
    >>> import shapely
    >>> network = Network.from_lines([shapely.LineString([(0, 0), (100, 0)])])
    >>> travel = Walking(network, np.array([[0.0, 5.0], [60.0, 0.0]]))
    >>> travel.cover(np.array([[30.0, 0.0], [70.0, 10.0]]), 35).indices.tolist()
    [0, 1, 1]
    """

    network: Network
    demand_xy: Floats

    def __post_init__(self) -> None:
        object.__setattr__(self, "demand_xy", checked_xy(self.demand_xy, "demand_xy"))

    def cover(self, xy: npt.ArrayLike, radius_m: float) -> Cover:
        """Return whom each of the places `xy`, shape (k, 2), reaches within a radius: k columns."""
        ptr, rows, _ = self.reached(xy, reach_m(radius_m))
        return Cover(ptr, rows, len(self.demand_xy))

    def nearest(self, xy: npt.ArrayLike) -> Nearest:
        """Return the nearest and second-nearest of the places `xy` for all demand."""
        return nearest_walking(self.network, self.demand_xy, xy)

    def metres(self, xy: npt.ArrayLike) -> Floats:
        """Return all distances, demand x places `xy`, shape (n, k); infinite where no path leads."""
        ptr, rows, metres = self.reached(xy, math.inf)
        found = np.full((len(self.demand_xy), len(ptr) - 1), np.inf)
        found[rows, np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))] = metres
        return found

    def reached(self, xy: npt.ArrayLike, limit_m: float) -> tuple[Ints, Indices, Floats]:
        """Return `ptr`, `rows`, `metres`: whom each place reaches within a limit, and how far they are.

        Place j, of shape (k, 2), reaches ``rows[ptr[j]:ptr[j + 1]]``, ascending; the limit is inclusive.
        """
        places = checked_xy(xy, "xy")
        if len(places) == 0 or len(self.demand_xy) == 0 or len(self.network.edges) == 0:
            return np.zeros(len(places) + 1, np.int64), np.empty(0, np.int32), np.empty(0)
        return self.reached_from(self.network.locate(places), limit_m)

    def reached_from(self, place: Access, limit_m: float) -> tuple[Ints, Indices, Floats]:
        """Return the same for places that are located on the network already."""
        ends = self.network.edge_nodes[place.edge]
        rest = self.network.length_m[place.edge] - place.along_m
        keys = np.column_stack([place.access_m + place.along_m, place.access_m + rest])
        found = kernels().walks.reached(
            self.graph, self.sides, self.homes, ends, keys, place.edge, place.along_m, place.access_m, limit_m
        )
        ptr, rows, metres = found
        return ptr, rows, metres

    def reached_from_nodes(self, limit_m: float) -> tuple[Ints, Indices, Floats]:
        """Return the same for every node of the network."""
        count = len(self.network.nodes_xy)
        ends = np.column_stack([np.arange(count), np.arange(count)])
        none, zero = np.full(count, -1, dtype=np.int64), np.zeros(count)
        ptr, rows, metres = kernels().walks.reached(
            self.graph, self.sides, self.homes, ends, np.zeros((count, 2)), none, zero, zero, limit_m
        )
        return ptr, rows, metres

    @functools.cached_property
    def home(self) -> Access:
        """Return where on the network demand lives; the network must have edges."""
        return self.network.locate(self.demand_xy)

    @functools.cached_property
    def graph(self) -> tuple[Ints, Ints, Floats]:
        """Return starts, far ends and metres of the edges between nodes."""
        graph = self.network.graph
        return graph.indptr.astype(np.int64), graph.indices.astype(np.int64), graph.data

    @functools.cached_property
    def homes(self) -> tuple[Ints, Ints, Floats, Floats]:
        """Return demand by edge, ascending along it: starts, row, place along the edge, access."""
        home = self.home
        order = np.lexsort((home.along_m, home.edge))
        ptr = np.searchsorted(home.edge[order], np.arange(len(self.network.edges) + 1))
        return ptr.astype(np.int64), order, home.along_m[order], home.access_m[order]

    @functools.cached_property
    def sides(self) -> tuple[Ints, Ints, Ints, Floats]:
        """Return the edges with demand at every node: starts, edge, side (0: the edge's first node), lengths."""
        ends = self.network.edge_nodes
        lived = np.unique(self.home.edge)
        node = np.concatenate([ends[lived, 0], ends[lived, 1]])
        order = np.argsort(node, kind="stable")
        ptr = np.searchsorted(node[order], np.arange(len(self.network.nodes_xy) + 1))
        side = np.repeat(np.array([0, 1], dtype=np.int64), len(lived))
        return ptr.astype(np.int64), np.tile(lived, 2)[order], side[order], self.network.length_m


def reach_m(radius_m: float) -> float:
    """Return the largest distance that is within a radius, or say why it is no radius."""
    radius = float(radius_m)
    if not (math.isfinite(radius) and radius >= 0):
        raise ValueError(f"radius_m must be a finite number of metres, zero or more, not {radius_m!r}")
    return radius + SLACK_M


Travel = Straight | Walking
"""Either way to get about: both have `demand_xy`, `cover`, `nearest` and `metres`."""


def covers_of(travel: Travel, xy: Floats, radii_m: Sequence[float]) -> tuple[Cover, ...]:
    """Return one cover of places `xy`, shape (k, 2), per radius; on foot the paths are searched once."""
    if isinstance(travel, Straight):
        return tuple(travel.cover(xy, radius) for radius in radii_m)
    ptr, rows, metres = travel.reached(xy, max(reach_m(radius) for radius in radii_m))
    column = np.repeat(np.arange(len(xy)), np.diff(ptr))
    covers = []
    for radius in radii_m:
        held = within(metres, radius)
        sizes = np.bincount(column[held], minlength=len(xy))
        indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        covers.append(Cover(indptr, rows[held], len(travel.demand_xy)))
    return tuple(covers)


def first_of_equal(
    covers: tuple[Cover, ...], wanted: Bools, group: Ints, room_m: Floats, copies: int
) -> Ints:
    """Return the columns to keep, ascending: of those of one group with equal wanted sets the roomiest `copies`.

    Columns that reach nobody wanted are left out.
    """
    sets = []
    for cover in covers:
        kept = wanted[cover.indices]
        held = np.concatenate([[0], np.cumsum(kept)])[cover.indptr].tolist()
        sets.append((held, cover.indices[kept]))
    seen: dict[tuple[object, ...], int] = {}
    keep = []
    for j in np.argsort(-room_m, kind="stable").tolist():
        parts = [data[held[j] : held[j + 1]].tobytes() for held, data in sets]
        key = (int(group[j]), *parts)
        known = seen.get(key, 0)
        if known < copies and any(parts):
            seen[key] = known + 1
            keep.append(j)
    return np.array(sorted(keep), dtype=np.int64)


@dataclass(frozen=True)
class Kernels:
    """The compiled loops of candidates and of what-if."""

    sweep: ModuleType
    walks: ModuleType
    labels: ModuleType


@functools.cache
def kernels() -> Kernels:
    """Return the compiled loops, loading (or, the first time on a machine, compiling) them if need be."""
    names = ("kernels_candidates", "kernels_walks", "what_if_kernels")
    return Kernels(*(importlib.import_module(f"geoapp.planning.{name}") for name in names))
