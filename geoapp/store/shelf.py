"""Finished files that the program made itself, kept for a while: one folder, names that nobody outside chooses."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from pathlib import Path

from geoapp.errors import NotFound, StoreFault
from geoapp.store import atomic

_NAME = re.compile(r"[A-Za-z0-9_-]{8,80}\.[a-z0-9]{2,5}\Z")

_WRITTEN_WITHIN_S = 3600.0


class FileShelf:
    """A folder of files; made at the first write.

    Raises
    ------
    StoreFault
        From any method, if the disk refuses; what stood there still stands.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.folder, self._clock = folder, clock

    def put(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all."""
        target = self._place(name)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            atomic.write_whole(target, data)
        except OSError as error:
            if atomic.is_full(error):
                raise StoreFault("disk-full") from error
            raise StoreFault("shelf-unwritable", folder=str(self.folder), reason=_reason(error)) from error

    def has(self, name: str) -> bool:
        """Tell whether a file is there."""
        return self._place(name).is_file()

    def path(self, name: str) -> Path:
        """Return where a file lies; raise ``NotFound``."""
        place = self._place(name)
        if not place.is_file():
            raise NotFound("shelf-gone")
        return place

    def remove(self, name: str) -> None:
        """Take a file away; one that is gone is no fault."""
        self._delete(self._place(name))

    def sweep(self, gone: Callable[[str, float], bool]) -> int:
        """Take away what `gone` says by name and age in seconds, and what killed writes left; return how many."""
        if not self.folder.is_dir():
            return 0
        count = 0
        for file in self.folder.iterdir():
            left_over = file.name.endswith(atomic.PART_SUFFIX) and self._age_s(file) > _WRITTEN_WITHIN_S
            if left_over or (_NAME.match(file.name) and gone(file.name, self._age_s(file))):
                with contextlib.suppress(StoreFault):  # somebody reads it: the next sweep takes it
                    self._delete(file)
                    count += 1
        return count

    def _age_s(self, file: Path) -> float:
        try:
            return self._clock() - file.stat().st_mtime
        except OSError:
            return 0.0

    def _delete(self, file: Path) -> None:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise StoreFault("shelf-held", file=file.name, reason=_reason(error)) from error

    def _place(self, name: str) -> Path:
        if not _NAME.match(name):
            raise NotFound("shelf-gone")
        return self.folder / name


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).rstrip(".")
