"""Demand where no house is known: a group's households spread evenly over its land."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geoapp.errors import DataFault
from geoapp.usecases.coverage.study import Demand, Floats, Shapes, Zones

CELL_M = 10.0
"""Side of the grid cells on which households are spread."""

_MOST_CELLS = 2_000_000
_LEAST_CELL_M2 = 0.5
"""Slivers that rounding leaves along a border are no land where anybody lives."""


def grid_demand(groups: Zones) -> Demand:
    """Return each group's households on 10 m cells by share of area, at the centroid of each cell's part.

    Raises
    ------
    DataFault
        If no group tells its households, or one is so large that the grid would not fit in memory.
    """
    if len(groups.ids) and not (groups.households >= 0).any():
        raise DataFault("coverage-households-unknown")
    parts = [_cells(groups.ids[row], groups.shapes[row]) for row in range(len(groups.ids))]
    ids: list[str] = []
    owners: list[str | None] = []
    places, households = [np.empty((0, 2))], [np.empty(0)]
    for row, cells in enumerate(parts):
        area = shapely.area(cells)
        if area.sum() <= 0 or not groups.households[row] > 0:
            continue
        ids += [f"{groups.ids[row]}/{k}" for k in range(1, len(cells) + 1)]
        owners += [groups.ids[row]] * len(cells)
        places.append(shapely.get_coordinates(shapely.centroid(cells)))
        households.append(groups.households[row] * area / area.sum())
    return Demand(
        tuple(ids), np.concatenate(places), np.concatenate(households), tuple(owners), estimated=True
    )


def _cells(group: str, polygon: BaseGeometry) -> Shapes:
    """Return the parts of a polygon in the cells of the 10 m grid, row by row."""
    if polygon.is_empty:
        return np.empty(0, dtype=object)
    west, south, east, north = (np.floor(v / CELL_M) for v in polygon.bounds)
    columns, rows = int(east - west) + 1, int(north - south) + 1
    if columns * rows > _MOST_CELLS:
        raise DataFault("coverage-group-too-large", feature=group, most=_MOST_CELLS)
    x = (west + np.tile(np.arange(columns), rows)) * CELL_M
    y = (south + np.repeat(np.arange(rows), columns)) * CELL_M
    boxes = shapely.box(x, y, x + CELL_M, y + CELL_M)
    shapely.prepare(polygon)
    boxes = boxes[shapely.intersects(polygon, boxes)]
    inside = shapely.contains(polygon, boxes)
    boxes[~inside] = shapely.intersection(boxes[~inside], polygon)
    cells: Shapes = boxes[shapely.area(boxes) > _LEAST_CELL_M2]
    return cells


def people_per_household(groups: Zones, group: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
    """Return, for rows of groups (-1: none), how many people a household has on average.

    Who belongs to no group, or to one without figures, gets the average over all groups.

    Raises
    ------
    DataFault
        If no group tells both households and population.
    """
    known = (groups.households > 0) & (groups.population >= 0)
    if not known.any():
        raise DataFault("coverage-people-unknown")
    average = groups.population[known].sum() / groups.households[known].sum()
    rate = np.full(len(groups.ids) + 1, average)
    rate[:-1][known] = groups.population[known] / groups.households[known]
    return rate[group]
