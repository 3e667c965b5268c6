"""Compiled loops. Only :mod:`geoapp.coverage.engine` imports this module, away from any answer.

Plain IEEE arithmetic (no ``fastmath``), so the answers equal those of the scipy paths bit for bit.
"""

from __future__ import annotations

import numba
import numpy as np

INF = np.inf


@numba.njit(cache=True, nogil=True)
def nearest_two(demand, xy, row, start, origin_x, origin_y, side, columns, rows):  # type: ignore[no-untyped-def]
    """Return distance, row and second distance by looking at rings of cells outwards.

    A ring at distance k from the home cell holds nothing nearer than ``(k - 1) * side`` plus the way to
    the home cell's edge, so the search ends as soon as the second best is nearer than that.
    """
    n = demand.shape[0]
    distance, facility, second = np.empty(n), np.empty(n, np.int64), np.empty(n)
    for i in range(n):
        px, py = demand[i, 0], demand[i, 1]
        cx = int(min(max(np.floor((px - origin_x) / side), 0.0), columns - 1.0))
        cy = int(min(max(np.floor((py - origin_y) / side), 0.0), rows - 1.0))
        best, best_row, next_best = INF, -1, INF
        farthest = max(max(cx, columns - 1 - cx), max(cy, rows - 1 - cy))
        for ring in range(farthest + 1):
            x0, x1, y0, y1 = cx - ring, cx + ring, cy - ring, cy + ring
            if ring > 0:
                # what the rings so far left out is at least this far away; a margin against rounding
                gap = INF
                if x0 >= 0:
                    gap = min(gap, px - (origin_x + (x0 + 1) * side))
                if x1 < columns:
                    gap = min(gap, origin_x + x1 * side - px)
                if y0 >= 0:
                    gap = min(gap, py - (origin_y + (y0 + 1) * side))
                if y1 < rows:
                    gap = min(gap, origin_y + y1 * side - py)
                gap -= 1e-6 * side
                if gap > 0.0 and gap * gap > next_best:
                    break
            for cell_y in range(max(y0, 0), min(y1, rows - 1) + 1):
                step = 1 if cell_y == y0 or cell_y == y1 or ring == 0 else 2 * ring
                cell_x = x0
                while cell_x <= x1:
                    if 0 <= cell_x < columns:
                        cell = cell_y * columns + cell_x
                        for k in range(start[cell], start[cell + 1]):
                            dx, dy = px - xy[k, 0], py - xy[k, 1]
                            d = dx * dx + dy * dy
                            if d < best or (d == best and row[k] < best_row):
                                next_best, best, best_row = best, d, row[k]
                            elif d < next_best:
                                next_best = d
                    cell_x += step
        distance[i], facility[i], second[i] = np.sqrt(best), best_row, np.sqrt(next_best)
    return distance, facility, second


@numba.njit(cache=True, nogil=True)
def two_labels(indptr, indices, weights, seed_node, seed_key, seed_facility):  # type: ignore[no-untyped-def]
    """Return per node the two shortest distances from *different* facilities: key (n, 2), facility (n, 2).

    Dijkstra with two labels a node and a binary heap of labels, ordered by distance, then facility row.
    `seed_*` say how far a facility is from a node when it enters the network there.
    """
    n = indptr.shape[0] - 1
    key = np.full((n, 2), INF)
    owner = np.full((n, 2), -1, np.int64)
    capacity = 4 * (n + len(seed_node)) + 16
    heap_key, heap_owner = np.empty(capacity), np.empty(capacity, np.int64)
    heap_node = np.empty(capacity, np.int64)
    size = 0
    for s in range(len(seed_node)):
        if size == capacity:
            heap_key, heap_owner, heap_node, capacity = _grown(heap_key, heap_owner, heap_node)
        size = _push(heap_key, heap_owner, heap_node, size, seed_key[s], seed_facility[s], seed_node[s])
    while size > 0:
        d, f, u = heap_key[0], heap_owner[0], heap_node[0]
        size = _pop(heap_key, heap_owner, heap_node, size)
        if owner[u, 0] == -1:
            slot = 0
        elif owner[u, 1] == -1 and owner[u, 0] != f:
            slot = 1
        else:
            continue
        key[u, slot], owner[u, slot] = d, f
        for e in range(indptr[u], indptr[u + 1]):
            v = indices[e]
            if owner[v, 1] != -1 or owner[v, 0] == f:
                continue
            if size == capacity:
                heap_key, heap_owner, heap_node, capacity = _grown(heap_key, heap_owner, heap_node)
            size = _push(heap_key, heap_owner, heap_node, size, d + weights[e], f, v)
    return key, owner


@numba.njit(cache=True, nogil=True)
def _grown(heap_key, heap_owner, heap_node):  # type: ignore[no-untyped-def]
    n = len(heap_key)
    k, o, v = np.empty(2 * n), np.empty(2 * n, np.int64), np.empty(2 * n, np.int64)
    k[:n], o[:n], v[:n] = heap_key, heap_owner, heap_node
    return k, o, v, 2 * n


@numba.njit(cache=True, nogil=True)
def _push(heap_key, heap_owner, heap_node, size, d, f, u):  # type: ignore[no-untyped-def]
    at = size
    while at > 0:
        up = (at - 1) >> 1
        if heap_key[up] < d or (heap_key[up] == d and heap_owner[up] <= f):
            break
        heap_key[at], heap_owner[at], heap_node[at] = heap_key[up], heap_owner[up], heap_node[up]
        at = up
    heap_key[at], heap_owner[at], heap_node[at] = d, f, u
    return size + 1


@numba.njit(cache=True, nogil=True)
def _pop(heap_key, heap_owner, heap_node, size):  # type: ignore[no-untyped-def]
    size -= 1
    d, f, u = heap_key[size], heap_owner[size], heap_node[size]
    at, child = 0, 1
    while child < size:
        right = child + 1
        if right < size and (
            heap_key[right] < heap_key[child]
            or (heap_key[right] == heap_key[child] and heap_owner[right] < heap_owner[child])
        ):
            child = right
        if d < heap_key[child] or (d == heap_key[child] and f <= heap_owner[child]):
            break
        heap_key[at], heap_owner[at], heap_node[at] = heap_key[child], heap_owner[child], heap_node[child]
        at, child = child, 2 * child + 1
    heap_key[at], heap_owner[at], heap_node[at] = d, f, u
    return size


def compile_all() -> None:
    """Load every kernel from the cache, or compile it, for the types in which it is used."""
    point, zero, one = np.zeros((1, 2)), np.zeros(1, np.int64), np.array([0, 1], np.int64)
    nearest_two(point, point, zero, one, 0.0, 0.0, 1.0, 1, 1)
    two_labels(np.array([0, 0], np.int64), zero[:0], point[:0, 0], zero, np.zeros(1), zero)
