"""The default store: ``<home>/layers/<ward>/<layer>.geojson`` and ``ward.json``."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from geoapp.errors import DataFault, NotFound, StoreFault
from geoapp.store import listing
from geoapp.store.atomic import PART_PREFIX, sweep, write_whole

LOCK_TIMEOUT_S = 10.0
_WARD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_FILE = re.compile(r"[a-z][a-z0-9_]*\.(?:geojson|json)\Z")
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))})
"""Names that Windows keeps for devices, with any ending."""


class FolderStore:
    """Layers as GeoJSON files in a folder that people and QGIS can read too.

    Parameters
    ----------
    home
        The workspace; made if it does not exist. Leftovers of killed writes are swept at the start.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self._layers = home / "layers"
        try:
            self._layers.mkdir(parents=True, exist_ok=True)
            with FileLock(self._lock_file, timeout=LOCK_TIMEOUT_S):
                for ward in self.wards():
                    sweep(self._layers / ward)
        except (OSError, Timeout) as error:
            raise StoreFault("store-unusable", folder=str(home), reason=_reason(error)) from error

    @property
    def _lock_file(self) -> Path:
        return self.home / ".geoapp.lock"

    def wards(self) -> tuple[str, ...]:
        """Return the ids of all wards, sorted."""
        folders = (p for p in self._layers.iterdir() if p.is_dir())
        return tuple(sorted(p.name for p in folders if _is_ward_id(p.name)))

    def files(self, ward: str) -> Mapping[str, bytes]:
        """Return the contents of a ward's files by name."""
        return listing.contents(self._folder(ward))

    def signature(self, ward: str) -> tuple[tuple[str, int, int], ...]:
        """Return name, time (ns) and size of each file: equal while nothing was written."""
        return listing.signature(self._folder(ward))

    def write(self, ward: str, file: str, data: bytes) -> None:
        """Replace one file of a ward whole; a new ward's folder is made.

        Raises
        ------
        DataFault
            If the ward's id or the file's name is none that a store keeps.
        StoreFault
            If the disk refuses or another program holds the lock; the old file stands unchanged.
        """
        self.edit(ward, file, lambda old: data)

    def edit(self, ward: str, file: str, change: Callable[[bytes | None], bytes]) -> None:
        """Replace one file by what `change` makes of its contents (``None``: no such file yet).

        Nobody else of this program writes in between. What `change` raises leaves the old file as it was, and so
        does everything in :meth:`write`.
        """
        if not _is_ward_id(ward):
            raise DataFault("store-ward-id", ward=ward)
        if not _FILE.match(file) or file.split(".")[0] in _RESERVED:
            raise DataFault("store-file-name", file=file)
        try:
            with FileLock(self._lock_file, timeout=LOCK_TIMEOUT_S):
                folder = self._layers / ward
                folder.mkdir(exist_ok=True)
                target = folder / file
                write_whole(target, change(target.read_bytes() if target.exists() else None))
        except StoreFault:
            raise
        except (OSError, Timeout) as error:
            raise StoreFault("store-not-written", file=file, ward=ward, reason=_reason(error)) from error

    def create(self, ward: str, files: Mapping[str, bytes]) -> None:
        """Add a whole ward at once: its folder appears with every file in it, or not at all.

        Raises
        ------
        DataFault
            If the id is none that a store keeps, or such a ward is there already.
        StoreFault
            If the disk refuses.
        """
        if not _is_ward_id(ward):
            raise DataFault("store-ward-id", ward=ward)
        if (self._layers / ward).exists():
            raise DataFault("store-ward-there", ward=ward)
        try:
            with FileLock(self._lock_file, timeout=LOCK_TIMEOUT_S):
                _create_folder(self._layers / ward, files)
        except (OSError, Timeout) as error:
            raise StoreFault("store-not-written", file=ward, ward=ward, reason=_reason(error)) from error

    def _folder(self, ward: str) -> Path:
        folder = self._layers / ward
        if not _is_ward_id(ward) or not folder.is_dir():
            raise NotFound("store-no-such-ward", ward=ward)
        return folder


def _create_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into a hidden folder beside `target`, then give it its name."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=PART_PREFIX) as scratch:
        part = Path(scratch) / target.name
        part.mkdir()
        for name, data in files.items():
            write_whole(part / name, data)
        part.rename(target)


def _is_ward_id(text: str) -> bool:
    return bool(_WARD.match(text)) and text not in _RESERVED and len(text) <= 64


def _reason(error: OSError | Timeout) -> str:
    return error.strerror or type(error).__name__
