"""Compiled loops that find where the set of households within reach is as large as it gets.

Only :mod:`geoapp.planning.sweep` imports this module. Plain IEEE arithmetic, no ``fastmath``.
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
    """Return track, first and last place of every stretch on which the largest sets are reached.

    Intervals are closed. Swept from left to right, the set grows at left ends (first where both meet) and
    shrinks at right ends, so it is as large as it gets between a left end and a right end that follows it directly.
    """
    track, first, last = np.empty(len(lo), np.int64), np.empty(len(lo)), np.empty(len(lo))
    used = 0
    for t in range(len(ptr) - 1):
        lefts, rights = np.sort(lo[ptr[t] : ptr[t + 1]]), np.sort(hi[ptr[t] : ptr[t + 1]])
        i, grew = 0, False
        for j in range(len(rights)):
            while i < len(lefts) and lefts[i] <= rights[j]:
                i += 1
                grew = True
            if grew:
                track[used], first[used], last[used] = t, lefts[i - 1], rights[j]
                used += 1
            grew = False
    return track[:used].copy(), first[:used].copy(), last[:used].copy()
