"""Full cover against brute force, its proofs replayed, and what must hold whatever the input."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.planning import Cover, engine, solve_lscp, solve_mclp
from geoapp.planning.covering import wanted
from geoapp.planning.covering_certificate import exact_sums
from geoapp.planning.plan import Interrupt, Progress

from .facility_checker import ProofFails, cheapest_cover, columns_of, replay_cover


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    engine.warm()


def _case(seed: int) -> tuple[Cover, list[int], tuple[int, ...]]:
    """Return a small cover with costs; twins, ties, empty rows and columns that cost nothing occur."""
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(0, 40)), int(rng.integers(1, 12))
    if rng.random() < 0.4:
        points = rng.integers(0, 6, (rows, 2)), rng.integers(0, 6, (columns, 2))
        cover = Cover.from_points(*points, float(rng.choice([0, 1, 2, np.sqrt(2)])))
    else:
        matrix = np.where(rng.random((rows, columns)) < rng.uniform(0.05, 0.5), 1.0, 9.0)
        cover = Cover.from_distances(matrix, 1.0)
    costs = [1] * columns if rng.random() < 0.4 else rng.integers(0, 9, columns).tolist()
    existing = tuple(rng.choice(columns, int(rng.integers(0, min(3, columns))), replace=False).tolist())
    return cover, costs, existing


@pytest.mark.parametrize("seed", range(300))
def test_the_cover_is_the_cheapest_there_is_and_its_proof_holds(seed: int) -> None:
    cover, costs, existing = _case(seed)
    plan = solve_lscp(cover, existing=existing, costs=costs)
    sets = columns_of(cover)
    assert plan.status == "optimal"
    assert plan.objective == plan.bound == cheapest_cover(sets, costs, existing)
    assert plan.objective == sum(costs[j] for j in plan.chosen)
    assert not set(plan.chosen) & set(existing)
    assert set(plan.uncovered) == set(range(cover.demand_count)) - set().union(*sets)
    left = np.flatnonzero(cover.counts([*existing, *plan.chosen]) == 0)
    assert tuple(left.tolist()) == plan.uncovered
    assert replay_cover(plan.certificate, sets, costs, existing) >= 1


def _sparse(seed: int, rows: int = 200, columns: int = 70) -> Cover:
    """Return a cover without geometry, whose relaxation is far from its best cover, so that parts are split."""
    rng = np.random.default_rng(seed)
    return Cover.from_distances(np.where(rng.random((rows, columns)) < 0.1, 1.0, 9.0), 1.0)


@pytest.mark.parametrize("seed", [0, 2])
@pytest.mark.parametrize("priced", [False, True])
def test_a_case_that_needs_splits_is_proved_and_the_proof_replays(seed: int, priced: bool) -> None:
    cover = _sparse(seed)
    costs = np.random.default_rng(seed).integers(3, 9, 70) if priced else np.ones(70, dtype=np.int64)
    plan = solve_lscp(cover, costs=costs, budget_s=120)
    assert plan.status == "optimal"
    assert replay_cover(plan.certificate, columns_of(cover), costs.tolist()) > 20


@pytest.mark.parametrize(
    ("side", "fewest"), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 7), (6, 10), (7, 12), (8, 16)]
)
def test_a_square_lattice_with_reach_one_needs_its_domination_number(side: int, fewest: int) -> None:
    """Every point serves itself and its neighbours; the numbers are those of Alanko et al. 2011."""
    points = [[x, y] for x in range(side) for y in range(side)]
    plan = solve_lscp(Cover.from_points(points, points, 1.0), budget_s=60)
    assert (plan.status, plan.objective, plan.bound) == ("optimal", fewest, fewest)


def test_what_stands_already_needs_no_second_and_what_nobody_reaches_is_listed() -> None:
    cover = Cover.from_points([[0, 0], [10, 0], [20, 0], [500, 0]], [[0, 0], [10, 0], [20, 0]], 5)
    plan = solve_lscp(cover, existing=[1])
    assert (plan.chosen, plan.objective, plan.uncovered) == ((0, 2), 2, (3,))
    assert solve_lscp(cover, existing=[0, 1, 2]).chosen == ()
    assert solve_lscp(Cover.from_points([], [[0, 0]], 5)).objective == 0
    nobody = solve_lscp(Cover.from_points([[0, 0]], [], 5))
    assert (nobody.status, nobody.objective, nobody.uncovered) == ("optimal", 0, (0,))


def test_a_dear_site_gives_way_to_two_cheap_ones() -> None:
    cover = Cover.from_distances([[1, 1, 9], [1, 9, 1]], 1)
    assert solve_lscp(cover).chosen == (0,)
    assert solve_lscp(cover, costs=[3.5, 1.25, 1.5]).chosen == (1, 2)
    assert solve_lscp(cover, costs=[3.5, 1.25, 1.5]).objective == 2.75
    assert solve_lscp(cover, costs=[2.75, 1.25, 1.5]).objective == 2.75


def test_any_real_costs_keep_a_bound_below_the_cheapest() -> None:
    rng = np.random.default_rng(3)
    for seed in range(40):
        cover, _, existing = _case(seed)
        costs = np.sqrt(rng.random(cover.column_count)) * 10.0 ** rng.integers(-4, 5)
        plan = solve_lscp(cover, existing=existing, costs=costs)
        best = cheapest_cover(columns_of(cover), costs.tolist(), existing)
        assert plan.objective == pytest.approx(best, rel=1e-9)
        assert plan.bound <= best * (1 + 1e-12)
        assert plan.gap < 1e-9


@given(st.integers(0, 10_000))
def test_whatever_the_multipliers_are_the_bound_stays_below_the_cheapest(seed: int) -> None:
    cover, costs, existing = _case(seed)
    costs = [cost + 1 for cost in costs]
    problem = wanted(cover, np.array(sorted(existing), dtype=np.int64), np.array(costs)).whole
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 1024 * 6, problem.row_count)
    rows = np.arange(problem.row_count)
    status = np.zeros(problem.column_count, dtype=np.int8)
    total, _ = exact_sums(problem, status, np.ones(problem.row_count, bool), rows, values, 1024)
    assert total <= 1024 * cheapest_cover(columns_of(cover), costs, existing)


@given(st.integers(0, 10_000))
def test_the_fewest_sites_serve_all_and_one_less_does_not(seed: int) -> None:
    cover, _, _ = _case(seed)
    fewest = int(solve_lscp(cover).objective)
    weights = np.ones(cover.demand_count, dtype=np.int64)
    everyone = int((cover.counts(range(cover.column_count)) > 0).sum())
    assert solve_mclp(cover, weights, fewest).objective == everyone
    if fewest:
        assert solve_mclp(cover, weights, fewest - 1).objective < everyone


@given(st.integers(0, 10_000))
def test_the_order_of_rows_and_columns_does_not_change_the_cost(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = np.where(rng.random((40, 15)) < 0.15, 1.0, 9.0)
    costs = rng.integers(1, 9, 15)
    i, j = rng.permutation(40), rng.permutation(15)
    one = solve_lscp(Cover.from_distances(matrix, 1), costs=costs)
    other = solve_lscp(Cover.from_distances(matrix[i][:, j], 1), costs=costs[j])
    assert one.objective == other.objective
    tenfold = solve_lscp(Cover.from_distances(matrix, 1), costs=costs * 10)
    assert (tenfold.chosen, tenfold.objective) == (one.chosen, 10 * one.objective)


def test_a_tampered_certificate_is_refused() -> None:
    cover = _sparse(0)
    plan = solve_lscp(cover, budget_s=120)
    proof: Any = plan.certificate
    whole = wanted(cover, np.empty(0, dtype=np.int64), np.ones(70, dtype=np.int64)).whole
    assert proof.verify(whole)
    deepest = proof.step
    while deepest.parts:
        deepest = deepest.parts[0]
    lies = [dataclasses.replace(proof, below=proof.below + 1), dataclasses.replace(proof, scale=1)]
    for lie in lies:
        assert not lie.verify(whole)
        with pytest.raises(ProofFails):
            replay_cover(lie, columns_of(cover), [1] * 70)
    honest = deepest.values
    for values in (honest * 0, -honest, honest * 1000):
        deepest.values = values
        assert not proof.verify(whole)
        with pytest.raises(ProofFails):
            replay_cover(proof, columns_of(cover), [1] * 70)
    deepest.values = honest
    assert proof.verify(whole)


def test_a_decision_that_nothing_justifies_is_refused() -> None:
    cover = _sparse(2)
    proof: Any = solve_lscp(cover, budget_s=120).certificate
    whole = wanted(cover, np.empty(0, dtype=np.int64), np.ones(70, dtype=np.int64)).whole
    for name, lie in (
        ("dominated", np.array([[0, 1]])),
        ("dominated", np.array([[1, 0]])),
        ("superfluous", np.array([[0, 1]])),
        ("forced", np.array([[0, 0]])),
        ("zeros", np.array([0])),
        ("ones", np.array([0])),
    ):
        step = dataclasses.replace(proof.step, **{name: lie})
        step.parts = step.parts[:1] or [proof.step]
        forged = dataclasses.replace(proof, step=step)
        assert not forged.verify(whole)
        with pytest.raises(ProofFails):
            replay_cover(forged, columns_of(cover), [1] * 70)


@pytest.mark.parametrize("seed", range(20))
def test_no_time_still_brings_a_cover_and_a_true_bound(seed: int) -> None:
    cover, costs, existing = _case(seed)
    plan = solve_lscp(cover, existing=existing, costs=costs, budget_s=0)
    best = cheapest_cover(columns_of(cover), costs, existing)
    assert plan.bound <= best <= plan.objective
    left = np.flatnonzero(cover.counts([*existing, *plan.chosen]) == 0)
    assert tuple(left.tolist()) == plan.uncovered


def test_the_same_seed_gives_the_same_plan() -> None:
    one, other = (solve_lscp(_sparse(2), seed=4, budget_s=120) for _ in range(2))
    assert (one.chosen, one.objective, one.status) == (other.chosen, other.objective, other.status)


def test_progress_tells_rising_bounds_and_may_interrupt() -> None:
    seen: list[Progress] = []

    def stop(progress: Progress) -> bool:
        seen.append(progress)
        return len(seen) < 3

    cover = _sparse(5, 900, 300)
    plan = solve_lscp(cover, progress=stop, budget_s=120)
    assert len(seen) == 3
    assert all(
        a.bound <= b.bound and a.objective >= b.objective for a, b in zip(seen, seen[1:], strict=False)
    )
    assert seen[-1].bound <= plan.bound <= plan.objective
    assert plan.status == "feasible"
    assert (cover.counts(plan.chosen) > 0).all()

    def refuse(progress: Progress) -> bool:
        raise Interrupt

    assert solve_lscp(cover, progress=refuse).status == "feasible"

    def broken(progress: Progress) -> bool:
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        solve_lscp(cover, progress=broken)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"costs": [1, -1]}, r"costs\[1\] is not a cost"),
        ({"costs": [1, float("nan")]}, r"costs\[1\] is not a cost"),
        ({"costs": [1]}, r"one value per column, shape \(2,\)"),
        ({"costs": ["a", "b"]}, "costs must be numbers"),
        ({"existing": [4]}, r"existing\[0\] is 4"),
        ({"budget_s": -1}, "budget_s"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change: dict[str, Any], place: str) -> None:
    cover = Cover.from_points([[0, 0], [1, 1]], [[0, 0], [1, 1]], 1)
    with pytest.raises(ValueError, match=place):
        solve_lscp(cover, **change)
