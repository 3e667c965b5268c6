"""``geoapp prepare``: compile ahead, so that no first question waits for a compiler."""

from __future__ import annotations

from pathlib import Path

import click

from geoapp.bootstrap import prepare as compile_ahead
from geoapp.cli.calls import home_option, in_words, language_option
from geoapp.config import load_config
from geoapp.i18n import Translator

_HELP = """Biên dịch sẵn phần tính toán; chạy một lần sau khi cài, khoảng một phút.

Compile the computing parts ahead; once after installation, about a minute. Without it the first start does so, while
answers come more slowly.

\b
Ví dụ / Example:
  geoapp prepare
"""


@click.command("prepare", help=_HELP)
@home_option
@language_option
@in_words
def prepare(t: Translator, home: Path | None) -> None:
    """Compile and say so."""
    click.echo(t("prepare.begun"), err=True)
    compile_ahead(load_config(home))
    click.echo(t("prepare.done"), err=True)
