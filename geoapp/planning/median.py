"""A p-median problem in whole numbers: what every row pays to every candidate, and what it pays at most.

A row pays its weight times its distance. Where weights and distances are whole numbers or decimals that fit, these
amounts are exact. Otherwise each amount is rounded once, to steps so fine that all together are some 2**52 of them, and the
error that this can make in an objective is kept beside it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from geoapp.planning.amounts import Amounts, as_units
from geoapp.planning.arrays import Bools, Floats, Indices, Ints
from geoapp.planning.facility_engine import facility_kernels

_MOST = 2.0**52
_MOST_WITH_PRICE = 2.0**58
_MOST_UNITS = 2**20
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
    units, unreached
        Weight of every row, for comparing who is left unreached (exact up to a million, else to a millionth of all),
        and the price of one such unit, more than all distances together can cost.
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
        if self.slack:
            return 1
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


def median(metres: Floats, weights: npt.NDArray[np.generic], new: int, existing: Ints) -> Median:
    """Return the problem of choosing `new` columns beside existing ones."""
    candidates = np.setdiff1d(np.arange(metres.shape[1]), existing)
    stands = metres[:, existing].min(axis=1, initial=math.inf)
    offered = metres[:, candidates] if len(existing) else metres
    reachable = np.isfinite(stands) | np.isfinite(offered).any(axis=1)
    rows = np.flatnonzero(reachable & (weights.astype(np.float64) > 0))
    picks = min(new, len(candidates))
    offered, stands = offered[rows], stands[rows]
    sure = np.isfinite(stands) | (np.isfinite(offered).all(axis=1) & (picks > 0))
    amounts = as_units(weights[rows])
    units = _units(amounts, weights[rows])
    every = np.column_stack([offered, stands]) if len(existing) else offered
    paid, scale, slack = _paid(every, weights[rows], amounts, 1 if sure.all() else int(units.sum()))
    most = paid.max(axis=1, initial=0, where=np.isfinite(every))
    unreached = int(most.sum()) + 1
    beside = paid[:, -1] if len(existing) else most
    cap = np.where(sure, np.where(np.isfinite(stands), beside, most), unreached * units)
    paid = np.ascontiguousarray(paid[:, : len(candidates)])
    lists = facility_kernels().median.sorted_lists(paid, cap)
    hopeless = np.flatnonzero(~reachable)
    return Median((*lists, cap), candidates, rows, picks, units, unreached, scale, slack, hopeless)


def _units(amounts: Amounts, weights: npt.NDArray[np.generic]) -> Ints:
    if amounts.slack == 0 and int(amounts.units.sum()) <= _MOST_UNITS:
        return amounts.units
    share = weights.astype(np.float64) / math.fsum(weights.tolist())
    return np.maximum(np.rint(share * _MOST_UNITS).astype(np.int64), 1)


def _paid(
    metres: Floats, weights: npt.NDArray[np.generic], amounts: Amounts, times: int
) -> tuple[Ints, Fraction, Fraction]:
    """Return what every row pays to every column (the largest number where there is no path), its scale, its slack.

    `times` is how often the sum of all must fit.
    """
    known = np.isfinite(metres)
    every = bool(known.all())
    finite = metres if every else np.where(known, metres, 0.0)
    factor = weights.astype(np.float64)
    total = (math.fsum((factor * finite.max(axis=1, initial=0.0)).tolist()) + 1.0) * times
    most = _MOST if times == 1 else _MOST_WITH_PRICE
    nothing = np.iinfo(np.int64).max
    some = finite.ravel()[:: max(finite.size // 1_000, 1)]
    for digits in range(7 if amounts.slack == 0 else 0):
        if total * 10.0**digits * amounts.scale > most:
            break
        if not np.array_equal(np.rint(some * 10.0**digits) / 10.0**digits, some):
            continue  # most matrices are told apart by a few entries
        scaled = np.rint(finite * 10.0**digits)
        if np.array_equal(scaled / 10.0**digits, finite):
            exact = scaled.astype(np.int64) * amounts.units[:, None]
            return (
                exact if every else np.where(known, exact, nothing),
                Fraction(amounts.scale * 10**digits),
                Fraction(0),
            )
    power = math.floor(math.log2(most / total)) if math.isfinite(total) else -1
    if power < 0:
        raise ValueError(f"weights times metres sum to {total / times:g}, too much for exact arithmetic")
    steps = 2 ** min(power, 60)
    rounded = np.rint(factor[:, None] * finite * float(steps)).astype(np.int64)
    slack = Fraction(len(factor), 2 * steps) + Fraction(total / times) / 2**50
    return rounded if every else np.where(known, rounded, nothing), Fraction(steps), slack


def without(lists: Lists, keep: Bools, cap: Ints) -> Lists:
    """Return the lists of the marked columns, numbered anew, below new caps."""
    to = np.where(keep, np.cumsum(keep) - 1, -1)
    return (*facility_kernels().median.shortened(lists, to, cap), cap)
