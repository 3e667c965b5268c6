"""The served program, over real sockets: nobody at another place is taken for the officer, nobody shuts others out."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from geoapp.web import MOST_REQUEST_BYTES

LOCAL = {"officer": True, "local": True}
STRANGER = {"officer": False, "local": False}


@pytest.fixture(scope="module")
def served(
    start_server: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
    tiny_files: Callable[..., dict[str, bytes]],
) -> int:
    """Return the port of `geoapp serve` over one tiny ward."""
    home = tmp_path_factory.mktemp("served")
    folder: Path = home / "layers" / "thu"
    folder.mkdir(parents=True)
    for name, data in tiny_files(ward="Phường Thử").items():
        (folder / name).write_bytes(data)
    return int(urlsplit(start_server(home)).port or 0)


def said(port: int, request: bytes) -> tuple[int, bytes]:
    """Send bytes as they stand; return status and body of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer or not _whole(answer):
            more = line.recv(65536)
            if not more:
                break
            answer += more
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def _whole(answer: bytes) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    lengths = [
        line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    ]
    return bool(lengths) and len(body) >= int(lengths[0])


def who(port: int, *headers: str, version: str = "HTTP/1.1", target: str = "/api/officer") -> object:
    lines = [f"GET {target} {version}", *headers, "", ""]
    status, body = said(port, "\r\n".join(lines).encode())
    assert status == 200, body
    return json.loads(body)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000", "[::ffff:127.0.0.1]"])
def test_whoever_sits_at_this_computer_is_the_officer(served: int, host: str) -> None:
    assert who(served, f"Host: {host}") == LOCAL


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-For: 192.168.1.77",
        "X-Forwarded-For: 127.0.0.1",
        "x-forwarded-for: ",
        "X-Forwarded-Host: office.example",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Server: gate",
        "Forwarded: for=192.168.1.77",
        'Forwarded: for="[::1]";host=localhost',
        "X-Real-IP: 127.0.0.1",
        "Via: 1.1 gate",
        "CF-Connecting-IP: 203.0.113.9",
        "Origin: http://office.example",
        "Origin: null",
    ],
)
def test_what_a_proxy_passed_on_is_not_the_officers(served: int, header: str) -> None:
    assert who(served, "Host: localhost", header) == STRANGER


@pytest.mark.parametrize(
    "host",
    [
        "office.example",
        "localhost.office.example",
        "127.0.0.1.office.example",
        "officer@localhost",
        "localhost:80@office.example",
        "127.1",
        "2130706433",
        "0.0.0.0",
        "192.168.1.10",
    ],
)
def test_a_name_that_somebody_points_at_this_computer_is_not_the_officers(served: int, host: str) -> None:
    assert who(served, f"Host: {host}") == STRANGER


def test_tricks_with_the_host_do_not_help(served: int) -> None:
    assert who(served, "Host: office.example", target="http://localhost/api/officer") == STRANGER
    assert who(served, "Host: office.example", "Host: localhost") == STRANGER
    assert who(served, "Host:") == STRANGER
    assert who(served, version="HTTP/1.0") == STRANGER  # no name at all
    assert who(served, "Host: localhost", version="HTTP/1.0") == STRANGER  # as proxies speak


def test_a_body_that_is_announced_as_huge_is_refused_before_it_comes(served: int) -> None:
    head = "POST /api/wards/thu/what-if HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    status, _ = said(served, f"{head}Content-Length: 900000000\r\n\r\n".encode())
    assert status == 413


def test_a_body_just_above_the_limit_is_refused_in_a_sentence(served: int) -> None:
    body = b"[" * (MOST_REQUEST_BYTES + 1)
    head = "POST /api/wards/thu/what-if HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    status, answer = said(served, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    assert (status, json.loads(answer)["code"]) == (413, "page-too-large")


def test_callers_who_never_finish_their_sentence_do_not_shut_others_out(served: int) -> None:
    with ExitStack() as silent:
        for _ in range(150):
            line = silent.enter_context(socket.create_connection(("127.0.0.1", served), timeout=60))
            line.sendall(b"POST /api/officer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n")
        assert who(served, "Host: localhost") == LOCAL
