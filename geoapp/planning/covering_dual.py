"""The relaxation of a covering problem: multipliers whose bound is true at every step, see the kernel."""

from __future__ import annotations

import math

import numpy as np

from geoapp.planning.arrays import Floats
from geoapp.planning.covering import Covering
from geoapp.planning.facility_engine import facility_kernels

TOLERANCE = 1e-7
"""Converged: bound and relaxed value differ by less than this share."""


class CoveringDual:
    """Multipliers `y` of the rows and relaxed columns `x`, going on from where they are."""

    def __init__(
        self, problem: Covering, x: Floats | None = None, y: Floats | None = None, omega: float = 1.0
    ) -> None:
        kernel = facility_kernels().covering_dual
        self.problem = problem
        m, n = problem.column_count, problem.row_count
        self._unit = max(float(problem.cost.max(initial=1)), 1.0)
        self._cost = problem.cost / self._unit
        self._cap = np.minimum.reduceat(np.append(self._cost[problem.ridx], 0.0), problem.rptr[:-1])
        degree = np.maximum(np.diff(problem.rptr), 1)
        x = np.full(m, 1.0 / float(degree.mean()) if n else 0.0) if x is None else x
        y = self._cap / degree if y is None else np.minimum(y / self._unit, self._cap)
        self._numbers = np.zeros(kernel.NUMBERS)
        self._numbers[kernel.OMEGA] = omega
        self._numbers[kernel.LOWER], self._numbers[kernel.UPPER] = -math.inf, math.inf
        self._numbers[kernel.GAP_AT_RESTART] = self._numbers[kernel.LAST_GAP] = math.inf
        row, column = np.repeat(np.arange(n), np.diff(problem.rptr)), problem.ridx
        ax = np.bincount(row, weights=x[column], minlength=n)
        c = np.bincount(column, weights=y[row], minlength=m)
        self._now = (np.ascontiguousarray(x), np.ascontiguousarray(y), ax, c)
        self._sums = (np.zeros(m), np.zeros(n), np.zeros(n), np.zeros(m))
        self._start = (x.copy(), y.copy())
        self._best = (x.copy(), y.copy(), c.copy())

    def run(self, steps: int, target: float) -> None:
        """Take `steps` steps, fewer if the bound passes `target` or the method has converged."""
        if self.problem.row_count:
            facility_kernels().covering_dual.run(
                self.problem.matrix, self._cost, self._cap, self._numbers, self._now, self._sums, self._start,
                self._best, steps, target / self._unit, TOLERANCE,
            )  # fmt: skip

    @property
    def lower(self) -> float:
        """Best bound so far, in floats: a guide, not a proof."""
        return float(self._numbers[facility_kernels().covering_dual.LOWER]) * self._unit

    @property
    def upper(self) -> float:
        """Least value of the relaxation so far."""
        return float(self._numbers[facility_kernels().covering_dual.UPPER]) * self._unit

    @property
    def converged(self) -> bool:
        return self.upper - self.lower < 10 * TOLERANCE * max(self.upper, 1e-9)

    @property
    def omega(self) -> float:
        return float(self._numbers[facility_kernels().covering_dual.OMEGA])

    @property
    def x(self) -> Floats:
        """Relaxed columns of the least value."""
        return self._best[0]

    @property
    def y(self) -> Floats:
        """Multipliers of the best bound, in units of cost."""
        return self._best[1] * self._unit
