"""The visible files of a folder: names, contents, and what tells that one changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def visible(folder: Path) -> list[Path]:
    """Return the folder's files by name; every one, so that a check can speak of strangers."""
    return sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))


def contents(folder: Path) -> Mapping[str, bytes]:
    """Return the contents of the files by name."""
    return {p.name: p.read_bytes() for p in visible(folder)}


def signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, time (ns) and size of each file: equal while nothing was written."""
    found = ((p.name, p.stat()) for p in visible(folder))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)
