"""``python -m benchmarks [--small]``: run every benchmark of this folder and print ratios."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import sys
from pathlib import Path

PEERS = ("geopandas", "shapely", "scipy", "numba", "networkx", "folium")


def main() -> None:
    """Run ``main(large=…)`` of every ``bench_*.py`` beside this file."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PEERS)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; {versions}")
    print(
        "Medians of a few runs after a warm-up; indexes, graphs and compiled kernels stand. Trust ratios, not times."
    )
    for file in sorted(Path(__file__).parent.glob("bench_*.py")):
        module = importlib.import_module(f"benchmarks.{file.stem}")
        module.main(large="--small" not in sys.argv[1:])


if __name__ == "__main__":
    main()
