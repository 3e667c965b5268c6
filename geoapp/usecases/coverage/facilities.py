"""Which fire points count, and in words why the others do not."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd

from geoapp.domain.usable import usable
from geoapp.usecases.coverage.study import Excluded


def counted_points(points: gpd.GeoDataFrame, today: dt.date) -> tuple[list[int], tuple[Excluded, ...]]:
    """Return the rows of usable points, in order, and those that are excluded with their reasons."""
    counted, others = usable(points, today)
    return counted, tuple(Excluded(point.id, point.key) for point in others)
