"""Where in a JSON text the values stand that Python reads but no other program should: a second, slower look.

The first reading (:mod:`geoapp.domain.reading`) only learns that there is one. Here the text is cut into tokens,
without recursion, and every such place is told by line and column.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterator

MOST_DIGITS = 1000
"""Longest whole number that is read; Python itself gives up at 4 300 digits."""
MOST_DEPTH = 100
"""Deepest nesting that is read; a layer needs 8."""
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_INTEGER = re.compile(r"-?\d+\Z")
_CONSTANTS = frozenset({"NaN", "Infinity", "-Infinity"})

Place = tuple[str, dict[str, object]]
"""Fault code with line, column and what stands there."""


def hard_places(text: str) -> list[Place]:
    """Return every number that is not finite or too long, every repeated key, and the first place too deep."""
    line_starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def at(offset: int) -> dict[str, object]:
        line = bisect_right(line_starts, offset)
        return {"line": line, "column": offset - line_starts[line - 1] + 1}

    return [(code, {**at(offset), **values}) for code, offset, values in _findings(text)]


def _findings(text: str) -> Iterator[tuple[str, int, dict[str, object]]]:
    open_objects: list[set[str] | None] = []
    key: tuple[str, int] | None = None
    for match in _TOKEN.finditer(text):
        token, offset = match[0], match.start()
        if token in "{[":
            open_objects.append(set() if token == "{" else None)
            if len(open_objects) > MOST_DEPTH:
                yield "json-too-deep", offset, {"most": MOST_DEPTH}
                return
        elif token in "}]":
            del open_objects[-1:]
        elif token == ":" and key and open_objects and open_objects[-1] is not None:
            if key[0] in open_objects[-1]:
                yield "duplicate-key", key[1], {"key": key[0]}
            open_objects[-1].add(key[0])
        elif code := _number_fault(token):
            yield code, offset, {"value": token[:40], "most": MOST_DIGITS}
        key = (_unescaped(token), offset) if token[0] == '"' else None


def _unescaped(token: str) -> str:
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token


def _number_fault(token: str) -> str | None:
    if token in _CONSTANTS:
        return "number-not-finite"
    if token[0] not in "-0123456789":
        return None
    if _INTEGER.match(token):
        return "number-too-long" if len(token.lstrip("-")) > MOST_DIGITS else None
    try:
        return None if math.isfinite(float(token)) else "number-not-finite"
    except ValueError:
        return None
