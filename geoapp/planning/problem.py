"""From the caller's cover and weights to rows, and from rows to as few as possible.

Reductions (Chen et al. 2023, EJOR 311:73): rows that existing points serve or nobody can are settled, rows with the
same columns are merged, columns that another one makes superfluous are dropped. None changes the best worth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geoapp.planning import engine
from geoapp.planning.arrays import Ints
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

    def sites(self, columns: Ints) -> tuple[int, ...]:
        """Return columns of the root as columns of the cover, filled up with useless ones where that is allowed."""
        return tuple(np.sort(self.candidates[filled(self.original, self.columns[columns])]).tolist())


def filled(rows: Rows, chosen: Ints) -> Ints:
    """Return chosen columns and, up to `picks`, the first others that limits and purse still allow."""
    missing = min(rows.picks, rows.column_count) - len(chosen)
    if missing <= 0:
        return chosen
    others = np.setdiff1d(np.arange(rows.column_count), chosen)
    if rows.plain:
        return np.concatenate([chosen, others[:missing]])
    room = np.where(rows.sign < 0, rows.need, np.iinfo(np.int64).max)
    np.subtract.at(room, rows.members(chosen), 1)
    purse, found = rows.purse - int(rows.cost[chosen].sum()), chosen.tolist()
    for j in others.tolist():
        mine = rows.cidx[rows.cptr[j] : rows.cptr[j + 1]]
        if len(found) < rows.picks and rows.cost[j] <= purse and (room[mine] > 0).all():
            found.append(j)
            room[mine] -= 1
            purse -= int(rows.cost[j])
    return np.array(found, dtype=np.int64)


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
