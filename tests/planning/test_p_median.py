"""p-median against brute force, its proofs replayed, and what must hold whatever the input."""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.planning import DistanceMatrix, engine, solve_p_median
from geoapp.planning.facility_engine import facility_kernels
from geoapp.planning.median import median
from geoapp.planning.median_certificate import Marks
from geoapp.planning.plan import Interrupt, Progress

from .facility_checker import ProofFails, least_ways, replay_median
from .towns import sparse_graph


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    engine.warm()


def _metres(rng: np.random.Generator, rows: int, columns: int) -> tuple[np.ndarray, int]:
    """Return distances of some kind, and how many steps a metre has (0: any real numbers); ties and twins occur."""
    kind = rng.integers(0, 4)
    if kind == 0:
        return rng.integers(0, 20, (rows, columns)).astype(float), 1
    if kind == 1:
        return rng.integers(0, 300, (rows, columns)) / 10, 10
    if kind == 2:
        return rng.random((rows, columns)) * 1000, 0
    demand, candidate = rng.integers(0, 7, (rows, 1, 2)), rng.integers(0, 7, (1, columns, 2))
    return np.sqrt(((demand - candidate) ** 2).sum(axis=2)), 0


def _case(seed: int) -> tuple[np.ndarray, int, np.ndarray, int, tuple[int, ...]]:
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(1, 30)), int(rng.integers(1, 12))
    metres, steps = _metres(rng, rows, columns)
    if rng.random() < 0.4:
        metres[rng.random(metres.shape) < rng.choice([0.1, 0.5, 0.9])] = math.inf
    weights = rng.integers(0, 9, rows)
    existing = tuple(rng.choice(columns, int(rng.integers(0, min(3, columns))), replace=False).tolist())
    return metres, steps, weights, int(rng.integers(0, 6)), existing


@pytest.mark.parametrize("seed", range(300))
def test_the_ways_are_the_least_there_are_and_the_proof_holds(seed: int) -> None:
    metres, steps, weights, new, existing = _case(seed)
    plan = solve_p_median(metres, weights, new, existing=existing)
    lost, ways = least_ways(metres, weights.tolist(), new, existing)
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(ways, rel=1e-12, abs=1e-12)
    assert plan.bound <= plan.objective
    assert plan.bound == pytest.approx(ways, rel=1e-9, abs=1e-9)
    can = np.isfinite(metres).any(axis=1)
    assert sum(int(weights[i]) for i in plan.uncovered if can[i]) == lost
    assert len(plan.chosen) == len(set(plan.chosen)) == min(new, metres.shape[1] - len(existing))
    assert not set(plan.chosen) & set(existing)
    stand = [*existing, *plan.chosen]
    reached = np.isfinite(metres[:, stand]).any(axis=1)
    assert plan.uncovered == tuple(np.flatnonzero(~reached).tolist())
    if steps:
        assert replay_median(plan.certificate, metres, weights.tolist(), existing, steps) >= 1


@pytest.mark.parametrize("seed", range(100))
def test_decimal_and_real_weights_are_proved_too(seed: int) -> None:
    rng = np.random.default_rng(seed)
    metres, _ = _metres(rng, 20, 9)
    weights = (
        rng.integers(0, 500, 20) / 100 if seed % 2 else np.sqrt(rng.random(20)) * 10.0 ** rng.integers(-5, 6)
    )
    plan = solve_p_median(metres, weights, 3)
    _, ways = least_ways(metres, weights.tolist(), 3, ())
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(ways, rel=1e-9, abs=1e-12)
    assert plan.bound <= ways * (1 + 1e-12)
    assert plan.bound >= plan.objective * (1 - 1e-6)


def test_nine_houses_on_a_line_are_served_from_the_middles_of_three() -> None:
    """Houses at 0, 10, … 80 m: three sites each with a neighbour on both sides, 6 walks of 10 m."""
    at = np.arange(9) * 10.0
    metres = np.abs(at[:, None] - at[None, :])
    plan = solve_p_median(DistanceMatrix(metres), np.ones(9, dtype=int), 3)
    assert (plan.chosen, plan.objective, plan.bound, plan.status) == ((1, 4, 7), 60.0, 60.0, "optimal")
    beside = solve_p_median(metres, np.ones(9, dtype=int), 2, existing=[1])
    assert (beside.chosen, beside.objective) == ((4, 7), 60.0)
    heavy = solve_p_median(metres, [1, 1, 1, 1, 1, 1, 1, 1, 100], 1)
    assert (heavy.chosen, heavy.objective) == ((8,), 360.0)


