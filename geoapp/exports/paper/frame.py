"""The map frame: a window of the sheet at a round scale, and the way from metres to millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

SCALES = (
    500, 750, 1_000, 1_250, 1_500, 2_000, 2_500, 3_000, 4_000, 5_000, 7_500,
    10_000, 12_500, 15_000, 20_000, 25_000, 50_000, 100_000,
)  # fmt: skip
"""Denominators that a reader can measure with (exports reference, section 2)."""

_FINEST_MM = 0.04
"""What no eye sees on paper."""

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
        """Return polygons as paths with holes, in millimetres."""
        parts = shapely.orient_polygons(shapely.get_parts(self.clipped(shapes)))
        return [self._path(part) for part in parts if part.geom_type == "Polygon"]

    def lines(self, shapes: Drawn) -> list[Floats]:
        """Return lines, and the rings of polygons, as arrays of millimetres."""
        parts = shapely.get_parts(self.clipped(shapes))
        lines = shapely.get_parts(
            np.array([p.boundary if p.geom_type == "Polygon" else p for p in parts], dtype=object)
        )
        return [
            self.place(shapely.get_coordinates(line))
            for line in lines
            if line.geom_type in ("LineString", "LinearRing")
        ]

    def _path(self, polygon: BaseGeometry) -> Path:
        rings = [polygon.exterior, *polygon.interiors]  # type: ignore[attr-defined]
        vertices = [self.place(shapely.get_coordinates(ring)) for ring in rings]
        codes = [_ring_codes(len(ring)) for ring in vertices]
        return Path(np.concatenate(vertices), np.concatenate(codes))


def _ring_codes(count: int) -> npt.NDArray[np.uint8]:
    codes = np.full(count, Path.LINETO, dtype=np.uint8)
    codes[0], codes[-1] = Path.MOVETO, Path.CLOSEPOLY
    return codes


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
