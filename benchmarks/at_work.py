"""How fast the Map page answers while an atlas is drawn: a real server, asked over its socket, idle and at work."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
import urllib.request
from typing import Any

from benchmarks.wire import Socket, free_port, served

WARD = "phuong-lam"
ASKED, LEAST = 60, 20
_WARM = "Đã tính sẵn số liệu"
_PATIENCE_S = 240.0


def page_times() -> tuple[float, float]:
    """Return the median seconds of the Map page without and with an atlas under way."""
    with tempfile.TemporaryDirectory() as home:
        port = free_port()
        with served(port, _WARM, "geoapp.cli", "serve", "--port", str(port), "--home", home) as server:
            return _measured(server, f"http://127.0.0.1:{port}")


def _measured(server: Socket, origin: str) -> tuple[float, float]:
    page, orders = f"/wards/{WARD}/", f"/api/wards/{WARD}/exports"
    _until_over(server, orders, _ordered(origin + orders, "summary"))  # the worker stands, as after any first file
    idle = statistics.median(_timed(server, page) for _ in range(ASKED))
    atlas = _ordered(origin + orders, "atlas")
    times: list[float] = []
    while _state(server, orders, atlas) in ("waiting", "running"):
        times.append(_timed(server, page))
    if len(times) < LEAST:
        raise AssertionError(f"the atlas was done after {len(times)} pages, {LEAST} are needed")
    return idle, statistics.median(times)


def _timed(server: Socket, path: str) -> float:
    started = time.perf_counter()
    server.get(path)
    return time.perf_counter() - started


def _ordered(url: str, kind: str) -> str:
    body, head = json.dumps({"kind": kind}).encode(), {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, head), timeout=60) as answer:
        return str(json.load(answer)["id"])


def _state(server: Socket, orders: str, key: str) -> Any:
    return json.loads(server.get(f"{orders}/{key}").text)["state"]


def _until_over(server: Socket, orders: str, key: str) -> None:
    end = time.monotonic() + _PATIENCE_S
    while _state(server, orders, key) in ("waiting", "running"):
        if time.monotonic() > end:
            raise AssertionError("the summary took too long")
        time.sleep(0.1)
