"""The compiled kernels of the planner: loaded once, from a cache on disk after the first time.

A server calls :func:`warm` in a thread when it starts (as for the coverage engine), so that no question waits
for a compiler. A solver that is called before that waits here for the kernels, outside any budget but its own.
"""

from __future__ import annotations

import importlib
import threading
from dataclasses import dataclass
from types import ModuleType

import numpy as np

_lock = threading.Lock()
_loaded: Kernels | None = None


@dataclass(frozen=True)
class Kernels:
    """The three kernel modules."""

    matrix: ModuleType
    search: ModuleType
    dual: ModuleType


def kernels() -> Kernels:
    """Return the kernels, loading (or, the first time on a machine, compiling) them if need be."""
    global _loaded
    if _loaded is None:
        with _lock:
            if _loaded is None:
                names = ("matrix", "search", "dual")
                _loaded = Kernels(
                    *(importlib.import_module(f"geoapp.planning.kernels_{name}") for name in names)
                )
    return _loaded


def warm() -> None:
    """Load every kernel for the types in which it is used, by solving small problems of every kind."""
    from geoapp.planning.cover import Cover
    from geoapp.planning.facility_engine import warm_facilities
    from geoapp.planning.mclp import solve_mclp
    from geoapp.planning.rules import Rules

    demand = [[float(x), float(y)] for x in range(6) for y in range(4)]
    cover = Cover.from_points(demand, demand[::2], 1.0)
    weights = np.arange(len(demand)) % 3 + 1
    for rules in (
        None,
        Rules(backup=True),
        Rules(conflicts=[[0, 1]], site_cost=np.ones(12), most_in_all=3.0),
    ):
        solve_mclp(cover, weights, 3, rules=rules)
    warm_facilities()


def warm_in_background() -> threading.Thread:
    """Start :func:`warm` in a daemon thread and return the thread."""
    thread = threading.Thread(target=warm, name="geoapp-warm-planner", daemon=True)
    thread.start()
    return thread
