"""Compiled primal-dual steps for the relaxation of covering: restarted PDHG with a bound that is always true.

Chambolle & Pock 2011, diagonal steps of Pock & Chambolle 2011, restarts as in PDLP (Applegate et al. 2021). For
min cost.x, A x >= 1, 0 <= x <= 1 every y >= 0 gives the bound sum y + sum min(0, cost - A'y); no optimal y_i need
pass `cap_i`, the cost of the cheapest column of row i, so a lack of cover may be paid for at that price, which
gives a value of the relaxation for every x.
"""

from __future__ import annotations

import numba
import numpy as np

# places in the array of numbers that outlive a call of `run`
OMEGA, GAP_AT_RESTART, SINCE, STEPS, LOWER, UPPER, LAST_GAP = range(7)
NUMBERS = 7
_CHECK_EVERY = 10


@numba.njit(cache=True, nogil=True)
def _gather(ptr, idx, values, out):  # type: ignore[no-untyped-def]
    for i in range(len(out)):
        total = 0.0
        for e in range(ptr[i], ptr[i + 1]):
            total += values[idx[e]]
        out[i] = total


@numba.njit(cache=True, nogil=True)
def _lower(y, c, cost):  # type: ignore[no-untyped-def]
    total = 0.0
    for i in range(len(y)):
        total += y[i]
    for j in range(len(c)):
        total += min(0.0, cost[j] - c[j])
    return total


@numba.njit(cache=True, nogil=True)
def _upper(x, ax, cost, cap):  # type: ignore[no-untyped-def]
    total = 0.0
    for j in range(len(x)):
        total += cost[j] * x[j]
    for i in range(len(ax)):
        total += cap[i] * max(0.0, 1.0 - ax[i])
    return total


@numba.njit(cache=True, nogil=True)
def _keep_best(numbers, x, y, c, low, up, best):  # type: ignore[no-untyped-def]
    best_x, best_y, best_c = best
    if low > numbers[LOWER]:
        numbers[LOWER] = low
        best_y[:] = y
        best_c[:] = c
    if up < numbers[UPPER]:
        numbers[UPPER] = up
        best_x[:] = x


@numba.njit(cache=True, nogil=True)
def _restart(numbers, now, sums, start, use_average, mean_cost, cptr, rptr):  # type: ignore[no-untyped-def]
    k = numbers[SINCE]
    for at in range(4):
        if use_average:
            now[at][:] = sums[at] / k
        sums[at][:] = 0.0
    x, y = now[0], now[1]
    dx, dy = 0.0, 0.0
    for j in range(len(x)):
        dx += (cptr[j + 1] - cptr[j]) * (x[j] - start[0][j]) ** 2
    for i in range(len(y)):
        dy += (rptr[i + 1] - rptr[i]) * (y[i] - start[1][i]) ** 2
    if dx > 1e-20 and dy > 1e-20:
        numbers[OMEGA] = np.sqrt(numbers[OMEGA] * np.sqrt(dy / dx) / mean_cost)
    start[0][:] = x
    start[1][:] = y
    numbers[SINCE] = 0.0


@numba.njit(cache=True, nogil=True)
def run(matrix, cost, cap, numbers, now, sums, start, best, steps, target, tolerance):  # type: ignore[no-untyped-def]
    """Restarted PDHG for min cost.x, A x >= 1, 0 <= x <= 1, with 0 <= y <= cap for the rows.

    `matrix` is (cptr, cidx, rptr, ridx), `now` and `sums` are (x, y, A x, A'y), `best` is (x, y, A'y). Stops
    after `steps`, above `target`, or within `tolerance` of the relaxation.
    """
    cptr, cidx, rptr, ridx = matrix
    x, y, ax, c = now
    n, m = len(y), len(x)
    x_new, ax_new = np.empty(m), np.empty(n)
    mean = (np.empty(m), np.empty(n), np.empty(n), np.empty(m))
    mean_cost = max(cap.sum() / max(n, 1), 1e-12)
    for step in range(steps):
        omega = numbers[OMEGA]
        for j in range(m):
            tau = 1.0 / (omega * mean_cost * max(cptr[j + 1] - cptr[j], 1))
            x_new[j] = min(max(x[j] - tau * (cost[j] - c[j]), 0.0), 1.0)
        _gather(rptr, ridx, x_new, ax_new)
        for i in range(n):
            sigma = omega * mean_cost / max(rptr[i + 1] - rptr[i], 1)
            y[i] = min(max(y[i] + sigma * (1.0 - 2.0 * ax_new[i] + ax[i]), 0.0), cap[i])
        x[:] = x_new
        ax[:] = ax_new
        _gather(cptr, cidx, y, c)
        numbers[SINCE] += 1.0
        numbers[STEPS] += 1.0
        for at in range(4):
            sums[at][:] += now[at]
        if (step + 1) % _CHECK_EVERY != 0:
            continue
        k = numbers[SINCE]
        low, up = _lower(y, c, cost), _upper(x, ax, cost, cap)
        _keep_best(numbers, x, y, c, low, up, best)
        for at in range(4):
            mean[at][:] = sums[at] / k
        mean_low, mean_up = _lower(mean[1], mean[3], cost), _upper(mean[0], mean[2], cost, cap)
        _keep_best(numbers, mean[0], mean[1], mean[3], mean_low, mean_up, best)
        if numbers[LOWER] > target or numbers[UPPER] - numbers[LOWER] < tolerance * max(numbers[UPPER], 1e-9):
            return
        gap, at_restart = min(up - low, mean_up - mean_low), numbers[GAP_AT_RESTART]
        if (
            gap < 0.3 * at_restart
            or (gap < 0.8 * at_restart and gap > numbers[LAST_GAP])
            or (k >= 0.36 * numbers[STEPS] and numbers[STEPS] > 100)
        ):
            _restart(numbers, now, sums, start, mean_up - mean_low < up - low, mean_cost, cptr, rptr)
            numbers[GAP_AT_RESTART] = gap
        numbers[LAST_GAP] = gap
