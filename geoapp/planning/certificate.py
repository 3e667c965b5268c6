"""Proof that no choice of sites is worth more, in integers only.

First the reduction is checked against the unreduced problem (:func:`geoapp.planning.problem.rebuilt`). Then, for
integers M >= 0 of the reduced rows (times a scale K), T >= 0 of the purse (in fine parts, rounded safely) and b_g >= 0 of the groups, with
f = K + b of a row's group (K is left out where only the wish about groups matters),

    sum of f base - required(b) + sum over cover rows (f worth - need M) + sum over limit rows need M + T purse + top(c),
    c_j = sum of sign M over the rows of j - T cost_j,   top = the sum of the `picks` largest positive c_j,

is at least K times the worth of every permitted choice, whatever M, T and b are. So a proof is a tree of such
prices: a leaf is closed because the sum lies below K (worth + unit) and every worth is a multiple of the unit
apart; columns are fixed because taking (leaving) them would bring the sum below that; a split tries a column
both ways. Source of the fixing argument: reduced costs of the relaxation of Church & ReVelle 1974.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geoapp.planning import engine
from geoapp.planning.aims import Aim, claims
from geoapp.planning.arrays import Indices, Ints
from geoapp.planning.original import Original
from geoapp.planning.problem import rebuilt, unit
from geoapp.planning.rows import FREE, IN, OUT, Rows, State, settled

THETA_BITS = 40
"""The purse's multiplier is counted in 2^-40: costs in dong are large numbers, so a unit of cost is worth little."""


@dataclass(frozen=True, eq=False)
class Prices:
    """Multipliers of the rows, of the purse and of the groups, times the scale; `worth` 0 leaves the worth out.

    `theta`, that of the purse, is counted in units of 2^-40 beside.
    """

    multipliers: Ints | Indices
    theta: int
    boosts: Ints
    worth: int = 1


@dataclass(eq=False)
class Step:
    """One step of a proof: closed (no parts), columns fixed (one part), or a split (with `column`, without)."""

    prices: Prices | None = None
    zeros: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    ones: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    column: int = -1
    parts: list[Step] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Proof:
    """A tree about the reduced rows: no permitted choice that keeps `aim` is worth `goal` or more."""

    aim: Aim
    goal: int
    scale: int
    step: Step

    def holds(self, rows: Rows) -> bool:
        """Check every step again."""
        pending = [(self.step, np.full(rows.column_count, FREE, dtype=np.int64))]
        while pending:
            step, status = pending.pop()
            state = settled(rows, status)
            if state is None:
                continue  # no permitted choice has these columns
            if len(step.parts) == 2:
                pending.extend(_branches(step, status))
                continue
            if step.prices is None:
                return False
            sums = exact_sums(rows, state, step.prices, self.aim, self.scale)
            limit = limit_for(self.goal, self.scale, step.prices)
            if not step.parts:
                if not sums.total < limit:
                    return False
                continue
            if not _fixes(sums, step.zeros, step.ones, limit):
                return False
            status = status.copy()
            status[step.zeros], status[step.ones] = OUT, IN
            pending.append((step.parts[0], status))
        return True


@dataclass(frozen=True, eq=False)
class MclpCertificate:
    """A proof about the unreduced problem.

    Attributes
    ----------
    worth, unit
        The plan's worth, and what every worth differs by a multiple of.
    labels, columns, dominator
        The reduction, see :class:`geoapp.planning.problem.Problem`.
    proofs
        The last says that nothing that keeps its aim is worth ``worth + unit``; those before it, if any, that no
        choice is fairer, one level after the other.
    """

    worth: int
    unit: int
    labels: Ints
    columns: Ints
    dominator: Ints
    proofs: tuple[Proof, ...]
    kind: str = "mclp"

    def verify(self, original: Original, chosen: Ints) -> bool:
        """Check everything again against the unreduced problem; return whether these candidates are proved best."""
        covered = original.group_values(chosen)
        weights, floors = tuple(original.group_worth.tolist()), tuple(original.floors.tolist())
        aims = claims(covered, weights, floors, fairest=original.fairest)
        if [proof.aim for proof in self.proofs] != aims or not aims[-1].kept(covered):
            return False
        if not original.permits(chosen) or original.value(chosen) != self.worth:
            return False
        rows = rebuilt(original, self.labels, self.columns, self.dominator)
        if rows is None or self.unit < 1 or unit(rows) % self.unit or (self.worth - rows.base) % self.unit:
            return False
        return self.proofs[-1].goal == self.worth + self.unit and all(p.holds(rows) for p in self.proofs)


