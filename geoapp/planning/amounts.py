"""Weights as integers, so that worth and bounds can be compared exactly.

Integers stay as they are. Decimals (1.25) become integers by a power of ten. Anything else (a square root) is
rounded to a fine integer grid, and the largest error this can make in a sum is kept beside it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from geoapp.planning.arrays import Ints

_MOST = 2**52
_FINE = 2**44


@dataclass(frozen=True)
class Amounts:
    """Non-negative numbers as ``units common / scale``, off by at most `slack` in the sum of all of them."""

    units: Ints
    scale: int
    slack: Fraction
    whole: bool
    common: int = 1

    def reduced(self) -> Amounts:
        """Return the same numbers with units divided by their common divisor: ten times the weights, one search."""
        common = max(int(np.gcd.reduce(self.units, initial=0)), 1)
        return replace(self, units=self.units // common, common=self.common * common)

    def outside(self, units: int) -> float:
        """Return units as the caller's numbers: an integer if those are integers, else a float."""
        units *= self.common
        return units // self.scale if self.whole else float(Fraction(units, self.scale))

    def bound_outside(self, units: int) -> float:
        """Return a bound in the caller's numbers, with the rounding on the safe side."""
        units *= self.common
        if self.whole:
            return units // self.scale
        value = Fraction(units, self.scale) + self.slack
        bound = float(value)
        return bound if Fraction(bound) >= value else math.nextafter(bound, math.inf)


def as_units(weights: npt.NDArray[np.generic]) -> Amounts:
    """Return weights as integers; see the head of this module.

    Raises
    ------
    ValueError
        If their sum is too large for exact arithmetic.
    """
    if weights.dtype.kind in "iu":
        units = weights.astype(np.int64)
        if sum(int(w) for w in (units.max(initial=0),)) * max(len(units), 1) > _MOST:
            _refuse_sum(math.fsum(units.tolist()))
        return Amounts(units, 1, Fraction(0), True)
    values = weights.astype(np.float64)
    total = math.fsum(values.tolist())
    _refuse_sum(total)
    for digits in range(10):
        scaled = values * 10.0**digits
        units = np.rint(scaled)
        if total * 10**digits > _FINE:
            break
        if np.array_equal(units / 10.0**digits, values):
            return Amounts(units.astype(np.int64), 10**digits, Fraction(0), False)
    power = max(0, int(math.floor(math.log2(_FINE / max(total, 1e-300)))))
    scale = 2 ** min(power, 60)
    units = np.rint(values * float(scale)).astype(np.int64)
    return Amounts(units, scale, Fraction(len(values), 2 * scale), False)


def _refuse_sum(total: float) -> None:
    if total > _MOST:
        raise ValueError(f"weights sum to {total:g}, too much for exact arithmetic (at most {_MOST:g})")
