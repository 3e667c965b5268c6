"""Compiled loops for p-median on lists: for every row the columns that serve it below its cap, cheapest first.

Only :mod:`geoapp.planning.facility_engine` imports this module. All arithmetic is in 64-bit integers. `lists` is
(ptr, col, val, cap): row i pays ``val`` to the nearest chosen of ``col[ptr[i]:ptr[i+1]]``, or ``cap[i]`` if none is.
"""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def sorted_lists(values, cap):  # type: ignore[no-untyped-def]
    """Return `ptr`, `col`, `val` of the entries below the cap of their row, ascending, lowest column first."""
    n, m = values.shape
    ptr = np.zeros(n + 1, np.int64)
    for i in range(n):
        for j in range(m):
            ptr[i + 1] += values[i, j] < cap[i]
        ptr[i + 1] += ptr[i]
    col, val = np.empty(ptr[n], np.int32), np.empty(ptr[n], np.int64)
    for i in range(n):
        at = ptr[i]
        for j in range(m):
            if values[i, j] < cap[i]:
                col[at], val[at] = j, values[i, j]
                at += 1
        order = np.argsort(val[ptr[i] : at], kind="mergesort")
        col[ptr[i] : at] = col[ptr[i] : at][order]
        val[ptr[i] : at] = val[ptr[i] : at][order]
    return ptr, col, val


@numba.njit(cache=True, nogil=True)
def shortened(lists, to, cap):  # type: ignore[no-untyped-def]
    """Return `ptr`, `col`, `val` with columns renumbered (-1: gone) and entries below the new caps only."""
    ptr, col, val, _ = lists
    n = len(ptr) - 1
    out_ptr = np.zeros(n + 1, np.int64)
    out_col, out_val = np.empty(len(col), np.int32), np.empty(len(val), np.int64)
    at = 0
    for i in range(n):
        for e in range(ptr[i], ptr[i + 1]):
            if val[e] >= cap[i]:
                break
            if to[col[e]] >= 0:
                out_col[at], out_val[at] = to[col[e]], val[e]
                at += 1
        out_ptr[i + 1] = at
    return out_ptr, out_col[:at].copy(), out_val[:at].copy()


@numba.njit(cache=True, nogil=True)
def caps(lists, chosen):  # type: ignore[no-untyped-def]
    """Return what every row pays when the columns marked in `chosen` are taken."""
    ptr, col, val, cap = lists
    out = cap.copy()
    for i in range(len(cap)):
        for e in range(ptr[i], ptr[i + 1]):
            if chosen[col[e]]:
                out[i] = val[e]
                break
    return out


@numba.njit(cache=True, nogil=True)
def relaxed(lists, scale, mu, m):  # type: ignore[no-untyped-def]
    """Return the sum of the multipliers (clipped to K cap) and rho_j = sum of min(0, K val - mu) by column."""
    ptr, col, val, cap = lists
    total, rho = np.int64(0), np.zeros(m, np.int64)
    for i in range(len(cap)):
        mine = min(mu[i], scale * cap[i])
        total += mine
        for e in range(ptr[i], ptr[i + 1]):
            less = scale * val[e] - mine
            if less >= 0:
                break
            rho[col[e]] += less
    return total, rho


@numba.njit(cache=True, nogil=True)
def greedy(lists, m, picks, start):  # type: ignore[no-untyped-def]
    """Complete `start` to `picks` columns, each time by the one that saves most; the lowest index on ties."""
    ptr, col, val, cap = lists
    paid = cap.copy()
    gain = np.zeros(m, np.int64)
    for i in range(len(cap)):
        for e in range(ptr[i], ptr[i + 1]):
            gain[col[e]] += cap[i] - val[e]
    inside = np.zeros(m, np.bool_)
    places = np.empty(min(picks, m), np.int64)
    for at in range(len(places)):
        best = -1
        if at < len(start):
            best = start[at]
        else:
            for j in range(m):
                if not inside[j] and (best < 0 or gain[j] > gain[best]):
                    best = j
        places[at] = best
        inside[best] = True
        for i in range(len(cap)):
            now = paid[i]
            for e in range(ptr[i], ptr[i + 1]):
                if val[e] >= paid[i]:
                    break
                if col[e] == best:
                    now = val[e]
                    break
            if now < paid[i]:
                for e in range(ptr[i], ptr[i + 1]):
                    if val[e] >= paid[i]:
                        break
                    gain[col[e]] -= paid[i] - max(val[e], now)
                paid[i] = now
    return places


@numba.njit(cache=True, nogil=True)
def _assign(lists, place, first, nearest, second):  # type: ignore[no-untyped-def]
    """Find for every row the place that serves it, what it pays there, and at the next one; return the sum paid."""
    ptr, col, val, cap = lists
    total = np.int64(0)
    for i in range(len(cap)):
        first[i], nearest[i], second[i] = -1, cap[i], cap[i]
        for e in range(ptr[i], ptr[i + 1]):
            at = place[col[e]]
            if at < 0:
                continue
            if first[i] < 0:
                first[i], nearest[i] = at, val[e]
            else:
                second[i] = val[e]
                break
        total += nearest[i]
    return total


