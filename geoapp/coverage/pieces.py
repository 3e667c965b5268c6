"""A spatial index of lines by their straight pieces, whose boxes are tight where those of winding lines overlap.

Two ways give equal answers: compiled kernels over cells once they are ready, and a tree of GEOS until then. Both only
narrow the choice down; where rounding could confuse which line is nearer, GEOS measures and decides.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from types import ModuleType

import numpy as np
import numpy.typing as npt
import shapely

from geoapp.coverage import engine
from geoapp.coverage.cells import Cells
from geoapp.coverage.points import Floats, Ints

Lines = npt.NDArray[np.object_]


_CHUNK = 50_000
_REACH_IN_LENGTHS = 1.5
_DOUBT_M = 1e-6


@dataclass(frozen=True, eq=False)
class Pieces:
    """The straight pieces of lines, and the row of the line that each belongs to.

    `ends` (k, 2, 2) are the first and the last place of every piece; lines come in order.
    """

    row: Ints
    ends: Floats

    @classmethod
    def of(cls, lines: Lines) -> Pieces:
        """Cut LineStrings, none empty, at their vertices."""
        xy, line = shapely.get_coordinates(lines, return_index=True)
        follows = (line[1:] == line[:-1]) & ((xy[1:, 0] != xy[:-1, 0]) | (xy[1:, 1] != xy[:-1, 1]))
        ends = np.stack([xy[:-1][follows], xy[1:][follows]], axis=1)
        return cls(line[1:][follows].astype(np.int64), ends)

    @functools.cached_property
    def tree(self) -> shapely.STRtree:
        """Return a tree of the pieces' shapes."""
        return shapely.STRtree(self._shapes(np.arange(len(self.row))))

    @functools.cached_property
    def cells(self) -> Cells:
        """Return the pieces sorted into cells; there must be some."""
        return Cells.over(self.begin, self.step)

    @functools.cached_property
    def begin(self) -> Floats:
        """Return where every piece starts, (k, 2)."""
        return np.ascontiguousarray(self.ends[:, 0])

    @functools.cached_property
    def step(self) -> Floats:
        """Return how every piece goes on from there, (k, 2)."""
        return self.ends[:, 1] - self.ends[:, 0]

    @functools.cached_property
    def _straight(self) -> tuple[Floats, Floats, Floats]:
        """Return begin, step and one over the square of the length, as the kernels take them."""
        return self.begin, self.step, 1.0 / np.maximum((self.step * self.step).sum(axis=1), 1e-300)

    @functools.cached_property
    def _reach_m(self) -> float:
        """Return within how many metres most points find a piece."""
        return _REACH_IN_LENGTHS * float(np.median(np.hypot(*self.step.T))) if len(self.row) else 0.0

    def _shapes(self, pieces: Ints) -> Lines:
        return np.asarray(shapely.linestrings(self.ends[pieces]), dtype=object)

    def nearest(self, points: Lines) -> Ints:
        """Return the row of the line nearest to each point (ties: the lowest); there must be lines."""
        kernels = engine.kernels()
        if kernels is not None and len(points) and len(self.row):
            return self._by_cells(kernels, points)
        parts = [self._by_boxes(points[at : at + _CHUNK]) for at in range(0, len(points), _CHUNK)]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def _by_cells(self, kernels: ModuleType, points: Lines) -> Ints:
        """Look into cells around the points; who lies far from all lines asks the tree."""
        xy, cells = shapely.get_coordinates(points), self.cells.arrays()
        lines: Ints
        lines, metres, other = kernels.nearest_line(xy, *self._straight, self.row, *cells, _DOUBT_M)
        far = np.flatnonzero(lines < 0)
        if len(far):
            lines[far] = self._by_tree(points[far])
        unsure = np.flatnonzero(other <= metres + _DOUBT_M)
        if len(unsure):
            reach = metres[unsure] + _DOUBT_M
            at, piece = kernels.close_pieces(xy[unsure], reach, *self._straight, *cells)
            lines[unsure] = self._lowest(points[unsure], at, piece)
        return lines

    def _by_boxes(self, points: Lines) -> Ints:
        """Look into boxes around the points first; who finds nothing there asks the tree, which is slower."""
        xy = shapely.get_coordinates(points)
        # without a predicate only the box of a shape counts, and a diagonal is the cheapest shape that has it
        corners = np.stack([xy - self._reach_m, xy + self._reach_m], axis=1)
        at, piece = self.tree.query(np.asarray(shapely.linestrings(corners), dtype=object))
        metres = self._distance(xy[at], piece)
        least = np.full(len(points), np.inf)
        np.minimum.at(least, at, metres)
        found = least <= self._reach_m - _DOUBT_M
        close = found[at] & (metres <= least[at] + _DOUBT_M)
        lowest = self._lowest(points, at[close], piece[close])
        lowest[~found] = self._by_tree(points[~found])
        return lowest

    def _by_tree(self, points: Lines) -> Ints:
        at, piece = self.tree.query_nearest(points, all_matches=True)
        lowest = np.full(len(points), np.iinfo(np.int64).max)
        np.minimum.at(lowest, at, self.row[piece])
        return lowest

    def _distance(self, xy: Floats, piece: Ints) -> Floats:
        """Return metres from places to pieces, row by row, right to rounding."""
        step, way = self.step[piece], xy - self.begin[piece]
        share = np.clip((way * step).sum(axis=1) / (step * step).sum(axis=1), 0.0, 1.0)
        off = way - share[:, None] * step
        metres: Floats = np.hypot(off[:, 0], off[:, 1])
        return metres

    def _lowest(self, points: Lines, at: Ints, piece: Ints) -> Ints:
        """Return the lowest line of the nearest among close pieces; what rounding could confuse, GEOS decides."""
        lowest = np.full(len(points), np.iinfo(np.int64).max)
        doubtful = np.bincount(at, minlength=len(points))[at] > 1
        unsure, rivals = at[doubtful], piece[doubtful]
        metres = shapely.distance(points[unsure], self._shapes(rivals))
        least = np.full(len(points), np.inf)
        np.minimum.at(least, unsure, metres)
        wins = metres == least[unsure]
        np.minimum.at(lowest, unsure[wins], self.row[rivals[wins]])
        np.minimum.at(lowest, at[~doubtful], self.row[piece[~doubtful]])
        return lowest

    def within(self, points: Lines, distance_m: float) -> tuple[Ints, Ints]:
        """Return all pairs (row of a point, row of a line) at most `distance_m` apart, each once, in order."""
        at, piece = self._within(points, distance_m)
        count = int(self.row.max(initial=0)) + 1
        pairs = np.unique(at * count + self.row[piece])
        return pairs // count, pairs % count

    def _within(self, points: Lines, distance_m: float) -> tuple[Ints, Ints]:
        """Return pairs of points and pieces; GEOS measures them."""
        kernels = engine.kernels()
        if kernels is None or len(points) == 0 or len(self.row) == 0:
            at, piece = self.tree.query(points, predicate="dwithin", distance=distance_m)
            return at.astype(np.int64), piece.astype(np.int64)
        reach = np.full(len(points), distance_m + _DOUBT_M)
        xy = shapely.get_coordinates(points)
        at, piece = kernels.close_pieces(xy, reach, *self._straight, *self.cells.arrays())
        near = shapely.dwithin(points[at], self._shapes(piece), distance_m)
        return at[near], piece[near]
