"""Compiled loops over sparse matrices: who is within reach, transposing, reducing.

Only :mod:`geoapp.planning.engine` imports the kernel modules. Plain IEEE arithmetic (no ``fastmath``):
distances are computed exactly as numpy computes them, so the answers are those of the slow paths.
"""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def cover_columns(demand, xy, place, start, origin_x, origin_y, side, columns, rows, reach):  # type: ignore[no-untyped-def]
    """Return `indptr`, `indices` of the demand within `reach` of each candidate, ascending by construction.

    Candidates lie in cells of side >= reach, so nine cells hold all that can reach a household; `place` gives
    the candidate of each sorted point. The first pass counts, the second fills in order of demand.
    """
    indptr = np.zeros(len(xy) + 1, np.int64)
    indices = np.empty(0, np.int32)
    at = np.zeros(len(xy), np.int64)
    for fill in range(2):
        for i in range(len(demand)):
            px, py = demand[i, 0], demand[i, 1]
            cx = int(min(max(np.floor((px - origin_x) / side), -1.0), float(columns)))
            cy = int(min(max(np.floor((py - origin_y) / side), -1.0), float(rows)))
            for y in range(max(cy - 1, 0), min(cy + 1, rows - 1) + 1):
                left, right = max(cx - 1, 0), min(cx + 1, columns - 1)
                if left > right:
                    continue
                for k in range(start[y * columns + left], start[y * columns + right + 1]):
                    dx, dy = px - xy[k, 0], py - xy[k, 1]
                    if np.sqrt(dx * dx + dy * dy) <= reach:
                        j = place[k]
                        if fill == 1:
                            indices[at[j]] = i
                            at[j] += 1
                        else:
                            indptr[j + 1] += 1
        if fill == 0:
            for j in range(len(xy)):
                indptr[j + 1] += indptr[j]
                at[j] = indptr[j]
            indices = np.empty(indptr[-1], np.int32)
    return indptr, indices


@numba.njit(cache=True, nogil=True)
def transpose(indptr, indices, count):  # type: ignore[no-untyped-def]
    """Return the other compressed form of a pattern; `count` is its number of lines on the other side."""
    other = np.zeros(count + 1, np.int64)
    for e in range(len(indices)):
        other[indices[e] + 1] += 1
    for i in range(count):
        other[i + 1] += other[i]
    at = other[:-1].copy()
    members = np.empty(len(indices), np.int32)
    for j in range(len(indptr) - 1):
        for e in range(indptr[j], indptr[j + 1]):
            i = indices[e]
            members[at[i]] = j
            at[i] += 1
    return other, members


@numba.njit(cache=True, nogil=True)
def _same(ptr, idx, a, b):  # type: ignore[no-untyped-def]
    if ptr[a + 1] - ptr[a] != ptr[b + 1] - ptr[b]:
        return False
    for e in range(ptr[a + 1] - ptr[a]):
        if idx[ptr[a] + e] != idx[ptr[b] + e]:
            return False
    return True


@numba.njit(cache=True, nogil=True)
def merge_rows(ptr, idx, need, sign, group, alive):  # type: ignore[no-untyped-def]
    """Return the class of every row (-1 if not alive) and the first row of every class.

    Rows are of one class if they have the same members, need, sign and group. The hash only says where to look:
    members are compared before two rows are joined.
    """
    n = len(ptr) - 1
    size = 16
    while size < 2 * n:
        size *= 2
    table = np.full(size, -1, np.int64)
    label, first = np.full(n, -1, np.int64), np.empty(n, np.int64)
    classes = 0
    for i in range(n):
        if not alive[i]:
            continue
        h = np.uint64(need[i] * 2 + (sign[i] > 0)) ^ (np.uint64(group[i] + 1) << np.uint64(32))
        for e in range(ptr[i], ptr[i + 1]):
            h = (h ^ np.uint64(idx[e])) * np.uint64(0x9E3779B97F4A7C15)
            h ^= h >> np.uint64(29)
        slot = np.int64(h & np.uint64(size - 1))
        while True:
            known = table[slot]
            if known == -1:
                table[slot] = i
                label[i] = classes
                first[classes] = i
                classes += 1
                break
            alike = need[known] == need[i] and sign[known] == sign[i] and group[known] == group[i]
            if alike and _same(ptr, idx, known, i):
                label[i] = label[known]
                break
            slot = (slot + 1) & (size - 1)
    return label, first[:classes].copy()


@numba.njit(cache=True, nogil=True)
def _inside(idx, a, a_end, b, b_end):  # type: ignore[no-untyped-def]
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
def dominated_columns(cptr, cidx, rptr, ridx, keep_at_least):  # type: ignore[no-untyped-def]
    """Return for every column one that covers all it covers (of equal ones the lowest index), or -1."""
    m = len(cptr) - 1
    by = np.full(m, -1, np.int64)
    left = m
    for j in range(m):
        if left <= keep_at_least:
            break
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
            if k == j or other < size or (other == size and k > j):
                continue
            if _inside(cidx, cptr[j], cptr[j + 1], cptr[k], cptr[k + 1]):
                by[j] = k
                left -= 1
                break
    return by


@numba.njit(cache=True, nogil=True)
def pick_columns(cptr, cidx, columns, row_to, rows):  # type: ignore[no-untyped-def]
    """Return both compressed forms of some columns, with rows renumbered by `row_to` (-1: row not kept).

    Several old rows may go to one new row (merged rows have the same members): an entry is written once.
    """
    out_ptr = np.zeros(len(columns) + 1, np.int64)
    seen = np.full(rows, -1, np.int64)
    total = 0
    for c in range(len(columns)):
        total += cptr[columns[c] + 1] - cptr[columns[c]]
    out = np.empty(total, np.int32)
    at = 0
    for c in range(len(columns)):
        j = columns[c]
        for e in range(cptr[j], cptr[j + 1]):
            i = row_to[cidx[e]]
            if i >= 0 and seen[i] != c:
                seen[i] = c
                out[at] = i
                at += 1
        out_ptr[c + 1] = at
    rptr, ridx = transpose(out_ptr, out[:at], rows)
    tptr, tidx = transpose(rptr, ridx, len(columns))
    return tptr, tidx, rptr, ridx
