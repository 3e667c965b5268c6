"""Oracles that share no code with the planner: every choice counted, and proofs replayed in plain Python."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from geoapp.planning.cover import Cover

from .checker import check, world
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


def _verified(plan: Any, cover: Cover, weights: Any, new: int, existing: tuple[int, ...] = ()) -> int:
    """Check the plan's certificate independently and return the number of its steps."""
    certificate = plan.certificate
    units = [Fraction(int(w)) if float(w).is_integer() else Fraction(str(w)) for w in weights]
    scale = Fraction(certificate.worth) / Fraction(str(plan.objective)) if plan.objective else Fraction(1)
    whole = [int(u * scale) for u in units]
    return check(certificate, world(cover, whole, new, existing)[0])


@pytest.fixture(scope="session")
def verified() -> Callable[..., int]:
    """Return the independent verifier of MCLP certificates."""
    return _verified
