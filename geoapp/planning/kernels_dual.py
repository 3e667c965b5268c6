"""Compiled primal-dual steps: restarted PDHG on the linear relaxation, with a bound that is always true.

Chambolle & Pock 2011 with the diagonal steps of Pock & Chambolle 2011 and restarts as in PDLP (Applegate et
al. 2021). For columns x in X = {0 <= x <= 1, sum x <= picks} and multipliers 0 <= mu <= upper the saddle is

    sum(worth - sign need mu) + theta purse + c.x,   c_j = sum over the rows of j of sign mu, less theta cost_j.

Maximising over x for a fixed mu has a closed form, hence every mu bounds the whole problem; minimising over mu
for a fixed x has one too, which tells how far from converged the two are.
"""

from __future__ import annotations

import numba
import numpy as np

# places in the array of numbers that outlive a call
OMEGA, NU, GAP_AT_RESTART, SINCE, STEPS, UPPER, LOWER, THETA, THETA_SUM, THETA_START, THETA_BEST, LAST_GAP = (
    range(12)
)
NUMBERS = 12
_CHECK_EVERY = 10


@numba.njit(cache=True, nogil=True)
def _project(v, tau, picks, nu, x):  # type: ignore[no-untyped-def]
    """Write into x the point of X nearest to v in the metric 1/tau; return the multiplier nu of sum x <= picks."""
    total = 0.0
    for j in range(len(v)):
        total += min(max(v[j], 0.0), 1.0)
    if total <= picks:
        for j in range(len(v)):
            x[j] = min(max(v[j], 0.0), 1.0)
        return 0.0
    low, high = 0.0, 0.0
    for j in range(len(v)):
        high = max(high, v[j] / tau[j])
    if not low < nu < high:
        nu = 0.5 * (low + high)
    for _ in range(100):
        total, slope = 0.0, 0.0
        for j in range(len(v)):
            y = v[j] - tau[j] * nu
            if y >= 1.0:
                total += 1.0
            elif y > 0.0:
                total += y
                slope += tau[j]
        over = total - picks
        if abs(over) < 1e-10:
            break
        if over > 0.0:
            low = nu
        else:
            high = nu
        nu = nu + over / slope if slope > 0.0 else high
        if not low < nu < high:
            nu = 0.5 * (low + high)
    for j in range(len(v)):
        x[j] = min(max(v[j] - tau[j] * nu, 0.0), 1.0)
    return nu


@numba.njit(cache=True, nogil=True)
def top_sum(c, picks):  # type: ignore[no-untyped-def]
    """Return the sum of the `picks` largest positive entries."""
    m = len(c)
    if picks <= 0 or m == 0:
        return 0.0
    best = c if picks >= m else np.partition(c, m - picks)[m - picks :]
    total = 0.0
    for j in range(len(best)):
        total += max(best[j], 0.0)
    return total


@numba.njit(cache=True, nogil=True)
def _upper_value(mu, c, theta, worth, need, sign, picks, purse):  # type: ignore[no-untyped-def]
    total = theta * purse + top_sum(c, picks)
    for i in range(len(mu)):
        total += worth[i] - sign[i] * need[i] * mu[i]
    return total


@numba.njit(cache=True, nogil=True)
def _lower_value(x, ax, worth, need, sign, upper, cost, purse, theta_cap):  # type: ignore[no-untyped-def]
    total = 0.0
    if theta_cap > 0.0:
        spent = 0.0
        for j in range(len(x)):
            spent += cost[j] * x[j]
        total += min(0.0, theta_cap * (purse - spent))
    for i in range(len(ax)):
        total += worth[i] + min(0.0, upper[i] * sign[i] * (ax[i] - need[i]))
    return total


@numba.njit(cache=True, nogil=True)
def gather(ptr, idx, values, out):  # type: ignore[no-untyped-def]
    """Write the sum of `values` over the members of every line."""
    for i in range(len(out)):
        total = 0.0
        for e in range(ptr[i], ptr[i + 1]):
            total += values[idx[e]]
        out[i] = total


@numba.njit(cache=True, nogil=True)
def column_values(rows, mu, theta, cost, signed, c):  # type: ignore[no-untyped-def]
    """Write c_j = sum of sign mu over the rows of j, less theta cost_j; `signed` is a scratch array."""
    cptr, cidx, _, _, _, _, sign, _ = rows
    for i in range(len(mu)):
        signed[i] = sign[i] * mu[i]
    gather(cptr, cidx, signed, c)
    if theta != 0.0:
        for j in range(len(c)):
            c[j] -= theta * cost[j]


@numba.njit(cache=True, nogil=True)
def _keep_best(numbers, x, mu, c, theta, upper_value, lower_value, best):  # type: ignore[no-untyped-def]
    best_x, best_mu, best_c = best
    if upper_value < numbers[UPPER]:
        numbers[UPPER] = upper_value
        numbers[THETA_BEST] = theta
        best_mu[:] = mu
        best_c[:] = c
    if lower_value > numbers[LOWER]:
        numbers[LOWER] = lower_value
        best_x[:] = x


