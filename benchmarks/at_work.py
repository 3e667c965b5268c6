"""How fast pages answer while an atlas is drawn: a real server, asked over its socket, idle and at work."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from typing import Any

from benchmarks.wire import REPOSITORY, free_port

WARD = "phuong-lam"
ASKED = 40
_PATIENCE_S = 240.0


def page_times() -> tuple[float, float]:
    """Return the median seconds of the Map page without and with an atlas under way."""
    with tempfile.TemporaryDirectory() as home:
        port = free_port()
        command = [sys.executable, "-m", "geoapp.cli", "serve", "--port", str(port), "--home", home]
        server = subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.DEVNULL)
        try:
            return _measured(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(timeout=30)


def _measured(origin: str) -> tuple[float, float]:
    _until(lambda: _answers(f"{origin}/healthz"))
    page, orders = f"{origin}/wards/{WARD}/", f"{origin}/api/wards/{WARD}/exports"
    _finished(orders, {"kind": "summary"})  # the worker stands, as on any page but the first
    for _ in range(5):
        _timed(page)
    idle = statistics.median(_timed(page) for _ in range(ASKED))
    job = _ordered(orders, {"kind": "atlas"})
    _until(lambda: _state(orders, job)["state"] == "running")
    at_work = []
    while len(at_work) < ASKED and _state(orders, job)["state"] == "running":
        at_work.append(_timed(page))
    if len(at_work) < ASKED // 2:
        sys.exit(f"the atlas was done after {len(at_work)} pages: ask more quickly")
    return idle, statistics.median(at_work)


def _timed(url: str) -> float:
    started = time.perf_counter()
    with urllib.request.urlopen(url, timeout=60) as answer:
        answer.read()
    return time.perf_counter() - started


def _answers(url: str) -> bool:
    try:
        _timed(url)
        return True
    except OSError:
        return False


def _ordered(url: str, order: dict[str, Any]) -> str:
    request = urllib.request.Request(
        url, json.dumps(order).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(json.load(answer)["id"])


def _state(url: str, job: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/{job}", timeout=60) as answer:
        return dict(json.load(answer))


def _finished(url: str, order: dict[str, Any]) -> None:
    job = _ordered(url, order)
    _until(lambda: _state(url, job)["state"] not in ("waiting", "running"))


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not true():
        if time.monotonic() > end:
            sys.exit("the server took too long")
        time.sleep(0.1)
