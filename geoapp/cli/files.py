"""Files named on the command line: read after a look at their size, written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geoapp.errors import CallFault, GeoappError
from geoapp.store import atomic
from geoapp.usecases.coverage import MOST_BYTES, LooseFile

ROLES = ("fire_points", "demand", "ways", "groups", "safe_areas")
"""The parts that loose files can play; each is an option of the same name."""


def read_files(options: Mapping[str, Any]) -> dict[str, LooseFile]:
    """Return the files that options name: role -> file."""
    return {
        role: read_file("--" + role.replace("_", "-"), options[role])
        for role in ROLES
        if options[role] is not None
    }


def read_file(option: str, path: Path) -> LooseFile:
    """Return the file that `option` names.

    Raises
    ------
    CallFault
        If it is too large or cannot be read.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CallFault("coverage-file-too-large", file=str(path), most_mb=MOST_BYTES // 1024 // 1024)
        return LooseFile(str(path), path.read_bytes())
    except (OSError, ValueError) as error:
        if isinstance(error, GeoappError):
            raise
        raise CallFault("coverage-file-unreadable", option=option, file=str(path)) from error


def write_whole(file: Path, content: bytes) -> None:
    """Write `content` to `file` whole or not at all; say in words why it could not be written."""
    need_folder(file)
    try:
        atomic.write_whole(file.absolute(), content)
    except OSError as error:
        raise CallFault("export-not-written", file=str(file), reason=error.strerror or str(error)) from error


def need_folder(file: Path) -> None:
    """Refuse a file whose folder is not there."""
    folder = file.absolute().parent
    if not folder.is_dir():
        raise CallFault("export-folder-missing", folder=str(folder))
