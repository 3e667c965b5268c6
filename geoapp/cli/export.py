"""``geoapp export``: a ward as one file for people without a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from geoapp.cli.calls import home_option, in_words, language_option
from geoapp.cli.places import open_ward
from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.exports.html import ward_html
from geoapp.i18n import Translator
from geoapp.maps import map_shell
from geoapp.paths import templates_folder
from geoapp.store import atomic
from geoapp.usecases.offline import offline_page, offline_payloads

_HELP = """Ghi bản đồ của một phường thành một tệp, mở được khi không có mạng.

Write a ward as one file. KIND html: the map page with everything inside; it opens with no network.

\b
Ví dụ / Example:
  geoapp export phuong-lam html --out phuong-lam.html
"""


def _html(ward: Ward, t: Translator) -> bytes:
    parts = map_shell(ward.info.bounds, lambda path: path)
    page = offline_page(ward, t)
    return ward_html(page, offline_payloads(ward, t.language), parts, templates_folder(), t)


KINDS: Mapping[str, Callable[[Ward, Translator], bytes]] = {"html": _html}
"""What can be written: name -> function of ward and translator giving the file's bytes."""


@click.command("export", help=_HELP)
@click.argument("ward")
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Tệp đích / file to write."
)
@home_option
@language_option
@in_words
def export(t: Translator, /, ward: str, kind: str, out: Path, home: Path | None) -> None:
    """Parse the call, ask the use cases, write the file whole or not at all."""
    content = KINDS[kind](open_ward(ward, home), t)
    write_whole(out, content)
    click.echo(t("export.written", file=str(out), size=round(len(content) / 1000)))


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
