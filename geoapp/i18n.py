"""Words, numbers and dates in Vietnamese and English.

The catalogues are TOML files in ``geoapp/catalogues``; each entry holds both
languages side by side: ``key = { vi = "…", en = "…" }``. Placeholders are named
(``{count}``); integers and floats put into them are written the reader's way.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Literal

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
DEFAULT_LANGUAGE: Language = "vi"

VIETNAM_TIME = dt.timezone(dt.timedelta(hours=7))
"""The clock of every ward, wherever the program runs: the same data print the same day everywhere."""

NO_BREAK_SPACE = "\u00a0"
_DASH = "–"
_VIETNAMESE_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: dictionary order
_LETTER_MARKS = {"\u0302": "^", "\u0306": "(", "\u031b": "+"}


@functools.cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return every entry as ``{key: {"vi": …, "en": …}}``."""
    entries: dict[str, Mapping[str, str]] = {}
    folder = resources.files("geoapp") / "catalogues"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "", entries)
    return entries


def _flatten(node: Mapping[str, object], prefix: str, out: dict[str, Mapping[str, str]]) -> None:
    for key, value in node.items():
        name = f"{prefix}{key}"
        if not isinstance(value, Mapping):
            raise TypeError(f"catalogue entry {name} is not a table of languages")
        if set(value) == set(LANGUAGES):
            if name in out:
                raise ValueError(f"catalogue entry {name} stands twice")
            out[name] = {k: str(v) for k, v in value.items()}
        else:
            _flatten(value, f"{name}.", out)


@dataclass(frozen=True)
class Translator:
    """Everything that depends on the reader's language."""

    language: Language = DEFAULT_LANGUAGE

    def __call__(self, key: str, /, **params: object) -> str:
        """Return the sentence `key`; a missing key raises ``KeyError``, so tests find it."""
        shown = {name: self._shown(value) for name, value in params.items()}
        return catalogue()[key][self.language].format_map(shown)

    def has(self, key: str) -> bool:
        """Tell whether the catalogues hold `key`."""
        return key in catalogue()

    def prefixed(self, prefix: str) -> dict[str, str]:
        """Return the raw entries whose key begins with `prefix`, for the browser."""
        return {k: v[self.language] for k, v in catalogue().items() if k.startswith(prefix)}

    def _shown(self, value: object) -> str:
        if isinstance(value, bool):
            return str(value)
        if isinstance(value, int):
            return self.number(value)
        if isinstance(value, float):
            return self.number(value, 1)
        return str(value)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """Return `value` with the reader's separators: ``3.260`` or ``3,260``."""
        if value is None or value != value:
            return _DASH
        text = f"{round(value, decimals) + 0.0:,.{decimals}f}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "vi" else text

    def percent(self, share: float | None, decimals: int = 1) -> str:
        """Return a share of 0 to 1 as ``29,6 %`` (no-break space) or ``29.6%``."""
        if share is None or share != share:
            return _DASH
        gap = NO_BREAK_SPACE if self.language == "vi" else ""
        return f"{self.number(100 * share, decimals)}{gap}%"

    def metres(self, value: float | None, decimals: int = 0) -> str:
        """Return a length in metres with its unit: ``93 m``."""
        if value is None or value != value or value in (float("inf"), float("-inf")):
            return _DASH
        return f"{self.number(value, decimals)}{NO_BREAK_SPACE}m"

    def date(self, value: dt.date | str | None) -> str:
        """Return a day as ``23/11/2026`` (vi) or ``23 Nov 2026`` (en); of a moment, the day in Vietnam.

        >>> Translator().date(dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC))
        '23/11/2026'
        """
        if value is None or value == "":
            return _DASH
        day = dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value
        if isinstance(day, dt.datetime):
            day = day.astimezone(VIETNAM_TIME).date()
        return day.strftime("%d/%m/%Y") if self.language == "vi" else f"{day.day} {day:%b %Y}"

    def moment(self, value: dt.datetime) -> str:
        """Return a moment by the clock of Vietnam: ``23/11/2026 00:05``."""
        return f"{self.date(value)} {value.astimezone(VIETNAM_TIME):%H:%M}"


@functools.cache
def translator(language: str) -> Translator:
    """Return the translator of a language; an unknown one gives the default."""
    for known in LANGUAGES:
        if known == language:
            return Translator(known)
    return Translator(DEFAULT_LANGUAGE)


def fold(text: str) -> str:
    """Return `text` lower-cased and without any mark, so that search ignores accents.

    >>> fold("Phố Hoà Bình, Đường Đê")
    'pho hoa binh, duong de'
    """
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def sort_key(text: str) -> tuple[tuple[tuple[int, object], ...], tuple[int, ...]]:
    """Return a key that orders text as a Vietnamese dictionary does, numbers by value.

    >>> sorted(["Tổ 10", "Tổ 9", "Đê", "Dê", "Ấn", "An"], key=sort_key)
    ['An', 'Ấn', 'Dê', 'Đê', 'Tổ 9', 'Tổ 10']
    """
    letters: list[tuple[int, object]] = []
    tones: list[int] = []
    digits = ""
    for char in unicodedata.normalize("NFC", text.lower()) + "\0":
        if char.isascii() and char.isdigit():
            digits += char
            continue
        if digits:
            letters.append((0, int(digits)))
            tones.append(0)
            digits = ""
        if char != "\0":
            letter, tone = _letter_and_tone(char)
            letters.append(letter)
            tones.append(tone)
    return tuple(letters), tuple(tones)


def _letter_and_tone(char: str) -> tuple[tuple[int, object], int]:
    parts = unicodedata.normalize("NFD", char)
    base, marks = parts[0], parts[1:]
    tone = next((_TONES.index(m) + 1 for m in marks if m in _TONES), 0)
    letter = unicodedata.normalize("NFC", base + "".join(m for m in marks if m in _LETTER_MARKS))
    place = _VIETNAMESE_LETTERS.find(letter)
    return ((1, place) if place >= 0 else (2, ord(base))), tone
