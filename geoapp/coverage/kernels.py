"""Compiled loops. Only :mod:`geoapp.coverage.engine` imports this module, away from any answer.

Plain IEEE arithmetic (no ``fastmath``), so the answers equal those of the scipy paths bit for bit.
"""

from __future__ import annotations

import numba
import numpy as np

INF = np.inf
_MOST_RINGS = 64
"""A place that finds no piece of a line within so many rings of cells lies far outside; a tree is quicker there."""


@numba.njit(cache=True, nogil=True)
def _scan(px, py, xy, row, begin, end, best, best_row, next_best):  # type: ignore[no-untyped-def]
    """Return the best two squares after looking at the points `begin` to `end`."""
    for k in range(begin, end):
        dx, dy = px - xy[k, 0], py - xy[k, 1]
        d = dx * dx + dy * dy
        # selects, not branches: which of a few points is nearer cannot be predicted
        nearer = (d < best) | ((d == best) & (row[k] < best_row))
        next_best = best if nearer else min(next_best, d)
        best_row = row[k] if nearer else best_row
        best = d if nearer else best
    return best, best_row, next_best


@numba.njit(cache=True, nogil=True)
def _left_out(px, py, x0, x1, y0, y1, origin_x, origin_y, side, columns, rows):  # type: ignore[no-untyped-def]
    """Return how near anything outside the block of cells x0..x1, y0..y1 can be, with a margin against rounding."""
    gap = INF
    if x0 > 0:
        gap = min(gap, px - (origin_x + x0 * side))
    if x1 < columns - 1:
        gap = min(gap, origin_x + (x1 + 1) * side - px)
    if y0 > 0:
        gap = min(gap, py - (origin_y + y0 * side))
    if y1 < rows - 1:
        gap = min(gap, origin_y + (y1 + 1) * side - py)
    return gap - 1e-6 * side


@numba.njit(cache=True, nogil=True)
def nearest_two(demand, xy, row, start, origin_x, origin_y, side, columns, rows):  # type: ignore[no-untyped-def]
    """Return distance, row and second distance by looking at a block of cells and then rings around it.

    Cells of one line lie side by side in memory, so a line of the block is one stretch of points. The
    search ends as soon as the second best is nearer than anything outside the block can be.
    """
    n = demand.shape[0]
    distance, facility, second = np.empty(n), np.empty(n, np.int64), np.empty(n)
    for i in range(n):
        px, py = demand[i, 0], demand[i, 1]
        cx = int(min(max(np.floor((px - origin_x) / side), 0.0), columns - 1.0))
        cy = int(min(max(np.floor((py - origin_y) / side), 0.0), rows - 1.0))
        best, best_row, next_best = INF, -1, INF
        x0, x1, y0, y1 = max(cx - 1, 0), min(cx + 1, columns - 1), max(cy - 1, 0), min(cy + 1, rows - 1)
        for y in range(y0, y1 + 1):
            begin, end = start[y * columns + x0], start[y * columns + x1 + 1]
            best, best_row, next_best = _scan(px, py, xy, row, begin, end, best, best_row, next_best)
        ring = 1
        while True:
            gap = _left_out(px, py, x0, x1, y0, y1, origin_x, origin_y, side, columns, rows)
            if gap == INF or (gap > 0.0 and gap * gap > next_best):
                break
            ring += 1
            x0, x1 = max(cx - ring, 0), min(cx + ring, columns - 1)
            y0, y1 = max(cy - ring, 0), min(cy + ring, rows - 1)
            for y in range(y0, y1 + 1):
                line = y * columns
                if y == cy - ring or y == cy + ring:
                    begin, end = start[line + x0], start[line + x1 + 1]
                    best, best_row, next_best = _scan(px, py, xy, row, begin, end, best, best_row, next_best)
                    continue
                if cx - ring >= 0:
                    begin, end = start[line + x0], start[line + x0 + 1]
                    best, best_row, next_best = _scan(px, py, xy, row, begin, end, best, best_row, next_best)
                if cx + ring < columns:
                    begin, end = start[line + x1], start[line + x1 + 1]
                    best, best_row, next_best = _scan(px, py, xy, row, begin, end, best, best_row, next_best)
        distance[i], facility[i], second[i] = np.sqrt(best), best_row, np.sqrt(next_best)
    return distance, facility, second


