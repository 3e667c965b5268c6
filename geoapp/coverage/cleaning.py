"""Dirty lines become clean edges: crossings joined, loose ends closed, duplicates merged.

Crossing ways are noded by GEOS; a grade-separated way (bridge, tunnel) is joined only at its ends. An
end that nothing touches is joined to what lies within a metre of it by a short straight connector;
nothing is snapped to a grid and no vertex moves (coverage reference, section 3).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geoapp.coverage.boxes import places_in_boxes
from geoapp.coverage.pieces import Lines, Pieces
from geoapp.coverage.points import Floats, Ints, distinct

END_GAP_M = 1.0
"""A loose end this near to another way is joined to it."""

_TOUCH_M = 1e-6
"""Nearer than this, two places are one: it absorbs the rounding of computed crossings."""


@dataclass(frozen=True)
class Join:
    """A loose end at `end` (x, y) that is to be joined to the piece `piece` at `target` (x, y)."""

    end: tuple[float, float]
    piece: int
    target: tuple[float, float]
    gap_m: float


def clean_lines(lines: Lines, separated: npt.NDArray[np.bool_]) -> tuple[Lines, Ints]:
    """Return the cleaned edges and, for each, the row of the way it came from (-1: a connector).

    Parameters
    ----------
    lines
        Simple LineStrings in metres, two dimensions, none empty.
    separated
        Which of them pass over or under others and are joined only at their ends.
    """
    level = np.flatnonzero(~separated)
    noded = shapely.get_parts(shapely.union_all(lines[level])) if len(level) else lines[:0]
    bridges = lines[separated]
    pieces = _split_at(noded, _landings(noded, bridges))
    pieces = np.concatenate([pieces, bridges])
    index = Pieces.of(lines)
    joins = _joins(lines, separated, pieces, index)
    pieces, connectors = _joined(pieces, joins)
    pieces = _unique(pieces)
    ways = _ways_of(pieces, lines, separated, index)
    edges = np.concatenate([pieces, _unique(connectors)])
    ways = np.concatenate([ways, np.full(len(edges) - len(pieces), -1)])
    order = _canonical_order(edges)
    return edges[order], ways[order]


def end_points(lines: Lines) -> tuple[Floats, Floats]:
    """Return the first and the last coordinate of every line, none of them empty, shape (n, 2) each."""
    xy = shapely.get_coordinates(lines)
    stop = np.cumsum(shapely.get_num_coordinates(lines))
    return xy[np.concatenate([[0], stop[:-1]])[: len(lines)]], xy[stop - 1]


def _landings(noded: Lines, bridges: Lines) -> dict[int, list[tuple[float, float]]]:
    """Return where ends of grade-separated ways lie inside a level piece: {piece: [(x, y)]}."""
    found: dict[int, list[tuple[float, float]]] = defaultdict(list)
    if len(noded) == 0 or len(bridges) == 0:
        return found
    ends = np.unique(np.concatenate(end_points(bridges)), axis=0)
    bounds = shapely.bounds(noded)
    piece, at = places_in_boxes(ends, bounds[:, :2] - _TOUCH_M, bounds[:, 2:] + _TOUCH_M)
    touch = shapely.dwithin(noded[piece], shapely.points(ends[at]), _TOUCH_M)
    at, piece = at[touch], piece[touch]
    for i, j in zip(at, piece, strict=True):
        found[int(j)].append((float(ends[i, 0]), float(ends[i, 1])))
    return found


def _joins(
    lines: Lines, separated: npt.NDArray[np.bool_], pieces: Lines, index: Pieces
) -> list[Join]:
    """Find what every loose end is to be joined to, nearest first."""
    ends, dangling = _loose_ends(pieces)
    if len(ends) == 0:
        return []
    at, way = index.within(np.asarray(shapely.points(ends), dtype=object), END_GAP_M + 1e-9)
    targets = _targets(lines, separated, ends[at], way)
    other = ~_is_own_end(lines, ends[at], way)
    gap = np.hypot(*(targets - ends[at]).T)
    other &= (gap <= END_GAP_M + 1e-9) & ~_stub_of(pieces[dangling[at]], ends[at], lines[way])
    at, way, targets, gap = at[other], way[other], targets[other], gap[other]
    if len(at) == 0:
        return []
    piece = _piece_at(pieces, targets)
    order = np.lexsort((piece, gap))
    return _needed(pieces, ends, at[order], piece[order], targets[order], gap[order])


def _loose_ends(pieces: Lines) -> tuple[Floats, Ints]:
    """Return the ends that only one piece has, and the row of that piece."""
    first, last = end_points(pieces)
    both = np.concatenate([first, last])
    ends = distinct(both)
    loose = ends.count == 1
    return ends.xy[loose], ends.first[loose] % max(len(pieces), 1)


def _targets(lines: Lines, separated: npt.NDArray[np.bool_], ends: Floats, way: Ints) -> Floats:
    """Return the nearest place on each way, for a grade-separated way its nearer end."""
    points = shapely.points(ends)
    targets = shapely.get_coordinates(
        shapely.line_interpolate_point(lines[way], shapely.line_locate_point(lines[way], points))
    ).reshape(-1, 2)
    first, last = end_points(lines[way])
    nearer = np.where((np.hypot(*(first - ends).T) <= np.hypot(*(last - ends).T))[:, None], first, last)
    return np.where(separated[way][:, None], nearer, targets)


def _is_own_end(lines: Lines, ends: Floats, way: Ints) -> npt.NDArray[np.bool_]:
    """Tell which pairs are an end and the very way it belongs to."""
    first, last = end_points(lines[way])
    own: npt.NDArray[np.bool_] = (first == ends).all(axis=1) | (last == ends).all(axis=1)
    return own


def _stub_of(dangling: Lines, ends: Floats, ways: Lines) -> npt.NDArray[np.bool_]:
    """Tell which ends overshoot the way by less than the gap: they hang on it already."""
    first, last = end_points(dangling)
    inner = np.where((first == ends).all(axis=1)[:, None], last, first)
    on_way = shapely.distance(shapely.points(inner), ways) <= _TOUCH_M
    stub: npt.NDArray[np.bool_] = on_way & (shapely.length(dangling) <= END_GAP_M)
    return stub


def _piece_at(pieces: Lines, targets: Floats) -> Ints:
    """Return the lowest of the pieces nearest to each target."""
    at, piece = shapely.STRtree(pieces).query_nearest(shapely.points(targets), all_matches=True)
    lowest = np.full(len(targets), len(pieces), dtype=np.int64)
    np.minimum.at(lowest, at, piece)
    return lowest


def _needed(pieces: Lines, ends: Floats, at: Ints, piece: Ints, targets: Floats, gap: Floats) -> list[Join]:
    """Keep each end's nearest join, and farther ones only where they link what nothing else links."""
    component = _components(pieces)
    hangs_on = dict(zip(map(tuple, ends.tolist()), component[_loose_ends(pieces)[1]].tolist(), strict=True))
    parent = list(range(int(component.max()) + 1))
    done: set[int] = set()
    joins = []
    for i, j, target, metres in zip(at.tolist(), piece.tolist(), targets.tolist(), gap.tolist(), strict=True):
        end = (ends[i, 0].item(), ends[i, 1].item())
        a, b = _root(parent, hangs_on[end]), _root(parent, int(component[j]))
        if i in done and a == b:
            continue
        done.add(i)
        parent[a] = b
        joins.append(Join(end, j, (target[0], target[1]), metres))
    return joins


