"""``spopt_median.py CASE.npz``: p-median with spopt and HiGHS; prints one line of JSON.

Runs in an environment and a process of its own and knows nothing of geoapp.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import pulp
from spopt.locate import PMedian


def main() -> None:
    """Build the model from a matrix of distances, solve it, tell times and objective."""
    case = np.load(sys.argv[1])
    metres, new = case["metres"], int(case["new"])
    started, spent = time.perf_counter(), time.process_time()
    model = PMedian.from_cost_matrix(metres, np.ones(len(metres)), p_facilities=new)
    solved = model.solve(pulp.HiGHS(msg=False))
    answer = {"seconds": time.perf_counter() - started, "cpu_s": time.process_time() - spent}
    chosen = [j for j, served in enumerate(solved.fac2cli) if served]
    print(json.dumps({**answer, "objective": float(metres[:, chosen].min(axis=1).sum())}))


if __name__ == "__main__":
    main()
