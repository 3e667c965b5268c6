"""Wrong calls in the reader's language: Click knows what is wrong, the catalogues say it."""

from __future__ import annotations

import functools
import io
import sys
from collections.abc import Sequence
from typing import Any, cast

import click

from geoapp.domain.text import safe_lines
from geoapp.i18n import DEFAULT_LANGUAGE, LANGUAGES, Translator, translator

_INTERRUPTED = 130
_LETTERS = "ướặợ“”…─→"


class WordedGroup(click.Group):
    """A group of commands whose usage errors read Vietnamese or English, like everything else."""

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
        return t("usage.no-such-command", commands=", ".join(sorted(error.ctx.command.commands)))
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
