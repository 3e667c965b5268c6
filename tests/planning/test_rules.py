"""Every rule against brute force over all choices that keep it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from geoapp.planning import Cover, Plan, Rules, solve_mclp

Case = tuple[Cover, np.ndarray, int, tuple[int, ...]]


def _case(seed: int, random_cover: Callable[..., Cover]) -> tuple[np.random.Generator, Case]:
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(3, 30)), int(rng.integers(3, 11))
    cover = random_cover(rng, rows, columns)
    existing = tuple(rng.choice(columns, int(rng.integers(0, 3)), replace=False).tolist())
    return rng, (cover, rng.integers(0, 9, rows), int(rng.integers(1, 5)), existing)


def _choices(case: Case) -> list[tuple[int, ...]]:
    cover, _, new, existing = case
    free = [j for j in range(cover.column_count) if j not in existing]
    return [c for size in range(min(new, len(free)) + 1) for c in itertools.combinations(free, size)]


def _worth(
    case: Case, chosen: tuple[int, ...], need: int = 1, standing: tuple[int, ...] | None = None
) -> int:
    cover, weights, _, existing = case
    count = np.zeros(cover.demand_count, dtype=int)
    for j in [*(existing if standing is None else standing), *chosen]:
        count[cover.column(j)] += 1
    return int(weights[count >= need].sum())


def _agrees(
    plan: Plan, case: Case, keeps: Callable[[tuple[int, ...]], bool], worth: Callable[..., Any]
) -> None:
    """Check a plan against every choice; where `new` sites do not fit, the plan must say how many do."""
    _, _, new, existing = case
    allowed = [c for c in _choices(case) if keeps(c)]
    most = max(len(c) for c in allowed)
    free = case[0].column_count - len(existing)
    alone = sum(keeps((j,)) for j in range(case[0].column_count) if j not in existing)
    if most < min(new, free, alone):
        assert plan.status == "infeasible"
        assert plan.infeasible is not None
        assert plan.infeasible.nearest == {"new": most}
        return
    assert plan.status == "optimal"
    assert keeps(plan.chosen)
    assert len(set(plan.chosen)) == len(plan.chosen) <= new
    assert not set(plan.chosen) & set(existing)
    best = max(worth(c) for c in allowed)
    assert plan.objective == pytest.approx(best, abs=1e-9)
    assert plan.bound == pytest.approx(best, abs=1e-9)
    assert worth(plan.chosen) == pytest.approx(best, abs=1e-9)
    if len(plan.chosen) < new:
        others = [j for j in range(case[0].column_count) if j not in (*existing, *plan.chosen) and keeps((j,))]
        assert not any(keeps(tuple(sorted((*plan.chosen, j)))) for j in others)
        assert plan.held_back or not others


@pytest.mark.parametrize("seed", range(120))
def test_forbidden_and_removed_columns_are_left_alone(seed: int, random_cover: Callable[..., Cover]) -> None:
    rng, case = _case(seed, random_cover)
    cover, weights, new, existing = case
    forbidden = set(rng.choice(cover.column_count, 2).tolist())
    removed = existing[:1]
    plan = solve_mclp(
        cover, weights, new, existing=existing, rules=Rules(forbidden=forbidden, removed=removed)
    )
    _agrees(plan, case, lambda c: not forbidden & set(c), lambda c: _worth(case, c, standing=existing[1:]))


@pytest.mark.parametrize("seed", range(200))
def test_sites_keep_their_distance_from_each_other_and_from_existing_ones(
    seed: int, random_cover: Callable[..., Cover]
) -> None:
    rng, case = _case(seed, random_cover)
    cover, weights, new, existing = case
    site = rng.random((cover.column_count, 2)) * 4
    pairs = Rules.too_near(site, float(rng.uniform(0.3, 2.5)))
    near = {frozenset(pair) for pair in pairs.tolist()}
    plan = solve_mclp(cover, weights, new, existing=existing, rules=Rules(conflicts=pairs))

    def keeps(c: tuple[int, ...]) -> bool:
        beside = [*itertools.combinations(c, 2), *itertools.product(c, existing)]
        return not any(frozenset(pair) in near for pair in beside)

    _agrees(plan, case, keeps, lambda c: _worth(case, c))


@pytest.mark.parametrize("seed", range(150))
def test_no_group_gets_more_new_sites_than_its_cap(seed: int, random_cover: Callable[..., Cover]) -> None:
    rng, case = _case(seed, random_cover)
    cover, weights, new, existing = case
    group = rng.integers(-1, 3, cover.column_count)
    caps = {0: 1, 1: 1, 2: int(rng.integers(0, 3))}
    plan = solve_mclp(cover, weights, new, existing=existing, rules=Rules(column_group=group, group_cap=caps))
    _agrees(
        plan,
        case,
        lambda c: all((group[list(c)] == g).sum() <= cap for g, cap in caps.items()),
        lambda c: _worth(case, c),
    )


@pytest.mark.parametrize("seed", range(150))
def test_costs_stay_below_the_cap_per_site_and_in_all(seed: int, random_cover: Callable[..., Cover]) -> None:
    rng, case = _case(seed, random_cover)
    cover, weights, new, existing = case
    cost = rng.integers(1, 20, cover.column_count) / 4
    rules = Rules(site_cost=cost, most_per_site=4.25, most_in_all=float(rng.integers(4, 12)))
    plan = solve_mclp(cover, weights, new, existing=existing, rules=rules)

    def keeps(c: tuple[int, ...]) -> bool:
        return all(cost[j] <= 4.25 for j in c) and sum(Fraction(cost[j]) for j in c) <= rules.most_in_all

    _agrees(plan, case, keeps, lambda c: _worth(case, c))


@pytest.mark.parametrize("seed", range(150))
def test_backup_counts_only_who_is_within_reach_of_two(seed: int, random_cover: Callable[..., Cover]) -> None:
    _, case = _case(seed, random_cover)
    cover, weights, new, existing = case
    plan = solve_mclp(cover, weights, new, existing=existing, rules=Rules(backup=True))
    _agrees(plan, case, lambda c: True, lambda c: _worth(case, c, need=2))


@pytest.mark.parametrize("seed", range(150))
def test_graded_cover_counts_the_share_of_the_narrowest_ring(seed: int) -> None:
    rng = np.random.default_rng(seed)
    demand, site = rng.random((25, 2)) * 8, rng.random((9, 2)) * 8
    rings = [Cover.from_points(demand, site, r) for r in (1, 2, 3.5)]
    case = (rings[0], rng.integers(0, 9, 25), int(rng.integers(1, 4)), (0,))
    rules = Rules(graded=((rings[1], 0.5), (rings[2], 0.2)))
    plan = solve_mclp(rings[0], case[1], case[2], existing=(0,), rules=rules)

    def worth(c: tuple[int, ...]) -> float:
        share = np.zeros(25)
        for cover, value in ((rings[2], 0.2), (rings[1], 0.5), (rings[0], 1.0)):
            share[cover.counts([0, *c]) > 0] = value
        return float((share * case[1]).sum())

    _agrees(plan, case, lambda c: True, worth)
