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
    nodes = network.edge_nodes[entry.edge]
    seed_node = nodes.T.ravel()
    rest = network.length_m[entry.edge] - entry.along_m
    seed_key = np.concatenate([entry.access_m + entry.along_m, entry.access_m + rest])
    seed_facility = np.concatenate([rows, rows])
    graph = network.graph
    kernels = engine.kernels()
    labels = kernels.two_labels if kernels is not None else _labels_by_scipy
    key, owner = labels(
        graph.indptr.astype(np.int64), graph.indices.astype(np.int64), graph.data, seed_node, seed_key, seed_facility
    )
    return Spread(network, entry, key, owner)


def walked(source: Spread, place: Access) -> Nearest:
    """Return the two nearest facilities of places on the network.

    A place is reached over either end of its edge, or directly from a facility on the same edge.
    """
    network = source.network
    nodes = network.edge_nodes[place.edge]
    rest = network.length_m[place.edge] - place.along_m
    keys = np.hstack([source.key_m[nodes[:, 0]] + place.along_m[:, None], source.key_m[nodes[:, 1]] + rest[:, None]])
    owners = np.hstack([source.facility[nodes[:, 0]], source.facility[nodes[:, 1]]])
    first, owner, second = _two_best(keys, owners)
    _along_same_edge(source.entry, place, first, owner, second)
    return Nearest(first + place.access_m, owner, second + place.access_m)


def _two_best(keys: Floats, owners: Ints) -> tuple[Floats, Ints, Floats]:
    """Return best distance, its facility, and the best distance of another facility, row by row."""
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


def _labels_by_scipy(
    indptr: Ints, indices: Ints, weights: Floats, seed_node: Ints, seed_key: Floats, seed_facility: Ints
) -> tuple[Floats, Ints]:
    """Answer as :func:`geoapp.coverage.kernels.two_labels` does, with scipy's Dijkstra twice.

    The second-best label of a node enters the region of its nearest facility over one edge, from a node
    that belongs to another; so a second run starts from those edges and stays inside each region.
    """
    n = len(indptr) - 1
    graph = csr_array((weights, indices, indptr), shape=(n, n))
    seed_key = np.maximum(seed_key, _LEAST)
    first = _from_seeds(graph, seed_node, seed_key)
    owner = _owners(graph, first, seed_node, seed_key, seed_facility)
    tail = np.repeat(np.arange(n), np.diff(indptr))
    crossing = (owner[tail] != owner[indices]) & (owner[tail] >= 0)
    kept = ~crossing
    inside = csr_array((weights[kept], (tail[kept], indices[kept])), shape=(n, n))
    foreign = seed_facility != owner[seed_node]
    nodes = np.concatenate([indices[crossing], seed_node[foreign]])
    keys = np.concatenate([first[tail[crossing]] + weights[crossing], seed_key[foreign]])
    others = np.concatenate([owner[tail[crossing]], seed_facility[foreign]])
    second = _from_seeds(inside, nodes, keys)
    key = np.column_stack([first, second])
    return np.where(key <= _LEAST, 0.0, key), np.column_stack([owner, _owners(inside, second, nodes, keys, others)])


def _from_seeds(graph: csr_array, nodes: Ints, keys: Floats) -> Floats:
    """Return every node's distance from one extra source that is joined to `nodes` by edges `keys`."""
    n = graph.shape[0]
    best = np.full(n, np.inf)
    np.minimum.at(best, nodes, keys)
    joined = np.flatnonzero(np.isfinite(best))
    if len(joined) == 0:
        return best
    data = np.concatenate([graph.data, best[joined]])
    columns = np.concatenate([graph.indices, joined])
    starts = np.concatenate([graph.indptr, [len(data)]])
    extended = csr_array((data, columns, starts), shape=(n + 1, n + 1))
    return np.asarray(dijkstra(extended, indices=n), dtype=np.float64)[:n]


def _owners(graph: csr_array, distance: Floats, nodes: Ints, keys: Floats, facilities: Ints) -> Ints:
    """Return the lowest facility that reaches each node at exactly `distance` (-1: none).

    Owners flow from the seeds along tight edges, those on a shortest path, until nothing changes.
    """
    n = graph.shape[0]
    owner = np.full(n, np.iinfo(np.int64).max)
    tight = keys == distance[nodes]
    np.minimum.at(owner, nodes[tight], facilities[tight])
    tail = np.repeat(np.arange(n), np.diff(graph.indptr))
    tight = (distance[tail] + graph.data == distance[graph.indices]) & np.isfinite(distance[tail])
    tail, head = tail[tight], graph.indices[tight]
    while True:
        before = owner.copy()
        np.minimum.at(owner, head, owner[tail])
        if np.array_equal(before, owner):
            return np.where(np.isfinite(distance), owner, -1)