@numba.njit(cache=True, nogil=True)
def two_labels(indptr, indices, weights, seed_node, seed_key, seed_facility):  # type: ignore[no-untyped-def]
    """Return per node the two shortest distances from *different* facilities: keys and facilities, (2, n) each.

    `seed_*` say how far a facility is from a node when it enters the network there. The second-best path
    to a node enters the region of its nearest facility over one edge, from a node that belongs to another
    (or by an entry there), and then stays in the region; so a second run starts from those edges.
    """
    n = indptr.shape[0] - 1
    key, owner = np.full((2, n), INF), np.full((2, n), -1, np.int64)
    for s in range(len(seed_node)):
        _offer(key[0], owner[0], seed_node[s], seed_key[s], seed_facility[s])
    _settle(indptr, indices, weights, np.zeros(n, np.int64), key[0], owner[0])
    for u in range(n):
        if owner[0, u] == -1:
            continue
        for e in range(indptr[u], indptr[u + 1]):
            if owner[0, indices[e]] != owner[0, u]:
                _offer(key[1], owner[1], indices[e], key[0, u] + weights[e], owner[0, u])
    for s in range(len(seed_node)):
        if seed_facility[s] != owner[0, seed_node[s]]:
            _offer(key[1], owner[1], seed_node[s], seed_key[s], seed_facility[s])
    _settle(indptr, indices, weights, owner[0], key[1], owner[1])
    return key, owner


@numba.njit(cache=True, nogil=True)
def _offer(key, owner, v, d, f):  # type: ignore[no-untyped-def]
    """Take a label into the best of node v; ties go to the lowest facility."""
    if d < key[v] or (d == key[v] and f < owner[v]):
        key[v], owner[v] = d, f


@numba.njit(cache=True, nogil=True)
def _settle(indptr, indices, weights, region, key, owner):  # type: ignore[no-untyped-def]
    """Run Dijkstra from all nodes that have a key, along edges within a region (in place).

    Of equal distances the lowest facility stays. A binary heap holds nodes; out-of-date entries are passed
    over when they come up.
    """
    capacity = 2 * len(key) + len(indices) + 1  # an edge improves its far end at most once
    heap_key, heap_node = np.empty(capacity), np.empty(capacity, np.int64)
    size = 0
    for v in range(len(key)):
        if key[v] < INF:
            _rise(heap_key, heap_node, size, key[v], v)
            size += 1
    while size > 0:
        d, u = heap_key[0], heap_node[0]
        size -= 1
        _drop_least(heap_key, heap_node, size)
        if d > key[u]:
            continue
        for e in range(indptr[u], indptr[u + 1]):
            v, longer = indices[e], d + weights[e]
            if longer > key[v] or region[v] != region[u]:
                continue
            if longer < key[v]:
                key[v], owner[v] = longer, owner[u]
                _rise(heap_key, heap_node, size, longer, v)
                size += 1
            elif owner[u] < owner[v]:
                owner[v] = owner[u]


@numba.njit(cache=True, nogil=True)
def _rise(heap_key, heap_node, at, d, v):  # type: ignore[no-untyped-def]
    """Put node v with key d into the hole `at` of the heap, or above it where it belongs."""
    while at > 0:
        up = (at - 1) >> 1
        if heap_key[up] <= d:
            break
        heap_key[at], heap_node[at] = heap_key[up], heap_node[up]
        at = up
    heap_key[at], heap_node[at] = d, v


@numba.njit(cache=True, nogil=True)
def _drop_least(heap_key, heap_node, size):  # type: ignore[no-untyped-def]
    """Take the least entry off the heap, of which `size` are left.

    The hole sinks to the bottom along the lesser children, chosen by arithmetic rather than by a branch,
    which could not be predicted; then the last entry rises from there, mostly by a step or none.
    """
    at, child = 0, 1
    while child + 1 < size:
        child += int(heap_key[child + 1] < heap_key[child])
        heap_key[at], heap_node[at] = heap_key[child], heap_node[child]
        at, child = child, 2 * child + 1
    if child < size:
        heap_key[at], heap_node[at] = heap_key[child], heap_node[child]
        at = child
    _rise(heap_key, heap_node, at, heap_key[size], heap_node[size])


@numba.njit(cache=True, nogil=True)
def two_best(nodes, along, rest, key, owner):  # type: ignore[no-untyped-def]
    """Return best distance, its facility, and the best of another facility, of places on edges.

    `nodes` (n, 2) are the ends of a place's edge, `along` and `rest` (n,) how far it is from them; `key` and `owner`
    (2, nodes) the two labels of every node.
    """
    n = nodes.shape[0]
    best, mine, other = np.full(n, INF), np.full(n, -1), np.full(n, INF)
    for i in range(n):
        for end in range(2):
            v, way = nodes[i, end], along[i] if end == 0 else rest[i]
            for label in range(2):
                d, f = key[label, v] + way, owner[label, v]
                if f >= 0 and (d < best[i] or (d == best[i] and (f < mine[i] or mine[i] < 0))):
                    best[i], mine[i] = d, f
        for end in range(2):
            v, way = nodes[i, end], along[i] if end == 0 else rest[i]
            for label in range(2):
                if owner[label, v] != mine[i]:
                    other[i] = min(other[i], key[label, v] + way)
    return best, mine, other


@numba.njit(cache=True, nogil=True)
def _square(px, py, begin, step, inverse, k):  # type: ignore[no-untyped-def]
    """Return the square of how far a place is from piece k."""
    sx, sy = step[k, 0], step[k, 1]
    x, y = px - begin[k, 0], py - begin[k, 1]
    share = min(max((x * sx + y * sy) * inverse[k], 0.0), 1.0)
    x, y = x - share * sx, y - share * sy
    return x * x + y * y


