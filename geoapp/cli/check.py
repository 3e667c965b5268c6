"""``geoapp check``: every fault of every file at once."""

from __future__ import annotations

import json
from pathlib import Path

import click

from geoapp.domain.check import check_layer
from geoapp.domain.faults import Fault
from geoapp.domain.layers import LAYERS
from geoapp.errors import CallFault
from geoapp.i18n import Translator, translator

_HELP = """Kiểm tra các tệp lớp dữ liệu: nêu mọi lỗi, ở đâu, sửa thế nào.

Check layer files: every fault, where it is, how to mend it. A file is checked as the layer its name says.

\b
Ví dụ / Example:
  geoapp check fire_points.geojson buildings.geojson
"""


@click.command("check", help=_HELP)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...], form: str) -> None:
    """Parse the call, check, print; exit 1 if there is an error, 2 if the call is at fault."""
    t = translator((context.obj or {}).get("lang", "vi"))
    try:
        faults = [fault for file in files for fault in _faults_of(file)]
    except CallFault as error:
        click.echo(error.sentence(t), err=True)
        context.exit(2)
    lines = _json(faults, t) if form == "json" else _table(faults, len(files), t)
    click.echo((lines + "\n").encode("utf-8"), nl=False)
    context.exit(1 if any(f.severity == "error" for f in faults) else 0)


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