@dataclass(frozen=True, eq=False)
class Sums:
    """The exact bound K U of a state, the values c of its columns, and the marginal values of the top."""

    total: int
    values: Ints
    top: Ints
    least_in: int
    best_out: int
    status: Ints


def limit_for(goal: int, scale: int, prices: Prices) -> int:
    """Return what an exact sum must stay below to rule out a worth of `goal`."""
    return scale * goal if prices.worth else 0


def exact_sums(rows: Rows, state: State, prices: Prices, aim: Aim, scale: int) -> Sums:
    """Return the bound of a state for some prices, in integers; multipliers are clipped to what is valid."""
    matrix = engine.kernels().matrix
    cover = state.alive & (rows.sign > 0)
    limit = state.alive & (rows.sign < 0)
    factor = np.full(rows.row_count, scale * prices.worth, dtype=np.int64)
    toll, fund = _toll(rows.cost, state.purse, prices.theta)
    total = scale * prices.worth * state.base + fund
    if len(prices.boosts):
        grouped = rows.group >= 0
        factor[grouped] += prices.boosts[rows.group[grouped]]
        total += int((prices.boosts * state.group_base).sum()) - aim.required(prices.boosts)
    worth: Ints = factor * rows.worth
    cap = worth // np.maximum(state.need, 1)
    bounded = np.where(cover, np.minimum(prices.multipliers, cap), np.where(limit, prices.multipliers, 0))
    bounded = np.maximum(bounded, 0)
    total += int((worth[cover] - state.need[cover] * bounded[cover]).sum())
    total += int((state.need[limit] * bounded[limit]).sum())
    values = matrix.sums(rows.cptr, rows.cidx, rows.sign * bounded) - toll
    free = np.flatnonzero(state.status == FREE)
    order = free[np.argsort(-values[free], kind="stable")]
    order = order[values[order] > 0]
    top, rest = order[: state.picks], order[state.picks :]
    total += int(values[top].sum())
    full = len(top) == state.picks and state.picks > 0
    least = int(values[top[-1]]) if full else 0
    best_out = int(values[rest[0]]) if len(rest) else 0
    return Sums(total, values, top, least, best_out, state.status)


def _toll(cost: Ints, purse: int, theta: int) -> tuple[Ints, int]:
    """Return what the purse's multiplier takes from every column, rounded down, and adds to the sum, rounded up."""
    theta = max(theta, 0)
    if theta == 0:
        return np.zeros_like(cost), 0
    taken = np.array([(theta * c) >> THETA_BITS for c in cost.tolist()], dtype=np.int64)
    return taken, -((-theta * purse) >> THETA_BITS)


def fixable(sums: Sums, limit: int) -> tuple[Ints, Ints]:
    """Return the columns that no choice worth `limit` (times the scale) has, and those that every one has."""
    outside = sums.status == FREE
    outside[sums.top] = False
    zeros = np.flatnonzero(outside & (sums.total - sums.least_in + sums.values < limit))
    ones = sums.top[sums.total - sums.values[sums.top] + sums.best_out < limit]
    return zeros, np.sort(ones)


def _fixes(sums: Sums, zeros: Ints, ones: Ints, limit: int) -> bool:
    """Tell whether the sums allow to leave out `zeros` (or they are out already) and to take `ones`."""
    may_leave, may_take = fixable(sums, limit)
    out = np.concatenate([may_leave, np.flatnonzero(sums.status == OUT)])
    return bool(np.isin(zeros, out).all() and np.isin(ones, may_take).all())


def _branches(step: Step, status: Ints) -> list[tuple[Step, Ints]]:
    if status[step.column] != FREE:
        return [(Step(), status)]  # nothing is split: such a step proves nothing
    with_it, without = status.copy(), status.copy()
    with_it[step.column], without[step.column] = IN, OUT
    return [(step.parts[0], with_it), (step.parts[1], without)]
