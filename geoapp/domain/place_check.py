"""Where features lie: in the ward, in their group, on one another. Metres in the ward's measuring system."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from pyproj import CRS

from geoapp import crs as systems
from geoapp.domain.check import LayerData, Row
from geoapp.domain.faults import Fault, fault
from geoapp.domain.norms import norm
from geoapp.domain.reference_check import GROUPS
from geoapp.domain.ward_file import WARD_FILE, Bounds, WardFile

_INSIDE = (
    "residential_groups",
    "fire_points",
    "safe_areas",
    "interfamily_groups",
    "buildings",
    "self_governing_models",
)
"""Layers that lie in the ward itself; the others may reach into the neighbourhood."""
_IN_GROUPS = ("fire_points", "safe_areas", "interfamily_groups", "buildings", "self_governing_models")
_APART = ("fire_points", "water_sources")
_M_PER_DEGREE = 111_320.0
_MOST_OVERLAPS = 200
"""A layer loaded twice would overlap itself everywhere; so many say it."""


def place_faults(layers: Mapping[str, LayerData], ward: WardFile | None) -> Iterator[Fault]:
    """Yield every feature in the wrong place.

    The ward is its ``bounds``, else (loose files, or bounds at fault) nothing is outside. What lies outside is not
    compared any further: it may be beyond what the measuring system can hold.
    """
    bounds = ward.bounds if ward else None
    inside: dict[str, list[Row]] = {}
    for name, layer in layers.items():
        drawn = [row for row in layer.rows or () if row.shape is not None]
        away = _far(name, drawn, bounds) if bounds else np.zeros(len(drawn), dtype=bool)
        inside[name] = [row for row, out in zip(drawn, away, strict=True) if not out]
        if bounds:
            yield from (_outside(layer, row, bounds) for row, out in zip(drawn, away, strict=True) if out)
    system = _system(ward, inside)
    if system is None:
        return
    if bounds:
        yield from _missed_groups(inside.get(GROUPS, []), bounds)
    yield from _overlaps(layers, inside, system)
    for name in _APART:
        yield from _together(layers.get(name), inside.get(name, []), system)
    if GROUPS in layers:
        yield from _beside_groups(layers, inside, system)


def _widened(bounds: Bounds, metres: float) -> Any:
    west, south, east, north = bounds
    dy = metres / _M_PER_DEGREE
    dx = dy / max(0.01, math.cos(math.radians((south + north) / 2)))
    return shapely.box(west - dx, south - dy, east + dx, north + dy)


def _far(name: str, rows: Sequence[Row], bounds: Bounds) -> np.ndarray[Any, np.dtype[np.bool_]]:
    reach = norm("boundary_tolerance_m" if name in _INSIDE else "neighbourhood_m")
    return np.asarray(~shapely.intersects(_widened(bounds, reach), [row.shape for row in rows]), dtype=bool)


def _outside(layer: LayerData, row: Row, bounds: Bounds) -> Fault:
    lon, lat = _middle(row.shape)
    west, south, east, north = bounds
    if west <= lat <= east and south <= lon <= north:
        params: dict[str, object] = {"x": f"{lon:.7f}", "y": f"{lat:.7f}"}
        return fault("swapped", layer.file, row.label, "geometry", params, (lat, lon))
    params = {"place": f"{lon:.7f}, {lat:.7f}", "bounds": ", ".join(f"{v:.4f}" for v in bounds)}
    return fault("outside-ward", layer.file, row.label, "geometry", params, (lon, lat))


def _middle(shape: Any) -> tuple[float, float]:
    west, south, east, north = shape.bounds
    return (west + east) / 2, (south + north) / 2


def _system(ward: WardFile | None, inside: Mapping[str, list[Row]]) -> CRS | None:
    """Return the ward's measuring system, else the UTM zone of the first shape, else nothing to measure."""
    if ward and ward.crs:
        return systems.measuring(ward.crs)
    first = next((row.shape for rows in inside.values() for row in rows), None)
    return None if first is None else systems.zone_of(*_middle(first))


def _missed_groups(groups: Sequence[Row], bounds: Bounds) -> Iterator[Fault]:
    frame = _widened(bounds, norm("boundary_tolerance_m"))
    beyond = [row for row in groups if not shapely.covers(frame, row.shape)]
    if beyond:
        west, south, east, north = shapely.total_bounds([row.shape for row in groups])
        needed = ", ".join(f"{v:.7f}" for v in (west, south, east, north))
        params = {"group": beyond[0].label, "count": len(beyond), "needed": needed}
        yield fault("bounds-miss-groups", WARD_FILE, None, "bounds", params, _middle(beyond[0].shape))


def _metric(rows: Sequence[Row], system: CRS) -> Any:
    shapes = np.array([row.shape for row in rows], dtype=object)
    return shapely.transform(shapes, lambda lonlat: systems.project(lonlat, system))


