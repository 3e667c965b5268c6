"""What every command shares: its language, its workspace, and faults as sentences with an exit code."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from geoapp.domain.text import safe_lines
from geoapp.errors import CallFault, GeoappError, NotFound
from geoapp.i18n import DEFAULT_LANGUAGE, LANGUAGES, Translator, translator

Command = TypeVar("Command", bound=Callable[..., Any])

language_option = click.option("--lang", type=click.Choice(LANGUAGES), help="Ngôn ngữ / language.")
home_option = click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), help="Thư mục làm việc / workspace."
)


def language_of(context: click.Context, lang: str | None = None) -> str:
    """Return the language of this command's own option, else that of ``geoapp --lang``, else Vietnamese."""
    chosen = lang or context.find_root().params.get("lang")
    return chosen if isinstance(chosen, str) else DEFAULT_LANGUAGE


def in_words(command: Command) -> Command:
    """Turn faults into a sentence on stderr and an exit code: 1 the data, 2 the call.

    The command gets the translator as its first argument, and no `lang`.
    """

    @functools.wraps(command)
    def told(*args: Any, lang: str | None = None, **kwargs: Any) -> Any:
        context = click.get_current_context()
        t: Translator = translator(language_of(context, lang))
        try:
            return command(t, *args, **kwargs)
        except GeoappError as error:
            click.echo(safe_lines(error.sentence(t)), err=True)
            context.exit(2 if isinstance(error, CallFault | NotFound) else 1)

    return told  # type: ignore[return-value]  # the wrapper takes what Click passes


def print_bytes(text: str) -> None:
    """Print UTF-8 as it is: neither Windows code pages nor its line ends change what is written."""
    click.echo(text.encode("utf-8"), nl=False)
