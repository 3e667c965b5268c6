"""The curve of the best worth against the number of new sites, each point with its own bound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy.typing as npt

from geoapp.planning.amounts import Amounts, as_units
from geoapp.planning.arrays import checked_columns, checked_count, checked_weights
from geoapp.planning.build import build
from geoapp.planning.cover import Cover
from geoapp.planning.mclp import Search
from geoapp.planning.plan import OnProgress, Plan
from geoapp.planning.problem import Problem, reduce
from geoapp.planning.rules import checked_rules
from geoapp.planning.watch import Watch


def frontier(
    cover: Cover,
    weights: npt.ArrayLike,
    max_new: int,
    *,
    existing: Iterable[int] = (),
    budget_s: float = 10.0,
    seed: int = 0,
    progress: OnProgress | None = None,
) -> list[Plan]:
    """Return the plans for 1, 2, … `max_new` new sites; arguments as in :func:`solve_mclp`.

    Every number of sites starts from the plan and the multipliers of the one before. Each gets its share of
    the time that is left; what is still unproved then is taken up again, in order, while time remains.

    Examples
    --------
    >>> cover = Cover.from_points([[0, 0], [10, 0], [25, 0]], [[5, 0], [25, 0]], 5)
    >>> [plan.objective for plan in frontier(cover, [3, 2, 4], 2)]
    [5, 9]
    """
    watch = Watch(budget_s, progress)
    standing = checked_columns(existing, cover.column_count, "existing")
    amounts = as_units(checked_weights(weights, cover.demand_count))
    most = checked_count(max_new, "max_new")
    built = build(cover, amounts, most, standing, checked_rules(None, cover, standing))
    problem = reduce(built.original, built.sites)
    searches: list[Search] = []
    plans: list[Plan] = []
    for picks in range(1, most + 1):
        share = watch.left() / (most + 1 - picks)
        search = _search(problem, amounts, picks, searches[-1] if searches else None, watch.part(share), seed)
        plans.append(search.plan())
        searches.append(search)
    open_places = [at for at, plan in enumerate(plans) if plan.status != "optimal"]
    for done, at in enumerate(open_places):
        if watch.over():
            break
        before = max(searches[max(at - 1, 0) : at + 1], key=lambda s: s.worth)
        part = watch.part(watch.left() / (len(open_places) - done))
        search = _search(problem, amounts, at + 1, before, part, seed)
        plans[at], searches[at] = _better(plans[at], search.plan()), search
    return plans


def _search(
    problem: Problem, amounts: Amounts, picks: int, before: Search | None, watch: Watch, seed: int
) -> Search:
    """Return the search for so many sites, warm from the one before."""
    here = problem.with_picks(picks)
    if before is None or before.columns is None:
        return Search(here, amounts, watch, seed)
    search = Search(here, amounts, watch, seed, start=before.columns)
    search.dual = before.dual.renewed(here.root) if before.dual is not None else None
    return search


def _better(one: Plan, other: Plan) -> Plan:
    """Return the plan of the larger worth with the lower of both bounds."""
    best = other if other.objective >= one.objective else one
    if other.status == "optimal" or one.bound >= best.bound:
        return best
    return replace(best, bound=max(best.objective, one.bound))
