"""The command line's door: ``geoapp``. A command parses, calls a use case, prints.

A command's module is loaded when the command is called: ``geoapp check`` need not wait for what draws maps.
"""

from __future__ import annotations

import click

from geoapp import __version__
from geoapp.cli.usage import WordedGroup
from geoapp.i18n import DEFAULT_LANGUAGE, LANGUAGES

_HELP = """Bản đồ và quy hoạch điểm chữa cháy công cộng. Khi có cháy, gọi 114.

Maps and plans public fire points. In a fire in Vietnam, call 114.
"""
_COMMANDS = ("serve", "check", "coverage", "plan", "export", "demo", "prepare")
"""Each is the function of its name in the module of its name."""


@click.group("geoapp", cls=WordedGroup, later={c: f"geoapp.cli.{c}" for c in _COMMANDS}, help=_HELP)
@click.version_option(__version__, prog_name="geoapp")
@click.option("--lang", type=click.Choice(LANGUAGES), default=DEFAULT_LANGUAGE, help="Ngôn ngữ / language.")
@click.pass_context
def main(context: click.Context, lang: str) -> None:
    """Remember the reader's language for the command."""
    context.obj = {"lang": lang}
