"""A ward named on the command line: an id of the workspace, or a folder that holds ``ward.json``."""

from __future__ import annotations

from pathlib import Path

from geoapp.domain.ward import Ward
from geoapp.store import LooseFolder
from geoapp.usecases.wards import WardLibrary


def library_of(name: str, home: Path | None) -> tuple[WardLibrary, str]:
    """Return the library that knows the ward `name`, and the ward's id in it."""
    folder = Path(name)
    if (folder / "ward.json").is_file():
        return loose_library(folder)
    # the wiring knows the planner, which a folder of files has no use for
    from geoapp.bootstrap import library

    return library(home), name


def loose_library(folder: Path) -> tuple[WardLibrary, str]:
    """Return a library of the one ward whose files lie in `folder`, and the ward's id."""
    loose = LooseFolder(folder)
    return WardLibrary(loose), loose.ward_id


def open_ward(name: str, home: Path | None) -> Ward:
    """Return a checked ward; raise ``NotFound`` or ``WardInvalid``."""
    wards, ward_id = library_of(name, home)
    return wards.open(ward_id)
