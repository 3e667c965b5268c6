"""Straight-line coverage against geopandas and a KD-tree, walking coverage against networkx.

Both sides answer the same question on the same data, and the answers are compared before times are. What
is built once and kept (buffers, spatial indexes, graphs, compiled kernels) stands before the clock starts;
what it takes to build is told apart.
"""

from __future__ import annotations

import math
import time

import geopandas as gpd
import networkx as nx
import numpy as np
from scipy.spatial import cKDTree

from benchmarks.networkx_two import as_networkx, entries, nearest_two
from benchmarks.table import Table, agree
from benchmarks.timing import race
from benchmarks.towns import BLOCK_M, spread_evenly, streets
from geoapp.coverage import Network, engine, nearest_straight, nearest_walking, within
from geoapp.coverage.walking import spread

RADII_M = (25.0, 50.0, 100.0, 200.0)
CRS = "EPSG:9211"
SEGMENTS = 16
"""Segments per quarter of geopandas' buffers, its default."""


def main(table: Table, *, small: bool) -> None:
    """Run everything; the large sizes are a million households and half a million edges."""
    engine.warm()
    table.begin("coverage, straight")
    straight(table, 10_000, 200, 2_000.0, at_least=20)
    if not small:
        straight(table, 1_000_000, 5_000, 20_000.0, at_least=10)
    table.note("geoapp: nearest and second-nearest point and all four radii at once, by distances.")
    table.begin("coverage, on foot")
    walking(table, 50)
    if not small:
        walking(table, 500)


def straight(table: Table, households: int, facilities: int, side_m: float, at_least: float) -> None:
    """Compare assignment and all radii for points spread evenly over a square."""
    demand, facility = spread_evenly(households, side_m, 1), spread_evenly(facilities, side_m, 2)
    houses = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*demand.T), crs=CRS)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*facility.T), crs=CRS)
    buffers = {r: gpd.GeoDataFrame(geometry=points.buffer(r, quad_segs=SEGMENTS)) for r in RADII_M}
    tree = cKDTree(facility)
    for frame in (houses, points, *buffers.values()):
        frame.sindex  # noqa: B018 - builds the index

    def ours() -> dict[float, int]:
        nearest = nearest_straight(demand, facility)
        return {r: int(within(nearest.distance_m, r).sum()) for r in RADII_M}

    def joined(radius: float) -> gpd.GeoDataFrame:
        return houses.sjoin(buffers[radius], predicate="within")

    def all_joined() -> dict[float, int]:
        return {r: int(joined(r).index.nunique()) for r in RADII_M}

    def nearest_joined() -> dict[float, int]:
        found = houses.sjoin_nearest(points, distance_col="metres")
        metres = found["metres"].groupby(level=0).min().to_numpy()
        return {r: int(within(metres, r).sum()) for r in RADII_M}

    def by_tree() -> dict[float, int]:
        metres = tree.query(demand, k=2)[0][:, 0]
        return {r: int(within(metres, r).sum()) for r in RADII_M}

    mine, metres = ours(), nearest_straight(demand, facility).distance_m
    agree(mine == by_tree(), "covered households per radius, KD-tree")
    lost = [_lost_by_buffers(metres, joined(r).index.unique().to_numpy(), r) for r in RADII_M]
    found = race(
        ("", ours),
        ("geopandas sjoin on buffers, all radii", all_joined),
        ("geopandas sjoin on buffers, 50 m alone", lambda: joined(50.0).index.nunique()),
        ("geopandas sjoin_nearest (one point only)", nearest_joined),
        ("scipy cKDTree, k = 2", by_tree),
        patience_s=12,
    )
    agree(mine == nearest_joined(), "covered households per radius, sjoin_nearest")
    table.compare(f"{households:,} households x {facilities:,} points", *found, at_least=at_least)
    shares = ", ".join(f"{r:.0f} m {share:.2%}" for r, share in zip(RADII_M, lost, strict=True))
    table.note(f"{households:,} x {facilities:,}: buffers lose covered households, at {shares}; distances lose none.")


def _lost_by_buffers(metres: np.ndarray, joined: np.ndarray, radius: float) -> float:
    """Return the share of covered households that buffers miss, after checking that their corners explain it."""
    covered = within(metres, radius)
    agree(bool(covered[joined].all()), f"households in a buffer of {radius} m and farther away")
    missed = covered.copy()
    missed[joined] = False
    inner = radius * math.cos(math.pi / (4 * SEGMENTS))
    agree(bool((metres[missed] >= inner - 1e-6).all()), f"households missed by a buffer of {radius} m")
    return float(missed.sum() / max(covered.sum(), 1))


def walking(table: Table, blocks: int, at_least: float = 10.0) -> None:
    """Compare shortest paths from all facilities to every node of a town of blocks."""
    lines = streets(blocks)
    started = time.perf_counter()
    network = Network.from_lines(lines)
    network.graph  # noqa: B018 - builds the matrix
    built = time.perf_counter() - started
    size = BLOCK_M * blocks
    demand, facility = spread_evenly(40 * blocks, size, 2), spread_evenly(max(20, blocks), size, 4)
    started = time.perf_counter()
    graph = as_networkx(network)
    loaded = time.perf_counter() - started
    at = entries(network, facility)
    for node, found in at.items():
        graph.add_edge("source", node, weight=min(metres for metres, _ in found))

    def nearest_one() -> dict[object, float]:
        return nx.single_source_dijkstra_path_length(graph, "source")

    key = spread(network, facility).key_m
    one, two = nearest_one(), nearest_two(graph, at)
    for column, theirs in enumerate((one, two)):
        metres = np.array([theirs.get(i, np.inf) for i in range(len(key))])
        agree(bool(np.allclose(metres, key[:, column], rtol=0, atol=1e-6)), f"walking distances, label {column}")
    raced = race(
        ("", lambda: spread(network, facility)),
        ("networkx Dijkstra, the same two", lambda: nearest_two(graph, at)),
        ("networkx Dijkstra, the nearest only", nearest_one),
        patience_s=4,
    )
    table.compare(
        f"{len(network.edges):,} edges x {len(facility)} points, nearest two", *raced, at_least=at_least
    )
    (access,) = race(("", lambda: nearest_walking(network, demand, facility)), patience_s=2)
    table.note(
        f"{len(network.edges):,} edges: cleaning {len(lines):,} lines and building the graph once {built:.2f} s (networkx, "
        f"from cleaned edges {loaded:.2f} s); with access for {len(demand):,} households {access.seconds * 1000:.1f} ms."
    )
