"""What the map draws of coverage: households as compact columns, covered land and gaps as shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geoapp import crs as systems
from geoapp.coverage import within
from geoapp.coverage.areas import Land, straight_land
from geoapp.coverage.isodistance import walking_land
from geoapp.domain.ward import Ward
from geoapp.usecases.coverage.analysis import Analysis, Metric
from geoapp.usecases.coverage.study import Floats, Shapes, Study

HOUSEHOLDS_FORMAT = "geoapp/households@1"
DRAWN_DECIMALS = 7
_WALKING_DECIMALS, _WALKING_SIMPLER_M = 6, 0.25  # shapes for the eye only: a tenth of a metre is plenty
_STEPS = 65535
_LEAST_STEP_DEG = 1e-6


def households_payload(
    ward: Ward, analysis: Analysis, metrics: Sequence[Metric], radii_m: Sequence[float]
) -> dict[str, Any]:
    """Return all demand as columns of integers (docs/architecture.md, API payloads)."""
    study = analysis.study
    shapes = _house_shapes(ward, study)
    origin, step = _frame_of(shapes)
    return {
        "format": HOUSEHOLDS_FORMAT,
        "origin": origin,
        "step": step,
        "estimated": study.demand.estimated,
        "ids": list(study.demand.ids),
        "shape": _quantised(shapes, np.array(origin), np.array(step)),
        "households": _short(study.demand.households),
        "people": _short(_people(analysis)),
        "group": study.demand_group.tolist(),
        "groups": list(study.groups.ids),
        "distance_dm": {m: decimetres(analysis.nearest(m).distance_m) for m in metrics},
        "band": {m: bands(analysis.nearest(m).distance_m, radii_m) for m in metrics},
        "nearest": {m: analysis.nearest(m).facility.tolist() for m in metrics},
        "facilities": list(study.facility_ids),
        "radii_m": list(radii_m),
    }


def _people(analysis: Analysis) -> Floats:
    """Return people per feature, or none at all where no group tells its population."""
    groups = analysis.study.groups
    known = (groups.households > 0) & (groups.population >= 0)
    return analysis.people if known.any() else np.zeros(len(analysis.study.demand.ids))


def _house_shapes(ward: Ward, study: Study) -> Shapes:
    """Return outlines in degrees; estimated demand is drawn as points."""
    if study.demand.estimated:
        return np.asarray(shapely.points(systems.unproject(study.demand.xy, study.crs)), dtype=object)
    return np.asarray(ward.layer("buildings").geometry.array, dtype=object)


def _frame_of(shapes: Shapes) -> tuple[list[float], list[float]]:
    """Return the south-west corner and the size of a step, both in degrees, longitude first."""
    if len(shapes) == 0:
        return [0.0, 0.0], [_LEAST_STEP_DEG, _LEAST_STEP_DEG]
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    step = [max((east - west) / _STEPS, _LEAST_STEP_DEG), max((north - south) / _STEPS, _LEAST_STEP_DEG)]
    return [round(west, DRAWN_DECIMALS), round(south, DRAWN_DECIMALS)], step


def _quantised(shapes: Shapes, origin: Floats, step: Floats) -> list[int]:
    """Return per shape: how many vertices, the first one in steps, then the way to each next one."""
    flat: list[int] = []
    for shape in shapes:
        ring = np.rint((_outline(shape) - origin) / step).astype(np.int64)
        flat.append(len(ring))
        flat.extend(np.diff(ring, axis=0, prepend=0).ravel().tolist())
    return flat


def _outline(shape: BaseGeometry) -> Floats:
    """Return the vertices of the largest part's outer ring, without the closing one; else one point."""
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    if shapely.get_type_id(largest) == shapely.GeometryType.POLYGON:
        return shapely.get_coordinates(shapely.get_exterior_ring(largest))[:-1]
    return shapely.get_coordinates(shapely.centroid(shape))


def _short(values: Floats) -> list[int | float]:
    """Return numbers with two decimals at most, whole ones as integers."""
    return [int(v) if v == int(v) else v for v in np.round(values, 2).tolist()]


def decimetres(distance_m: Floats) -> list[int]:
    finite = np.isfinite(distance_m)
    decimetres: list[int] = (
        np.where(finite, np.rint(np.where(finite, distance_m, 0) * 10), -1).astype(int).tolist()
    )
    return decimetres


def bands(distance_m: Floats, radii_m: Sequence[float]) -> list[int]:
    """Return the index of the smallest radius that covers each feature; their number for beyond all."""
    bands: list[int] = np.sum([~within(distance_m, r) for r in sorted(radii_m)], axis=0).astype(int).tolist()
    return bands


def areas_payload(analysis: Analysis, metric: Metric, radius_m: float) -> dict[str, Any]:
    """Return covered land and gaps; on foot the shapes (and their areas) are for drawing only."""
    study, land = analysis.study, _land(analysis, metric, radius_m)
    return {
        "radius_m": radius_m,
        "metric": metric,
        "covered": drawn_geometry(land.covered, study.crs, metric),
        "gaps": drawn_geometry(land.gaps, study.crs, metric),
        "covered_m2": land.covered_m2,
        "gap_m2": land.gap_m2,
        "drawn_only": metric == "walking",
    }


def drawn_geometry(shape: BaseGeometry, crs: CRS, metric: Metric) -> dict[str, Any]:
    """Return covered land or gaps as a MultiPolygon in degrees, as fine as the metric's shapes need."""
    if metric == "straight":
        return geojson_geometry(shape, crs)
    return geojson_geometry(shapely.simplify(shape, _WALKING_SIMPLER_M), crs, _WALKING_DECIMALS)


def _land(analysis: Analysis, metric: Metric, radius_m: float) -> Land:
    study = analysis.study
    if metric == "straight":
        return straight_land(study.groups.shapes, study.facility_xy, radius_m)
    return walking_land(study.groups.shapes, study.network, analysis.spread, radius_m)


def geojson_geometry(shape: BaseGeometry, crs: CRS, decimals: int = DRAWN_DECIMALS) -> dict[str, Any]:
    """Return the polygons of a shape in metres as a MultiPolygon in degrees."""
    parts = shapely.get_parts(shape)
    polygons = parts[(shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & (shapely.area(parts) > 0)]
    turned = shapely.transform(polygons, lambda xy: np.round(systems.unproject(xy, crs), decimals))
    # rounding may fold a ring over itself; repair changes nothing where it did not
    mended = shapely.get_parts(shapely.make_valid(turned, method="structure", keep_collapsed=False))
    oriented = shapely.orient_polygons(mended[shapely.area(mended) > 0])
    return {"type": "MultiPolygon", "coordinates": [_rings(p) for p in oriented]}


def _rings(polygon: shapely.Polygon) -> list[list[list[float]]]:
    rings = [polygon.exterior, *polygon.interiors]
    return [shapely.get_coordinates(ring).tolist() for ring in rings]
