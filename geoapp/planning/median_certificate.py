"""Proof that no choice of columns costs less, in integers only.

For integer multipliers M of the rows (times a scale K), once some columns are chosen and some ruled out,

    sum of min(M_i, K cap_i)  +  the sum of the `picks` smallest of  rho_j = sum over rows of min(0, K v_ij - M_i)

is at most K times the cost of every choice with these decisions; `cap_i` is what row i pays to those already chosen, `picks`
how many more there may be, j the free columns. It is the Lagrangean bound of Cornuejols, Fisher & Nemhauser 1977. A
proof is a tree: a part is closed because its sum is above K `below`; columns are ruled out (chosen) because with (without) them
the sum would be; a split tries a column both ways.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from geoapp.planning.arrays import Ints
from geoapp.planning.facility_engine import facility_kernels
from geoapp.planning.median import Lists

FREE, IN, OUT = 0, 1, 2
_MOST = 2.0**62
_NONE = np.empty(0, dtype=np.int64)


@dataclass(eq=False)
class MedianStep:
    """One step: closed (no parts), columns decided (one part), or a split (`column` chosen, then ruled out)."""

    multipliers: Ints = field(default_factory=lambda: _NONE)
    zeros: Ints = field(default_factory=lambda: _NONE)
    ones: Ints = field(default_factory=lambda: _NONE)
    column: int = -1
    parts: list[MedianStep] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class MedianCertificate:
    """A proof that every choice of `picks` columns costs more than `below`, in units of the lists."""

    below: int
    picks: int
    scale: int
    step: MedianStep
    kind: str = "p-median"

    def verify(self, lists: Lists, columns: int) -> bool:
        """Check everything again on the unreduced lists; return whether the proof holds."""
        if self.scale < 1 or self.scale * math.fsum(lists[3].tolist()) > _MOST:
            return False  # sums of one column would not be exact
        limit = self.scale * self.below
        pending = [(self.step, np.zeros(columns, dtype=np.int64))]
        while pending:
            step, status = pending.pop()
            left = self.picks - int(np.count_nonzero(status == IN))
            if left < 0:
                continue  # more columns than may be chosen
            if len(step.parts) == 2:
                if status[step.column] != FREE:
                    return False
                for part, value in zip(step.parts, (IN, OUT), strict=True):
                    after = status.copy()
                    after[step.column] = value
                    pending.append((part, after))
                continue
            if len(step.multipliers) != len(lists[3]):
                return False
            total, rho = facility_kernels().median.relaxed_with(lists, status, self.scale, step.multipliers)
            marks = Marks(int(total), rho, np.flatnonzero(status == FREE), left)
            if not step.parts:
                if not marks.total > limit:
                    return False
                continue
            zeros, ones = marks.fixable(limit)
            if not (np.isin(step.zeros, zeros).all() and np.isin(step.ones, ones).all()):
                return False
            status = status.copy()
            status[step.zeros], status[step.ones] = OUT, IN
            pending.append((step.parts[0], status))
        return True


class Marks:
    """The exact bound of a part and what it says about single columns.

    Parameters
    ----------
    base
        The sum of the clipped multipliers.
    rho
        By column; never positive.
    free
        The columns that are not decided.
    picks
        How many of them may be chosen.
    """

    def __init__(self, base: int, rho: Ints, free: Ints, picks: int) -> None:
        self._rho = rho
        order = free[np.argsort(rho[free], kind="stable")]
        self._top, self._rest = order[:picks], order[picks:]
        self.total = base + sum(rho[self._top].tolist())  # of Python: the sum may pass 64 bits
        full = len(self._top) == picks and picks > 0
        self._last_in = int(rho[self._top[-1]]) if full else 0
        self._first_out = int(rho[self._rest[0]]) if len(self._rest) else 0

    def fixable(self, limit: int) -> tuple[Ints, Ints]:
        """Return the columns that no choice within the limit has, and those that every one has."""
        zeros = self._rest[self.total - self._last_in + self._rho[self._rest] > limit]
        ones = self._top[self.total - self._rho[self._top] + self._first_out > limit]
        return np.sort(zeros), np.sort(ones)
