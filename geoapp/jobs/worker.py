"""The worker process: waits for orders, reports, listens for a stop, gets ready again while idle.

Messages are tuples. To the worker: ``("run", id, kind, order)``, ``("stop", id)``. From it: ``("ready",)``,
``("progress", id, facts)``, ``("result", id, facts, stopped)``, ``("problem", id, {"code", "params"})``.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from geoapp.errors import GeoappError
from geoapp.jobs.office import Facts, Office

MakeOffice = Callable[[], Office]
_IDLE_S = 2.0
_AT_ONCE_S = 0.3
_LESS_NICE = 5
_BELOW_NORMAL = 0x4000
_log = logging.getLogger("geoapp.jobs")


def main(wire: Connection, make_office: MakeOffice) -> None:
    """Work until the other end of the wire is gone."""
    # Ctrl+C at the terminal is the server's to handle; the wire's end tells this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_server, name="geoapp-watch", daemon=True).start()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError, OSError):
        _work(wire, make_office())


def _end_with_the_server() -> None:
    """End at once when the server is gone, also in the middle of a search that nobody waits for any more."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _give_way() -> None:
    """Let pages go first where both want the processor."""
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "win32":
            import ctypes

            kernel = ctypes.windll.kernel32
            kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
        else:
            os.nice(_LESS_NICE)


def _work(wire: Connection, office: Office) -> None:
    _warm(office)
    wire.send(("ready",))
    _give_way()  # not before: the server holds its first pages back until then
    patience_s = _AT_ONCE_S  # whoever waits already goes first; then the rest gets ready
    while True:
        if not wire.poll(patience_s):
            _warm(office)
            patience_s = _IDLE_S
            continue
        message = wire.recv()
        if message[0] == "run":
            wire.send(_done(wire, office, *message[1:]))


def _warm(office: Office) -> None:
    try:
        office.warm()
    except Exception:
        _log.exception("the worker could not get ready; the first job will take longer")


def _done(wire: Connection, office: Office, key: str, kind: str, order: Facts) -> tuple[object, ...]:
    stopped = False

    def report(facts: Facts) -> bool:
        nonlocal stopped
        while wire.poll():
            stopped |= wire.recv() == ("stop", key)
        if not stopped:
            wire.send(("progress", key, facts))
        return not stopped

    try:
        result = office.run(kind, order, report)
    except GeoappError as error:
        return "problem", key, {"code": error.code, "params": _plain(error.params)}
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise
    except Exception:
        _log.exception("job %s (%s) failed", key, kind)
        return "problem", key, {"code": "job-failed", "params": {}}
    return "result", key, result, stopped


def _plain(params: object) -> dict[str, object]:
    """Return the values of a sentence as JSON has them."""
    assert isinstance(params, dict)
    return {k: v if isinstance(v, str | int | float | bool) else str(v) for k, v in params.items()}
