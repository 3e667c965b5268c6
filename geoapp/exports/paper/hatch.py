"""Hatches as real lines and dots inside a shape, exact and vector; the distance is in millimetres on paper."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry


def hatch_lines(shape: BaseGeometry, spacing_m: float, angle_deg: float = 45.0) -> npt.NDArray[np.object_]:
    """Return parallel lines inside a polygon, all on one grid so that neighbours join."""
    west, south, east, north = shape.bounds
    if shapely.is_empty(shape):
        return np.empty(0, dtype=object)
    angle = math.radians(angle_deg)
    along, across = (
        np.array([math.cos(angle), math.sin(angle)]),
        np.array([-math.sin(angle), math.cos(angle)]),
    )
    corners = np.array([(west, south), (east, south), (east, north), (west, north)])
    low, high = (corners @ along).min(), (corners @ along).max()
    steps = np.arange(
        math.ceil((corners @ across).min() / spacing_m), math.floor((corners @ across).max() / spacing_m) + 1
    )
    ends = steps[:, None] * spacing_m * across
    lines = shapely.linestrings(np.stack([ends + low * along, ends + high * along], axis=1))
    shapely.prepare(shape)
    inside = shapely.intersection(lines, shape)
    parts = shapely.get_parts(shapely.get_parts(inside))
    kept: npt.NDArray[np.object_] = np.asarray(
        parts[(shapely.get_type_id(parts) == 1) & (shapely.length(parts) > 0)], dtype=object
    )
    return kept


def hatch_dots(shape: BaseGeometry, spacing_m: float) -> npt.NDArray[np.float64]:
    """Return places of dots inside a polygon, on a grid turned by 45 degrees, shape (n, 2)."""
    if shapely.is_empty(shape):
        return np.empty((0, 2))
    west, south, east, north = shape.bounds
    xs = np.arange(math.floor(west / spacing_m), math.ceil(east / spacing_m) + 1)
    ys = np.arange(math.floor(south / spacing_m * 2), math.ceil(north / spacing_m * 2) + 1)
    grid_x, grid_y = np.meshgrid(xs, ys)
    dots = np.column_stack(
        [((grid_x + (grid_y % 2) / 2) * spacing_m).ravel(), (grid_y * spacing_m / 2).ravel()]
    )
    shapely.prepare(shape)
    return np.asarray(dots[shapely.contains_xy(shape, dots[:, 0], dots[:, 1])], dtype=np.float64)
