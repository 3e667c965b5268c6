"""From the caller's cover and weights to rows, and from rows to as few as possible.

Reductions (Chen et al. 2023, EJOR 311:73): rows that existing points serve or nobody can are settled, rows with the
same columns are merged, columns that another one makes superfluous are dropped. None changes the best worth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geoapp.planning import engine
from geoapp.planning.arrays import Ints
from geoapp.planning.cover import Cover
from geoapp.planning.rows import FREE, OUT, Rows, settle, shrink


@dataclass(frozen=True, eq=False)
class Problem:
    """The unreduced rows over the candidates, the reduced ones, and the way between them."""

    original: Rows
    root: Rows
    columns: Ints
    dominator: Ints
    row_to: Ints
    candidates: Ints

    def with_picks(self, picks: int) -> Problem:
        """Return the same problem for another number of sites (not more than it was made for)."""
        return replace(
            self, original=replace(self.original, picks=picks), root=replace(self.root, picks=picks)
        )

    def sites(self, columns: Ints, fill: bool = True) -> tuple[int, ...]:
        """Return columns of the root as columns of the cover, filled up with useless ones where that is allowed."""
        chosen = self.columns[columns]
        missing = min(self.original.picks, self.original.column_count) - len(chosen)
        if fill and missing > 0 and self.original.plain:
            rest = np.setdiff1d(np.arange(self.original.column_count), chosen)[:missing]
            chosen = np.concatenate([chosen, rest])
        return tuple(np.sort(self.candidates[chosen]).tolist())


def plain_rows(cover: Cover, units: Ints, picks: int, existing: Ints) -> tuple[Rows, Ints]:
    """Return the rows of an MCLP over the columns that are not existing, and those columns."""
    candidates = np.setdiff1d(np.arange(cover.column_count), existing)
    matrix = engine.kernels().matrix
    every = np.arange(cover.demand_count)
    cptr, cidx, rptr, ridx = matrix.pick_columns(
        cover.indptr, cover.indices, candidates, every, cover.demand_count
    )
    need = 1 - cover.counts(existing)
    ones = np.ones(cover.demand_count, dtype=np.int64)
    cost = np.zeros(len(candidates), dtype=np.int64)
    return Rows(cptr, cidx, rptr, ridx, units, need, ones, picks, 0, cost, 0), candidates


def reduce(original: Rows, candidates: Ints) -> Problem:
    """Return the problem with everything settled that can be before the search."""
    status = np.full(original.column_count, FREE, dtype=np.int64)
    dominator = np.full(original.column_count, -1, dtype=np.int64)
    merged = shrink(original, settle(original, status))
    rows, columns, row_to = merged.rows, merged.columns, merged.row_to
    if rows.plain:
        by = engine.kernels().matrix.dominated_columns(rows.cptr, rows.cidx, rows.rptr, rows.ridx, rows.picks)
        dropped = np.flatnonzero(by >= 0)
        dominator[columns[dropped]] = columns[by[dropped]]
        local = np.full(rows.column_count, FREE, dtype=np.int64)
        local[dropped] = OUT
        again = shrink(rows, settle(rows, local))
        rows, columns = again.rows, columns[again.columns]
        known = row_to >= 0
        row_to[known] = again.row_to[row_to[known]]
    return Problem(original, rows, columns, dominator, row_to, candidates)
