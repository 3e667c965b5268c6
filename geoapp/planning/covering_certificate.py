"""Proof that no cover is cheaper, in integers only.

For integer multipliers Y >= 0 of the rows (times a scale K), once some columns are chosen and some ruled out,

    K base + sum over the bare rows Y + sum over the free columns min(0, K cost_j - sum over the bare rows of j Y)

is at most K times the cost of every cover with these decisions, whatever Y is. A proof is a tree: a part is closed
because its sum is above K `below`; free columns are ruled out (chosen) because choosing them (doing without) would bring
the sum above that; a row is served whenever another one is, all of whose free columns are its own too; a column is ruled
out because another serves all its bare rows (but those) and is not dearer; a column is chosen because a bare row has no
other; a split tries a column both ways.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from geoapp.planning.arrays import Bools, Ints
from geoapp.planning.covering import Covering
from geoapp.planning.facility_engine import facility_kernels

FREE, IN, OUT = 0, 1, 2
_MOST = 2.0**62
_NONE = np.empty(0, dtype=np.int64)


@dataclass(eq=False)
class CoverStep:
    """One step: closed (no parts), columns decided (one part), or a split (`column` chosen, then ruled out).

    `values` are the multipliers of `rows`, times the scale; all other rows have none. `superfluous` are pairs
    (row, the row that stands for it), `dominated` pairs (column ruled out, its better), `forced` pairs (row, the only
    column that it has left); in this order, before the multipliers.
    """

    rows: Ints = field(default_factory=lambda: _NONE)
    values: Ints = field(default_factory=lambda: _NONE)
    superfluous: Ints = field(default_factory=lambda: np.empty((0, 2), dtype=np.int64))
    dominated: Ints = field(default_factory=lambda: np.empty((0, 2), dtype=np.int64))
    forced: Ints = field(default_factory=lambda: np.empty((0, 2), dtype=np.int64))
    zeros: Ints = field(default_factory=lambda: _NONE)
    ones: Ints = field(default_factory=lambda: _NONE)
    column: int = -1
    parts: list[CoverStep] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class CoverCertificate:
    """A proof that every cover of a problem costs more than `below`.

    Attributes
    ----------
    below
        In whole units of cost. Every cost is a multiple of the costs' greatest common divisor, so a cover of
        `below` plus that divisor is the cheapest.
    scale
        K of the head of this module.
    step
        The tree.
    """

    below: int
    scale: int
    step: CoverStep
    kind: str = "lscp"

    def verify(self, whole: Covering) -> bool:
        """Check everything again against the unreduced problem; return whether the proof holds."""
        limit = self.scale * self.below
        status = np.zeros(whole.column_count, dtype=np.int64)
        pending = [(self.step, status, np.ones(whole.row_count, dtype=bool))]
        while pending:
            step, status, alive = pending.pop()
            if len(step.parts) == 2:
                if status[step.column] != FREE:
                    return False
                pending.extend((part, after, alive) for part, after in _branches(step, status))
                continue
            bare = ~whole.served(np.flatnonzero(status == IN))
            alive, status = alive & bare, status.copy()
            if not _rows_hold(whole, step.superfluous, status, alive):
                return False
            alive[step.superfluous[:, 0]] = False
            if not _columns_hold(whole, step.dominated, status, alive):
                return False
            status[step.dominated[:, 0]] = OUT
            if not _forced_hold(whole, step.forced, status, bare):
                return False
            status[step.forced[:, 1]] = IN
            bare &= ~whole.served(step.forced[:, 1])
            if not self._sound(whole, step):
                return False
            total, reduced = exact_sums(whole, status, bare, step.rows, step.values, self.scale)
            if not step.parts:
                if not total > limit:
                    return False
                continue
            zeros, ones = fixable(total, reduced, status, limit)
            if not (np.isin(step.zeros, zeros).all() and np.isin(step.ones, ones).all()):
                return False
            status[step.zeros], status[step.ones] = OUT, IN
            pending.append((step.parts[0], status, alive))
        return True

    def _sound(self, whole: Covering, step: CoverStep) -> bool:
        """Tell whether the multipliers are at least zero, one by row, and small enough for 64 bits."""
        if (step.values < 0).any() or len(np.unique(step.rows)) != len(step.rows):
            return False
        largest = self.scale * float(whole.cost.max(initial=0)) + math.fsum(step.values.tolist())
        return largest < _MOST


def exact_sums(
    whole: Covering, status: Ints, bare: Bools, rows: Ints, values: Ints, scale: int
) -> tuple[int, Ints]:
    """Return the bound (times the scale) for some multipliers, and for every column K cost less its multipliers."""
    mine = bare[rows]
    rows, values = rows[mine], values[mine]
    served = facility_kernels().covering.column_sums(whole.rptr, whole.ridx, rows, values, whole.column_count)
    reduced = scale * whole.cost - served
    total = scale * whole.price(np.flatnonzero(status == IN)) + int(values.sum())
    # of Python: the sum over all columns may pass 64 bits, that of one does not
    return total + sum(np.minimum(reduced[status == FREE], 0).tolist()), reduced


def fixable(total: int, reduced: Ints, status: Ints, limit: int) -> tuple[Ints, Ints]:
    """Return the columns that no cover within the limit has, and those that every one has."""
    decided = (status == FREE) & (total + np.abs(reduced) > limit)
    return np.flatnonzero(decided & (reduced >= 0)), np.flatnonzero(decided & (reduced < 0))


def _branches(step: CoverStep, status: Ints) -> list[tuple[CoverStep, Ints]]:
    with_it, without = status.copy(), status.copy()
    with_it[step.column], without[step.column] = IN, OUT
    return [(step.parts[0], with_it), (step.parts[1], without)]


def _rows_hold(whole: Covering, pairs: Ints, status: Ints, alive: Bools) -> bool:
    """Check that the free columns of the second row are all among those of the first, for every pair.

    The order (fewer columns, earlier) has no circles, so every chain ends in a row that stays.
    """
    if len(pairs) == 0:
        return True
    rows, others = pairs[:, 0], pairs[:, 1]
    if len(np.unique(rows)) != len(rows) or not alive[pairs].all():
        return False
    less, more, holds = facility_kernels().covering.inclusions(
        whole.rptr, whole.ridx, others, rows, status == FREE
    )
    return bool((holds & ((less < more) | (others < rows))).all())


def _columns_hold(whole: Covering, pairs: Ints, status: Ints, alive: Bools) -> bool:
    """Check that the second column serves all that the first does and is not dearer, for every pair.

    The order (larger, cheaper, earlier) has no circles, so every chain ends in a column that stays.
    """
    if len(pairs) == 0:
        return True
    columns, others = pairs[:, 0], pairs[:, 1]
    if len(np.unique(columns)) != len(columns) or (status[pairs] != FREE).any():
        return False
    less, more, holds = facility_kernels().covering.inclusions(whole.cptr, whole.cidx, columns, others, alive)
    cost, other_cost = whole.cost[columns], whole.cost[others]
    strictly = (less < more) | (other_cost < cost) | (others < columns)
    return bool((holds & (other_cost <= cost) & strictly).all())


def _forced_hold(whole: Covering, pairs: Ints, status: Ints, bare: Bools) -> bool:
    """Check that every row is bare and its column is the only free one that it has."""
    for i, j in pairs.tolist():
        row = whole.ridx[whole.rptr[i] : whole.rptr[i + 1]]
        if not bare[i] or row[status[row] == FREE].tolist() != [j]:
            return False
    return True
