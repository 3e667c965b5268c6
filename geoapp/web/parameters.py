"""What a caller sends, as the values the use cases take; anything else is a sentence."""

from __future__ import annotations

import math

from flask import request

from geoapp.errors import CallFault

_MOST_DIGITS = 24


def numbers(name: str) -> list[float] | None:
    """Return every value of a repeatable number, or ``None`` where it is absent."""
    texts = request.args.getlist(name)
    return [_number(name, text) for text in texts] if texts else None


def number(name: str) -> float:
    """Return a number that must be there."""
    found = numbers(name)
    if not found:
        raise CallFault("parameter-missing", parameter=name)
    return found[-1]


def choice(name: str, allowed: tuple[str, ...], default: str | None = None) -> str | None:
    """Return one of `allowed`, or `default` where the parameter is absent."""
    value = request.args.get(name)
    if value is None:
        return default
    if value not in allowed:
        raise CallFault("parameter-choice", parameter=name, value=value[:80], allowed=", ".join(allowed))
    return value


def _number(name: str, text: str) -> float:
    try:
        plain = len(text) <= _MOST_DIGITS and text.isascii() and "_" not in text  # Python reads 1_0 as 10
        value = float(text) if plain else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise CallFault("parameter-number", parameter=name, value=text[:80])
    return value
