"""Whether the compiled kernels are ready; until they are, scipy answers the same questions.

Importing numba and loading compiled code takes a second or more, so nothing does it on the way to an
answer: a server calls :func:`warm` in a thread when it starts.
"""

from __future__ import annotations

import importlib
import logging
import threading
from types import ModuleType

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_kernels: ModuleType | None = None


def kernels() -> ModuleType | None:
    """Return the compiled kernels if they are ready, else ``None``."""
    return _kernels


def warm() -> bool:
    """Load (or compile, the first time) the kernels; return whether they are ready now.

    A machine where numba is missing or cannot compile keeps working on scipy; the reason is logged.
    """
    global _kernels
    with _lock:
        if _kernels is None:
            try:
                module = importlib.import_module("geoapp.coverage.kernels")
                module.compile_all()
            except Exception as error:  # noqa: BLE001 - numba fails in many ways
                _log.warning("compiled kernels are not available, scipy answers instead: %s", error)
            else:
                _kernels = module
        return _kernels is not None


def warm_in_background() -> threading.Thread:
    """Start :func:`warm` in a daemon thread and return the thread."""
    thread = threading.Thread(target=warm, name="geoapp-warm-kernels", daemon=True)
    thread.start()
    return thread
