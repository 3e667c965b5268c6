"""Who can be served by which candidate: a sparse 0/1 matrix, stored by candidate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from geoapp.coverage.boundary import SLACK_M, within
from geoapp.planning import engine
from geoapp.planning.arrays import Floats, Indices, Ints, checked_count, checked_xy

_MOST_CELLS_PER_POINT = 4


class HasMetres(Protocol):
    """Distances in metres, demand x facility, such as a ``DistanceMatrix``."""

    @property
    def metres(self) -> Floats: ...


@dataclass(frozen=True, eq=False)
class Cover:
    """Candidate (or existing facility) j covers the rows of demand ``indices[indptr[j]:indptr[j+1]]``.

    Attributes
    ----------
    indptr
        Starts of the columns, shape (columns + 1,), int64.
    indices
        Rows of demand, ascending within a column, int32.
    demand_count
        Number of rows.

    Raises
    ------
    ValueError
        If the arrays do not fit together; the message names the place.

    Examples
    --------
    >>> cover = Cover.from_points([[0, 0], [10, 0], [25, 0]], [[5, 0], [25, 0]], 5)
    >>> cover.indptr.tolist(), cover.indices.tolist()
    ([0, 2, 3], [0, 1, 2])
    """

    indptr: Ints
    indices: Indices
    demand_count: int

    def __post_init__(self) -> None:
        rows = checked_count(self.demand_count, "demand_count")
        indptr = _whole(self.indptr, "indptr")
        indices = _whole(self.indices, "indices")
        _check_indptr(indptr, len(indices))
        _check_range(indices, rows)
        indices = _ascending(indptr, indices)
        object.__setattr__(self, "indptr", indptr)
        object.__setattr__(self, "indices", indices.astype(np.int32))
        object.__setattr__(self, "demand_count", rows)

    @property
    def column_count(self) -> int:
        """Number of candidates and existing facilities."""
        return len(self.indptr) - 1

    def column(self, j: int) -> Indices:
        """Return the rows of demand that column j covers."""
        return self.indices[self.indptr[j] : self.indptr[j + 1]]

    def counts(self, columns: npt.ArrayLike) -> Ints:
        """Return for every row of demand how many of some columns cover it."""
        chosen = np.asarray(columns, dtype=np.int64).reshape(-1)
        parts = [self.column(int(j)) for j in chosen]
        rows = np.concatenate(parts) if parts else np.empty(0, np.int32)
        return np.bincount(rows, minlength=self.demand_count).astype(np.int64)

    @classmethod
    def from_distances(cls, matrix: HasMetres | npt.ArrayLike, radius_m: float) -> Cover:
        """Return who lies within a radius by a matrix of distances in metres, demand x facility."""
        metres = np.asarray(getattr(matrix, "metres", matrix), dtype=np.float64)
        if metres.ndim != 2:
            raise ValueError(f"metres must have shape (demand, facility), not {metres.shape}")
        if np.isnan(metres).any():
            i, j = (int(v) for v in np.argwhere(np.isnan(metres))[0])
            raise ValueError(f"metres[{i}, {j}] is not a number")
        column, row = np.nonzero(within(metres, _checked_radius(radius_m)).T)
        indptr = np.zeros(metres.shape[1] + 1, dtype=np.int64)
        np.cumsum(np.bincount(column, minlength=metres.shape[1]), out=indptr[1:])
        return cls(indptr, row.astype(np.int32), metres.shape[0])

    @classmethod
    def from_points(cls, demand_xy: npt.ArrayLike, candidate_xy: npt.ArrayLike, radius_m: float) -> Cover:
        """Return who lies within a radius in a straight line; coordinates in metres of one projected system."""
        demand = checked_xy(demand_xy, "demand_xy")
        candidate = checked_xy(candidate_xy, "candidate_xy")
        reach = _checked_radius(radius_m) + SLACK_M
        if len(demand) == 0 or len(candidate) == 0:
            return cls(np.zeros(len(candidate) + 1, np.int64), np.empty(0, np.int32), len(demand))
        indptr, indices = engine.kernels().matrix.cover_columns(demand, *_cells(candidate, reach), reach)
        return cls(indptr, indices, len(demand))


def _cells(points: Floats, reach: float) -> tuple[Floats, Ints, Ints, float, float, float, int, int]:
    """Sort points into square cells of side more than `reach`, larger where they lie far apart."""
    low, high = points.min(axis=0), points.max(axis=0)
    width, height = (float(v) for v in high - low)
    side = max(reach * (1 + 1e-9) + SLACK_M, max(width, height) / 1e9)
    while (math.floor(width / side) + 1) * (math.floor(height / side) + 1) > (
        _MOST_CELLS_PER_POINT * len(points) + 16
    ):
        side *= 1.5
    columns, rows = math.floor(width / side) + 1, math.floor(height / side) + 1
    column = np.minimum(((points[:, 0] - low[0]) / side).astype(np.int64), columns - 1)
    line = np.minimum(((points[:, 1] - low[1]) / side).astype(np.int64), rows - 1)
    cell = line * columns + column
    order = np.argsort(cell, kind="stable")
    start = np.zeros(columns * rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(cell, minlength=columns * rows), out=start[1:])
    return points[order], order, start, float(low[0]), float(low[1]), side, columns, rows


def _checked_radius(radius_m: float) -> float:
    radius = float(radius_m)
    if not (math.isfinite(radius) and radius >= 0):
        raise ValueError(f"radius_m must be a finite number of metres, zero or more, not {radius_m!r}")
    return radius


def _whole(values: npt.ArrayLike, name: str) -> Ints:
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must have one dimension, not {array.ndim}")
    if array.size and array.dtype.kind not in "iu":
        raise ValueError(f"{name} must be whole numbers, not {array.dtype}")
    return np.require(array, dtype=np.int64, requirements=("C", "W"))


def _check_indptr(indptr: Ints, entries: int) -> None:
    if len(indptr) == 0 or indptr[0] != 0:
        raise ValueError("indptr must begin with 0")
    falls = np.flatnonzero(np.diff(indptr) < 0)
    if len(falls):
        raise ValueError(f"indptr[{int(falls[0]) + 1}] is less than the value before it")
    if indptr[-1] != entries:
        raise ValueError(f"indptr must end with the number of indices, {entries}, not {int(indptr[-1])}")


def _check_range(indices: Ints, rows: int) -> None:
    bad = np.flatnonzero((indices < 0) | (indices >= rows))
    if len(bad):
        at = int(bad[0])
        raise ValueError(f"indices[{at}] is {int(indices[at])}; rows of demand go from 0 to {rows - 1}")


def _ascending(indptr: Ints, indices: Ints) -> Ints:
    """Return indices ascending within each column; a row twice in a column is a fault."""
    column = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    if len(indices) > 1:
        out_of_order = (np.diff(indices) < 0) & (np.diff(column) == 0)
        if out_of_order.any():
            indices = indices[np.lexsort((indices, column))]
        twice = np.flatnonzero((np.diff(indices) == 0) & (np.diff(column) == 0))
        if len(twice):
            at = int(twice[0])
            raise ValueError(f"column {int(column[at])} covers row {int(indices[at])} twice")
    return indices