@numba.njit(cache=True, nogil=True)
def _best_swap(lists, place, first, nearest, second, gain, loss, extra):  # type: ignore[no-untyped-def]
    """Return (change, place, column) of the best exchange, after Whitaker 1983 and Resende & Werneck 2007.

    change = gain_j + loss_a + extra_aj: what column j saves, what taking place a away costs, and what of that does not
    come about because j serves a's rows. `extra` is zero before and after.
    """
    ptr, col, val, cap = lists
    gain[:] = 0
    loss[:] = 0
    for i in range(len(cap)):
        a = first[i]
        if a >= 0:
            loss[a] += second[i] - nearest[i]
        for e in range(ptr[i], ptr[i + 1]):
            if val[e] >= second[i]:
                break
            j = col[e]
            if val[e] < nearest[i]:
                gain[j] += val[e] - nearest[i]
                if a >= 0:
                    extra[a, j] -= second[i] - nearest[i]
            elif a >= 0:
                extra[a, j] += val[e] - second[i]
    out = 0
    for a in range(1, len(loss)):
        if loss[a] < loss[out]:
            out = a
    best, best_a, best_j = np.int64(0), -1, -1
    for j in range(len(gain)):
        if place[j] < 0 and gain[j] + loss[out] < best:
            best, best_a, best_j = gain[j] + loss[out], out, j
    for i in range(len(cap)):
        a = first[i]
        if a < 0:
            continue
        for e in range(ptr[i], ptr[i + 1]):
            if val[e] >= second[i]:
                break
            j = col[e]
            if place[j] < 0 and gain[j] + loss[a] + extra[a, j] < best:
                best, best_a, best_j = gain[j] + loss[a] + extra[a, j], a, j
    for i in range(len(cap)):
        a = first[i]
        if a >= 0:
            for e in range(ptr[i], ptr[i + 1]):
                if val[e] >= second[i]:
                    break
                extra[a, col[e]] = 0
    return best, best_a, best_j


@numba.njit(cache=True, nogil=True)
def _random(state, below):  # type: ignore[no-untyped-def]
    s = state[0]
    s ^= s << np.uint64(13)
    s ^= s >> np.uint64(7)
    s ^= s << np.uint64(17)
    state[0] = s
    return np.int64((s >> np.uint64(11)) % np.uint64(below))


@numba.njit(cache=True, nogil=True)
def search(lists, m, start, kicks, state):  # type: ignore[no-untyped-def]
    """Swap `start` to a local optimum, then `kicks` times exchange a few columns at random and swap again.

    Returns the best columns, what the rows pay to them, and how many exchanges were looked for.
    """
    looks = 0
    p = len(start)
    n = len(lists[3])
    place = np.full(m, -1, np.int64)
    places = start.copy()
    for at in range(p):
        place[places[at]] = at
    first, nearest, second = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    gain, loss, extra = np.zeros(m, np.int64), np.zeros(p, np.int64), np.zeros((p, m), np.int64)
    best, best_total = places.copy(), np.int64(-1)
    for kick in range(kicks + 1):
        if kick > 0:
            for _ in range(min(2 + _random(state, 3), p)):
                at, j = _random(state, p), _random(state, m)
                if place[j] < 0:
                    place[places[at]], place[j], places[at] = -1, at, j
        total = _assign(lists, place, first, nearest, second)
        while 0 < p < m:
            looks += 1
            change, at, j = _best_swap(lists, place, first, nearest, second, gain, loss, extra)
            if change >= 0:
                break
            place[places[at]], place[j], places[at] = -1, at, j
            total = _assign(lists, place, first, nearest, second)
        if best_total < 0 or total <= best_total:
            best[:] = places
            best_total = total
        else:
            for at in range(p):
                place[places[at]] = -1
            places[:] = best
            for at in range(p):
                place[places[at]] = at
    return best, best_total, looks


@numba.njit(cache=True, nogil=True)
def relaxed_with(lists, status, scale, mu):  # type: ignore[no-untyped-def]
    """The same as :func:`relaxed` when columns of status 1 are taken and those of status 2 are not to be had."""
    ptr, col, val, cap = lists
    total, rho = np.int64(0), np.zeros(len(status), np.int64)
    for i in range(len(cap)):
        mine = min(mu[i], scale * cap[i])
        end = ptr[i]
        while end < ptr[i + 1] and scale * val[end] < mine:
            if status[col[end]] == 1:
                mine = scale * val[end]
                break
            end += 1
        total += mine
        for e in range(ptr[i], end):
            if status[col[e]] == 0:
                rho[col[e]] += scale * val[e] - mine
    return total, rho