def _root(parent: list[int], node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def _components(pieces: Lines) -> Ints:
    """Return the number of the connected component of every piece."""
    first, last = end_points(pieces)
    nodes = distinct(np.concatenate([first, last]))
    u, v = nodes.of[: len(pieces)], nodes.of[len(pieces) :]
    matrix = coo_array((np.ones(len(pieces)), (u, v)), shape=(len(nodes.xy), len(nodes.xy)))
    labels: Ints = connected_components(matrix, directed=False)[1].astype(np.int64)
    return labels[u]


def _joined(pieces: Lines, joins: list[Join]) -> tuple[Lines, Lines]:
    """Split the pieces where something is joined to them; return them and the connectors."""
    cuts: dict[int, list[tuple[float, float]]] = defaultdict(list)
    connectors = []
    for join in joins:
        target = join.end if join.gap_m <= _TOUCH_M else _existing_end(pieces[join.piece], join.target)
        cuts[join.piece].append(target)
        if target != join.end:
            connectors.append([join.end, target])
    made = shapely.linestrings(connectors) if connectors else np.empty(0, dtype=object)
    return _split_at(pieces, cuts), made


def _existing_end(line: shapely.LineString, place: tuple[float, float]) -> tuple[float, float]:
    """Return the end of `line` at `place` if it has one there, else `place`."""
    for x, y in (line.coords[0], line.coords[-1]):
        if np.hypot(x - place[0], y - place[1]) <= _TOUCH_M:
            return (x, y)
    return place


def _split_at(pieces: Lines, cuts: dict[int, list[tuple[float, float]]]) -> Lines:
    """Return the pieces, those named in `cuts` cut there; a cut at an end cuts nothing."""
    if not cuts:
        return pieces
    kept = [pieces[np.setdiff1d(np.arange(len(pieces)), list(cuts))]]
    kept += [_cut(pieces[row], places) for row, places in cuts.items()]
    return np.concatenate(kept)


def _cut(line: shapely.LineString, places: list[tuple[float, float]]) -> Lines:
    """Cut one line at places on it, which become vertices."""
    coords = shapely.get_coordinates(line)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(coords, axis=0).T))])
    marks = sorted({(float(shapely.line_locate_point(line, shapely.Point(p))), p) for p in places})
    parts, begin, rest = [], coords[0], 0.0
    for metres, place in marks:
        ends = (tuple(coords[0]), tuple(coords[-1]))
        if place in ends or metres <= rest or metres >= along[-1]:
            continue
        inner = coords[(along > rest) & (along < metres)]
        parts.append(np.vstack([begin, inner, place]))
        begin, rest = np.array(place), metres
    parts.append(np.vstack([begin, coords[along > rest]]))
    return np.array([shapely.LineString(part) for part in parts], dtype=object)


