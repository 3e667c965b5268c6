"""The geometry of one feature: right type, closed rings, real longitudes and latitudes, no self-crossing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import shapely

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

_PLACE = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)\]")
_EAST_OF_ALL_LATITUDES = 90.0
VIETNAM = (102.0, 8.0, 118.0, 24.0)
"""West, south, east, north of Vietnam with its islands, in degrees: tells swapped columns."""


def geometry_findings(geometry: Any, allowed: tuple[str | None, ...]) -> list[Finding]:
    """Return every fault of a GeoJSON geometry member."""
    if geometry is None:
        return [] if None in allowed else [("geometry-missing", {}, None)]
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in allowed:
        names = ", ".join(a for a in allowed if a)
        return [("geometry-type", {"found": str(kind)[:40], "allowed": names}, None)]
    coordinates = geometry.get("coordinates")
    if not _is_nested(coordinates, _DEPTH[kind]):
        return [("geometry-malformed", {}, None)]
    found = [f for at in _positions(coordinates, _DEPTH[kind]) if (f := _position_finding(at))][:1]
    found += _line_findings(coordinates, kind) if "Line" in kind else _ring_findings(coordinates, kind)
    return found or _validity(kind, coordinates)


def _is_nested(value: Any, depth: int) -> bool:
    if not isinstance(value, list) or not value:
        return False
    if depth:
        return all(_is_nested(item, depth - 1) for item in value)
    numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in value)
    return len(value) in (2, 3) and numbers


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


def _validity(kind: str, coordinates: list[Any]) -> list[Finding]:
    """Return where a polygon crosses itself, as GEOS says it."""
    if "Polygon" not in kind:
        return []
    polygons = coordinates if kind == "MultiPolygon" else [coordinates]
    flat = [[[p[:2] for p in ring] for ring in polygon] for polygon in polygons]
    shape = shapely.multipolygons([shapely.polygons(rings[0], holes=rings[1:] or None) for rings in flat])
    if shapely.is_valid(shape):
        return []
    match = _PLACE.search(str(shapely.is_valid_reason(shape)))
    place = (float(match[1]), float(match[2])) if match else None
    where = f"{place[0]:.7f}, {place[1]:.7f}" if place else "?"
    return [("self-crossing", {"place": where}, place)]
