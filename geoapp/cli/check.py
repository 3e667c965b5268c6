"""``geoapp check``: every fault of every file at once."""

from __future__ import annotations

import json
from pathlib import Path

import click

from geoapp.cli.calls import home_option, in_words, language_option, print_bytes
from geoapp.cli.places import library_of
from geoapp.domain.check import check_layer
from geoapp.domain.faults import Fault
from geoapp.domain.layers import LAYERS
from geoapp.errors import CallFault
from geoapp.i18n import Translator

_HELP = """Kiểm tra một phường hoặc các tệp lớp dữ liệu: nêu mọi lỗi, ở đâu, sửa thế nào.

Check a ward (its id, or a folder with ward.json) or layer files: every fault, where it is, how to mend it.
A file is checked as the layer its name says.

\b
Ví dụ / Examples:
  geoapp check phuong-lam
  geoapp check fire_points.geojson buildings.geojson
"""


@click.command("check", help=_HELP)
@click.argument("places", nargs=-1, metavar="[PHƯỜNG | TỆP…]")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@home_option
@language_option
@in_words
def check(t: Translator, places: tuple[str, ...], form: str, home: Path | None) -> None:
    """Parse the call, check, print; exit 1 if there is an error, 2 if the call is at fault."""
    faults, files = _faults(places, home)
    print_bytes((_json(faults, t) if form == "json" else _table(faults, files, t)) + "\n")
    click.get_current_context().exit(1 if any(f.severity == "error" for f in faults) else 0)


def _faults(places: tuple[str, ...], home: Path | None) -> tuple[list[Fault], int]:
    """Return the faults of what was named, and how many files were read."""
    if not places:
        raise CallFault("check-nothing")
    if len(places) == 1 and not _is_file(Path(places[0])):
        library, ward = library_of(places[0], home)
        report = library.check(ward)
        return list(report.faults), len(report.layers) + 1
    return [fault for place in places for fault in _faults_of(Path(place))], len(places)


def _is_file(place: Path) -> bool:
    """Tell a file, also one that is missing or wrongly named, from a ward's id and from a folder."""
    return not place.is_dir() and (place.suffix != "" or place.stem in LAYERS)


def _faults_of(file: Path) -> list[Fault]:
    if file.stem not in LAYERS:
        raise CallFault("check-unknown-layer", file=str(file), layers=", ".join(LAYERS))
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CallFault("check-unreadable", file=str(file)) from error
    return check_layer(data, LAYERS[file.stem], file.name)


def _json(faults: list[Fault], t: Translator) -> str:
    return json.dumps([f.as_dict(t) for f in faults], ensure_ascii=False, indent=1)


def _table(faults: list[Fault], files: int, t: Translator) -> str:
    errors = sum(f.severity == "error" for f in faults)
    rows = [
        f"{t(f'check.{f.severity}')} {f.file} · {f.feature or '–'} · {f.field or '–'}: {f.what(t)} {f.mend(t)}"
        for f in faults
    ]
    return "\n".join([*rows, t("check.summary", errors=errors, warnings=len(faults) - errors, files=files)])
