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
def marked(ptr, idx, marks):  # type: ignore[no-untyped-def]
    """Return how many marked members every line has."""
    out = np.zeros(len(ptr) - 1, np.int64)
    for i in range(len(out)):
        total = 0
        for e in range(ptr[i], ptr[i + 1]):
            if marks[idx[e]]:
                total += 1
        out[i] = total
    return out


@numba.njit(cache=True, nogil=True)
def sums(ptr, idx, values):  # type: ignore[no-untyped-def]
    """Return the sum of integer values over the members of every line."""
    out = np.zeros(len(ptr) - 1, np.int64)
    for i in range(len(out)):
        total = 0
        for e in range(ptr[i], ptr[i + 1]):
            total += values[idx[e]]
        out[i] = total
    return out


@numba.njit(cache=True, nogil=True)
def refine(start, stop, entries, label, size, classes):  # type: ignore[no-untyped-def]
    """Split classes of rows until two rows of one class are in exactly the same columns; return their number.

    `label` (-1: row left out) and `size` (as long as there are rows) hold the first classes and are changed in
    place. A column splits every class it holds only a part of (partition refinement, Paige & Tarjan 1987), so the
    answer is exact and needs the matrix by columns only.
    """
    inside = np.zeros(len(size), np.int32)
    target = np.zeros(len(size), np.int32)
    for j in range(len(start)):
        for e in range(start[j], stop[j]):
            c = label[entries[e]]
            if c >= 0:
                inside[c] += 1
        for e in range(start[j], stop[j]):
            i = entries[e]
            c = label[i]
            if c < 0:
                continue
            if inside[c] > 0:
                if inside[c] == size[c]:
                    target[c] = c
                else:
                    target[c] = classes
                    size[classes] = inside[c]
                    size[c] -= inside[c]
                    classes += 1
                inside[c] = 0
            label[i] = target[c]
        for e in range(start[j], stop[j]):
            c = label[entries[e]]
            if c >= 0:
                inside[c] = 0
    return classes


@numba.njit(cache=True, nogil=True)
def merged_columns(start, stop, entries, label, classes):  # type: ignore[no-untyped-def]
    """Return the columns of the merged rows, ascending, each class once per column."""
    seen = np.full(classes, -1, np.int64)
    indptr = np.zeros(len(start) + 1, np.int64)
    for j in range(len(start)):
        count = 0
        for e in range(start[j], stop[j]):
            c = label[entries[e]]
            if c >= 0 and seen[c] != j:
                seen[c] = j
                count += 1
        indptr[j + 1] = indptr[j] + count
    indices = np.empty(indptr[-1], np.int32)
    seen[:] = -1
    for j in range(len(start)):
        at = indptr[j]
        for e in range(start[j], stop[j]):
            c = label[entries[e]]
            if c >= 0 and seen[c] != j:
                seen[c] = j
                indices[at] = c
                at += 1
        indices[indptr[j] : at].sort()
    return indptr, indices


@numba.njit(cache=True, nogil=True)
def any_labelled(start, stop, entries, label):  # type: ignore[no-untyped-def]
    """Tell which columns hold a labelled row."""
    out = np.zeros(len(start), np.bool_)
    for j in range(len(start)):
        for e in range(start[j], stop[j]):
            if label[entries[e]] >= 0:
                out[j] = True
                break
    return out


@numba.njit(cache=True, nogil=True)
def merge_holds(start, stop, entries, label, size, cptr, cidx, row_count):  # type: ignore[no-untyped-def]
    """Tell whether every column holds each class whole or not at all, and `cptr`, `cidx` name those it holds.

    Members of `cidx` from `row_count` on are limits and not looked at.
    """
    inside = np.zeros(row_count, np.int64)
    for j in range(len(start)):
        members, claimed = 0, 0
        for e in range(start[j], stop[j]):
            c = label[entries[e]]
            if c >= 0:
                inside[c] += 1
                members += 1
        for e in range(cptr[j], cptr[j + 1]):
            c = cidx[e]
            if c < row_count:
                if inside[c] != size[c]:
                    return False
                claimed += size[c]
        if claimed != members:
            return False
        for e in range(start[j], stop[j]):
            c = label[entries[e]]
            if c >= 0:
                inside[c] = 0
    return True


@numba.njit(cache=True, nogil=True)
def part_of(start, stop, entries, label, one, other):  # type: ignore[no-untyped-def]
    """Return how many labelled rows each of `one` and of `other` have; the first is -1 where not part of the second."""
    out = np.zeros((len(one), 2), np.int64)
    seen = np.full(len(label), -1, np.int32)
    for pair in range(len(one)):
        j, k = one[pair], other[pair]
        for e in range(start[k], stop[k]):
            if label[entries[e]] >= 0:
                seen[entries[e]] = pair
                out[pair, 1] += 1
        for e in range(start[j], stop[j]):
            i = entries[e]
            if label[i] >= 0:
                if seen[i] != pair:
                    out[pair, 0] = -1
                    break
                out[pair, 0] += 1
    return out


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
def dominated_columns(cptr, cidx, rptr, ridx, row_count, cost):  # type: ignore[no-untyped-def]
    """Return for every column one that may stand for it in any choice, or -1.

    It covers all that the column covers (more, or as much and has a lower index), is in no limit that the column
    is not in, and costs no more. Rows from `row_count` on are the limits.
    """
    m = len(cptr) - 1
    by = np.full(m, -1, np.int64)
    middle = np.empty(m, np.int64)
    for j in range(m):
        middle[j] = cptr[j]
        while middle[j] < cptr[j + 1] and cidx[middle[j]] < row_count:
            middle[j] += 1
    for j in range(m):
        size = middle[j] - cptr[j]
        if size == 0:
            continue
        rare = cidx[cptr[j]]
        for e in range(cptr[j], middle[j]):
            i = cidx[e]
            if rptr[i + 1] - rptr[i] < rptr[rare + 1] - rptr[rare]:
                rare = i
        for e in range(rptr[rare], rptr[rare + 1]):
            k = ridx[e]
            other = middle[k] - cptr[k]
            if k == j or other < size or (other == size and k > j) or cost[k] > cost[j]:
                continue
            if not _inside(cidx, middle[k], cptr[k + 1], middle[j], cptr[j + 1]):
                continue
            if _inside(cidx, cptr[j], middle[j], cptr[k], middle[k]):
                by[j] = k
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
