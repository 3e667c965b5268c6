"""How much each further point brings: the best plans for 1, 2, … new points, told one by one as they come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from geoapp.errors import CallFault
from geoapp.planning import Cover, Plan, frontier, solve_mclp
from geoapp.planning.plan import Progress, Status, relative_gap
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
    solver_rules,
)
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.wish import RuleWishes, Wish

FIRST_MAX_NEW = 20
_FREE_RULES = ("removed", "min_width_m", "forbidden_areas", "forbidden_ids", "near_alley_m",
               "deep_alleys_weight", "need_help_weight", "site_costs")  # fmt: skip
"""Rules that only say where points may stand and what demand counts for: the curve's own solver keeps them."""


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
    rules = solver_rules(draft.terrain, wish, draft.ground)
    cover, existing = draft.ground.covers[0], draft.ground.existing
    if is_free(wish.rules):
        standing = [j for j in existing.tolist() if j not in set(draft.ground.removed.tolist())]
        # columns of points that are thought away must not be chosen as new ones: they are left out of the cover
        return frontier(
            draft.cover, draft.weights, most, existing=[draft.column[j] for j in standing],
            budget_s=wish.budget_s, progress=draft,
        )  # fmt: skip
    plans: list[Plan] = []
    left = wish.budget_s
    for new in range(1, most + 1):
        plans.append(
            solve_mclp(
                cover, draft.weights, new, existing=existing.tolist(), rules=rules,
                budget_s=left / (most + 1 - new), progress=draft,
            )
        )  # fmt: skip
        left = max(left - plans[-1].seconds, 0.0)
        if draft.stopped:
            break
    return [plan for plan in plans if plan.status != "infeasible"]


def is_free(rules: RuleWishes) -> bool:
    """Tell whether rules say nothing about sites together, so that plans for more sites grow from fewer."""
    plain_rules = RuleWishes()
    return all(
        getattr(rules, name) == value for name, value in vars(plain_rules).items() if name not in _FREE_RULES
    )


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
        gone = set(ground.removed.tolist())
        kept = [j for j in range(ground.covers[0].column_count) if j not in gone]
        self.column = {j: at for at, j in enumerate(kept)}
        self.cover = ground.covers[0] if not gone else _picked(ground, kept)

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


def _picked(ground: Ground, kept: list[int]) -> Cover:
    """Return the cover of some columns only."""
    cover = ground.covers[0]
    columns = [cover.column(j) for j in kept]
    indptr = np.concatenate([[0], np.cumsum([len(c) for c in columns])]).astype(np.int64)
    return Cover(indptr, np.concatenate(columns), cover.demand_count)


def _better(old: Facts | None, new: Facts) -> Facts:
    """Return the later point unless it knows less: a search that starts anew has no bound yet."""
    if old is None or new["bound_share"] is not None or old["bound_share"] is None:
        return new
    return old
