"""p-center against brute force, its proofs replayed, and what must hold whatever the input."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.planning import Cover, DistanceMatrix, engine, solve_lscp, solve_p_center
from geoapp.planning.p_center import verify_too_small
from geoapp.planning.plan import Interrupt, Progress

from .facility_checker import ProofFails, least_radius, replay_cover
from .towns import sparse_graph


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    engine.warm()


def _case(seed: int) -> tuple[np.ndarray, int, tuple[int, ...]]:
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(1, 30)), int(rng.integers(1, 12))
    if rng.random() < 0.5:
        metres = rng.integers(0, 20, (rows, columns)).astype(float)
    else:
        demand, candidate = rng.integers(0, 8, (rows, 1, 2)), rng.integers(0, 8, (1, columns, 2))
        metres = np.sqrt(((demand - candidate) ** 2).sum(axis=2))
    if rng.random() < 0.3:
        metres[rng.random(metres.shape) < rng.choice([0.1, 0.5, 0.9])] = math.inf
    existing = tuple(rng.choice(columns, int(rng.integers(0, min(3, columns))), replace=False).tolist())
    return metres, int(rng.integers(0, 6)), existing


def _replay(plan: Any, metres: np.ndarray, new: int, existing: tuple[int, ...]) -> int:
    """Check that the certificate rules out every radius below the plan's."""
    rows = metres[np.isfinite(metres).any(axis=1)]
    proof = plan.certificate
    free = np.setdiff1d(np.arange(metres.shape[1]), existing)
    stands = rows[:, list(existing)].min(axis=1, initial=math.inf)
    radii = np.unique(np.append(rows[:, free], stands))
    radii = radii[np.isfinite(radii)]
    smaller = radii[radii < plan.objective]
    if len(smaller) == 0:
        return 0
    if not proof.too_small_m >= smaller[-1]:
        raise ProofFails("a smaller radius is left open")
    sets = [set(np.flatnonzero(rows[:, j] <= proof.too_small_m).tolist()) for j in range(rows.shape[1])]
    if set().union(*sets) != set(range(len(rows))):
        return 1  # somebody has nobody within that radius: plain to see
    picks = min(new, metres.shape[1] - len(existing))
    if proof.cover.below < picks:
        raise ProofFails("the proof allows more columns than may be chosen")
    return replay_cover(proof.cover, sets, [1] * len(sets), existing)


@pytest.mark.parametrize("seed", range(300))
def test_the_radius_is_the_least_there_is_and_the_proof_holds(seed: int) -> None:
    metres, new, existing = _case(seed)
    plan = solve_p_center(metres, new, existing=existing)
    least = least_radius(metres, new, existing)
    assert plan.objective == plan.bound == least
    assert len(plan.chosen) == len(set(plan.chosen)) == min(new, metres.shape[1] - len(existing))
    assert not set(plan.chosen) & set(existing)
    assert plan.uncovered == tuple(np.flatnonzero(~np.isfinite(metres).any(axis=1)).tolist())
    _replay(plan, metres, new, existing)
    assert verify_too_small(plan.certificate, metres, new, existing)
    if math.isinf(least):
        assert plan.status == "infeasible"
        return
    reached = metres[np.isfinite(metres).any(axis=1)][:, [*existing, *plan.chosen]]
    assert reached.min(axis=1, initial=math.inf).max(initial=0.0) == least
    assert plan.status == "optimal"
    assert plan.interval is not None
    assert plan.interval[0] < plan.interval[1] == least


def test_nine_houses_on_a_line_are_at_most_ten_metres_from_three_sites() -> None:
    at = np.arange(9) * 10.0
    metres = np.abs(at[:, None] - at[None, :])
    plan = solve_p_center(DistanceMatrix(metres), 3)
    assert (plan.chosen, plan.objective, plan.status, plan.interval) == (
        (1, 4, 7),
        10.0,
        "optimal",
        (0.0, 10.0),
    )
    assert solve_p_center(metres, 1).objective == 40.0
    assert solve_p_center(metres, 1, existing=[0]).objective == 30.0
    assert solve_p_center(metres, 9).objective == 0.0
    assert solve_p_center(metres, 40).chosen == tuple(range(9))


@pytest.mark.parametrize(("side", "fewest"), [(3, 3), (4, 4), (5, 7), (6, 10)])
def test_a_square_lattice_needs_its_domination_number_for_a_radius_of_one(side: int, fewest: int) -> None:
    points = np.array([[x, y] for x in range(side) for y in range(side)], dtype=float)
    metres = np.abs(points[:, None] - points[None]).sum(axis=2)
    assert solve_p_center(metres, fewest).objective == 1.0
    assert solve_p_center(metres, fewest - 1).objective == 2.0


def test_too_few_sites_for_two_islands_say_how_many_it_takes() -> None:
    far = math.inf
    metres = [[0, 8, far], [8, 0, far], [far, far, 5], [far, far, far]]
    plan = solve_p_center(metres, 1)
    assert (plan.status, plan.objective, plan.uncovered) == ("infeasible", math.inf, (3,))
    assert plan.infeasible is not None
    assert (plan.infeasible.code, plan.infeasible.params, plan.infeasible.nearest) == (
        "reach",
        {"new": 1},
        {"new": 2},
    )
    assert solve_p_center(metres, 2).objective == 8.0
    assert solve_p_center(metres, 0, existing=[0, 2]).objective == 8.0


