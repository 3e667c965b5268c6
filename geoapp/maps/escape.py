"""The one door through which text may pass into Folium.

Folium and branca compile the finished text of a page as a Jinja template, on the server. So every character
that means something to HTML, to JavaScript or to Jinja becomes a numeric entity before Folium sees it; the
reader sees the text as it was typed. Ordinary features never come this way: they travel as JSON and are
written as text.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

_DANGEROUS = "&<>\"'`$\\{}%#\u2028\u2029"
_ENTITIES = {ord(char): f"&#{ord(char)};" for char in _DANGEROUS}
_SAFE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_FORBIDDEN_NAMES = frozenset({"__proto__", "constructor", "prototype"})


def html_text(text: str) -> str:
    """Return `text` with every dangerous character as a numeric entity, for HTML sinks only.

    >>> html_text("{{ 7*7 }}")
    '&#123;&#123; 7*7 &#125;&#125;'
    """
    return text.translate(_ENTITIES)


def safe_key(key: str) -> str:
    """Return a property key that may stand in a script; any other raises ``ValueError`` with the key."""
    if not _SAFE_KEY.match(key) or key in _FORBIDDEN_NAMES:
        raise ValueError(f"property key {key!r} may not reach the map: use ASCII letters, digits and _")
    return key


def layer_name(name: str) -> str:
    """Return a layer name as HTML text; names that are members of every object are refused."""
    if name in _FORBIDDEN_NAMES:
        raise ValueError(f"layer name {name!r} may not reach the map: choose another name")
    return html_text(name)


def json_base64(value: Mapping[str, Any]) -> str:
    """Return `value` as base64 of its UTF-8 JSON: letters that neither Jinja nor HTML can read."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text_base64(text)


def text_base64(text: str) -> str:
    """Return `text` as base64 of its UTF-8 bytes."""
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
