"""A whole ward from its layers: both metrics, all radii, by group, with covered land; and covered land alone.

Once the layers are projected and the network stands, distances, figures and areas are computed anew in every
run on both sides; a second line begins at the layers, and there only we clean the ways. The peer's buffers are
polygons and lose people and land, which the comparison of answers allows for and nothing else.
"""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks import ward_peer
from benchmarks.table import Table, agree
from benchmarks.timing import race
from benchmarks.towns import spread_evenly
from benchmarks.ward_peer import RADII_M, WardFrames
from geoapp.bootstrap import library
from geoapp.coverage import engine, within
from geoapp.coverage.arcs import covered_areas, covered_by_radius
from geoapp.domain.ward import Ward
from geoapp.usecases.coverage.analysis import Analysis
from geoapp.usecases.coverage.from_ward import study_of_ward
from geoapp.usecases.coverage.result import CoverageResult
from geoapp.usecases.coverage.study import Study

WARD = "phuong-lam"
SEGMENTS = 16
"""Segments per quarter of geopandas' buffers, its default."""


def main(table: Table, *, small: bool) -> None:
    """Run the sample ward, then areas of a ward and of a province."""
    engine.warm()
    with tempfile.TemporaryDirectory() as folder:
        ward = library(Path(folder)).open(WARD)
    table.begin("whole ward")
    _whole(table, ward)
    table.begin("covered land per group")
    study = study_of_ward(ward, None, _today())
    _areas(table, "sample ward, 18 groups x 20 points, 50 m", study.groups.shapes, study.facility_xy, 50.0, None)
    _areas(table, "20 groups x 200 points, 100 m", _tiles(5, 4, 400.0, 2_000.0), spread_evenly(200, 2_000.0, 8), 100.0)
    if not small:
        _areas(table, "500 groups x 5,000 points, 150 m", _tiles(25, 20, 800.0, 20_000.0), spread_evenly(5_000, 20_000.0, 8), 150.0)
    table.note("Local union: per group the buffers near it, united and cut to it. Ours are true circles, exact to rounding.")


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).astimezone().date()


def _whole(table: Table, ward: Ward) -> None:
    study = study_of_ward(ward, None, _today())
    points = ward.layer("fire_points").loc[list(study.facility_ids)]
    crs = ward.info.crs
    edges = gpd.GeoSeries(study.network.edges, crs=crs)
    frames = WardFrames(ward.layer("buildings"), points, ward.layer("residential_groups"), edges, crs)

    mine, theirs = _ours(study), ward_peer.answer(ward_peer.prepared(frames))
    _same_distances(mine[0], theirs)
    for metric in ("walking", "straight"):
        _same_figures(mine[0], metric, mine[1][metric], theirs.figures[metric])
    _same_land(mine[2], theirs.covered_m2.to_numpy(), len(points))
    standing = ward_peer.prepared(frames)
    name = "geopandas buffers, overlay, networkx"
    found = race(
        ("", lambda: _ours(study)),
        (name, lambda: ward_peer.answer(standing)),
        ("", lambda: _ours(study_of_ward(ward, None, _today()))),
        (name, lambda: ward_peer.answer(ward_peer.prepared(frames))),
        patience_s=8,
    )
    table.compare("both metrics, 4 radii, by group, land", *found[:2], at_least=10)
    table.compare("the same from the layers, ways cleaned", *found[2:])
    table.note("Ours also tells backup cover, every point's catchment and the deep alleys; the peer is given cleaned ways.")


def _ours(study: Study) -> tuple[Analysis, dict[str, dict], np.ndarray]:
    """Return distances, documents and covered land, nothing of them kept from before."""
    study.__dict__.pop("demand_place", None)  # who lives at which way is part of the question, on both sides
    fresh = Analysis(study)
    documents = {m: CoverageResult(fresh, m, RADII_M, "households").document() for m in ("straight", "walking")}
    return fresh, documents, covered_by_radius(study.groups.shapes, study.facility_xy, RADII_M)


def _same_distances(mine: Analysis, theirs: ward_peer.WardAnswer) -> None:
    for metric, metres in (("walking", theirs.walking_m), ("straight", theirs.straight_m)):
        known = pd.Series(mine.nearest(metric).distance_m, index=mine.study.demand.ids)
        agree(bool(np.allclose(known, metres.loc[known.index], rtol=0, atol=1e-3)), f"{metric} distances")