def test_nothing_to_serve_and_nothing_to_choose() -> None:
    plan = solve_p_center(np.empty((0, 3)), 2)
    assert (plan.chosen, plan.objective, plan.status) == ((0, 1), 0.0, "optimal")
    nobody = solve_p_center(np.empty((2, 0)), 1)
    assert (nobody.objective, nobody.uncovered, nobody.status) == (0.0, (0, 1), "optimal")
    assert solve_p_center([[5.0]], 0).status == "infeasible"


@given(st.integers(0, 10_000))
def test_within_the_radius_so_many_sites_serve_all_and_within_less_they_do_not(seed: int) -> None:
    rng = np.random.default_rng(seed)
    metres = rng.integers(0, 30, (25, 10)).astype(float)
    plan = solve_p_center(metres, 3)
    assert solve_lscp(Cover.from_distances(metres, plan.objective)).objective <= 3
    below = Cover.from_distances(metres, plan.objective - 1) if plan.objective >= 1 else None
    assert below is None or solve_lscp(below).objective > 3 or solve_lscp(below).uncovered
    assert solve_p_center(metres, 4).objective <= plan.objective
    i, j = rng.permutation(25), rng.permutation(10)
    assert solve_p_center(metres[i][:, j], 3).objective == plan.objective


@pytest.mark.parametrize("picks", [5, 10, 20, 33])
def test_a_road_network_of_a_hundred_places_is_proved(picks: int) -> None:
    metres = sparse_graph(100, 1)
    plan = solve_p_center(metres, picks, budget_s=60)
    assert plan.status == "optimal"
    assert plan.objective == plan.bound == metres[:, plan.chosen].min(axis=1).max()
    assert _replay(plan, metres, picks, ()) >= 1


def test_a_tampered_certificate_is_refused() -> None:
    metres = sparse_graph(60, 2)
    plan = solve_p_center(metres, 6, budget_s=60)
    proof: Any = plan.certificate
    assert verify_too_small(proof, metres, 6, ())
    wider = dataclasses.replace(proof, too_small_m=plan.objective)
    fewer = dataclasses.replace(proof, cover=dataclasses.replace(proof.cover, below=5))
    none = dataclasses.replace(proof, cover=None)
    for lie in (wider, fewer, none):
        assert not verify_too_small(lie, metres, 6, ())
    for lie in (wider, fewer):
        with pytest.raises(ProofFails):
            _replay(dataclasses.replace(plan, certificate=lie), metres, 6, ())


@pytest.mark.parametrize("seed", range(20))
def test_no_time_still_brings_a_plan_and_a_true_interval(seed: int) -> None:
    metres, new, existing = _case(seed)
    plan = solve_p_center(metres, new, existing=existing, budget_s=0)
    least = least_radius(metres, new, existing)
    assert plan.bound <= least <= plan.objective
    assert len(plan.chosen) == min(new, metres.shape[1] - len(existing))
    if plan.interval is not None:
        assert plan.interval[0] < least <= plan.interval[1]


def test_the_same_seed_gives_the_same_plan() -> None:
    metres = sparse_graph(80, 3)
    one, other = (solve_p_center(metres, 7, seed=4, budget_s=60) for _ in range(2))
    assert (one.chosen, one.objective, one.status) == (other.chosen, other.objective, other.status)


def test_progress_tells_rising_bounds_and_may_interrupt() -> None:
    metres = sparse_graph(150, 4)
    seen: list[Progress] = []

    def stop(progress: Progress) -> bool:
        seen.append(progress)
        return len(seen) < 4

    plan = solve_p_center(metres, 9, progress=stop, budget_s=60)
    assert len(seen) == 4
    assert all(
        a.bound <= b.bound and a.objective >= b.objective for a, b in zip(seen, seen[1:], strict=False)
    )
    assert seen[-1].bound <= plan.bound <= plan.objective <= seen[-1].objective
    assert plan.status == "feasible"

    def refuse(progress: Progress) -> bool:
        raise Interrupt

    assert solve_p_center(metres, 9, progress=refuse).status == "feasible"

    def broken(progress: Progress) -> bool:
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        solve_p_center(metres, 9, progress=broken)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"matrix": [[1.0, -2.0]]}, r"metres\[0, 1\] is negative"),
        ({"matrix": [[1.0, math.nan]]}, r"metres\[0, 1\] is not a number"),
        ({"new": 1.5}, "new must be a whole number"),
        ({"existing": [2]}, r"existing\[0\] is 2"),
        ({"budget_s": -1}, "budget_s"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change: dict[str, Any], place: str) -> None:
    arguments = {"matrix": [[1.0, 2.0]], "new": 1, **change}
    with pytest.raises(ValueError, match=place):
        solve_p_center(arguments.pop("matrix"), arguments.pop("new"), **arguments)
