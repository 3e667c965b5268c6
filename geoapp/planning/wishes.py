"""Plans with wishes about groups: a floor for every group, or the worst group raised first."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np

from geoapp.planning.aims import Aim, Floors, level_aim, smallest_sums
from geoapp.planning.arrays import Floats, Ints
from geoapp.planning.certificate import Proof
from geoapp.planning.fair import Ladder, fair_search
from geoapp.planning.plan import Fairness, Infeasible, Plan
from geoapp.planning.prover import Prover
from geoapp.planning.task import Task


def answer(task: Task) -> Plan:
    """Return the best plan that the watch leaves time for, with whatever is wished for groups."""
    if task.problem.original.fairest:
        return fairest_plan(task, task.first())
    if task.problem.original.group_count:
        return floor_plan(task, task.first())
    return task.plan()


def floor_plan(task: Task, first: Ints) -> Plan:
    """Return the plan of most worth among those that keep every floor; if there is none, the nearest wish."""
    original, root = task.problem.original, task.problem.root
    aim = Floors(tuple(original.floors.tolist()))
    asked = np.maximum(original.floors, 1)
    best = first
    if not aim.kept(root.group_values(first)):
        best = _lifted(task, asked, first, capped=True)
    if not aim.kept(root.group_values(best)):
        search = _keeping(task, aim)
        if search.columns is None:
            return _no_floors(task, best, proved=search.proved)
        best = search.columns
    prover = task.prove(aim, best)
    return task.finish(prover.columns, prover.bound, (prover.proof,) if prover.proved else ())


def _lifted(task: Task, weights: Ints, start: Ints, *, capped: bool) -> Ints:
    """Return a fairer plan than `start`, looked for during a third of the time that is left."""
    ladder = Ladder(task.problem.root, weights, capped)
    starts = [start] if task.start is None else [start, task.start]
    return fair_search(ladder, starts, task.random, task.watch.part(task.watch.left() / 3))


def _keeping(task: Task, floors: Floors) -> Prover:
    """Return a prover that has looked for any plan that keeps the floors."""
    guess = 1.0 / np.maximum(task.problem.original.group_worth, 1)
    wish = Floors(floors.floors, counts_worth=False)
    return task.prove(wish, None, boosts=np.asarray(guess / guess.max()))


def _no_floors(task: Task, best: Ints, *, proved: bool) -> Plan:
    """Return the plan that comes nearest to the floors, and floors that it keeps."""
    original, root = task.problem.original, task.problem.root
    covered = root.group_values(best)
    nearest, short = dict(task.floors), []
    for name, c, w, f in zip(task.groups, covered, original.group_worth, original.floors, strict=True):
        if c < f:
            short.append(int(name))
            nearest[int(name)] = _share_down(int(c), int(w))
    code = "floor" if proved else "floor-not-found"
    infeasible = Infeasible(code, {"groups": short, "new": original.picks}, {"floors": nearest})
    return task.finish(best, _plain_bound(task, best), (), infeasible)


def _share_down(part: int, whole: int) -> float:
    """Return a share in hundredths of a percent, rounded down so that it is reached."""
    return math.floor(Fraction(part, whole) * 10_000) / 10_000


def fairest_plan(task: Task, first: Ints) -> Plan:
    """Return the plan whose sorted shares are lexicographically largest, and of those the one of most worth."""
    original, root = task.problem.original, task.problem.root
    weights = tuple(original.group_worth.tolist())
    # what no plan covers, no fairest plan covers either
    ceiling_of_cover = _plain_bound(task, first)
    start = first
    if original.floors.any():
        start = _lifted(task, np.maximum(original.floors, 1), first, capped=True)
        if not (root.group_values(start) >= original.floors).all():
            search = _keeping(task, Floors(tuple(original.floors.tolist())))
            if search.columns is None:
                return _no_floors(task, start, proved=search.proved)
            start = search.columns
    best = _lifted(task, original.group_worth, start, capped=False)
    if not (root.group_values(best) >= original.floors).all():
        best = start
    task.tell(best, root.value(best), math.inf, "fairest")
    best, proofs, ceiling = _levels(task, weights, best)
    proved = len(proofs)
    if proved == len(weights):
        last = task.prove(_aim(task, best, proved, strict=False), best)
        assert last.columns is not None
        best, bound = last.columns, last.bound
        proofs = (*proofs, last.proof) if last.proved else ()
    else:
        bound, proofs = ceiling_of_cover, ()
    return task.finish(best, bound, proofs, fairness=_fairness(task, best, weights, ceiling, proved))


def _plain_bound(task: Task, first: Ints) -> float:
    """Return what no plan can cover more of, from a tenth of the time."""
    part = replace(task, watch=task.watch.part(task.watch.left() / 10))
    plain = Floors(tuple(np.zeros_like(task.problem.original.floors).tolist()))
    return part.prove(plain, first).bound


def _levels(task: Task, weights: tuple[int, ...], best: Ints) -> tuple[Ints, tuple[Proof, ...], Fraction]:
    """Prove one level of shares after the other; return the plan, the proofs, and what bounds the worst share."""
    root = task.problem.root
    proofs: list[Proof] = []
    ceiling = Fraction(1)
    while len(proofs) < len(weights) and not task.watch.over():
        level = len(proofs) + 1
        aim = _aim(task, best, level, strict=True)
        boosts = _guess(root.group_values(best), weights, level)
        prover = task.prove(aim, None, boosts=boosts, weights=weights)
        ceiling = min(ceiling, prover.ceiling)
        if prover.columns is not None:
            better = _lifted(task, np.array(weights), prover.columns, capped=False)
            best = better if aim.kept(root.group_values(better)) else prover.columns
            task.tell(best, root.value(best), math.inf, "fairest")
        elif prover.proved:
            proofs.append(prover.proof)
        else:
            break
    return best, tuple(proofs), smallest_sums(root.group_values(best), weights)[0] if proofs else ceiling


def _aim(task: Task, best: Ints, level: int, *, strict: bool) -> Aim:
    original = task.problem.original
    weights, floors = tuple(original.group_worth.tolist()), tuple(original.floors.tolist())
    return level_aim(task.problem.root.group_values(best), weights, floors, level, strict=strict)


def _guess(covered: Ints, weights: tuple[int, ...], level: int) -> Floats:
    """Return boosts that pull the groups of the lowest shares alike."""
    size = np.array(weights, dtype=np.float64)
    order = np.argsort(covered / size, kind="stable")[:level]
    boosts = 0.3 / size
    boosts[order] = 1.0 / size[order]
    return np.asarray(boosts / boosts.max())


def _fairness(task: Task, best: Ints, weights: tuple[int, ...], ceiling: Fraction, proved: int) -> Fairness:
    covered = task.problem.root.group_values(best)
    if not weights:
        return Fairness({}, 1.0, 1.0, 0)
    shares = {
        int(g): float(Fraction(int(c), w)) for g, c, w in zip(task.groups, covered, weights, strict=True)
    }
    worst = smallest_sums(covered, weights)[0]
    top = float(worst) if ceiling <= worst else math.nextafter(float(ceiling), 2.0)
    return Fairness(shares, float(worst), top, proved)
