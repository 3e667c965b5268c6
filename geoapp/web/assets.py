"""Static files under addresses that change with their contents, so that a browser keeps them for good."""

from __future__ import annotations

import functools
import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, request, send_file
from werkzeug.security import safe_join

from geoapp import browser, symbology
from geoapp.errors import NotFound
from geoapp.web.access import services
from geoapp.web.compression import LEAST_BYTES, accepts_gzip

files = Blueprint("assets", __name__)
FOR_GOOD = "public, max-age=31536000, immutable"
CHECKED = "no-cache"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_TEXT = (".js", ".css", ".svg", ".json", ".txt")


@dataclass(frozen=True)
class Asset:
    """One file as it goes over the wire."""

    version: str
    kind: str
    plain: bytes
    packed: bytes | None


def asset(path: str) -> str:
    """Return the address of a file below the static folder; it carries the hash of the contents."""
    return f"/static/{path}?v={_read(path).version}"


def import_map() -> dict[str, dict[str, str]]:
    """Return bare module names with their addresses."""
    modules = {f"{browser.BARE_PREFIX}{n}": asset(f"js/{n}.js") for n in browser.module_names()}
    return {"imports": {**modules, f"{browser.BARE_PREFIX}symbology": symbology_url("js")}}


def symbology_url(ending: str) -> str:
    """Return the address of the symbology as ``css`` or ``js``."""
    return f"/symbology.{ending}?v={_symbology(ending).version}"


@files.get("/static/<path:path>")
def static(path: str) -> Response:
    """Answer with a static file."""
    return _answer(_read(path))


@files.get("/symbology.<any(css, js):ending>")
def symbols(ending: str) -> Response:
    """Answer with the colours and symbols as a style sheet or a module."""
    return _answer(_symbology(ending))


@files.get("/favicon.ico")
def icon() -> Response:
    """Answer with the mark, for browsers that ask by habit."""
    return _answer(_read("icon.svg"))


@files.get("/basemap.pmtiles")
def basemap() -> Response:
    """Answer with ranges of the configured base map."""
    configured = services().config.basemap
    if configured is None or configured.kind != "pmtiles":
        raise NotFound("page-not-found")
    file = Path(configured.source).absolute()
    return send_file(file, mimetype="application/octet-stream", conditional=True, etag=True)


def _answer(found: Asset) -> Response:
    packed = found.packed is not None and accepts_gzip()
    response = Response(found.packed if packed else found.plain, mimetype=found.kind)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = FOR_GOOD if request.args.get("v") == found.version else CHECKED
    response.set_etag(f"{found.version}{'-gz' if packed else ''}")
    response.vary.add("Accept-Encoding")
    response.make_conditional(request)
    return response


def _read(path: str) -> Asset:
    inside = safe_join(str(browser.static_folder()), path)
    if inside is None:
        raise NotFound("page-not-found")
    try:
        changed = Path(inside).stat().st_mtime_ns
        return _loaded(inside, changed)
    except (OSError, ValueError) as error:
        raise NotFound("page-not-found") from error


@functools.lru_cache(maxsize=256)
def _loaded(file: str, _changed: int) -> Asset:
    path = Path(file)
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _packed(path.read_bytes(), kind, path.suffix in _TEXT)


@functools.cache
def _symbology(ending: str) -> Asset:
    text = symbology.as_css() if ending == "css" else browser.symbology_module()
    return _packed(text.encode("utf-8"), _TYPES[f".{ending}"], True)


def _packed(plain: bytes, kind: str, is_text: bool) -> Asset:
    version = hashlib.sha256(plain).hexdigest()[:10]
    worth = is_text and len(plain) >= LEAST_BYTES
    return Asset(version, kind, plain, gzip.compress(plain, 9, mtime=0) if worth else None)


def missing_assets() -> bool:
    """Tell whether the browser's libraries are absent, or older than the lock file of this checkout."""
    stamp = browser.static_folder() / "vendor" / ".lock"
    if not stamp.is_file():
        return True
    checkout = browser.static_folder().parents[2]
    sources = [checkout / name for name in ("package-lock.json", "package.json")]
    if not all(file.is_file() for file in (*sources, checkout / "pyproject.toml")):
        return False  # an installed wheel: its libraries were built with it
    return stamp.read_bytes() != b"".join(file.read_bytes() for file in sources)
