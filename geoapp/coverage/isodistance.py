"""Walking reach as shapes to draw: the portions of ways within the radius, made a strip wide.

Never count households by these shapes: they show where one walks, not who lives near (coverage
reference, section 3).
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geoapp.coverage.areas import Land
from geoapp.coverage.network import Network
from geoapp.coverage.pieces import Lines
from geoapp.coverage.points import Floats, Ints
from geoapp.coverage.walking import Spread

STRIP_M = 15.0
"""How far from the middle of a way its strip is drawn: about one plot deep."""

_STEPS_M = (15.0, 10.0, 5.0)
_SEGMENTS = 4


def walking_land(polygons: Lines, network: Network, source: Spread | None, radius_m: float) -> Land:
    """Return the strips along reached ways and along the other ways, cut to the polygons.

    Near the end of its reach a strip narrows to what distance is left, in steps. `source` is ``None`` where
    no facility stands.
    """
    ward = shapely.union_all(polygons)
    covered = walking_reach(ward, source, radius_m)
    gaps = shapely.difference(every_way(ward, network), covered)
    return Land(covered, gaps, float(covered.area), float(gaps.area))


def walking_reach(ward: BaseGeometry, source: Spread | None, radius_m: float) -> BaseGeometry:
    """Return the strips along reached ways, cut to the ward.

    What several facilities reach together is the union of what each of them does.
    """
    if source is None:
        return shapely.MultiPolygon()
    strips = [_strip(portions(source, radius_m - step), step) for step in _STEPS_M if radius_m > step]
    return shapely.intersection(shapely.union_all(strips), ward)


def every_way(ward: BaseGeometry, network: Network) -> BaseGeometry:
    """Return the strips along all ways, cut to the ward."""
    return shapely.intersection(_strip(network.edges, STRIP_M), ward)


def _strip(lines: Lines, width_m: float) -> BaseGeometry:
    """Return lines a strip wide; buffered one by one, which is far faster than all at once."""
    return shapely.union_all(shapely.buffer(lines, width_m, quad_segs=_SEGMENTS))


def portions(source: Spread, radius_m: float) -> Lines:
    """Return the parts of edges whose distance from a facility is at most `radius_m`, without access."""
    length = source.network.length_m
    nodes = source.network.edge_nodes
    begin = np.clip(radius_m - source.key_m[nodes[:, 0], 0], 0.0, length)
    end = np.clip(radius_m - source.key_m[nodes[:, 1], 0], 0.0, length)
    whole = begin + end >= length
    edges = source.network.edges
    rows = np.flatnonzero(~whole & ((begin > 0) | (end > 0)))
    pieces = [edges[whole], _ends(edges, length, begin, end, rows), _around_entries(source, radius_m, whole)]
    return np.concatenate(pieces)


def _ends(edges: Lines, length: Floats, begin: Floats, end: Floats, rows: Ints) -> Lines:
    """Return the first `begin` and the last `end` metres of some edges."""
    parts = [substring(edges[i], 0, begin[i]) for i in rows if begin[i] > 0]
    parts += [substring(edges[i], length[i] - end[i], length[i]) for i in rows if end[i] > 0]
    return np.array(parts, dtype=object)


def _around_entries(
    source: Spread, radius_m: float, whole: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Lines:
    """Return the portions that facilities reach along their own edge, where it is not reached whole."""
    entry = source.entry
    left = radius_m - entry.access_m
    rows = np.flatnonzero((left > 0) & ~whole[entry.edge])
    low = np.maximum(entry.along_m - left, 0.0)
    high = np.minimum(entry.along_m + left, source.network.length_m[entry.edge])
    return np.array(
        [substring(source.network.edges[entry.edge[i]], low[i], high[i]) for i in rows], dtype=object
    )
