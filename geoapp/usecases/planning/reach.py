"""The land within reach once pins stand and points are gone: what the map draws beside the land of today."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geoapp.coverage.areas import straight_reach
from geoapp.coverage.isodistance import every_way, walking_reach
from geoapp.coverage.walking import spread
from geoapp.usecases.coverage import Metric
from geoapp.usecases.coverage.drawing import drawn_geometry
from geoapp.usecases.coverage.study import Floats
from geoapp.usecases.planning.sites import Asked, plain
from geoapp.usecases.planning.terrain import Terrain

FORMAT = "geoapp/what-if-areas@1"


def reach_after(terrain: Terrain, asked: Asked, *, with_gaps: bool = False) -> dict[str, Any]:
    """Return covered land, and the gaps if they are asked for, after the change as GeoJSON geometries, for drawing only.

    What stands is kept for the next question; only the pins are drawn anew, and what several points reach together is
    the union of what each reaches.
    """
    study, metric = terrain.study, asked.metric
    standing = np.setdiff1d(np.arange(len(study.facility_xy)), asked.removed)
    key = ("reach", metric, asked.radius_m, tuple(asked.removed.tolist()))
    old = terrain.shapes.get(key, lambda: _reach(terrain, metric, study.facility_xy[standing], asked.radius_m))
    covered = shapely.union(old, _reach(terrain, metric, asked.xy, asked.radius_m))
    answer = {
        "format": FORMAT,
        "parameters": {"radius": plain(asked.radius_m), "metric": metric},
        "covered": drawn_geometry(covered, study.crs, metric),
    }
    if with_gaps:
        gaps = shapely.difference(_everything(terrain, metric), covered)
        answer["gaps"] = drawn_geometry(gaps, study.crs, metric)
    return answer


def _reach(terrain: Terrain, metric: Metric, xy: Floats, radius_m: float) -> BaseGeometry:
    """Return what points at `xy` (metres) reach, cut to the ward."""
    if len(xy) == 0:
        return shapely.MultiPolygon()
    if metric == "straight":
        return straight_reach(_ward(terrain), xy, radius_m)
    network = terrain.study.network
    return walking_reach(_ward(terrain), spread(network, xy) if len(network.edges) else None, radius_m)


def _ward(terrain: Terrain) -> BaseGeometry:
    return terrain.shapes.get("ward", lambda: shapely.union_all(terrain.study.groups.shapes))


def _everything(terrain: Terrain, metric: Metric) -> BaseGeometry:
    """Return the land that could be reached at all: all of the ward, on foot the strips along its ways."""
    if metric == "straight":
        return _ward(terrain)
    return terrain.shapes.get("ways", lambda: every_way(_ward(terrain), terrain.study.network))
