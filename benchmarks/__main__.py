"""``python -m benchmarks [PART …] [--small]``: run the benchmarks of this folder and print one table of ratios."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import sys
import time

from benchmarks.table import Table

PARTS = ("pages", "coverage", "ward", "planner", "facility", "exports")
PEERS = ("geopandas", "shapely", "scipy", "numba", "networkx", "folium")


def main() -> None:
    """Run ``main(table, small=…)`` of every part, or of those named, and print the table."""
    arguments = [a for a in sys.argv[1:] if a != "--small"]
    unknown = [a for a in arguments if a not in PARTS]
    if unknown:
        sys.exit(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    table, started = Table(), time.perf_counter()
    for part in arguments or PARTS:
        importlib.import_module(f"benchmarks.bench_{part}").main(table, small="--small" in sys.argv[1:])
    print(f"\n{_machine()}; the run took {time.perf_counter() - started:.0f} s.")
    print("Best of several runs each, in turn; indexes, graphs and compiled kernels stand; of elapsed and processor time")
    print("the lesser counts, over a socket elapsed time. Trust ratios, not times.\n")
    print(table.written())


def _machine() -> str:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PEERS)
    return f"Python {platform.python_version()} on {platform.system()}, {os.cpu_count()} cores; {versions}"


if __name__ == "__main__":
    main()
