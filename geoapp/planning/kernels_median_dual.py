"""Compiled steps on the Lagrangean dual of p-median: the volume algorithm, with a bound that is always true.

Barahona & Anbil 2000: steps go from the best multipliers along an average of the subgradients, and the same average of
the relaxed choices approaches a solution of the linear relaxation.
"""

from __future__ import annotations

import numba
import numpy as np

# places in the array of numbers that outlive a call
LOWER, THETA, POOR, STEPS, ALPHA, LAST = range(6)
NUMBERS = 6


@numba.njit(cache=True, nogil=True)
def _choose(rho, picks, inside):  # type: ignore[no-untyped-def]
    """Mark the `picks` smallest negative entries, the lowest index on ties; return their sum."""
    m = len(rho)
    inside[:] = False
    if picks <= 0 or m == 0:
        return 0.0
    edge = np.inf if picks >= m else np.partition(rho, picks - 1)[picks - 1]
    total, taken = 0.0, 0
    for j in range(m):
        if rho[j] < edge and rho[j] < 0.0:
            inside[j] = True
            total += rho[j]
            taken += 1
    for j in range(m):
        if taken < picks and not inside[j] and rho[j] == edge and rho[j] < 0.0:
            inside[j] = True
            total += rho[j]
            taken += 1
    return total


@numba.njit(cache=True, nogil=True)
def run(lists, low, picks, numbers, mu, best_rho, slope, x, steps, target, upper):  # type: ignore[no-untyped-def]
    """Take `steps` steps, fewer if the bound passes `target`; `upper` is the value that steps aim at.

    `lists` is (ptr, col, val, cap) in floats, `low` the least useful multiplier by row; `mu`, `best_rho` belong to the
    best bound, `slope` and `x` are the averages.
    """
    ptr, col, val, cap = lists
    n, m = len(cap), len(best_rho)
    trial, rho, inside, here = np.empty(n), np.empty(m), np.empty(m, np.bool_), np.empty(n)
    for _ in range(steps):
        first = numbers[STEPS] == 0.0
        norm = 0.0
        for i in range(n):
            if (mu[i] >= cap[i] and slope[i] > 0.0) or (mu[i] <= low[i] and slope[i] < 0.0):
                continue
            norm += slope[i] * slope[i]
        length = 0.0 if first or norm < 1e-12 else numbers[THETA] * (upper - numbers[LOWER]) / norm
        rho[:] = 0.0
        total = 0.0
        for i in range(n):
            y = min(max(mu[i] + length * slope[i], low[i]), cap[i])
            trial[i] = y
            total += y
            for e in range(ptr[i], ptr[i + 1]):
                if val[e] >= y:
                    break
                rho[col[e]] += val[e] - y
        total += _choose(rho, picks, inside)
        product = 0.0
        for i in range(n):
            here[i] = 1.0
            for e in range(ptr[i], ptr[i + 1]):
                if val[e] >= trial[i]:
                    break
                if inside[col[e]]:
                    here[i] -= 1.0
            if ptr[i + 1] == ptr[i] or trial[i] >= cap[i]:
                here[i] = min(here[i], 0.0)
            product += here[i] * slope[i]
        alpha = 1.0 if first else numbers[ALPHA]
        for i in range(n):
            slope[i] += alpha * (here[i] - slope[i])
        for j in range(m):
            x[j] += alpha * (inside[j] - x[j])
        numbers[STEPS] += 1.0
        if total > numbers[LOWER]:
            if product > 0.0:
                numbers[THETA] = min(numbers[THETA] * 1.1, 2.0)
            numbers[LOWER] = total
            numbers[POOR] = 0.0
            mu[:] = trial
            best_rho[:] = rho
        else:
            numbers[POOR] += 1.0
            if numbers[POOR] >= 20.0:
                numbers[POOR] = 0.0
                numbers[THETA] = max(numbers[THETA] * 0.66, 1e-4)
                numbers[ALPHA] = max(numbers[ALPHA] * 0.9, 0.01)
        if numbers[LOWER] > target:
            return
