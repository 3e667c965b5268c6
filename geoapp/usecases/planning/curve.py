"""How much each further point brings: the best plans for 1, 2, … new points, told one by one as they come."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geoapp.errors import CallFault
from geoapp.planning import Plan, Progress, frontier
from geoapp.usecases.planning.goals import solver_rules
from geoapp.usecases.planning.places import Ground, ground_of, settled
from geoapp.usecases.planning.shortfall import shortfall
from geoapp.usecases.planning.sites import Facts, answer_of, side
from geoapp.usecases.planning.solve import (
    OnFacts,
    Proposal,
    Weights,
    asked_of,
    counted_weights,
    finite,
    share,
)
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.wish import Wish

FIRST_MAX_NEW = 20
_ROUNDING = 1e-9
"""Sums of estimated people differ by as little, depending on the order of adding."""


@dataclass(frozen=True, eq=False)
class Curve:
    """The points of the curve, and what is covered without any new point."""

    terrain: Terrain
    wish: Wish
    ground: Ground
    points: list[Facts]
    before: Facts
    full: bool = False
    """Whether the last point serves all that any number of points can serve."""


def curve(terrain: Terrain, wish: Wish, tell: OnFacts | None = None) -> Curve:
    """Return the plans for 1 to `max_new` new points, each with its own bound; the first that serves all ends it.

    Raises
    ------
    CallFault
        If the goal is another than coverage, or the data cannot answer the wish.
    """
    if wish.goal != "max-coverage":
        raise CallFault("plan-curve-goal", goal=wish.goal)
    wish = settled(terrain, wish)
    ground = ground_of(terrain, wish)
    draft = _Draft(terrain, wish, ground, tell)
    if ground.count:
        frontier(
            ground.covers[0],
            draft.weights,
            min(wish.max_new or FIRST_MAX_NEW, ground.count),
            existing=ground.existing,
            rules=solver_rules(terrain, wish, ground),
            budget_s=wish.budget_s,
            progress=draft.beat,
            on_plan=draft.take,
        )
    return Curve(terrain, wish, ground, draft.points, draft.before, draft.full)


class _Draft:
    """The curve as it is so far: the solver's points come here as soon as they stand, and go on to the caller."""

    def __init__(self, terrain: Terrain, wish: Wish, ground: Ground, tell: OnFacts | None) -> None:
        self.terrain, self.wish, self.ground, self._tell = terrain, wish, ground, tell
        self.weights = counted_weights(terrain, wish)
        self.total = float(self.weights.sum())
        self.before = side(answer_of(terrain, asked_of(wish, ground, ())).before)
        self._most = most_served(wish, ground, self.weights)
        self._end: int | None = None
        self._points: dict[int, Facts] = {}

    @property
    def points(self) -> list[Facts]:
        """Return the points by number of new sites, up to the first that serves all."""
        return [self._points[new] for new in sorted(self._points) if self._end is None or new <= self._end]

    @property
    def full(self) -> bool:
        """Tell whether some point serves all that can be served."""
        return self._end is not None

    def take(self, new: int, plan: Plan) -> bool:
        """Note a plan; more sites than fit are no point of the curve."""
        if plan.status != "infeasible":
            self._points[new] = self._point(new, plan)
            if plan.objective >= self._most * (1 - _ROUNDING) and (self._end is None or new < self._end):
                self._end = new
        return self._told("curve")

    def beat(self, progress: Progress) -> bool:
        """Pass the solver's sign of life on, so that the caller can stop it."""
        return self._told(progress.phase)

    def _told(self, phase: str) -> bool:
        if self._tell is None:
            return True
        return self._tell({"phase": phase, "frontier": self.points, "before": self.before}) is not False

    def _point(self, new: int, plan: Plan) -> Facts:
        asked = asked_of(self.wish, self.ground, plan.chosen)
        answer = answer_of(self.terrain, asked)
        after = side(answer.after)
        short = shortfall(self.terrain, replace(self.wish, new=new), plan, asked, answer)
        places = zip(asked.ids, asked.lonlat.tolist(), strict=True)
        return {
            "new": new,
            "covered_weight": after["covered_weight"],
            "share": after["share"],
            "status": plan.status,
            "bound_share": share(plan.bound, self.total),
            "gap": finite(plan.gap),
            "sites": [{"id": key, "lon": lon, "lat": lat} for key, (lon, lat) in places],
            **({"shortfall": short} if short else {}),
        }


def most_served(wish: Wish, ground: Ground, weights: Weights) -> float:
    """Return what all places together serve, by the rules of what counts: more points cannot serve more."""
    least = 2 if wish.rules.backup else 1
    every = np.arange(ground.count + len(ground.standing))
    served = [cover.counts(every) >= least for cover in ground.covers]
    most = float(weights[served[0]].sum())
    if wish.rules.graded:
        most += wish.rules.graded[1] * float(weights[served[1] & ~served[0]].sum())
    return most


def point_of(found: Proposal) -> Facts:
    """Return the point of the curve that a plan is."""
    plan, after, wish = found.plan, found.facts["after"], found.wish
    return {
        "new": len(plan.chosen) if wish.goal == "full-coverage" else wish.new,
        "covered_weight": after["covered_weight"],
        "share": after["share"],
        "status": plan.status,
        "bound_share": share(plan.bound, float(counted_weights(found.terrain, found.wish).sum())),
        "gap": finite(plan.gap),
        "sites": [{key: site[key] for key in ("id", "lon", "lat")} for site in found.facts["sites"]],
        **({"shortfall": found.facts["shortfall"]} if found.facts["shortfall"] else {}),
    }
