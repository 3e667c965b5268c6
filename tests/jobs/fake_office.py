"""An office whose work a test decides: it counts, sleeps, fails or dies as the order says."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from geoapp.errors import DataFault


class FakeOffice:
    """Works on the orders ``count``, ``who``, ``deaf``, ``fail``, ``crash``, ``nonsense`` and ``die``; notes how often it got ready."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def warm(self) -> None:
        with (self.folder / "warmed").open("a", encoding="utf-8") as sink:
            sink.write(f"{os.getpid()}\n")

    def run(
        self, kind: str, order: Mapping[str, Any], report: Callable[[Mapping[str, Any]], bool]
    ) -> Mapping[str, Any]:
        if kind == "fail":
            raise DataFault("parameter-missing", parameter="x")
        if kind == "crash":
            raise ZeroDivisionError("nobody foresaw this")
        if kind == "die":
            report({"best": 0})
            os.kill(os.getpid(), signal.SIGKILL)
        if kind == "who":
            return {"pid": os.getpid()}
        if kind == "nonsense":
            report({"best": float("nan")})
            time.sleep(3_600)
        if kind == "deaf":
            report({"best": 0, **order})
            time.sleep(3_600)
        best = 0
        for best in range(1, int(order["to"]) + 1):
            if not report({"best": best}):
                break
            time.sleep(float(order.get("pause_s", 0.01)))
        return {"best": best}


def broken_office(folder: Path) -> FakeOffice:
    """Never gets to work."""
    raise RuntimeError("no office today")
