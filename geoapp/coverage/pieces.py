"""A spatial index of lines by their straight pieces, whose boxes are tight where those of winding lines overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geoapp.coverage.points import Ints

Lines = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Pieces:
    """The straight pieces of lines in a tree, and the row of the line that each belongs to."""

    tree: shapely.STRtree
    row: Ints

    @classmethod
    def of(cls, lines: Lines) -> Pieces:
        """Cut LineStrings, none empty, at their vertices."""
        xy, line = shapely.get_coordinates(lines, return_index=True)
        follows = line[1:] == line[:-1]
        ends = np.stack([xy[:-1][follows], xy[1:][follows]], axis=1)
        pieces = np.asarray(shapely.linestrings(ends), dtype=object)
        return cls(shapely.STRtree(pieces), line[1:][follows].astype(np.int64))

    def nearest(self, points: Lines) -> Ints:
        """Return the row of the line nearest to each point (ties: the lowest); there must be lines."""
        at, piece = self.tree.query_nearest(points, all_matches=True)
        lowest = np.full(len(points), np.iinfo(np.int64).max)
        np.minimum.at(lowest, at, self.row[piece])
        return lowest

    def within(self, points: Lines, distance_m: float) -> tuple[Ints, Ints]:
        """Return all pairs (row of a point, row of a line) at most `distance_m` apart, each once, in order."""
        at, piece = self.tree.query(points, predicate="dwithin", distance=distance_m)
        pairs = np.unique(np.column_stack([at, self.row[piece]]), axis=0)
        return pairs[:, 0], pairs[:, 1]
