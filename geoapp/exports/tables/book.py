"""What a workbook holds, as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from geoapp.i18n import Language

Kind = Literal["text", "wrapped", "count", "number", "metres", "share", "date", "degrees"]
Total = Literal["", "label", "sum", "rows", "share"]


@dataclass(frozen=True)
class Column:
    """A column: its head with the unit, the kind of its cells, its width in letters.

    `total` says what stands above the head: the word for the whole, the sum or the number of the rows a filter
    leaves, or the share of two summed columns, whose places are `share_of`. `bar` draws data bars.
    """

    head: str
    kind: Kind
    width: float
    total: Total = ""
    share_of: tuple[int, int] = (0, 0)
    bar: bool = False


@dataclass(frozen=True)
class Table:
    """A sheet with one list: rows of values by column, ``None`` for what is not known.

    `frozen` columns stay in sight; `empty` is said where there is no row. Of a wide list only the first `printed`
    columns go to paper, 0 means all.
    """

    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    frozen: int = 1
    empty: str = ""
    printed: int = 0


@dataclass(frozen=True)
class Line:
    """A line of a sheet of facts: a heading without values, or a label with its values and a note."""

    label: str
    values: tuple[Any, ...] = ()
    kinds: tuple[Kind, ...] = ()
    note: str = ""
    heading: bool = False


@dataclass(frozen=True)
class Facts:
    """A sheet of labelled facts; `sentence` is what it says first."""

    name: str
    title: str
    sentence: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Book:
    """A workbook. `created` is the data's time in UTC, not that of writing; `whole` is the word before totals."""

    title: str
    subject: str
    author: str
    created: dt.datetime
    language: Language
    whole: str
    footer: str
    sheets: tuple[Facts | Table, ...]
