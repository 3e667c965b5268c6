"""``geoapp export``: a ward as one file for people without a server."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from geoapp.domain.ward import Ward
from geoapp.errors import CallFault, GeoappError
from geoapp.exports.html import ward_html
from geoapp.i18n import DEFAULT_LANGUAGE, LANGUAGES, translator
from geoapp.maps import map_shell
from geoapp.paths import templates_folder
from geoapp.store import atomic
from geoapp.usecases.offline import offline_payloads

_HELP = """Ghi bản đồ của một phường thành một tệp, mở được khi không có mạng.

Write a ward as one file. KIND html: the map page with everything inside; it opens with no network.

\b
Ví dụ / Example:
  geoapp export phuong-lam html --out phuong-lam.html
"""


def _html(ward: Ward, lang: str) -> bytes:
    parts = map_shell(ward.info.bounds, lambda path: path)
    return ward_html(ward, offline_payloads(ward, lang), parts, templates_folder(), lang)


KINDS: Mapping[str, Callable[[Ward, str], bytes]] = {"html": _html}
"""What can be written: name -> function of ward and language giving the file's bytes."""


@click.command("export", help=_HELP)
@click.argument("ward")
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Tệp đích / file to write."
)
@click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), help="Thư mục làm việc / workspace."
)
@click.option("--lang", type=click.Choice(LANGUAGES), help="Ngôn ngữ / language.")
@click.pass_context
def export(context: click.Context, /, ward: str, kind: str, out: Path, **options: Any) -> None:
    """Parse the call, ask the use cases, write the file whole or not at all."""
    lang = options["lang"] or (context.obj or {}).get("lang") or DEFAULT_LANGUAGE
    t = translator(lang)
    try:
        content = KINDS[kind](_open_ward(ward, options["home"]), lang)
        write_whole(out, content)
    except GeoappError as error:
        click.echo(error.sentence(t), err=True)
        sys.exit(2 if isinstance(error, CallFault) else 1)
    click.echo(t("export.written", file=str(out), size=round(len(content) / 1000)))


def _open_ward(ward: str, home: Path | None) -> Ward:
    from geoapp.bootstrap import library  # the wiring reads the workspace; nothing happens at import

    opened: Ward = library(home).open(ward)
    return opened


def write_whole(file: Path, content: bytes) -> None:
    """Write `content` to `file` whole or not at all; say in words why it could not be written."""
    folder = file.absolute().parent
    if not folder.is_dir():
        raise CallFault("export-folder-missing", folder=str(folder))
    try:
        atomic.write_whole(file.absolute(), content)
    except OSError as error:
        raise CallFault("export-not-written", file=str(file), reason=error.strerror or str(error)) from error
