"""``geoapp serve``: the pages, on this computer and, if asked, on the office's network."""

from __future__ import annotations

import ipaddress
import logging
import threading
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from geoapp.cli.calls import home_option, in_words, language_option
from geoapp.config import load_config
from geoapp.errors import CallFault, GeoappError
from geoapp.i18n import Translator

if TYPE_CHECKING:
    from geoapp.bootstrap import Services

_HELP = """Mở các trang bản đồ trên máy này.

Serve the pages. The first start copies the sample ward into the workspace.

\b
Ví dụ / Examples:
  geoapp serve
  geoapp serve --host 0.0.0.0 --public-url http://192.168.1.10:8000
"""
THREADS = 8
HOLD_S = 3.0
"""How long "ready" waits for the planner's worker and for figures, once pages could be served."""

_EVERY_S = 0.02
_SERVER = {
    "threads": THREADS,
    "ident": "geoapp",
    # by default these headers are taken away, and what a proxy passed on would look like this very computer
    "clear_untrusted_proxy_headers": False,
    # who opens connections and says nothing must not keep others out; Windows selects among at most 512
    "connection_limit": 400,
    "channel_timeout": 30,
    "cleanup_interval": 5,
}
_log = logging.getLogger("geoapp.serve")


@click.command("serve", help=_HELP)
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ nghe / address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Cổng / port.")
@home_option
@click.option("--open", "opens", is_flag=True, help="Mở trình duyệt / open the browser.")
@click.option("--public-url", metavar="URL", help="Địa chỉ trong mã QR / address inside QR codes.")
@language_option
@in_words
def serve(
    t: Translator, host: str, port: int, home: Path | None, opens: bool, public_url: str | None
) -> None:
    """Start, say where, serve until Ctrl+C.

    Modules are imported where they are first needed, so that what takes longest begins first: the planner's worker, a
    process of its own, gets ready on the other core while this one loads what draws pages and computes figures. Who
    double-clicked the start file opens the address as soon as it is told, and may ask for a plan with the first click;
    so it is told when both are ready, a second or two after pages alone would be, and at the latest after `HOLD_S`: a
    first start that compiles, or a worker that never comes up, keeps nobody from the map.
    """
    click.echo(t("serve.starting"), err=True)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    running = _services(home, public_url)
    try:
        running.open()
        server = _listening(running, host, port)
        warm = threading.Thread(target=_warm, args=(running, t), daemon=True, name="warm")
        warm.start()
        _hold(running, warm)
        here = _address(host, int(server.effective_port))
        _announce(running, host, here, t)
        if opens:
            webbrowser.open(here)
        server.run()
    except KeyboardInterrupt:
        click.echo(t("serve.stopped"), err=True)
    finally:
        running.close()


def _services(home: Path | None, public_url: str | None) -> Services:
    from geoapp.bootstrap import services

    return services(load_config(home, public_url))


def _hold(running: Services, warm: threading.Thread) -> None:
    """Wait until the worker is ready and figures are computed, but not for ever."""
    latest = time.monotonic() + HOLD_S
    while time.monotonic() < latest and (warm.is_alive() or not running.desk.ready):
        time.sleep(_EVERY_S)


def _listening(running: Services, host: str, port: int) -> Any:
    """Return a server that listens but does not answer yet: who comes early waits and is not refused."""
    from waitress.server import create_server

    from geoapp.web import MOST_REQUEST_BYTES, create_app
    from geoapp.web.assets import missing_assets

    if missing_assets():
        raise CallFault("assets-missing")
    # bodies are held on disk before the application sees them; above its own limit there is room for its sentence
    most = 4 * MOST_REQUEST_BYTES
    try:
        return create_server(create_app(running), host=host, port=port, max_request_body_size=most, **_SERVER)
    except (OSError, ValueError) as error:
        raise CallFault("port-taken", host=host, port=str(port), reason=_reason(error)) from error


def _address(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{'127.0.0.1' if is_any(host) else shown}:{port}/"


def _announce(running: Services, host: str, here: str, t: Translator) -> None:
    lines = [t("serve.home", folder=str(running.config.home.resolve())), t("serve.ready", url=here)]
    address = running.config.public_url
    public = address is not None and not is_loopback(urlsplit(address).hostname or "")
    if not is_loopback(host):
        lines.append(t("serve.exposed"))
    if public or not is_loopback(host):
        lines.append(t("officer.code", code=running.officer_code()))
    if public:
        lines.append(t("serve.phones", url=f"{address}/"))
    else:
        advice = "serve.loopback" if is_loopback(host) else "serve.no-address"
        lines.append(t(advice, url=address or here, port=str(urlsplit(here).port)))
    click.echo("\n".join(lines), err=True)


def _warm(running: Services, t: Translator) -> None:
    """Compute ahead; a ward with faults is named and does not stop the others."""
    from geoapp.usecases import coverage, planning

    for ward in running.library.ids():
        try:
            coverage.warm(running.library, [ward])
            planning.warm(running.library.open(ward))
        except GeoappError as error:
            click.echo(error.sentence(t), err=True)
        except Exception:
            _log.exception("warming ward %s failed", ward)
    click.echo(t("serve.warmed"), err=True)


def is_loopback(host: str) -> bool:
    """Tell whether only this computer reaches `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_any(host: str) -> bool:
    """Tell whether `host` means every address of this computer."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).rstrip(".")
