"""The compiled kernels of full cover, p-median and p-center: loaded once, from a cache on disk after the first time."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from geoapp.planning import engine

_NAMES = ("covering", "covering_dual", "covering_search", "median", "median_dual")
_lock = threading.Lock()
_loaded: FacilityKernels | None = None


@dataclass(frozen=True)
class FacilityKernels:
    """The kernel modules of these goals; those of MCLP are in :mod:`geoapp.planning.engine`."""

    covering: ModuleType
    covering_dual: ModuleType
    covering_search: ModuleType
    median: ModuleType
    median_dual: ModuleType


def facility_kernels() -> FacilityKernels:
    """Return the kernels, loading (or, the first time on a machine, compiling) them if need be."""
    global _loaded
    if _loaded is None:
        with _lock:
            if _loaded is None:
                _loaded = FacilityKernels(*(engine.load(name) for name in _NAMES))
    return _loaded


def warm_facilities() -> None:
    """Load every kernel for the types in which it is used; :func:`geoapp.planning.engine.warm` calls this.

    Neither dominance nor the bound alone closes the cases below, so that the splits run too.
    """
    from geoapp.planning.cover import Cover
    from geoapp.planning.lscp import solve_lscp
    from geoapp.planning.p_center import solve_p_center
    from geoapp.planning.p_median import solve_p_median

    ring = np.array([[1.0 if (j - i) % 5 < 2 else 3.0 for j in range(5)] for i in range(5)])
    two_rings = np.kron(np.eye(2), ring - 9.0) + 9.0
    cover, budget_s = Cover.from_distances(two_rings, 1.0), float("inf")
    solve_lscp(cover, budget_s=budget_s)
    solve_lscp(cover, costs=np.full(10, 2.0), budget_s=budget_s)
    solve_p_center(two_rings, 4, budget_s=budget_s)
    metres = np.random.default_rng(0).integers(1, 100, (16, 10)).astype(np.float64)
    solve_p_median(metres, np.ones(16, dtype=np.int64), 4, budget_s=budget_s)
