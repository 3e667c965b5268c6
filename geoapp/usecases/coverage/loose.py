"""Loose files become a study: what a GIS person hands over on the command line."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geoapp import crs as systems
from geoapp.errors import CallFault, DataFault
from geoapp.usecases.coverage.estimate import grid_demand
from geoapp.usecases.coverage.facilities import counted_points
from geoapp.usecases.coverage.geojson import LooseFile, LooseLayer, Row, read_layer
from geoapp.usecases.coverage.study import Demand, Excluded, Floats, Input, Issue, Shapes, Study, Ways, Zones

ROLES = ("fire_points", "demand", "ways", "groups", "safe_areas")
_POLYGONS, _LINES = (3, 6), (1, 2, 5)


def study_of_files(
    files: Mapping[str, LooseFile], crs: str | None, today: dt.date, base: Study | None = None
) -> Study:
    """Read loose files, one a role, into a study.

    Parameters
    ----------
    base
        A ward's study whose layers stand where no file is given; it fixes the measuring system.

    Raises
    ------
    CallFault
        If fire points are missing, or both demand and groups are.
    DataFault
        If a file cannot be read or has no usable row.
    """
    if base is None and "fire_points" not in files:
        raise CallFault("coverage-no-fire-points")
    if base is None and "demand" not in files and "groups" not in files:
        raise CallFault("coverage-no-demand")
    layers = {role: read_layer(role, files[role]) for role in ROLES if role in files}
    if base is not None:
        return _Assembly(layers, base.crs, today).over(base)
    metric = systems.measuring(crs) if crs else systems.estimated(_all_places(layers))
    return _Assembly(layers, metric, today).study()


def _all_places(layers: Mapping[str, LooseLayer]) -> gpd.GeoDataFrame:
    shapes = [row.geometry for layer in layers.values() for row in layer.rows]
    if not shapes:
        first = next(iter(layers.values()))
        raise DataFault("coverage-nothing-usable", file=first.file, count=first.features)
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, crs=systems.STORED))


class _Assembly:
    """Projects the layers one by one and keeps the books of what was used and what was not."""

    def __init__(self, layers: Mapping[str, LooseLayer], crs: CRS, today: dt.date) -> None:
        self.layers, self.crs, self.today = layers, crs, today
        self.inputs: list[Input] = []
        self.issues: list[Issue] = []

    def study(self) -> Study:
        """Return a study of nothing but the files."""
        groups = self._zones("groups")
        empty = Study(self.crs, Demand(), (), np.empty((0, 2)), (), Ways(), groups, Zones())
        if "demand" not in self.layers:
            empty = replace(empty, demand=grid_demand(groups))
        return self._replaced(empty, groups)

    def over(self, base: Study) -> Study:
        """Return a ward's study with the files in place of its layers."""
        groups = self._zones("groups") if "groups" in self.layers else base.groups
        kept = [i for i in base.inputs if i.role not in self.layers]
        if base.demand.estimated and "groups" in self.layers:
            base = replace(base, demand=grid_demand(groups))
        study = self._replaced(replace(base, groups=groups), groups)
        order = {role: place for place, role in enumerate(ROLES)}
        inputs = sorted([*kept, *study.inputs], key=lambda i: order[i.role])
        return replace(study, inputs=tuple(inputs))

    def _replaced(self, study: Study, groups: Zones) -> Study:
        changes: dict[str, Any] = {"groups": groups}
        if "fire_points" in self.layers:
            changes |= self._facilities()
        if "demand" in self.layers:
            changes["demand"] = self._demand()
        if "ways" in self.layers:
            changes["ways"] = self._ways()
        if "safe_areas" in self.layers:
            changes["safe_areas"] = self._zones("safe_areas")
        order = {role: place for place, role in enumerate(ROLES)}
        inputs = tuple(sorted(self.inputs, key=lambda i: order[i.role]))
        return replace(study, **changes, inputs=inputs, issues=tuple(self.issues))

    def _facilities(self) -> dict[str, Any]:
        points, xy = self._points("fire_points")
        counted, excluded = _usable(points, self.today)
        self.inputs[-1] = replace(self.inputs[-1], used=len(counted))
        points = [points[i] for i in counted]
        return {
            "facility_ids": tuple(p.id for p in points),
            "facility_xy": xy[counted],
            "facility_group_id": tuple(_text(p.properties.get("group_id")) for p in points),
            "excluded": excluded,
        }

    def _take(self, role: str, fits: Callable[[Row], BaseGeometry | None]) -> tuple[list[Row], Shapes]:
        """Return a layer's rows that fit the role, and their shapes in metres."""
        if role not in self.layers:
            return [], np.empty(0, dtype=object)
        layer = self.layers[role]
        self.issues += layer.issues
        rows, shapes = [], []
        for row in layer.rows:
            shape = fits(row)
            if shape is None:
                self._drop(row, role, "wrong-kind")
            else:
                rows.append(row)
                shapes.append(shape)
        rows, metric = self._projected(role, rows, shapes)
        self.inputs.append(Input(role, layer.file, layer.features, len(rows), layer.sha256))
        if not rows and layer.features:
            raise DataFault("coverage-nothing-usable", file=layer.file, count=layer.features)
        return rows, metric

    def _projected(self, role: str, rows: list[Row], shapes: list[BaseGeometry]) -> tuple[list[Row], Shapes]:
        """Project shapes to metres; drop what lies where the system cannot measure."""
        if not rows:
            return rows, np.empty(0, dtype=object)
        series = gpd.GeoSeries(shapes, crs=systems.STORED).to_crs(self.crs)
        metric = np.asarray(series.array, dtype=object)
        coords, at = shapely.get_coordinates(metric, return_index=True)
        far = np.zeros(len(rows), dtype=bool)
        far[at[~np.isfinite(coords).all(axis=1)]] = True
        for i in np.flatnonzero(far):
            self._drop(rows[i], role, "beyond-crs")
        return [r for r, f in zip(rows, far, strict=True) if not f], metric[~far]

    def _drop(self, row: Row, role: str, code: str) -> None:
        self.issues.append(Issue(role, row.id, code))

    def _points(self, role: str) -> tuple[list[Row], Floats]:
        rows, shapes = self._take(role, lambda row: row.geometry)
        return rows, shapely.get_coordinates(shapely.centroid(shapes)).reshape(-1, 2)

    def _demand(self) -> Demand:
        rows, xy = self._points("demand")
        households = np.array([self._count(r, "demand", "households", 1.0) for r in rows], dtype=float)
        owners = tuple(_text(r.properties.get("group_id")) for r in rows)
        return Demand(tuple(r.id for r in rows), xy, households, owners)

    def _ways(self) -> Ways:
        rows, shapes = self._take("ways", _lines_of)
        return Ways(
            tuple(r.id for r in rows),
            tuple(_text(r.properties.get("name")) for r in rows),
            shapes,
            np.array([r.properties.get("grade_separated") is True for r in rows], dtype=bool),
        )

    def _zones(self, role: str) -> Zones:
        rows, shapes = self._take(role, _polygons_of)
        return Zones(
            tuple(r.id for r in rows),
            tuple(_zone_name(r.properties) for r in rows),
            shapes,
            np.array([self._count(r, role, "households", math.nan) for r in rows], dtype=float),
            np.array([self._count(r, role, "population", math.nan) for r in rows], dtype=float),
        )

    def _count(self, row: Row, role: str, field: str, absent: float) -> float:
        """Return a count of the row; one that is no number from 0 up is listed and taken as absent."""
        value = row.properties.get(field)
        if value is None:
            return absent
        number = _number(value)
        if number is None or number < 0:
            self.issues.append(Issue(role, row.id, "bad-count", {"field": field}))
            return absent
        return number


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _text(value: object) -> str | None:
    return (
        str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None
    )


