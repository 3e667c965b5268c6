"""Loose GeoJSON, read leniently: only geometry is required, and what is wrong with a row is said.

GDAL never sees these bytes: the file is parsed by :mod:`json` and every coordinate is looked at.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geoapp.crs import WGS84_NAMES
from geoapp.errors import DataFault
from geoapp.usecases.coverage.study import Issue

MOST_BYTES = 512 * 1024 * 1024
_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


@dataclass(frozen=True)
class LooseFile:
    """A file as the caller names it, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Row:
    """A usable feature: id, geometry in degrees, properties, and whether the geometry had to be mended."""

    id: str
    geometry: BaseGeometry
    properties: Mapping[str, Any]
    mended: bool = False


@dataclass(frozen=True)
class LooseLayer:
    """What a file held: its usable rows, how many features in all, and what was wrong with the others."""

    role: str
    file: str
    features: int
    rows: tuple[Row, ...]
    issues: tuple[Issue, ...]
    sha256: str


class _Unusable(Exception):
    """A geometry that cannot be used; carries the code of the issue."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def read_layer(role: str, file: LooseFile) -> LooseLayer:
    """Read a file of a role.

    Raises
    ------
    DataFault
        If it is no GeoJSON, is too large, or declares a coordinate system other than WGS 84.
    """
    document = _parsed(file)
    features = _features(document, file.name)
    _refuse_other_crs(document, file.name)
    rows, issues = [], []
    for number, feature in enumerate(features, start=1):
        row_id = feature_id(feature, number)
        try:
            geometry, mended = _usable_geometry(feature)
        except _Unusable as problem:
            issues.append(Issue(role, row_id, problem.code, {"row": str(number), **problem.params}))
            continue
        if mended:
            issues.append(Issue(role, row_id, "repaired", {"row": str(number)}))
        properties = feature.get("properties")
        rows.append(Row(row_id, geometry, properties if isinstance(properties, dict) else {}, mended))
    digest = hashlib.sha256(file.data).hexdigest()
    return LooseLayer(role, file.name, len(features), tuple(rows), tuple(issues), digest)


def feature_id(feature: object, number: int) -> str:
    """Return member ``id``, else ``properties.id``, else the 1-based row, as text."""
    if isinstance(feature, dict):
        properties = feature.get("properties")
        inner = properties.get("id") if isinstance(properties, dict) else None
        for value in (feature.get("id"), inner):
            if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
                return str(value)
    return str(number)


def _parsed(file: LooseFile) -> dict[str, Any]:
    if len(file.data) > MOST_BYTES:
        raise DataFault("coverage-file-too-large", file=file.name, most_mb=MOST_BYTES // 1024 // 1024)
    try:
        document = json.loads(file.data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DataFault("coverage-not-utf8", file=file.name, place=str(error.start)) from error
    except json.JSONDecodeError as error:
        place = {"line": str(error.lineno), "column": str(error.colno)}
        raise DataFault("coverage-not-json", file=file.name, **place) from error
    except (RecursionError, ValueError) as error:
        raise DataFault("coverage-json-monstrous", file=file.name) from error
    if not isinstance(document, dict):
        raise DataFault("coverage-not-geojson", file=file.name)
    return document


def _features(document: dict[str, Any], file: str) -> list[Any]:
    kind = document.get("type")
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        features: list[Any] = document["features"]
        return features
    if kind == "Feature":
        return [document]
    if isinstance(kind, str) and (kind in _DEPTH or kind == "GeometryCollection"):
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    raise DataFault("coverage-not-geojson", file=file)


def _refuse_other_crs(document: dict[str, Any], file: str) -> None:
    declared = document.get("crs")
    if declared is None:
        return
    properties = declared.get("properties") if isinstance(declared, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or name not in WGS84_NAMES:
        raise DataFault("coverage-other-crs", file=file, crs=name if isinstance(name, str) else "?")


def _usable_geometry(feature: object) -> tuple[BaseGeometry, bool]:
    """Return the geometry and whether it had to be mended."""
    if not isinstance(feature, dict):
        raise _Unusable("bad-geometry")
    geometry = _built(feature.get("geometry"))
    if geometry.is_empty:
        raise _Unusable("no-geometry")
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise _Unusable("not-degrees")
    if geometry.is_valid:
        return geometry, False
    mended = shapely.make_valid(geometry, method="linework", keep_collapsed=True)
    if mended.is_empty:
        raise _Unusable("no-geometry")
    return mended, True


def _built(source: object) -> BaseGeometry:
    if source is None:
        raise _Unusable("no-geometry")
    if not isinstance(source, dict):
        raise _Unusable("bad-geometry")
    kind = source.get("type")
    if kind == "GeometryCollection" and isinstance(source.get("geometries"), list):
        return shapely.GeometryCollection([_built(part) for part in source["geometries"]])
    if not isinstance(kind, str) or kind not in _DEPTH:
        raise _Unusable("bad-geometry")
    coordinates = _numbers(source.get("coordinates"), _DEPTH[kind])
    return _MAKERS[kind](coordinates) if coordinates else shapely.Point()


def _numbers(value: object, depth: int) -> Any:
    """Return coordinates as nested lists of (x, y), checked number by number."""
    if not isinstance(value, list):
        raise _Unusable("bad-geometry")
    if depth > 0:
        return [_numbers(item, depth - 1) for item in value]
    if not value:
        return ()
    if len(value) < 2 or not all(isinstance(v, int | float) and not isinstance(v, bool) for v in value[:2]):
        raise _Unusable("bad-geometry")
    try:
        x, y = float(value[0]), float(value[1])
    except OverflowError:
        raise _Unusable("not-finite") from None
    if not (math.isfinite(x) and math.isfinite(y)):
        raise _Unusable("not-finite")
    return (x, y)


def _line(points: list[tuple[float, float]]) -> shapely.LineString:
    if any(len(p) != 2 for p in points):
        raise _Unusable("bad-geometry")
    return shapely.LineString(points * 2 if len(points) == 1 else points)


def _ring(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a closed ring of four places or more, repeating some where there are too few."""
    if any(len(p) != 2 for p in points):
        raise _Unusable("bad-geometry")
    closed = points if points[0] == points[-1] and len(points) > 1 else [*points, points[0]]
    return [closed[0]] * max(0, 4 - len(closed)) + closed


def _polygon(rings: list[list[tuple[float, float]]]) -> shapely.Polygon:
    filled = [_ring(r) for r in rings if r]
    return shapely.Polygon(filled[0], filled[1:]) if filled and rings[0] else shapely.Polygon()


_MAKERS: Mapping[str, Any] = {
    "Point": shapely.Point,
    "MultiPoint": lambda points: shapely.MultiPoint([p for p in points if p]),
    "LineString": _line,
    "MultiLineString": lambda lines: shapely.MultiLineString([_line(p) for p in lines if p]),
    "Polygon": _polygon,
    "MultiPolygon": lambda polygons: shapely.MultiPolygon([_polygon(p) for p in polygons if p]),
}
