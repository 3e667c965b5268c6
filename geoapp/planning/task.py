"""One question from the reduced problem to the plan: first answer, proof, and what to say where there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from geoapp.planning.aims import PLAIN, Aim
from geoapp.planning.amounts import Amounts
from geoapp.planning.arrays import Floats, Ints
from geoapp.planning.certificate import MclpCertificate, Proof
from geoapp.planning.dual import Dual
from geoapp.planning.fits import in_the_way, too_many
from geoapp.planning.plan import Fairness, Infeasible, Plan
from geoapp.planning.problem import Problem, unit
from geoapp.planning.prover import Prover
from geoapp.planning.search import Random, local_search, random_state
from geoapp.planning.watch import Watch

_KICKS = 10
_LEAST_WHY_S = 1.0
_NONE = np.empty(0, dtype=np.int64)


@dataclass(eq=False)
class Task:
    """A search that ends in a :class:`Plan`.

    `start` and `dual` are a plan and multipliers to begin from; :attr:`columns` and :attr:`dual` are those it ended
    with, for the next task on the same problem. `groups` and `floors` name the groups of demand and the shares they
    must reach as the caller does.
    """

    problem: Problem
    amounts: Amounts
    watch: Watch
    seed: int = 0
    start: Ints | None = None
    dual: Dual | None = None
    kicks: int = _KICKS
    groups: Ints = field(default_factory=lambda: _NONE)
    floors: Mapping[int, float] = field(default_factory=dict)
    columns: Ints | None = None

    def __post_init__(self) -> None:
        self.random: Random = random_state(self.seed)

    def plan(self) -> Plan:
        """Return the best plan that the watch leaves time for, wishes about groups left aside."""
        prover = self.prove(PLAIN, self.first(), self.dual)
        self.dual = prover.first
        return self.finish(prover.columns, prover.bound, (prover.proof,) if prover.proved else ())

    def first(self) -> Ints:
        """Return a first answer, groups left aside."""
        root = self.problem.root
        start = _NONE if self.start is None else self.start
        columns = local_search(root, start, 0, self.random)
        self.tell(columns, root.value(columns), math.inf, "search")
        if self.kicks and not self.watch.over():
            columns = local_search(root, columns, self.kicks, self.random)
        return columns

    def prove(
        self,
        aim: Aim,
        columns: Ints | None,
        dual: Dual | None = None,
        boosts: Floats | None = None,
        weights: tuple[int, ...] = (),
    ) -> Prover:
        """Return a prover after its work."""
        root = self.problem.root
        prover = Prover(root, unit(root), aim, columns, self.watch, self.tell, self.random)
        prover.weights = weights
        prover.run(dual, boosts)
        return prover

    def finish(
        self,
        columns: Ints | None,
        bound: float,
        proofs: tuple[Proof, ...],
        infeasible: Infeasible | None = None,
        fairness: Fairness | None = None,
    ) -> Plan:
        """Return the plan; it is called optimal if `proofs` hold when checked again."""
        original, amounts, problem = self.problem.original, self.amounts, self.problem
        self.columns = _NONE if columns is None else columns
        chosen = problem.chosen(self.columns)
        worth, certificate = original.value(chosen), None
        if proofs:
            certificate = MclpCertificate(
                worth, unit(problem.root), problem.labels, problem.columns, problem.dominator, proofs
            )
            certificate = certificate if certificate.verify(original, chosen) else None
        if infeasible is None and len(chosen) < original.picks:
            # the answer stands: why it has fewer sites is worth as long again, not all the time that is left
            again = self.watch.part(max(self.watch.seconds(), _LEAST_WHY_S))
            infeasible = too_many(original, len(chosen), again, self.seed)
        objective = amounts.outside(worth)
        most = worth if certificate else int(min(bound, self._everything()))
        return Plan(
            chosen=tuple(np.sort(problem.sites[chosen]).tolist()),
            objective=objective,
            bound=max(objective, amounts.bound_outside(most)),
            status="infeasible" if infeasible else "optimal" if certificate else "feasible",
            seconds=self.watch.seconds(),
            certificate=certificate,
            infeasible=infeasible,
            fairness=fairness,
            held_back=in_the_way(original, chosen) if len(chosen) < original.picks else (),
        )

    def _everything(self) -> int:
        """Return what all candidates together would cover: the bound before anything is known."""
        root = self.problem.root
        return root.base + int(root.worth.sum())

    def tell(self, columns: Ints, worth: int, bound: float, phase: str) -> None:
        """Report to the caller."""
        if not self.watch.listens:
            return
        most = bound if math.isinf(bound) else self.amounts.bound_outside(int(bound))
        self.watch.report(self.amounts.outside(worth), most, phase, self.problem.chosen_sites(columns))
