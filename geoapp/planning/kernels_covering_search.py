"""Compiled local search for a cheap cover: weights of rows that stay bare lead it out of every dead end.

After Gao, Weise & Li 2015 (RWLS, EJOR 246:750): take a column away until a row is bare, exchange one column,
make every bare row weigh one more. Scores are divided by cost, so that costs may differ. A column that was taken
away may come back only after something changed on one of its rows.

`matrix` is (cptr, cidx, rptr, ridx); `marks` is (count, weight, score, inside, stamp, moved): columns on every row,
weights of rows, scores of columns (outside: the weight of bare rows it would serve; inside: of rows it alone
serves), which are inside, when a row last changed, when a column last moved; `bare` is (rows, place, size).
"""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def _random(state, below):  # type: ignore[no-untyped-def]
    s = state[0]
    s ^= s << np.uint64(13)
    s ^= s >> np.uint64(7)
    s ^= s << np.uint64(17)
    state[0] = s
    return np.int64((s >> np.uint64(11)) % np.uint64(below))


@numba.njit(cache=True, nogil=True)
def _flip(matrix, marks, bare, j, now):  # type: ignore[no-untyped-def]
    """Take column j, or take it away. Its own score stays: what it serves anew it then serves alone."""
    cptr, cidx, rptr, ridx = matrix
    count, weight, score, inside, stamp, moved = marks
    rows, place, size = bare
    taking = not inside[j]
    for e in range(cptr[j], cptr[j + 1]):
        i = cidx[e]
        stamp[i] = now
        before = count[i]
        count[i] = before + 1 if taking else before - 1
        change = -weight[i] if taking else weight[i]
        if min(before, count[i]) == 0:
            for f in range(rptr[i], rptr[i + 1]):
                if ridx[f] != j:
                    score[ridx[f]] += change
            if taking:
                last = rows[size[0] - 1]
                rows[place[i]], place[last] = last, place[i]
                size[0] -= 1
            else:
                rows[size[0]], place[i] = i, size[0]
                size[0] += 1
        elif min(before, count[i]) == 1:
            for f in range(rptr[i], rptr[i + 1]):
                if inside[ridx[f]] and ridx[f] != j:
                    score[ridx[f]] += change
                    break
    inside[j] = taking
    moved[j] = now


@numba.njit(cache=True, nogil=True)
def _cheapest_loss(marks, cost, places, size, tabu):  # type: ignore[no-untyped-def]
    """Return the place of the column whose loss per cost is least, of equals the one that moved longest ago."""
    score, moved = marks[2], marks[5]
    best = -1
    for at in range(size):
        j = places[at]
        if j == tabu and size > 1:
            continue
        if best < 0:
            best = at
            continue
        k = places[best]
        mine, other = score[j] / cost[j], score[k] / cost[k]
        if mine < other or (mine == other and moved[j] < moved[k]):
            best = at
    return best


@numba.njit(cache=True, nogil=True)
def _may_return(matrix, marks, j):  # type: ignore[no-untyped-def]
    cptr, cidx = matrix[0], matrix[1]
    stamp, moved = marks[4], marks[5]
    if moved[j] == 0:
        return True
    for e in range(cptr[j], cptr[j + 1]):
        if stamp[cidx[e]] > moved[j]:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _best_gain(matrix, marks, cost, i):  # type: ignore[no-untyped-def]
    """Return the column of row i with the largest gain per cost, of equals the one that moved longest ago."""
    rptr, ridx = matrix[2], matrix[3]
    score, moved = marks[2], marks[5]
    best = -1
    for e in range(rptr[i], rptr[i + 1]):
        j = ridx[e]
        if best >= 0:
            mine, other = score[j] / cost[j], score[best] / cost[best]
            if mine < other or (mine == other and moved[j] >= moved[best]):
                continue
        if _may_return(matrix, marks, j):
            best = j
    return best


