"""The curve: every point is the best for its number of sites, and none lies below the one before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from geoapp.planning import Cover, frontier


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
