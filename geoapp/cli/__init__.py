"""The command line's door: ``geoapp``. A command parses, calls a use case, prints.

A command's module is loaded when the command is called: ``geoapp check`` need not wait for what draws maps.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, MutableMapping

import click

from geoapp import __version__
from geoapp.cli.usage import WordedGroup
from geoapp.i18n import DEFAULT_LANGUAGE, LANGUAGES

_HELP = """Bản đồ và quy hoạch điểm chữa cháy công cộng. Khi có cháy, gọi 114.

Maps and plans public fire points. In a fire in Vietnam, call 114.
"""


class _Commands(MutableMapping[str, click.Command]):
    """Commands by name; each is the function of that name in the module of that name beside this one."""

    def __init__(self, *names: str) -> None:
        self._known: dict[str, click.Command | None] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> click.Command:
        known = self._known[name]
        if known is None:
            known = self._known[name] = getattr(importlib.import_module(f"{__name__}.{name}"), name)
        return known

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


_COMMANDS = _Commands("serve", "check", "coverage", "plan", "export", "demo", "prepare")


@click.group("geoapp", cls=WordedGroup, commands=_COMMANDS, help=_HELP)
@click.version_option(__version__, prog_name="geoapp")
@click.option("--lang", type=click.Choice(LANGUAGES), default=DEFAULT_LANGUAGE, help="Ngôn ngữ / language.")
@click.pass_context
def main(context: click.Context, lang: str) -> None:
    """Remember the reader's language for the command."""
    context.obj = {"lang": lang}
