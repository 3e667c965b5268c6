"""Compiled loops that find where the set of households within reach is as large as it gets.

Only :mod:`geoapp.planning.travel` imports this module. Plain IEEE arithmetic, no ``fastmath``.
"""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def _doubled(values):  # type: ignore[no-untyped-def]
    larger = np.empty(2 * len(values), values.dtype)
    larger[: len(values)] = values
    return larger


@numba.njit(cache=True, nogil=True)
def _cells(low, high, origin, side, count):  # type: ignore[no-untyped-def]
    """Return the first and the last cell of a range along one axis; first > last where it misses the grid."""
    first = np.floor((low - origin) / side) - 1.0
    last = np.floor((high - origin) / side) + 1.0
    if last < 0 or first > count - 1:
        return 1, 0
    return int(max(first, 0.0)), int(min(last, count - 1.0))


@numba.njit(cache=True, nogil=True)
def line_intervals(track, begin_m, a, b, tracks, grid, households, reach, gap):  # type: ignore[no-untyped-def]
    """Return `ptr`, `lo`, `hi`: along every track the stretches from which a household is within reach.

    Parameters
    ----------
    track, begin_m, a, b
        Straight pieces in order of track and place along it: track, metres along it at `a`, and both ends (k, 2).
    tracks, households
        How many there are.
    grid
        The households in cells: ``(xy, row, start, origin_x, origin_y, side, columns, rows)``.
    reach, gap
        Metres; stretches of one household nearer to each other than `gap` are one, as at a bend.
    """
    xy, row, start, origin_x, origin_y, side, columns, rows = grid
    ptr = np.zeros(tracks + 1, np.int64)
    lo, hi, used = np.empty(1024), np.empty(1024), 0
    newest, on = np.empty(households, np.int64), np.full(households, -1, np.int64)
    for k in range(len(track)):
        ax, ay = a[k, 0], a[k, 1]
        length = np.sqrt((b[k, 0] - ax) ** 2 + (b[k, 1] - ay) ** 2)
        if length == 0.0:
            continue
        ux, uy = (b[k, 0] - ax) / length, (b[k, 1] - ay) / length
        west, east = _cells(min(ax, b[k, 0]) - reach, max(ax, b[k, 0]) + reach, origin_x, side, columns)
        south, north = _cells(min(ay, b[k, 1]) - reach, max(ay, b[k, 1]) + reach, origin_y, side, rows)
        if west > east:
            continue
        for y in range(south, north + 1):
            for i in range(start[y * columns + west], start[y * columns + east + 1]):
                dx, dy = xy[i, 0] - ax, xy[i, 1] - ay
                off = abs(ux * dy - uy * dx)
                if off > reach:
                    continue
                middle, half = ux * dx + uy * dy, np.sqrt((reach - off) * (reach + off))
                first, last = max(middle - half, 0.0), min(middle + half, length)
                if first > last:
                    continue
                first, last, h = begin_m[k] + first, begin_m[k] + last, row[i]
                if on[h] == track[k] and first <= hi[newest[h]] + gap:
                    hi[newest[h]] = max(hi[newest[h]], last)
                    continue
                if used == len(lo):
                    lo, hi = _doubled(lo), _doubled(hi)
                lo[used], hi[used], newest[h], on[h] = first, last, used, track[k]
                used += 1
        ptr[track[k] + 1] = used
    for t in range(tracks):
        ptr[t + 1] = max(ptr[t + 1], ptr[t])
    return ptr, lo[:used].copy(), hi[:used].copy()


@numba.njit(cache=True, nogil=True)
def maximal_stretches(ptr, lo, hi):  # type: ignore[no-untyped-def]
    """Return track, first and last place, and size of the set, of every stretch with a largest set.

    Intervals are closed. Swept from left to right, the set grows at left ends (first where both meet) and
    shrinks at right ends, so it is as large as it gets between a left end and a right end that follows it directly.
    """
    track, first, last = np.empty(len(lo), np.int64), np.empty(len(lo)), np.empty(len(lo))
    size = np.empty(len(lo), np.int64)
    used = 0
    for t in range(len(ptr) - 1):
        lefts, rights = np.sort(lo[ptr[t] : ptr[t + 1]]), np.sort(hi[ptr[t] : ptr[t + 1]])
        i, grew = 0, False
        for j in range(len(rights)):
            while i < len(lefts) and lefts[i] <= rights[j]:
                i += 1
                grew = True
            if grew:
                track[used], first[used], last[used], size[used] = t, lefts[i - 1], rights[j], i - j
                used += 1
            grew = False
    return track[:used].copy(), first[:used].copy(), last[:used].copy(), size[:used].copy()


@numba.njit(cache=True, nogil=True)
def every_stretch(ptr, lo, hi, inward):  # type: ignore[no-untyped-def]
    """Return track and place of every left and right end, moved a little into its own stretch.

    An end moves by `inward` metres, but no farther than half way to the next end on that side, so that whoever is
    within reach between the two still is.
    """
    track, place = np.empty(2 * len(lo), np.int64), np.empty(2 * len(lo))
    used = 0
    for t in range(len(ptr) - 1):
        begin, end = ptr[t], ptr[t + 1]
        ends = np.sort(np.concatenate((lo[begin:end], hi[begin:end])))
        lefts, rights = np.sort(lo[begin:end]), np.sort(hi[begin:end])
        for k in range(len(lefts)):
            if k > 0 and lefts[k] == lefts[k - 1]:
                continue
            after = np.searchsorted(ends, lefts[k], side="right")
            room = (ends[after] - lefts[k]) / 2 if after < len(ends) else 0.0
            track[used], place[used] = t, lefts[k] + min(inward, room)
            used += 1
        for k in range(len(rights)):
            if k > 0 and rights[k] == rights[k - 1]:
                continue
            before = np.searchsorted(ends, rights[k], side="left") - 1
            room = (rights[k] - ends[before]) / 2 if before >= 0 else 0.0
            track[used], place[used] = t, rights[k] - min(inward, room)
            used += 1
    return track[:used].copy(), place[:used].copy()


