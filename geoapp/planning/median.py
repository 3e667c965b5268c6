"""A p-median problem in whole numbers: what every row pays to every candidate, and what it pays at most.

Distances become whole numbers of a unit so fine that the largest possible sum still fits into 2**52 of them; integers
and decimals stay exact, and for all others the error that this can make in an objective is kept beside it. Each row pays
its weight times the distance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from geoapp.planning.amounts import Amounts
from geoapp.planning.arrays import Bools, Floats, Indices, Ints
from geoapp.planning.facility_engine import facility_kernels

_MOST = 2.0**52
Lists = tuple[Ints, Indices, Ints, Ints]


@dataclass(frozen=True, eq=False)
class Median:
    """Lists of candidates by row (see :mod:`geoapp.planning.kernels_median`), and the way back to metres.

    Attributes
    ----------
    lists
        ``(ptr, col, val, cap)``; `cap` is what a row pays where no candidate is nearer: to an existing facility, or the
        price of being left unreached.
    candidates, rows
        Column of the matrix behind every list number, row of the matrix behind every row.
    picks
        How many columns may be chosen.
    unreached
        Price of one unit of weight that nothing reaches, more than all distances together can cost.
    scale, slack
        An amount means ``amount / scale`` metres times weight, off by at most `slack` in an objective.
    hopeless
        Rows of the matrix that no column reaches.
    """

    lists: Lists
    candidates: Ints
    rows: Ints
    picks: int
    units: Ints
    unreached: int
    scale: Fraction
    slack: Fraction
    hopeless: Ints

    @property
    def column_count(self) -> int:
        return len(self.candidates)

    @property
    def unit(self) -> int:
        """Return what all objectives are multiples of."""
        _, _, val, cap = self.lists
        return max(int(np.gcd.reduce(val, initial=int(np.gcd.reduce(cap, initial=0)))), 1)

    def pays(self, columns: Ints) -> Ints:
        """Return what every row pays when some columns are chosen."""
        chosen = np.zeros(self.column_count, dtype=bool)
        chosen[columns] = True
        return np.asarray(facility_kernels().median.caps(self.lists, chosen), dtype=np.int64)

    def cost(self, columns: Ints) -> int:
        return int(self.pays(columns).sum())

    def at_least(self, bound: int, left: int) -> float:
        """Return a bound in metres times weight, for plans that leave at most `left` units of weight unreached."""
        value = Fraction(bound - self.unreached * left) / self.scale - self.slack
        if value <= 0:
            return 0.0
        number = float(value)
        return number if Fraction(number) <= value else math.nextafter(number, -math.inf)


def median(metres: Floats, amounts: Amounts, new: int, existing: Ints) -> Median:
    """Return the problem of choosing `new` columns beside existing ones."""
    candidates = np.setdiff1d(np.arange(metres.shape[1]), existing)
    stands = metres[:, existing].min(axis=1, initial=math.inf)
    offered = metres[:, candidates]
    reachable = np.isfinite(stands) | np.isfinite(offered).any(axis=1)
    rows = np.flatnonzero(reachable & (amounts.units > 0))
    picks = min(new, len(candidates))
    stands, offered, units = stands[rows], offered[rows], amounts.units[rows]
    sure = np.isfinite(stands) | (np.isfinite(offered).all(axis=1) & (picks > 0))
    farthest = np.maximum(_farthest(offered), np.where(np.isfinite(stands), stands, 0.0))
    steps, exact = _fineness(np.append(offered.ravel(), stands), units, farthest, bool(sure.all()))
    paid = _whole(offered, steps) * units[:, None]
    paid[~np.isfinite(offered)] = np.iinfo(np.int64).max
    most = _whole(farthest, steps) * units
    unreached = int(most.sum()) + 1
    stand = np.where(np.isfinite(stands), _whole(stands, steps) * units, most)
    cap = np.where(sure, stand, unreached * units)
    lists = facility_kernels().median.sorted_lists(paid, cap)
    rounding = Fraction(0) if exact else Fraction(int(units.sum()), 2 * amounts.scale) / steps
    slack = rounding + amounts.slack * Fraction(float(farthest.max(initial=0.0)))
    scale = steps * amounts.scale
    hopeless = np.flatnonzero(~reachable)
    return Median((*lists, cap), candidates, rows, picks, units, unreached, scale, slack, hopeless)


def _farthest(offered: Floats) -> Floats:
    return np.asarray(np.where(np.isfinite(offered), offered, 0.0).max(axis=1, initial=0.0))


def _whole(values: Floats, steps: Fraction) -> Ints:
    finite = np.where(np.isfinite(values), values, 0.0)
    return np.asarray(np.rint(finite * float(steps)), dtype=np.int64)


def _fineness(values: Floats, units: Ints, farthest: Floats, sure: bool) -> tuple[Fraction, bool]:
    """Return how many steps a metre is divided into, and whether every distance is a whole number of them."""
    total = math.fsum((units * farthest).tolist()) + 1.0
    if not sure:
        total *= float(units.sum()) + 1.0
    finite = values[np.isfinite(values)]
    for digits in range(7):
        scaled = finite * 10.0**digits
        if total * 10.0**digits > _MOST:
            break
        if np.array_equal(np.rint(scaled) / 10.0**digits, finite):
            return Fraction(10**digits), True
    power = math.floor(math.log2(_MOST / total))
    if power < 0:
        raise ValueError(f"weights times metres sum to {total:g}, too much for exact arithmetic")
    return Fraction(2 ** min(power, 40)), False


def without(lists: Lists, keep: Bools, cap: Ints) -> Lists:
    """Return the lists of the marked columns, numbered anew, below new caps."""
    to = np.where(keep, np.cumsum(keep) - 1, -1)
    return (*facility_kernels().median.shortened(lists, to, cap), cap)
