"""Compiled code of full cover, p-median and p-center: nothing compiles after warming."""

from __future__ import annotations

import subprocess
import sys

WARMED = """
import numpy as np
from geoapp.planning import Cover, DistanceMatrix, engine, solve_lscp, solve_p_center, solve_p_median
from geoapp.planning.facility_engine import facility_kernels
engine.warm()
def known():
    loaded = [*vars(engine.kernels()).values(), *vars(facility_kernels()).values()]
    kernels = [(m.__name__, n, f) for m in loaded for n, f in vars(m).items() if hasattr(f, "signatures")]
    return {(m, n, str(s)) for m, n, f in kernels for s in f.signatures}
before = known()
unused = [n for m in vars(facility_kernels()).values() for n, f in vars(m).items()
          if hasattr(f, "signatures") and not f.signatures and not n.startswith("_")]
assert not unused, unused
rng = np.random.default_rng(1)
metres = (rng.random((30, 60)) * 99).T.astype(np.float32)
metres.flags.writeable = False
holes = np.where(rng.random(metres.shape) < 0.3, np.inf, metres)
for matrix in (metres, holes, DistanceMatrix(metres), np.rint(metres).astype(np.int16)):
    for weights in (np.ones(60, np.int8), rng.random(60), np.sqrt(rng.random(60)).astype(np.float32)):
        solve_p_median(matrix, weights, np.int32(4), existing=np.array([1], np.uint8), seed=3)
    for budget_s in (0, 5):
        solve_p_center(matrix, 4, existing=[2], budget_s=budget_s)
cover = Cover.from_distances(metres, 20)
for costs in (None, np.arange(30), rng.random(30).astype(np.float32)):
    solve_lscp(cover, costs=costs, existing=[3])
hard = Cover.from_distances(np.where(rng.random((200, 70)) < 0.1, 1.0, 9.0), 1)
solve_lscp(hard, budget_s=2)
solve_p_median(rng.random((60, 40)), np.ones(60), 8, budget_s=2)
for matrix in (np.empty((0, 3)), np.empty((3, 0))):
    solve_p_median(matrix, np.ones(len(matrix)), 2)
    solve_p_center(matrix, 2)
    solve_lscp(Cover.from_distances(matrix, 1))
assert known() == before, known() - before
"""


def test_after_warming_no_question_about_sites_compiles_anything() -> None:
    run = subprocess.run([sys.executable, "-c", WARMED], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
