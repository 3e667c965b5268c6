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
    """Load every kernel for the types in which it is used, by running each on a problem of three rows."""
    from geoapp.planning.amounts import as_units
    from geoapp.planning.build import build
    from geoapp.planning.cover import Cover
    from geoapp.planning.dual import Dual
    from geoapp.planning.problem import reduce
    from geoapp.planning.prover import local_search
    from geoapp.planning.rules import checked_rules

    cover = Cover.from_points([[0, 0], [1, 0], [4, 0]], [[0, 0], [1, 0], [3, 0], [4, 0]], 1)
    none = np.empty(0, dtype=np.int64)
    built = build(cover, as_units(np.array([3, 2, 4])), 1, none, checked_rules(None, cover, none))
    root = reduce(built.rows, built.candidates).root
    Dual(root).run(20, -float("inf"))
    local_search(root, none, 2, np.array([1], dtype=np.uint64))


def warm_in_background() -> threading.Thread:
    """Start :func:`warm` in a daemon thread and return the thread."""
    thread = threading.Thread(target=warm, name="geoapp-warm-planner", daemon=True)
    thread.start()
    return thread
