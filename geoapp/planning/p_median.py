"""p-median (Hakimi 1964): the sites from which everybody together has the shortest way, proved.

    min sum w_i d_ij y_ij   so that   sum over j of y_ij = 1,   y_ij <= x_j,   sum x_j = p,   x, y in {0, 1}

w_i is the weight of row i, d_ij its distance to column j. For multipliers mu of the first condition the bound is
L(mu) = sum mu + the p smallest rho_j, rho_j = sum over i of min(0, w_i d_ij - mu_i) (Cornuejols, Fisher & Nemhauser 1977);
it is raised by the volume algorithm (Barahona & Anbil 2000). Sites come from greedy steps, swaps (Resende & Werneck 2007)
and kicks, started anew from what the bound finds likely. What is left open is split.

Existing facilities only lower what a row pays at most. Proof is out of reach where the bound stays below the best plan and
many columns stay undecided: seldom on road networks of up to a thousand places, often on random matrices.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geoapp.planning.arrays import Floats, Ints, checked_columns, checked_count, checked_weights
from geoapp.planning.matrix import DistanceMatrix, metres_of
from geoapp.planning.median import Median, median
from geoapp.planning.median_certificate import MedianCertificate
from geoapp.planning.median_prover import MedianProver
from geoapp.planning.plan import OnProgress, Plan
from geoapp.planning.watch import Watch


def solve_p_median(
    matrix: DistanceMatrix | npt.ArrayLike,
    weights: npt.ArrayLike,
    new: int,
    *,
    existing: Iterable[int] = (),
    budget_s: float = 10.0,
    seed: int = 0,
    progress: OnProgress | None = None,
) -> Plan:
    """Choose `new` columns so that the sum of weight times distance to the nearest column is least.

    Parameters
    ----------
    matrix
        Distances in metres, demand x facility; infinite where there is no path.
    weights
        Weight of every row of demand, at least zero.
    new
        How many columns to choose; more than there are takes them all.
    existing
        Columns that stand already: they serve whom they are nearest to, and cannot be chosen.
    budget_s
        Seconds after which the best plan found is returned with its bound; zero gives a first plan.
    seed
        Of the local search. The same input and seed give the same plan unless the budget cuts the search.
    progress
        Called while the search runs; see :data:`geoapp.planning.plan.OnProgress`.

    Returns
    -------
    Plan
        `objective` is in metres times weight. **Demand without a path**: a plan that leaves less weight unreached is always
        better; among those that leave equally much, the shorter sum of the reached. `uncovered` are the rows that the plan
        does not reach, `objective` sums the others, and `bound` holds for every plan that leaves no more unreached.

        ``"optimal"`` is proved on distances in whole steps: exact for whole numbers and decimals, otherwise so fine that
        rounding cannot change the objective by more than some 1e-12 of the largest possible one; `objective` is then
        computed from the distances as given, and `bound` allows for the rounding.

    Raises
    ------
    ValueError
        If an argument does not fit; the message names the place.

    Examples
    --------
    >>> plan = solve_p_median([[0, 9, 4], [9, 0, 4], [5, 5, 1]], [1, 1, 1], 1)
    >>> plan.chosen, plan.objective, plan.bound, plan.status
    ((2,), 9.0, 9.0, 'optimal')
    """
    watch = Watch(budget_s, progress)
    metres = metres_of(matrix)
    standing = checked_columns(existing, metres.shape[1], "existing")
    given = checked_weights(weights, metres.shape[0])
    problem = median(metres, given, checked_count(new, "new"), standing)
    question = _Question(metres, given.astype(np.float64), standing, problem, watch)
    prover = MedianProver(problem, watch, question.tell, seed)
    prover.run()
    return question.plan(prover)


@dataclass(frozen=True, eq=False)
class _Question:
    """The problem beside the caller's own numbers."""

    metres: Floats
    weights: Floats
    standing: Ints
    problem: Median
    watch: Watch

    def sites(self, columns: Ints) -> Ints:
        return np.sort(self.problem.candidates[columns])

    def served(self, columns: Ints) -> tuple[float, Ints, int]:
        """Return the objective, the rows that are not reached, and how much weight with a path that leaves out."""
        stand = np.concatenate([self.standing, self.sites(columns)])
        nearest = self.metres[:, stand].min(axis=1, initial=math.inf)
        lost = ~np.isfinite(nearest)
        objective = math.fsum((self.weights[~lost] * nearest[~lost]).tolist())
        return objective, np.flatnonzero(lost), int(self.problem.units[lost[self.problem.rows]].sum())

    def tell(self, columns: Ints, cost: int, bound: int, phase: str) -> None:
        objective, _, left = self.served(columns)
        least = min(self.problem.at_least(bound, left), objective)
        self.watch.report(objective, least, phase, tuple(self.sites(columns).tolist()))

    def plan(self, prover: MedianProver) -> Plan:
        objective, lost, left = self.served(prover.columns)
        certificate, bound = None, prover.bound
        if prover.proved:
            certificate = MedianCertificate(
                prover.cost - prover.unit, self.problem.picks, prover.scale, prover.step
            )
            if not certificate.verify(self.problem.lists, self.problem.column_count):
                certificate, bound = None, 0
        return Plan(
            chosen=tuple(self.sites(prover.columns).tolist()),
            objective=objective,
            bound=min(self.problem.at_least(bound, left), objective),
            status="feasible" if certificate is None else "optimal",
            seconds=self.watch.seconds(),
            uncovered=tuple(lost.tolist()),
            certificate=certificate,
        )
