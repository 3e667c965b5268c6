"""The peer on foot: the nearest two facilities of every node with networkx, as fast as it seems to go."""

from __future__ import annotations

import networkx as nx
import numpy as np

from geoapp.coverage import Network

Entries = dict[int, list[tuple[float, int]]]


def as_networkx(network: Network) -> nx.Graph:
    """Return the network's graph, and a node ``source`` that is joined to nothing yet."""
    graph = nx.Graph()
    matrix = network.graph.tocoo()
    graph.add_weighted_edges_from(
        zip(matrix.row.tolist(), matrix.col.tolist(), matrix.data.tolist(), strict=True)
    )
    graph.add_nodes_from(range(matrix.shape[0]))
    graph.add_node("source")
    return graph


def entries(network: Network, facility: np.ndarray) -> Entries:
    """Return where facilities enter the graph: {node: [(metres, facility)]}."""
    entry = network.locate(facility)
    found: Entries = {}
    for f in range(len(facility)):
        u, v = network.edge_nodes[entry.edge[f]].tolist()
        rest = network.length_m[entry.edge[f]] - entry.along_m[f]
        for node, metres in ((u, entry.along_m[f]), (v, rest)):
            found.setdefault(node, []).append((float(metres + entry.access_m[f]), f))
    return found


def nearest_two(graph: nx.Graph, at: Entries) -> dict[object, float]:
    """Return the distance of the nearest *other* facility of every node.

    Two runs: the nearest facility of every node, then from the edges between their regions inwards.
    """
    before, first = nx.dijkstra_predecessor_and_distance(graph, "source")
    owner: dict[object, int] = {}
    for node in first:
        via = before[node][0] if node != "source" else None
        owner[node] = min(at[node])[1] if via == "source" else owner.get(via, -1)
    starts: dict[object, float] = {}
    inside = nx.Graph()
    inside.add_nodes_from(first)
    for u, v, metres in graph.edges(data="weight"):
        if "source" in (u, v) or u not in first or v not in first:
            continue
        if owner[u] == owner[v]:
            inside.add_edge(u, v, weight=metres)
            continue
        for a, b in ((u, v), (v, u)):
            starts[b] = min(starts.get(b, np.inf), first[a] + metres)
    for node, found in at.items():
        others = [metres for metres, f in found if f != owner[node]]
        if others:
            starts[node] = min([starts.get(node, np.inf), *others])
    inside.add_weighted_edges_from(("start", node, metres) for node, metres in starts.items())
    second = nx.single_source_dijkstra_path_length(inside, "start") if starts else {}
    return {node: second.get(node, np.inf) for node in first}
