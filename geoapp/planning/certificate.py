"""Proof that no choice of sites is worth more, in integers only.

For integer multipliers M >= 0 of the rows (times a scale K) and T >= 0 of the purse,

    K base + sum over cover rows (K worth - need M) + sum over limit rows need M + T purse + top(c),
    c_j = sum of sign M over the rows of j - T cost_j,   top = the sum of the `picks` largest positive c_j,

is at least K times the worth of every permitted choice, whatever M and T are. So a proof is a tree of such
multipliers: a leaf is closed because the sum lies below K (worth + unit) and every worth is a multiple of the
unit; columns are fixed because taking (leaving) them would bring the sum below that; and a split tries a column
both ways. Source of the fixing argument: reduced costs of the relaxation of Church & ReVelle 1974.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geoapp.planning.arrays import Bools, Indices, Ints
from geoapp.planning.rows import FREE, IN, OUT, Rows, State, settle


@dataclass(eq=False)
class Step:
    """One step of a proof: closed (no parts), columns fixed (one part), or a split (with `column`, without).

    `multipliers` are those of the merged rows, `theta` that of the purse; both times the certificate's scale.
    """

    multipliers: Ints | Indices | None = None
    theta: int = 0
    zeros: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    ones: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    column: int = -1
    parts: list[Step] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class MclpCertificate:
    """A proof about the unreduced rows of a problem.

    Attributes
    ----------
    worth, unit
        The plan's worth, and what every permitted worth differs by a multiple of.
    scale
        K of the head of this module.
    dominator
        For every column one that covers all it covers and may stand for it, or -1.
    row_to
        Merged row of every row, -1 for rows nobody can serve.
    columns
        The column behind each number that the steps use.
    step
        The tree.
    """

    worth: int
    unit: int
    scale: int
    dominator: Ints
    row_to: Ints
    columns: Ints
    step: Step
    kind: str = "mclp"

    def verify(self, rows: Rows) -> bool:
        """Check everything again against the unreduced problem; return whether the proof holds."""
        if self.unit < 1 or unit(rows) % self.unit or not _dominance_holds(rows, self.dominator):
            return False
        status = np.where(self.dominator >= 0, OUT, FREE)
        pending = [(self.step, status)]
        while pending:
            step, status = pending.pop()
            state = settled(rows, status)
            if state is None:
                continue  # no permitted choice has these columns
            if len(step.parts) == 2:
                pending.extend(_branches(step, status, int(self.columns[step.column])))
                continue
            sums = exact_sums(rows, state, *self._expanded(rows, step), self.scale)
            if not step.parts:
                if not sums.total < self.scale * (self.worth + self.unit):
                    return False
                continue
            zeros, ones = self.columns[step.zeros], self.columns[step.ones]
            if not _fixes(sums, zeros, ones, self.scale * (self.worth + self.unit)):
                return False
            status = status.copy()
            status[zeros], status[ones] = OUT, IN
            pending.append((step.parts[0], status))
        return True

    def _expanded(self, rows: Rows, step: Step) -> tuple[Ints, int]:
        """Share each merged row's multiplier among its rows, the first ones to their full worth."""
        if step.multipliers is None:
            return np.zeros(rows.row_count, dtype=np.int64), step.theta
        known = np.flatnonzero(self.row_to >= 0)
        order = known[np.argsort(self.row_to[known], kind="stable")]
        label = self.row_to[order]
        cap = np.where(
            rows.sign[order] > 0, self.scale * rows.worth[order] // np.maximum(rows.need[order], 1), 0
        )
        before = np.cumsum(cap) - cap
        start = np.concatenate([[True], label[1:] != label[:-1]]) if len(label) else np.empty(0, bool)
        before = before - before[np.maximum.accumulate(np.where(start, np.arange(len(label)), 0))]
        wanted = step.multipliers.astype(np.int64)[label]
        cover = rows.sign[order] > 0
        out = np.zeros(rows.row_count, dtype=np.int64)
        out[order] = np.where(cover, np.clip(wanted - before, 0, cap), np.where(start, wanted, 0))
        return out, step.theta


