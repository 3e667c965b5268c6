"""The map frame: a window of the sheet at a round scale, and the way from metres to millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.path import Path

SCALES = (
    500, 750, 1_000, 1_250, 1_500, 2_000, 2_500, 3_000, 4_000, 5_000, 7_500,
    10_000, 12_500, 15_000, 20_000, 25_000, 50_000, 100_000,
)  # fmt: skip
"""Denominators that a reader can measure with (exports reference, section 2)."""

_FINEST_MM = 0.04
"""What no eye sees on paper."""
_LINE, _POLYGON = 1, 3  # shapely's type numbers

Floats = npt.NDArray[np.float64]
Drawn = Any
"""A geometry of shapely, or a list or an array of them."""


@dataclass(frozen=True)
class Frame:
    """A window x, y, width, height in millimetres of the design, looking at a centre in metres.

    `denominator` is the printed scale; `factor` that of the sheet.
    """

    x: float
    y: float
    width: float
    height: float
    east_m: float
    north_m: float
    denominator: int
    factor: float = 1.0

    @property
    def mm_per_m(self) -> float:
        """Return millimetres of the design per metre on the ground."""
        return 1000 / self.denominator / self.factor

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north of the window in metres."""
        half_x, half_y = self.width / 2 / self.mm_per_m, self.height / 2 / self.mm_per_m
        return self.east_m - half_x, self.north_m - half_y, self.east_m + half_x, self.north_m + half_y

    def place(self, xy: npt.ArrayLike) -> Floats:
        """Return places in millimetres for coordinates in metres, shape (n, 2)."""
        metres = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
        middle = (self.x + self.width / 2, self.y + self.height / 2)
        return np.asarray((metres - (self.east_m, self.north_m)) * self.mm_per_m + middle, dtype=np.float64)

    def clipped(self, shapes: Drawn, margin_mm: float = 2.0) -> npt.NDArray[np.object_]:
        """Return the parts of shapes inside the window and a small margin; what is outside goes."""
        margin = margin_mm / self.mm_per_m
        west, south, east, north = self.bounds_m
        box = (west - margin, south - margin, east + margin, north + margin)
        inside = shapely.clip_by_rect(np.atleast_1d(np.asarray(shapes, dtype=object)), *box)
        inside = shapely.simplify(inside, _FINEST_MM / self.mm_per_m)
        kept: npt.NDArray[np.object_] = np.asarray(inside[~shapely.is_empty(inside)], dtype=object)
        return kept

    def paths(self, shapes: Drawn) -> list[Path]:
        """Return all polygons with their holes as one path in millimetres; an empty list where there are none."""
        parts = shapely.orient_polygons(shapely.get_parts(self.clipped(shapes)))
        rings = shapely.get_rings(parts[shapely.get_type_id(parts) == _POLYGON])
        if not len(rings):
            return []
        vertices, at = shapely.get_coordinates(rings, return_index=True)
        codes = np.full(len(vertices), Path.LINETO, dtype=np.uint8)
        starts = np.flatnonzero(np.diff(at, prepend=-1))
        codes[starts], codes[[*(starts[1:] - 1), -1]] = Path.MOVETO, Path.CLOSEPOLY
        return [Path(self.place(vertices), codes)]

    def lines(self, shapes: Drawn) -> list[Floats]:
        """Return lines, and the rings of polygons, as arrays of millimetres."""
        parts = shapely.get_parts(self.clipped(shapes))
        areas = shapely.get_type_id(parts) == _POLYGON
        parts[areas] = shapely.boundary(parts[areas])
        lines = shapely.get_parts(parts)
        lines = lines[shapely.get_type_id(lines) == _LINE]
        if not len(lines):
            return []
        vertices, at = shapely.get_coordinates(lines, return_index=True)
        return np.split(self.place(vertices), np.flatnonzero(np.diff(at)) + 1)


def fitting(
    bounds_m: tuple[float, float, float, float],
    box: tuple[float, float, float, float],
    factor: float = 1.0,
    margin_share: float = 0.04,
    scales: tuple[int, ...] = SCALES,
) -> Frame:
    """Return the window over `bounds_m` at the largest round scale that shows all of it.

    Parameters
    ----------
    bounds_m
        West, south, east, north.
    box
        x, y, width, height of the window in millimetres.
    margin_share
        Room left on each side, as a share of the window.
    """
    west, south, east, north = bounds_m
    x, y, width, height = box
    room_x, room_y = width * factor * (1 - 2 * margin_share), height * factor * (1 - 2 * margin_share)
    needed = max((east - west) * 1000 / room_x, (north - south) * 1000 / room_y)
    denominator = next((s for s in scales if s >= needed), int(np.ceil(needed / 10_000) * 10_000))
    return Frame(x, y, width, height, (west + east) / 2, (south + north) / 2, denominator, factor)