def _unique(lines: Lines) -> Lines:
    """Return the lines without exact duplicates, whichever way they were drawn."""
    lines = shapely.normalize(lines[shapely.length(lines) > 0]) if len(lines) else lines
    return lines[np.unique(shapely.to_wkb(lines), return_index=True)[1]] if len(lines) else lines


def _ways_of(pieces: Lines, lines: Lines, separated: npt.NDArray[np.bool_], index: Pieces) -> Ints:
    """Return for every piece the lowest row of the ways it is a part of."""
    middle = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    at, way = index.within(middle, _TOUCH_M)
    if separated.any():
        # only where a bridge passes over a piece's middle can a way be near that the piece is no part of
        doubtful = np.bincount(at, minlength=len(pieces))[at] > 1
        whole = ~doubtful
        whole[doubtful] = shapely.covers(
            shapely.buffer(lines[way[doubtful]], 2 * _TOUCH_M), pieces[at[doubtful]]
        )
        at, way = at[whole], way[whole]
    lowest = np.full(len(pieces), len(lines), dtype=np.int64)
    np.minimum.at(lowest, at, way)
    return np.where(lowest == len(lines), -1, lowest)


def _canonical_order(edges: Lines) -> Ints:
    """Return an order that depends on the edges alone, not on the order in which ways came."""
    if len(edges) == 0:
        return np.empty(0, dtype=np.int64)
    first, last = end_points(edges)
    middle = shapely.get_coordinates(shapely.line_interpolate_point(edges, 0.5, normalized=True))
    order: Ints = np.lexsort((*middle.T, *last.T, *first.T))
    return order