def test_an_island_is_served_first_and_nobody_there_is_forgotten() -> None:
    """The mainland has ten households, the island one; reaching all comes before any walk."""
    far = math.inf
    metres = [[0, 8, far], [8, 0, far], [far, far, 5], [far, far, far]]
    plan = solve_p_median(metres, [5, 5, 1, 1], 2)
    assert (plan.chosen[-1], plan.objective, plan.uncovered) == (2, 45.0, (3,))
    one = solve_p_median(metres, [5, 5, 1, 1], 1)
    assert (one.chosen, one.objective, one.bound, one.uncovered) == ((0,), 40.0, 40.0, (2, 3))
    none = solve_p_median(metres, [5, 5, 1, 1], 0)
    assert (none.chosen, none.objective, none.uncovered, none.status) == ((), 0.0, (0, 1, 2, 3), "optimal")


def test_nothing_to_serve_and_more_sites_than_there_are() -> None:
    assert solve_p_median(np.empty((0, 3)), [], 2).chosen == (0, 1)
    assert solve_p_median([[3.0, 1.0]], [7], 5).objective == 7.0
    assert solve_p_median([[3.0, 1.0]], [7], 5, existing=[0]).chosen == (1,)
    assert solve_p_median([[3.0, 1.0]], [0], 1).objective == 0.0
    assert solve_p_median(np.empty((2, 0)), [1, 1], 1).uncovered == (0, 1)


@given(st.integers(0, 10_000))
def test_whatever_the_multipliers_are_the_bound_stays_below_the_least(seed: int) -> None:
    metres, _, weights, new, existing = _case(seed)
    problem = median(metres, weights, new, np.array(sorted(existing), dtype=np.int64))
    columns = range(problem.column_count)
    least = min(
        problem.cost(np.array(chosen, dtype=np.int64))
        for chosen in itertools.combinations(columns, problem.picks)
    )
    cap = problem.lists[3]
    multipliers = (np.random.default_rng(seed).random(len(cap)) * 1.2 * cap * 4).astype(np.int64)
    base, rho = facility_kernels().median.relaxed(problem.lists, 4, multipliers, problem.column_count)
    total = Marks(int(base), rho, np.arange(problem.column_count), problem.picks).total
    assert total <= 4 * least


@given(st.integers(0, 10_000))
def test_one_more_site_never_lengthens_the_ways_and_weights_times_ten_change_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    metres, weights = rng.integers(0, 99, (25, 12)).astype(float), rng.integers(1, 9, 25)
    three, four = (solve_p_median(metres, weights, p) for p in (3, 4))
    assert four.objective <= three.objective
    tenfold = solve_p_median(metres, weights * 10, 3)
    assert (tenfold.objective, tenfold.chosen) == (10 * three.objective, three.chosen)
    i, j = rng.permutation(25), rng.permutation(12)
    assert solve_p_median(metres[i][:, j], weights[i], 3).objective == three.objective


