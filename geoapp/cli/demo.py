"""``geoapp demo``: the sample ward as files of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from geoapp.bootstrap import sample_files
from geoapp.cli.calls import in_words, language_option
from geoapp.errors import CallFault, DataFault
from geoapp.i18n import Translator
from geoapp.store import atomic

_HELP = """Ghi phường mẫu vào một thư mục.

Write the sample ward into a folder: ward.json and its layers. Nothing that is there is overwritten.

\b
Ví dụ / Example:
  geoapp demo phuong-mau
"""


@click.command("demo", help=_HELP)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@language_option
@in_words
def demo(t: Translator, folder: Path) -> None:
    """Write the sample ward's files, each whole."""
    ward, files = next(iter(sample_files().items()))
    for name in files:
        if (folder / name).exists():
            raise CallFault("demo-folder-used", folder=str(folder), file=name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            atomic.write_whole(folder / name, data)
    except OSError as error:
        raise DataFault(
            "demo-not-written", folder=str(folder), reason=error.strerror or str(error)
        ) from error
    click.echo(t("demo.done", ward=ward, files=len(files), folder=str(folder)))
