"""Maximal covering location (Church & ReVelle 1974): the most weight within reach of `new` more sites, proved."""

from __future__ import annotations

from collections.abc import Iterable

import numpy.typing as npt

from geoapp.planning.amounts import as_units
from geoapp.planning.arrays import checked_columns, checked_count, checked_weights
from geoapp.planning.build import build
from geoapp.planning.cover import Cover
from geoapp.planning.plan import OnProgress, Plan
from geoapp.planning.problem import reduce
from geoapp.planning.rules import Rules, checked_rules
from geoapp.planning.task import Task
from geoapp.planning.watch import Watch
from geoapp.planning.wishes import answer


def solve_mclp(
    cover: Cover,
    weights: npt.ArrayLike,
    new: int,
    *,
    existing: Iterable[int] = (),
    rules: Rules | None = None,
    budget_s: float = 10.0,
    seed: int = 0,
    progress: OnProgress | None = None,
) -> Plan:
    """Choose `new` columns so that as much weight as possible is within reach.

    Parameters
    ----------
    cover
        Who is within reach of which column.
    weights
        Weight of every row of demand, at least zero; exact for integers and decimals.
    new
        How many columns to choose; more than there are takes them all.
    existing
        Columns that stand already: what they cover counts, and they cannot be chosen.
    rules
        What else the plan must keep; see :class:`geoapp.planning.rules.Rules`.
    budget_s
        Seconds after which the best plan found is returned with its bound; zero gives a first plan.
    seed
        Of the local search. The same input and seed give the same plan unless the budget cuts the search.
    progress
        Called while the search runs; see :data:`geoapp.planning.plan.OnProgress`.

    Raises
    ------
    ValueError
        If an argument does not fit; the message names the place.

    Examples
    --------
    >>> cover = Cover.from_points([[0, 0], [10, 0], [25, 0]], [[5, 0], [25, 0]], 5)
    >>> plan = solve_mclp(cover, [3, 2, 4], 1)
    >>> plan.chosen, plan.objective, plan.bound, plan.status
    ((0,), 5, 5, 'optimal')
    """
    watch = Watch(budget_s, progress)
    standing = checked_columns(existing, cover.column_count, "existing")
    amounts = as_units(checked_weights(weights, cover.demand_count))
    wishes = checked_rules(rules, cover, standing)
    built = build(cover, amounts, checked_count(new, "new"), standing, wishes)
    problem = reduce(built.original, built.sites)
    return answer(Task(problem, built.amounts, watch, seed, groups=built.groups, floors=wishes.floors))
