"""Compiled loops over the two labels of nodes. Only :mod:`geoapp.planning.travel` imports this module."""

from __future__ import annotations

import numba
import numpy as np

INF = np.inf


@numba.njit(cache=True, nogil=True)
def _improves(key, owner, v, d, f):  # type: ignore[no-untyped-def]
    """Take a label into the two best of node v, of different facilities; tell whether anything changed.

    Ties go to the lowest facility, as in the coverage engine.
    """
    if f == owner[v, 0]:
        if d < key[v, 0]:
            key[v, 0] = d
            return True
        return False
    if d < key[v, 0] or (d == key[v, 0] and f < owner[v, 0]):
        key[v, 1], owner[v, 1] = key[v, 0], owner[v, 0]
        key[v, 0], owner[v, 0] = d, f
        return True
    if f == owner[v, 1]:
        if d < key[v, 1]:
            key[v, 1] = d
            return True
        return False
    if d < key[v, 1] or (d == key[v, 1] and f < owner[v, 1]):
        key[v, 1], owner[v, 1] = d, f
        return True
    return False


@numba.njit(cache=True, nogil=True)
def _grown(values):  # type: ignore[no-untyped-def]
    larger = np.empty(2 * len(values), values.dtype)
    larger[: len(values)] = values
    return larger


@numba.njit(cache=True, nogil=True)
def _before(a, f, b, g):  # type: ignore[no-untyped-def]
    return a < b or (a == b and f < g)


@numba.njit(cache=True, nogil=True)
def relabel(ptr, to, metres, key, owner, gone, seed_node, seed_key, seed_facility):  # type: ignore[no-untyped-def]
    """Take facilities away and add others, in place; return flags of the nodes whose labels changed.

    Parameters
    ----------
    ptr, to, metres
        The graph.
    key, owner
        Distances and rows of the two nearest facilities of every node, shape (n, 2); in place.
    gone
        Which facilities go, flags by row.
    seed_node, seed_key, seed_facility
        Where the facilities enter the graph that are new, or that stay and may now be the nearest somewhere.

    Notes
    -----
    A node that loses a label asks its neighbours, whose labels are those of facilities that stay. From there on
    labels spread as in Dijkstra's method, but only where they are among the two best: at other nodes two
    facilities are nearer, and so they are at every node behind.
    """
    n = len(ptr) - 1
    changed = np.zeros(n, np.bool_)
    heap_key, heap_node, heap_owner = np.empty(64), np.empty(64, np.int64), np.empty(64, np.int64)
    size = 0
    for v in range(n):
        lost = False
        if owner[v, 1] >= 0 and owner[v, 1] < len(gone) and gone[owner[v, 1]]:
            key[v, 1], owner[v, 1] = INF, -1
            lost = True
        if owner[v, 0] >= 0 and owner[v, 0] < len(gone) and gone[owner[v, 0]]:
            key[v, 0], owner[v, 0] = key[v, 1], owner[v, 1]
            key[v, 1], owner[v, 1] = INF, -1
            lost = True
        changed[v] = lost
    lost_any = changed.copy()
    for v in range(n):
        if not lost_any[v]:
            continue
        for e in range(ptr[v], ptr[v + 1]):
            u = to[e]
            for k in range(2):
                if owner[u, k] >= 0 and _improves(key, owner, v, key[u, k] + metres[e], owner[u, k]):
                    heap_key, heap_node, heap_owner, size = _push(
                        heap_key, heap_node, heap_owner, size, key[u, k] + metres[e], v, owner[u, k]
                    )
    for s in range(len(seed_node)):
        if _improves(key, owner, seed_node[s], seed_key[s], seed_facility[s]):
            changed[seed_node[s]] = True
            heap_key, heap_node, heap_owner, size = _push(
                heap_key, heap_node, heap_owner, size, seed_key[s], seed_node[s], seed_facility[s]
            )
    while size > 0:
        d, u, f = heap_key[0], heap_node[0], heap_owner[0]
        size -= 1
        _sink(heap_key, heap_node, heap_owner, size)
        if not ((owner[u, 0] == f and key[u, 0] == d) or (owner[u, 1] == f and key[u, 1] == d)):
            continue
        for e in range(ptr[u], ptr[u + 1]):
            v = to[e]
            if _improves(key, owner, v, d + metres[e], f):
                changed[v] = True
                heap_key, heap_node, heap_owner, size = _push(
                    heap_key, heap_node, heap_owner, size, d + metres[e], v, f
                )
    return changed


@numba.njit(cache=True, nogil=True)
def _push(heap_key, heap_node, heap_owner, size, d, v, f):  # type: ignore[no-untyped-def]
    if size == len(heap_key):
        heap_key, heap_node, heap_owner = _grown(heap_key), _grown(heap_node), _grown(heap_owner)
    at = size
    while at > 0:
        up = (at - 1) >> 1
        if not _before(d, f, heap_key[up], heap_owner[up]):
            break
        heap_key[at], heap_node[at], heap_owner[at] = heap_key[up], heap_node[up], heap_owner[up]
        at = up
    heap_key[at], heap_node[at], heap_owner[at] = d, v, f
    return heap_key, heap_node, heap_owner, size + 1


@numba.njit(cache=True, nogil=True)
def _sink(heap_key, heap_node, heap_owner, size):  # type: ignore[no-untyped-def]
    """Take the least entry off the heap, of which `size` are left."""
    d, v, f = heap_key[size], heap_node[size], heap_owner[size]
    at, child = 0, 1
    while child < size:
        if child + 1 < size and _before(
            heap_key[child + 1], heap_owner[child + 1], heap_key[child], heap_owner[child]
        ):
            child += 1
        if not _before(heap_key[child], heap_owner[child], d, f):
            break
        heap_key[at], heap_node[at], heap_owner[at] = heap_key[child], heap_node[child], heap_owner[child]
        at, child = child, 2 * child + 1
    heap_key[at], heap_node[at], heap_owner[at] = d, v, f
