"""``geoapp check``: every fault of every file at once."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from geoapp.cli.calls import home_option, in_words, language_option, print_bytes
from geoapp.cli.places import library_of, loose_library
from geoapp.domain.faults import Fault
from geoapp.domain.layers import LAYERS
from geoapp.domain.reading import MOST_BYTES
from geoapp.domain.ward_check import LAYER_OF_FILE, check_files
from geoapp.domain.ward_file import WARD_FILE
from geoapp.errors import CallFault
from geoapp.i18n import Translator

_HELP = """Kiểm tra một phường hoặc các tệp lớp dữ liệu: nêu mọi lỗi, ở đâu, sửa thế nào.

Check wards (an id, or a folder with ward.json) or files: every fault, where it is, how to mend it.
A file is checked as the layer its name says; files of one folder are also compared with each other.
Exit code: 0 no error, 1 the data have errors, 2 the call is at fault.

\b
Ví dụ / Examples:
  geoapp check phuong-lam
  geoapp check fire_points.geojson buildings.geojson --lang en
  geoapp check phuong-lam --format json
"""
_FORMAT = "geoapp/check@1"


@dataclass(frozen=True)
class _Found:
    """The faults of one place, and how many of its files were read."""

    faults: Sequence[Fault]
    files: int


@click.command("check", help=_HELP)
@click.argument("places", nargs=-1, metavar="[PHƯỜNG | TỆP…]")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@home_option
@language_option
@in_words
def check(t: Translator, places: tuple[str, ...], form: str, home: Path | None) -> None:
    """Parse the call, check, print; exit 1 if there is an error, 2 if the call is at fault."""
    if not places:
        raise CallFault("check-nothing")
    found = _found(places, home)
    faults = [fault for one in found for fault in one.faults]
    files = sum(one.files for one in found)
    print_bytes((_json(faults, files, t) if form == "json" else _table(faults, files, t)) + "\n")
    click.get_current_context().exit(1 if any(f.severity == "error" for f in faults) else 0)


def _found(places: Iterable[str], home: Path | None) -> list[_Found]:
    """Check every place in the order named; files of one folder together."""
    wards: list[str] = []
    folders: dict[Path, list[Path]] = {}
    for place in dict.fromkeys(places):
        if _is_file(path := Path(place)):
            folders.setdefault(path.parent, []).append(path)
        else:
            wards.append(place)
    return [_ward(ward, home) for ward in wards] + [_files(files) for files in folders.values()]


def _is_file(place: Path) -> bool:
    """Tell a file, also one that is missing or wrongly named, from a ward's id and from a ward's folder."""
    if _is_folder(place):
        return place.name in LAYER_OF_FILE or place.name == WARD_FILE
    return place.suffix != "" or place.stem in LAYERS or len(place.parts) > 1


def _is_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except (OSError, ValueError):  # a name that no system takes: too long, or with a NUL
        return False


def _ward(name: str, home: Path | None) -> _Found:
    folder = Path(name)
    layers_only = _is_folder(folder) and any((folder / file).exists() for file in LAYER_OF_FILE)
    library, ward = loose_library(folder) if layers_only else library_of(name, home)
    report = library.check(ward)
    return _Found(report.faults, len(library.files(ward)))


def _files(files: Sequence[Path]) -> _Found:
    contents = {file.name: _content(file) for file in files}
    return _Found(check_files(contents, dt.date.today()).faults, len(contents))


def _content(file: Path) -> bytes:
    """Return a file's bytes; of a giant only as many as tell that it is one."""
    if file.name not in LAYER_OF_FILE and file.name != WARD_FILE:
        raise CallFault("check-unknown-layer", file=str(file), layers=", ".join(LAYERS))
    try:
        if file.is_dir():
            raise CallFault("check-is-folder", file=str(file))
        with file.open("rb") as source:
            return source.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, CallFault):
            raise
        raise CallFault("check-unreadable", file=str(file)) from error


def _json(faults: Sequence[Fault], files: int, t: Translator) -> str:
    document = {
        "format": _FORMAT,
        **_counts(faults),
        "files": files,
        "faults": [f.as_dict(t) for f in faults],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _counts(faults: Sequence[Fault]) -> dict[str, int]:
    by = Counter(f.severity for f in faults)
    return {"errors": by["error"], "warnings": by["warning"], "notes": by["info"]}


def _table(faults: Sequence[Fault], files: int, t: Translator) -> str:
    rows = [
        f"{t(f'check.{f.severity}')} {f.file} · {f.feature or '–'} · {f.field or '–'}: {f.what(t)} {f.mend(t)}"
        for f in faults
    ]
    return "\n".join([*rows, t("check.summary", **_counts(faults), files=files)])
