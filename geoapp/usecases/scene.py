"""What a map draws of a ward: its layers as public GeoJSON, and shapes derived from them.

Restricted fields (names, phones, references to contacts) never leave here.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geoapp import crs as systems
from geoapp.domain.layers import LAYERS
from geoapp.domain.ward import Ward
from geoapp.errors import NotFound
from geoapp.usecases.coverage.cache import Cache

DECIMALS = 7
_BACKGROUND_DECIMALS = 6
_BUILT_UP_REACH_M = 12.0
_BUILT_UP_SHRINK_M = 6.0
_SIMPLER_M = 0.5
_ON_OUTLINE_M = 0.05
_SEGMENTS = 4

Shapes = npt.NDArray[np.object_]
_layers: Cache[dict[str, Any]] = Cache(128)


def public_layer(ward: Ward, name: str) -> dict[str, Any]:
    """Return a layer, or a derived one, as a GeoJSON FeatureCollection of its public fields; cached.

    Raises
    ------
    NotFound
        If there is no such layer.
    """
    if name in DERIVED:
        return _layers.get((ward.id, ward.version, name), lambda: DERIVED[name](ward))
    if name not in LAYERS:
        raise NotFound("scene-no-such-layer", layer=name)
    return _layers.get((ward.id, ward.version, name), lambda: _stored_layer(ward, name))


def ward_outline(ward: Ward) -> dict[str, Any]:
    """Return the land of all groups together."""
    return _collection([_outline(ward)], systems.measuring(ward.info.crs))


def group_borders(ward: Ward) -> dict[str, Any]:
    """Return the lines between groups that are not part of the outline, each once."""
    metric = systems.measuring(ward.info.crs)
    groups = _metres(ward.layer("residential_groups"), metric)
    edge = shapely.boundary(_outline(ward))
    # a border that two groups share is noded and so drawn once; what runs along the outline is left out
    lines = shapely.get_parts(shapely.union_all(shapely.boundary(groups)))
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    inner = lines[shapely.distance(middle, edge) > _ON_OUTLINE_M] if len(lines) else lines
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(inner))) if len(inner) else inner
    return _collection(merged, metric)


def built_up(ward: Ward) -> dict[str, Any]:
    """Return the land around houses, within the outline."""
    metric = systems.measuring(ward.info.crs)
    houses = _metres(ward.layer("buildings"), metric)
    near = shapely.union_all(shapely.buffer(houses, _BUILT_UP_REACH_M, quad_segs=_SEGMENTS))
    land = shapely.simplify(shapely.buffer(near, -_BUILT_UP_SHRINK_M, quad_segs=_SEGMENTS), _SIMPLER_M)
    outline = _outline(ward)
    inside = land if shapely.is_empty(outline) else shapely.intersection(land, outline)
    parts = shapely.get_parts(inside)
    return _collection(parts[shapely.get_dimensions(parts) == 2], metric, _BACKGROUND_DECIMALS)


DERIVED: Mapping[str, Callable[[Ward], dict[str, Any]]] = {
    "ward_outline": ward_outline,
    "group_borders": group_borders,
    "built_up": built_up,
}
"""Layers that are computed, under the names by which the API serves them."""


def _outline(ward: Ward) -> BaseGeometry:
    metric = systems.measuring(ward.info.crs)
    return shapely.union_all(_metres(ward.layer("residential_groups"), metric))


def _metres(frame: gpd.GeoDataFrame, crs: CRS) -> Shapes:
    if len(frame) == 0:
        return np.empty(0, dtype=object)
    shapes = np.asarray(systems.to_metric(frame, crs).geometry.array, dtype=object)
    present: Shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    return present


def _collection(shapes: Any, crs: CRS, decimals: int = DECIMALS) -> dict[str, Any]:
    degrees = shapely.transform(np.asarray(shapes, dtype=object), lambda xy: systems.unproject(xy, crs))
    features = [
        {"type": "Feature", "properties": {}, "geometry": geometry_json(shape, decimals)}
        for shape in degrees
        if not shapely.is_empty(shape)
    ]
    return {"type": "FeatureCollection", "features": features}


def _stored_layer(ward: Ward, name: str) -> dict[str, Any]:
    frame, spec = ward.layer(name), LAYERS[name]
    fields = [f for f in spec.public_fields if f in frame.columns]
    columns = [frame[f].tolist() for f in fields]
    shapes = frame.geometry.tolist()
    features = []
    for row, feature in enumerate(frame.index.tolist()):
        values = {f: _plain(column[row]) for f, column in zip(fields, columns, strict=True)}
        properties = {"id": feature, **{k: v for k, v in values.items() if v is not None}}
        features.append(
            {
                "type": "Feature",
                "id": feature,
                "properties": properties,
                "geometry": geometry_json(shapes[row]),
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _plain(value: Any) -> Any:
    """Return a JSON value: child rows lose references to contacts, absent values become ``None``."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items() if not str(k).endswith("_ref") and v is not None}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if value is pd.NaT or value is pd.NA else value


def geometry_json(shape: BaseGeometry | None, decimals: int = DECIMALS) -> dict[str, Any] | None:
    """Return a geometry as GeoJSON with outer rings counter-clockwise."""
    if shape is None or shapely.is_empty(shape):
        return None
    oriented = shapely.orient_polygons(shapely.force_2d(shape))
    source: dict[str, Any] = oriented.__geo_interface__
    return {"type": source["type"], "coordinates": _rounded(source["coordinates"], decimals)}


def _rounded(value: Any, decimals: int) -> Any:
    if isinstance(value, float | int):
        return round(float(value), decimals)
    return [_rounded(item, decimals) for item in value]
