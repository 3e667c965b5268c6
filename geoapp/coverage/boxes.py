"""Which places lie in which boxes, by sorting: where the boxes are as many as the places no tree pays."""

from __future__ import annotations

import numpy as np

from geoapp.coverage.points import Floats, Ints

_FEW_PAIRS = 100_000
"""So many pairs are sooner tried than sorted."""


def spans(count: Ints) -> tuple[Ints, Ints]:
    """Return for groups of `count` members each the group and the place within it of every member."""
    group = np.repeat(np.arange(len(count)), count)
    return group, np.arange(len(group)) - np.repeat(np.cumsum(count) - count, count)


def places_in_boxes(xy: Floats, low: Floats, high: Floats) -> tuple[Ints, Ints]:
    """Return all pairs (row of a box, row of a place in it or on its edge); boxes in order.

    Places lie in rows about as high as a box, within a row from west to east: a box looks up a stretch of each row
    that it meets.

    Parameters
    ----------
    xy
        Places, shape (n, 2), finite.
    low, high
        South-western and north-eastern corners of the boxes, shape (m, 2) each, finite.
    """
    if len(xy) == 0 or len(low) == 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    if len(xy) * len(low) <= _FEW_PAIRS:
        return _by_trying_all(xy, low, high)
    south, height = xy[:, 1].min(), _row_height(xy, low, high)
    line = _line(xy[:, 1], south, height)
    order = np.lexsort((xy[:, 0], line))
    sorted_xy, lines = xy[order], int(line.max()) + 1
    first = np.clip(_line(low[:, 1], south, height), 0, lines)
    last = np.clip(_line(high[:, 1], south, height), -1, lines - 1)
    box, step = spans(np.maximum(last - first + 1, 0))
    # one sorted array serves all rows: each is lifted eastwards beyond the one before
    west, width = xy[:, 0].min(), np.ptp(xy[:, 0]) + 1.0
    lift = (first[box] + step) * (3 * width)
    east = sorted_xy[:, 0] - west + line[order] * (3 * width)
    slack = 1e-9 * (1.0 + abs(float(west)) + 3 * width * lines)  # lifting rounds; the test below is exact
    begin = np.searchsorted(east, np.clip(low[box, 0] - west, -width, 2 * width) + lift - slack, "left")
    end = np.searchsorted(east, np.clip(high[box, 0] - west, -width, 2 * width) + lift + slack, "right")
    stretch, at = spans(np.maximum(end - begin, 0))
    found_box, found = box[stretch], begin[stretch] + at
    x, y = sorted_xy[found, 0], sorted_xy[found, 1]
    inside = (x >= low[found_box, 0]) & (x <= high[found_box, 0])
    inside &= (y >= low[found_box, 1]) & (y <= high[found_box, 1])
    return found_box[inside], order[found[inside]]


def _by_trying_all(xy: Floats, low: Floats, high: Floats) -> tuple[Ints, Ints]:
    west, south, east, north = (np.ascontiguousarray(side) for side in (*low.T, *high.T))
    x, y = xy[:, :1], xy[:, 1:]
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    at = np.flatnonzero(inside.T)
    return at // len(xy), at % len(xy)


def _row_height(xy: Floats, low: Floats, high: Floats) -> float:
    """Return a height at which neither many rows meet a box nor many places lie in a row beside it."""
    tall = float(np.ptp(xy[:, 1]))
    return max(float(np.mean(high[:, 1] - low[:, 1])), tall / (4 * len(xy)), 1e-3)


def _line(y: Floats, south: float, height: float) -> Ints:
    return np.floor(np.clip((y - south) / height, -1.0, 1e15)).astype(np.int64)
