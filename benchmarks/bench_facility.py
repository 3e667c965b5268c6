"""Full cover, p-median and p-center: gaps and proofs at the sizes of our goals, against HiGHS and spopt where they can.

The road networks are drawn from a seed like those of the OR-Library (Beasley 1990): n places, n²/50 roads of length 1 to 100,
the shortest ways between all. Every answer of ours is bounded by a budget; a peer is asked at 100 places only, since a
model of all pairs grows with their square.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarks.bench_planner import PEERS_VARIABLE
from benchmarks.table import Table, agree
from benchmarks.timing import Timed, race
from benchmarks.towns import along_alleys
from geoapp.planning import Cover, Plan, Progress, engine, solve_lscp, solve_p_center, solve_p_median
from tests.planning.towns import sparse_graph

RADIUS_M = 100.0
BUDGET_S = 10.0
GRAPH_SEED = 1
SIZES = (100, 200, 300, 400, 500, 600, 700, 800, 900)
MEDIAN_GAP, LSCP_GAP = 0.001, 0.12

Floats = npt.NDArray[np.float64]


def main(table: Table, *, small: bool) -> None:
    """Run every goal; `small` keeps to 100 and 200 places and a ward of 1,000 households."""
    engine.warm()
    sizes = SIZES[:2] if small else SIZES
    graphs = {n: sparse_graph(n, GRAPH_SEED) for n in sizes}
    _full_cover(table, *((1_000, 500) if small else (10_000, 2_000)))
    _medians(table, graphs)
    _against(table, graphs[100])
    _centers(table, graphs)


def _picks(places: int) -> tuple[int, int, int, int]:
    return 5, places // 10, places // 5, places // 3


def _full_cover(table: Table, households: int, candidates: int) -> None:
    """Measure when the first bound and the last improvement came."""
    table.begin("full cover")
    xy, sites, _ = along_alleys(households, candidates, 5)
    seen: list[Progress] = []
    plan = solve_lscp(Cover.from_points(xy, sites, RADIUS_M), budget_s=3 * BUDGET_S, progress=seen.append)
    words = f"LSCP {households:,} x {candidates:,}"
    near = next((p.seconds for p in seen if p.gap <= LSCP_GAP), plan.seconds)
    table.text(f"{words}: sites, bound, status", f"{plan.objective}, {plan.bound}, {plan.status}")
    table.limit(f"{words}: a proved bound within {100 * LSCP_GAP:.0f} %", near, "s", below=5.0)
    table.limit(f"{words}: gap", 100 * plan.gap, "%", below=100 * LSCP_GAP)


def _medians(table: Table, graphs: dict[int, Floats]) -> None:
    table.begin("p-median on road networks")
    plans: list[Plan] = []
    for places, metres in graphs.items():
        weights = np.ones(places, dtype=np.int64)
        found = [solve_p_median(metres, weights, p, budget_s=BUDGET_S) for p in _picks(places)]
        plans += found
        words = f"{places} places, p = {', '.join(str(p) for p in _picks(places))}"
        table.limit(f"{words}: worst gap", 100 * max(p.gap for p in found), "%", below=100 * MEDIAN_GAP)
        table.limit(f"{words}: longest", max(p.seconds for p in found), "s", below=BUDGET_S * 1.05)
    proved = sum(plan.status == "optimal" for plan in plans)
    table.text("proved optimal", f"{proved} of {len(plans)}", "most", proved > len(plans) / 2)


def _centers(table: Table, graphs: dict[int, Floats]) -> None:
    table.begin("p-center on road networks")
    for places, metres in graphs.items():
        found = [solve_p_center(metres, p, budget_s=BUDGET_S) for p in _picks(places)]
        proved = sum(plan.status == "optimal" for plan in found)
        words = f"{places} places, p = {', '.join(str(p) for p in _picks(places))}"
        must = places <= 300
        table.text(
            f"{words}: proved", f"{proved} of 4", "4 of 4" if must else "", proved == 4 if must else None
        )
        for plan in found:
            if plan.status != "optimal":
                table.note(f"{words}: left between {plan.interval} after {plan.seconds:.1f} s.")
        table.limit(f"{words}: longest", max(p.seconds for p in found), "s", below=BUDGET_S * 1.05)


def _against(table: Table, metres: Floats) -> None:
    """Ask HiGHS, and spopt if it is there, for 100 places and ten sites."""
    table.begin("p-median against peers")
    weights, picks = np.ones(len(metres), dtype=np.int64), 10
    plan = solve_p_median(metres, weights, picks, budget_s=BUDGET_S)
    ours, highs = race(
        ("geoapp", lambda: solve_p_median(metres, weights, picks, budget_s=BUDGET_S)),
        ("HiGHS, all pairs, by scipy", lambda: _by_highs(metres, picks)),
        rounds=2,
    )
    agree(abs(_by_highs(metres, picks) - plan.objective) < 1e-6, "HiGHS and we have different sums of ways")
    peers = [highs]
    python = os.environ.get(PEERS_VARIABLE)
    if python:
        peers.append(_spopt(python, metres, picks, plan.objective))
    else:
        table.note(f"spopt not run, {PEERS_VARIABLE} names no Python with spopt; use make bench.")
    table.compare("p-median 100 places, p = 10, to proof", ours, *peers)


def _spopt(python: str, metres: Floats, picks: int, objective: float) -> Timed:
    """Ask spopt with HiGHS in a process of its own; building its model counts, as it does for its users."""
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "median.npz"
        np.savez(case, metres=metres, new=picks)
        script = Path(__file__).parent / "peers" / "spopt_median.py"
        run = subprocess.run([python, str(script), str(case)], capture_output=True, text=True)
    if run.returncode:
        raise AssertionError(f"spopt failed:\n{run.stderr[-2000:]}")
    answer = json.loads(run.stdout.strip().splitlines()[-1])
    agree(abs(answer["objective"] - objective) < 1e-6, "spopt and we have different sums of ways")
    return Timed("spopt + HiGHS", min(answer["seconds"], answer["cpu_s"]), 1)


def _by_highs(metres: Floats, picks: int) -> float:
    """Return the least sum of ways by the textbook model: y_ij <= x_j for all pairs."""
    n, m = metres.shape
    pairs = n * m
    row, column = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    each, pair = np.ones(pairs), np.arange(pairs)
    served = sparse.hstack([sparse.csr_array((each, (row, pair))), sparse.csr_array((n, m))])
    opened = sparse.hstack([sparse.eye_array(pairs), sparse.csr_array((-each, (pair, column)))])
    count = sparse.hstack([sparse.csr_array((1, pairs)), sparse.csr_array(np.ones((1, m)))])
    found = milp(
        np.concatenate([metres.ravel(), np.zeros(m)]),
        constraints=[
            LinearConstraint(served, 1, 1),
            LinearConstraint(opened, -np.inf, 0),
            LinearConstraint(count, picks, picks),
        ],
        integrality=np.concatenate([np.zeros(pairs), np.ones(m)]),
        bounds=Bounds(0, 1),
    )
    return float(found.fun)
