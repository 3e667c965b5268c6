"""``spopt_mclp.py CASE.npz``: the covering problem with spopt and HiGHS; prints one line of JSON.

Runs in an environment and a process of its own and knows nothing of geoapp.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import pulp
from peak import peak_mb
from spopt.locate import MCLP


def main() -> None:
    """Build the model from a matrix of costs 0 (within reach) and 1 (not), solve it, tell times and objective."""
    case = np.load(sys.argv[1])
    indptr, indices, weights, new = case["indptr"], case["indices"], case["weights"], int(case["new"])
    started, spent = time.perf_counter(), time.process_time()
    cost = np.ones((len(weights), len(indptr) - 1))
    for j in range(len(indptr) - 1):
        cost[indices[indptr[j] : indptr[j + 1]], j] = 0.0
    model = MCLP.from_cost_matrix(cost, weights, service_radius=0.5, p_facilities=new)
    built = time.process_time() - spent
    solved = model.solve(pulp.HiGHS(msg=False))
    seconds = time.perf_counter() - started
    chosen = [j for j, served in enumerate(solved.fac2cli) if served]
    covered = np.zeros(len(weights), bool)
    for j in chosen:
        covered[indices[indptr[j] : indptr[j + 1]]] = True
    status = pulp.LpStatus[solved.problem.status]
    print(
        json.dumps(
            {
                "status": status,
                "objective": int(weights[covered].sum()),
                "built_cpu_s": built,
                "seconds": seconds,
                "cpu_s": time.process_time() - spent,
                "peak_mb": peak_mb(),
            }
        )
    )


if __name__ == "__main__":
    main()
