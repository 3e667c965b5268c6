"""From the unreduced problem to as few rows and columns as possible, and the check that nothing was lost.

Reductions (Chen et al. 2023, EJOR 311:73): rows that count already or never can are settled, rows with the same
columns are merged, columns that another one may stand for are dropped. None changes the best worth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geoapp.planning import engine
from geoapp.planning.arrays import Indices, Ints
from geoapp.planning.original import Original
from geoapp.planning.rows import Rows


@dataclass(frozen=True, eq=False)
class Problem:
    """The unreduced problem, the reduced one, and the way between them.

    Attributes
    ----------
    labels
        Merged row of every row of the original, -1 for rows that are settled.
    columns
        Candidate behind every column of the root.
    dominator
        For every candidate one that may stand for it, or -1.
    sites
        Column of the caller's cover behind every candidate.
    """

    original: Original
    root: Rows
    labels: Ints
    columns: Ints
    dominator: Ints
    sites: Ints

    def with_picks(self, picks: int) -> Problem:
        """Return the same problem for another number of sites."""
        return replace(
            self, original=replace(self.original, picks=picks), root=replace(self.root, picks=picks)
        )

    def chosen(self, columns: Ints) -> Ints:
        """Return columns of the root as candidates, filled up with useless ones where that is allowed."""
        return self.original.filled(self.columns[columns])

    def chosen_sites(self, columns: Ints) -> tuple[int, ...]:
        """Return columns of the root as columns of the caller's cover, filled up."""
        return tuple(np.sort(self.sites[self.chosen(columns)]).tolist())


def reduce(original: Original, sites: Ints, *, dominance: bool = True) -> Problem:
    """Return the problem with everything settled that can be before the search; `dominance` may be left out."""
    matrix = engine.kernels().matrix
    every = np.arange(original.column_count)
    labels = merged(original, every)
    dominator = np.full(original.column_count, -1, dtype=np.int64)
    columns = _useful(original, labels, every)
    root = assemble(original, labels, columns)
    if dominance and (root.need[root.sign > 0] <= 1).all():
        by = matrix.dominated_columns(
            root.cptr, root.cidx, root.rptr, root.ridx, int((root.sign > 0).sum()), root.cost
        )
        dropped = np.flatnonzero(by >= 0)
        if len(dropped):
            dominator[columns[dropped]] = columns[by[dropped]]
            columns = columns[by < 0]
            labels = merged(original, columns)
            root = assemble(original, labels, columns)
    return Problem(original, root, labels, columns, dominator, sites)


def merged(original: Original, columns: Ints) -> Ints:
    """Return labels of the rows that still matter: one label for rows of the same columns, need and group."""
    alive = np.flatnonzero(original.alive)
    labels = np.full(original.row_count, -1, dtype=np.int32)
    kinds = np.stack([original.need[alive], original.group[alive]])
    if len(alive) and (kinds != kinds[:, :1]).any():
        _, first = np.unique(kinds, axis=1, return_inverse=True)
        labels[alive] = first.reshape(-1)
    else:
        labels[alive] = 0
    classes = int(labels.max(initial=-1)) + 1
    size = np.zeros(original.row_count + 1, dtype=np.int32)
    size[:classes] = np.bincount(labels[alive], minlength=classes)
    classes = engine.kernels().matrix.refine(
        original.start[columns], original.stop[columns], original.entries, labels, size, classes
    )
    # numbered by their first row, so that neighbours stay neighbours
    first_row = np.full(classes, original.row_count, dtype=np.int64)
    first_row[labels[alive][::-1]] = alive[::-1]
    rank = np.empty(classes, dtype=np.int64)
    rank[np.argsort(first_row, kind="stable")] = np.arange(classes)
    out = np.full(original.row_count, -1, dtype=np.int64)
    out[alive] = rank[labels[alive]]
    return out


def _useful(original: Original, labels: Ints, columns: Ints) -> Ints:
    """Return the columns that cover a row that still matters."""
    useful = engine.kernels().matrix.any_labelled(
        original.start[columns], original.stop[columns], original.entries, labels
    )
    return np.asarray(columns[useful])


