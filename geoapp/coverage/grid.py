"""Points sorted into square cells, so that a neighbour is found by looking at few of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geoapp.coverage.points import Floats, Ints

_POINTS_PER_CELL = 1.0
_MOST_CELLS_PER_POINT = 4


@dataclass(frozen=True)
class Grid:
    """Points in cells of side `side_m`, stored cell by cell; within a cell by row."""

    xy: Floats
    row: Ints
    start: Ints
    origin_x: float
    origin_y: float
    side_m: float
    columns: int
    rows: int

    @classmethod
    def over(cls, points: Floats) -> Grid:
        """Sort finite points of shape (n, 2), n > 0, into cells that hold about one each."""
        low, high = points.min(axis=0), points.max(axis=0)
        width, height = (float(v) for v in high - low)
        side = _side(width, height, len(points))
        columns, rows = int(width / side) + 1, int(height / side) + 1
        column = np.minimum(((points[:, 0] - low[0]) / side).astype(np.int64), columns - 1)
        line = np.minimum(((points[:, 1] - low[1]) / side).astype(np.int64), rows - 1)
        cell = line * columns + column
        order = np.argsort(cell, kind="stable")
        start = np.zeros(columns * rows + 1, dtype=np.int64)
        np.cumsum(np.bincount(cell, minlength=columns * rows), out=start[1:])
        return cls(points[order], order, start, float(low[0]), float(low[1]), side, columns, rows)

    def arrays(self) -> tuple[Floats, Ints, Ints, float, float, float, int, int]:
        """Return the parts in the order in which the kernels take them."""
        return (
            self.xy,
            self.row,
            self.start,
            self.origin_x,
            self.origin_y,
            self.side_m,
            self.columns,
            self.rows,
        )


def _side(width: float, height: float, count: int) -> float:
    """Return a side with few empty cells, also where all points lie on a line or in one place."""
    area = max(width, height) ** 2 if min(width, height) == 0 else width * height
    side = math.sqrt(area * _POINTS_PER_CELL / count)
    least = max(width, height) / (count * _MOST_CELLS_PER_POINT)
    side = max(side, least, 1e-3)
    while (int(width / side) + 1) * (int(height / side) + 1) > _MOST_CELLS_PER_POINT * count + 4:
        side *= 2
    return side
