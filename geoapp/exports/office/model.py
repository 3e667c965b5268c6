"""What office documents are made of, as plain data and finished words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """What a document says of itself; `made` is the time of the data, so that bytes repeat."""

    title: str
    subject: str
    author: str
    language: str
    made: dt.datetime


@dataclass(frozen=True)
class Image:
    """A picture (PNG) with the size it is shown in, in millimetres, and its words for who cannot see it."""

    png: bytes
    width_mm: float
    height_mm: float
    alt: str


@dataclass(frozen=True)
class Table:
    """A table: columns named by `heads` and wide in proportion to `widths`; those in `figures` stand right-aligned.

    With `total` the last row sums up the others. `caption` is also its words for who cannot see it.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    figures: frozenset[int] = frozenset()
    total: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading of the text."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text."""

    text: str


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class LetterHead:
    """The head of a state office's letter; an empty `parent` has no line."""

    parent: str
    office: tuple[str, ...]
    country: str
    motto: str
    number: str
    place_and_date: str


@dataclass(frozen=True)
class Report:
    """A report: its head, kind and subject, the text, who signs, who gets it, and a map as appendix on its own page."""

    about: About
    head: LetterHead
    kind: str
    subject: str
    warning: str
    body: tuple[Block, ...]
    signer: str
    recipients: tuple[str, ...]
    appendix: str
    map: Image
    map_caption: str


@dataclass(frozen=True)
class Series:
    """A row of figures of a chart with its colour (``#RRGGBB``)."""

    name: str
    values: tuple[float, ...]
    colour: str


@dataclass(frozen=True)
class Bars:
    """A chart of stacked bars, one for each category, the first on top; `alt` tells what it shows."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str


@dataclass(frozen=True)
class Figure:
    """A large figure and what it counts."""

    value: str
    words: str


@dataclass(frozen=True)
class Slide:
    """A slide: a statement as title; left a picture, a chart or text; right figures or a table; the source in the notes.

    `under` are lines said below a table of at most ten rows, the last of them in bold.
    """

    title: str
    notes: str
    left: Image | Bars | tuple[str, ...]
    right: Table | tuple[Figure, ...] = ()
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deck:
    """A presentation; `foot` stands on every slide, `warning` too where positions are illustrative."""

    about: About
    slides: tuple[Slide, ...]
    foot: str
    warning: str