def _zone_name(properties: Mapping[str, Any]) -> str | int | None:
    number = properties.get("number")
    name = _text(properties.get("name"))
    return number if name is None and isinstance(number, int) and not isinstance(number, bool) else name


def _lines_of(row: Row) -> BaseGeometry | None:
    lines = _parts_of(row.geometry, _LINES)
    lines = lines[shapely.length(lines) > 0]
    return shapely.MultiLineString(list(lines)) if len(lines) else None


def _polygons_of(row: Row) -> BaseGeometry | None:
    """Return the polygonal part; a polygon that collapsed when mended stays, with no land in it."""
    parts = _parts_of(row.geometry, _POLYGONS)
    if len(parts):
        return shapely.MultiPolygon(list(parts))
    return row.geometry if row.mended else None


def _parts_of(geometry: BaseGeometry, kinds: Sequence[int]) -> Shapes:
    parts = shapely.get_parts(geometry)
    while np.isin(shapely.get_type_id(parts), (4, 5, 6, 7)).any():
        parts = shapely.get_parts(parts)
    return parts[np.isin(shapely.get_type_id(parts), kinds)]


def _usable(points: list[Row], today: dt.date) -> tuple[list[int], tuple[Excluded, ...]]:
    """Return the rows of points that count, and why the others do not."""
    frame = gpd.GeoDataFrame(
        {
            "status": [_text(p.properties.get("status")) for p in points],
            "equipment": [_equipment(p.properties.get("equipment")) for p in points],
        },
        dtype=object,
        index=[p.id for p in points],
        geometry=gpd.GeoSeries(
            [p.geometry for p in points], index=[p.id for p in points], crs=systems.STORED
        ),
    )
    return counted_points(frame, today)


def _equipment(value: object) -> list[dict[str, Any]]:
    """Return the rows of equipment that are rows at all."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