@numba.njit(cache=True, nogil=True)
def _look(px, py, begin, step, inverse, line, piece, low, high, best, owner, other):  # type: ignore[no-untyped-def]
    """Return the least square, its line, and the least of any other line, after some more pieces."""
    for j in range(low, high):
        k = piece[j]
        d = _square(px, py, begin, step, inverse, k)
        mine, nearer = line[k] == owner, d < best
        # selects, not branches: which of a few pieces is nearer cannot be predicted
        other = other if mine else (best if nearer else min(other, d))
        owner = line[k] if nearer else owner
        best = d if nearer else best
    return best, owner, other


@numba.njit(cache=True, nogil=True)
def nearest_line(xy, begin, step, inverse, line, piece, start, origin_x, origin_y, side, columns, rows, doubt):  # type: ignore[no-untyped-def]
    """Return for every place the line of the nearest piece, how far it is, and how far the nearest other line.

    `inverse` is one over the square of a piece's length. The other line's distance is only right where it is within
    `doubt` of the first; line -1: none was found.
    """
    n = xy.shape[0]
    owner, metres, second = np.full(n, -1), np.full(n, INF), np.full(n, INF)
    for i in range(n):
        px, py = xy[i, 0], xy[i, 1]
        cx = int(min(max(np.floor((px - origin_x) / side), 0.0), columns - 1.0))
        cy = int(min(max(np.floor((py - origin_y) / side), 0.0), rows - 1.0))
        best, mine, other = INF, -1, INF
        for ring in range(_MOST_RINGS):
            x0, x1, y0, y1 = max(cx - ring, 0), min(cx + ring, columns - 1), max(cy - ring, 0), min(cy + ring, rows - 1)
            for y in range(y0, y1 + 1):
                at, whole = y * columns, y == cy - ring or y == cy + ring
                for half in range(2):
                    if whole:
                        low, high = (start[at + x0], start[at + x1 + 1]) if half == 0 else (0, 0)
                    elif half == 0:
                        low, high = (start[at + x0], start[at + x0 + 1]) if cx - ring >= 0 else (0, 0)
                    else:
                        low, high = (start[at + x1], start[at + x1 + 1]) if cx + ring < columns else (0, 0)
                    best, mine, other = _look(px, py, begin, step, inverse, line, piece, low, high, best, mine, other)
            gap = _left_out(px, py, x0, x1, y0, y1, origin_x, origin_y, side, columns, rows)
            if gap == INF or gap > np.sqrt(best) + doubt:
                owner[i], metres[i], second[i] = mine, np.sqrt(best), np.sqrt(other)
                break
    return owner, metres, second


@numba.njit(cache=True, nogil=True)
def close_pieces(xy, reach, begin, step, inverse, piece, start, origin_x, origin_y, side, columns, rows):  # type: ignore[no-untyped-def]
    """Return all pairs (row of a place, piece) at most `reach` (n,) apart; a pair may come more than once."""
    found_at, found_piece = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    for i in range(xy.shape[0]):
        px, py, far = xy[i, 0], xy[i, 1], reach[i] + 1e-6 * side
        x0 = int(min(max(np.floor((px - far - origin_x) / side), 0.0), columns - 1.0))
        x1 = int(min(max(np.floor((px + far - origin_x) / side), 0.0), columns - 1.0))
        y0 = int(min(max(np.floor((py - far - origin_y) / side), 0.0), rows - 1.0))
        y1 = int(min(max(np.floor((py + far - origin_y) / side), 0.0), rows - 1.0))
        for y in range(y0, y1 + 1):
            for j in range(start[y * columns + x0], start[y * columns + x1 + 1]):
                if np.sqrt(_square(px, py, begin, step, inverse, piece[j])) <= reach[i]:
                    found_at.append(np.int64(i))
                    found_piece.append(piece[j])
    return np.array(found_at), np.array(found_piece)


def compile_all() -> None:
    """Load every kernel from the cache, or compile it, for the types in which it is used."""
    point, zero, one = np.zeros((1, 2)), np.zeros(1, np.int64), np.array([0, 1], np.int64)
    nearest_two(point, point, zero, one, 0.0, 0.0, 1.0, 1, 1)
    two_labels(np.array([0, 0], np.int64), zero[:0], point[:0, 0], zero, np.zeros(1), zero)
    two_best(np.zeros((1, 2), np.int64), np.zeros(1), np.zeros(1), np.zeros((2, 1)), np.zeros((2, 1), np.int64))
    cells = (zero, one, 0.0, 0.0, 1.0, 1, 1)
    nearest_line(point, point, point + 1.0, np.ones(1), zero, *cells, 0.0)
    close_pieces(point, np.zeros(1), point, point + 1.0, np.ones(1), *cells)
