"""The parts of ways on which a point may stand: cut at borders of zones, circles to keep out of, and bends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geoapp.coverage.network import Network
from geoapp.planning.arrays import Bools, Floats, Ints
from geoapp.planning.candidates_types import Limits

_SHORTEST_M = 1e-6
"""Parts shorter than this are passed over, as between two zones that touch."""

_MARGIN_M = 1e-6
"""Circles are cut this much wider, so that no rounding brings a place inside."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """Closed parts of edges, ascending by edge and place along it: metres `lo` to `hi` (k,), and their group."""

    edge: Ints
    lo: Floats
    hi: Floats
    group: Ints

    def __len__(self) -> int:
        return len(self.edge)


def allowed_pieces(network: Network, limits: Limits, bends: bool = False) -> Pieces:
    """Return where on the network's edges a point may stand; connectors of loose ends are no ways.

    With `bends` every piece is straight.
    """
    edges = np.flatnonzero(allowed_edges(network, limits))
    cuts = [(edges, np.zeros(len(edges))), (edges, network.length_m[edges])]
    zones = [*limits.forbidden, *limits.groups]
    if zones and len(edges):
        cuts.append(_border_cuts(network, edges, zones))
    if len(limits.keep_out_xy) and limits.keep_out_m > 0 and len(edges):
        cuts.append(_circle_cuts(network, edges, limits))
    if bends and len(edges):
        row, along, _ = polyline(network, edges)
        cuts.append((row, along))
    edge = np.concatenate([e for e, _ in cuts])
    at = np.clip(np.concatenate([t for _, t in cuts]), 0.0, network.length_m[edge])
    return _kept(network, limits, _between(edge, at), bends)


def allowed_edges(network: Network, limits: Limits) -> Bools:
    """Tell which edges belong to a way that a point may stand on."""
    if limits.lines is None:
        return np.asarray(network.way >= 0)
    allowed = np.append(np.asarray(limits.lines, dtype=bool), False)
    return np.asarray((network.way >= 0) & allowed[network.way])


def refused(limits: Limits, xy: Floats) -> tuple[Bools, Bools]:
    """Tell which places lie inside a forbidden zone, and which nearer than they may to a point to keep from."""
    inside = np.zeros(len(xy), dtype=bool)
    if len(limits.forbidden) and len(xy):
        tree = _tree(shapely.points(xy))
        inside[tree.query(np.array(limits.forbidden, dtype=object), predicate="contains")[1]] = True
    near = np.zeros(len(xy), dtype=bool)
    if len(limits.keep_out_xy) and len(xy):
        near = np.asarray(cKDTree(limits.keep_out_xy).query(xy)[0] < limits.keep_out_m)
    return inside, near


def groups_of(limits: Limits, xy: Floats) -> Ints:
    """Return the lowest row of the groups' polygons that hold each place; -1: none."""
    group = np.full(len(xy), len(limits.groups), dtype=np.int64)
    if len(limits.groups) and len(xy):
        tree = _tree(shapely.points(xy))
        zone, row = tree.query(np.array(limits.groups, dtype=object), predicate="intersects")
        np.minimum.at(group, row, zone)
    return np.where(group == len(limits.groups), -1, group)


def _tree(shapes: object) -> shapely.STRtree:
    return shapely.STRtree(np.asarray(shapes, dtype=object))


def polyline(network: Network, edges: Ints) -> tuple[Ints, Floats, Floats]:
    """Return the vertices of edges: edge, metres along it, coordinates; in order."""
    xy, part = shapely.get_coordinates(network.edges[edges], return_index=True)
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    step[np.flatnonzero(np.diff(part, prepend=-1))] = 0.0
    total = np.cumsum(step)
    begin = total[np.flatnonzero(np.diff(part, prepend=-1))]
    return edges[part], np.minimum(total - begin[part], network.length_m[edges[part]]), xy


def piece_of(network: Network, pieces: Pieces, edge: Ints, at: Floats) -> Ints:
    """Return the piece that holds each place of an edge, or -1."""
    start = np.concatenate([[0.0], np.cumsum(network.length_m + 1.0)])
    piece = np.searchsorted(start[pieces.edge] + pieces.lo, start[edge] + at, side="right") - 1
    held = (piece >= 0) & (pieces.edge[piece] == edge) & (at <= pieces.hi[piece])
    return np.where(held, piece, -1)


def _border_cuts(network: Network, edges: Ints, zones: list[BaseGeometry]) -> tuple[Ints, Floats]:
    borders = shapely.boundary(np.array(zones, dtype=object))
    lines = network.edges[edges]
    zone, at = _tree(lines).query(borders, predicate="intersects")
    crossing = shapely.intersection(lines[at], borders[zone])
    xy, row = shapely.get_coordinates(crossing, return_index=True)
    along = shapely.line_locate_point(lines[at[row]], shapely.points(xy))
    return edges[at[row]], np.asarray(along, dtype=np.float64)


def _circle_cuts(network: Network, edges: Ints, limits: Limits) -> tuple[Ints, Floats]:
    """Return where edges cross the circles around points to keep from."""
    radius = limits.keep_out_m + _MARGIN_M
    edge, along, xy = polyline(network, edges)
    same = edge[1:] == edge[:-1]
    a, b, edge, along = xy[:-1][same], xy[1:][same], edge[:-1][same], along[:-1][same]
    segments = shapely.linestrings(np.stack([a, b], axis=1))
    point, at = _tree(segments).query(
        shapely.points(limits.keep_out_xy), predicate="dwithin", distance=radius
    )
    length = np.hypot(*(b - a).T)[at]
    unit = (b - a)[at] / length[:, None]
    to = limits.keep_out_xy[point] - a[at]
    middle, off = (unit * to).sum(axis=1), unit[:, 0] * to[:, 1] - unit[:, 1] * to[:, 0]
    half = np.sqrt(np.maximum(radius * radius - off * off, 0.0))
    both, ends = np.tile(at, 2), np.concatenate([middle - half, middle + half])
    on = (ends >= 0) & (ends <= np.tile(length, 2))
    return edge[both[on]], along[both[on]] + ends[on]


def _between(edge: Ints, at: Floats) -> tuple[Ints, Floats, Floats]:
    """Return the parts between neighbouring cuts of an edge."""
    order = np.lexsort((at, edge))
    edge, at = edge[order], at[order]
    keep = (edge[1:] == edge[:-1]) & (at[1:] - at[:-1] > _SHORTEST_M)
    return edge[:-1][keep], at[:-1][keep], at[1:][keep]


def _kept(network: Network, limits: Limits, parts: tuple[Ints, Floats, Floats], bends: bool) -> Pieces:
    """Leave out the parts where nothing may stand, and join those that nothing keeps apart."""
    edge, lo, hi = parts
    middle = shapely.get_coordinates(shapely.line_interpolate_point(network.edges[edge], (lo + hi) / 2))
    inside, near = refused(limits, middle)
    free = ~(inside | near)
    edge, lo, hi, group = edge[free], lo[free], hi[free], groups_of(limits, middle[free])
    if len(edge) == 0 or bends:
        return Pieces(edge, lo, hi, group)
    joined = (edge[1:] == edge[:-1]) & (lo[1:] - hi[:-1] <= _SHORTEST_M) & (group[1:] == group[:-1])
    first = np.flatnonzero(np.concatenate([[True], ~joined]))
    last = np.concatenate([first[1:], [len(edge)]]) - 1
    return Pieces(edge[first], lo[first], hi[last], group[first])