@numba.njit(cache=True, nogil=True)
def greedy(matrix, cost):  # type: ignore[no-untyped-def]
    """Return a cover: the column of most bare rows per cost first, then without what became superfluous."""
    cptr, cidx, rptr, ridx = matrix
    n, m = len(rptr) - 1, len(cptr) - 1
    gain = np.empty(m, np.int64)
    for j in range(m):
        gain[j] = cptr[j + 1] - cptr[j]
    count = np.zeros(n, np.int64)
    chosen = np.empty(min(n, m), np.int64)
    size, left = 0, n
    while left > 0:
        best = 0
        for j in range(1, m):
            if gain[j] / cost[j] > gain[best] / cost[best]:
                best = j
        chosen[size] = best
        size += 1
        for e in range(cptr[best], cptr[best + 1]):
            i = cidx[e]
            count[i] += 1
            if count[i] == 1:
                left -= 1
                for f in range(rptr[i], rptr[i + 1]):
                    gain[ridx[f]] -= 1
    for at in range(size - 1, -1, -1):
        j = chosen[at]
        needed = False
        for e in range(cptr[j], cptr[j + 1]):
            needed = needed or count[cidx[e]] == 1
        if not needed:
            for e in range(cptr[j], cptr[j + 1]):
                count[cidx[e]] -= 1
            chosen[at] = -1
    kept = 0
    for at in range(size):
        if chosen[at] >= 0:
            chosen[kept] = chosen[at]
            kept += 1
    return chosen[:kept].copy()


@numba.njit(cache=True, nogil=True)
def begin(matrix, start):  # type: ignore[no-untyped-def]
    """Return marks and the list of bare rows for a first choice of columns."""
    cptr, cidx, rptr, ridx = matrix
    n, m = len(rptr) - 1, len(cptr) - 1
    score = np.empty(m, np.int64)
    for j in range(m):
        score[j] = cptr[j + 1] - cptr[j]
    marks = (
        np.zeros(n, np.int64), np.ones(n, np.int64), score, np.zeros(m, np.bool_),
        np.zeros(n, np.int64), np.zeros(m, np.int64),
    )  # fmt: skip
    bare = (np.arange(n), np.arange(n), np.array([n]))
    for at in range(len(start)):
        _flip(matrix, marks, bare, start[at], 0)
    return marks, bare


@numba.njit(cache=True, nogil=True)
def walk(matrix, cost, marks, bare, best, enough, clock, steps, state):  # type: ignore[no-untyped-def]
    """Exchange columns `steps` times; return the best cover found (or `best`) and its cost.

    Stops early at a cover of cost `enough` or less. `clock` holds the number of moves so far, for ties.
    """
    inside, weight, score = marks[3], marks[1], marks[2]
    rptr, ridx = matrix[2], matrix[3]
    rows, _, size_bare = bare
    places = np.empty(len(cost), np.int64)
    size, total, tabu = 0, 0.0, np.int64(-1)
    for j in range(len(cost)):
        if inside[j]:
            places[size] = j
            size += 1
            total += cost[j]
    least = 0.0
    for at in range(len(best)):
        least += cost[best[at]]
    for _ in range(steps):
        while size_bare[0] == 0 and size > 0:
            if total < least:
                best, least = places[:size].copy(), total
            at = _cheapest_loss(marks, cost, places, size, np.int64(-1))
            j = places[at]
            clock[0] += 1
            _flip(matrix, marks, bare, j, clock[0])
            total -= cost[j]
            size -= 1
            places[at] = places[size]
        if least <= enough:
            break
        if size > 0:
            at = _cheapest_loss(marks, cost, places, size, tabu)
            j = places[at]
            clock[0] += 1
            _flip(matrix, marks, bare, j, clock[0])
            total -= cost[j]
            size -= 1
            places[at] = places[size]
        while size_bare[0] > 0:
            k = _best_gain(matrix, marks, cost, rows[_random(state, size_bare[0])])
            if k < 0 or total + cost[k] >= least:
                break
            clock[0] += 1
            _flip(matrix, marks, bare, k, clock[0])
            total += cost[k]
            places[size] = k
            size += 1
            tabu = k
        for at in range(size_bare[0]):
            i = rows[at]
            weight[i] += 1
            for f in range(rptr[i], rptr[i + 1]):
                score[ridx[f]] += 1
    return best, least
