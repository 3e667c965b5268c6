"""Location set covering (Toregas et al. 1971): the fewest, or cheapest, sites that leave nobody out, proved.

    min sum f_j x_j   so that   sum over the columns j of row i of x_j >= 1 for every row i,   x_j in {0, 1}

Rows are the demand that no existing column serves and some candidate can; f_j is 1, or the cost of column j. For
multipliers y >= 0, sum y + sum min(0, f_j - sum over the rows of j of y) bounds every cover from below. It is brought up
by restarted PDHG; covers come from a weighted local search (see the kernels for the sources).

Proof is out of reach where the relaxation is far from the best cover: with 10,000 households and 2,000 candidates the
answer keeps a gap of a few per cent. The bound is true all the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from geoapp.planning.amounts import Amounts, as_units
from geoapp.planning.arrays import Ints, checked_columns
from geoapp.planning.cover import Cover
from geoapp.planning.covering import Covering, wanted
from geoapp.planning.covering_certificate import CoverCertificate
from geoapp.planning.covering_prover import CoveringProver
from geoapp.planning.plan import OnProgress, Plan
from geoapp.planning.watch import Watch


def solve_lscp(
    cover: Cover,
    *,
    existing: Iterable[int] = (),
    costs: npt.ArrayLike | None = None,
    budget_s: float = 10.0,
    seed: int = 0,
    progress: OnProgress | None = None,
) -> Plan:
    """Choose as few columns as possible, or as cheap ones, so that all demand that can be reached is.

    Parameters
    ----------
    cover
        Who is within reach of which column.
    existing
        Columns that stand already: whom they cover needs nobody else, and they cost nothing.
    costs
        Cost of every column, at least zero; without it every new site counts one. Exact for integers and decimals.
        Columns that cost nothing are taken wherever they help.
    budget_s
        Seconds after which the best cover found is returned with its bound; zero gives a first one.
    seed
        Of the local search. The same input and seed give the same plan unless the budget cuts the search.
    progress
        Called while the search runs; see :data:`geoapp.planning.plan.OnProgress`.

    Returns
    -------
    Plan
        `objective` and `bound` count the new sites (or their cost); `uncovered` are the rows of demand that no column
        reaches, existing or not. They are left out, so that the rest can be planned.

    Raises
    ------
    ValueError
        If an argument does not fit; the message names the place.

    Examples
    --------
    >>> cover = Cover.from_points([[0, 0], [10, 0], [25, 0], [99, 0]], [[5, 0], [10, 0], [25, 0]], 5)
    >>> plan = solve_lscp(cover)
    >>> plan.chosen, plan.objective, plan.status, plan.uncovered
    ((0, 2), 2, 'optimal', (3,))
    """
    watch = Watch(budget_s, progress)
    standing = checked_columns(existing, cover.column_count, "existing")
    amounts = as_units(_checked_costs(costs, cover.column_count))
    gifts = np.setdiff1d(np.flatnonzero(amounts.units == 0), standing)
    problem = wanted(cover, np.union1d(standing, gifts), amounts.units)

    def sites(columns: Ints) -> tuple[int, ...]:
        chosen = np.union1d(problem.candidates[columns], _helpful(cover, standing, gifts))
        return tuple(int(j) for j in chosen)

    def tell(columns: Ints, cost: int, bound: int, phase: str) -> None:
        watch.report(amounts.outside(cost), _at_least(amounts, bound), phase, sites(columns))

    prover = CoveringProver(problem.whole, watch, tell, seed)
    prover.run()
    certificate, bound = _checked(prover, problem.whole)
    objective = amounts.outside(prover.cost)
    return Plan(
        chosen=sites(prover.columns),
        objective=objective,
        bound=min(objective, _at_least(amounts, bound)),
        status="feasible" if certificate is None else "optimal",
        seconds=watch.seconds(),
        uncovered=tuple(int(i) for i in problem.hopeless),
        certificate=certificate,
    )


def _checked(prover: CoveringProver, whole: Covering) -> tuple[CoverCertificate | None, int]:
    """Return the certificate if it holds against the unreduced problem, and the bound that may be claimed."""
    if not prover.proved:
        return None, prover.bound
    certificate = CoverCertificate(prover.cost - prover.unit, prover.scale, prover.step)
    if not (whole.served(prover.columns).all() and certificate.verify(whole)):
        return None, 0
    return certificate, prover.cost


def _helpful(cover: Cover, standing: Ints, gifts: Ints) -> Ints:
    """Return the columns that cost nothing and reach somebody whom the earlier ones do not."""
    count = cover.counts(standing)
    chosen = []
    for j in gifts.tolist():
        if (count[cover.column(j)] == 0).any():
            chosen.append(j)
            count[cover.column(j)] += 1
    return np.array(chosen, dtype=np.int64)


def _at_least(amounts: Amounts, units: int) -> float:
    """Return a lower bound in the caller's numbers, with the rounding on the safe side."""
    if amounts.whole:
        return units // amounts.scale
    value = Fraction(units, amounts.scale) - amounts.slack
    bound = float(value)
    return max(bound if Fraction(bound) <= value else math.nextafter(bound, -math.inf), 0.0)


def _checked_costs(costs: npt.ArrayLike | None, count: int) -> npt.NDArray[np.generic]:
    """Return finite costs of at least zero, one by column."""
    if costs is None:
        return np.ones(count, dtype=np.int64)
    values = np.asarray(costs)
    if values.dtype.kind not in "iuf":
        raise ValueError(f"costs must be numbers, not {values.dtype}")
    if values.shape != (count,):
        raise ValueError(f"costs must have one value per column, shape ({count},), not {values.shape}")
    bad = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
    if len(bad):
        raise ValueError(f"costs[{int(bad[0])}] is not a cost: {values[bad[0]]}")
    return values
