"""The compiled kernels of full cover, p-median and p-center: loaded once, from a cache on disk after the first time."""

from __future__ import annotations

import importlib
import threading
from dataclasses import dataclass
from types import ModuleType

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
                modules = (importlib.import_module(f"geoapp.planning.kernels_{name}") for name in _NAMES)
                _loaded = FacilityKernels(*modules)
    return _loaded
