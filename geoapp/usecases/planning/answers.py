"""A wish answered in full: the plan with its figures and reasons and, where asked for, the curve up to it."""

from __future__ import annotations

from dataclasses import replace

from geoapp.usecases.planning.curve import curve, point_of
from geoapp.usecases.planning.document import plan_facts
from geoapp.usecases.planning.sites import Facts
from geoapp.usecases.planning.solve import OnFacts, Proposal, propose
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.wish import Wish

MOST_CURVE = 30
"""The curve comes with a plan of at most so many points; a longer one is asked for by itself."""
_LEAST_LEFT = 0.2
"""Of the budget; with less left the curve would be hasty and tell little."""


def plan_answer(terrain: Terrain, wish: Wish, tell: OnFacts | None = None, with_curve: bool = False) -> Facts:
    """Return the plan as facts (:mod:`geoapp.usecases.planning.document` words them).

    Parameters
    ----------
    with_curve
        Use what is left of the budget for the plans of 1, 2, … points as well.

    Raises
    ------
    CallFault
        If the data cannot answer the wish, or rules clash with the goal.
    """
    found = propose(terrain, wish, tell)
    return plan_facts(found, _frontier(found) if with_curve else None)


def _frontier(found: Proposal) -> list[Facts]:
    """Return the curve up to the plan, whose own point ends it; only that one where a curve has no meaning."""
    wish, plan = found.wish, found.plan
    if plan.status == "infeasible":
        return []
    left = wish.budget_s - plan.seconds
    if wish.goal != "max-coverage" or not 1 < wish.new <= MOST_CURVE or left < _LEAST_LEFT * wish.budget_s:
        return [point_of(found)]
    before = curve(found.terrain, replace(wish, max_new=wish.new - 1, budget_s=left)).points
    return [*(p for p in before if p["new"] < wish.new), point_of(found)]
