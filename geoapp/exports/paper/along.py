"""Names along streets: straight, turned with the street, only where it is straight enough and free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

_STEP_MM = 3.0
_CLEAR_MM = 0.4
_SAMPLES = 7

Floats = npt.NDArray[np.float64]


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
        self._shapes = np.array([shapely.box(*box) for box in boxes], dtype=object)

    def free(self, shape: BaseGeometry) -> bool:
        """Tell whether nothing stands there."""
        return not bool(shapely.intersects(self._shapes, shape).any())

    def add(self, shape: BaseGeometry) -> None:
        """Take a place."""
        self._shapes = np.append(self._shapes, np.array([shape], dtype=object))


def along(
    text: str, width: float, height: float, line: BaseGeometry, frame: BaseGeometry, occupied: Occupied,
    bend_mm: float = 0.9,
) -> Along | None:  # fmt: skip
    """Return the best place for a name on a line (in millimetres), and take it; ``None`` if there is none."""
    found = [_places(part, width, bend_mm) for part in shapely.get_parts(line) if part.length > width]
    if not found:
        return None
    costs, chords = (np.concatenate(parts) for parts in zip(*found, strict=True))
    for at in np.argsort(costs, kind="stable").tolist():
        (x0, y0), (x1, y1) = chords[at].tolist()
        angle, middle = _upright(math.atan2(y1 - y0, x1 - x0)), ((x0 + x1) / 2, (y0 + y1) / 2)
        shape = _turned(middle, width + 2 * _CLEAR_MM, height, angle)
        if frame.contains(shape) and occupied.free(shape):
            occupied.add(shape)
            return Along(text, *middle, math.degrees(angle))
    return None


def _places(part: BaseGeometry, width: float, bend_mm: float) -> tuple[Floats, Floats]:
    """Return where a name may stand on a line: costs, shape (n,), and ends of its baseline, shape (n, 2, 2).

    A place that bends more than `bend_mm` is left out; the straighter and the nearer the middle, the cheaper.
    """
    length = part.length
    starts = np.arange(0, length - width, _STEP_MM)
    samples = starts[:, None] + np.linspace(0, width, _SAMPLES)
    parts: npt.NDArray[np.object_] = np.full(samples.shape, part, dtype=object)
    points = shapely.line_interpolate_point(parts, samples)
    chords = shapely.get_coordinates(points[:, [0, -1]]).reshape(-1, 2, 2)
    lines = np.asarray(shapely.linestrings(chords))
    bends = shapely.distance(points, lines[:, None]).max(axis=1)
    straight = bends <= bend_mm
    costs = bends + np.abs(starts + width / 2 - length / 2) * 0.01
    return costs[straight], chords[straight]


def _upright(angle: float) -> float:
    """Return a direction along the same line that is read from below or from the right."""
    if angle > math.pi / 2:
        return angle - math.pi
    return angle + math.pi if angle <= -math.pi / 2 else angle


def _turned(middle: tuple[float, float], width: float, height: float, angle: float) -> BaseGeometry:
    half = np.array([(-width, -height), (width, -height), (width, height), (-width, height)]) / 2
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return shapely.Polygon(half @ turn + middle)