def _same_figures(analysis: Analysis, metric: str, document: dict, figures: pd.DataFrame) -> None:
    """Compare every group's figures; buffers may miss only households that their corners explain."""
    metres, group = analysis.nearest(metric).distance_m, analysis.study.demand_group
    inner = math.cos(math.pi / (4 * SEGMENTS)) if metric == "straight" else 1.0
    for i, row in enumerate(document["groups"]):
        if row["id"] is None:
            continue
        theirs, distance = figures.loc[row["id"]], row["distance_m"]
        agree(row["demand"] == theirs["demand"], f"houses of {row['id']}")
        for name in ("mean", "median", "p95", "max"):
            agree(math.isclose(distance[name], theirs[name], abs_tol=1e-3), f"{name} of {row['id']}")
        for reach in row["radii"]:
            radius = float(reach["radius_m"])
            doubtful = (group == i) & (metres > inner * radius - 1e-6) & within(metres, radius)
            missed = reach["covered"] - theirs[f"covered {radius}"]
            agree(0 <= missed <= doubtful.sum(), f"houses covered in {row['id']} at {radius} m, {metric}")


def _same_land(mine: np.ndarray, theirs: np.ndarray, discs: int) -> None:
    """Compare covered land; a buffer of n corners lacks 1 - (n / 2 pi) sin(2 pi / n) of its disc."""
    corners = 4 * SEGMENTS
    lost = 1 - corners / (2 * math.pi) * math.sin(2 * math.pi / corners)
    most = lost * discs * math.pi * np.array(RADII_M) ** 2
    agree(bool((theirs <= mine + 1e-6).all()), "buffers cover more land than circles")
    agree(bool((mine - theirs <= most).all()), "covered land per group")


def _tiles(columns: int, rows: int, width: float, height: float) -> np.ndarray:
    """Return crooked groups that tile a rectangle."""
    rng = np.random.default_rng(6)
    corner = np.stack(np.meshgrid(np.arange(columns + 1), np.arange(rows + 1), indexing="ij"), axis=-1)
    corner = corner * [width, height / rows] + rng.uniform(-0.25, 0.25, (columns + 1, rows + 1, 2)) * width
    a, b, c, d = corner[:-1, :-1], corner[1:, :-1], corner[1:, 1:], corner[:-1, 1:]
    rings = np.stack([a, b, c, d, a], axis=2).reshape(-1, 5, 2)
    return np.asarray(shapely.segmentize(shapely.polygons(rings), 40.0), dtype=object)


def _areas(
    table: Table, words: str, polygons: np.ndarray, xy: np.ndarray, radius: float, at_least: float | None = 5.0
) -> None:
    points = np.asarray(shapely.points(xy), dtype=object)
    tree = shapely.STRtree(points)

    def local(segments: int) -> np.ndarray:
        group, near = tree.query(polygons, predicate="dwithin", distance=radius)
        cuts = np.searchsorted(group, np.arange(1, len(polygons)))
        area = np.zeros(len(polygons))
        for i, rows in enumerate(np.split(near, cuts)):
            if len(rows):
                union = shapely.union_all(shapely.buffer(points[rows], radius, quad_segs=segments))
                area[i] = shapely.area(shapely.intersection(union, polygons[i]))
        return area

    mine, rough = covered_areas(polygons, xy, radius), local(SEGMENTS)
    disc = math.pi * radius**2
    agree(bool((rough <= mine + 1e-9 * disc).all()), "buffers cover more land than circles")
    agree(bool(np.allclose(mine.sum(), rough.sum(), rtol=2e-3)), "covered land, 16 segments")
    whole = covered_areas(np.array([shapely.union_all(polygons)], dtype=object), xy, radius)[0]
    agree(math.isclose(mine.sum(), whole, rel_tol=1e-9), "groups that tile the land must add up to it")
    found = race(
        ("", lambda: covered_areas(polygons, xy, radius)),
        ("local union of buffers, 16 segments", lambda: local(SEGMENTS)),
        patience_s=8,
    )
    table.compare(words, *found, at_least=at_least)
    table.note(f"{words}: 16 segments lose {1 - rough.sum() / mine.sum():.3%} of the land; sum of groups against the whole {abs(mine.sum() / whole - 1):.0e}.")
