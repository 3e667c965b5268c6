"""Covering as columns with costs over rows, and how it becomes smaller.

Every row must be served by a chosen column; the chosen ones should cost least (Toregas et al. 1971, location set
covering). A **part** is what decisions leave of a problem, numbered anew, with the way back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoapp.planning import engine
from geoapp.planning.arrays import Bools, Indices, Ints
from geoapp.planning.cover import Cover
from geoapp.planning.facility_engine import facility_kernels


@dataclass(frozen=True, eq=False)
class Covering:
    """Both compressed forms of the matrix, and what each column costs (whole numbers, zero or more)."""

    cptr: Ints
    cidx: Indices
    rptr: Ints
    ridx: Indices
    cost: Ints

    @property
    def row_count(self) -> int:
        return len(self.rptr) - 1

    @property
    def column_count(self) -> int:
        return len(self.cptr) - 1

    @property
    def matrix(self) -> tuple[Ints, Indices, Ints, Indices]:
        return self.cptr, self.cidx, self.rptr, self.ridx

    def members(self, j: int) -> Indices:
        """Return the rows of column j."""
        return self.cidx[self.cptr[j] : self.cptr[j + 1]]

    def served(self, columns: Ints) -> Bools:
        """Tell which rows some columns serve."""
        out = np.zeros(self.row_count, dtype=bool)
        for j in columns.tolist():
            out[self.members(j)] = True
        return out

    def price(self, columns: Ints) -> int:
        return int(self.cost[columns].sum())

    def needed(self, columns: Ints) -> Ints:
        """Return the columns without those whose rows the others serve too; the dearest go first."""
        count = np.zeros(self.row_count, dtype=np.int64)
        for j in columns.tolist():
            count[self.members(j)] += 1
        kept = []
        for j in sorted(columns.tolist(), key=lambda j: (-int(self.cost[j]), -j)):
            if (count[self.members(j)] > 1).all():
                count[self.members(j)] -= 1
            else:
                kept.append(j)
        return np.sort(np.array(kept, dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Wanted:
    """The covering problem of a cover: its candidates, the rows to serve, the rows that nothing can serve."""

    whole: Covering
    candidates: Ints
    rows: Ints
    hopeless: Ints


def wanted(cover: Cover, existing: Ints, cost: Ints) -> Wanted:
    """Return what is left to serve beside existing columns; `cost` is by column of the cover."""
    candidates = np.setdiff1d(np.arange(cover.column_count), existing)
    stands = cover.counts(existing) > 0
    can = cover.counts(candidates) > 0
    rows = np.flatnonzero(can & ~stands)
    to = np.full(cover.demand_count, -1, dtype=np.int64)
    to[rows] = np.arange(len(rows))
    cptr, cidx, rptr, ridx = engine.kernels().matrix.pick_columns(
        cover.indptr, cover.indices, candidates, to, len(rows)
    )
    return Wanted(
        Covering(cptr, cidx, rptr, ridx, cost[candidates]), candidates, rows, np.flatnonzero(~can & ~stands)
    )


@dataclass(frozen=True, eq=False)
class Part:
    """A smaller problem: its columns and rows by their numbers in the whole."""

    problem: Covering
    columns: Ints
    rows: Ints

    def pick(self, columns: Bools, rows: Bools) -> Part:
        """Return the part with the marked columns and rows, less the columns that serve none of them."""
        problem = self.problem
        on_rows = np.concatenate([[0], np.cumsum(rows[problem.cidx])])
        keep = np.flatnonzero(columns & (on_rows[problem.cptr[1:]] > on_rows[problem.cptr[:-1]]))
        to = np.where(rows, np.cumsum(rows) - 1, -1)
        cptr, cidx, rptr, ridx = engine.kernels().matrix.pick_columns(
            problem.cptr, problem.cidx, keep, to, int(np.count_nonzero(rows))
        )
        return Part(Covering(cptr, cidx, rptr, ridx, problem.cost[keep]), self.columns[keep], self.rows[rows])

    def merged(self) -> tuple[Part, Ints]:
        """Return the part with the first of each set of rows that have the same columns, and (row, first) of the rest."""
        problem = self.problem
        ones = np.ones(problem.row_count, dtype=np.int64)
        label, first = engine.kernels().matrix.merge_rows(
            problem.rptr, problem.ridx, ones, ones, ones, ones.astype(bool)
        )
        rest = np.flatnonzero(first[label] != np.arange(problem.row_count))
        return self._without(rest, first[label[rest]])

    def _without(self, rows: Ints, instead: Ints) -> tuple[Part, Ints]:
        """Return the part without some rows, and the pairs of them and the rows that stand for them."""
        if len(rows) == 0:
            return self, np.empty((0, 2), dtype=np.int64)
        keep = np.ones(self.problem.row_count, dtype=bool)
        keep[rows] = False
        pairs = np.column_stack([self.rows[rows], self.rows[instead]])
        return self.pick(np.ones(self.problem.column_count, dtype=bool), keep), pairs

    def essential(self) -> tuple[Part, Ints]:
        """Return the part without rows that are served whenever another one is, and (row, the other) of these."""
        by = facility_kernels().covering.superfluous_rows(*self.problem.matrix)
        rows = np.flatnonzero(by >= 0)
        return self._without(rows, by[rows])

    def undominated(self) -> tuple[Part, Ints]:
        """Return the part without columns that another one makes superfluous, and (column, its better) of these."""
        by = facility_kernels().covering.dominators(*self.problem.matrix, self.problem.cost)
        dropped = np.flatnonzero(by >= 0)
        if len(dropped) == 0:
            return self, np.empty((0, 2), dtype=np.int64)
        pairs = np.column_stack([self.columns[dropped], self.columns[by[dropped]]])
        return self.pick(by < 0, np.ones(self.problem.row_count, dtype=bool)), pairs


def everything(whole: Covering) -> Part:
    """Return the whole as a part."""
    return Part(whole, np.arange(whole.column_count), np.arange(whole.row_count))


def tidied(part: Part) -> tuple[Part, list[tuple[Ints, Ints]]]:
    """Drop rows and columns that others make superfluous (Toregas & ReVelle 1972), as long as there are any.

    Returns the smaller part, and batches of what was dropped: pairs (row, the row that stands for it) and pairs
    (column, its better), by their numbers in the whole. Each is true of what the ones before it left.
    """
    no_columns = np.empty((0, 2), dtype=np.int64)
    part, same = part.merged()
    batches = [(same, no_columns)] if len(same) else []
    while True:
        part, rows = part.essential()
        part, columns = part.undominated()
        if len(rows) + len(columns):
            batches.append((rows, columns))
        if len(columns) == 0:
            return part, batches
