"""``python -m benchmarks.one_export KIND …``: write each product of the sample ward once, in this process alone.

Prints one line of JSON: seconds to import the program, to open and check the ward and to make the products in turn
(of elapsed and processor time the lesser, as everywhere here), bytes of the last one, the process's peak memory.
"""

from __future__ import annotations

import json
import sys
import time

from benchmarks.peers.peak import peak_mb

WARD_FOLDER = "data/geojson/phuong-lam"
OPTIONS = {"group-picture": ("9",), "group": ("9",)}
"""Kinds that want a group, and the group they get."""


def main() -> None:
    """Make what is asked for and tell what it took."""
    started = time.perf_counter(), time.process_time()
    from pathlib import Path

    from benchmarks.timing import lesser_time
    from geoapp.i18n import translator
    from geoapp.paths import templates_folder
    from geoapp.store import LooseFolder
    from geoapp.usecases.briefing import Options
    from geoapp.usecases.exporting.make import Place
    from geoapp.usecases.exporting.make import made as make_one
    from geoapp.usecases.wards import WardLibrary

    imported_s = min(time.perf_counter() - started[0], time.process_time() - started[1])
    store = LooseFolder(Path(__file__).resolve().parents[1] / WARD_FOLDER)
    library, t = WardLibrary(store), translator("vi")
    open_s = lesser_time(lambda: library.open(store.ward_id))
    ward, made, place = library.open(store.ward_id), b"", Place(templates_folder(), None)

    def make(kind: str) -> None:
        nonlocal made
        made = make_one(kind, ward, t, Options(groups=OPTIONS.get(kind, ())), place, lambda done, total: None)

    seconds = [lesser_time(lambda kind=kind: make(kind)) for kind in sys.argv[1:]]
    print(json.dumps({"import_s": imported_s, "open_s": open_s, "make_s": seconds, "bytes": len(made), "peak_bytes": (peak_mb() or 0.0) * 2**20}))


if __name__ == "__main__":
    main()
