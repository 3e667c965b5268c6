"""The geometry of one feature: right type, closed rings, real longitudes and latitudes, no self-crossing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely

from geoapp.domain.text import shown_value

Finding = tuple[str, dict[str, object], tuple[float, float] | None]
"""Fault code, its values, and the place where there is one."""

_DEPTH = {
    "Point": 0,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
"""How deep the positions lie in ``coordinates``."""

_PLACE = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)")
_CROSSINGS = ("Self-intersection", "Ring Self-intersection")
_EAST_OF_ALL_LATITUDES = 90.0
_HIGHEST_M = 1e6
VIETNAM = (102.0, 8.0, 118.0, 24.0)
"""West, south, east, north of Vietnam with its islands, in degrees: tells swapped columns."""


def geometry_findings(geometry: Any, allowed: tuple[str | None, ...]) -> list[Finding]:
    """Return every fault of a GeoJSON geometry's structure; whether polygons cross themselves is :func:`shapes`'."""
    if geometry is None:
        return [] if None in allowed else [("geometry-missing", {}, None)]
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in allowed:
        found = shown_value(kind if isinstance(geometry, dict) else geometry)
        return [("geometry-type", {"found": found, "allowed": ", ".join(a for a in allowed if a)}, None)]
    coordinates = geometry.get("coordinates")
    if not _is_nested(coordinates, _DEPTH[kind]):
        return [("geometry-malformed", {}, None)]
    misplaced = next(
        (f for at in _positions(coordinates, _DEPTH[kind]) if (f := _position_finding(at))), None
    )
    if misplaced:
        return [misplaced]
    return _line_findings(coordinates, kind) if "Line" in kind else _ring_findings(coordinates, kind)


def has_height(geometry: Any) -> bool:
    """Tell whether any position of a well-formed geometry has a third number."""
    return geometry is not None and any(
        len(at) > 2 for at in _positions(geometry["coordinates"], _DEPTH[geometry["type"]])
    )


def shapes(geometries: Sequence[Any]) -> tuple[list[Any], list[Finding | None]]:
    """Return well-formed geometries as two-dimensional shapes, and for each polygon that is none, where it fails."""
    texts = np.array([None if g is None else json.dumps(_bare(g)) for g in geometries], dtype=object)
    drawn = shapely.force_2d(shapely.from_geojson(texts))
    faulty = (shapely.get_dimensions(drawn) == 2) & ~shapely.is_valid(drawn)
    findings = [_validity(shape) if bad else None for shape, bad in zip(drawn, faulty, strict=True)]
    return list(drawn), findings


def _bare(geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": geometry["type"], "coordinates": geometry["coordinates"]}


def _is_nested(value: Any, depth: int) -> bool:
    if not isinstance(value, list) or not value:
        return False
    if depth:
        return all(_is_nested(item, depth - 1) for item in value)
    numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in value)
    return numbers and (len(value) == 2 or (len(value) == 3 and abs(value[2]) <= _HIGHEST_M))


def _positions(value: list[Any], depth: int) -> Iterator[list[float]]:
    if depth == 0:
        yield value
        return
    for item in value:
        yield from _positions(item, depth - 1)


def _position_finding(at: list[float]) -> Finding | None:
    x, y = at[0], at[1]
    west, south, east, north = VIETNAM
    if west <= y <= east and south <= x <= north:
        return "swapped", {"x": repr(x), "y": repr(y)}, (float(y), float(x))
    if abs(x) > 180 or abs(y) > _EAST_OF_ALL_LATITUDES:
        return "not-degrees", {"x": repr(x)[:40], "y": repr(y)[:40]}, None
    return None


def _line_findings(coordinates: list[Any], kind: str) -> list[Finding]:
    lines = coordinates if kind == "MultiLineString" else [coordinates]
    short = next((line for line in lines if len({tuple(p[:2]) for p in line}) < 2), None)
    return [] if short is None else [("line-too-short", {}, _place(short[0]))]


def _ring_findings(coordinates: list[Any], kind: str) -> list[Finding]:
    if kind == "Point":
        return []
    polygons = coordinates if kind == "MultiPolygon" else [coordinates]
    found: list[Finding] = []
    for ring in (ring for polygon in polygons for ring in polygon):
        if ring[0][:2] != ring[-1][:2]:
            found.append(("ring-open", {}, _place(ring[-1])))
        elif len(ring) < 4:
            found.append(("ring-too-short", {"points": len(ring)}, _place(ring[0])))
    return found


def _place(at: list[float]) -> tuple[float, float]:
    return float(at[0]), float(at[1])


def _validity(shape: Any) -> Finding:
    """Return where a polygon crosses itself, or is otherwise none, as GEOS says it."""
    reason = str(shapely.is_valid_reason(shape))
    match = _PLACE.search(reason)
    place = (float(match[1]), float(match[2])) if match else None
    where = f"{place[0]:.7f}, {place[1]:.7f}" if place else "–"
    code = "self-crossing" if reason.startswith(_CROSSINGS) else "polygon-invalid"
    return code, {"place": where}, place
