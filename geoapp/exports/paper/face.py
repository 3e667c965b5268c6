"""The face of a product, small, for a screen: sheets as they are, and a drawing of what other programs will lay out.

A slide, a letter, a list or a page in a browser is drawn with its own words and pictures; the program that opens the
file sets them in its own fonts.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.image import imread
from PIL import Image

from geoapp.exports.paper.fonts import Weight, fitted, wrapped
from geoapp.exports.paper.pdf import png_bytes
from geoapp.exports.paper.sheet import Sheet
from geoapp.exports.paper.style import Style

LONG_SIDE_PX = 1040
_FINER = 2
_COLOURS = 128
_RED, _NAVY, _SOFT, _RULE = "#9B0D18", "#1F4E79", "#465160", "#C3CAD2"
_SLIDE_MM, _LETTER_MM, _LIST_MM, _SCREEN_MM = (338.7, 190.5), (210.0, 297.0), (240.0, 150.0), (320.0, 190.0)
_PICTURE_MM = (12.0, 14.5, 214.0, 150.0)


@dataclass(frozen=True)
class Letter:
    """The first page of a letter: two heads side by side, kind, subject, a warning, and the text; ``#`` marks a heading."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    kind: str
    subject: str
    warning: str
    text: tuple[str, ...]


def small_png(sheet: Sheet, long_side_px: int = LONG_SIDE_PX) -> bytes:
    """Return a sheet as a small PNG: drawn finer, scaled down, in few colours."""
    longest_mm = max(sheet.width_mm, sheet.height_mm) * sheet.factor
    raw = png_bytes(sheet, long_side_px * _FINER / (longest_mm / 25.4))
    with Image.open(io.BytesIO(raw)) as image:
        small = image.convert("RGB").reduce(_FINER).quantize(_COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def slide_face(
    title: str, foot: str, picture: bytes, figures: Sequence[tuple[str, str]], colour: bool
) -> Sheet:
    """Return a slide with a picture and large figures."""
    sheet = _blank(_SLIDE_MM, colour)
    sheet.text(12, 172, fitted(title, "bold", 24, 314), 24, "bold", _RED)
    _image(sheet, _PICTURE_MM, picture)
    y = 150.0
    for value, words in figures:
        sheet.text(232, y, value, 28, "bold", _NAVY)
        for line in wrapped(words, "regular", 15, 96)[:2]:
            y -= 7.0
            sheet.text(232, y, line, 15)
        y -= 18.0
    sheet.text(12, 6, fitted(foot, "regular", 11, 314), 11, colour=_SOFT)
    return sheet


def letter_face(letter: Letter, colour: bool) -> Sheet:
    """Return the first page of a letter."""
    sheet = _blank(_LETTER_MM, colour)
    for x, lines in ((62.0, letter.left), (148.0, letter.right)):
        for row, line in enumerate(lines):
            sheet.text(x, 272 - row * 6.2, fitted(line, "semibold", 10.5, 84), 10.5, "semibold", align="center")
    y = 272 - 6.2 * max(len(letter.left), len(letter.right)) - 10
    sheet.text(105, y, letter.kind, 14, "bold", align="center")
    for line in wrapped(letter.subject, "bold", 13, 150)[:2]:
        y -= 6.8
        sheet.text(105, y, line, 13, "bold", align="center")
    if letter.warning:
        y -= 7.5
        sheet.text(105, y, fitted(letter.warning, "semibold", 10, 160), 10, "semibold", "#7A4B00", "center")
    y -= 6.0
    for part in letter.text:
        weight: Weight = "bold" if part.startswith("#") else "regular"
        for line in wrapped(part.removeprefix("#"), weight, 11.5, 158):
            y -= 6.6
            if y < 24:
                return sheet
            sheet.text(30, y, line, 11.5, weight)
        y -= 2.4
    return sheet


def list_face(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], colour: bool
) -> Sheet:
    """Return the upper left of a list: `widths` share the sheet's; all columns but the first stand right-aligned."""
    sheet = _blank(_LIST_MM, colour)
    width, height = _LIST_MM
    inner, row_mm = width - 20, 9.4
    sheet.text(10, height - 15, fitted(title, "bold", 17, inner), 17, "bold", _RED)
    edges = [10.0]
    for part in widths:
        edges.append(edges[-1] + inner * part / sum(widths))
    y = height - 30
    for at, row in enumerate([heads, *rows]):
        if y < 2:
            break
        if at == 0:
            sheet.box(10, y - 2.6, inner, row_mm, fill="#E6E9ED" if colour else "#FFFFFF")
        weight: Weight = "semibold" if at == 0 else "regular"
        for column, cell in enumerate(row):
            left, right = edges[column], edges[column + 1]
            words = fitted(cell, weight, 13, right - left - 3)
            x, align = (left + 1.5, "left") if column == 0 else (right - 1.5, "right")
            sheet.text(x, y, words, 13, weight, align=align)
        sheet.line([(10, y - 2.6), (10 + inner, y - 2.6)], 0.5, _RULE)
        y -= row_mm
    return sheet


def screen_face(title: str, sentence: str, picture: bytes, width_mm: float, height_mm: float) -> Sheet:
    """Return a page in a browser's window: its bar, and a map of the given size beside the sentence that matters."""
    sheet = _blank(_SCREEN_MM, True)
    width, height = _SCREEN_MM
    sheet.box(0, height - 14, width, 14, fill="#E3E8ED")
    for at in range(3):
        sheet.box(6 + at * 7, height - 9.5, 4.4, 4.4, fill="#C9CFD6")
    sheet.box(30, height - 11.5, width - 40, 9, fill="#FFFFFF")
    sheet.text(34, height - 8.6, fitted(title, "regular", 12, width - 50), 12, colour=_SOFT)
    side = width - width_mm
    y = height - 30.0
    for line in wrapped(sentence, "semibold", 17, side - 16)[:8]:
        sheet.text(8, y, line, 17, "semibold")
        y -= 9.4
    _image(sheet, (side, (height - 14 - height_mm) / 2, width_mm, height_mm), picture)
    return sheet


def _blank(size: tuple[float, float], colour: bool) -> Sheet:
    sheet = Sheet(*size, Style(colour))
    sheet.box(0, 0, *size, fill="#FFFFFF")
    return sheet


def _image(sheet: Sheet, box: tuple[float, float, float, float], png: bytes) -> None:
    x, y, width, height = box
    sheet.image(imread(io.BytesIO(png), "png"), x, y, width, height)
