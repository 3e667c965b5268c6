"""``highs_mclp.py CASE.npz SECONDS``: the covering problem with HiGHS alone; prints one line of JSON.

Built as a good engineer would: sites whole, households continuous, the matrix passed as arrays. Runs in an
environment and a process of its own and knows nothing of geoapp.
"""

from __future__ import annotations

import json
import sys
import time

import highspy
import numpy as np
from peak import peak_mb

GAP = 0.01


def main() -> None:
    """Solve within a budget and tell when the first answer, 1 % and the proof came."""
    case, budget = np.load(sys.argv[1]), float(sys.argv[2])
    indptr, indices, weights, new = case["indptr"], case["indices"], case["weights"], int(case["new"])
    started, spent = time.perf_counter(), time.process_time()
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", budget)
    solver.passModel(_model(indptr, indices, weights, new))
    seen: dict[str, float] = {}

    def watch(event: highspy.callbacks.HighsCallbackEvent) -> None:
        now, best, bound = time.perf_counter() - started, event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
        if np.isfinite(best) and best > 0:
            seen.setdefault("first_s", now)
            if bound - best <= GAP * best:
                seen.setdefault("gap_1_s", now)

    solver.cbMipInterrupt += watch
    solver.cbMipImprovingSolution += watch
    solver.run()
    seconds = time.perf_counter() - started
    proved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    x = np.array(solver.getSolution().col_value[: len(indptr) - 1])
    covered = np.zeros(len(weights), bool)
    for j in np.flatnonzero(x > 0.5):
        covered[indices[indptr[j] : indptr[j + 1]]] = True
    status = "Optimal" if proved else "Not proved"
    objective = int(weights[covered].sum())
    if proved:
        seen.setdefault("first_s", seconds)
        seen.setdefault("gap_1_s", seconds)
    answer = {"status": status, "objective": objective, "seconds": seconds, "peak_mb": peak_mb(), **seen}
    answer["cpu_s"] = time.process_time() - spent
    print(json.dumps(answer))


def _model(indptr: np.ndarray, indices: np.ndarray, weights: np.ndarray, new: int) -> highspy.HighsLp:
    """Return max w z, z_i <= sum_j a_ij x_j, sum x = new; columns are the sites, then the households."""
    m, n = len(indptr) - 1, len(weights)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = m + n, n + 1
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.concatenate([np.zeros(m), weights.astype(float)])
    model.col_lower_, model.col_upper_ = np.zeros(m + n), np.ones(m + n)
    infinity = highspy.kHighsInf
    model.row_lower_ = np.concatenate([np.zeros(n), [float(new)]])
    model.row_upper_ = np.concatenate([np.full(n, infinity), [float(new)]])
    site, row = np.repeat(np.arange(m), np.diff(indptr)), indices
    columns = np.concatenate([site, np.arange(m), np.arange(m, m + n)])
    rows = np.concatenate([row, np.full(m, n), np.arange(n)])
    values = np.concatenate([np.ones(len(row)), np.ones(m), np.full(n, -1.0)])
    order = np.lexsort((rows, columns))
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.searchsorted(columns[order], np.arange(m + n + 1)).astype(np.int32)
    model.a_matrix_.index_ = rows[order].astype(np.int32)
    model.a_matrix_.value_ = values[order]
    whole, part = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [whole] * m + [part] * n
    return model


if __name__ == "__main__":
    main()
