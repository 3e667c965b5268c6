"""Oracles that share no code with the planner: every choice counted, and proofs replayed in plain Python."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from geoapp.planning.cover import Cover

from .san_francisco import san_francisco  # noqa: F401 - a fixture of this room


def _columns(cover: Cover) -> list[set[int]]:
    return [
        set(cover.indices[cover.indptr[j] : cover.indptr[j + 1]].tolist())
        for j in range(len(cover.indptr) - 1)
    ]


def _best_by_trying(cover: Cover, weights: Any, new: int, existing: tuple[int, ...] = ()) -> Any:
    """Return the most weight any choice covers, by trying them all."""
    sets = _columns(cover)
    standing = set().union(*(sets[j] for j in existing)) if existing else set()
    free = [j for j in range(len(sets)) if j not in existing]
    best = 0
    for chosen in itertools.combinations(free, min(new, len(free))):
        covered = standing.union(*(sets[j] for j in chosen))
        best = max(best, sum(weights[i] for i in covered))
    return best


@pytest.fixture(scope="session")
def best_by_trying() -> Callable[..., Any]:
    """Return the brute force for plain MCLP."""
    return _best_by_trying


def _random_cover(rng: np.random.Generator, rows: int, columns: int) -> Cover:
    """Return a cover by points on a small lattice (boundary pairs, twins and empty columns occur)."""
    if rng.random() < 0.5:
        demand, candidate = rng.integers(0, 7, (rows, 2)), rng.integers(0, 7, (columns, 2))
        return Cover.from_points(demand, candidate, float(rng.choice([0, 1, 2, np.sqrt(2), 3])))
    matrix = np.where(rng.random((rows, columns)) < rng.uniform(0.05, 0.6), 1.0, 9.0)
    return Cover.from_distances(matrix, 1.0)


@pytest.fixture(scope="session")
def random_cover() -> Callable[[np.random.Generator, int, int], Cover]:
    """Return the maker of small covers."""
    return _random_cover


class ProofFails(AssertionError):
    """The certificate does not prove what it claims."""


def _replay(
    certificate: Any, cover: Cover, weights: list[int], new: int, existing: tuple[int, ...]
) -> Iterator[int]:
    """Check a plain MCLP certificate in Python integers; yield one number per step that was checked."""
    sets = _columns(cover)
    candidates = [j for j in range(len(sets)) if j not in existing]
    standing = set().union(*(sets[j] for j in existing)) if existing else set()
    base = sum(weights[i] for i in standing)
    open_sets = [{i for i in sets[j] if i not in standing and weights[i] > 0} for j in candidates]
    dropped = {j for j, k in enumerate(certificate.dominator.tolist()) if k >= 0}
    for j in dropped:
        k = int(certificate.dominator[j])
        strictly = len(open_sets[j]) < len(open_sets[k]) or k < j
        if not (open_sets[j] <= open_sets[k] and strictly):
            raise ProofFails(f"column {j} is not dominated by {k}")
    goal = certificate.scale * (certificate.worth + certificate.unit)
    if any(weights[i] % certificate.unit for i in set().union(*open_sets)):
        raise ProofFails("worths are not multiples of the unit")
    todo = [(certificate.step, frozenset(), frozenset(dropped))]
    while todo:
        step, taken, left = todo.pop()
        yield 1
        if len(taken) > new:
            continue
        if len(step.parts) == 2:
            j = int(certificate.columns[step.column])
            if j in taken or j in left:
                raise ProofFails("a split on a decided column")
            todo += [(step.parts[0], taken | {j}, left), (step.parts[1], taken, left | {j})]
            continue
        total, values = _bound(certificate, step, open_sets, weights, base, taken, left, new)
        free = sorted(values, key=lambda j: (-max(values[j], 0), j))
        p = new - len(taken)
        top = free[:p]
        total += sum(max(values[j], 0) for j in top)
        if not step.parts:
            if not total < goal:
                raise ProofFails(f"a leaf has {total}, not below {goal}")
            continue
        least = max(values[top[-1]], 0) if len(top) == p and p else 0
        following = max(values[free[p]], 0) if len(free) > p else 0
        zeros = {int(certificate.columns[j]) for j in step.zeros}
        ones = {int(certificate.columns[j]) for j in step.ones}
        for j in zeros - left:
            if j in taken or not total - least + values[j] < goal:
                raise ProofFails(f"column {j} may not be left out")
        for j in ones:
            if j not in top or not total - values[j] + following < goal:
                raise ProofFails(f"column {j} need not be taken")
        todo.append((step.parts[0], taken | ones, left | zeros))


def _bound(
    certificate: Any, step: Any, sets: list[set[int]], weights: list[int], base: int,
    taken: frozenset[int], left: frozenset[int], new: int,
) -> tuple[int, dict[int, int]]:  # fmt: skip
    covered = set().union(*(sets[j] for j in taken)) if taken else set()
    free = [j for j in range(len(sets)) if j not in taken and j not in left]
    reachable = set().union(*(sets[j] for j in free)) if free and len(taken) < new else set()
    rest = sorted(reachable - covered)
    purse: dict[int, int] = {}
    multiplier = {}
    for row in range(len(weights)):
        label = int(certificate.row_to[row])
        if label < 0:
            continue
        if label not in purse:
            purse[label] = 0 if step.multipliers is None else int(step.multipliers[label])
        multiplier[row] = min(purse[label], certificate.scale * weights[row])
        purse[label] -= multiplier[row]
    total = certificate.scale * (base + sum(weights[i] for i in covered))
    total += sum(certificate.scale * weights[i] - multiplier.get(i, 0) for i in rest)
    alive = set(rest)
    return total, {j: sum(multiplier.get(i, 0) for i in sets[j] if i in alive) for j in free}


def _verified(plan: Any, cover: Cover, weights: Any, new: int, existing: tuple[int, ...] = ()) -> int:
    """Replay the plan's certificate and return the number of its steps."""
    certificate = plan.certificate
    units = [Fraction(int(w)) if float(w).is_integer() else Fraction(str(w)) for w in weights]
    scale = Fraction(certificate.worth) / Fraction(str(plan.objective)) if plan.objective else Fraction(1)
    whole = [int(u * scale) for u in units]
    return sum(_replay(certificate, cover, whole, new, existing))


@pytest.fixture(scope="session")
def verified() -> Callable[..., int]:
    """Return the independent verifier of MCLP certificates."""
    return _verified
