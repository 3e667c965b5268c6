"""The curve: every point is the best for its number of sites, and none lies below the one before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from geoapp.planning import Cover, Plan, Rules, frontier, solve_mclp


@pytest.mark.parametrize("seed", range(25))
def test_every_point_of_the_curve_is_the_best_and_proved(
    seed: int, best_by_trying: Callable[..., Any], verified: Callable[..., int]
) -> None:
    rng = np.random.default_rng(seed)
    cover = Cover.from_points(rng.random((60, 2)) * 10, rng.random((11, 2)) * 10, 2)
    weights = rng.integers(0, 9, 60)
    plans = frontier(cover, weights, 6, existing=[0])
    assert len(plans) == 6
    for new, plan in enumerate(plans, start=1):
        assert plan.status == "optimal"
        assert plan.objective == best_by_trying(cover, weights.tolist(), new, (0,))
        assert len(plan.chosen) == new
        verified(plan, cover, weights, new, (0,))


def test_a_curve_without_time_still_has_plans_and_true_bounds() -> None:
    rng = np.random.default_rng(1)
    cover = Cover.from_points(rng.random((900, 2)) * 100, rng.random((150, 2)) * 100, 12)
    weights = rng.integers(1, 9, 900)
    hasty, full = frontier(cover, weights, 8, budget_s=0), frontier(cover, weights, 8, budget_s=60)
    assert all(a.objective <= b.objective == b.bound <= a.bound for a, b in zip(hasty, full, strict=True))
    worth = [plan.objective for plan in hasty]
    assert worth == sorted(worth)


def test_an_interruption_ends_the_whole_curve() -> None:
    rng = np.random.default_rng(2)
    cover = Cover.from_points(rng.random((900, 2)) * 100, rng.random((150, 2)) * 100, 12)
    calls: list[object] = []

    def stop(progress: object) -> bool:
        calls.append(progress)
        return False

    plans = frontier(cover, np.ones(900, dtype=int), 8, progress=stop)
    assert len(calls) == 1
    assert [len(plan.chosen) for plan in plans] == list(range(1, 9))


def test_every_point_is_told_as_soon_as_it_stands_and_the_caller_may_stop() -> None:
    rng = np.random.default_rng(3)
    cover = Cover.from_points(rng.random((300, 2)) * 60, rng.random((60, 2)) * 60, 9)
    weights = rng.integers(1, 9, 300)
    told: dict[int, float] = {}
    first: list[int] = []

    def hear(new: int, plan: Plan) -> None:
        if new not in told:
            first.append(new)
        assert plan.objective >= told.get(new, 0)
        told[new] = plan.objective

    plans = frontier(cover, weights, 7, on_plan=hear, budget_s=60)
    assert first == list(range(1, 8))
    assert [told[new] for new in first] == [plan.objective for plan in plans]

    heard: list[int] = []

    def stop(new: int, plan: Plan) -> bool:
        heard.append(new)
        return new < 3

    cut = frontier(cover, weights, 7, on_plan=stop, budget_s=60)
    assert heard == [1, 2, 3]
    assert len(cut) == 7
    assert all(a.objective <= b.objective <= a.bound for a, b in zip(cut, plans, strict=True))


def test_the_curve_is_flat_and_proved_once_everybody_in_reach_is_covered() -> None:
    cover = Cover.from_points([[0, 0], [9, 0], [50, 50]], [[0, 0], [9, 0], [1, 0], [8, 0]], 2)
    plans = frontier(cover, [3, 2, 4], 4)
    assert [(plan.objective, plan.bound, plan.status) for plan in plans] == [
        (3, 3, "optimal"), (5, 5, "optimal"), (5, 5, "optimal"), (5, 5, "optimal"),
    ]  # fmt: skip
    assert [len(plan.chosen) for plan in plans] == [1, 2, 3, 4]


@pytest.mark.parametrize("seed", range(30))
def test_the_curve_keeps_the_rules_at_every_point(seed: int) -> None:
    rng = np.random.default_rng(seed)
    demand, site = rng.random((40, 2)) * 10, rng.random((9, 2)) * 10
    cover, weights = Cover.from_points(demand, site, 2.5), rng.integers(0, 9, 40)
    rules = [
        Rules(conflicts=Rules.too_near(site, 4.0)),
        Rules(backup=True, column_group=np.arange(9) % 3, group_cap=1),
        Rules(demand_group=np.arange(40) % 3, fairest=True),
        Rules(demand_group=np.arange(40) % 3, floors={0: 0.3, 2: 0.2}),
    ][seed % 4]
    plans = frontier(cover, weights, 5, existing=[0], rules=rules, budget_s=60)
    for new, plan in enumerate(plans, start=1):
        alone = solve_mclp(cover, weights, new, existing=[0], rules=rules, budget_s=60)
        assert (plan.status, plan.infeasible is None) == (alone.status, alone.infeasible is None)
        if plan.infeasible is None:
            assert plan.objective == alone.objective == plan.bound
        else:
            assert alone.infeasible is not None
            assert plan.infeasible.code == alone.infeasible.code
            assert plan.infeasible.params["new"] == new
            assert plan.infeasible.nearest.keys() == alone.infeasible.nearest.keys()
        if plan.fairness is not None and alone.fairness is not None:
            assert sorted(plan.fairness.shares.values()) == sorted(alone.fairness.shares.values())
