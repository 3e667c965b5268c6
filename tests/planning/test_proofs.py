"""What a proof rests on: bounds that hold for any prices, reductions that lose nothing, lies that are found out."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from geoapp.planning import Cover, Rules
from geoapp.planning.aims import Floors, Levels, smallest_sums
from geoapp.planning.amounts import as_units
from geoapp.planning.build import build
from geoapp.planning.certificate import MclpCertificate, Prices, Step, exact_sums
from geoapp.planning.original import Original
from geoapp.planning.problem import Problem, rebuilt, reduce
from geoapp.planning.rows import FREE, IN, OUT, settled
from geoapp.planning.rules import checked_rules
from geoapp.planning.task import Task
from geoapp.planning.watch import Watch
from geoapp.planning.wishes import answer

from .checker import ProofFails, World, check


def _problem(
    seed: int, random_cover: Callable[..., Cover], *, dominance: bool = True
) -> tuple[Problem, Task]:
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(4, 30)), int(rng.integers(3, 11))
    cover, site = random_cover(rng, rows, columns), rng.random((columns, 2)) * 4
    existing = np.unique(rng.choice(columns, int(rng.integers(0, 2))))
    rules = Rules(
        backup=bool(rng.random() < 0.3),
        conflicts=Rules.too_near(site, 1.3) if rng.random() < 0.4 else (),
        column_group=rng.integers(-1, 2, columns),
        group_cap=1 if rng.random() < 0.4 else None,
        **({"site_cost": rng.integers(1, 9, columns), "most_in_all": 9.0} if rng.random() < 0.4 else {}),
        demand_group=rng.integers(-1, 2, rows),
        floors={0: 0.2, 1: 0.3} if rng.random() < 0.4 else {},
    )
    checked = checked_rules(rules, cover, existing)
    built = build(cover, as_units(rng.integers(0, 9, rows)), int(rng.integers(1, 5)), existing, checked)
    problem = reduce(built.original, built.sites, dominance=dominance)
    task = Task(problem, built.amounts, Watch(60.0), groups=built.groups, floors=checked.floors)
    return problem, task


def _choices(original: Original) -> Iterator[np.ndarray]:
    for size in range(min(original.picks, original.column_count) + 1):
        for c in itertools.combinations(range(original.column_count), size):
            if original.permits(np.array(c, dtype=np.int64)):
                yield np.array(c, dtype=np.int64)


@pytest.mark.parametrize("seed", range(150))
def test_any_prices_bound_every_permitted_choice(seed: int, random_cover: Callable[..., Cover]) -> None:
    problem, _ = _problem(seed, random_cover)
    original, root = problem.original, problem.root
    rng, scale = np.random.default_rng(seed), 1 << 10
    choices = list(_choices(original))
    aim = Floors(tuple(original.floors.tolist()))
    kept = [c for c in choices if aim.kept(original.group_values(c))]
    best = max((original.value(c) for c in kept), default=-1)
    state = settled(root, np.full(root.column_count, FREE, dtype=np.int64))
    assert state is not None
    for _ in range(20):
        multipliers = rng.integers(0, 9 * scale, root.row_count)
        boosts = rng.integers(0, 3 * scale, original.group_count)
        for worth in (1, 0):
            prices = Prices(multipliers, int(rng.integers(0, 3 * scale * 2**40)), boosts, worth)
            total = exact_sums(root, state, prices, aim, scale).total
            assert not kept or total >= scale * worth * best


@pytest.mark.parametrize("seed", range(150))
def test_what_is_required_of_fair_plans_holds_for_every_plan_as_fair(
    seed: int, random_cover: Callable[..., Cover]
) -> None:
    rng = np.random.default_rng(seed)
    weights = tuple(int(w) for w in rng.integers(1, 30, 4))
    plans = [np.array([rng.integers(0, w + 1) for w in weights]) for _ in range(60)]
    reference = plans[0]
    for level, strict in itertools.product(range(1, 5), (False, True)):
        sums = smallest_sums(reference, weights)[:level]
        aim = Levels(weights, sums, strict, counts_worth=not strict)
        for covered in plans:
            mine = sorted(Fraction(int(c), w) for c, w in zip(covered, weights, strict=True))
            at_least = all(sum(mine[:k]) >= sums[k - 1] for k in range(1, level + 1))
            fair = at_least and (not strict or sum(mine[:level]) > sums[-1])
            assert aim.kept(covered) == fair
            boosts = rng.integers(0, 50, 4)
            if fair:
                assert int((boosts * covered).sum()) >= aim.required(boosts)
            else:
                breach = aim.breach(covered)
                assert int((breach * covered).sum()) < aim.required(breach)


@pytest.mark.parametrize("seed", range(150))
def test_reductions_change_no_objective(seed: int, random_cover: Callable[..., Cover]) -> None:
    answers = []
    for dominance in (True, False):
        problem, task = _problem(seed, random_cover, dominance=dominance)
        assert rebuilt(problem.original, problem.labels, problem.columns, problem.dominator) is not None
        answers.append(answer(task))
    one, other = answers
    assert (one.objective, one.bound, one.status) == (other.objective, other.bound, other.status)


@pytest.mark.parametrize("seed", range(80))
def test_a_reduction_that_claims_too_much_is_refused(seed: int, random_cover: Callable[..., Cover]) -> None:
    problem, _ = _problem(seed, random_cover)
    o, labels, columns, by = problem.original, problem.labels, problem.columns, problem.dominator
    rng = np.random.default_rng(seed)
    if problem.root.row_count > len(o.limits) + 1:
        joined = np.where(labels == 1, 0, labels)
        apart = {j for j in columns.tolist() if len(set(labels[o.column(j)].tolist()) & {0, 1}) == 1}
        alike = (
            problem.root.need[0] == problem.root.need[1] and problem.root.group[0] == problem.root.group[1]
        )
        if apart or not alike:
            assert rebuilt(o, joined, columns, by) is None
    if len(columns):
        at = int(rng.integers(len(columns)))
        assert rebuilt(o, labels, np.delete(columns, at), by) is None
    settled_row = np.flatnonzero(labels >= 0)
    if len(settled_row):
        gone = labels.copy()
        gone[settled_row[0]] = -1
        assert rebuilt(o, gone, columns, by) is None


def _steps(step: Step) -> Iterator[Step]:
    yield step
    for part in step.parts:
        yield from _steps(part)


def _knotty(seed: int) -> tuple[Any, Problem, np.ndarray, World]:
    """Return the plan of a case whose relaxation is loose: its proof fixes columns and splits."""
    rng = np.random.default_rng(seed)
    cover = Cover.from_distances(np.where(rng.random((160, 40)) < 0.12, 1.0, 9.0), 1.0)
    none = np.empty(0, dtype=np.int64)
    built = build(cover, as_units(rng.integers(1, 9, 160)), 6, none, checked_rules(None, cover, none))
    problem = reduce(built.original, built.sites)
    plan = Task(problem, built.amounts, Watch(60.0)).plan()
    assert plan.status == "optimal"
    o = built.original
    told = World(
        [set(o.column(j).tolist()) for j in range(o.column_count)], o.worth.tolist(), o.need.tolist(), 6
    )
    return plan.certificate, problem, np.array(plan.chosen), told


def _with_step(proof: MclpCertificate, old: Step, new: Step) -> MclpCertificate:
    def renewed(step: Step) -> Step:
        if step is old:
            return new
        return dataclasses.replace(step, parts=[renewed(part) for part in step.parts])

    (tree,) = proof.proofs
    return dataclasses.replace(proof, proofs=(dataclasses.replace(tree, step=renewed(tree.step)),))


@pytest.mark.parametrize("seed", range(4))
def test_tampered_prices_objectives_fixings_and_trees_are_refused(seed: int) -> None:
    proof, problem, chosen, told = _knotty(seed)
    assert proof.verify(problem.original, chosen)
    assert check(proof, told) >= 1
    steps = list(_steps(proof.proofs[0].step))
    leaves = [step for step in steps if not step.parts and step.prices is not None]
    fixings = [step for step in steps if len(step.parts) == 1]
    splits = [step for step in steps if len(step.parts) == 2]
    assert fixings
    assert splits
    lies = [
        dataclasses.replace(proof, worth=proof.worth - proof.unit),
        dataclasses.replace(proof, worth=proof.worth + proof.unit),
        dataclasses.replace(proof, unit=proof.unit + 7),
    ]
    for leaf in leaves[:3]:
        free = dataclasses.replace(leaf.prices, multipliers=leaf.prices.multipliers * 0)
        lies.append(_with_step(proof, leaf, dataclasses.replace(leaf, prices=free)))
        lies.append(_with_step(proof, leaf, Step()))
    inside = np.searchsorted(problem.columns, np.intersect1d(problem.columns, chosen))
    for fixing in fixings[:3]:
        wanted = np.union1d(fixing.zeros, np.setdiff1d(inside, fixing.ones))
        if len(wanted) > len(fixing.zeros):
            lies.append(_with_step(proof, fixing, dataclasses.replace(fixing, zeros=wanted)))
        others = np.setdiff1d(np.arange(len(problem.columns)), np.union1d(inside, fixing.zeros))[:1]
        lies.append(
            _with_step(proof, fixing, dataclasses.replace(fixing, ones=np.union1d(fixing.ones, others)))
        )
    for split in splits[:3]:
        lies.append(_with_step(proof, split, dataclasses.replace(split, parts=split.parts[:1] * 2, column=0)))
        lies.append(_with_step(proof, split, dataclasses.replace(split, parts=[Step(), split.parts[1]])))
    for lie in lies:
        assert not lie.verify(problem.original, chosen)
        with pytest.raises(ProofFails):
            check(lie, told)
    assert not proof.verify(problem.original, chosen[1:])


def test_states_draw_every_consequence_of_a_decision() -> None:
    cover = Cover.from_points([[0, 0], [1, 0], [2, 0], [9, 0]], [[0, 0], [1, 0], [2, 0], [9, 0]], 1)
    none = np.empty(0, dtype=np.int64)
    rules = checked_rules(Rules(conflicts=[[0, 1], [1, 2]]), cover, none)
    built = build(cover, as_units(np.array([4, 3, 2, 1])), 3, none, rules)
    root = reduce(built.original, built.sites, dominance=False).root
    state = settled(root, np.array([FREE, IN, FREE, FREE]))
    assert state is not None
    assert (state.status.tolist(), state.base, state.picks) == ([OUT, IN, OUT, FREE], 9, 2)
    assert settled(root, np.array([IN, IN, FREE, FREE])) is None
