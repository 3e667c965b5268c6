"""The visible files of a folder: names, contents, and what tells that one changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from geoapp.domain.reading import MOST_BYTES
from geoapp.errors import StoreFault

_WARD_ENDINGS = (".geojson", ".json")


def visible(folder: Path) -> list[Path]:
    """Return the folder's files by name; every one, so that a check can speak of strangers.

    Raises
    ------
    StoreFault
        If what bears a layer's ending is no file: to pass over it would be to lose a layer unseen.
    """
    entries = sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    for entry in entries:
        if entry.suffix in _WARD_ENDINGS and not entry.is_file():
            raise StoreFault("store-not-a-file", file=entry.name, ward=folder.name)
    return [p for p in entries if p.is_file()]


def contents(folder: Path) -> Mapping[str, bytes]:
    """Return the contents of the files by name; of a giant only as many bytes as tell that it is one."""
    return {p.name: _content(p) for p in visible(folder)}


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as source:
            return source.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreFault(
            "store-file-unreadable", file=file.name, ward=file.parent.name, reason=reason
        ) from error


def signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, time (ns) and size of each file: equal while nothing was written."""
    found = ((p.name, p.stat()) for p in visible(folder))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)
