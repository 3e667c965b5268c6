"""What every product of the sample ward costs: seconds, megabytes of the file, peak memory, in a fresh process each.

Limits, not ratios: nobody else makes these files. *First* is the first product of a new process (the ward's distances
are found, fonts are read), as with ``geoapp export``; *next* the same again, as in a server's worker. Importing the
program and opening the ward are told apart.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from benchmarks.at_work import page_times
from benchmarks.table import Table, agree
from benchmarks.wire import REPOSITORY

PEAK_MB, MAP_S, ATLAS_S, ATLAS_MB, PAGE_MS = 400.0, 3.0, 10.0, 2.0, 50.0
PRODUCTS: dict[str, tuple[str, float | None, float | None]] = {
    "map-a4": ("wall map A4", MAP_S, None),
    "map-a3": ("wall map A3", MAP_S, None),
    "map-a0": ("wall map A0", MAP_S, None),
    "map-png": ("wall map A3 as a picture", None, None),
    "atlas": ("atlas of 20 pages", ATLAS_S, ATLAS_MB),
    "summary": ("summary", None, None),
    "group-picture": ("picture of one group", None, None),
    "report": ("report, Word", None, None),
    "slides": ("slides, PowerPoint", None, None),
    "xlsx": ("spreadsheet", None, None),
    "gpkg": ("GeoPackage", None, None),
    "html": ("map page in one file", None, None),
}
"""By kind: its words, the seconds and the megabytes it may take."""
QUICK = ("map-a3", "atlas", "group-picture")
"""What ``--small`` measures."""
ROUNDS = 3


def main(table: Table, *, small: bool) -> None:
    """Make every product in processes of its own, and tell the best of them."""
    table.begin("exports, a fresh process each")
    best: dict[str, dict[str, Any]] = {}
    for kind, (words, most_s, most_mb) in PRODUCTS.items():
        if small and kind not in QUICK:
            continue
        found = [_made(kind, kind) for _ in range(1 if small else ROUNDS)]
        agree(len({run["bytes"] for run in found}) == 1, f"bytes of {kind}, which repeat")
        best[kind] = found[0] | {
            "import_s": min(run["import_s"] for run in found),
            "open_s": min(run["open_s"] for run in found),
            "peak_bytes": max(run["peak_bytes"] for run in found),
        }
        first, again = (min(run["make_s"][at] for run in found) for at in (0, 1))
        table.limit(f"{words}, first", first, "s", below=most_s)
        table.limit(f"{words}, next", again, "s")
        table.limit(f"{words}, file", best[kind]["bytes"] / 1e6, "MB", below=most_mb)
        table.limit(f"{words}, peak memory", best[kind]["peak_bytes"] / 1e6, "MB", below=PEAK_MB)
    imported, opened = (min(run[key] for run in best.values()) for key in ("import_s", "open_s"))
    table.note(f"before the first product: import {imported:.1f} s, open and check the ward {1000 * opened:.0f} ms; MB are 1,000,000 bytes.")
    if not small:
        _at_work(table)


def _at_work(table: Table) -> None:
    """Tell how fast pages answer while an atlas is drawn: as fast as without, within what a median can tell."""
    idle, at_work = page_times()
    table.limit("map page over a socket, nothing else to do", 1000 * idle, "ms")
    table.limit("map page over a socket, while an atlas is drawn", 1000 * at_work, "ms", below=PAGE_MS)


def _made(*kinds: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.one_export", *kinds]
    found = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer
