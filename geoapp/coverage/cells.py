"""Straight pieces of lines sorted into square cells, so that the nearest one is found by looking at few of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoapp.coverage.boxes import spans
from geoapp.coverage.points import Floats, Ints

_CELLS_PER_PIECE = 4


@dataclass(frozen=True)
class Cells:
    """Which pieces pass through which cell of side `side_m`: `piece[start[c]:start[c + 1]]`, c = row * columns + column."""

    piece: Ints
    start: Ints
    origin_x: float
    origin_y: float
    side_m: float
    columns: int
    rows: int

    @classmethod
    def over(cls, begin: Floats, step: Floats) -> Cells:
        """Sort pieces, at least one, that go from `begin` by `step`, shapes (k, 2).

        A piece longer than a cell is entered part by part, with every cell that a part's box meets: a long slanting
        piece does not fill the whole square that it spans.
        """
        end = begin + step
        low, high = np.minimum(begin, end).min(axis=0), np.maximum(begin, end).max(axis=0)
        length = np.hypot(step[:, 0], step[:, 1])
        count = len(begin)
        side = max(float(length.mean()), float((high - low).max()) / (_CELLS_PER_PIECE * count) ** 0.5, 1e-3)
        columns, rows = ((high - low) / side).astype(np.int64).tolist()
        columns, rows = columns + 1, rows + 1
        piece, part = spans(np.ceil(length / side).astype(np.int64).clip(1))
        share = step[piece] / np.ceil(length / side).clip(1)[piece, None]
        one = (begin[piece] + part[:, None] * share - low) / side
        other = one + share / side
        # rounding may put a part's end into the next cell; a little more than its box covers that
        first = np.clip(np.floor(np.minimum(one, other) - 1e-6), 0, [columns - 1, rows - 1]).astype(np.int64)
        last = np.clip(np.floor(np.maximum(one, other) + 1e-6), 0, [columns - 1, rows - 1]).astype(np.int64)
        wide, tall = (last - first + 1).T
        row, at = spans(wide * tall)
        cell = (first[row, 1] + at // wide[row]) * columns + first[row, 0] + at % wide[row]
        keys = np.unique(cell * count + piece[row])
        start = np.searchsorted(keys, np.arange(columns * rows + 1) * count)
        return cls(keys % count, start, float(low[0]), float(low[1]), side, columns, rows)

    def arrays(self) -> tuple[Ints, Ints, float, float, float, int, int]:
        """Return the parts in the order in which the kernels take them."""
        return (self.piece, self.start, self.origin_x, self.origin_y, self.side_m, self.columns, self.rows)