@numba.njit(cache=True, nogil=True)
def _restart(numbers, now, sums, start, use_average, w_mean, rows):  # type: ignore[no-untyped-def]
    """Go on from the average or the current point; weigh primal against dual by how far each has moved."""
    cptr, _, rptr = rows[0], rows[1], rows[2]
    x, mu, ax, c = now
    x_sum, mu_sum, ax_sum, c_sum = sums
    x_start, mu_start = start
    k = numbers[SINCE]
    if use_average:
        x[:] = x_sum / k
        mu[:] = mu_sum / k
        ax[:] = ax_sum / k
        c[:] = c_sum / k
        numbers[THETA] = numbers[THETA_SUM] / k
    dx, dmu = 0.0, 0.0
    for j in range(len(x)):
        dx += (cptr[j + 1] - cptr[j]) * (x[j] - x_start[j]) ** 2
    for i in range(len(mu)):
        dmu += (rptr[i + 1] - rptr[i]) * (mu[i] - mu_start[i]) ** 2
    if dx > 1e-20 and dmu > 1e-20:
        numbers[OMEGA] = np.sqrt(numbers[OMEGA] * np.sqrt(dmu / dx) / w_mean)
    x_start[:] = x
    mu_start[:] = mu
    x_sum[:] = 0.0
    mu_sum[:] = 0.0
    ax_sum[:] = 0.0
    c_sum[:] = 0.0
    numbers[THETA_SUM] = 0.0
    numbers[SINCE] = 0.0


@numba.njit(cache=True, nogil=True)
def _step(rows, picks, cost, purse, theta_cap, w_mean, numbers, now, scratch):  # type: ignore[no-untyped-def]
    """One step of PDHG in place."""
    cptr, cidx, rptr, ridx, _, need, sign, upper = rows
    x, mu, ax, c = now
    v, tau, x_new, ax_new, signed = scratch
    omega, theta = numbers[OMEGA], numbers[THETA]
    for j in range(len(x)):
        tau[j] = 1.0 / (omega * w_mean * (cptr[j + 1] - cptr[j] + cost[j]))
        v[j] = x[j] + tau[j] * c[j]
    numbers[NU] = _project(v, tau, picks, numbers[NU], x_new)
    gather(rptr, ridx, x_new, ax_new)
    for i in range(len(mu)):
        sigma = omega * w_mean / (rptr[i + 1] - rptr[i])
        moved = mu[i] - sigma * sign[i] * (2.0 * ax_new[i] - ax[i] - need[i])
        mu[i] = min(max(moved, 0.0), upper[i])
    if theta_cap > 0.0:
        spent, all_cost = 0.0, 0.0
        for j in range(len(x)):
            spent += cost[j] * (2.0 * x_new[j] - x[j])
            all_cost += cost[j]
        theta = theta + omega * w_mean / max(all_cost, 1.0) * (spent - purse)
        theta = min(max(theta, 0.0), theta_cap)
        numbers[THETA] = theta
    x[:] = x_new
    ax[:] = ax_new
    column_values(rows, mu, theta, cost, signed, c)


@numba.njit(cache=True, nogil=True)
def run(rows, picks, cost, purse, theta_cap, numbers, now, sums, start, best, steps, target, tolerance):  # type: ignore[no-untyped-def]
    """Go on for `steps` steps, or until the bound is below `target` or within `tolerance` of the relaxation.

    `rows` is (cptr, cidx, rptr, ridx, worth, need, sign, upper) with floats for the last four; `now` is
    (x, mu, ax, c); `best` is (x, mu, c); `theta_cap` bounds the multiplier of the purse, and is zero where there is none
    (then purse and costs are zero too).
    """
    worth, need, sign, upper = rows[4:]
    x, mu, ax, c = now
    n, m = len(mu), len(x)
    scratch = (np.empty(m), np.empty(m), np.empty(m), np.empty(n), np.empty(n))
    mean_x, mean_mu, mean_ax, mean_c = np.empty(m), np.empty(n), np.empty(n), np.empty(m)
    w_mean = max(upper.sum() / max(n, 1), 1e-12)
    for step in range(steps):
        _step(rows, picks, cost, purse, theta_cap, w_mean, numbers, now, scratch)
        numbers[SINCE] += 1.0
        numbers[STEPS] += 1.0
        numbers[THETA_SUM] += numbers[THETA]
        sums[0][:] += x
        sums[1][:] += mu
        sums[2][:] += ax
        sums[3][:] += c
        if (step + 1) % _CHECK_EVERY != 0:
            continue
        k = numbers[SINCE]
        up = _upper_value(mu, c, numbers[THETA], worth, need, sign, picks, purse)
        low = _lower_value(x, ax, worth, need, sign, upper, cost, purse, theta_cap)
        _keep_best(numbers, x, mu, c, numbers[THETA], up, low, best)
        mean_x[:] = sums[0] / k
        mean_mu[:] = sums[1] / k
        mean_ax[:] = sums[2] / k
        mean_c[:] = sums[3] / k
        mean_up = _upper_value(mean_mu, mean_c, numbers[THETA_SUM] / k, worth, need, sign, picks, purse)
        mean_low = _lower_value(mean_x, mean_ax, worth, need, sign, upper, cost, purse, theta_cap)
        _keep_best(numbers, mean_x, mean_mu, mean_c, numbers[THETA_SUM] / k, mean_up, mean_low, best)
        if numbers[UPPER] < target or numbers[UPPER] - numbers[LOWER] < tolerance * max(
            abs(numbers[LOWER]), 1.0
        ):
            return
        gap, at_restart = min(up - low, mean_up - mean_low), numbers[GAP_AT_RESTART]
        if (
            gap < 0.3 * at_restart
            or (gap < 0.8 * at_restart and gap > numbers[LAST_GAP])
            or (k >= 0.36 * numbers[STEPS] and numbers[STEPS] > 100)
        ):
            _restart(numbers, now, sums, start, mean_up - mean_low < up - low, w_mean, rows)
            numbers[GAP_AT_RESTART] = gap
        numbers[LAST_GAP] = gap
