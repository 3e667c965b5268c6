"""The state of the primal-dual method on one problem; see :mod:`geoapp.planning.kernels_dual`."""

from __future__ import annotations

import math

import numpy as np

from geoapp.planning import engine
from geoapp.planning.arrays import Floats
from geoapp.planning.rows import Rows, Shrunk

TOLERANCE = 1e-8
"""Converged: bound and relaxed value differ by less than this share."""


class Dual:
    """Multipliers `mu` of the rows and relaxed columns `x`, going on from where they are.

    `factor`, if given, multiplies the worth of every row: what groups that must rise are worth beside the weight.
    """

    def __init__(
        self,
        rows: Rows,
        x: Floats | None = None,
        mu: Floats | None = None,
        omega: float = 1.0,
        theta: float = 0.0,
        factor: Floats | None = None,
    ) -> None:
        kernel = engine.kernels().dual
        self.rows = rows
        worth = rows.worth.astype(np.float64) if factor is None else rows.worth * factor
        upper = rows.upper if factor is None else rows.upper_for(worth)
        self._base = float(rows.base) if factor is None else 0.0
        self._theta_cap = rows.theta_cap * (1.0 if factor is None else float(factor.max(initial=0.0)))
        self._data = (
            rows.cptr, rows.cidx, rows.rptr, rows.ridx,
            worth, rows.need.astype(np.float64), rows.sign.astype(np.float64), upper,
        )  # fmt: skip
        m, n = rows.column_count, rows.row_count
        self._cost_unit = max(float(rows.cost.max(initial=0)), 1.0)
        self._cost = rows.cost / self._cost_unit
        degree = np.diff(rows.rptr)
        x = np.full(m, min(rows.picks / max(m, 1), 1.0)) if x is None else x
        mu = np.where(rows.sign > 0, worth / np.maximum(degree, 1), 0.0) if mu is None else mu
        mu = np.minimum(mu, upper)
        self._numbers = np.zeros(kernel.NUMBERS)
        self._numbers[kernel.OMEGA] = omega
        self._numbers[kernel.THETA] = theta * self._cost_unit
        self._numbers[kernel.UPPER], self._numbers[kernel.LOWER] = math.inf, -math.inf
        self._numbers[kernel.GAP_AT_RESTART] = self._numbers[kernel.LAST_GAP] = math.inf
        c, ax = np.empty(m), np.empty(n)
        kernel.column_values(self._data, mu, theta * self._cost_unit, self._cost, np.empty(n), c)
        kernel.gather(rows.rptr, rows.ridx, x, ax)
        self._now = (np.ascontiguousarray(x), np.ascontiguousarray(mu), ax, c)
        self._sums = (np.zeros(m), np.zeros(n), np.zeros(n), np.zeros(m))
        self._start = (x.copy(), mu.copy())
        self._best = (x.copy(), mu.copy(), c.copy())
        self._numbers[kernel.THETA_BEST] = theta * self._cost_unit

    def run(self, steps: int, target: float) -> None:
        """Take `steps` steps, fewer if the bound falls below `target` or the method has converged."""
        if self.rows.column_count == 0 or self.rows.row_count == 0:
            return
        engine.kernels().dual.run(
            self._data, self.rows.picks, self._cost, self.rows.purse / self._cost_unit,
            self._theta_cap * self._cost_unit, self._numbers, self._now, self._sums, self._start, self._best,
            steps, target - self._base, TOLERANCE,
        )  # fmt: skip

    @property
    def upper(self) -> float:
        """Best bound so far, in floats: a guide, not a proof."""
        return self._base + float(self._numbers[engine.kernels().dual.UPPER])

    @property
    def lower(self) -> float:
        """Best value of the relaxation so far."""
        return self._base + float(self._numbers[engine.kernels().dual.LOWER])

    @property
    def steps(self) -> int:
        return int(self._numbers[engine.kernels().dual.STEPS])

    @property
    def omega(self) -> float:
        return float(self._numbers[engine.kernels().dual.OMEGA])

    @property
    def converged(self) -> bool:
        """Whether going on would not bring the bound down."""
        gap = self.upper - self.lower
        return gap < 10 * TOLERANCE * max(abs(self.lower - self._base), 1.0)

    @property
    def x(self) -> Floats:
        """Relaxed columns of the best value."""
        return self._best[0]

    @property
    def mu(self) -> Floats:
        """Multipliers of the best bound."""
        return self._best[1]

    @property
    def theta(self) -> float:
        """Multiplier of the purse that belongs to `mu`, per unit of cost."""
        return float(self._numbers[engine.kernels().dual.THETA_BEST]) / self._cost_unit

    def renewed(self, rows: Rows) -> Dual:
        """Return the state for the same rows and columns but another number of sites, warm."""
        return Dual(rows, self.x.copy(), self.mu.copy(), self.omega, self.theta)

    def weighed(self, factor: Floats, before: Floats) -> Dual:
        """Return the state for other factors of the worth, multipliers changed in proportion."""
        ratio = np.where(self.rows.sign > 0, factor / np.maximum(before, 1e-300), 1.0)
        return Dual(self.rows, self.x.copy(), self.mu * ratio, self.omega, self.theta, factor)

    def follow(self, shrunk: Shrunk, factor: Floats | None = None) -> Dual:
        """Return the state for a smaller problem, warm: multipliers of merged rows add up."""
        mu = np.zeros(shrunk.rows.row_count)
        kept = shrunk.row_to >= 0
        np.add.at(mu, shrunk.row_to[kept], self.mu[kept])
        return Dual(shrunk.rows, self.x[shrunk.columns], mu, self.omega, self.theta, factor)
