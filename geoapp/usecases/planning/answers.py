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
    listener = _Listener(tell)
    found = propose(terrain, wish, listener)
    return plan_facts(found, _frontier(found, listener) if with_curve else None)


class _Listener:
    """The caller's ear through both parts of an answer: who stops the plan gets no curve."""

    def __init__(self, tell: OnFacts | None) -> None:
        self._tell, self.stopped = tell, False

    def __call__(self, facts: Facts) -> bool:
        if self._tell is not None and self._tell(facts) is False:
            self.stopped = True
        return not self.stopped

    def of_curve(self, facts: Facts) -> bool:
        """Pass on how far the curve is."""
        points = facts["frontier"]
        return self({"phase": "curve", "bound": None, "share": points[-1]["share"] if points else None})


def _frontier(found: Proposal, listener: _Listener) -> list[Facts]:
    """Return the curve up to the plan, whose own point ends it unless fewer serve all; only that one without a curve."""
    wish, plan = found.wish, found.plan
    if plan.status == "infeasible":
        return []
    left = wish.budget_s - plan.seconds
    hasty = listener.stopped or left < _LEAST_LEFT * wish.budget_s
    if hasty or wish.goal != "max-coverage" or not 1 < wish.new <= MOST_CURVE:
        return [point_of(found)]
    before = curve(found.terrain, replace(wish, max_new=wish.new - 1, budget_s=left), listener.of_curve)
    return before.points if before.full else [*before.points, point_of(found)]
