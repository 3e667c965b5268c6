"""p-center (Hakimi 1964): the sites from which the farthest demand has the shortest way, proved.

    min r   so that   every row i has a chosen column with d_ij <= r,   sum x_j = p,   x in {0, 1}

The best r is one of the distances. For each, one asks whether p columns serve all rows within it (Minieka 1970): a
cover of at most p columns says yes, a proof that every cover has more says no; see :mod:`geoapp.planning.lscp` for both.
Distances are compared as they are given, without any slack. First every question is asked in short, which brackets the
answer; what is left between is asked again with more time, and splits.

A question that runs out of time is answered neither way: then `interval` keeps the largest radius proved too small and the
smallest proved enough. That is to be expected from some 800 places on where few sites are wanted: covers far from each
other are then equally good.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geoapp.planning.arrays import Floats, Ints, checked_columns, checked_count
from geoapp.planning.cover import Cover
from geoapp.planning.covering import Wanted, wanted
from geoapp.planning.covering_certificate import CoverCertificate
from geoapp.planning.covering_prover import CoveringProver
from geoapp.planning.matrix import DistanceMatrix, metres_of
from geoapp.planning.plan import Infeasible, OnProgress, Plan
from geoapp.planning.watch import Watch


def solve_p_center(
    matrix: DistanceMatrix | npt.ArrayLike,
    new: int,
    *,
    existing: Iterable[int] = (),
    budget_s: float = 10.0,
    seed: int = 0,
    progress: OnProgress | None = None,
) -> Plan:
    """Choose `new` columns so that the largest distance to the nearest column is least.

    Parameters
    ----------
    matrix
        Distances in metres, demand x facility; infinite where there is no path.
    new
        How many columns to choose; more than there are takes them all.
    existing
        Columns that stand already: they serve, and cannot be chosen.
    budget_s
        Seconds after which the best plan found is returned with its interval; zero gives a first plan.
    seed
        Of the local search. The same input and seed give the same plan unless the budget cuts the search.
    progress
        Called while the search runs; see :data:`geoapp.planning.plan.OnProgress`.

    Returns
    -------
    Plan
        `objective` is the radius of the plan in metres, `bound` the least that any plan can have; `interval` is
        (largest radius proved too small, smallest proved enough), the first of them -1 if even 0 could be enough.
        `uncovered` are the rows that no column reaches at all: they are left out.
        **Demand without a path**: where no `new` columns reach all the rest, the status is ``"infeasible"``, `objective` is
        infinite, `chosen` reaches as many rows as was found, and `infeasible.nearest` says with how many it works.

    Raises
    ------
    ValueError
        If an argument does not fit; the message names the place.

    Examples
    --------
    >>> plan = solve_p_center([[0, 9, 4], [9, 0, 4], [5, 5, 1]], 1)
    >>> plan.chosen, plan.objective, plan.status, plan.interval
    ((2,), 4.0, 'optimal', (1.0, 4.0))
    """
    watch = Watch(budget_s, progress)
    metres = metres_of(matrix)
    standing = checked_columns(existing, metres.shape[1], "existing")
    return _Centre(metres, checked_count(new, "new"), standing, watch, seed).plan()


@dataclass(frozen=True, eq=False)
class PCenterCertificate:
    """A proof that no choice of columns serves all demand within less than a radius.

    Attributes
    ----------
    too_small_m
        No choice serves all within this radius; -1 if there is nothing to prove.
    cover
        The proof that every cover within `too_small_m` has more columns than may be chosen.
    """

    too_small_m: float
    cover: CoverCertificate | None
    kind: str = "p-center"


def verify_too_small(
    certificate: PCenterCertificate, metres: Floats, new: int, existing: Iterable[int] = ()
) -> bool:
    """Check again, in exact arithmetic, that `new` columns beside existing ones do not serve all within the radius."""
    standing = checked_columns(existing, metres.shape[1], "existing")
    reached = metres[np.isfinite(metres).any(axis=1)]
    problem = covering_within(reached, standing, certificate.too_small_m)
    if len(problem.hopeless) or (certificate.too_small_m < 0):
        return True
    picks = min(new, metres.shape[1] - len(standing))
    proof = certificate.cover
    return proof is not None and proof.below >= picks and proof.verify(problem.whole)


class _Centre:
    """The search: `low` is the place of the largest radius proved too small, `high` of the smallest proved enough."""

    def __init__(self, metres: Floats, new: int, standing: Ints, watch: Watch, seed: int) -> None:
        self.standing, self.watch, self.seed = standing, watch, seed
        self.free = np.setdiff1d(np.arange(metres.shape[1]), standing)
        self.picks = min(new, len(self.free))
        reach = np.isfinite(metres).any(axis=1)
        self.hopeless = np.flatnonzero(~reach)
        self.metres = metres[reach]
        nearest = self.metres.min(axis=1, initial=math.inf)
        stands = self.metres[:, standing].min(axis=1, initial=math.inf)
        least = float(nearest.max(initial=0.0))
        radii = np.unique(np.append(self.metres[:, self.free], stands))
        self.radii = radii[np.isfinite(radii) & (radii >= least)]
        self.low, self.high = -1, len(self.radii)
        below = radii[radii < least]
        self.trivial_m = float(below[-1]) if len(below) else -1.0
        self.columns = self._scattered()
        self.proof: CoverCertificate | None = None
        self._see(self.columns)

    def plan(self) -> Plan:
        """Return the best plan that the watch leaves time for."""
        self._tell("search")
        while self.high - self.low > 1 and not self.watch.over():
            before = self.low, self.high
            self._bracket(short=True)
            self._bracket(short=False)
            if before == (self.low, self.high):
                break
        objective = self._radius(self.columns)
        proved = self.high - self.low == 1
        if self.low == len(self.radii) - 1 and len(self.metres):
            return self._infeasible()
        too_small = self._too_small()
        return Plan(
            chosen=self._sites(),
            objective=objective,
            bound=self._bound(),
            status="optimal" if proved else "feasible",
            seconds=self.watch.seconds(),
            uncovered=tuple(self.hopeless.tolist()),
            certificate=PCenterCertificate(too_small, self.proof) if proved else None,
            interval=(too_small, objective),
        )

    def _bracket(self, *, short: bool) -> None:
        """Halve the open radii as long as questions about them are answered, on both sides of those that are not."""
        hard: list[int] = []
        while not self.watch.over():
            hard = [at for at in hard if self.low < at < self.high]
            below = (self.low, min(hard)) if hard else (self.low, self.high)
            above = (max(hard), self.high) if hard else below
            first, last = max(below, above, key=lambda ends: ends[1] - ends[0])
            if last - first <= 1:
                return
            at = (first + last) // 2
            shares = 8 if short else 1 + math.ceil(math.log2(max(self.high - self.low - 1, 1)))
            self._ask(at, self.watch.part(self.watch.left() / shares), short=short)
            hard.append(at)

    def _ask(self, at: int, watch: Watch, *, short: bool) -> None:
        """Ask whether the radius at a place is enough, and move the end that the answer moves."""
        problem = self._within(at)
        prover = CoveringProver(
            problem.whole, watch, self._nothing, self.seed, aim=self.picks, tree=not short
        )
        prover.run()
        if prover.cost <= self.picks:
            self._see(problem.candidates[prover.columns])
        elif prover.proved:
            certificate = CoverCertificate(self.picks, prover.scale, prover.step)
            if certificate.verify(problem.whole):
                self.low, self.proof = at, certificate
        self._tell("tree" if not short else "bound")

    def _nothing(self, columns: Ints, cost: int, bound: int, phase: str) -> None:
        """Keep the caller informed, so that an interruption is heard while a question is asked."""
        self._tell(phase)

    def _within(self, at: int) -> Wanted:
        return covering_within(self.metres, self.standing, float(self.radii[at]))

    def _see(self, columns: Ints) -> None:
        """Take a choice of columns into account."""
        radius = self._radius(columns)
        place = int(np.searchsorted(self.radii, radius)) if math.isfinite(radius) else len(self.radii)
        if place < self.high:
            self.high, self.columns = place, columns

    def _radius(self, columns: Ints) -> float:
        stand = np.concatenate([self.standing, columns])
        return float(self.metres[:, stand].min(axis=1, initial=math.inf).max(initial=0.0))

    def _scattered(self) -> Ints:
        """Return first columns: each time the one nearest to the row that is farthest from all (Gonzalez 1985)."""
        now = self.metres[:, self.standing].min(axis=1, initial=math.inf)
        chosen: list[int] = []
        while len(chosen) < self.picks and len(now):
            far = int(np.argmax(now))
            offered = np.where(np.isin(self.free, chosen), math.inf, self.metres[far, self.free])
            j = int(self.free[np.argmin(offered)])
            if j in chosen:
                break
            chosen.append(j)
            now = np.minimum(now, self.metres[:, j])
        return np.array(chosen, dtype=np.int64)

    def _sites(self) -> tuple[int, ...]:
        rest = np.setdiff1d(self.free, self.columns)[: self.picks - len(self.columns)]
        return tuple(np.sort(np.concatenate([self.columns, rest])).tolist())

    def _too_small(self) -> float:
        return float(self.radii[self.low]) if self.low >= 0 else self.trivial_m

    def _bound(self) -> float:
        """Return the smallest radius that is not proved too small."""
        if self.low + 1 < len(self.radii):
            return float(self.radii[self.low + 1])
        return 0.0 if len(self.metres) == 0 else math.inf

    def _tell(self, phase: str) -> None:
        self.watch.report(self._radius(self.columns), self._bound(), phase, self._sites())

    def _infeasible(self) -> Plan:
        """Return that no choice reaches all demand, with the number that does."""
        problem = self._within(len(self.radii) - 1) if len(self.radii) else None
        nearest = {}
        if problem is not None:
            prover = CoveringProver(problem.whole, self.watch.part(0.0), self._nothing, self.seed)
            nearest = {"new": prover.cost} if not len(problem.hopeless) else {}
        return Plan(
            chosen=self._sites(),
            objective=math.inf,
            bound=math.inf,
            status="infeasible",
            seconds=self.watch.seconds(),
            uncovered=tuple(self.hopeless.tolist()),
            certificate=PCenterCertificate(self._too_small(), self.proof),
            infeasible=Infeasible("reach", {"new": self.picks}, nearest),
        )


def covering_within(metres: Floats, standing: Ints, radius_m: float) -> Wanted:
    """Return the covering problem of a radius, compared exactly; costs are one."""
    column, row = np.nonzero((metres <= radius_m).T)
    indptr = np.zeros(metres.shape[1] + 1, dtype=np.int64)
    np.cumsum(np.bincount(column, minlength=metres.shape[1]), out=indptr[1:])
    cover = Cover(indptr, row.astype(np.int32), metres.shape[0])
    return wanted(cover, standing, np.ones(metres.shape[1], dtype=np.int64))
