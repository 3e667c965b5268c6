"""The compiled kernels of the planner: loaded once, from a cache on disk after the first time.

A server calls :func:`warm` in a thread when it starts (as for the coverage engine), so that no question waits
for a compiler. A solver that is called before that waits here for the kernels, outside any budget but its own.
"""

from __future__ import annotations

import importlib
import logging
import tempfile
import threading
from dataclasses import dataclass
from types import ModuleType

import numpy as np

_log = logging.getLogger(__name__)
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
                _loaded = Kernels(*(load(name) for name in ("matrix", "search", "dual")))
    return _loaded


def load(name: str) -> ModuleType:
    """Return the module ``kernels_<name>``.

    Compiled code is kept beside the source, else in the user's cache, or where ``NUMBA_CACHE_DIR`` says (the wiring
    names the workspace, if the package cannot be written to). Where numba finds no such place at all it refuses to
    load the module; then a private folder of this process must do, and every start compiles anew.
    """
    module = f"geoapp.planning.kernels_{name}"
    try:
        return importlib.import_module(module)
    except RuntimeError as error:
        if "cannot cache function" not in str(error):
            raise
        import numba

        _log.warning("compiled kernels cannot be kept on this machine: %s", error)
        setattr(numba.config, "CACHE_DIR", tempfile.mkdtemp(prefix="geoapp-compiled-"))  # noqa: B010
        return importlib.import_module(module)


def warm(*, everything: bool = True) -> None:
    """Load every kernel for the types in which it is used, by solving small problems of every kind.

    Nothing that the solvers of cover ask afterwards compiles anything; a test holds this against every dispatcher.
    Without `everything` one small cover is solved: enough that a single plan does not spend its budget on a compiler.
    """
    from geoapp.planning.cover import Cover
    from geoapp.planning.facility_engine import warm_facilities
    from geoapp.planning.mclp import solve_mclp
    from geoapp.planning.rules import Rules

    rng = np.random.default_rng(7)
    demand, site = rng.random((60, 2)) * 10, rng.random((14, 2)) * 10
    cover, weights = Cover.from_points(demand, site, 2.0), rng.integers(1, 9, 60)
    near, dear = Rules.too_near(site, 3.0), rng.integers(1, 5, 14)
    group = np.arange(60) % 3
    for rules in (
        None,
        Rules(backup=True),
        Rules(conflicts=near, site_cost=dear, most_in_all=9.0),
        Rules(demand_group=group, floors={0: 0.2}),
        Rules(demand_group=group, fairest=True),
    ):
        solve_mclp(cover, weights, 4, existing=[0], rules=rules, budget_s=60.0)
        if not everything:
            return
    warm_facilities()


def warm_in_background() -> threading.Thread:
    """Start :func:`warm` in a daemon thread and return the thread."""
    thread = threading.Thread(target=warm, name="geoapp-warm-planner", daemon=True)
    thread.start()
    return thread
