"""Compiled local search: greedy, swap, and kicks out of a local optimum, on exact integer gains.

A row of cover (`sign` +1) is worth `first` once one chosen column is on it and `second` more with two; a row of
limit (`sign` -1) bears at most `need` chosen columns and blocks its other columns while it is full.
`rows` below is (cptr, cidx, rptr, ridx, first, second, need, sign), `marks` is (count, gain, blocked, inside).
"""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def _add(rows, marks, j):  # type: ignore[no-untyped-def]
    cptr, cidx, rptr, ridx, first, second, need, sign = rows
    count, gain, blocked, inside = marks
    inside[j] = True
    for e in range(cptr[j], cptr[j + 1]):
        i = cidx[e]
        before = count[i]
        count[i] = before + 1
        if sign[i] > 0:
            if before > 1:
                continue
            change = second[i] - first[i] if before == 0 else -second[i]
            if change != 0:
                for f in range(rptr[i], rptr[i + 1]):
                    gain[ridx[f]] += change
        elif before + 1 == need[i]:
            for f in range(rptr[i], rptr[i + 1]):
                blocked[ridx[f]] += 1


@numba.njit(cache=True, nogil=True)
def _remove(rows, marks, j):  # type: ignore[no-untyped-def]
    cptr, cidx, rptr, ridx, first, second, need, sign = rows
    count, gain, blocked, inside = marks
    inside[j] = False
    for e in range(cptr[j], cptr[j + 1]):
        i = cidx[e]
        before = count[i]
        count[i] = before - 1
        if sign[i] > 0:
            if before > 2:
                continue
            change = first[i] - second[i] if before == 1 else second[i]
            if change != 0:
                for f in range(rptr[i], rptr[i + 1]):
                    gain[ridx[f]] += change
        elif before == need[i]:
            for f in range(rptr[i], rptr[i + 1]):
                blocked[ridx[f]] -= 1


@numba.njit(cache=True, nogil=True)
def _best(marks, cost, purse):  # type: ignore[no-untyped-def]
    """Return the free column of largest gain, the lowest index on ties; -1 if none may be taken."""
    _, gain, blocked, inside = marks
    best = -1
    for j in range(len(gain)):
        if not inside[j] and blocked[j] == 0 and cost[j] <= purse and (best < 0 or gain[j] > gain[best]):
            best = j
    return best


@numba.njit(cache=True, nogil=True)
def group_gains(cptr, cidx, worth, group, gains, groups):  # type: ignore[no-untyped-def]
    """Return what each column would add to every group and, last, in all; `gains` marks the rows that one more serves."""
    out = np.zeros((len(cptr) - 1, groups + 1), np.int64)
    for j in range(len(cptr) - 1):
        for e in range(cptr[j], cptr[j + 1]):
            i = cidx[e]
            if gains[i]:
                out[j, groups] += worth[i]
                if group[i] >= 0:
                    out[j, group[i]] += worth[i]
    return out


@numba.njit(cache=True, nogil=True)
def _random(state, below):  # type: ignore[no-untyped-def]
    """Return a number in 0..below-1 (xorshift; the caller's seed decides, nothing global)."""
    s = state[0]
    s ^= s << np.uint64(13)
    s ^= s >> np.uint64(7)
    s ^= s << np.uint64(17)
    state[0] = s
    return np.int64((s >> np.uint64(11)) % np.uint64(below))


@numba.njit(cache=True, nogil=True)
def _take(rows, marks, cost, wanted, places, size, worth, purse):  # type: ignore[no-untyped-def]
    """Add the wanted columns that may be taken beside the earlier ones."""
    _, gain, blocked, inside = marks
    for at in range(len(wanted)):
        j = wanted[at]
        if size < len(places) and not inside[j] and blocked[j] == 0 and cost[j] <= purse:
            worth += gain[j]
            _add(rows, marks, j)
            places[size] = j
            size += 1
            purse -= cost[j]
    return size, worth, purse


