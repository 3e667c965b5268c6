"""The browser's side of the house as text: modules, styles and libraries, for a file that needs no server.

The same modules run from the server (versioned URLs) and inside one file: there every bare name
``geoapp/<name>`` of the import map points to a ``data:`` URL, and styles carry their fonts.
"""

from __future__ import annotations

import base64
import functools
import json
import re
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from geoapp import i18n, symbology

BARE_PREFIX = "geoapp/"
WORDS_PREFIX = "js."
SERVED_ONLY = ("plan", "export", "desk")
"""Modules and words that begin so need a server: the planner's, the exports', and what both share."""

STYLES = ("css/fonts.css", "vendor/leaflet/leaflet.css", "symbology", "css/app.css")
LEAFLET = "vendor/leaflet/leaflet.js"
_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)")
_TYPES = {".woff2": "font/woff2", ".png": "image/png", ".svg": "image/svg+xml"}
_SOURCE_MAP = re.compile(r"(?m)^//# sourceMappingURL=.*$")


@functools.cache
def static_folder() -> Path:
    """Return the folder of static files inside the package."""
    return Path(str(resources.files("geoapp"))) / "web" / "static"


def module_names() -> list[str]:
    """Return the names of our ES modules, without the generated ``symbology``."""
    return sorted(file.stem for file in (static_folder() / "js").glob("*.js"))


def symbology_module() -> str:
    """Return the symbology as an ES module."""
    return f"export default {json.dumps(symbology.as_json(), separators=(',', ':'))};\n"


def words(language: str, *served: str) -> dict[str, str]:
    """Return every sentence the modules may need; of those in :data:`SERVED_ONLY` only what is named."""
    every = i18n.translator(language).prefixed(WORDS_PREFIX)
    left_out = tuple(f"{WORDS_PREFIX}{part}." for part in SERVED_ONLY if part not in served)
    return {key: text for key, text in every.items() if not key.startswith(left_out)}


def data_url(kind: str, content: bytes) -> str:
    """Return `content` as a ``data:`` URL."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


@functools.cache
def inline_import_map() -> dict[str, dict[str, str]]:
    """Return the import map of a file without a server."""
    folder = static_folder() / "js"
    left_out = tuple(f"{part}_" for part in SERVED_ONLY)
    names = [name for name in module_names() if not name.startswith(left_out)]
    sources = {name: (folder / f"{name}.js").read_text(encoding="utf-8") for name in names}
    sources["symbology"] = symbology_module()
    urls = {f"{BARE_PREFIX}{n}": data_url("text/javascript", text.encode()) for n, text in sources.items()}
    return {"imports": urls}


@functools.cache
def leaflet_script() -> str:
    """Return Leaflet without its link to a source map, which would be a request."""
    return _SOURCE_MAP.sub("", (static_folder() / LEAFLET).read_text(encoding="utf-8"))


@functools.cache
def inline_styles() -> str:
    """Return all styles of a map as one sheet with its fonts inside."""
    return "\n".join(_styles(STYLES))


def _styles(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        if name == "symbology":
            yield symbology.as_css()
        else:
            file = static_folder() / name
            yield _inlined(file.read_text(encoding="utf-8"), file.parent)


def _inlined(css: str, folder: Path) -> str:
    """Replace addresses in a style sheet by the files' contents; a file that is not installed is dropped."""

    def replace(match: re.Match[str]) -> str:
        address = match[1]
        if address.startswith("data:"):
            return match[0]
        file = folder / address
        if not file.is_file():
            return "none"
        return f'url("{data_url(_TYPES[file.suffix], file.read_bytes())}")'

    return _URL.sub(replace, css)


def script_json(value: Mapping[str, Any]) -> str:
    """Return `value` as JSON that may stand inside a script element: nothing in it can close the element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
