"""Maximal covering location (Church & ReVelle 1974): the most weight within reach of `new` more sites, proved."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geoapp.planning.aims import Aim, Floors
from geoapp.planning.amounts import Amounts, as_units
from geoapp.planning.arrays import Ints, checked_columns, checked_count, checked_weights
from geoapp.planning.build import build
from geoapp.planning.certificate import MclpCertificate
from geoapp.planning.cover import Cover
from geoapp.planning.dual import Dual
from geoapp.planning.fits import too_many
from geoapp.planning.plan import OnProgress, Plan
from geoapp.planning.problem import Problem, reduce, unit
from geoapp.planning.prover import Prover
from geoapp.planning.rules import Rules, checked_rules
from geoapp.planning.search import local_search, random_state
from geoapp.planning.watch import Watch

_KICKS = 10


def solve_mclp(
    cover: Cover,
    weights: npt.ArrayLike,
    new: int,
    *,
    existing: Iterable[int] = (),
    rules: Rules | None = None,
    budget_s: float = 10.0,
    seed: int = 0,
    progress: OnProgress | None = None,
) -> Plan:
    """Choose `new` columns so that as much weight as possible is within reach.

    Parameters
    ----------
    cover
        Who is within reach of which column.
    weights
        Weight of every row of demand, at least zero; exact for integers and decimals.
    new
        How many columns to choose; more than there are takes them all.
    existing
        Columns that stand already: what they cover counts, and they cannot be chosen.
    rules
        What else the plan must keep; see :class:`geoapp.planning.rules.Rules`.
    budget_s
        Seconds after which the best plan found is returned with its bound; zero gives a first plan.
    seed
        Of the local search. The same input and seed give the same plan unless the budget cuts the search.
    progress
        Called while the search runs; see :data:`geoapp.planning.plan.OnProgress`.

    Raises
    ------
    ValueError
        If an argument does not fit; the message names the place.

    Examples
    --------
    >>> cover = Cover.from_points([[0, 0], [10, 0], [25, 0]], [[5, 0], [25, 0]], 5)
    >>> plan = solve_mclp(cover, [3, 2, 4], 1)
    >>> plan.chosen, plan.objective, plan.bound, plan.status
    ((0,), 5, 5, 'optimal')
    """
    watch = Watch(budget_s, progress)
    standing = checked_columns(existing, cover.column_count, "existing")
    amounts = as_units(checked_weights(weights, cover.demand_count))
    wishes = checked_rules(rules, cover, standing)
    built = build(cover, amounts, checked_count(new, "new"), standing, wishes)
    search = Search(reduce(built.original, built.sites), built.amounts, watch, seed)
    return search.plan()


@dataclass(eq=False)
class Search:
    """One search: a first plan, then proof; ends in a :class:`Plan`."""

    problem: Problem
    amounts: Amounts
    watch: Watch
    seed: int = 0
    start: Ints | None = None
    dual: Dual | None = None
    kicks: int = _KICKS
    columns: Ints | None = None
    worth: int = 0

    def plan(self) -> Plan:
        """Return the best plan that the watch leaves time for."""
        root, random = self.problem.root, random_state(self.seed)
        start = np.empty(0, dtype=np.int64) if self.start is None else self.start
        columns = local_search(root, start, 0 if self.watch.over() else self.kicks, random)
        self._tell(columns, root.value(columns), math.inf, "search")
        aim = Floors(np.empty(0, dtype=np.int64))
        prover = Prover(root, unit(root), aim, columns, self.watch, self._tell, random)
        prover.run(self.dual)
        assert prover.columns is not None
        self.columns, self.dual, self.worth = prover.columns, prover.first, prover.worth
        return self._plan(prover, aim)

    def _plan(self, prover: Prover, aim: Aim) -> Plan:
        original, amounts, problem = self.problem.original, self.amounts, self.problem
        assert prover.columns is not None
        chosen = problem.chosen(prover.columns)
        worth = original.value(chosen)
        certificate = None
        if prover.proved and worth == prover.worth and original.permits(chosen):
            certificate = MclpCertificate(
                worth, prover.unit, problem.labels, problem.columns, problem.dominator, (prover.proof,)
            )
        proved = certificate is not None and certificate.verify(original)
        bound = worth if proved else int(prover.bound)
        objective = amounts.outside(worth)
        unfit = None
        if len(chosen) < original.picks:
            unfit = too_many(original, len(chosen), self.watch, self.seed)
        return Plan(
            chosen=tuple(np.sort(problem.sites[chosen]).tolist()),
            objective=objective,
            bound=max(objective, amounts.bound_outside(bound)),
            status="infeasible" if unfit else "optimal" if proved else "feasible",
            seconds=self.watch.seconds(),
            certificate=certificate if proved else None,
            infeasible=unfit,
        )

    def _tell(self, columns: Ints, worth: int, bound: float, phase: str) -> None:
        most = bound if math.isinf(bound) else self.amounts.bound_outside(int(bound))
        self.watch.report(self.amounts.outside(worth), most, phase, self.problem.chosen_sites(columns))
