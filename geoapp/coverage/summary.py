"""Figures from distances: per radius, over all, and per facility.

Counts count demand features, weights sum their weights; mean, median and p95 are per feature, unweighted,
with linear percentiles, over reachable demand only.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from geoapp.coverage.boundary import within
from geoapp.coverage.points import Floats, Ints, Nearest


class Reach(NamedTuple):
    """Who is within one radius of a facility, and of two (`backup`)."""

    radius_m: float
    covered: int
    covered_weight: float
    share: float | None
    backup: int
    backup_weight: float
    backup_share: float | None


class Distances(NamedTuple):
    """How far reachable demand has to go, metres (``None`` without any), and how many cannot go at all."""

    mean: float | None
    median: float | None
    p95: float | None
    max: float | None
    unreachable: int


class Facility(NamedTuple):
    """What one facility stands for: its catchment, and the weight that only it covers, per radius."""

    catchment: int
    catchment_weight: float
    sole_cover_weight: tuple[float, ...]


def share(part: float, whole: float) -> float | None:
    """Return part / whole; ``None`` where there is nothing to share."""
    return part / whole if whole > 0 else None


def reach(nearest: Nearest, weight: Floats, radii_m: Sequence[float]) -> list[Reach]:
    """Return the figures of every radius, in the order given; `weight` has shape (n,)."""
    return _reaches(nearest, weight, radii_m, [0, len(weight)])[0][1]


def _reach(radius: float, total: float, covered: int, load: float, backup: int, backup_load: float) -> Reach:
    return Reach(radius, covered, load, share(load, total), backup, backup_load, share(backup_load, total))


def distances(distance_m: Floats) -> Distances:
    """Return the statistics of distances; infinite ones are counted as unreachable.

    >>> distances(np.array([10.0, 20.0, np.inf]))
    Distances(mean=15.0, median=15.0, p95=19.5, max=20.0, unreachable=1)
    """
    finite = distance_m[np.isfinite(distance_m)]
    unreachable = len(distance_m) - len(finite)
    if len(finite) == 0:
        return Distances(None, None, None, None, unreachable)
    ranked = np.sort(finite)
    mean = float(np.add.reduce(finite)) / len(finite)
    return Distances(mean, _percentile(ranked, 0.5), _percentile(ranked, 0.95), float(ranked[-1]), unreachable)


def _percentile(ranked: Floats, part: float) -> float:
    """Return a linear percentile of distances in order, as :func:`numpy.percentile` does, to the last bit."""
    place = (len(ranked) - 1) * part
    low = int(place)
    one, other = float(ranked[low]), float(ranked[min(low + 1, len(ranked) - 1)])
    share = place - low
    return one + (other - one) * share if share < 0.5 else other - (other - one) * (1 - share)


def zones(
    nearest: Nearest, weight: Floats, radii_m: Sequence[float], rows: Sequence[Ints]
) -> list[tuple[float, list[Reach], Distances]]:
    """Return weight, reach and distances of several sets of demand rows, each as if it stood alone.

    What can be compared and counted for all at once is; sums are taken set by set, in the order of the rows.
    """
    if not rows:
        return []
    every = np.concatenate(rows)
    cuts = np.cumsum([0, *(len(r) for r in rows)], dtype=np.int64).tolist()
    own = nearest.take(every)
    reached = _reaches(own, weight[every], radii_m, cuts)
    spread = [distances(own.distance_m[a:b]) for a, b in itertools.pairwise(cuts)]
    return [(total, parts, d) for (total, parts), d in zip(reached, spread, strict=True)]


def _reaches(
    nearest: Nearest, weight: Floats, radii_m: Sequence[float], cuts: Sequence[int]
) -> list[tuple[float, list[Reach]]]:
    """Return weight and reach of the stretches of demand between `cuts`."""
    many = len(radii_m)
    inside = np.ones((2 * many + 1, len(weight)), dtype=bool)
    for i, radius in enumerate(radii_m):
        inside[1 + i] = within(nearest.distance_m, radius)
        inside[1 + many + i] = within(nearest.second_m, radius)
    weighed = np.where(inside, weight, 0.0)
    counts = np.array([np.count_nonzero(inside[1:, a:b], axis=1) for a, b in itertools.pairwise(cuts)]).tolist()
    found = []
    for count, (a, b) in zip(counts, itertools.pairwise(cuts), strict=True):
        total, *weights = np.add.reduce(weighed[:, a:b], axis=1).tolist()
        parts = [
            _reach(r, total, count[i], weights[i], count[many + i], weights[many + i]) for i, r in enumerate(radii_m)
        ]
        found.append((total, parts))
    return found


def facilities(nearest: Nearest, weight: Floats, radii_m: Sequence[float], count: int) -> list[Facility]:
    """Return the figures of every facility: rows 0 to `count` - 1."""
    reached = nearest.facility >= 0
    row, load = nearest.facility[reached], weight[reached]
    catchment = np.bincount(row, minlength=count)
    catchment_weight = np.bincount(row, load, minlength=count)
    sole = [_sole_cover(nearest, weight, radius, count) for radius in radii_m]
    return [
        Facility(int(catchment[i]), float(catchment_weight[i]), tuple(float(s[i]) for s in sole))
        for i in range(count)
    ]


def _sole_cover(nearest: Nearest, weight: Floats, radius_m: float, count: int) -> Floats:
    alone = within(nearest.distance_m, radius_m) & ~within(nearest.second_m, radius_m)
    return np.bincount(nearest.facility[alone], weight[alone], minlength=count).astype(np.float64)
