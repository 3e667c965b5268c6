"""A ward read once for its groups: who belongs where, in metres, with the coverage of the day."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geoapp import crs as systems
from geoapp.domain.usable import usable
from geoapp.domain.ward import Ward
from geoapp.errors import DataFault
from geoapp.usecases.coverage import CoverageResult, ward_coverage
from geoapp.usecases.coverage.study import Floats, Ints, Study, belonging
from geoapp.usecases.groups.facts import GroupName
from geoapp.usecases.groups.records import Record, records


class Survey:
    """What all groups of a ward share. Every part is computed at its first use and kept."""

    def __init__(self, ward: Ward, today: dt.date) -> None:
        self.ward, self.today = ward, today
        self.groups = records(ward.layer("residential_groups"))
        self.points = records(ward.layer("fire_points"))
        self.names = _names(self.groups)

    @functools.cached_property
    def coverage(self) -> CoverageResult | None:
        """Return who is covered; ``None`` where the ward has nothing to count by."""
        try:
            result = ward_coverage(self.ward, today=self.today)
        except DataFault:
            return None
        return result if len(result.study.facility_ids) and result.weights.sum() > 0 else None

    @functools.cached_property
    def study(self) -> Study | None:
        """Return the ward in metres; ``None`` where the ward has nothing to count by."""
        try:
            return ward_coverage(self.ward, today=self.today).study
        except DataFault:
            return None

    @functools.cached_property
    def document(self) -> dict[str, Any] | None:
        """Return the coverage document."""
        return self.coverage.document() if self.coverage else None

    @functools.cached_property
    def figures(self) -> dict[str, Any]:
        """Return the coverage figures of every group by its id."""
        return {row["id"]: row for row in self.document["groups"]} if self.document else {}

    @functools.cached_property
    def serves(self) -> dict[str, float]:
        """Return the households to whom a point is the nearest, by its id; only points that count have any."""
        facilities = self.document["facilities"] if self.document else []
        return {facility["id"]: facility["catchment_weight"] for facility in facilities}

    @functools.cached_property
    def unusable(self) -> dict[str, str]:
        """Return why points do not count: id -> catalogue entry."""
        return {point.id: point.key for point in usable(self.ward.layer("fire_points"), self.today)[1]}

    @functools.cached_property
    def points_xy(self) -> Floats:
        """Return all fire points in metres, shape (n, 2)."""
        return self.metres("fire_points")

    @functools.cached_property
    def points_group(self) -> Ints:
        """Return the group of every fire point as a row of the groups, -1 for none."""
        return self.belonging("fire_points", self.points, self.points_xy)

    def belonging(self, layer: str, features: list[Record], xy: Floats) -> Ints:
        """Return the group each feature names, else the one it lies in, else -1."""
        if self.study is not None:
            return belonging([f.text("group_id") for f in features], xy, self.study.groups)
        rows = {group.id: i for i, group in enumerate(self.groups)}
        return np.array([rows.get(f.text("group_id") or "", -1) for f in features], dtype=np.int64)

    def metres(self, layer: str) -> Floats:
        """Return the middles of a layer's features in the ward's own system, shape (n, 2)."""
        frame: gpd.GeoDataFrame = self.ward.layer(layer)
        if len(frame) == 0:
            return np.empty((0, 2))
        metric = systems.to_metric(frame, systems.measuring(self.ward.info.crs))
        return shapely.get_coordinates(shapely.centroid(np.asarray(metric.geometry.array))).reshape(-1, 2)

    def row_of(self, group_id: str) -> int:
        """Return the row of a group."""
        return next(i for i, group in enumerate(self.groups) if group.id == group_id)


def _names(groups: list[Record]) -> list[GroupName]:
    numbers = [group.count("number") for group in groups]
    return [
        GroupName(group.id, number, group.text("ward_code") if numbers.count(number) > 1 else None)
        for group, number in zip(groups, numbers, strict=True)
    ]
