"""How `geoapp serve` starts: the planner's worker first, and "ready" is said when it is true, but never too late."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

import geoapp.bootstrap
import geoapp.cli.serve as door
from geoapp.cli import main
from geoapp.errors import CallFault

READY = "Bản đồ chạy tại http://127.0.0.1:8123/"


class Desk:
    """A desk whose worker gets ready when it is told to."""

    def __init__(self, happened: list[str]) -> None:
        self.happened, self.ready = happened, False

    def open(self) -> None:
        self.happened.append("worker starts")

    def close(self) -> None:
        self.happened.append("worker ends")


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Return what happens, in order, when `serve` runs over a desk, pages and figures that only say so."""
    events: list[str] = []
    desk = Desk(events)
    config = SimpleNamespace(home=tmp_path, public_url=None)
    running = SimpleNamespace(
        officer_code=lambda: "K7QF-2MXP-4RST", config=config, desk=desk, library=SimpleNamespace(ids=tuple), open=desk.open, close=desk.close
    )

    def listening(*_: object) -> SimpleNamespace:
        events.append("pages load")
        return SimpleNamespace(effective_port=8123, run=lambda: events.append("pages answer"))

    def begun(*_: object) -> SimpleNamespace:
        events.append("wiring")
        return running

    monkeypatch.setattr(geoapp.bootstrap, "services", begun)
    monkeypatch.setattr(door, "_listening", listening)
    monkeypatch.setattr(door, "_warm", lambda *_: computed(desk, events))
    monkeypatch.setattr(door.webbrowser, "open", lambda address: events.append(f"browser opens {address}"))
    return events


def computed(desk: Desk, events: list[str]) -> None:
    """Compute for a while, and let the worker get ready after that."""
    events.append("figures")
    threading.Timer(0.2, lambda: (events.append("worker is ready"), setattr(desk, "ready", True))).start()


def started(*more: str) -> Result:
    return CliRunner().invoke(main, ["serve", "--open", *more])


def test_the_worker_starts_before_anything_that_only_pages_need(happened: list[str]) -> None:
    assert started().exit_code == 0
    assert happened[:3] == ["wiring", "worker starts", "pages load"]


def test_the_browser_opens_once_figures_and_the_worker_are_ready(happened: list[str]) -> None:
    result = started()
    assert READY in result.stderr
    ready = happened.index("worker is ready")
    assert happened.index("figures") < ready < happened.index("browser opens http://127.0.0.1:8123/")
    assert happened[-2:] == ["pages answer", "worker ends"]


def test_a_worker_that_never_gets_ready_keeps_nobody_from_the_map(
    happened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_warm", lambda *_: None)
    monkeypatch.setattr(door, "HOLD_S", 0.1)
    assert READY in started().stderr
    assert "worker is ready" not in happened
    assert "pages answer" in happened


def test_figures_that_take_long_keep_nobody_from_the_map_either(
    happened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    enough = threading.Event()
    monkeypatch.setattr(door, "_warm", lambda *_: enough.wait(60))
    monkeypatch.setattr(door, "HOLD_S", 0.1)
    assert READY in started().stderr
    assert "pages answer" in happened
    enough.set()


def test_a_port_that_is_taken_ends_the_worker_too(happened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: object) -> None:
        raise CallFault("port-taken", host="127.0.0.1", port="8123", reason="in use")

    monkeypatch.setattr(door, "_listening", taken)
    result = started()
    assert result.exit_code == 2
    assert "8123" in result.stderr
    assert happened[-1] == "worker ends"


def test_ctrl_c_while_it_starts_is_no_fault(happened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(door, "time", SimpleNamespace(monotonic=time.monotonic, sleep=interrupted))
    result = started()
    assert result.exit_code == 0
    assert "Đã dừng." in result.stderr
    assert READY not in result.stderr
    assert happened[-1] == "worker ends"


def test_advice_on_phones_names_only_what_is_missing(happened: list[str]) -> None:
    assert "--host 0.0.0.0 và --public-url" in started().stderr
    open_to_all = started("--host", "0.0.0.0").stderr
    assert "--public-url" in open_to_all
    assert "--host" not in open_to_all
