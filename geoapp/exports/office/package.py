"""Office files as packages: text that XML can hold, and the same bytes from the same content."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
import zipfile

MOST_LETTERS = 400
_LEVEL = 6
_STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT_FORMAT = frozenset("\u200c\u200d")
_EARLIEST = 1980


def plain(text: str, most: int = MOST_LETTERS) -> str:
    """Return text in NFC that XML 1.0 can hold, on one line and of a bounded length.

    Controls, lone surrogates, noncharacters and marks that turn the writing direction become spaces.

    >>> plain("Tổ\\x00 5\\ud83d\\n")
    'Tổ  5  '
    """
    whole = "".join(c if _written(c) else " " for c in unicodedata.normalize("NFC", text))
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def _written(char: str) -> bool:
    if char in _TURNING or ord(char) & 0xFFFE == 0xFFFE:
        return False
    category = unicodedata.category(char)
    return category not in ("Cc", "Cs", "Zl", "Zp") and (category != "Cf" or char in _KEPT_FORMAT)


def repacked(package: bytes, made: dt.datetime) -> bytes:
    """Return a package whose every part, and every package inside it, bears one time: that of the data."""
    moment = made.astimezone(dt.UTC)
    stamp = (max(moment.year, _EARLIEST), moment.month, moment.day, moment.hour, moment.minute, moment.second)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith(".xlsx"):
                content = repacked(content, made)
            elif entry.filename == "docProps/core.xml":
                content = _STAMPS.sub(
                    rb"\g<1>" + moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<2>", content
                )
            part = zipfile.ZipInfo(entry.filename, stamp)
            part.compress_type, part.external_attr, part.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(part, content, compresslevel=_LEVEL)
    return out.getvalue()
