"""Straight-line distances: nearest and second-nearest facility of every demand point.

Two engines give equal answers, bit for bit: compiled kernels over a grid of cells once they are ready
(:mod:`geoapp.coverage.engine`), and a KD-tree of scipy until then. Distances are stored once; every
radius, backup, catchment and sole cover follows from them by comparison.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geoapp.coverage import engine
from geoapp.coverage.grid import Grid
from geoapp.coverage.points import Floats, Ints, Nearest, checked_xy, nobody

_TIE_SLACK = 1e-9
"""Relative margin in which two KD-tree distances are compared again by squares."""


def nearest_straight(demand_xy: npt.ArrayLike, facility_xy: npt.ArrayLike) -> Nearest:
    """Return the nearest and second-nearest facility of every demand point.

    Parameters
    ----------
    demand_xy, facility_xy
        Coordinates in metres of one projected system, shapes (n, 2) and (m, 2); either may be empty.

    Raises
    ------
    ValueError
        If a coordinate is not finite, or the shape is another.

    Examples
    --------
    >>> found = nearest_straight([[0, 0], [8, 0]], [[3, 4], [9, 0]])
    >>> found.distance_m.tolist(), found.facility.tolist(), found.second_m.tolist()
    ([5.0, 1.0], [0, 1], [9.0, 6.4031242374328485])
    """
    demand = checked_xy(demand_xy, "demand_xy")
    facility = checked_xy(facility_xy, "facility_xy")
    if len(demand) == 0 or len(facility) == 0:
        return nobody(len(demand))
    kernels = engine.kernels()
    if kernels is not None:
        return Nearest(*kernels.nearest_two(demand, *Grid.over(facility).arrays()))
    return _by_tree(demand, facility)


def _by_tree(demand: Floats, facility: Floats) -> Nearest:
    """Answer with a KD-tree; rows where a tie is possible are settled by squared distance."""
    tree = cKDTree(facility)
    count = min(3, len(facility))
    _, rows = tree.query(demand, k=list(range(1, count + 1)), workers=-1)
    squares = _squares(demand[:, None, :], facility[rows])
    order = np.lexsort((rows, squares), axis=1)
    squares = np.take_along_axis(squares, order, axis=1)
    rows = np.take_along_axis(rows, order, axis=1).astype(np.int64)
    first, second = rows[:, 0].copy(), squares[:, 1].copy() if count > 1 else np.full(len(demand), np.inf)
    if count == 3:
        tied = np.flatnonzero(squares[:, 2] <= squares[:, 0] * (1 + _TIE_SLACK))
        _settle_ties(tree, demand, facility, tied, first)
    nearest = _squares(demand, facility[first])
    return Nearest(np.sqrt(nearest), first, np.sqrt(second))


def _squares(a: Floats, b: Floats) -> Floats:
    """Return squared distances, rounded exactly as the compiled kernels round them."""
    dx, dy = a[..., 0] - b[..., 0], a[..., 1] - b[..., 1]
    squares: Floats = dx * dx + dy * dy
    return squares


def _settle_ties(tree: cKDTree, demand: Floats, facility: Floats, tied: Ints, first: Ints) -> None:
    """Give demand with three or more facilities at one distance the lowest row (in place)."""
    for row in tied:
        reach = np.sqrt(_squares(demand[row], facility[first[row]])) * (1 + _TIE_SLACK)
        near = np.array(sorted(tree.query_ball_point(demand[row], reach)), dtype=np.int64)
        if len(near):
            first[row] = near[np.argmin(_squares(demand[row], facility[near]))]
