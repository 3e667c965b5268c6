"""How deep houses lie behind the last place that a fire engine reaches.

An edge takes trucks if it is wide enough *and* truck edges link it to an entry road: a wide stretch
behind a narrow gate does not count. Depth is the walk from there (coverage reference, section 4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from shapely.geometry.base import BaseGeometry

from geoapp.coverage.network import Access, Network
from geoapp.coverage.points import Floats

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Depth:
    """Distances from truck roads: per node (n,), metres, and which edges (e,) trucks reach."""

    network: Network
    node_m: Floats
    truck: Flags

    def of_edges(self) -> Floats:
        """Return the depth of the deepest point of every edge; 0 where trucks drive, ``inf`` if cut off."""
        ends = self.node_m[self.network.edge_nodes]
        return np.where(self.truck, 0.0, (ends.sum(axis=1) + self.network.length_m) / 2)

    def of_places(self, place: Access) -> Floats:
        """Return the walk from the nearest truck road to places on the network."""
        ends = self.node_m[self.network.edge_nodes[place.edge]]
        rest = self.network.length_m[place.edge] - place.along_m
        along = np.minimum(ends[:, 0] + place.along_m, ends[:, 1] + rest)
        return np.where(self.truck[place.edge], 0.0, along) + place.access_m


def depth_from_trucks(network: Network, takes_trucks: Flags, outline: BaseGeometry | None) -> Depth:
    """Return how deep every node lies.

    Parameters
    ----------
    takes_trucks
        Per edge, whether a truck can drive on it once it is there, shape (e,).
    outline
        The ward's area; truck roads that reach its edge come from outside and are entry roads. The longest
        connected stretch of truck roads always is one.
    """
    truck = takes_trucks & _linked(network, takes_trucks, outline)
    node_m = np.full(len(network.nodes_xy), np.inf)
    sources = np.unique(network.edge_nodes[truck])
    if len(sources):
        node_m = np.asarray(dijkstra(network.graph, indices=sources, min_only=True), dtype=np.float64)
    return Depth(network, node_m, truck)


def _linked(network: Network, takes_trucks: Flags, outline: BaseGeometry | None) -> Flags:
    """Tell which edges belong to a stretch of truck edges with an entry road in it."""
    if not takes_trucks.any():
        return takes_trucks
    n = len(network.nodes_xy)
    ends = network.edge_nodes[takes_trucks]
    matrix = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
    stretch = connected_components(matrix, directed=False)[1][network.edge_nodes[:, 0]]
    metres = np.bincount(stretch, np.where(takes_trucks, network.length_m, 0.0))
    entry = {int(np.argmax(metres))}
    if outline is not None and not outline.is_empty:
        shapely.prepare(outline)
        leaves = ~shapely.contains_properly(outline, network.edges[takes_trucks])
        entry.update(stretch[takes_trucks][leaves].tolist())
    return np.isin(stretch, list(entry))
