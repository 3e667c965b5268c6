"""MCLP against brute force, its proofs replayed, and what must hold whatever the input."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.planning.certificate import MclpCertificate, Step
from geoapp.planning.cover import Cover
from geoapp.planning.mclp import solve_mclp
from geoapp.planning.plan import Interrupt, Progress


def _case(seed: int, random_cover: Callable[..., Cover]) -> tuple[Cover, np.ndarray, int, tuple[int, ...]]:
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(1, 40)), int(rng.integers(1, 13))
    cover = random_cover(rng, rows, columns)
    weights = rng.integers(0, 9, rows) * int(rng.choice([1, 3]))
    existing = tuple(rng.choice(columns, int(rng.integers(0, min(3, columns))), replace=False).tolist())
    return cover, weights, int(rng.integers(0, 6)), existing


@pytest.mark.parametrize("seed", range(300))
def test_the_plan_is_the_best_there_is_and_its_proof_holds(
    seed: int,
    random_cover: Callable[..., Cover],
    best_by_trying: Callable[..., Any],
    verified: Callable[..., int],
) -> None:
    cover, weights, new, existing = _case(seed, random_cover)
    plan = solve_mclp(cover, weights, new, existing=existing)
    assert plan.status == "optimal"
    assert plan.objective == plan.bound == best_by_trying(cover, weights.tolist(), new, existing)
    covered = cover.counts([*existing, *plan.chosen]) > 0
    assert plan.objective == weights[covered].sum()
    assert len(plan.chosen) == len(set(plan.chosen)) == min(new, cover.column_count - len(existing))
    assert not set(plan.chosen) & set(existing)
    assert verified(plan, cover, weights, new, existing) >= 1


def _town(seed: int, rows: int = 400, columns: int = 120) -> tuple[Cover, np.ndarray]:
    rng = np.random.default_rng(seed)
    demand, candidate = rng.random((rows, 2)) * 100, rng.random((columns, 2)) * 100
    return Cover.from_points(demand, candidate, 14.0), rng.integers(1, 9, rows)


@pytest.mark.parametrize("seed", range(6))
def test_a_town_that_needs_splits_is_proved_and_the_proof_replays(
    seed: int, verified: Callable[..., int]
) -> None:
    cover, weights = _town(seed)
    plan = solve_mclp(cover, weights, 9, budget_s=60)
    assert plan.status == "optimal"
    assert verified(plan, cover, weights, 9) >= 1


def test_a_tampered_certificate_is_refused(verified: Callable[..., int]) -> None:
    cover, weights = _town(3)
    plan = solve_mclp(cover, weights, 9, budget_s=60)
    proof = plan.certificate
    assert isinstance(proof, MclpCertificate)
    for lie in (
        dataclasses.replace(proof, worth=proof.worth - 1),
        dataclasses.replace(proof, dominator=np.zeros_like(proof.dominator)),
        dataclasses.replace(proof, proofs=(dataclasses.replace(proof.proofs[0], step=Step()),)),
    ):
        with pytest.raises(AssertionError):
            verified(dataclasses.replace(plan, certificate=lie, objective=lie.worth), cover, weights, 9)


def test_no_time_still_brings_a_plan_and_a_true_bound(best_by_trying: Callable[..., Any]) -> None:
    cover, weights = _town(1, 60, 14)
    plan = solve_mclp(cover, weights, 3, budget_s=0)
    best = best_by_trying(cover, weights.tolist(), 3)
    assert plan.objective <= best <= plan.bound
    assert len(plan.chosen) == 3
    assert plan.gap == pytest.approx((plan.bound - plan.objective) / plan.objective)


@given(st.integers(0, 10_000))
def test_one_more_site_never_covers_less_and_weights_times_ten_change_nothing(seed: int) -> None:
    cover, weights = _town(seed, 80, 25)
    three, four = (solve_mclp(cover, weights, p) for p in (3, 4))
    assert four.objective >= three.objective
    tenfold = solve_mclp(cover, weights * 10, 3)
    assert tenfold.chosen == three.chosen
    assert tenfold.objective == 10 * three.objective


@given(st.integers(0, 10_000))
def test_the_order_of_rows_and_columns_does_not_change_the_worth(seed: int) -> None:
    rng = np.random.default_rng(seed)
    demand, candidate, weights = rng.random((50, 2)) * 9, rng.random((15, 2)) * 9, rng.integers(1, 9, 50)
    i, j = rng.permutation(50), rng.permutation(15)
    one = solve_mclp(Cover.from_points(demand, candidate, 2), weights, 3)
    other = solve_mclp(Cover.from_points(demand[i], candidate[j], 2), weights[i], 3)
    assert one.objective == other.objective


def test_decimal_weights_are_proved_and_the_objective_is_their_sum(
    best_by_trying: Callable[..., Any],
) -> None:
    rng = np.random.default_rng(5)
    for _ in range(30):
        cover = Cover.from_points(rng.random((30, 2)) * 9, rng.random((10, 2)) * 9, 2)
        weights = rng.integers(0, 500, 30) / 100
        plan = solve_mclp(cover, weights, 3)
        assert plan.status == "optimal"
        assert plan.objective == pytest.approx(best_by_trying(cover, weights.tolist(), 3), abs=1e-9)
        assert plan.bound >= plan.objective


def test_any_real_weights_keep_a_bound_that_no_choice_passes(best_by_trying: Callable[..., Any]) -> None:
    rng = np.random.default_rng(6)
    for _ in range(30):
        cover = Cover.from_points(rng.random((30, 2)) * 9, rng.random((10, 2)) * 9, 2)
        weights = np.sqrt(rng.random(30)) * 10.0 ** rng.integers(-8, 8)
        plan = solve_mclp(cover, weights, 3)
        best = best_by_trying(cover, weights.tolist(), 3)
        assert plan.objective == pytest.approx(best, rel=1e-9)
        assert plan.bound >= best * (1 - 1e-12)
        assert plan.gap < 1e-9 * max(best, 1) or plan.status == "feasible"


def test_the_same_seed_gives_the_same_plan() -> None:
    cover, weights = _town(8)
    one, other = (solve_mclp(cover, weights, 9, seed=4, budget_s=60) for _ in range(2))
    assert (one.chosen, one.objective, one.status) == (other.chosen, other.objective, other.status)


def test_progress_tells_falling_bounds_and_may_interrupt() -> None:
    cover, weights = _town(2, 4_000, 900)
    seen: list[Progress] = []

    def stop(progress: Progress) -> bool:
        seen.append(progress)
        return len(seen) < 2

    plan = solve_mclp(cover, weights, 30, progress=stop)
    assert len(seen) == 2
    assert all(
        a.bound >= b.bound and a.objective <= b.objective for a, b in zip(seen, seen[1:], strict=False)
    )
    assert plan.objective <= plan.bound

    def refuse(progress: Progress) -> bool:
        raise Interrupt

    assert solve_mclp(cover, weights, 30, progress=refuse).status == "feasible"


def test_a_fault_in_the_callback_is_not_swallowed() -> None:
    cover, weights = _town(2)

    def broken(progress: Progress) -> bool:
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        solve_mclp(cover, weights, 3, progress=broken)


def test_nothing_to_cover_nothing_to_choose_and_too_many_sites() -> None:
    empty = Cover.from_points([], [[0, 0], [1, 1]], 5)
    assert solve_mclp(empty, [], 1).chosen == (0,)
    cover = Cover.from_points([[0, 0]], [[0, 0], [9, 9]], 1)
    assert solve_mclp(cover, [7], 5).chosen == (0, 1)
    assert solve_mclp(cover, [7], 0).objective == 0
    assert solve_mclp(cover, [7], 3, existing=[0]).chosen == (1,)
    assert solve_mclp(cover, [7], 3, existing=[0]).objective == 7


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"weights": [1, -1]}, r"weights\[1\] is negative"),
        ({"weights": [1, float("nan")]}, r"weights\[1\] is not finite"),
        ({"weights": [1]}, r"shape \(2,\)"),
        ({"new": -1}, "new must be zero or more"),
        ({"new": 1.5}, "new must be a whole number"),
        ({"existing": [4]}, r"existing\[0\] is 4"),
        ({"budget_s": -1}, "budget_s"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change: dict[str, Any], place: str) -> None:
    cover = Cover.from_points([[0, 0], [1, 1]], [[0, 0], [1, 1]], 1)
    arguments = {"weights": [1, 1], "new": 1, **change}
    with pytest.raises(ValueError, match=place):
        solve_mclp(cover, arguments.pop("weights"), arguments.pop("new"), **arguments)
