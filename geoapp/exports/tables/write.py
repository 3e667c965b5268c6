"""From a book to the bytes of an XLSX file, by XlsxWriter.

Text is always written as text: what begins with ``=`` is no formula, what looks like an address is no link.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from geoapp.exports.plain_text import FORMULA_STARTS, clean
from geoapp.exports.tables.book import Book, Column, Facts, Kind, Table
from geoapp.symbology import TOKENS

_A4 = 9
_WORDS = ("text", "wrapped", "date")
_TITLE, _NOTE, _TOTAL, _HEAD, _FIRST = 0, 1, 2, 3, 4
_SUM_OF_SHOWN, _COUNT_OF_SHOWN = 109, 103
_FACT_WIDTHS = (38, 16, 16, 16, 16, 36)
_LINE_PT, _ROW_PT = 13.0, 15.0
_BAR = "#BBDDF2"
"""Light enough for the figure over it."""
_NO_FORMULAS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}  # fmt: skip


def book_bytes(book: Book) -> bytes:
    """Return the workbook; the same book gives the same bytes."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, _NO_FORMULAS)
    workbook.set_properties(
        {
            "title": clean(book.title), "subject": clean(book.subject), "author": clean(book.author),
            "company": "", "created": book.created.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0),
        }
    )  # fmt: skip
    workbook.set_calc_mode("auto")
    writer = _Writer(workbook, book)
    for sheet in book.sheets:
        if isinstance(sheet, Table):
            writer.table(sheet)
        else:
            writer.facts(sheet)
    workbook.close()
    return out.getvalue()


