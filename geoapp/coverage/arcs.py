"""The exact area of polygons within reach of facilities in a straight line: no circle is drawn as a polygon.

The boundary of a polygon's covered part consists of the arcs of the discs' union that lie in the polygon and
of the polygon's edges that lie in the union. Green's theorem turns them into an area (coverage reference,
section 2): arcs are cut where edges cross them, edges where circles cross them, each piece is wholly inside
or outside. All polygons and discs are treated at once, as arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geoapp.coverage.boxes import places_in_boxes, spans
from geoapp.coverage.pieces import Lines
from geoapp.coverage.points import Floats, Ints

SAME_PLACE_M = 1e-6
"""Facilities this near to each other make one disc."""

_TOUCH_M = 1e-6
_TURN = 2 * np.pi


def covered_areas(polygons: Lines, facility_xy: Floats, radius_m: float) -> Floats:
    """Return the square metres of each polygon within `radius_m` of a facility.

    Parameters
    ----------
    polygons
        Valid Polygons or MultiPolygons in metres, shape (n,); empty ones have no area.
    facility_xy
        Facilities, shape (m, 2), metres.
    radius_m
        Radius in metres, more than 0.
    """
    return covered_by_radius(polygons, facility_xy, [radius_m])[:, 0]


def covered_by_radius(polygons: Lines, facility_xy: Floats, radii_m: Sequence[float]) -> Floats:
    """Return :func:`covered_areas` for several radii, shape (n, r): what does not depend on them is done once."""
    area = np.zeros((len(polygons), len(radii_m)))
    centres = _distinct(facility_xy.reshape(-1, 2))
    if len(polygons) == 0 or len(centres) == 0:
        return area
    boundary = _Boundary.of(polygons)
    shapely.prepare(polygons)
    polygon, disc = places_in_boxes(centres, *_boxes(polygons))
    inside = shapely.intersects_xy(polygons[polygon], *centres[disc].T)
    holds = polygon[inside] * len(centres) + disc[inside]
    for i, radius_m in enumerate(radii_m):
        pairs, crossing = _meetings(boundary, centres, radius_m, holds)
        area[:, i] += np.bincount(boundary.polygon, _edges(boundary, crossing), minlength=len(area))
        area[:, i] += np.bincount(pairs.polygon, _arcs(pairs, crossing, polygons, boundary), minlength=len(area))
    return np.maximum(area, 0.0)


@dataclass(frozen=True)
class _Pairs:
    """Polygons and the discs that may meet them: rows of both, sorted by polygon and disc."""

    polygon: Ints
    disc: Ints
    centres: Floats
    radius_m: float


@dataclass(frozen=True)
class _Boundary:
    """Directed edges, land to their left, relative to their polygon's `origin`; `polygon` is sorted."""

    begin: Floats
    end: Floats
    polygon: Ints
    origin: Floats

    @classmethod
    def of(cls, polygons: Lines) -> _Boundary:
        parts, owner = shapely.get_parts(shapely.orient_polygons(polygons), return_index=True)
        rings, part = shapely.get_rings(parts, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        follows = (ring[1:] == ring[:-1]) & ((xy[1:, 0] != xy[:-1, 0]) | (xy[1:, 1] != xy[:-1, 1]))
        polygon = owner[part[ring[1:][follows]]]
        bounds = shapely.bounds(polygons)
        origin = (bounds[:, :2] + bounds[:, 2:]) / 2
        shift = origin[polygon]
        return cls(xy[:-1][follows] - shift, xy[1:][follows] - shift, polygon, origin)


@dataclass(frozen=True)
class _Crossings:
    """Where edges run through discs: rows of edges and pairs, and the stretch `low` to `high` of 0 to 1.

    `cut_pair` and `cut_angle` are the places where an edge crosses a pair's circle.
    """

    edge: Ints
    low: Floats
    high: Floats
    cut_pair: Ints
    cut_angle: Floats


def _distinct(xy: Floats) -> Floats:
    """Return the places, of those that coincide only the first."""
    repeated = cKDTree(xy).query_pairs(SAME_PLACE_M, output_type="ndarray") if len(xy) else np.empty((0, 2))
    return np.delete(xy, np.unique(repeated[:, 1].astype(np.int64)), axis=0)


def _boxes(polygons: Lines) -> tuple[Floats, Floats]:
    """Return the south-western and north-eastern corners of polygons; an empty one has a box that holds nothing."""
    bounds = shapely.bounds(polygons).reshape(-1, 4)
    bounds = np.where(np.isnan(bounds), [1.0, 1.0, 0.0, 0.0], bounds)
    return bounds[:, :2], bounds[:, 2:]


def _meetings(
    boundary: _Boundary, centres: Floats, radius_m: float, holds: Ints
) -> tuple[_Pairs, _Crossings]:
    """Pair discs with polygons: they meet at an edge, or the disc's centre lies inside.

    `holds` are the pairs of the second kind, numbered by polygon and disc.
    """
    at_edge = _at_edges(boundary, centres, radius_m)
    count = len(centres)
    keys = np.concatenate([boundary.polygon[at_edge.edge] * count + at_edge.disc, holds])
    keys, pair = np.unique(keys, return_inverse=True)
    # a cut too many does no harm; where a circle touches an edge or a corner, one cut too few would leave the
    # place that tells inside from outside exactly on the edge
    t, slack = at_edge.t, at_edge.slack
    end, row = np.nonzero((t >= -slack) & (t <= 1 + slack))
    begin, step = at_edge.begin[row], boundary.end[at_edge.edge[row]] - boundary.begin[at_edge.edge[row]]
    spot = begin + t[end, row][:, None] * step
    angle = np.arctan2(spot[:, 1], spot[:, 0]) % _TURN
    low, high = np.clip(t, 0.0, 1.0)
    crossing = _Crossings(at_edge.edge, low, high, pair[row], angle)
    return _Pairs(keys // count, keys % count, centres, radius_m), crossing


@dataclass(frozen=True)
class _AtEdges:
    """Edges and the discs that reach them: `begin` of the edge from the disc's centre, and the stretch `t` (2, n)
    of the edge's line within the circle, in lengths of the edge, of which one micrometre is `slack`."""

    edge: Ints
    disc: Ints
    begin: Floats
    t: Floats
    slack: Floats


def _at_edges(boundary: _Boundary, centres: Floats, radius_m: float) -> _AtEdges:
    shift, reach = boundary.origin[boundary.polygon], radius_m + _TOUCH_M
    low = np.minimum(boundary.begin, boundary.end) + shift - reach
    high = np.maximum(boundary.begin, boundary.end) + shift + reach
    edge, disc = places_in_boxes(centres, low, high)
    step, start = boundary.end - boundary.begin, boundary.begin + shift
    length = np.hypot(step[:, 0], step[:, 1])
    begin = start[edge] - centres[disc]
    (x, y), (along, up), length = begin.T, step[edge].T, length[edge]
    foot = -(x * along + y * up) / length
    apart = np.abs(x * up - y * along) / length
    half = np.sqrt(np.maximum(radius_m**2 - apart**2, 0.0))
    t, slack = np.stack([foot - half, foot + half]) / length, _TOUCH_M / length
    near = (apart <= reach) & (t[0] <= 1 + slack) & (t[1] >= -slack)
    return _AtEdges(edge[near], disc[near], begin[near], t[:, near], slack[near])


def _merged(group: Ints, low: Floats, high: Floats) -> tuple[Ints, Floats, Floats]:
    """Return the union of intervals within each group as disjoint intervals, in order."""
    if len(group) == 0:
        return group, low, high
    order = np.lexsort((low, group))
    group, low, high = group[order], low[order], high[order]
    # one running maximum serves all groups: each is lifted above the one before
    lift = group * (2 * _TURN)
    reach = np.maximum.accumulate(high + lift)
    fresh = np.ones(len(group), dtype=bool)
    fresh[1:] = (low[1:] + lift[1:] > reach[:-1]) | (group[1:] != group[:-1])
    start = np.flatnonzero(fresh)
    return group[start], low[start], np.maximum.reduceat(high, start)


def _edges(boundary: _Boundary, crossing: _Crossings) -> Floats:
    """Return what every edge adds: half the cross product of the ends of its covered stretches."""
    edge, low, high = _merged(crossing.edge, crossing.low, crossing.high)
    begin, end = boundary.begin[edge], boundary.end[edge]
    # of points b + s (e - b) and b + t (e - b) the cross product is (t - s) b x e
    cross = (begin[:, 0] * end[:, 1] - begin[:, 1] * end[:, 0]) * (high - low)
    return np.bincount(edge, 0.5 * cross, minlength=len(boundary.begin)).astype(np.float64)


def _exposed(centres: Floats, radius_m: float) -> tuple[Ints, Floats, Floats]:
    """Return the arcs of the circles that no other disc hides: disc, and angles from 0 to a full turn, in order."""
    one, other = cKDTree(centres).query_pairs(2 * radius_m, output_type="ndarray").T.astype(np.int64)
    disc, hider = np.concatenate([one, other]), np.concatenate([other, one])
    way = centres[hider] - centres[disc]
    direction = np.arctan2(way[:, 1], way[:, 0])
    half = np.arccos(np.minimum(np.hypot(way[:, 0], way[:, 1]) / (2 * radius_m), 1.0))
    low = (direction - half) % _TURN
    high = low + 2 * half
    over = high > _TURN
    every = np.arange(len(centres))
    # empty intervals at 0 and at a full turn make the gaps between hidden arcs complete
    disc, low, high = _merged(
        np.concatenate([disc, disc[over], every, every]),
        np.concatenate([low, np.zeros(over.sum()), np.zeros(len(every)), np.full(len(every), _TURN)]),
        np.concatenate(
            [np.minimum(high, _TURN), high[over] - _TURN, np.zeros(len(every)), np.full(len(every), _TURN)]
        ),
    )
    same = disc[1:] == disc[:-1]
    return disc[1:][same], high[:-1][same], low[1:][same]


def _arcs(pairs: _Pairs, crossing: _Crossings, polygons: Lines, boundary: _Boundary) -> Floats:
    """Return what the exposed arcs of every pair's disc add to the pair's polygon."""
    disc, low, high = _exposed(pairs.centres, pairs.radius_m)
    first = np.searchsorted(disc, pairs.disc, "left")
    pair, place = spans(np.searchsorted(disc, pairs.disc, "right") - first)
    pair, low, high = _cut(pair, low[first[pair] + place], high[first[pair] + place], crossing)
    centre, radius = pairs.centres[pairs.disc[pair]], pairs.radius_m
    middle = (low + high) / 2
    spot = centre + radius * np.column_stack([np.cos(middle), np.sin(middle)])
    inside = shapely.contains_xy(polygons[pairs.polygon[pair]], spot[:, 0], spot[:, 1])
    pair, low, high = pair[inside], low[inside], high[inside]
    x, y = (centre[inside] - boundary.origin[pairs.polygon[pair]]).T
    swept = radius * (high - low) + x * (np.sin(high) - np.sin(low)) - y * (np.cos(high) - np.cos(low))
    return np.bincount(pair, 0.5 * radius * swept, minlength=len(pairs.disc)).astype(np.float64)


def _cut(pair: Ints, low: Floats, high: Floats, crossing: _Crossings) -> tuple[Ints, Floats, Floats]:
    """Cut arcs, sorted by pair and angle, where edges of the pair's polygon cross them."""
    span = 2 * _TURN
    place = crossing.cut_pair * span + crossing.cut_angle
    arc = np.searchsorted(pair * span + low, place, "right") - 1
    within = (arc >= 0) & (pair[arc] == crossing.cut_pair) & (crossing.cut_angle < high[arc])
    owner = np.concatenate([np.arange(len(pair)), np.arange(len(pair)), arc[within]])
    angle = np.concatenate([low, high, crossing.cut_angle[within]])
    order = np.lexsort((angle, owner))
    owner, angle = owner[order], angle[order]
    same = owner[1:] == owner[:-1]
    return pair[owner[1:][same]], angle[:-1][same], angle[1:][same]


