"""The walking network: cleaned edges, their nodes, and the graph that shortest paths run on."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from geoapp.coverage.cleaning import clean_lines, end_points
from geoapp.coverage.pieces import Lines, Pieces
from geoapp.coverage.points import Floats, Ints, distinct


@dataclass(frozen=True)
class Access:
    """How points reach the network, straight to the nearest edge (ties: the lowest edge).

    `edge` (n,) rows of edges; `along_m` (n,) place on the edge from its first node; `access_m` (n,) straight
    distance to that place.
    """

    edge: Ints
    along_m: Floats
    access_m: Floats


@dataclass(frozen=True, eq=False)
class Network:
    """A cleaned walking network in metres.

    Parameters
    ----------
    edges
        LineStrings, one an edge, in an order that depends on their coordinates alone.
    edge_nodes
        Rows of the two end nodes, shape (e, 2); equal for a loop.
    length_m
        Length of every edge, shape (e,).
    nodes_xy
        Coordinates of the nodes, shape (n, 2).
    way
        Row of the given line that an edge is part of, shape (e,); -1 for a connector of a loose end.
    component
        Number of the connected component of every node, shape (n,).
    """

    edges: Lines
    edge_nodes: Ints
    length_m: Floats
    nodes_xy: Floats
    way: Ints
    component: Ints

    @classmethod
    def from_lines(
        cls, lines: Iterable[BaseGeometry], grade_separated: npt.ArrayLike | None = None
    ) -> Network:
        """Clean lines and build the network.

        Parameters
        ----------
        lines
            LineStrings or MultiLineStrings in metres (a third coordinate is ignored); their rows are what
            `way` refers to. Empty lines and lines without length are passed over.
        grade_separated
            For every line, whether it is joined to others only at its ends; default none is.

        Raises
        ------
        ValueError
            If something is not a line, a coordinate is not finite, or the flags do not fit the lines.
        """
        given = np.array(list(lines), dtype=object)
        flags = _flags(grade_separated, len(given))
        parts, row = _simple_lines(given)
        if len(parts) == 0:
            return cls._of(np.empty(0, dtype=object), np.empty(0, dtype=np.int64))
        edges, part = clean_lines(parts, flags[row])
        return cls._of(edges, np.where(part >= 0, row[part], -1))

    @classmethod
    def _of(cls, edges: Lines, way: Ints) -> Network:
        places = distinct(np.concatenate(end_points(edges)))
        nodes, ends = places.xy, places.of.reshape(2, -1).T.astype(np.int64).copy()
        ones = csr_array((np.ones(len(edges)), (ends[:, 0], ends[:, 1])), shape=(len(nodes), len(nodes)))
        component = connected_components(ones, directed=False)[1] if len(nodes) else np.empty(0)
        return cls(edges, ends, shapely.length(edges), nodes, way, component.astype(np.int64))

    @property
    def components(self) -> int:
        """Return how many parts the network falls into."""
        return int(self.component.max()) + 1 if len(self.component) else 0

    @functools.cached_property
    def graph(self) -> csr_array:
        """Return lengths between nodes as a symmetric matrix: of parallel edges the shortest, no loops."""
        return adjacency(self.edge_nodes, self.length_m, len(self.nodes_xy))

    @functools.cached_property
    def pieces(self) -> Pieces:
        """Return the spatial index of the edges."""
        return Pieces.of(self.edges)

    def locate(self, xy: Floats) -> Access:
        """Return how points of shape (n, 2) reach their nearest edge; the network must have edges."""
        points = np.asarray(shapely.points(xy), dtype=object)
        edge = self.pieces.nearest(points)
        lines = self.edges[edge]
        along = np.minimum(shapely.line_locate_point(lines, points), self.length_m[edge])
        return Access(edge, along, shapely.distance(points, lines))


def adjacency(edge_nodes: Ints, length_m: Floats, count: int) -> csr_array:
    """Return a symmetric matrix of lengths; of parallel edges the shortest counts, loops do not.

    Sparse matrices *add* entries that stand twice, so the minimum is taken first.
    """
    low, high = edge_nodes.min(axis=1, initial=count), edge_nodes.max(axis=1, initial=-1)
    order = np.lexsort((length_m, high, low))
    order = order[low[order] != high[order]]
    low, high, length = low[order], high[order], length_m[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    u, v, w = low[first], high[first], length[first]
    both = (np.concatenate([w, w]), (np.concatenate([u, v]), np.concatenate([v, u])))
    return csr_array(both, shape=(count, count))


def _flags(grade_separated: npt.ArrayLike | None, count: int) -> npt.NDArray[np.bool_]:
    if grade_separated is None:
        return np.zeros(count, dtype=bool)
    flags = np.asarray(grade_separated, dtype=bool)
    if flags.shape != (count,):
        raise ValueError(f"grade_separated: expected {count} flags, got shape {flags.shape}")
    return flags


def _simple_lines(given: Lines) -> tuple[Lines, Ints]:
    """Return two-dimensional LineStrings with length, and the row each came from."""
    kinds = shapely.get_type_id(given)
    wrong = np.flatnonzero(~np.isin(kinds, (1, 2, 5)))
    if len(wrong):
        raise ValueError(f"lines[{wrong[0]}]: expected a LineString or MultiLineString")
    parts, row = shapely.get_parts(shapely.force_2d(given), return_index=True)
    coords, at = shapely.get_coordinates(parts, return_index=True)
    bad = at[~np.isfinite(coords).all(axis=1)]
    if len(bad):
        raise ValueError(f"lines[{row[bad[0]]}]: coordinates must be finite numbers")
    keep = shapely.length(parts) > 0
    lines = shapely.transform(parts[keep], lambda c: c + 0.0)  # -0.0 and 0.0 are one place
    return _open_lines(lines), row[keep].astype(np.int64)


def _open_lines(lines: Lines) -> Lines:
    """Return rings (type 2) as LineStrings, which every later step expects."""
    rings = shapely.get_type_id(lines) == 2
    if rings.any():
        lines = lines.copy()
        lines[rings] = [shapely.LineString(r.coords) for r in lines[rings]]
    return lines
