"""The best sites for a wish: the ground, the rules as arrays, the solver of the goal, and the answer in figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geoapp.errors import CallFault
from geoapp.planning import Plan, Rules, solve_mclp
from geoapp.planning.plan import Progress
from geoapp.usecases.coverage.study import Floats
from geoapp.usecases.planning.places import Ground, ground_of
from geoapp.usecases.planning.sites import Asked, Facts, answer_of, side, site_facts
from geoapp.usecases.planning.terrain import Terrain, whole
from geoapp.usecases.planning.wish import Wish

Weights = npt.NDArray[np.generic]
Flags = npt.NDArray[np.bool_]
OnFacts = Callable[[Facts], bool | None]
"""Called with the state of the search as facts; returning ``False`` ends it with the best found."""


@dataclass(frozen=True, eq=False)
class Proposal:
    """A plan with what it is about."""

    terrain: Terrain
    wish: Wish
    ground: Ground
    plan: Plan
    asked: Asked
    facts: Facts


def propose(terrain: Terrain, wish: Wish, tell: OnFacts | None = None) -> Proposal:
    """Return the best plan found within the budget, with its bound.

    Raises
    ------
    CallFault
        If the data cannot answer the wish, or rules clash with the goal.
    """
    ground = ground_of(terrain, wish)
    weights = counted_weights(terrain, wish)
    teller = _Teller(terrain, wish, ground, weights, tell) if tell else None
    plan = _solved(ground, weights, wish, solver_rules(terrain, wish, ground), teller)
    return proposal(terrain, wish, ground, plan)


def proposal(terrain: Terrain, wish: Wish, ground: Ground, plan: Plan) -> Proposal:
    """Return a plan with the figures and facts of its sites, the site that adds most first."""
    asked = asked_of(wish, ground, plan.chosen)
    answer = answer_of(terrain, asked)
    order = sorted(range(len(asked.ids)), key=lambda row: (-answer.pins[row].gain_weight, plan.chosen[row]))
    if order != list(range(len(order))):
        asked = asked_of(wish, ground, tuple(plan.chosen[row] for row in order))
        answer = answer_of(terrain, asked)
    facts = {
        "before": side(answer.before),
        "after": side(answer.after),
        "sites": site_facts(terrain, asked, answer),
    }
    return Proposal(terrain, wish, ground, plan, asked, facts)


def asked_of(wish: Wish, ground: Ground, chosen: tuple[int, ...]) -> Asked:
    """Return chosen columns of a ground as sites."""
    rows = np.array(chosen, dtype=np.int64)
    ids = tuple(ground.ids[row] for row in rows.tolist())
    removed = ground.removed - ground.count
    return Asked(
        ground.metric, wish.weight, wish.radius_m, ids, ground.lonlat[rows], ground.xy[rows], removed
    )


def counted_weights(terrain: Terrain, wish: Wish) -> Weights:
    """Return what every demand counts for in the plan: its weight, times the factors of the rules."""
    weights = np.asarray(terrain.analysis.weight(wish.weight), dtype=float)
    rules = wish.rules
    if rules.deep_alleys_weight != 1.0:
        weights = _heavier(weights, terrain.deep_demand, rules.deep_alleys_weight, "plan-no-depths")
    if rules.need_help_weight != 1.0:
        weights = _heavier(weights, terrain.helped_demand, rules.need_help_weight, "plan-no-need-help")
    return whole(weights)


def _heavier(weights: Floats, marked: Flags | None, factor: float, code: str) -> Floats:
    if marked is None:
        raise CallFault(code)
    return np.where(marked, weights * factor, weights)


def solver_rules(terrain: Terrain, wish: Wish, ground: Ground) -> Rules:
    """Return the rules of a wish about the columns and rows of a ground."""
    rules, study, k, m = wish.rules, terrain.study, ground.count, len(terrain.study.facility_ids)
    groups = study.demand_group
    needs_groups = rules.floor_share or rules.fairest or rules.cap_per_group is not None
    if needs_groups and len(study.groups.ids) == 0:
        raise CallFault("plan-no-groups")
    costs = _costs(wish, ground, m)
    return Rules(
        removed=ground.removed.tolist(),
        conflicts=Rules.too_near(ground.xy, rules.spacing_m) if rules.spacing_m and k > 1 else (),
        column_group=np.concatenate([ground.group, np.full(m, -1)])
        if rules.cap_per_group is not None
        else None,
        group_cap=rules.cap_per_group,
        site_cost=costs,
        most_per_site=rules.most_per_site if rules.most_per_site is not None else np.inf,
        most_in_all=rules.most_in_all if rules.most_in_all is not None else np.inf,
        backup=rules.backup,
        graded=tuple((cover, rules.graded[1]) for cover in ground.covers[1:]) if rules.graded else (),
        demand_group=groups if rules.floor_share or rules.fairest else None,
        floors={int(g): rules.floor_share for g in np.unique(groups) if g >= 0} if rules.floor_share else {},
        fairest=rules.fairest,
    )


def _costs(wish: Wish, ground: Ground, standing: int) -> npt.NDArray[np.float64] | None:
    """Return the cost of every column, 0 for standing points; ``None`` where nobody speaks of costs."""
    rules = wish.rules
    if rules.most_per_site is None and rules.most_in_all is None:
        return None
    own: dict[str, float] = {}
    if wish.given is not None:
        own = {
            key: cost for key, cost in zip(wish.given.ids, wish.given.costs, strict=True) if cost is not None
        }
    default = None
    if isinstance(rules.site_costs, float):
        default = rules.site_costs
    elif rules.site_costs is not None:
        own |= rules.site_costs
    costs = [own.get(key, default) for key in ground.ids]
    for key, cost in zip(ground.ids, costs, strict=True):
        if cost is None:
            raise CallFault("plan-no-cost", id=key)
    return np.array([*costs, *([0.0] * standing)], dtype=float)


def _solved(ground: Ground, weights: Weights, wish: Wish, rules: Rules, teller: Any) -> Plan:
    return solve_mclp(
        ground.covers[0], weights, wish.new, existing=ground.existing.tolist(), rules=rules,
        budget_s=wish.budget_s, progress=teller,
    )  # fmt: skip


class _Teller:
    """Turns a solver's progress into facts; sites are described anew only when they changed."""

    def __init__(self, terrain: Terrain, wish: Wish, ground: Ground, weights: Weights, tell: OnFacts) -> None:
        self.terrain, self.wish, self.ground, self.tell = terrain, wish, ground, tell
        self.total = float(weights.sum())
        self._chosen: tuple[int, ...] | None = None
        self._facts: Facts = {}

    def __call__(self, progress: Progress) -> bool | None:
        if progress.chosen != self._chosen:
            self._chosen = progress.chosen
            self._facts = described(self.terrain, self.wish, self.ground, progress.chosen)
        return self.tell(
            {
                "phase": progress.phase,
                "objective": progress.objective,
                "bound": finite(progress.bound),
                "gap": finite(progress.gap),
                "share": share(progress.objective, self.total),
                "bound_share": share(progress.bound, self.total),
                **self._facts,
            }
        )


def described(terrain: Terrain, wish: Wish, ground: Ground, chosen: tuple[int, ...]) -> Facts:
    """Return after and sites of a choice, for a look at a running search."""
    asked = asked_of(wish, ground, chosen)
    answer = answer_of(terrain, asked)
    return {"after": side(answer.after), "sites": site_facts(terrain, asked, answer)}


def finite(value: float) -> float | None:
    """Return a number that JSON has; ``None`` for infinity."""
    return value if np.isfinite(value) else None


def share(part: float, total: float) -> float | None:
    """Return a part of the whole, at most 1; ``None`` where either is unknown."""
    if not total or not np.isfinite(part):
        return None
    return min(float(part) / total, 1.0)
