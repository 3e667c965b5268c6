"""Walking distances: nearest and second-nearest facility along the ways.

Distance = straight access to the nearest way + shortest path + straight access from the way to the
facility; on the same way directly along it (coverage reference, section 3). A facility enters the graph
at both ends of its edge, each at the distance along the edge, which equals splitting the edge there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geoapp.coverage import engine
from geoapp.coverage.network import Access, Network
from geoapp.coverage.points import Floats, Ints, Nearest, checked_xy, nobody

_LEAST = 1e-300
"""Stands for a distance of zero, which scipy would take for no edge; it vanishes in any sum."""


@dataclass(frozen=True, eq=False)
class Spread:
    """How far every node is from the facilities.

    `key_m` (n, 2) are the distances from the nearest facility and from the nearest other one, `facility` (n, 2)
    their rows (-1: none); `entry` says where the facilities stand on the network.
    """

    network: Network
    entry: Access
    key_m: Floats
    facility: Ints


def nearest_walking(network: Network, demand_xy: npt.ArrayLike, facility_xy: npt.ArrayLike) -> Nearest:
    """Return the nearest and second-nearest facility on foot of every demand point.

    Parameters
    ----------
    network
        Cleaned ways in the same projected system.
    demand_xy, facility_xy
        Coordinates in metres, shapes (n, 2) and (m, 2); either may be empty. Access to the nearest way
        has no limit; demand without a path to any facility is infinitely far.

    Raises
    ------
    ValueError
        If a coordinate is not finite, or the shape is another.
    """
    demand = checked_xy(demand_xy, "demand_xy")
    facility = checked_xy(facility_xy, "facility_xy")
    if len(demand) == 0 or len(facility) == 0 or len(network.edges) == 0:
        return nobody(len(demand))
    return walked(spread(network, facility), network.locate(demand))


def spread(network: Network, facility_xy: Floats) -> Spread:
    """Run shortest paths from all facilities at once; the network must have edges."""
    entry = network.locate(facility_xy)
    rows = np.arange(len(facility_xy))
    ends = network.edge_nodes[entry.edge]
    rest = network.length_m[entry.edge] - entry.along_m
    keys = np.concatenate([entry.access_m + entry.along_m, entry.access_m + rest])
    seeds = (ends.T.ravel(), keys, np.concatenate([rows, rows]))
    kernels = engine.kernels()
    if kernels is None:
        return Spread(network, entry, *two_labels(network.graph, *seeds))
    graph = network.graph
    key, owner = kernels.two_labels(
        graph.indptr.astype(np.int64), graph.indices.astype(np.int64), graph.data, *seeds
    )
    return Spread(network, entry, key.T, owner.T)


def walked(source: Spread, place: Access) -> Nearest:
    """Return the two nearest facilities of places on the network.

    A place is reached over either end of its edge, or directly from a facility on the same edge.
    """
    network = source.network
    nodes = network.edge_nodes[place.edge]
    rest = network.length_m[place.edge] - place.along_m
    kernels = engine.kernels()
    if kernels is None:
        first, owner, second = _two_best(source, nodes, place.along_m, rest)
    else:
        labels = np.ascontiguousarray(source.key_m.T), np.ascontiguousarray(source.facility.T)
        first, owner, second = kernels.two_best(nodes, place.along_m, rest, *labels)
    _along_same_edge(source.entry, place, first, owner, second)
    return Nearest(first + place.access_m, owner, second + place.access_m)


def _two_best(source: Spread, nodes: Ints, along: Floats, rest: Floats) -> tuple[Floats, Ints, Floats]:
    """Return best distance, its facility, and the best distance of another facility, without compiled code."""
    keys = np.hstack([source.key_m[nodes[:, 0]] + along[:, None], source.key_m[nodes[:, 1]] + rest[:, None]])
    owners = np.hstack([source.facility[nodes[:, 0]], source.facility[nodes[:, 1]]])
    least = keys.min(axis=1)
    most = np.iinfo(np.int64).max
    owner = np.where(keys == least[:, None], np.where(owners < 0, most, owners), most).min(axis=1)
    second = np.where(owners == owner[:, None], np.inf, keys).min(axis=1)
    return least, np.where(np.isfinite(least), owner, -1), second


def _along_same_edge(entry: Access, place: Access, first: Floats, owner: Ints, second: Floats) -> None:
    """Offer every place the facilities on its own edge (in place)."""
    order = np.argsort(entry.edge, kind="stable")
    edges = entry.edge[order]
    begin, end = np.searchsorted(edges, place.edge, "left"), np.searchsorted(edges, place.edge, "right")
    for step in range(int((end - begin).max(initial=0))):
        at = np.flatnonzero(begin + step < end)
        f = order[begin[at] + step]
        offered = np.abs(place.along_m[at] - entry.along_m[f]) + entry.access_m[f]
        _offer(at, f, offered, first, owner, second)


def _offer(at: Ints, facility: Ints, offered: Floats, first: Floats, owner: Ints, second: Floats) -> None:
    """Take one more facility per row into the two best (in place)."""
    same = owner[at] == facility
    better = (offered < first[at]) | ((offered == first[at]) & (facility < owner[at])) | (owner[at] < 0)
    pushed = np.where(better & ~same, first[at], np.where(same, np.inf, offered))
    second[at] = np.minimum(second[at], pushed)
    owner[at] = np.where(better, facility, owner[at])
    first[at] = np.minimum(first[at], offered)


def two_labels(graph: csr_array, nodes: Ints, keys: Floats, facilities: Ints) -> tuple[Floats, Ints]:
    """Return per node the two shortest distances from *different* facilities: keys (n, 2), facilities (n, 2).

    This is scipy's way; :func:`geoapp.coverage.kernels.two_labels` is the compiled one.

    Parameters
    ----------
    graph
        Symmetric lengths between n nodes, none of them 0.
    nodes, keys, facilities
        Where facilities enter the graph, and how far they are from there.

    Notes
    -----
    The second-best path to a node enters the region of its nearest facility over one edge, from a node
    that belongs to another one (or there at once, by an entry of its own), and stays in that region
    from there on. So a second run starts from those edges, on the graph without them.
    """
    keys = np.maximum(keys, _LEAST)
    first, owner = _one_label(graph, nodes, keys, facilities)
    tail = np.repeat(np.arange(len(first), dtype=graph.indices.dtype), np.diff(graph.indptr))
    leaves = owner[tail] != owner[graph.indices]
    crossing = np.flatnonzero(leaves & (owner[tail] >= 0))
    inside = _without(graph, tail, leaves)
    foreign = np.flatnonzero(facilities != owner[nodes])
    over = tail[crossing]
    second, other = _one_label(
        inside,
        np.concatenate([graph.indices[crossing], nodes[foreign]]),
        np.concatenate([first[over] + graph.data[crossing], keys[foreign]]),
        np.concatenate([owner[over], facilities[foreign]]),
    )
    key = np.column_stack([first, second])
    return np.where(key <= _LEAST, 0.0, key), np.column_stack([owner, other])


def _without(graph: csr_array, tail: Ints, dropped: npt.NDArray[np.bool_]) -> csr_array:
    """Return the graph without some of its edges; `tail` is the row of every edge."""
    starts = np.zeros_like(graph.indptr)
    np.cumsum(np.bincount(tail[~dropped], minlength=graph.shape[0]), out=starts[1:])
    return csr_array((graph.data[~dropped], graph.indices[~dropped], starts), shape=graph.shape)


def _one_label(graph: csr_array, nodes: Ints, keys: Floats, facilities: Ints) -> tuple[Floats, Ints]:
    """Return per node the shortest distance from any facility, and the lowest facility at that distance.

    Every facility gets a node of its own, joined to where it enters by edges of its distances from there.
    """
    n = graph.shape[0]
    order = np.lexsort((keys, nodes, facilities))
    nodes, keys, facilities = nodes[order], keys[order], facilities[order]
    fresh = np.ones(len(nodes), dtype=bool)
    fresh[1:] = (nodes[1:] != nodes[:-1]) | (facilities[1:] != facilities[:-1])
    nodes, keys, facilities = nodes[fresh], keys[fresh], facilities[fresh]
    if len(nodes) == 0:
        return np.full(n, np.inf), np.full(n, -1, dtype=np.int64)
    stubs, count = np.unique(facilities, return_counts=True)
    starts = np.concatenate([graph.indptr, len(graph.data) + np.cumsum(count)])
    columns = np.concatenate([graph.indices, nodes])
    size = n + len(stubs)
    extended = csr_array((np.concatenate([graph.data, keys]), columns, starts), shape=(size, size))
    found, _, source = dijkstra(extended, indices=np.arange(n, size), min_only=True, return_predecessors=True)
    distance, reached = found[:n], np.isfinite(found[:n])
    owner = np.where(reached, stubs[np.where(reached, source[:n] - n, 0)], -1)
    return distance, _lowest(graph, distance, owner, nodes, keys, facilities)


def _lowest(
    graph: csr_array, distance: Floats, owner: Ints, nodes: Ints, keys: Floats, facilities: Ints
) -> Ints:
    """Give each node the lowest of the facilities at its distance.

    Facilities flow from their entries along tight edges, those on a shortest path, until nothing changes;
    without ties nothing does.
    """
    tight = keys == distance[nodes]
    np.minimum.at(owner, nodes[tight], facilities[tight])
    tail = np.repeat(np.arange(len(distance), dtype=graph.indices.dtype), np.diff(graph.indptr))
    head = graph.indices
    tied = (owner[tail] < owner[head]) & (distance[tail] + graph.data == distance[head])
    while tied.any():
        np.minimum.at(owner, head[tied], owner[tail[tied]])
        tied = (owner[tail] < owner[head]) & (distance[tail] + graph.data == distance[head])
    return owner
