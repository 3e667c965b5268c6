"""Text as any file can carry it."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t")


def clean(text: str) -> str:
    r"""Return `text` without control characters, lone surrogates and what XML cannot hold; tabs and new lines stay.

    >>> clean("Tổ\x07 9\x1b[31m")
    'Tổ 9[31m'
    """
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """Return clean text on one line."""
    return " ".join(clean(text).split())
