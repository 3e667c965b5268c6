"""A checked ward becomes a study."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from geoapp import crs as systems
from geoapp.domain.norms import norm
from geoapp.domain.ward import Ward
from geoapp.usecases.coverage.estimate import grid_demand
from geoapp.usecases.coverage.facilities import counted_points
from geoapp.usecases.coverage.study import Demand, Floats, Input, Shapes, Study, Ways, Zones

_ROLES = {
    "fire_points": "fire_points",
    "demand": "buildings",
    "ways": "alleys",
    "groups": "residential_groups",
    "safe_areas": "safe_areas",
}


def study_of_ward(ward: Ward, crs: str | None, today: dt.date) -> Study:
    """Return what a coverage question about a ward needs, in metres of its own system unless `crs` says other."""
    metric = systems.measuring(crs or ward.info.crs)
    points = ward.layer("fire_points")
    counted, excluded = counted_points(points, today)
    points = points.iloc[counted]
    groups = _groups(ward, metric)
    houses = ward.layer("buildings")
    return Study(
        crs=metric,
        demand=_demand(houses, metric) if len(houses) else grid_demand(groups),
        facility_ids=tuple(points.index.tolist()),
        facility_xy=_centres(points, metric),
        facility_group_id=_texts(points, "group_id"),
        ways=_ways(ward.layer("alleys"), metric),
        groups=groups,
        safe_areas=_safe_areas(ward, metric),
        inputs=_inputs(ward, len(counted)),
        excluded=excluded,
        alley_depth_m=norm("alley_depth_trigger_m", ward.info.settings),
        truck_width_m=norm("truck_width_m", ward.info.settings),
    )


def shapes_of(frame: gpd.GeoDataFrame, crs: CRS) -> Shapes:
    """Return the geometries of a layer in metres."""
    return systems.metric_shapes(frame, crs)


def _centres(frame: gpd.GeoDataFrame, crs: CRS) -> Floats:
    return shapely.get_coordinates(shapely.centroid(shapes_of(frame, crs))).reshape(-1, 2)


def _texts(frame: gpd.GeoDataFrame, column: str) -> tuple[str | None, ...]:
    if column not in frame:
        return (None,) * len(frame)
    # nearly every value is a text; one by one they are only asked where not
    return tuple([v if type(v) is str and v else None if _absent(v) else str(v) for v in frame[column].tolist()])


def _absent(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _numbers(frame: gpd.GeoDataFrame, column: str) -> Floats:
    if column not in frame:
        return np.full(len(frame), np.nan)
    values = frame[column].tolist()
    try:
        return np.array(values, dtype=np.float64)  # nothing becomes NaN
    except (TypeError, ValueError):
        return np.array([np.nan if _absent(v) else float(v) for v in values], dtype=np.float64)


def _demand(houses: gpd.GeoDataFrame, crs: CRS) -> Demand:
    households = np.nan_to_num(_numbers(houses, "households"), nan=1.0)
    return Demand(tuple(houses.index.tolist()), _centres(houses, crs), households, _texts(houses, "group_id"))


def _groups(ward: Ward, crs: CRS) -> Zones:
    frame = ward.layer("residential_groups")
    names = tuple(None if np.isnan(n) else int(n) for n in _numbers(frame, "number"))
    shapes, households = shapes_of(frame, crs), _numbers(frame, "households")
    return Zones(tuple(frame.index.tolist()), names, shapes, households, _numbers(frame, "population"))


def _safe_areas(ward: Ward, crs: CRS) -> Zones:
    frame = ward.layer("safe_areas")
    return Zones(tuple(frame.index.tolist()), _texts(frame, "name"), shapes_of(frame, crs))


def _ways(alleys: gpd.GeoDataFrame, crs: CRS) -> Ways:
    separated = (
        [v is True for v in alleys["grade_separated"]]
        if "grade_separated" in alleys
        else [False] * len(alleys)
    )
    return Ways(
        tuple(alleys.index.tolist()),
        _texts(alleys, "name"),
        shapes_of(alleys, crs),
        np.array(separated, dtype=bool),
        _texts(alleys, "truck_access"),
        _numbers(alleys, "width_min_m"),
    )


def _inputs(ward: Ward, usable_points: int) -> tuple[Input, ...]:
    inputs = []
    for role, layer in _ROLES.items():
        if layer in ward.layers:
            count = len(ward.layers[layer])
            used = usable_points if role == "fire_points" else count
            file = f"{layer}.geojson"
            inputs.append(Input(role, file, count, used, ward.digests.get(file)))
    return tuple(inputs)
