"""Sheets of QR codes to cut apart: one code a group, on a notice board or a cabinet's door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import segno
from matplotlib.path import Path

from geoapp.exports.paper.fonts import fitted, wrapped
from geoapp.exports.paper.sheet import Sheet
from geoapp.exports.paper.style import Style

_WIDTH_MM, _HEIGHT_MM, _MARGIN_MM, _FOOT_MM = 210.0, 297.0, 10.0, 12.0
_COLUMNS, _ROWS = 2, 3
CODES_A_SHEET = _COLUMNS * _ROWS
_CODE_MM, _QUIET = 50.0, 4
"""Side of a code with its quiet zone of four modules (ISO/IEC 18004)."""
_NAVY, _RED, _SOFT = "#1F4E79", "#9B0D18", "#465160"


@dataclass(frozen=True)
class Code:
    """One group's code: what the plate says, the title, what a reader does, and the address behind it."""

    plate: str
    title: str
    how: str
    address: str


def qr_sheets(codes: Sequence[Code], ward: str, call: str, foot: str) -> tuple[Sheet, ...]:
    """Return sheets of A4 with six codes each; lines to cut along between them."""
    parts = [codes[at : at + CODES_A_SHEET] for at in range(0, len(codes), CODES_A_SHEET)]
    return tuple(_sheet(part, ward, call, foot) for part in parts)


def _sheet(codes: Sequence[Code], ward: str, call: str, foot: str) -> Sheet:
    sheet = Sheet(_WIDTH_MM, _HEIGHT_MM, Style(True))
    width = (_WIDTH_MM - 2 * _MARGIN_MM) / _COLUMNS
    height = (_HEIGHT_MM - 2 * _MARGIN_MM - _FOOT_MM) / _ROWS
    for at, code in enumerate(codes):
        x = _MARGIN_MM + (at % _COLUMNS) * width
        y = _HEIGHT_MM - _MARGIN_MM - (at // _COLUMNS + 1) * height
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
        sheet.line(corners, 0.4, "#7C8794", dash=(4, 3))
        _cell(sheet, code, ward, call, x + 5, y + 4, width - 10, height - 8)
    sheet.text(_MARGIN_MM, 9, fitted(foot, "regular", 7, _WIDTH_MM - 2 * _MARGIN_MM), 7, colour=_SOFT)
    return sheet


def _cell(
    sheet: Sheet, code: Code, ward: str, call: str, x: float, y: float, width: float, height: float
) -> None:
    top = y + height
    sheet.box(x, top - 17, 26, 17, fill=_NAVY)
    size = 30 if len(code.plate) < 3 else 20
    sheet.text(
        x + 13, top - 8.5 - size * 0.125, fitted(code.plate, "bold", size, 25), size, "bold", "#FFFFFF", "center"
    )
    sheet.text(x + 30, top - 7, fitted(code.title, "bold", 14, width - 30), 14, "bold")
    sheet.text(x + 30, top - 13.5, fitted(ward, "regular", 9, width - 30), 9)
    _code(sheet, code.address, x - 3, top - 19 - _CODE_MM, _CODE_MM)
    line_y = top - 29.0
    for line in wrapped(code.how, "regular", 9, width - _CODE_MM + 1)[:5]:
        sheet.text(x + _CODE_MM - 1, line_y, line, 9)
        line_y -= 4.6
    sheet.text(x + _CODE_MM - 1, top - 62, call, 8.5, "bold", _RED)
    sheet.text(x, y + 1.2, fitted(code.address, "regular", 6.5, width), 6.5, colour=_SOFT)


def _code(sheet: Sheet, address: str, x: float, y: float, side: float) -> None:
    """Draw a code; error correction Q: a quarter of it may be soiled."""
    dark = np.array([list(row) for row in segno.make(address, error="q", micro=False).matrix], dtype=bool)
    count = len(dark) + 2 * _QUIET
    module = side / count
    squares = []
    for row, column in np.argwhere(dark):
        left, low = x + (_QUIET + column) * module, y + side - (_QUIET + row + 1) * module
        squares.append(
            Path([(left, low), (left + module, low), (left + module, low + module), (left, low + module), (left, low)],
                 closed=True)
        )  # fmt: skip
    sheet.fills(squares, "#000000")
