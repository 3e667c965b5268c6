"""The curve of the best worth against the number of new sites, each point with its own bound."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy.typing as npt

from geoapp.planning.amounts import as_units
from geoapp.planning.arrays import checked_columns, checked_count, checked_weights
from geoapp.planning.build import Built, build
from geoapp.planning.cover import Cover
from geoapp.planning.plan import Infeasible, Interrupt, OnProgress, Plan
from geoapp.planning.problem import Problem, reduce
from geoapp.planning.rules import Rules, checked_rules
from geoapp.planning.task import Task
from geoapp.planning.watch import Watch
from geoapp.planning.wishes import answer

OnPlan = Callable[[int, Plan], bool | None]
"""Called with a number of new sites and its plan, whenever one is finished or improved; ``False`` (or raising
:class:`Interrupt`) ends the search, and the points still missing get a first plan each."""


def frontier(
    cover: Cover,
    weights: npt.ArrayLike,
    max_new: int,
    *,
    existing: Iterable[int] = (),
    rules: Rules | None = None,
    budget_s: float = 10.0,
    seed: int = 0,
    progress: OnProgress | None = None,
    on_plan: OnPlan | None = None,
) -> list[Plan]:
    """Return the plans for 1, 2, … `max_new` new sites; arguments as in :func:`solve_mclp`.

    Every number of sites starts from the plan and the multipliers of the one before. A first pass gives each about
    half its share of the time that is left, so that the whole curve stands early; what is unproved then is taken up
    again, in order, while time remains. `on_plan` hears of every point as soon as it stands and when it improves.

    Examples
    --------
    >>> cover = Cover.from_points([[0, 0], [10, 0], [25, 0]], [[5, 0], [25, 0]], 5)
    >>> [plan.objective for plan in frontier(cover, [3, 2, 4], 2)]
    [5, 9]
    """
    watch = Watch(budget_s, progress)
    standing = checked_columns(existing, cover.column_count, "existing")
    amounts = as_units(checked_weights(weights, cover.demand_count))
    wishes = checked_rules(rules, cover, standing)
    built = build(cover, amounts, checked_count(max_new, "max_new"), standing, wishes)
    curve = _Curve(built, watch, seed, dict(wishes.floors), on_plan)
    curve.first_pass()
    curve.second_pass()
    return curve.plans


class _Curve:
    """The points of the curve and the tasks that made them."""

    def __init__(
        self, built: Built, watch: Watch, seed: int, floors: dict[int, float], on_plan: OnPlan | None
    ) -> None:
        self.built, self.watch, self.seed, self.floors, self.on_plan = built, watch, seed, floors, on_plan
        self.problem = reduce(built.original, built.sites)
        self.tasks: list[Task] = []
        self.plans: list[Plan] = []

    def first_pass(self) -> None:
        """Give every number of sites a plan."""
        most = self.built.original.picks
        fits: int | None = None
        for picks in range(1, most + 1):
            if fits is not None:
                self.plans.append(_as_before(self.plans[-1], picks, fits))
                self.tasks.append(self.tasks[-1])
                self._tell(picks)
                continue
            share = self.watch.left() / (most + 1 - picks) / 2
            before = self.tasks[-1] if self.tasks else None
            task = self._task(picks, before, share)
            self.plans.append(answer(task))
            self.tasks.append(task)
            self._tell(picks)
            unfit = self.plans[-1].infeasible
            fits = _fitting(unfit)

    def second_pass(self) -> None:
        """Take up again what is not proved, in order, while time remains."""
        open_ = [at for at, plan in enumerate(self.plans) if plan.status == "feasible"]
        for done, at in enumerate(open_):
            if self.watch.over():
                return
            task = self._task(at + 1, self.tasks[at], self.watch.left() / (len(open_) - done))
            plan = answer(task)
            self.tasks[at] = task
            better = _better(self.plans[at], plan)
            before = self.plans[at]
            self.plans[at] = better
            if (better.chosen, better.bound, better.status) != (before.chosen, before.bound, before.status):
                self._tell(at + 1)

    def _task(self, picks: int, before: Task | None, share: float) -> Task:
        problem: Problem = self.problem.with_picks(picks)
        built = self.built
        task = Task(
            problem, built.amounts, self.watch.part(share), self.seed, groups=built.groups, floors=self.floors
        )
        if before is not None:
            task.start = before.columns
            task.dual = before.dual.renewed(problem.root) if before.dual is not None else None
        return task

    def _tell(self, picks: int) -> None:
        if self.on_plan is None or self.watch.interrupted:
            return
        try:
            go_on = self.on_plan(picks, self.plans[picks - 1])
        except Interrupt:
            go_on = False
        self.watch.interrupted = go_on is False


def _fitting(unfit: Infeasible | None) -> int | None:
    """Return how many sites fit, where rules leave no room for more."""
    fits = unfit.params.get("fits") if unfit else None
    return fits if isinstance(fits, int) else None


def _as_before(plan: Plan, picks: int, fits: int) -> Plan:
    """Return the plan of one site less, which is all that fits."""
    assert plan.infeasible is not None
    params = {**plan.infeasible.params, "new": picks}
    return replace(plan, infeasible=Infeasible(plan.infeasible.code, params, {"new": fits}))


def _better(one: Plan, other: Plan) -> Plan:
    """Return the plan of the larger worth with the lower of both bounds; a fairer or proved one goes first."""
    if other.status != "feasible":
        return other
    if one.fairness is not None and other.fairness is not None:
        fairer = sorted(other.fairness.shares.values()) > sorted(one.fairness.shares.values())
        fairness = other.fairness if fairer else one.fairness
        ceiling = min(one.fairness.worst_bound, other.fairness.worst_bound)
        best = replace(other if fairer else one, fairness=replace(fairness, worst_bound=ceiling))
    else:
        best = other if other.objective > one.objective else one
    return replace(best, bound=max(min(one.bound, other.bound), best.objective))
