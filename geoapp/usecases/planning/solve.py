"""The best sites for a wish: the ground, the rules as arrays, the solver of the goal, and the answer in figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geoapp.errors import CallFault
from geoapp.planning import Plan
from geoapp.planning.plan import Progress
from geoapp.usecases.coverage.study import Floats
from geoapp.usecases.planning.goals import solved
from geoapp.usecases.planning.places import Ground, ground_of, settled
from geoapp.usecases.planning.shortfall import shortfall
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
    wish = settled(terrain, wish)
    ground = ground_of(terrain, wish)
    weights = counted_weights(terrain, wish)
    teller = _Teller(terrain, wish, ground, weights, tell) if tell else None
    plan = solved(terrain, wish, ground, weights, teller)
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
        "shortfall": shortfall(terrain, wish, plan, asked, answer),
    }
    return Proposal(terrain, wish, ground, plan, asked, facts)


def asked_of(wish: Wish, ground: Ground, chosen: tuple[int, ...]) -> Asked:
    """Return chosen columns of a ground as sites."""
    rows = np.array(chosen, dtype=np.int64)
    ids = tuple(ground.ids[row] for row in rows.tolist())
    removed = ground.removed
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


class _Teller:
    """Turns a solver's progress into facts; sites are described anew only when they changed."""

    def __init__(self, terrain: Terrain, wish: Wish, ground: Ground, weights: Weights, tell: OnFacts) -> None:
        self.terrain, self.wish, self.ground, self.tell = terrain, wish, ground, tell
        self.total = float(weights.sum()) if wish.goal == "max-coverage" else 0.0
        self.before = side(answer_of(terrain, asked_of(wish, ground, ())).before)
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
                "seconds": progress.seconds,
                "before": self.before,
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
