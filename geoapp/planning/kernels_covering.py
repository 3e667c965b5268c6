"""Compiled loops that make a covering problem smaller, and exact sums over its columns.

Only :mod:`geoapp.planning.facility_engine` imports this module. Plain IEEE arithmetic, no ``fastmath``.
"""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def _part_of(idx, a, a_end, b, b_end):  # type: ignore[no-untyped-def]
    """Tell whether the ascending list a..a_end is part of the ascending list b..b_end."""
    while a < a_end:
        if b_end - b < a_end - a:
            return False
        if idx[b] == idx[a]:
            a += 1
        elif idx[b] > idx[a]:
            return False
        b += 1
    return True


@numba.njit(cache=True, nogil=True)
def superfluous_rows(cptr, cidx, rptr, ridx):  # type: ignore[no-untyped-def]
    """Return for every row another one whose columns are all its own (the first of equals), or -1."""
    n = len(rptr) - 1
    by = np.full(n, -1, np.int64)
    for a in range(n):
        size = rptr[a + 1] - rptr[a]
        if by[a] >= 0 or size == 0:
            continue
        rare = ridx[rptr[a]]
        for e in range(rptr[a], rptr[a + 1]):
            j = ridx[e]
            if cptr[j + 1] - cptr[j] < cptr[rare + 1] - cptr[rare]:
                rare = j
        for e in range(cptr[rare], cptr[rare + 1]):
            b = cidx[e]
            other = rptr[b + 1] - rptr[b]
            if b == a or by[b] >= 0 or other < size or (other == size and b < a):
                continue
            if _part_of(ridx, rptr[a], rptr[a + 1], rptr[b], rptr[b + 1]):
                by[b] = a
    return by


@numba.njit(cache=True, nogil=True)
def dominators(cptr, cidx, rptr, ridx, cost):  # type: ignore[no-untyped-def]
    """Return for every column one that serves all it serves and is not dearer (the first of equals), or -1."""
    m = len(cptr) - 1
    by = np.full(m, -1, np.int64)
    for j in range(m):
        size = cptr[j + 1] - cptr[j]
        if size == 0:
            continue
        rare = cidx[cptr[j]]
        for e in range(cptr[j], cptr[j + 1]):
            i = cidx[e]
            if rptr[i + 1] - rptr[i] < rptr[rare + 1] - rptr[rare]:
                rare = i
        for e in range(rptr[rare], rptr[rare + 1]):
            k = ridx[e]
            other = cptr[k + 1] - cptr[k]
            if k == j or other < size or cost[k] > cost[j]:
                continue
            if other == size and cost[k] == cost[j] and k > j:
                continue
            if _part_of(cidx, cptr[j], cptr[j + 1], cptr[k], cptr[k + 1]):
                by[j] = k
                break
    return by


@numba.njit(cache=True, nogil=True)
def column_sums(rptr, ridx, rows, values, m):  # type: ignore[no-untyped-def]
    """Return for every column the sum of the values of its rows, in 64-bit integers."""
    total = np.zeros(m, np.int64)
    for at in range(len(rows)):
        i = rows[at]
        for e in range(rptr[i], rptr[i + 1]):
            total[ridx[e]] += values[at]
    return total


@numba.njit(cache=True, nogil=True)
def inclusions(ptr, idx, less, more, counts):  # type: ignore[no-untyped-def]
    """Return the sizes of some lines and of others, and whether each of the first is part of the other.

    Only members marked in `counts` are looked at.
    """
    sizes, others = np.zeros(len(less), np.int64), np.zeros(len(less), np.int64)
    holds = np.ones(len(less), np.bool_)
    for at in range(len(less)):
        b, b_end = ptr[more[at]], ptr[more[at] + 1]
        for e in range(b, b_end):
            others[at] += counts[idx[e]]
        for e in range(ptr[less[at]], ptr[less[at] + 1]):
            if not counts[idx[e]]:
                continue
            sizes[at] += 1
            while b < b_end and idx[b] < idx[e]:
                b += 1
            if b == b_end or idx[b] != idx[e]:
                holds[at] = False
                break
    return sizes, others, holds