def assemble(original: Original, labels: Ints, columns: Ints) -> Rows:
    """Return the rows that merged labels and kept columns describe; limits follow the rows of demand."""
    matrix = engine.kernels().matrix
    classes = int(labels.max(initial=-1)) + 1
    cptr, cidx = matrix.merged_columns(
        original.start[columns], original.stop[columns], original.entries, labels, classes
    )
    place = np.full(original.column_count, -1, dtype=np.int64)
    place[columns] = np.arange(len(columns))
    members, room = _limits(original, place)
    cptr, cidx = _with_limits(cptr, cidx, members, classes)
    rptr, ridx = matrix.transpose(cptr, cidx, classes + len(members))
    kept = np.flatnonzero(labels >= 0)
    worth = np.zeros(classes + len(members), dtype=np.int64)
    np.add.at(worth, labels[kept], original.worth[kept])
    need, group = np.zeros(len(worth), dtype=np.int64), np.full(len(worth), -1, dtype=np.int64)
    need[labels[kept]], group[labels[kept]] = original.need[kept], original.group[kept]
    need[classes:] = room
    sign = np.ones(len(worth), dtype=np.int64)
    sign[classes:] = -1
    return Rows(
        cptr, cidx, rptr, ridx, worth, need, sign, group,
        original.picks, original.base, original.group_base, original.cost[columns], original.purse,
    )  # fmt: skip


def _limits(original: Original, place: Ints) -> tuple[list[Ints], list[int]]:
    """Return the limits that can still bind, as columns of the root."""
    members, room = [], []
    for group, most in zip(original.limits, original.room.tolist(), strict=True):
        inside = place[group]
        inside = np.sort(inside[inside >= 0])
        if len(inside) > most:
            members.append(inside)
            room.append(most)
    return members, room


def _with_limits(cptr: Ints, cidx: Indices, members: list[Ints], first: int) -> tuple[Ints, Indices]:
    if not members:
        return cptr, cidx
    column = np.concatenate([np.repeat(np.arange(len(cptr) - 1), np.diff(cptr)), *members])
    row = np.concatenate([cidx, np.repeat(np.arange(first, first + len(members)), [len(m) for m in members])])
    order = np.lexsort((row, column))
    indptr = np.zeros(len(cptr), dtype=np.int64)
    np.cumsum(np.bincount(column, minlength=len(cptr) - 1), out=indptr[1:])
    return indptr, row[order].astype(np.int32)


def rebuilt(original: Original, labels: Ints, columns: Ints, dominator: Ints) -> Rows | None:
    """Return the reduced problem that a certificate claims, or ``None`` if a claim does not hold.

    Checked are: rows left out are settled; merged rows have the same need, group and columns; columns left out
    cover nothing or have one that may stand for them.
    """
    shapes = (len(labels), len(dominator)) == (original.row_count, original.column_count)
    if not shapes or len(np.unique(columns)) != len(columns) or (dominator[columns] >= 0).any():
        return None
    if not np.array_equal(labels >= 0, original.alive):
        return None
    classes = int(labels.max(initial=-1)) + 1
    size = np.bincount(labels[labels >= 0], minlength=classes)
    root = assemble(original, labels, columns)
    kept = np.flatnonzero(labels >= 0)
    alike = (root.need[labels[kept]] == original.need[kept]) & (
        root.group[labels[kept]] == original.group[kept]
    )
    matrix = engine.kernels().matrix
    whole = matrix.merge_holds(
        original.start[columns], original.stop[columns], original.entries, labels, size,
        root.cptr, root.cidx, classes,
    )  # fmt: skip
    if not (alike.all() and whole and _left_out(original, labels, columns, dominator)):
        return None
    return root


def _left_out(original: Original, labels: Ints, columns: Ints, dominator: Ints) -> bool:
    """Tell whether every column that is not kept is useless or dominated."""
    out = np.setdiff1d(np.arange(original.column_count), columns)
    dominated = out[dominator[out] >= 0]
    useless = out[dominator[out] < 0]
    if len(_useful(original, labels, useless)):
        return False
    if len(dominated) and (original.need[labels >= 0] > 1).any():
        return False
    by = dominator[dominated]
    if (by >= original.column_count).any() or (original.cost[by] > original.cost[dominated]).any():
        return False
    sizes = engine.kernels().matrix.part_of(
        original.start, original.stop, original.entries, labels, dominated, by
    )
    part = (sizes[:, 0] >= 0) & ((sizes[:, 0] < sizes[:, 1]) | (by < dominated))
    return bool(part.all()) and _no_new_limits(original, dominated, by, useless)


def _no_new_limits(original: Original, columns: Ints, by: Ints, useless: Ints) -> bool:
    """Tell whether nothing stands for a column that is in a limit more; useless columns cannot fill a limit."""
    inside = np.zeros(original.column_count, dtype=bool)
    useful = np.ones(original.column_count, dtype=bool)
    useful[useless] = False
    for members, room in zip(original.limits, original.room.tolist(), strict=True):
        inside[:] = False
        inside[members] = True
        inside &= useful
        if inside.sum() <= room:
            continue
        if (inside[by] & ~inside[columns]).any():
            return False
    return True


def unit(rows: Rows) -> int:
    """Return what the worths of all choices differ by multiples of: the divisor of all that can still be covered."""
    return max(int(np.gcd.reduce(rows.worth[rows.sign > 0], initial=0)), 1)