@numba.njit(cache=True, nogil=True)
def _fill(rows, marks, cost, places, size, worth, purse):  # type: ignore[no-untyped-def]
    """Add the column of largest gain while there is a place for it."""
    gain = marks[1]
    while size < len(places):
        k = _best(marks, cost, purse)
        if k < 0:
            break
        worth += gain[k]
        _add(rows, marks, k)
        places[size] = k
        size += 1
        purse -= cost[k]
    return size, worth, purse


@numba.njit(cache=True, nogil=True)
def _swap(rows, marks, cost, places, size, worth, purse):  # type: ignore[no-untyped-def]
    """Replace places one by one by the best column, until none can be improved."""
    gain = marks[1]
    failures, at = 0, 0
    while True:
        size, worth, purse = _fill(rows, marks, cost, places, size, worth, purse)
        if failures >= size:
            return size, worth, purse
        at %= size
        j = places[at]
        _remove(rows, marks, j)
        k = _best(marks, cost, purse + cost[j])
        if k < 0 or gain[k] <= gain[j]:
            k = j
        failures = failures + 1 if k == j else 0
        worth += gain[k] - gain[j]
        purse += cost[j] - cost[k]
        _add(rows, marks, k)
        places[at] = k
        at += 1


@numba.njit(cache=True, nogil=True)
def _kick(rows, marks, cost, places, size, worth, purse, state):  # type: ignore[no-untyped-def]
    """Move two to four random places to a random column that shares a row with them."""
    cptr, cidx, rptr, ridx = rows[0], rows[1], rows[2], rows[3]
    _, gain, blocked, inside = marks
    for _ in range(2 + _random(state, 3)):
        at = _random(state, size)
        j = places[at]
        if cptr[j + 1] == cptr[j]:
            continue
        i = cidx[cptr[j] + _random(state, cptr[j + 1] - cptr[j])]
        k = ridx[rptr[i] + _random(state, rptr[i + 1] - rptr[i])]
        _remove(rows, marks, j)
        if inside[k] or blocked[k] > 0 or cost[k] > purse + cost[j]:
            k = j
        worth += gain[k] - gain[j]
        purse += cost[j] - cost[k]
        _add(rows, marks, k)
        places[at] = k
    return worth, purse


@numba.njit(cache=True, nogil=True)
def search(rows, picks, cost, purse, start, kicks, state):  # type: ignore[no-untyped-def]
    """Complete `start` greedily, swap to a local optimum, then kick and swap `kicks` times; return the best.

    Returns the chosen columns (as many as may be taken, at most `picks`) and their worth.
    """
    cptr, cidx, rptr, _, first, _, need, sign = rows
    m = len(cptr) - 1
    gain, blocked = np.zeros(m, np.int64), np.zeros(m, np.int64)
    for j in range(m):
        for e in range(cptr[j], cptr[j + 1]):
            if sign[cidx[e]] > 0:
                gain[j] += first[cidx[e]]
            elif need[cidx[e]] <= 0:
                blocked[j] += 1
    marks = (np.zeros(len(rptr) - 1, np.int64), gain, blocked, np.zeros(m, np.bool_))
    places = np.empty(picks, np.int64)
    size, worth, left = _take(rows, marks, cost, start, places, 0, np.int64(0), purse)
    size, worth, left = _swap(rows, marks, cost, places, size, worth, left)
    best, best_worth = places[:size].copy(), worth
    for _ in range(kicks if size > 0 else 0):
        worth, left = _kick(rows, marks, cost, places, size, worth, left, state)
        size, worth, left = _swap(rows, marks, cost, places, size, worth, left)
        if worth > best_worth:
            best, best_worth = places[:size].copy(), worth
        elif worth < best_worth:
            for at in range(size):
                _remove(rows, marks, places[at])
            size, worth, left = _take(rows, marks, cost, best, places, 0, np.int64(0), purse)
    return best, best_worth