def _random_matrix(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return distances without geometry, whose relaxation is far from the best plan, so that parts are split."""
    rng = np.random.default_rng(seed)
    return rng.integers(1, 100, (60, 40)).astype(float), rng.integers(1, 9, 60)


def _splits(step: Any) -> int:
    return (len(step.parts) == 2) + sum(_splits(part) for part in step.parts)


@pytest.mark.parametrize("seed", range(3))
def test_a_case_that_needs_splits_is_proved_and_the_proof_replays(seed: int) -> None:
    metres, weights = _random_matrix(seed)
    plan = solve_p_median(metres, weights, 6, budget_s=120)
    assert plan.status == "optimal"
    assert _splits(plan.certificate.step) >= 3
    assert replay_median(plan.certificate, metres, weights.tolist(), ()) > 6


@pytest.mark.parametrize("picks", [5, 10, 20, 33])
def test_a_road_network_of_a_hundred_places_is_proved(picks: int) -> None:
    metres = sparse_graph(100, 1)
    plan = solve_p_median(metres, np.ones(100, dtype=int), picks, budget_s=60)
    assert plan.status == "optimal"
    assert plan.objective == plan.bound == metres[:, plan.chosen].min(axis=1).sum()
    assert replay_median(plan.certificate, metres, [1] * 100, ()) >= 1


def test_a_tampered_certificate_is_refused() -> None:
    metres, weights = _random_matrix(1)
    proof: Any = solve_p_median(metres, weights, 6, budget_s=120).certificate
    problem = median(metres, weights, 6, np.empty(0, dtype=np.int64))

    def refused(lie: Any) -> bool:
        with pytest.raises(ProofFails):
            replay_median(lie, metres, weights.tolist(), ())
        return not lie.verify(problem.lists, problem.column_count)

    assert proof.verify(problem.lists, problem.column_count)
    assert refused(dataclasses.replace(proof, below=proof.below + 1))
    assert refused(dataclasses.replace(proof, scale=proof.scale * 2))
    assert refused(dataclasses.replace(proof, picks=7))
    deepest = proof.step
    while deepest.parts:
        deepest = deepest.parts[0]
    honest = deepest.multipliers
    for multipliers in (honest * 0, honest - proof.scale * 400, honest * 1000):
        deepest.multipliers = multipliers
        assert refused(proof)
    deepest.multipliers = honest
    best = solve_p_median(metres, weights, 6, budget_s=120).chosen
    for name, column in (("zeros", best[0]), ("ones", int(np.setdiff1d(np.arange(40), best)[0]))):
        forged = dataclasses.replace(proof.step, **{name: np.array([column])})
        forged.parts = forged.parts[:1]
        assert refused(dataclasses.replace(proof, step=forged))


@pytest.mark.parametrize("seed", range(20))
def test_no_time_still_brings_a_plan_and_a_true_bound(seed: int) -> None:
    metres, _, weights, new, existing = _case(seed)
    plan = solve_p_median(metres, weights, new, existing=existing, budget_s=0)
    lost, ways = least_ways(metres, weights.tolist(), new, existing)
    can = np.isfinite(metres).any(axis=1)
    if sum(int(weights[i]) for i in plan.uncovered if can[i]) == lost:
        assert plan.bound <= ways * (1 + 1e-12) <= plan.objective * (1 + 1e-9)
    assert len(plan.chosen) == min(new, metres.shape[1] - len(existing))


def test_the_same_seed_gives_the_same_plan() -> None:
    metres, weights = _random_matrix(4)
    one, other = (solve_p_median(metres, weights, 6, seed=4, budget_s=120) for _ in range(2))
    assert (one.chosen, one.objective, one.status) == (other.chosen, other.objective, other.status)


def test_progress_tells_rising_bounds_and_may_interrupt() -> None:
    metres = np.random.default_rng(0).random((300, 200)) * 100
    seen: list[Progress] = []

    def stop(progress: Progress) -> bool:
        seen.append(progress)
        return len(seen) < 3

    plan = solve_p_median(metres, np.ones(300), 12, progress=stop, budget_s=120)
    assert len(seen) == 3
    assert all(
        a.bound <= b.bound and a.objective >= b.objective for a, b in zip(seen, seen[1:], strict=False)
    )
    assert plan.status == "feasible"
    assert seen[-1].bound <= plan.bound <= plan.objective

    def refuse(progress: Progress) -> bool:
        raise Interrupt

    assert solve_p_median(metres, np.ones(300), 12, progress=refuse).status == "feasible"

    def broken(progress: Progress) -> bool:
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        solve_p_median(metres, np.ones(300), 12, progress=broken)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"matrix": [[1.0, -2.0]]}, r"metres\[0, 1\] is negative"),
        ({"matrix": [[1.0, math.nan]]}, r"metres\[0, 1\] is not a number"),
        ({"matrix": [1.0, 2.0]}, r"shape \(demand, facility\)"),
        ({"weights": [-1]}, r"weights\[0\] is negative"),
        ({"weights": [1, 2]}, r"shape \(1,\)"),
        ({"new": -1}, "new must be zero or more"),
        ({"existing": [2]}, r"existing\[0\] is 2"),
        ({"budget_s": -1}, "budget_s"),
        ({"matrix": [[1e300, 1.0]]}, "too much for exact arithmetic"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change: dict[str, Any], place: str) -> None:
    arguments = {"matrix": [[1.0, 2.0]], "weights": [1], "new": 1, **change}
    with pytest.raises(ValueError, match=place):
        solve_p_median(arguments.pop("matrix"), arguments.pop("weights"), arguments.pop("new"), **arguments)
