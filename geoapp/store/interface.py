"""What the rest of the house asks of a store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol


class LayerStore(Protocol):
    """Wards by id, each a set of named files."""

    def wards(self) -> tuple[str, ...]:
        """Return the ids of all wards, sorted."""

    def files(self, ward: str) -> Mapping[str, bytes]:
        """Return the contents of a ward's files by name; raise ``NotFound`` for an unknown ward."""

    def signature(self, ward: str) -> tuple[tuple[str, int, int], ...]:
        """Return name, time (ns) and size of each file: equal while nothing was written."""

    def write(self, ward: str, file: str, data: bytes) -> None:
        """Replace one file whole, or leave the old one as it was and raise ``StoreFault``."""

    def edit(self, ward: str, file: str, change: Callable[[bytes | None], bytes]) -> None:
        """Replace one file by what `change` makes of it, with nobody writing in between."""
