"""The solver of each goal, and the rules of a wish as arrays about the columns and rows of its ground."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geoapp.errors import CallFault
from geoapp.planning import (
    DistanceMatrix,
    Plan,
    Rules,
    solve_lscp,
    solve_mclp,
    solve_p_center,
    solve_p_median,
)
from geoapp.planning.plan import Infeasible, OnProgress
from geoapp.usecases.coverage.study import Floats
from geoapp.usecases.planning.nowhere import too_dear, why_nowhere
from geoapp.usecases.planning.places import Ground
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.wish import RuleWishes, Wish

Weights = npt.NDArray[np.generic]
MOST_DISTANCES = 40_000_000
"""Demand times places, at most, for goals that need every distance."""

_FREE_RULES = ("removed", "min_width_m", "forbidden_areas", "forbidden_ids", "near_alley_m",
              "deep_alleys_weight", "need_help_weight", "site_costs")  # fmt: skip
"""Rules that only say where points may stand and what demand counts for: every goal keeps them."""


def _binding(rules: RuleWishes) -> list[str]:
    usual = vars(RuleWishes())
    return [
        name for name, value in usual.items() if name not in _FREE_RULES and getattr(rules, name) != value
    ]


def solved(
    terrain: Terrain, wish: Wish, ground: Ground, weights: Weights, progress: OnProgress | None
) -> Plan:
    """Return the plan of the wish's goal.

    Raises
    ------
    CallFault
        If the goal does not know a rule that is set, or the data cannot tell what a rule asks for.
    """
    if wish.goal != "max-coverage":
        for rule in _binding(wish.rules):
            raise CallFault("plan-rule-goal", rule=f"rules.{rule}", goal=wish.goal)
    if ground.count == 0:
        return _nowhere(ground, weights, why_nowhere(terrain, wish, ground))
    dear = too_dear(wish, _place_costs(wish, ground)) if _limits_costs(wish.rules) else None
    if dear is not None:
        return _nowhere(ground, weights, dear)
    budget = {"budget_s": wish.budget_s, "progress": progress}
    existing = ground.existing
    if wish.goal == "full-coverage":
        return solve_lscp(ground.covers[0], existing=existing, costs=_costs(wish, ground), **budget)  # type: ignore[arg-type]
    if wish.goal == "p-median":
        matrix = _distances(terrain, ground)
        return solve_p_median(matrix, weights, wish.new, existing=existing, **budget)  # type: ignore[arg-type]
    if wish.goal == "p-center":
        return solve_p_center(_distances(terrain, ground), wish.new, existing=existing, **budget)  # type: ignore[arg-type]
    rules = solver_rules(terrain, wish, ground)
    return solve_mclp(ground.covers[0], weights, wish.new, existing=existing, rules=rules, **budget)  # type: ignore[arg-type]


def _nowhere(ground: Ground, weights: Weights, why: Infeasible) -> Plan:
    """Return that there is nowhere to stand: what is covered stays as it is, and no plan is better."""
    cover = ground.covers[0]
    worth = float(weights[cover.counts(ground.existing) > 0].sum())
    return Plan((), worth, worth, "infeasible", 0.0, infeasible=why)


def _distances(terrain: Terrain, ground: Ground) -> DistanceMatrix:
    """Return how far all demand is from every place and every point that stands."""
    travel = terrain.travel(ground.metric)
    xy = np.concatenate([ground.xy, terrain.study.facility_xy[ground.standing]])
    if len(xy) * len(travel.demand_xy) > MOST_DISTANCES:
        raise CallFault("plan-too-many-distances", places=len(xy), demand=len(travel.demand_xy))
    return DistanceMatrix(travel.metres(xy))


def solver_rules(terrain: Terrain, wish: Wish, ground: Ground) -> Rules:
    """Return the rules of a wish for maximal cover."""
    rules, study, stand = wish.rules, terrain.study, len(ground.standing)
    groups, by_group = study.demand_group, bool(rules.floor_share) or rules.fairest
    if (by_group or rules.cap_per_group is not None) and len(study.groups.ids) == 0:
        raise CallFault("plan-no-groups")
    capped = rules.cap_per_group is not None
    return Rules(
        conflicts=Rules.too_near(ground.xy, rules.spacing_m) if rules.spacing_m and ground.count > 1 else (),
        column_group=np.concatenate([ground.group, np.full(stand, -1)]) if capped else None,
        group_cap=rules.cap_per_group,
        site_cost=_costs(wish, ground) if _limits_costs(rules) else None,
        most_per_site=np.inf if rules.most_per_site is None else rules.most_per_site,
        most_in_all=np.inf if rules.most_in_all is None else rules.most_in_all,
        backup=rules.backup,
        graded=tuple((cover, rules.graded[1]) for cover in ground.covers[1:]) if rules.graded else (),
        demand_group=groups if by_group else None,
        floors={int(g): rules.floor_share for g in np.unique(groups[groups >= 0])}
        if rules.floor_share
        else {},
        fairest=rules.fairest,
    )


def _limits_costs(rules: RuleWishes) -> bool:
    return rules.most_per_site is not None or rules.most_in_all is not None


def _place_costs(wish: Wish, ground: Ground) -> Floats | None:
    costs = _costs(wish, ground)
    return None if costs is None else costs[: ground.count]


def _costs(wish: Wish, ground: Ground) -> Floats | None:
    """Return the cost of every column, 0 for points that stand; ``None`` where nobody speaks of costs."""
    rules = wish.rules
    own: dict[str, float] = {}
    if wish.given is not None:
        pairs = zip(wish.given.ids, wish.given.costs, strict=True)
        own = {key: cost for key, cost in pairs if cost is not None}
    every = rules.site_costs if isinstance(rules.site_costs, float) else None
    if isinstance(rules.site_costs, dict):
        own |= rules.site_costs
    if not own and every is None and not _limits_costs(rules):
        return None
    costs = [own.get(key, every) for key in ground.ids]
    for key, cost in zip(ground.ids, costs, strict=True):
        if cost is None:
            raise CallFault("plan-no-cost", id=key)
    return np.array([*costs, *([0.0] * len(ground.standing))], dtype=float)
