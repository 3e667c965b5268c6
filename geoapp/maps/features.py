"""A ward's layers as GeoJSON of public fields, for a map that stands alone."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geoapp.domain.layers import LAYERS
from geoapp.domain.ward import Ward

DECIMALS = 7
GRID_DEG = 10.0**-DECIMALS


def collections(ward: Ward) -> dict[str, dict[str, Any]]:
    """Return every layer of a ward that has a geometry, as a FeatureCollection of its public fields."""
    return {name: _collection(frame, LAYERS[name].public_fields) for name, frame in ward.layers.items()}


def outlines(ward: Ward) -> dict[str, dict[str, Any]]:
    """Return the ward's outline and the borders between its groups, for drawing; none without groups."""
    if "residential_groups" not in ward.layers:
        return {}
    groups = ward.layer("residential_groups").geometry.array
    whole = shapely.union_all(groups)
    borders = shapely.difference(shapely.union_all(shapely.boundary(groups)), shapely.boundary(whole))
    return {"ward_outline": _shapes([whole]), "group_borders": _shapes(shapely.get_parts(borders))}


def _shapes(shapes: Any) -> dict[str, Any]:
    geometries = [geometry for geometry in map(_geometry, shapes) if geometry]
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry in geometries],
    }


def _collection(frame: gpd.GeoDataFrame, public_fields: Any) -> dict[str, Any]:
    fields = [field for field in public_fields if field in frame.columns]
    features = []
    for feature_id, row in zip(frame.index, frame.to_dict("records"), strict=True):
        values = {field: plain(row[field]) for field in fields}
        properties = {key: value for key, value in values.items() if value is not None}
        geometry = _geometry(row[frame.geometry.name])
        features.append(
            {"type": "Feature", "id": str(feature_id), "properties": properties, "geometry": geometry}
        )
    return {"type": "FeatureCollection", "features": features}


def _geometry(shape: shapely.Geometry | None) -> dict[str, Any] | None:
    if shape is None or shapely.is_empty(shape):
        return None
    text: str = shapely.to_geojson(shapely.set_precision(shapely.force_2d(shape), GRID_DEG, mode="pointwise"))
    geometry: dict[str, Any] = json.loads(text)
    return geometry


def plain(value: Any) -> Any:
    """Return a JSON value: dates as text, missing as ``None``; child rows lose references to contacts."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if not str(key).endswith("_ref")}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