@numba.njit(cache=True, nogil=True)
def circle_stretches(xy, ptr, near, reach, marks, most):  # type: ignore[no-untyped-def]
    """Return the stretches of circles on which the largest sets are reached: circle, middle, size and mark of the set.

    Around every household lies a circle of radius `reach`; on it each household of ``near[ptr[i]:ptr[i + 1]]``, less
    than two radii away, is within reach along an arc. Swept like a line, twice around, counting a stretch by
    its right end in the second turn. The mark of a set is the exclusive or of two random `marks` (n, 2) of its members.
    Returns one stretch more than `most` at most.
    """
    turn = 2 * np.pi
    circle, angle, size, used = np.empty(1024, np.int64), np.empty(1024), np.empty(1024, np.int64), 0
    mark, other = np.empty(1024, np.uint64), np.empty(1024, np.uint64)
    for i in range(len(xy)):
        k = ptr[i + 1] - ptr[i]
        lefts, rights, home = np.empty(2 * k), np.empty(2 * k), np.empty(2 * k, np.int64)
        for e in range(k):
            j = near[ptr[i] + e]
            dx, dy = xy[j, 0] - xy[i, 0], xy[j, 1] - xy[i, 1]
            half = np.arccos(min(np.sqrt(dx * dx + dy * dy) / (2 * reach), 1.0))
            left = (np.arctan2(dy, dx) - half) % turn
            lefts[e], rights[e], home[e] = left, left + 2 * half, j
            lefts[k + e], rights[k + e], home[k + e] = left + turn, left + 2 * half + turn, j
        rising, falling = np.argsort(lefts), np.argsort(rights)
        first, second = marks[i, 0], marks[i, 1]
        a, grew = 0, False
        for b in range(2 * k):
            end = rights[falling[b]]
            while a < 2 * k and lefts[rising[a]] <= end:
                first ^= marks[home[rising[a]], 0]
                second ^= marks[home[rising[a]], 1]
                a += 1
                grew = True
            if grew and turn <= end < 2 * turn:
                if used > most:
                    return circle[:used], angle[:used], size[:used], mark[:used], other[:used]
                if used == len(circle):
                    circle, angle, size = _doubled(circle), _doubled(angle), _doubled(size)
                    mark, other = _doubled(mark), _doubled(other)
                circle[used], angle[used] = i, (lefts[rising[a - 1]] + end) / 2
                size[used], mark[used], other[used] = a - b + 1, first, second
                used += 1
            grew = False
            first ^= marks[home[falling[b]], 0]
            second ^= marks[home[falling[b]], 1]
    return circle[:used], angle[:used], size[:used], mark[:used], other[:used]


@numba.njit(cache=True, nogil=True)
def _signatures(ptr, members):  # type: ignore[no-untyped-def]
    """Return 512 bits per set, of which every member sets one: a set can only lie in those that have all its bits."""
    bits = np.zeros((len(ptr) - 1, 8), np.uint64)
    for j in range(len(ptr) - 1):
        for e in range(ptr[j], ptr[j + 1]):
            h = np.uint64(members[e]) * np.uint64(0x9E3779B97F4A7C15)
            bits[j, h >> np.uint64(61)] |= np.uint64(1) << ((h >> np.uint64(55)) & np.uint64(63))
    return bits


@numba.njit(cache=True, nogil=True)
def _inside(members, a, a_end, b, b_end):  # type: ignore[no-untyped-def]
    """Tell whether the ascending list a..a_end is part of the ascending list b..b_end."""
    while a < a_end:
        if b_end - b < a_end - a or members[b] > members[a]:
            return False
        if members[b] == members[a]:
            a += 1
        b += 1
    return True


@numba.njit(cache=True, nogil=True)
def part_of_another(ptr, members, rows):  # type: ignore[no-untyped-def]
    """Tell which of some different sets, ascending, lie in a larger one of them; the empty set does.

    Only sets that share a set's rarest member can hold it.
    """
    n = len(ptr) - 1
    begin = np.zeros(rows + 1, np.int64)
    for e in range(len(members)):
        begin[members[e] + 1] += 1
    for i in range(rows):
        begin[i + 1] += begin[i]
    at, holder = begin[:-1].copy(), np.empty(len(members), np.int64)
    for j in range(n):
        for e in range(ptr[j], ptr[j + 1]):
            holder[at[members[e]]] = j
            at[members[e]] += 1
    bits, part = _signatures(ptr, members), np.zeros(n, np.bool_)
    for j in range(n):
        size = ptr[j + 1] - ptr[j]
        if size == 0:
            part[j] = True
            continue
        rare = members[ptr[j]]
        for e in range(ptr[j], ptr[j + 1]):
            i = members[e]
            if begin[i + 1] - begin[i] < begin[rare + 1] - begin[rare]:
                rare = i
        for h in range(begin[rare], begin[rare + 1]):
            k = holder[h]
            if ptr[k + 1] - ptr[k] <= size:
                continue
            word = 0
            while word < 8 and bits[j, word] & ~bits[k, word] == 0:
                word += 1
            if word == 8 and _inside(members, ptr[j], ptr[j + 1], ptr[k], ptr[k + 1]):
                part[j] = True
                break
    return part
