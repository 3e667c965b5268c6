"""What an answer costs: server time through the application itself, and time and bytes over a real socket."""

from __future__ import annotations

import gzip
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.test import EnvironBuilder

ENCODINGS = "gzip, deflate, br, zstd"
REPOSITORY = Path(__file__).resolve().parents[1]
START_TIMEOUT_S = 120
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Any]


@dataclass(frozen=True)
class Answer:
    """One answer as it went over the wire, headers and all."""

    body: bytes
    wire_bytes: int
    encoding: str

    @property
    def text(self) -> str:
        """Return the body as text."""
        return (gzip.decompress(self.body) if self.encoding == "gzip" else self.body).decode("utf-8")


def request_of(app: Wsgi, url: str) -> Callable[[], bytes]:
    """Return a call that asks the application itself, as a browser would, and returns the body."""
    environ = EnvironBuilder(url, headers={"Accept-Encoding": ENCODINGS}).get_environ()

    def ask() -> bytes:
        status: list[str] = []
        parts = app(dict(environ), lambda line, _headers, _error=None: status.append(line))
        body = b"".join(parts)
        if not status[0].startswith("200"):
            raise AssertionError(f"{url}: {status[0]} {body[:200]!r}")
        return body

    return ask


class Socket:
    """A connection that stays open, as a browser's does."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)

    def get(self, url: str) -> Answer:
        """Ask and read the whole answer."""
        self._connection.request("GET", url, headers={"Accept-Encoding": ENCODINGS})
        response = self._connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise AssertionError(f"{url}: {response.status} {body[:200]!r}")
        head = len(f"HTTP/1.1 {response.status} {response.reason}\r\n") + len(response.msg.as_bytes())
        return Answer(body, head + len(body), response.headers.get("Content-Encoding", ""))


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(port: int, ready: str, *arguments: str) -> Iterator[Socket]:
    """Run ``python -m …`` as a server for a while, from the time when it has written the line `ready`."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=REPOSITORY,
                stdout=sink,
                stderr=sink,
                env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
            )
        try:
            _wait(ready, log, process)
            yield Socket(port)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(ready: str, log: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        if ready in log.read_text(encoding="utf-8", errors="replace"):
            return
        time.sleep(0.1)
    raise AssertionError(f"the server never said {ready!r}: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
