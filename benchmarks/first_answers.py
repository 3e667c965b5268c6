"""``python -m benchmarks.first_answers HOME URL …``: a new process, nothing computed or kept yet.

Prints one line of JSON: seconds to import the program, to open and check the ward, and to answer each
address for the first time, in order. The compiled kernels are not loaded: until they are, scipy answers.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main() -> None:
    """Ask every address once."""
    started = time.perf_counter()
    from benchmarks.timing import lesser_time
    from benchmarks.wire import request_of
    from geoapp.bootstrap import services
    from geoapp.config import load_config
    from geoapp.web import create_app

    imported = time.perf_counter() - started
    running = services(load_config(Path(sys.argv[1])))
    app = create_app(running)
    opened = lesser_time(lambda: running.library.open(running.library.ids()[0]))
    first = {url: lesser_time(request_of(app, url)) for url in sys.argv[2:]}
    print(json.dumps({"import_s": imported, "open_s": opened, "first_s": first}))


if __name__ == "__main__":
    main()
