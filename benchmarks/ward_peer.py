"""The peer of a ward's whole answer: geopandas buffers and overlay, and networkx, as a good analyst writes them.

It is given cleaned edges, so that both sides walk the same network, and which points count.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd

RADII_M = (25.0, 50.0, 100.0, 200.0)


@dataclass(frozen=True)
class WardFrames:
    """A ward's layers in degrees, ids as index, and cleaned edges in metres of `crs`."""

    houses: gpd.GeoDataFrame
    points: gpd.GeoDataFrame
    groups: gpd.GeoDataFrame
    edges: gpd.GeoSeries
    crs: str


@dataclass(frozen=True)
class WardAnswer:
    """Distances per house, a table per metric (rows: groups and radii), and covered land per group and radius."""

    walking_m: pd.Series
    straight_m: pd.Series
    figures: dict[str, pd.DataFrame]
    covered_m2: pd.DataFrame


@dataclass(frozen=True)
class Prepared:
    """The same in metres: houses as centroids, edges with their ends and a graph of them."""

    houses: gpd.GeoDataFrame
    points: gpd.GeoDataFrame
    groups: gpd.GeoDataFrame
    edges: gpd.GeoSeries
    ends: list[tuple[object, object]]
    graph: nx.Graph


def prepared(ward: WardFrames) -> Prepared:
    """Project the layers and build the graph."""
    houses = ward.houses.to_crs(ward.crs)
    houses = houses.set_geometry(houses.centroid)
    graph = nx.Graph()
    ends = [(line.coords[0], line.coords[-1]) for line in ward.edges]
    for (u, v), length in zip(ends, ward.edges.length, strict=True):
        if not graph.has_edge(u, v) or graph[u][v]["weight"] > length:
            graph.add_edge(u, v, weight=length)
    ward.edges.sindex  # noqa: B018 - builds the index
    return Prepared(houses, ward.points.to_crs(ward.crs), ward.groups.to_crs(ward.crs), ward.edges, ends, graph)


def answer(ward: Prepared) -> WardAnswer:
    """Return the coverage of a ward, both metrics, all radii, by group."""
    houses, points = ward.houses, ward.points
    near = houses[["households", "geometry"]].sjoin_nearest(points[["geometry"]], distance_col="metres")
    straight = near["metres"].groupby(level=0).min().reindex(houses.index)
    walking = walking_distances(ward)
    inside = {r: buffered(houses, points, r) for r in RADII_M}
    reached = {r: walking <= r + 1e-6 for r in RADII_M}
    return WardAnswer(
        walking,
        straight,
        {"straight": by_group(houses, straight, inside), "walking": by_group(houses, walking, reached)},
        covered_land(ward.groups, points),
    )


def buffered(houses: gpd.GeoDataFrame, points: gpd.GeoDataFrame, radius: float) -> pd.Series:
    """Return which houses lie in a buffer."""
    discs = gpd.GeoDataFrame(geometry=points.buffer(radius))
    found = houses[["geometry"]].sjoin(discs, predicate="within").index.unique()
    return pd.Series(houses.index.isin(found), index=houses.index)


def by_group(houses: gpd.GeoDataFrame, metres: pd.Series, covered: dict[float, pd.Series]) -> pd.DataFrame:
    """Return houses, households and distances by group, and per radius what is covered."""
    groups = houses["group_id"]
    finite = metres.where(np.isfinite(metres))
    table = pd.DataFrame({"demand": groups.value_counts(), "weight": houses["households"].groupby(groups).sum()})
    spread = finite.groupby(groups)
    table["mean"], table["median"], table["max"] = spread.mean(), spread.median(), spread.max()
    table["p95"] = spread.quantile(0.95)
    for radius, flags in covered.items():
        table[f"covered {radius}"] = flags.groupby(groups).sum()
        table[f"weight {radius}"] = houses["households"].where(flags, 0).groupby(groups).sum()
    return table


def covered_land(groups: gpd.GeoDataFrame, points: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the square metres within each radius per group: union of buffers, then overlay."""
    columns = {}
    named = gpd.GeoDataFrame({"group": groups.index}, geometry=groups.geometry.array, crs=groups.crs)
    for radius in RADII_M:
        union = gpd.GeoDataFrame(geometry=[points.buffer(radius).union_all()], crs=groups.crs)
        cut = gpd.overlay(named, union, how="intersection")
        columns[radius] = cut.assign(area=cut.area).groupby("group")["area"].sum().reindex(groups.index, fill_value=0.0)
    return pd.DataFrame(columns)


def walking_distances(ward: Prepared) -> pd.Series:
    """Return the walk to the nearest point: access, path along the edges, access."""
    edges, ends, graph = ward.edges, ward.ends, ward.graph
    length = edges.length.tolist()
    starts: dict[object, float] = {}
    on_edge: dict[int, list[tuple[float, float]]] = {}
    for edge, along, access in placed(ward.points.geometry, edges):
        on_edge.setdefault(edge, []).append((along, access))
        for node, way in zip(ends[edge], (along, length[edge] - along), strict=True):
            starts[node] = min(starts.get(node, np.inf), access + way)
    graph.add_weighted_edges_from(("source", node, metres) for node, metres in starts.items())
    metres = nx.single_source_dijkstra_path_length(graph, "source")
    graph.remove_node("source")
    found = []
    for edge, along, access in placed(ward.houses.geometry, edges):
        u, v = ends[edge]
        ways = [metres.get(u, np.inf) + along, metres.get(v, np.inf) + length[edge] - along]
        ways += [abs(along - there) + from_there for there, from_there in on_edge.get(edge, [])]
        found.append(access + min(ways))
    return pd.Series(found, index=ward.houses.index)


def placed(places: gpd.GeoSeries, edges: gpd.GeoSeries) -> list[tuple[int, float, float]]:
    """Return for every place its nearest edge (lowest on ties), the offset along it and the access."""
    at, edge = edges.sindex.nearest(places, return_all=True)
    lowest = pd.Series(edge).groupby(at).min()
    lines = edges.iloc[lowest.to_numpy()].reset_index(drop=True)
    own = places.reset_index(drop=True)
    return list(zip(lowest.tolist(), lines.project(own), lines.distance(own), strict=True))
