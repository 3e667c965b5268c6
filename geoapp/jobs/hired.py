"""A worker as the desk sees it: one spawned process at the other end of a wire."""

from __future__ import annotations

import logging
import multiprocessing as mp
import time
from multiprocessing.connection import Connection
from typing import Any

from geoapp.jobs.worker import MakeOffice, main

_log = logging.getLogger("geoapp.jobs")


class Hired:
    """A worker process and the wire to it; `jobs` counts what it was given, `last_busy` is when it last ended one."""

    def __init__(self, make_office: MakeOffice) -> None:
        context = mp.get_context("spawn")
        self.wire: Connection
        self.wire, far = context.Pipe()
        self.process = context.Process(
            target=main, args=(far, make_office), name="geoapp-worker", daemon=True
        )
        self.process.start()
        far.close()
        self.ready = False
        self.jobs = 0
        self.born = self.last_busy = time.monotonic()

    def send(self, message: tuple[Any, ...]) -> None:
        """Send a message; a worker that just died is noticed when it is listened to."""
        try:
            self.wire.send(message)
        except (BrokenPipeError, ConnectionResetError, OSError):
            _log.warning("the worker is gone")

    def end(self) -> None:
        """Kill the process and close the wire."""
        self.process.kill()
        self.process.join()
        self.process.close()
        self.wire.close()
