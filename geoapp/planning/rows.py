"""A maximal-cover problem as rows over columns, and how it shrinks when columns are decided.

A **cover row** (`sign` +1) is worth `worth` once `need` of its columns are chosen: 1 for MCLP, 2 for backup cover.
A **limit row** (`sign` -1) bears at most `need` chosen columns: conflicts of spacing, caps per group. At most `picks`
columns are chosen, and their `cost` may sum to at most `purse` (0 and 0 where there are no costs). `base` is what is
covered already; `group` is the group of demand a row belongs to (-1: none) and `group_base` what each group has
covered already. Everything is integer and exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geoapp.planning import engine
from geoapp.planning.arrays import Bools, Floats, Indices, Ints

FREE, IN, OUT = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Rows:
    """See the head of this module; both compressed forms of the matrix are kept."""

    cptr: Ints
    cidx: Indices
    rptr: Ints
    ridx: Indices
    worth: Ints
    need: Ints
    sign: Ints
    group: Ints
    picks: int
    base: int
    group_base: Ints
    cost: Ints
    purse: int

    @property
    def row_count(self) -> int:
        return len(self.rptr) - 1

    @property
    def column_count(self) -> int:
        return len(self.cptr) - 1

    @cached_property
    def simple(self) -> bool:
        """Whether any choice of `picks` columns is permitted."""
        return bool((self.sign > 0).all() and not self.cost.any())

    @cached_property
    def upper(self) -> Floats:
        """Return the largest multiplier that a row can use, per unit of worth."""
        return self.upper_for(self.worth.astype(np.float64))

    def upper_for(self, worth: Floats) -> Floats:
        """Return the largest useful multipliers for other worths; for limits the most that one column can be worth."""
        share = worth / np.maximum(self.need, 1)
        if (self.sign > 0).all():
            return share
        column_worth = np.add.reduceat(
            np.append(np.where(self.sign > 0, share, 0.0)[self.cidx], 0.0), self.cptr[:-1]
        )
        column_worth[np.diff(self.cptr) == 0] = 0.0
        most = np.maximum.reduceat(np.append(column_worth[self.ridx], 0.0), self.rptr[:-1])
        return np.where(self.sign > 0, share, most)

    @cached_property
    def theta_cap(self) -> float:
        """Return the largest multiplier that the purse can use: the most worth per unit of cost; 0 without costs."""
        if not self.cost.any():
            return 0.0
        worth = np.zeros(self.column_count)
        column = np.repeat(np.arange(self.column_count), np.diff(self.cptr))
        np.add.at(worth, column, np.where(self.sign > 0, self.worth, 0)[self.cidx])
        dear = self.cost > 0
        return float((worth[dear] / self.cost[dear]).max())

    def members(self, columns: Ints) -> Ints:
        """Return the rows of some columns, a row as often as it occurs."""
        parts = [self.cidx[self.cptr[j] : self.cptr[j + 1]] for j in columns.tolist()]
        return np.concatenate(parts).astype(np.int64) if parts else np.empty(0, np.int64)

    def served(self, columns: Ints) -> Bools:
        """Tell which cover rows count when these columns are chosen."""
        return (self.sign > 0) & (_counts(self, columns) >= self.need)

    def value(self, columns: Ints) -> int:
        """Return what some columns cover, `base` included, counted row by row."""
        return self.base + int(self.worth[self.served(columns)].sum())

    def group_values(self, columns: Ints) -> Ints:
        """Return what every group has covered with some columns."""
        rows = self.served(columns) & (self.group >= 0)
        return self.group_base + group_sums(self.worth, self.group, rows, len(self.group_base))


def group_sums(worth: Ints, group: Ints, rows: Bools, groups: int) -> Ints:
    """Return the exact sum of the worth of some rows by group."""
    total = np.zeros(groups, dtype=np.int64)
    if groups:
        np.add.at(total, group[rows], worth[rows])
    return total


@dataclass(frozen=True, eq=False)
class State:
    """What is left of a problem when some columns are decided; derived from the decisions alone."""

    status: Ints
    need: Ints
    alive: Bools
    base: int
    group_base: Ints
    picks: int
    purse: int


def settle(rows: Rows, status: Ints) -> State:
    """Draw every consequence of decisions: what is covered, what is full, which columns must stay out.

    Raises
    ------
    ValueError
        If the decisions break a limit.
    """
    status = status.copy()
    chosen = np.flatnonzero(status == IN)
    need = rows.need - _counts(rows, chosen)
    purse = rows.purse - int(rows.cost[chosen].sum())
    picks = rows.picks - len(chosen)
    limits = rows.sign < 0
    if picks < 0 or purse < 0 or (need[limits] < 0).any():
        raise ValueError("the columns that are decided break a limit")
    full = np.flatnonzero(limits & (need == 0))
    status[_members(rows, full)[status[_members(rows, full)] == FREE]] = OUT
    status[(status == FREE) & (rows.cost > purse)] = OUT
    done = (rows.sign > 0) & (need <= 0)
    free = _counts_of_rows(rows, status == FREE)
    covering = (rows.sign > 0) & (need > 0) & (free >= need) & (need <= picks) & (rows.worth > 0)
    binding = limits & (need > 0) & (free > need) & (need < picks)
    base = rows.base + int(rows.worth[done].sum())
    group_base = rows.group_base + group_sums(
        rows.worth, rows.group, done & (rows.group >= 0), len(rows.group_base)
    )
    return State(status, need, covering | binding, base, group_base, picks, purse)


def settled(rows: Rows, status: Ints) -> State | None:
    """Return the state that decisions lead to, or ``None`` if no permitted choice keeps them."""
    try:
        return settle(rows, status)
    except ValueError:
        return None


def _counts(rows: Rows, columns: Ints) -> Ints:
    return np.bincount(rows.members(columns), minlength=rows.row_count).astype(np.int64)


def _members(rows: Rows, lines: Ints) -> Ints:
    parts = [rows.ridx[rows.rptr[i] : rows.rptr[i + 1]] for i in lines.tolist()]
    return np.concatenate(parts).astype(np.int64) if parts else np.empty(0, np.int64)


def _counts_of_rows(rows: Rows, columns: Bools) -> Ints:
    """Return for every row how many of the marked columns it has."""
    return np.asarray(engine.kernels().matrix.marked(rows.rptr, rows.ridx, columns))


@dataclass(frozen=True, eq=False)
class Shrunk:
    """A smaller problem and the way back: new column to old, old row to new (-1: gone), its share of the new row."""

    rows: Rows
    columns: Ints
    row_to: Ints
    share: Floats


def shrink(rows: Rows, state: State) -> Shrunk:
    """Return the problem that decisions leave, with rows that became identical merged.

    Columns that cover nothing any more are left out: without them the best is as good.
    """
    matrix = engine.kernels().matrix
    cover = state.alive & (rows.sign > 0)
    wanted = (state.status == FREE) & (matrix.marked(rows.cptr, rows.cidx, cover) > 0)
    alive = state.alive & ((rows.sign > 0) | (_counts_of_rows(rows, wanted) > state.need))
    keep = np.flatnonzero(wanted)
    to = np.where(alive, np.arange(rows.row_count), -1)
    cptr, cidx, rptr, ridx = matrix.pick_columns(rows.cptr, rows.cidx, keep, to, rows.row_count)
    label, first = matrix.merge_rows(rptr, ridx, state.need, rows.sign, rows.group, alive)
    cptr, cidx, rptr, ridx = matrix.pick_columns(cptr, cidx, np.arange(len(keep)), label, len(first))
    kept = np.flatnonzero(label >= 0)
    to_new = label[kept]
    worth = np.zeros(len(first), dtype=np.int64)
    np.add.at(worth, to_new, rows.worth[kept])
    members = np.bincount(to_new, minlength=len(first))[to_new]
    share = np.zeros(rows.row_count)
    share[kept] = np.where(rows.sign[kept] > 0, rows.worth[kept] / np.maximum(worth[to_new], 1), 1 / members)
    smaller = Rows(
        cptr, cidx, rptr, ridx, worth, state.need[first], rows.sign[first], rows.group[first],
        state.picks, state.base, state.group_base, rows.cost[keep], state.purse,
    )  # fmt: skip
    return Shrunk(smaller, keep, label, share)
