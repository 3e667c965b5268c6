"""Settings of one installation: the workspace, the public address, a base map under ours.

They come from, later ones winning: defaults, ``<home>/geoapp.toml``, the environment, the command line.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from geoapp.errors import CallFault

HOME_VARIABLE = "GEOAPP_HOME"
PUBLIC_URL_VARIABLE = "GEOAPP_PUBLIC_URL"
DEFAULT_HOME = "var"
SETTINGS_FILE = "geoapp.toml"
_TILES = re.compile(r"https?://[^\s/?#]+/\S*\Z")
_PLACES = ("{z}", "{x}", "{y}")
_PMTILES_MAGIC = b"PMTiles\x03"
_PMTILES_HEADER, _TILE_TYPE_AT, _MAX_ZOOM_AT = 127, 99, 101  # PMTiles 3, section 3
_VECTOR = 1
REPORT_LINES = ("parent", "office", "number", "place", "date", "signer")
"""What ``[report]`` of the settings file may hold, beside the template."""

TEMPLATE_LINE = "template"


@dataclass(frozen=True)
class Basemap:
    """A map drawn under ours: a local PMTiles file, or online tiles, which only a setting switches on.

    `source` is the file's path for ``pmtiles`` and the address with {z}, {x}, {y} for ``tiles``; `max_zoom` is
    the deepest zoom whose tiles exist, beyond it they are enlarged.
    """

    kind: Literal["pmtiles", "tiles"]
    source: str
    attribution: str
    max_zoom: int | None = None


@dataclass(frozen=True)
class Config:
    """What one installation is told.

    `public_url` is the address under which phones reach the server, without a slash at its end; `report` the lines of the
    office's letterhead (:data:`REPORT_LINES`), `report_template` its own Word document for them.
    """

    home: Path
    public_url: str | None = None
    basemap: Basemap | None = None
    report: Mapping[str, str] = field(default_factory=dict)
    report_template: Path | None = None

    def report_document(self) -> bytes | None:
        """Return the office's own Word document for reports; ``None`` where none is set.

        Raises
        ------
        CallFault
            If the file is gone or cannot be read.
        """
        if self.report_template is None:
            return None
        try:
            return self.report_template.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            raise CallFault("config-unreadable", file=str(self.report_template), reason=reason) from error


def load_config(home: Path | None = None, public_url: str | None = None) -> Config:
    """Return the settings of the workspace `home` (default: GEOAPP_HOME, else ``./var``).

    Raises
    ------
    CallFault
        If the settings file cannot be read, or a setting cannot be used.
    """
    folder = home or Path(os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)
    settings = _settings(folder / SETTINGS_FILE)
    address = public_url or os.environ.get(PUBLIC_URL_VARIABLE) or settings.get("public_url")
    return Config(folder, _checked_url(address), _basemap(settings.get("basemap"), folder),
                  *_report(settings.get("report"), folder))  # fmt: skip


def _settings(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CallFault("config-unreadable", file=str(file), reason=str(error)) from error


def _checked_url(address: object) -> str | None:
    if address is None:
        return None
    text = str(address).rstrip("/")
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
        _ = parts.port
    except ValueError:
        usable = False
    if not usable or not text.isprintable() or " " in text:
        raise CallFault("config-public-url", url=str(address))
    return text


def _report(entry: object, home: Path) -> tuple[Mapping[str, str], Path | None]:
    """Return the lines of a letterhead and the template; refuse a line that no report has, or that is no text."""
    if entry is None:
        return {}, None
    known = (*REPORT_LINES, TEMPLATE_LINE)
    if not isinstance(entry, Mapping):
        raise CallFault("config-report", line="report", lines=", ".join(known))
    for line, words in entry.items():
        if line not in known or not isinstance(words, str):
            raise CallFault("config-report", line=str(line), lines=", ".join(known))
    lines = {line: words for line, words in entry.items() if line != TEMPLATE_LINE}
    return lines, home / entry[TEMPLATE_LINE] if entry.get(TEMPLATE_LINE) else None


def _basemap(entry: object, home: Path) -> Basemap | None:
    if entry is None:
        return None
    if not isinstance(entry, Mapping):
        raise CallFault("config-basemap")
    attribution = str(entry.get("attribution") or "")
    if "pmtiles" in entry:
        file = home / str(entry["pmtiles"])
        if not file.is_file():
            raise CallFault("config-basemap-missing", file=str(file))
        return Basemap("pmtiles", str(file), attribution, _deepest_zoom(file))
    tiles = str(entry.get("tiles") or "")
    if not _TILES.match(tiles) or not all(place in tiles for place in _PLACES):
        raise CallFault("config-basemap")
    return Basemap("tiles", tiles, attribution)


def _deepest_zoom(file: Path) -> int:
    """Return the deepest zoom of a PMTiles file; refuse what is none, or holds pictures instead of vectors."""
    try:
        with file.open("rb") as stream:
            header = stream.read(_PMTILES_HEADER)
    except OSError as error:
        raise CallFault("config-unreadable", file=str(file), reason=str(error)) from error
    whole = len(header) == _PMTILES_HEADER and header.startswith(_PMTILES_MAGIC)
    if not whole or header[_TILE_TYPE_AT] != _VECTOR:
        raise CallFault("config-basemap-format", file=str(file))
    return header[_MAX_ZOOM_AT]