def _overlaps(
    layers: Mapping[str, LayerData], inside: Mapping[str, list[Row]], system: CRS
) -> Iterator[Fault]:
    groups = inside.get(GROUPS, [])
    if len(groups) < 2:
        return
    shapes = _metric(groups, system)
    tree = shapely.STRtree(shapes)
    told = 0
    for j, shape in enumerate(shapes):
        for i in sorted(int(n) for n in tree.query(shape, predicate="intersects") if n < j):
            common = shapely.intersection(shapes[i], shape)
            core = shapely.buffer(common, -norm("sliver_m") / 2)
            if core.is_empty:
                continue
            lonlat = _back(core.representative_point(), system)
            params = {"other": groups[i].label, "area_m2": round(common.area), "place": _words(lonlat)}
            yield fault("groups-overlap", layers[GROUPS].file, groups[j].label, "geometry", params, lonlat)
            told += 1
            if told == _MOST_OVERLAPS:
                return


def _back(point: Any, system: CRS) -> tuple[float, float]:
    ((lon, lat),) = systems.unproject([[point.x, point.y]], system).tolist()
    return float(lon), float(lat)


def _words(lonlat: tuple[float, float]) -> str:
    return f"{lonlat[0]:.7f}, {lonlat[1]:.7f}"


def _together(layer: LayerData | None, rows: Sequence[Row], system: CRS) -> Iterator[Fault]:
    """Yield points that stand exactly where an earlier one stands, then those whose nearest other is too near."""
    firsts: dict[tuple[float, float], Row] = {}
    pairs: list[tuple[Row, Row]] = []
    for row in rows:
        if row.good("status") != "removed":
            first = firsts.setdefault((row.shape.x, row.shape.y), row)
            pairs += [(first, row)] if first is not row else []
    if layer is None or not firsts:
        return
    apart = list(firsts.values())
    shapes = _metric(apart, system)
    nearest = shapely.STRtree(shapes).query_nearest(
        shapes, max_distance=norm("same_place_m"), exclusive=True, all_matches=False
    )
    near = sorted({(int(min(pair)), int(max(pair))) for pair in nearest.T})
    for first, row in pairs + [(apart[i], apart[j]) for i, j in near]:
        params = {"other": first.label}
        yield fault("points-together", layer.file, row.label, "geometry", params, _middle(row.shape))


@dataclass(frozen=True)
class _GroupMap:
    """Groups in metres; `complete` tells that every group of the file has a shape."""

    keys: list[str]
    shapes: Any
    complete: bool


def _beside_groups(
    layers: Mapping[str, LayerData], inside: Mapping[str, list[Row]], system: CRS
) -> Iterator[Fault]:
    groups = [row for row in inside.get(GROUPS, []) if row.id is not None]
    every = layers[GROUPS].rows
    if not groups or every is None:
        return
    drawn = _GroupMap([str(row.id) for row in groups], _metric(groups, system), len(groups) == len(every))
    for name in _IN_GROUPS:
        rows = inside.get(name, [])
        if rows:
            shapes = _metric(rows, system)
            yield from _misplaced(layers[name], rows, shapes, drawn)


def _misplaced(layer: LayerData, rows: Sequence[Row], shapes: Any, groups: _GroupMap) -> Iterator[Fault]:
    """Yield features beyond every group, and those that lie in another group than they say.

    An area counts as a whole where it names several groups: it must touch each. Else its centroid counts, as it does
    for coverage.
    """
    tolerance = norm("boundary_tolerance_m")
    places = shapely.centroid(shapes)
    tree = shapely.STRtree(groups.shapes)
    nearest, distances = tree.query_nearest(places, return_distance=True, all_matches=False)
    index = {key: n for n, key in reversed(list(enumerate(groups.keys)))}  # the first of an id that repeats
    for n, row in enumerate(rows):
        away = float(distances[n]) > tolerance
        if away and groups.complete:
            params: dict[str, object] = {
                "near": groups.keys[int(nearest[1][n])],
                "metres": round(float(distances[n])),
            }
            yield fault("outside-groups", layer.file, row.label, "geometry", params, _middle(row.shape))
        elif row.properties.get("group_ids") is not None:
            yield from _apart_from_its_groups(layer, row, shapes[n], groups, index)
        elif (own := index.get(row.good("group_id") or "")) is not None and not away:
            if float(shapely.distance(places[n], groups.shapes[own])) > tolerance:
                params = {"own": groups.keys[own], "other": groups.keys[int(nearest[1][n])]}
                yield fault("in-another-group", layer.file, row.label, "group_id", params, _middle(row.shape))


def _apart_from_its_groups(
    layer: LayerData, row: Row, shape: Any, groups: _GroupMap, index: Mapping[str, int]
) -> Iterator[Fault]:
    for key in row.good("group_ids") or ():
        own = index.get(key)
        if own is not None and not shapely.intersects(shape, groups.shapes[own]):
            params = {"group": key}
            yield fault(
                "area-not-in-its-groups", layer.file, row.label, "group_ids", params, _middle(row.shape)
            )
