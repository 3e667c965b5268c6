"""How much each further point brings: the best plans for 1, 2, … new points, told one by one as they come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from geoapp.errors import CallFault
from geoapp.planning import Plan, frontier
from geoapp.planning.plan import Progress, Status, relative_gap
from geoapp.usecases.planning.goals import is_free, solved
from geoapp.usecases.planning.places import Ground, ground_of
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


@dataclass(frozen=True, eq=False)
class Curve:
    """The points of the curve, and what is covered without any new point."""

    terrain: Terrain
    wish: Wish
    ground: Ground
    points: list[Facts]
    before: Facts


def curve(terrain: Terrain, wish: Wish, tell: OnFacts | None = None) -> Curve:
    """Return the plans for 1 to `max_new` new points, each with its own bound.

    Raises
    ------
    CallFault
        If the goal is another than coverage, or the data cannot answer the wish.
    """
    if wish.goal != "max-coverage":
        raise CallFault("plan-curve-goal", goal=wish.goal)
    ground = ground_of(terrain, wish)
    draft = _Draft(terrain, wish, ground, counted_weights(terrain, wish), tell)
    most = min(wish.max_new or FIRST_MAX_NEW, max(ground.count, 1))
    plans = _plans(draft, wish, most)
    points = [draft.point(at + 1, p.chosen, p.objective, p.bound, p.status) for at, p in enumerate(plans)]
    return Curve(terrain, wish, ground, points, draft.before)


def _plans(draft: _Draft, wish: Wish, most: int) -> list[Plan]:
    cover, existing = draft.ground.covers[0], draft.ground.existing
    if is_free(wish.rules):
        return frontier(cover, draft.weights, most, existing=existing, budget_s=wish.budget_s, progress=draft)
    plans: list[Plan] = []
    left = wish.budget_s
    for new in range(1, most + 1):
        one = replace(wish, new=new, budget_s=left / (most + 1 - new))
        plans.append(solved(draft.terrain, one, draft.ground, draft.weights, draft))
        left = max(left - plans[-1].seconds, 0.0)
        if draft.stopped or plans[-1].status == "infeasible":
            break
    return [plan for plan in plans if plan.status != "infeasible"]


class _Draft:
    """The curve as it is so far; the solvers' progress comes here."""

    def __init__(
        self, terrain: Terrain, wish: Wish, ground: Ground, weights: Weights, tell: OnFacts | None
    ) -> None:
        self.terrain, self.wish, self.ground, self.weights = terrain, wish, ground, weights
        self.total, self._tell = float(weights.sum()), tell
        self.before = side(answer_of(terrain, asked_of(wish, ground, ())).before)
        self.stopped = False
        self._points: dict[int, Facts] = {}
        self._seen: tuple[Any, ...] = ()

    def __call__(self, progress: Progress) -> bool | None:
        if self._tell is None:
            return None
        seen = (progress.chosen, progress.bound)
        if seen != self._seen:
            self._seen = seen
            new, status = len(progress.chosen), "feasible"
            if progress.objective == progress.bound:
                status = "optimal"
            point = self.point(new, progress.chosen, progress.objective, progress.bound, status)  # type: ignore[arg-type]
            self._points[new] = _better(self._points.get(new), point)
        frontier_so_far = [self._points[new] for new in sorted(self._points)]
        self.stopped = (
            self._tell({"phase": progress.phase, "frontier": frontier_so_far, "before": self.before}) is False
        )
        return not self.stopped

    def point(
        self, new: int, chosen: tuple[int, ...], objective: float, bound: float, status: Status
    ) -> Facts:
        """Return one point of the curve."""
        asked = asked_of(self.wish, self.ground, chosen)
        after = side(answer_of(self.terrain, asked).after)
        places = zip(asked.ids, asked.lonlat.tolist(), strict=True)
        return {
            "new": new,
            "covered_weight": after["covered_weight"],
            "share": after["share"],
            "status": status,
            "bound_share": share(bound, self.total),
            "gap": finite(relative_gap(objective, bound)),
            "sites": [{"id": key, "lon": lon, "lat": lat} for key, (lon, lat) in places],
        }


def point_of(found: Proposal) -> Facts:
    """Return the point of the curve that a plan is."""
    plan, after = found.plan, found.facts["after"]
    return {
        "new": len(plan.chosen),
        "covered_weight": after["covered_weight"],
        "share": after["share"],
        "status": plan.status,
        "bound_share": share(plan.bound, float(counted_weights(found.terrain, found.wish).sum())),
        "gap": finite(plan.gap),
        "sites": [{key: site[key] for key in ("id", "lon", "lat")} for site in found.facts["sites"]],
    }


def _better(old: Facts | None, new: Facts) -> Facts:
    """Return the later point unless it knows less: a search that starts anew has no bound yet."""
    if old is None or new["bound_share"] is not None or old["bound_share"] is None:
        return new
    return old
