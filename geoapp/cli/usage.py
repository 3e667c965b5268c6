"""Wrong calls in the reader's language: Click knows what is wrong, the catalogues say it."""

from __future__ import annotations

import functools
import importlib
import io
import sys
from collections.abc import Mapping, Sequence
from typing import Any, cast

import click

from geoapp.domain.text import safe_lines
from geoapp.i18n import DEFAULT_LANGUAGE, LANGUAGES, Translator, translator

_INTERRUPTED = 130
_LETTERS = "ướặợ“”…─→"


class WordedGroup(click.Group):
    """A group of commands whose usage errors read Vietnamese or English, like everything else.

    Parameters
    ----------
    later
        Commands by name, and the modules that hold them under that name: a module is loaded when its command is called
        or listed, so that a check does not wait for what draws maps, nor the planner's worker, which loads the
        program's first module again, for any of it.
    """

    def __init__(self, *args: Any, later: Mapping[str, str] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._later = dict(later or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted; no module is loaded for that."""
        return sorted({*super().list_commands(ctx), *self._later})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, loading its module the first time; ``None`` if there is none of that name."""
        module = self._later.get(cmd_name)
        if module is not None and cmd_name not in self.commands:
            self.add_command(getattr(importlib.import_module(module), cmd_name), cmd_name)
        return super().get_command(ctx, cmd_name)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run the call; exit 2 with a sentence where the call is at fault."""
        words = list(sys.argv[1:] if args is None else args)
        alone = options.pop("standalone_mode", True)
        run = functools.partial(cast(Any, super().main), words, *rest, standalone_mode=False, **options)
        if not alone:
            return run()
        _speak_vietnamese()
        t = translator(_language(words))
        try:
            sys.exit(run())
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(2)
        except click.UsageError as error:
            click.echo(safe_lines(_told(error, t)), err=True)
            sys.exit(2)
        except click.ClickException as error:
            click.echo(error.format_message(), err=True)
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo(t("usage.stopped"), err=True)
            sys.exit(_INTERRUPTED)


def _speak_vietnamese() -> None:
    """Let output go out as UTF-8 where its code page (a pipe on Windows: cp1252) has no Vietnamese letters."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        try:
            _LETTERS.encode(stream.encoding)
        except UnicodeEncodeError:
            stream.reconfigure(encoding="utf-8")


def _language(words: Sequence[str]) -> str:
    """Return the language a call asks for, even where the rest of it cannot be parsed."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else following
        if word.split("=")[0] == "--lang" and value in LANGUAGES:
            return value
    return DEFAULT_LANGUAGE


def _told(error: click.UsageError, t: Translator) -> str:
    command = error.ctx.command_path if error.ctx else "geoapp"
    return f"{_sentence(error, t)}\n{t('usage.help', command=command)}"


def _sentence(error: click.UsageError, t: Translator) -> str:
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or ())
        return t(
            "usage.no-such-option-near" if near else "usage.no-such-option",
            option=error.option_name,
            near=near,
        )
    if isinstance(error, click.MissingParameter):
        return t("usage.missing", name=_name(error))
    if isinstance(error, click.BadParameter):
        return f"{t('usage.bad-value', name=_name(error))} {_expected(error.param, t)}".rstrip()
    if isinstance(error, click.BadOptionUsage):
        return t("usage.bad-option", option=error.option_name)
    if error.ctx is not None and isinstance(error.ctx.command, click.Group):
        return t("usage.no-such-command", commands=", ".join(error.ctx.command.list_commands(error.ctx)))
    return t("usage.extra")


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    return str(error.param.make_metavar(error.ctx)) if error.ctx else str(error.param.name)


def _expected(param: click.Parameter | None, t: Translator) -> str:
    kind = param.type if param else None
    if isinstance(kind, click.Choice):
        return t("usage.expected-choice", choices=", ".join(str(c) for c in kind.choices))
    if isinstance(kind, click.IntRange):
        return t("usage.expected-range", least=str(kind.min), most=str(kind.max))
    if isinstance(kind, click.types.FloatParamType):
        return t("usage.expected-number")
    if isinstance(kind, click.Path):
        return t("usage.expected-path")
    return ""
