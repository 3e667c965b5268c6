"""Tables of text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence


def grid(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as text with the first column left, the others right."""
    texts = [[clean(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in texts) for i in range(len(texts[0]))]
    lines = ["  ".join(_cell(cell, i, widths[i]) for i, cell in enumerate(row)).rstrip() for row in texts]
    return [lines[0], "─" * max(len(line) for line in lines), *lines[1:]]


def _cell(text: str, column: int, width: int) -> str:
    return text.ljust(width) if column == 0 else text.rjust(width)


def clean(text: str) -> str:
    """Return text from a file without control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() or c == "\u00a0" else " " for c in text)
