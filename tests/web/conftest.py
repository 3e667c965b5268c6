"""A real server on a free port and a real browser that refuses every request to any other place."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from geoapp.bootstrap import sample_files

from .plan_world import world  # noqa: F401 - a fixture of this room

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request, Route

REPOSITORY = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
START_TIMEOUT_S = 90
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
_LISTEN = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (e) => {
  window.__violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`);
});
"""


@dataclass
class Watch:
    """What a page did that no page may do: five lists, all empty at the end of a good test."""

    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """Return every record with its kind."""
        return [f"{kind}: {text}" for kind, texts in vars(self).items() for text in texts]


def find_browser() -> str | None:
    """Return the path of a Chromium on this machine."""
    configured = os.environ.get("GEOAPP_BROWSER")
    return configured or next((path for name in BROWSER_NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for the session; without one, fail where it is required and skip aloud elsewhere."""
    path = find_browser()
    if path is None:
        if os.environ.get("GEOAPP_REQUIRE_BROWSER") == "1":
            pytest.fail("GEOAPP_REQUIRE_BROWSER=1 but no Chromium was found on PATH")
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            print("\nBROWSER TESTS SKIPPED: no Chromium on PATH", file=sys.__stderr__)
        pytest.skip("no Chromium on PATH: browser tests skipped")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; a server that died or never answers fails with its own words."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                answer.read()
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the server did not answer at {url}:\n{log.read_text(encoding='utf-8', errors='replace')}")


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Return a function that starts `geoapp serve` over a home folder and returns its origin."""
    running: list[subprocess.Popen[bytes]] = []

    def start(home: Path, **environment: str) -> str:
        port = free_port()
        log = tmp_path_factory.mktemp("server") / "server.log"
        command = [sys.executable, "-m", "geoapp.cli", "serve", "--port", str(port), "--home", str(home)]
        with log.open("wb") as sink:
            process = subprocess.Popen(
                command, cwd=REPOSITORY, stdout=sink, stderr=sink, env={**os.environ, **environment}
            )
        running.append(process)
        origin = f"http://127.0.0.1:{port}"
        wait_for(f"{origin}/healthz", process, log)
        return origin

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(start_server: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the origin of a server over a fresh workspace: the sample ward."""
    return start_server(tmp_path_factory.mktemp("home"))


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a watched page; at the end every list of the watch must be empty.

    ``new_page(origin, viewport=…, phone=True, expect=("failed",))``: `expect` names the lists that the test
    itself fills on purpose (a refused request, say) and checks on its own.
    """
    contexts: list[tuple[BrowserContext, Page, Watch, tuple[str, ...]]] = []

    def open_page(
        origin: str, *, phone: bool = False, expect: tuple[str, ...] = (), **options: Any
    ) -> tuple[Page, Watch]:
        settings = {"viewport": PHONE if phone else DESKTOP, "locale": "vi-VN", **options}
        if phone:
            settings |= {"device_scale_factor": 2, "has_touch": True, "is_mobile": True}
        context = browser.new_context(**settings)
        page = context.new_page()
        watch = watch_page(page, origin)
        contexts.append((context, page, watch, expect))
        return page, watch

    yield open_page
    faults: list[str] = []
    for context, page, watch, expect in contexts:
        watch.violations.extend(_violations(page))
        faults += [f for f in watch.faults() if not f.startswith(expect)]
        context.close()
    assert not faults, f"{request.node.name} left traces:\n" + "\n".join(faults)


def watch_page(page: Page, origin: str) -> Watch:
    """Record console, errors, failed and outside requests; abort whatever leaves `origin`."""
    watch = Watch()

    def route(call: Route) -> None:
        url = call.request.url
        if url.startswith((f"{origin}/", "data:", "blob:")):
            call.continue_()
        else:
            watch.outside.append(url)
            call.abort()

    page.route("**/*", route)
    page.add_init_script(_LISTEN)
    page.on("console", lambda message: watch.console.append(f"{message.type} {message.text}"))
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on("requestfailed", lambda call: _record_failure(watch, call))
    return watch


def _record_failure(watch: Watch, call: Request) -> None:
    """Record a failed request; one that the page itself gave up (a newer choice, a new page) is no fault."""
    if call.failure != "net::ERR_ABORTED":
        watch.failed.append(f"{call.url} {call.failure}")


def _violations(page: Page) -> list[str]:
    try:
        return list(page.evaluate("window.__violations || []"))
    except Exception as error:  # the page is gone: its records cannot be read, and that is a fault too
        return [f"violations could not be read: {error}"]


@pytest.fixture
def page(new_page: Callable[..., Any], server: str) -> Page:
    """Return a watched desktop page of the sample server."""
    opened, _ = new_page(server)
    return opened


@pytest.fixture
def phone(new_page: Callable[..., Any], server: str) -> Page:
    """Return a watched phone page (390 x 844, touch) of the sample server."""
    opened, _ = new_page(server, phone=True)
    return opened


@pytest.fixture(scope="session")
def planning_server(
    start_server: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
    tiny_files: Callable[..., dict[str, bytes]],
) -> tuple[str, Path]:
    """Return origin and home of a server that plans may change: the sample ward, and three tiny ones.

    In ``thu`` (see :func:`tests.conftest.write_tiny`) only the point at 50 m counts: 4 of 20 households lie
    within 24 m, and no household stands at exactly that distance from any place that matters. ``khong-ngo`` is the same without ways, ``khong-ho`` without groups and houses.
    """
    home = tmp_path_factory.mktemp("planning")
    tiny = tiny_files(second="suspended", ward="Phường Thử")
    tiny["ward.json"] = tiny["ward.json"].replace(b'"radii_m": [25,', b'"radii_m": [24,')
    wards = {
        **sample_files(),
        "thu": tiny,
        "khong-ngo": {name: data for name, data in tiny.items() if name != "alleys.geojson"},
        "khong-ho": {name: tiny[name] for name in ("ward.json", "alleys.geojson")},
    }
    for ward, files in wards.items():
        folder = home / "layers" / ward
        folder.mkdir(parents=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    return start_server(home), home
