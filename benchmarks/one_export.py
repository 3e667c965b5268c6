"""``python -m benchmarks.one_export KIND …``: write each product of the sample ward once, in this process alone.

Prints one line of JSON: seconds to import the program, to open and check the ward and to make the products in turn
(of elapsed and processor time the lesser, as everywhere here), bytes of the last one, the process's peak memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time

WARD_FOLDER = "data/geojson/phuong-lam"
OPTIONS = {"group-picture": ("9",), "group": ("9",)}
"""Kinds that want a group, and the group they get."""


def main() -> None:
    """Make what is asked for and tell what it took."""
    started = time.perf_counter(), time.process_time()
    from pathlib import Path

    from benchmarks.timing import lesser_time
    from geoapp.i18n import translator
    from geoapp.store import LooseFolder
    from geoapp.usecases.briefing import Options, product_bytes
    from geoapp.usecases.wards import WardLibrary

    imported_s = min(time.perf_counter() - started[0], time.process_time() - started[1])
    store = LooseFolder(Path(__file__).resolve().parents[1] / WARD_FOLDER)
    library, t = WardLibrary(store), translator("vi")
    open_s = lesser_time(lambda: library.open(store.ward_id))
    ward, made = library.open(store.ward_id), b""

    def make(kind: str) -> None:
        nonlocal made
        made = _page(ward, t) if kind == "html" else product_bytes(ward, kind, t, Options(groups=OPTIONS.get(kind, ())))

    seconds = [lesser_time(lambda kind=kind: make(kind)) for kind in sys.argv[1:]]
    print(json.dumps({"import_s": imported_s, "open_s": open_s, "make_s": seconds, "bytes": len(made), "peak_bytes": _peak()}))


def _page(ward, t) -> bytes:
    """Return the map page with everything inside, as ``geoapp export WARD html`` writes it."""
    from geoapp.exports.html import ward_html
    from geoapp.maps import map_shell
    from geoapp.paths import templates_folder
    from geoapp.usecases.offline import offline_page, offline_payloads

    parts = map_shell(ward.info.bounds, lambda path: path)
    return ward_html(offline_page(ward, t), offline_payloads(ward, t.language), parts, templates_folder(), t)


def _peak() -> int:
    """Return the most memory that the process held, in bytes; macOS counts in bytes, others in kibibytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
