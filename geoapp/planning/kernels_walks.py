"""Compiled loops on the walking network: whom a place reaches, and from which stretch of an edge.

Plain IEEE arithmetic in the order of the coverage engine, so that distances equal its distances bit for bit.
Only :mod:`geoapp.planning.travel` imports this module.
"""

from __future__ import annotations

import numba
import numpy as np

INF = np.inf


@numba.njit(cache=True, nogil=True)
def _push(heap_key, heap_node, size, key, node):  # type: ignore[no-untyped-def]
    at = size
    while at > 0:
        up = (at - 1) >> 1
        if heap_key[up] <= key:
            break
        heap_key[at], heap_node[at] = heap_key[up], heap_node[up]
        at = up
    heap_key[at], heap_node[at] = key, node


@numba.njit(cache=True, nogil=True)
def _pop(heap_key, heap_node, size):  # type: ignore[no-untyped-def]
    """Take the least entry off a heap of `size` entries by sinking the last one from the top."""
    last_key, last_node = heap_key[size - 1], heap_node[size - 1]
    at, child, left = 0, 1, size - 1
    while child < left:
        if child + 1 < left and heap_key[child + 1] < heap_key[child]:
            child += 1
        if heap_key[child] >= last_key:
            break
        heap_key[at], heap_node[at] = heap_key[child], heap_node[child]
        at, child = child, 2 * child + 1
    heap_key[at], heap_node[at] = last_key, last_node


@numba.njit(cache=True, nogil=True)
def _settle(ptr, to, metres, nodes, keys, limit, key, seen, heap_key, heap_node):  # type: ignore[no-untyped-def]
    """Run Dijkstra from the seeds as far as `limit`; return how many nodes of `seen` have a key."""
    size, count = 0, 0
    for s in range(len(nodes)):
        v = nodes[s]
        if keys[s] <= limit and keys[s] < key[v]:
            if key[v] == INF:
                seen[count] = v
                count += 1
            key[v] = keys[s]
            _push(heap_key, heap_node, size, keys[s], v)
            size += 1
    while size > 0:
        d, u = heap_key[0], heap_node[0]
        _pop(heap_key, heap_node, size)
        size -= 1
        if d > key[u]:
            continue
        for e in range(ptr[u], ptr[u + 1]):
            v, longer = to[e], d + metres[e]
            if longer > limit or longer >= key[v]:
                continue
            if key[v] == INF:
                seen[count] = v
                count += 1
            key[v] = longer
            _push(heap_key, heap_node, size, longer, v)
            size += 1
    return count


@numba.njit(cache=True, nogil=True)
def _offer(row, metres, limit, best, touched, count):  # type: ignore[no-untyped-def]
    if metres > limit or metres >= best[row]:
        return count
    if best[row] == INF:
        touched[count] = row
        count += 1
    best[row] = metres
    return count


@numba.njit(cache=True, nogil=True)
def _from_node(d, edge, side, home_ptr, home, along, access, length, limit, best, touched, count):  # type: ignore[no-untyped-def]
    """Offer the homes of an edge by way of one of its ends, `d` metres away, nearest first."""
    begin, end = home_ptr[edge], home_ptr[edge + 1]
    for step in range(end - begin):
        h = begin + step if side == 0 else end - 1 - step
        walked = d + (along[h] if side == 0 else length[edge] - along[h])
        if walked > limit:
            break
        count = _offer(home[h], walked + access[h], limit, best, touched, count)
    return count


@numba.njit(cache=True, nogil=True)
def _from_edge(edge, at, gap, home_ptr, home, along, access, limit, best, touched, count):  # type: ignore[no-untyped-def]
    """Offer the homes of the place's own edge directly along it; `gap` is the place's own access."""
    for h in range(home_ptr[edge], home_ptr[edge + 1]):
        walked = abs(along[h] - at) + gap
        count = _offer(home[h], walked + access[h], limit, best, touched, count)
    return count


@numba.njit(cache=True, nogil=True)
def reached(graph, edges, homes, nodes, keys, edge, at, gap, limit):  # type: ignore[no-untyped-def]
    """Return `ptr`, `rows`, `metres`: the homes that each place reaches within `limit`, ascending by row.

    Parameters
    ----------
    graph
        ``(ptr, to, metres)`` of the graph between nodes.
    edges
        ``(ptr, edge, side, length)``: the edges with homes at every node (side 0: it is the edge's first node).
    homes
        ``(ptr, row, along, access)`` by edge, ascending by place along it.
    nodes, keys
        Where each place enters the graph and how far that is, shape (s, 2); a key may be infinite.
    edge, at, gap
        The edge each place stands on (-1: it is a node), where on it, and its access in metres.
    """
    graph_ptr, to, metres = graph
    side_ptr, side_edge, side, length = edges
    home_ptr, home, along, access = homes
    total = 0
    for h in range(len(home)):
        total = max(total, home[h] + 1)
    n = len(graph_ptr) - 1
    key, seen = np.full(n, INF), np.empty(n, np.int64)
    best, touched = np.full(total, INF), np.empty(total, np.int64)
    heap_key, heap_node = np.empty(len(to) + 4), np.empty(len(to) + 4, np.int64)
    ptr = np.zeros(len(nodes) + 1, np.int64)
    rows, far, used = np.empty(1024, np.int32), np.empty(1024), 0
    for s in range(len(nodes)):
        settled = _settle(graph_ptr, to, metres, nodes[s], keys[s], limit, key, seen, heap_key, heap_node)
        count = 0
        for k in range(settled):
            v = seen[k]
            for e in range(side_ptr[v], side_ptr[v + 1]):
                count = _from_node(
                    key[v], side_edge[e], side[e], home_ptr, home, along, access, length, limit, best, touched, count
                )  # fmt: skip
            key[v] = INF
        if edge[s] >= 0:
            count = _from_edge(
                edge[s], at[s], gap[s], home_ptr, home, along, access, limit, best, touched, count
            )
        while used + count > len(rows):
            rows, far = _doubled(rows), _doubled(far)
        found = np.sort(touched[:count])
        for k in range(count):
            rows[used + k], far[used + k] = found[k], best[found[k]]
            best[found[k]] = INF
        used += count
        ptr[s + 1] = used
    return ptr, rows[:used].copy(), far[:used].copy()


