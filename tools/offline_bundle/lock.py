"""The lock file read as data: what the program needs at run time on a platform, with its hashes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from packaging.markers import Marker

ROOT = "geoapp (pyproject.toml)"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*(.+?))?\s*\\?$")
_HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")
_VIA = re.compile(r"^\s+#\s+(?:via\s*)?(\S.*)?$")


@dataclass(frozen=True)
class Pin:
    """One line of the lock: a version for the environments that `marker` allows, and who needs it."""

    name: str
    version: str
    marker: Marker | None
    hashes: frozenset[str]
    needed_by: frozenset[str]

    @property
    def requirement(self) -> str:
        """Return the requirement as pip takes it."""
        return f"{self.name}=={self.version}"


def read_lock(text: str) -> list[Pin]:
    """Return the pins of a lock written by ``make lock``."""
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if line and not line[0].isspace():
            blocks.append([line])
        elif blocks:
            blocks[-1].append(line)
    return [_pin(block) for block in blocks if not block[0].startswith("#")]


def _pin(block: list[str]) -> Pin:
    found = _PIN.match(block[0])
    if found is None:
        raise ValueError(f"not a pin: {block[0]!r}")
    name, version, marker = found.groups()
    needed_by = frozenset(m[1] for line in block[1:] if (m := _VIA.match(line)) and m[1])
    hashes = frozenset(h for line in block for h in _HASH.findall(line))
    return Pin(name, version, Marker(marker) if marker else None, hashes, needed_by)


def run_time_pins(pins: Iterable[Pin], environment: Mapping[str, str]) -> list[Pin]:
    """Return the pins that the program itself needs where `environment` holds, sorted by name.

    A package belongs to them if the program needs it, or one that belongs to them does.
    """
    here = [pin for pin in pins if pin.marker is None or pin.marker.evaluate(dict(environment))]
    wanted = {ROOT}
    while True:
        more = {pin.name for pin in here if pin.needed_by & wanted} - wanted
        if not more:
            return sorted((pin for pin in here if pin.name in wanted), key=lambda pin: pin.name)
        wanted |= more