class _Writer:
    def __init__(self, workbook: xlsxwriter.Workbook, book: Book) -> None:
        self.workbook, self.book = workbook, book
        self.kept: dict[tuple[tuple[str, Any], ...], Format] = {}
        day = "dd/mm/yyyy" if book.language == "vi" else "[$-409]d mmm yyyy"
        # separators are the reader's own: a Vietnamese Windows shows 3.260 and 58,7 %
        self.formats: dict[Kind, str] = {
            "text": "General", "wrapped": "General", "count": "#,##0", "number": "#,##0.0", "metres": "#,##0",
            "share": r"0.0\ %" if book.language == "vi" else "0.0%", "date": day, "degrees": "0.000000",
        }  # fmt: skip

    def style(self, **given: Any) -> Format:
        """Return a format; equal ones are one."""
        key = tuple(sorted(given.items()))
        if key not in self.kept:
            self.kept[key] = self.workbook.add_format(
                {"font_name": "Arial", "font_size": 10, "valign": "top", "font_color": TOKENS["ink"], **given}
            )
        return self.kept[key]

    def sheet(self, name: str) -> Worksheet:
        """Return a new sheet, ready to be printed on A4."""
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        footer = clean(self.book.footer).replace("&", "&&")
        # the font's name also parts the size from a footer that begins with a figure
        sheet.set_footer(f'&L&8&"Arial,Regular"{footer}&R&8&"Arial,Regular"&P / &N')
        return sheet

    def cell(self, sheet: Worksheet, row: int, column: int, value: Any, kind: Kind, **look: Any) -> None:
        """Write one typed cell; what is not known stays empty."""
        given = {"num_format": self.formats[kind], **look}
        if kind == "wrapped":
            given["text_wrap"] = True
        if kind in _WORDS and "align" not in given:
            given |= {"align": "left", "indent": min(column, 1)}  # keeps off the figure to the left
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            sheet.write_blank(row, column, None, self.style(**given))
        elif isinstance(value, dt.date):
            sheet.write_datetime(
                row, column, dt.datetime(value.year, value.month, value.day), self.style(**given)
            )
        elif isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(row, column, value, self.style(**given))
        else:
            text = clean(str(value))
            if text.startswith(FORMULA_STARTS):
                given["quote_prefix"] = True  # it stays text when somebody opens the cell and leaves it
            sheet.write_string(row, column, text, self.style(**given))

    def facts(self, facts: Facts) -> None:
        """Write a sheet of labelled facts."""
        sheet = self.sheet(facts.name)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        for at, width in enumerate(_FACT_WIDTHS):
            sheet.set_column(at, at, width)
        self._title(sheet, facts.title)
        sheet.merge_range(_NOTE, 0, _NOTE, 5, "", self.style(text_wrap=True))
        self.cell(
            sheet, _NOTE, 0, facts.sentence, "wrapped", font_size=12, bold=True, font_color=TOKENS["red"]
        )
        sheet.set_row(_NOTE, 34)
        for row, line in enumerate(facts.lines, start=_NOTE + 2):
            look = {"bold": True, "bottom": 1, "bottom_color": TOKENS["line2"]} if line.heading else {}
            self.cell(sheet, row, 0, line.label, "wrapped", **look)
            for at, (value, kind) in enumerate(zip(line.values, line.kinds, strict=True), start=1):
                side = {"align": "right"} if line.heading and kind not in _WORDS else {}
                self.cell(sheet, row, at, value, kind, **look, **side)
            if line.note:
                self._note(sheet, row, 1 + len(line.values), line.note)

    def _note(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        """Write a long text over all columns to the right, as high as it needs."""
        last = len(_FACT_WIDTHS) - 1
        style = self.style(text_wrap=True)
        if column < last:
            sheet.merge_range(row, column, row, last, "", style)
        self.cell(sheet, row, column, text, "wrapped")
        letters = sum(_FACT_WIDTHS[column:])
        sheet.set_row(row, 14.0 * max(1, math.ceil(len(text) / letters)))

    def _title(self, sheet: Worksheet, title: str) -> None:
        self.cell(sheet, _TITLE, 0, title, "text", bold=True, font_size=15, font_color=TOKENS["navy"])
        sheet.set_row(_TITLE, 24)

    def table(self, table: Table) -> None:
        """Write a sheet with one list: title, note, totals, heads, rows."""
        sheet = self.sheet(table.name)
        self._title(sheet, table.title)
        self.cell(sheet, _NOTE, 0, table.note, "text", font_color=TOKENS["ink3"])
        last = _FIRST + max(len(table.rows), 1) - 1
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, column.width)
            self._head(sheet, at, column)
            self._total(sheet, at, table, last)
        sheet.set_row(_HEAD, 44)
        for row, values in enumerate(table.rows, start=_FIRST):
            for at, (column, value) in enumerate(zip(table.columns, values, strict=True)):
                self.cell(sheet, row, at, value, column.kind, bottom=4, bottom_color=TOKENS["line"])
            sheet.set_row(row, _height(table.columns, values))
        if not table.rows:
            self.cell(sheet, _FIRST, 0, table.empty, "text", italic=True)
        self._bars(sheet, table, last)
        sheet.autofilter(_HEAD, 0, last, len(table.columns) - 1)
        sheet.freeze_panes(_FIRST, table.frozen)
        sheet.repeat_rows(_HEAD)
        sheet.print_area(0, 0, last, (table.printed or len(table.columns)) - 1)

    def _head(self, sheet: Worksheet, at: int, column: Column) -> None:
        words = column.kind in _WORDS
        look = {"align": "left", "indent": min(at, 1)} if words else {"align": "right"}
        self.cell(
            sheet, _HEAD, at, column.head, "text", bold=True, text_wrap=True, valign="vcenter", **look,
            bg_color=TOKENS["navyw"], bottom=1, bottom_color=TOKENS["navy"],
        )  # fmt: skip

    def _total(self, sheet: Worksheet, at: int, table: Table, last: int) -> None:
        column = table.columns[at]
        look = {"bold": True, "top": 1, "top_color": TOKENS["line2"]}
        kind: Kind = "count" if column.total == "rows" else column.kind
        style = self.style(num_format=self.formats[kind], **look)
        if not table.rows or column.total == "":
            sheet.write_blank(_TOTAL, at, None, style)
        elif column.total == "label":
            self.cell(sheet, _TOTAL, at, self.book.whole, "text", **look)
        elif column.total == "share":
            part, whole = column.share_of
            top, bottom = (xl_rowcol_to_cell(_TOTAL, place) for place in (part, whole))
            told = (_sum(table, part), _sum(table, whole))
            value = told[0] / told[1] if told[1] else ""
            sheet.write_formula(_TOTAL, at, f'=IF({bottom}=0,"",{top}/{bottom})', style, value)
        else:
            name = xl_col_to_name(at)
            function = _SUM_OF_SHOWN if column.total == "sum" else _COUNT_OF_SHOWN
            formula = f"=SUBTOTAL({function},{name}{_FIRST + 1}:{name}{last + 1})"
            count = sum(row[at] is not None for row in table.rows)
            sheet.write_formula(
                _TOTAL, at, formula, style, _sum(table, at) if column.total == "sum" else count
            )

    def _bars(self, sheet: Worksheet, table: Table, last: int) -> None:
        for at, column in enumerate(table.columns):
            if column.bar and table.rows:
                limits = {"min_type": "num", "min_value": 0}
                if column.kind == "share":
                    limits |= {"max_type": "num", "max_value": 1}
                bar = {"type": "data_bar", "bar_solid": True, "bar_color": _BAR, **limits}
                sheet.conditional_format(_FIRST, at, last, at, bar)


def _height(columns: Sequence[Column], values: Sequence[Any]) -> float:
    """Return the height of a row, in points: programs that do not fit it themselves would cut long texts."""
    lines = [
        math.ceil(len(str(value)) / (column.width - 2))
        for column, value in zip(columns, values, strict=True)
        if column.kind == "wrapped" and value is not None
    ]
    return max(_ROW_PT, 3 + _LINE_PT * max(lines, default=1))


def _sum(table: Table, at: int) -> float:
    values: Sequence[Any] = [row[at] for row in table.rows]
    return float(sum(value for value in values if isinstance(value, int | float)))
