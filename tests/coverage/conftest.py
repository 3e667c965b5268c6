"""Oracles that share no code with the engines, and the two engines side by side.

Brute force: every pair of points; networkx on lines into which every place is put as a node.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import shapely
from pyproj import Transformer

from geoapp.coverage import engine


@pytest.fixture(params=["compiled", "scipy"])
def either_engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test once on the compiled kernels and once on scipy."""
    if request.param == "compiled":
        assert engine.warm(), "the compiled kernels must be available where tests run"
    else:
        monkeypatch.setattr(engine, "_kernels", None)
    return str(request.param)


def _all_pairs(demand: np.ndarray, facility: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return distance, lowest nearest row and second distance from the full matrix."""
    n = len(demand)
    if len(facility) == 0:
        return np.full(n, np.inf), np.full(n, -1), np.full(n, np.inf)
    matrix = np.sqrt(((demand[:, None, :] - facility[None, :, :]) ** 2).sum(axis=2))
    ranked = np.sort(matrix, axis=1)
    second = ranked[:, 1] if len(facility) > 1 else np.full(n, np.inf)
    return ranked[:, 0], matrix.argmin(axis=1), second


def _place(edges: list[shapely.LineString], xy: np.ndarray) -> tuple[int, float, float]:
    point = shapely.Point(xy)
    gaps = [edge.distance(point) for edge in edges]
    row = int(np.argmin(gaps))
    return row, edges[row].project(point), gaps[row]


def _walked(edges: list[shapely.LineString], demand: np.ndarray, facility: np.ndarray) -> np.ndarray:
    """Return the matrix of walking distances, demand x facility, by Dijkstra on split edges."""
    graph = nx.MultiGraph()
    stops: dict[int, list[tuple[float, object]]] = {}
    for kind, places in (("d", demand), ("f", facility)):
        for i, xy in enumerate(places):
            row, along, gap = _place(edges, xy)
            stops.setdefault(row, []).append((along, ("stop", kind, i)))
            graph.add_edge((kind, i), ("stop", kind, i), weight=gap)
    for row, edge in enumerate(edges):
        chain = [
            (0.0, edge.coords[0]),
            *sorted(stops.get(row, []), key=lambda s: s[0]),
            (edge.length, edge.coords[-1]),
        ]
        for (a, u), (b, v) in itertools.pairwise(chain):
            graph.add_edge(u, v, weight=max(b - a, 0.0))
    matrix = np.full((len(demand), len(facility)), np.inf)
    for j in range(len(facility)):
        lengths = nx.single_source_dijkstra_path_length(graph, ("f", j))
        for i in range(len(demand)):
            matrix[i, j] = lengths.get(("d", i), np.inf)
    return matrix


@pytest.fixture(scope="session")
def all_pairs() -> Callable[..., tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return the straight-line oracle."""
    return _all_pairs


@pytest.fixture(scope="session")
def walked_matrix() -> Callable[..., np.ndarray]:
    """Return the walking oracle."""
    return _walked


HELSINKI = Path(__file__).resolve().parents[3] / "shared" / "data" / "helsinki"


def _metric(name: str) -> list[shapely.Geometry]:
    transform = Transformer.from_crs("EPSG:4326", "EPSG:32635", always_xy=True).transform
    features = json.loads((HELSINKI / name).read_text(encoding="utf-8"))["features"]
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in features if f["geometry"] is not None]
    valid = [shapely.make_valid(s, method="linework", keep_collapsed=True) for s in shapes]
    return [shapely.transform(s, lambda xy: np.column_stack(transform(xy[:, 0], xy[:, 1]))) for s in valid]


@pytest.fixture(scope="session")
def helsinki() -> dict[str, list[shapely.Geometry]]:
    """Return the real layers in metres, read without the program's own reader."""
    if not HELSINKI.is_dir():
        pytest.skip(f"the real data are not beside the repository: {HELSINKI}")
    return {name: _metric(f"{name}.geojson") for name in ("hydrants", "buildings", "roads", "zones")}
