"""Straight-line coverage against geopandas, walking coverage against networkx.

Both sides answer the same question on the same data, and the answers are compared before anything is
timed. What is built once and kept (buffers, spatial indexes, graphs, compiled kernels) is not timed.
"""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely

from benchmarks.timing import report, timed
from geoapp.coverage import Network, engine, nearest_straight, nearest_walking, within
from geoapp.coverage.walking import spread

RADII_M = (25.0, 50.0, 100.0, 200.0)
CRS = "EPSG:9211"


def main(*, large: bool = True) -> None:
    """Run everything; `large` adds a million households and half a million edges."""
    engine.warm()
    straight(10_000, 200, 2_000.0, runs=7)
    walking(50, runs=5)
    if large:
        straight(1_000_000, 5_000, 20_000.0, runs=3)
        walking(500, runs=2)


def straight(households: int, facilities: int, side_m: float, runs: int) -> None:
    """Compare assignment and all radii for points spread evenly over a square."""
    rng = np.random.default_rng(1)
    demand, facility = rng.random((households, 2)) * side_m, rng.random((facilities, 2)) * side_m
    houses = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*demand.T), crs=CRS)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*facility.T), crs=CRS)
    buffers = {r: gpd.GeoDataFrame(geometry=points.buffer(r)) for r in RADII_M}
    for frame in (houses, points, *buffers.values()):
        frame.sindex  # noqa: B018 - builds the index, which is not timed

    def ours() -> dict[float, int]:
        nearest = nearest_straight(demand, facility)
        return {r: int(within(nearest.distance_m, r).sum()) for r in RADII_M}

    def joined(radius: float) -> int:
        return int(houses.sjoin(buffers[radius], predicate="within").index.nunique())

    def nearest_joined() -> dict[float, int]:
        found = houses.sjoin_nearest(points, distance_col="metres")
        metres = found["metres"].groupby(level=0).min().to_numpy()
        return {r: int((metres <= r).sum()) for r in RADII_M}

    mine, exact = ours(), nearest_joined()
    lost = {r: 1 - joined(r) / max(mine[r], 1) for r in RADII_M}
    assert mine == exact, "the answers must be identical before times are worth comparing"
    print(f"\nbuffers lose, per radius: {', '.join(f'{r:.0f} m {share:.2%}' for r, share in lost.items())}")
    report(
        f"straight, {households:,} households x {facilities:,} points, nearest two and {len(RADII_M)} radii",
        timed("geoapp nearest_straight + within", ours, runs),
        [
            timed("geopandas sjoin on buffers, the 50 m radius alone", lambda: joined(50.0), runs),
            timed("geopandas sjoin on buffers, all radii", lambda: [joined(r) for r in RADII_M], runs),
            timed("geopandas sjoin_nearest (exact, nearest one only)", nearest_joined, runs),
        ],
        goal=">= 20 x buffer sjoin" if households <= 10_000 else ">= 10 x buffer sjoin",
    )


def walking(blocks: int, runs: int) -> None:
    """Compare all shortest paths from all facilities on a town of blocks with some streets missing."""
    network = _town(blocks)
    rng = np.random.default_rng(2)
    size = 60.0 * blocks
    demand, facility = rng.random((4 * blocks * 10, 2)) * size, rng.random((max(20, blocks), 2)) * size
    graph = _as_networkx(network)
    seeds = _seeds(network, facility)
    for node, found in seeds.items():
        graph.add_edge("source", node, weight=min(metres for metres, _ in found))

    def nearest_one() -> dict[object, float]:
        return nx.single_source_dijkstra_path_length(graph, "source")

    key = spread(network, facility).key_m
    one, two = nearest_one(), _networkx_two(graph, seeds)
    assert all(abs(one[i] - key[i, 0]) < 1e-6 for i in range(len(key)) if np.isfinite(key[i, 0]))
    assert all(abs(two[i] - key[i, 1]) < 1e-6 for i in range(len(key)) if np.isfinite(key[i, 1]))
    report(
        f"walking, {len(network.edges):,} edges x {len(facility)} points, every node's way to its nearest two points",
        timed("geoapp spread", lambda: spread(network, facility), runs),
        [
            timed("networkx Dijkstra, the same two", lambda: _networkx_two(graph, seeds), runs, warm=False),
            timed("networkx Dijkstra, the nearest one only", nearest_one, runs, warm=False),
        ],
        goal=">= 10 x networkx",
    )
    whole = timed("all", lambda: nearest_walking(network, demand, facility), runs)
    print(f"  with access for {len(demand):,} households: {whole.seconds * 1000:.1f} ms")


def _town(blocks: int) -> Network:
    rng = np.random.default_rng(3)
    at = np.stack(np.meshgrid(np.arange(blocks + 1), np.arange(blocks + 1), indexing="ij"), axis=-1) * 60.0
    at = at + rng.uniform(-9, 9, at.shape)
    along = [np.stack([at[:-1], at[1:]], axis=2), np.stack([at[:, :-1], at[:, 1:]], axis=2)]
    pairs = np.concatenate([part.reshape(-1, 2, 2) for part in along])
    return Network.from_lines(shapely.linestrings(pairs[rng.random(len(pairs)) < 0.97]))


def _as_networkx(network: Network) -> nx.Graph:
    graph = nx.Graph()
    matrix = network.graph.tocoo()
    graph.add_weighted_edges_from(
        zip(matrix.row.tolist(), matrix.col.tolist(), matrix.data.tolist(), strict=True)
    )
    graph.add_node("source")
    return graph


def _seeds(network: Network, facility: np.ndarray) -> dict[int, list[tuple[float, int]]]:
    """Return where facilities enter the graph: {node: [(metres, facility)]}."""
    entry = network.locate(facility)
    seeds: dict[int, list[tuple[float, int]]] = {}
    for f in range(len(facility)):
        u, v = network.edge_nodes[entry.edge[f]].tolist()
        rest = network.length_m[entry.edge[f]] - entry.along_m[f]
        for node, metres in ((u, entry.along_m[f]), (v, rest)):
            seeds.setdefault(node, []).append((float(metres + entry.access_m[f]), f))
    return seeds


def _networkx_two(graph: nx.Graph, seeds: dict[int, list[tuple[float, int]]]) -> dict[object, float]:
    """Return the distance of the nearest *other* facility with networkx, as fast as it seems to go.

    Two runs: the nearest facility of every node, then from the edges between their regions inwards.
    """
    before, first = nx.dijkstra_predecessor_and_distance(graph, "source")
    owner: dict[object, int] = {}
    for node in first:
        via = before[node][0] if node != "source" else None
        owner[node] = min(seeds[node])[1] if via == "source" else owner.get(via, -1)
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
    for node, found in seeds.items():
        others = [metres for metres, f in found if f != owner[node]]
        if others:
            starts[node] = min([starts.get(node, np.inf), *others])
    inside.add_weighted_edges_from(("start", node, metres) for node, metres in starts.items())
    second = nx.single_source_dijkstra_path_length(inside, "start") if starts else {}
    return {node: second.get(node, np.inf) for node in first}


if __name__ == "__main__":
    main()
