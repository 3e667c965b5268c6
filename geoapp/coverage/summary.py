"""Figures from distances: per radius, over all, and per facility.

Counts count demand features, weights sum their weights; mean, median and p95 are per feature, unweighted,
with linear percentiles, over reachable demand only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geoapp.coverage.boundary import within
from geoapp.coverage.points import Floats, Ints, Nearest


@dataclass(frozen=True)
class Reach:
    """Who is within one radius of a facility, and of two (`backup`)."""

    radius_m: float
    covered: int
    covered_weight: float
    share: float | None
    backup: int
    backup_weight: float
    backup_share: float | None


@dataclass(frozen=True)
class Distances:
    """How far reachable demand has to go, metres (``None`` without any), and how many cannot go at all."""

    mean: float | None
    median: float | None
    p95: float | None
    max: float | None
    unreachable: int


@dataclass(frozen=True)
class Facility:
    """What one facility stands for: its catchment, and the weight that only it covers, per radius."""

    catchment: int
    catchment_weight: float
    sole_cover_weight: tuple[float, ...]


def share(part: float, whole: float) -> float | None:
    """Return part / whole; ``None`` where there is nothing to share."""
    return part / whole if whole > 0 else None


def reach(nearest: Nearest, weight: Floats, radii_m: Sequence[float]) -> list[Reach]:
    """Return the figures of every radius, in the order given; `weight` has shape (n,)."""
    everybody = np.arange(len(weight))
    return zones(nearest, weight, radii_m, [everybody])[0][1]


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
    every = np.concatenate([*rows, np.empty(0, dtype=np.int64)])
    first, second = nearest.distance_m[every], nearest.second_m[every]
    inside = np.array(
        [np.ones(len(every), dtype=bool)] + [within(d, r) for d in (first, second) for r in radii_m]
    )
    weighed = np.where(inside, weight[every], 0.0)
    ends = np.cumsum([len(r) for r in rows], dtype=np.int64).tolist()
    found, begin, many = [], 0, len(radii_m)
    counts = np.concatenate([np.zeros((len(inside), 1), dtype=np.int64), np.cumsum(inside, axis=1)], axis=1)
    for end in ends:
        total, *weights = np.add.reduce(weighed[:, begin:end], axis=1).tolist()
        count = (counts[1:, end] - counts[1:, begin]).tolist()
        parts = [
            _reach(r, total, count[i], weights[i], count[many + i], weights[many + i]) for i, r in enumerate(radii_m)
        ]
        found.append((total, parts, distances(first[begin:end])))
        begin = end
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
