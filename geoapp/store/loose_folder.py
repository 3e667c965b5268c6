"""One ward in any folder, read only: for checks and figures of files that are not in the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from geoapp.errors import NotFound
from geoapp.store import listing


class LooseFolder:
    """A folder with ``ward.json`` and layers; its name is the ward's id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self.ward_id = self._folder.name

    def wards(self) -> tuple[str, ...]:
        """Return the one ward's id."""
        return (self.ward_id,)

    def files(self, ward: str) -> Mapping[str, bytes]:
        """Return the contents of the files by name."""
        return listing.contents(self._known(ward))

    def signature(self, ward: str) -> tuple[tuple[str, int, int], ...]:
        """Return name, time (ns) and size of each file."""
        return listing.signature(self._known(ward))

    def _known(self, ward: str) -> Path:
        if ward != self.ward_id or not self._folder.is_dir():
            raise NotFound("store-no-such-ward", ward=ward)
        return self._folder
