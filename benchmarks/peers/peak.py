"""The most memory that this very process held; the standard library alone, for every program that is compared."""

from __future__ import annotations

import sys
from pathlib import Path


def peak_mb() -> float | None:
    """Return the most memory this process held, in megabytes; unknown on Windows.

    Linux tells the peak of this program alone; what ``getrusage`` tells there, a new process takes over from the one
    that started it.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        pass
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)  # bytes there, kilobytes elsewhere