@numba.njit(cache=True, nogil=True)
def _doubled(values):  # type: ignore[no-untyped-def]
    larger = np.empty(2 * len(values), values.dtype)
    larger[: len(values)] = values
    return larger


@numba.njit(cache=True, nogil=True)
def _merged(up, down, left, right, gap):  # type: ignore[no-untyped-def]
    """Join [-, up], [down, -] and [left, right] where they touch; an empty middle has left > right."""
    if left <= right and left <= up + gap:
        up, left, right = max(up, right), 1.0, 0.0
    if left <= right and right >= down - gap:
        down, left, right = min(down, left), 1.0, 0.0
    return up, down, left, right


@numba.njit(cache=True, nogil=True)
def edge_intervals(ends, length, homes, lists, pieces, wanted, reach, gap):  # type: ignore[no-untyped-def]
    """Return `ptr`, `lo`, `hi`: along every piece of an edge the stretches from which each home is within reach.

    Parameters
    ----------
    ends, length
        The two nodes, (e, 2), and the length of every edge.
    homes
        As in :func:`reached`.
    lists
        ``(ptr, rows, metres)``: the homes every node reaches.
    pieces
        ``(ptr, lo, hi)``: where on every edge a point may stand.
    wanted
        Which rows of demand count.
    reach, gap
        Metres; stretches of one home nearer to each other than `gap` are one.
    """
    home_ptr, home, along, access = homes
    list_ptr, list_row, list_m = lists
    piece_ptr, piece_lo, piece_hi = pieces
    ptr = np.zeros(len(piece_lo) + 1, np.int64)
    lo, hi, used = np.empty(1024), np.empty(1024), 0
    n = len(wanted)
    up, down, left, right = np.full(n, -1.0), np.full(n, INF), np.full(n, 1.0), np.full(n, 0.0)
    touched, seen = np.empty(n, np.int64), np.zeros(n, np.bool_)
    for e in range(len(ends)):
        if piece_ptr[e] == piece_ptr[e + 1]:
            continue
        count = 0
        for k in range(home_ptr[e], home_ptr[e + 1]):
            h, spare = home[k], reach - access[k]
            if spare >= 0 and wanted[h]:
                left[h], right[h] = max(along[k] - spare, 0.0), min(along[k] + spare, length[e])
                seen[h], touched[count] = True, h
                count += 1
        for side in range(2):
            v = ends[e, side]
            for k in range(list_ptr[v], list_ptr[v + 1]):
                h, spare = list_row[k], reach - list_m[k]
                if spare < 0 or not wanted[h]:
                    continue
                if side == 0:
                    up[h] = min(spare, length[e])
                else:
                    down[h] = max(length[e] - spare, 0.0)
                if not seen[h]:
                    seen[h], touched[count] = True, h
                    count += 1
        for k in range(count):
            h = touched[k]
            a, b, c, d = _merged(up[h], down[h], left[h], right[h], gap)
            if b <= a + gap:
                a, b = length[e], INF
            up[h], down[h], left[h], right[h] = a, b, c, d
        for p in range(piece_ptr[e], piece_ptr[e + 1]):
            for k in range(count):
                h = touched[k]
                for part in range(3):
                    begin, end = 0.0, up[h]
                    if part == 1:
                        begin, end = down[h], length[e]
                    elif part == 2:
                        begin, end = left[h], right[h]
                    begin, end = max(begin, piece_lo[p]), min(end, piece_hi[p])
                    if begin > end:
                        continue
                    if used == len(lo):
                        lo, hi = _doubled(lo), _doubled(hi)
                    lo[used], hi[used] = begin, end
                    used += 1
            ptr[p + 1] = used
        for k in range(count):
            h = touched[k]
            up[h], down[h], left[h], right[h], seen[h] = -1.0, INF, 1.0, 0.0, False
    for p in range(len(piece_lo)):
        ptr[p + 1] = max(ptr[p + 1], ptr[p])
    return ptr, lo[:used].copy(), hi[:used].copy()
