"""A spatial index of lines by their straight pieces, whose boxes are tight where those of winding lines overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geoapp.coverage.points import Floats, Ints

Lines = npt.NDArray[np.object_]


_CHUNK = 50_000
_REACH_IN_LENGTHS = 1.5
_DOUBT_M = 1e-6


@dataclass(frozen=True, eq=False)
class Pieces:
    """The straight pieces of lines in a tree, and the row of the line that each belongs to.

    `begin` and `step` (k, 2) are where a piece starts and how it goes on; within `reach_m` most points find a piece.
    """

    tree: shapely.STRtree
    row: Ints
    begin: Floats
    step: Floats
    reach_m: float

    @classmethod
    def of(cls, lines: Lines) -> Pieces:
        """Cut LineStrings, none empty, at their vertices."""
        xy, line = shapely.get_coordinates(lines, return_index=True)
        follows = (line[1:] == line[:-1]) & (xy[1:] != xy[:-1]).any(axis=1)
        ends = np.stack([xy[:-1][follows], xy[1:][follows]], axis=1)
        pieces = np.asarray(shapely.linestrings(ends), dtype=object)
        step = ends[:, 1] - ends[:, 0]
        reach = _REACH_IN_LENGTHS * float(np.median(np.hypot(*step.T))) if len(step) else 0.0
        return cls(shapely.STRtree(pieces), line[1:][follows].astype(np.int64), ends[:, 0], step, reach)

    def nearest(self, points: Lines) -> Ints:
        """Return the row of the line nearest to each point (ties: the lowest); there must be lines."""
        parts = [self._nearest(points[at : at + _CHUNK]) for at in range(0, len(points), _CHUNK)]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def _nearest(self, points: Lines) -> Ints:
        """Look into boxes around the points first; who finds nothing there asks the tree, which is slower."""
        xy = shapely.get_coordinates(points)
        # without a predicate only the box of a shape counts, and a diagonal is the cheapest shape that has it
        corners = np.stack([xy - self.reach_m, xy + self.reach_m], axis=1)
        at, piece = self.tree.query(np.asarray(shapely.linestrings(corners), dtype=object))
        metres = self._distance(xy[at], piece)
        least = np.full(len(points), np.inf)
        np.minimum.at(least, at, metres)
        found = least <= self.reach_m - _DOUBT_M
        close = found[at] & (metres <= least[at] + _DOUBT_M)
        rest = np.flatnonzero(~found)
        far, far_piece = self.tree.query_nearest(points[rest], all_matches=True)
        lowest = self._lowest(points, at[close], piece[close])
        np.minimum.at(lowest, rest[far], self.row[far_piece])
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
        metres = shapely.distance(points[unsure], self.tree.geometries[rivals])
        least = np.full(len(points), np.inf)
        np.minimum.at(least, unsure, metres)
        wins = metres == least[unsure]
        np.minimum.at(lowest, unsure[wins], self.row[rivals[wins]])
        np.minimum.at(lowest, at[~doubtful], self.row[piece[~doubtful]])
        return lowest

    def within(self, points: Lines, distance_m: float) -> tuple[Ints, Ints]:
        """Return all pairs (row of a point, row of a line) at most `distance_m` apart, each once, in order."""
        at, piece = self.tree.query(points, predicate="dwithin", distance=distance_m)
        pairs = np.unique(np.column_stack([at, self.row[piece]]), axis=0)
        return pairs[:, 0], pairs[:, 1]
