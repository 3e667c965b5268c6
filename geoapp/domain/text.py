"""Text that came in a file: what is refused, what is only worth a warning, and how any of it is shown safely."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST_TEXT = 500
LONGEST_ID = 100
KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}\Z")
REFUSED_KEYS = frozenset({"__proto__", "constructor", "prototype"})

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff" + _NONCHARACTERS
_INVISIBLE = (
    "\xad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
_REFUSED = re.compile(f"[{_CONTROL}]")
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
_UNSAFE = re.compile(f"[\t\n{_CONTROL}{_INVISIBLE}]")

Finding = tuple[str, dict[str, object]]
"""Fault code and its values."""


def shown(text: str, most: int = 80) -> str:
    r"""Return text that any terminal, page and file can take, on one line.

    Control characters (a terminal obeys some), lone surrogates (nothing can write them) and marks that turn or
    hide what follows are shown as their code.

    >>> shown("a\x1b[31mb\u202ec")
    'a\\u001b[31mb\\u202ec'
    """
    cut = text if len(text) <= most else f"{text[:most]}…"
    return _UNSAFE.sub(lambda m: _escape(ord(m[0])), cut)


def safe_lines(text: str) -> str:
    """Return several lines for a terminal: each as :func:`shown`, none cut."""
    return "\n".join(shown(line, len(line)) for line in text.split("\n"))


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def shown_value(value: object) -> str:
    """Return any JSON value in few characters; what it holds inside is not looked at, however deep it goes."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return "{…}"
    return "[…]" if isinstance(value, list) else str(value)[:40]


def text_findings(value: str, longest: int = LONGEST_TEXT) -> Iterator[Finding]:
    """Yield what is wrong with a text: errors for what no file can carry, warnings for what the eye does not see."""
    if bad := _REFUSED.search(value):
        yield "control-character", {"code": f"U+{ord(bad[0]):04X}", "place": bad.start() + 1}
    elif hidden := _HIDDEN.search(value):
        yield "hidden-character", {"code": f"U+{ord(hidden[0]):04X}", "place": hidden.start() + 1}
    if len(value) > longest:
        yield "text-too-long", {"length": len(value), "most": longest}
    if not unicodedata.is_normalized("NFC", value):
        yield "not-nfc", {}


def key_is_usable(key: str) -> bool:
    """Tell whether a property's name is one that files, tables and the browser all take."""
    return KEY.match(key) is not None and key not in REFUSED_KEYS


def normalised(value: object, depth: int = 3) -> object:
    """Return the value with every text in NFC, down to the depth that a layer's fields have; a new value."""
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if depth and isinstance(value, list):
        return [normalised(item, depth - 1) for item in value]
    if depth and isinstance(value, dict):
        return {normalised(key, 0): normalised(item, depth - 1) for key, item in value.items()}
    return value