def unit(rows: Rows) -> int:
    """Return what the worths of all choices differ by multiples of: the divisor of all that can still be covered."""
    open_rows = (rows.sign > 0) & (rows.need > 0) & (np.diff(rows.rptr) > 0)
    return max(int(np.gcd.reduce(rows.worth[open_rows], initial=0)), 1)


@dataclass(frozen=True, eq=False)
class Sums:
    """The exact bound K U of a state, the values c of its columns, and the marginal values of the top."""

    total: int
    values: Ints
    top: Ints
    least_in: int
    best_out: int
    status: Ints


def exact_sums(rows: Rows, state: State, multipliers: Ints, theta: int, scale: int) -> Sums:
    """Return the bound of a state for some multipliers, in integers; multipliers are clipped to what is valid."""
    cover = state.alive & (rows.sign > 0)
    cap = scale * rows.worth // np.maximum(state.need, 1)
    bounded = np.where(cover, np.minimum(multipliers, cap), np.where(state.alive, multipliers, 0))
    bounded = np.maximum(bounded, 0)
    total = scale * state.base + theta * state.purse
    total += int((scale * rows.worth[cover] - state.need[cover] * bounded[cover]).sum())
    limit = state.alive & (rows.sign < 0)
    total += int((state.need[limit] * bounded[limit]).sum())
    values = _column_sums(rows, rows.sign * bounded) - theta * rows.cost
    free = np.flatnonzero(state.status == FREE)
    order = free[np.argsort(-values[free], kind="stable")]
    order = order[values[order] > 0]
    top, rest = order[: state.picks], order[state.picks :]
    total += int(values[top].sum())
    full = len(top) == state.picks and state.picks > 0
    least = int(values[top[-1]]) if full else 0
    best_out = int(values[rest[0]]) if len(rest) else 0
    return Sums(total, values, top, least, best_out, state.status)


def fixable(sums: Sums, limit: int) -> tuple[Ints, Ints]:
    """Return the columns that no choice worth `limit` (times the scale) has, and those that every one has."""
    free = sums.status == FREE
    outside = free.copy()
    outside[sums.top] = False
    zeros = np.flatnonzero(outside & (sums.total - sums.least_in + sums.values < limit))
    ones = sums.top[sums.total - sums.values[sums.top] + sums.best_out < limit]
    return zeros, np.sort(ones)


def _fixes(sums: Sums, zeros: Ints, ones: Ints, limit: int) -> bool:
    """Tell whether the sums allow to leave out `zeros` (or they are out already) and to take `ones`."""
    may_leave, may_take = fixable(sums, limit)
    out = np.concatenate([may_leave, np.flatnonzero(sums.status == OUT)])
    return bool(np.isin(zeros, out).all() and np.isin(ones, may_take).all())


def _branches(step: Step, status: Ints, column: int) -> list[tuple[Step, Ints]]:
    with_it, without = status.copy(), status.copy()
    with_it[column], without[column] = IN, OUT
    return [(step.parts[0], with_it), (step.parts[1], without)]


def settled(rows: Rows, status: Ints) -> State | None:
    """Return the state that decisions lead to, or ``None`` if no permitted choice keeps them."""
    try:
        return settle(rows, status)
    except ValueError:
        return None


def _column_sums(rows: Rows, values: Ints) -> Ints:
    total = (
        np.add.reduceat(np.append(values[rows.cidx], 0), rows.cptr[:-1]) if rows.column_count else values[:0]
    )
    return np.where(np.diff(rows.cptr) > 0, total, 0)


def _dominance_holds(rows: Rows, dominator: Ints) -> bool:
    """Check that every dropped column is part of a larger (or equal and earlier) one, and enough remain."""
    dropped = np.flatnonzero(dominator >= 0)
    if len(dropped) and (not rows.plain or rows.column_count - len(dropped) < rows.picks):
        return False
    counts = (rows.need > 0) & (rows.worth > 0)
    for j in dropped.tolist():
        k = int(dominator[j])
        mine, other = _column(rows, j, counts), _column(rows, k, counts)
        if len(other) < len(mine) or (len(other) == len(mine) and k >= j) or not np.isin(mine, other).all():
            return False
    return True


def _column(rows: Rows, j: int, counts: Bools) -> Ints:
    members = rows.cidx[rows.cptr[j] : rows.cptr[j + 1]]
    return np.asarray(members[counts[members]], dtype=np.int64)
