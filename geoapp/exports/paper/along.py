"""Names along streets: straight, turned with the street, only where it is straight enough and free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

_STEP_MM = 3.0
_CLEAR_MM = 0.4


@dataclass(frozen=True)
class Along:
    """A name in its place: the middle of its baseline box, and the turn in degrees."""

    text: str
    x: float
    y: float
    turn: float


class Occupied:
    """What stands on the map already, as polygons in millimetres."""

    def __init__(self, boxes: Sequence[tuple[float, float, float, float]]) -> None:
        self._shapes: list[BaseGeometry] = [shapely.box(*box) for box in boxes]

    def free(self, shape: BaseGeometry) -> bool:
        """Tell whether nothing stands there."""
        return (
            not bool(shapely.intersects(np.array(self._shapes, dtype=object), shape).any())
            if self._shapes
            else True
        )

    def add(self, shape: BaseGeometry) -> None:
        """Take a place."""
        self._shapes.append(shape)


def along(
    text: str, width: float, height: float, line: BaseGeometry, frame: BaseGeometry, occupied: Occupied,
    bend_mm: float = 0.9, offset_mm: float = 0.0,
) -> Along | None:  # fmt: skip
    """Return the best place for a name on a line (in millimetres), and take it; ``None`` if there is none."""
    best: tuple[float, Along, BaseGeometry] | None = None
    for part in shapely.get_parts(line):
        length = part.length
        for start in np.arange(0, length - width, _STEP_MM).tolist():
            ends = shapely.line_interpolate_point(part, [start, start + width])
            (x0, y0), (x1, y1) = shapely.get_coordinates(ends)
            chord = shapely.LineString([(x0, y0), (x1, y1)])
            inside = shapely.line_interpolate_point(part, np.linspace(start, start + width, 7))
            bend = float(shapely.distance(inside, chord).max())
            if bend > bend_mm:
                continue
            angle = math.atan2(y1 - y0, x1 - x0)
            angle = (
                angle - math.pi
                if angle > math.pi / 2
                else angle + math.pi
                if angle <= -math.pi / 2
                else angle
            )
            shift = (-math.sin(angle) * offset_mm, math.cos(angle) * offset_mm)
            middle = ((x0 + x1) / 2 + shift[0], (y0 + y1) / 2 + shift[1])
            shape = _turned(middle, width + 2 * _CLEAR_MM, height, angle)
            cost = bend + abs(start + width / 2 - length / 2) * 0.01
            if (best is None or cost < best[0]) and frame.contains(shape) and occupied.free(shape):
                best = (cost, Along(text, *middle, math.degrees(angle)), shape)
    if best is None:
        return None
    occupied.add(best[2])
    return best[1]


def _turned(middle: tuple[float, float], width: float, height: float, angle: float) -> BaseGeometry:
    half = np.array([(-width, -height), (width, -height), (width, height), (-width, height)]) / 2
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return shapely.Polygon(half @ turn + middle)
