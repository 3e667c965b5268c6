"""Slides 16:9: statements as titles, tables and charts that can be edited, the source in the notes.

Measures in millimetres from the upper left corner of 338.7 x 190.5 (exports reference, section 2).
"""

from __future__ import annotations

import io
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Mm, Pt

from geoapp.exports.office import slides_xml
from geoapp.exports.office.model import Bars, Deck, Figure, Image, Slide, Table
from geoapp.exports.office.package import plain, repacked

WIDTH_EMU, HEIGHT_EMU = 12_192_000, 6_858_000
LEFT_MM = (12.0, 26.0, 214.0, 150.0)
"""x, y, width, height of what stands left: a picture, a chart or text."""
RIGHT_MM = (232.0, 26.0, 96.0, 150.0)
_TITLE_MM, _FOOT_MM = (12.0, 6.0, 314.0, 16.0), (12.0, 180.0, 314.0, 7.0)
_CHART_MM, _TABLE_MM, _WIDE_MM = (
    (12.0, 26.0, 160.0, 150.0),
    (178.0, 28.0, 150.0, 148.0),
    (12.0, 26.0, 314.0, 150.0),
)
_ROW_MM, _UNDER_GAP_MM = 11.0, 4.0
_LAYOUT = "Title Only"
_RED, _INK, _SOFT, _AMBER, _NAVY = "#9B0D18", "#1A2330", "#465160", "#7A4B00", "#1F4E79"
_LONG = 60


def slides_bytes(deck: Deck) -> bytes:
    """Return the presentation."""
    made = Presentation()
    slides_xml.widen(made, WIDTH_EMU, HEIGHT_EMU)
    slides_xml.keep_layouts(made, frozenset({_LAYOUT}))
    slides_xml.set_theme(made)
    layout = made.slide_layouts[0]
    _title_place(layout.placeholders[0])
    for slide in deck.slides:
        _slide(made.slides.add_slide(layout), slide, deck)
    facts, about = made.core_properties, deck.about
    facts.title, facts.subject, facts.author = (
        plain(t, 200) for t in (about.title, about.subject, about.author)
    )
    facts.language, facts.last_modified_by, facts.revision = about.language, "geoapp", 1
    facts.created = facts.modified = about.made.replace(microsecond=0, tzinfo=None)
    out = io.BytesIO()
    made.save(out)
    return repacked(out.getvalue(), about.made)


def _title_place(title: Any) -> None:
    title.left, title.top, title.width, title.height = (Mm(v) for v in _TITLE_MM)


def _slide(page: Any, slide: Slide, deck: Deck) -> None:
    title = page.shapes.title
    title.text_frame.word_wrap = True
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    title.text_frame.margin_left = title.text_frame.margin_right = 0
    words = plain(slide.title, 160)
    _write(title.text_frame.paragraphs[0], words, 24 if len(words) <= _LONG else 22, _RED, bold=True)
    with_table = isinstance(slide.right, Table)
    if isinstance(slide.left, Image):
        _picture(page, slide.left)
    elif isinstance(slide.left, Bars):
        _chart(page, slide.left)
    else:
        _lines(page, slide.left, _CHART_MM if with_table else LEFT_MM if slide.right else _WIDE_MM)
    if isinstance(slide.right, Table):
        _table(page, slide.right)
        if slide.under:
            _under(page, slide.under, len(slide.right.rows))
    elif slide.right:
        _figures(page, slide.right)
    _foot(page, deck)
    page.notes_slide.notes_text_frame.text = plain(slide.notes, 4_000)


def _write(
    paragraph: Any, words: str, size: float, colour: str, bold: bool = False, align: Any = PP_ALIGN.LEFT
) -> None:
    paragraph.alignment = align
    run = paragraph.add_run()
    run.text = words
    run.font.name, run.font.size, run.font.bold = slides_xml.FONT, Pt(size), bold
    run.font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour.lstrip("#")))  # type: ignore[no-untyped-call]


def _picture(page: Any, image: Image) -> None:
    shape = page.shapes.add_picture(
        io.BytesIO(image.png), Mm(LEFT_MM[0]), Mm(LEFT_MM[1]), Mm(image.width_mm), Mm(image.height_mm)
    )
    slides_xml.describe(shape, "map", plain(image.alt))


def _figures(page: Any, figures: tuple[Figure, ...]) -> None:
    x, y, width, height = RIGHT_MM
    step = height / max(len(figures), 4)
    for at, figure in enumerate(figures):
        frame = page.shapes.add_textbox(Mm(x), Mm(y + at * step), Mm(width), Mm(step - 2)).text_frame
        frame.word_wrap = True
        _write(frame.paragraphs[0], plain(figure.value), 28, _NAVY, bold=True)
        _write(frame.add_paragraph(), plain(figure.words), 16, _INK)


def _lines(page: Any, lines: tuple[str, ...], place: tuple[float, float, float, float]) -> None:
    frame = page.shapes.add_textbox(*(Mm(v) for v in place)).text_frame
    frame.word_wrap = True
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(14)
        _write(paragraph, plain(line, 800), 20, _INK)


def _chart(page: Any, bars: Bars) -> None:
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = [plain(name, 60) for name in bars.categories]
    for series in bars.series:
        data.add_series(plain(series.name, 60), series.values)
    place = [Mm(v) for v in _CHART_MM]
    shape = page.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *place, data)
    slides_xml.describe(shape, "chart", plain(bars.alt))
    chart = shape.chart
    chart.font.size, chart.font.name = Pt(13), slides_xml.FONT
    chart.has_title = False
    chart.has_legend = len(bars.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.category_axis.reverse_order = True  # the first on top
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.format.line.color.rgb = _rgb(_SOFT)
    chart.value_axis.visible, chart.value_axis.has_major_gridlines = False, False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45 if len(bars.categories) > 4 else 120, 100
    for made, series in zip(plot.series, bars.series, strict=True):
        made.format.fill.solid()
        made.format.fill.fore_color.rgb = _rgb(series.colour)
        labels = made.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = True, "#,##0;;", False
        labels.position = XL_LABEL_POSITION.CENTER
        labels.font.size, labels.font.bold, labels.font.color.rgb = Pt(12), True, _rgb("#FFFFFF")


def _table(page: Any, table: Table) -> None:
    x, y, width, height = _TABLE_MM
    count = len(table.rows) + 1
    row_mm = min(_ROW_MM, height / count)
    shape = page.shapes.add_table(count, len(table.heads), Mm(x), Mm(y), Mm(width), Mm(row_mm * count))
    slides_xml.describe(shape, "table", plain(table.caption))
    made = shape.table
    made.last_row = table.total
    for column, share in zip(made.columns, table.widths, strict=True):
        column.width = Mm(width * share / sum(table.widths))
    for at, texts in enumerate((table.heads, *table.rows)):
        made.rows[at].height = Mm(row_mm)
        bold = at == 0 or (table.total and at == count - 1)
        for column, text in enumerate(texts):
            cell = made.cell(at, column)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_top = cell.margin_bottom = Mm(0.6)
            cell.margin_left = cell.margin_right = Mm(2)
            align = PP_ALIGN.RIGHT if column in table.figures else PP_ALIGN.LEFT
            _write(
                cell.text_frame.paragraphs[0],
                plain(text, 120),
                13,
                "#FFFFFF" if at == 0 else _INK,
                bold,
                align,
            )


def _under(page: Any, lines: tuple[str, ...], rows: int) -> None:
    x, y, width, height = _TABLE_MM
    down = _ROW_MM * (rows + 1) + _UNDER_GAP_MM
    frame = page.shapes.add_textbox(Mm(x), Mm(y + down), Mm(width), Mm(height - down)).text_frame
    frame.word_wrap = True
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(4)
        _write(paragraph, plain(line, 400), 15, _INK, bold=at == len(lines) - 1)


def _foot(page: Any, deck: Deck) -> None:
    x, y, width, height = _FOOT_MM
    frame = page.shapes.add_textbox(Mm(x), Mm(y), Mm(width - 20), Mm(height)).text_frame
    frame.margin_left = frame.margin_right = 0
    frame.word_wrap = True
    _write(frame.paragraphs[0], plain(deck.foot) + ("   " if deck.warning else ""), 11, _SOFT)
    if deck.warning:
        _write(frame.paragraphs[0], plain(deck.warning), 11, _AMBER, bold=True)
    number = page.shapes.add_textbox(Mm(x + width - 20), Mm(y), Mm(20), Mm(height)).text_frame.paragraphs[0]
    number.alignment = PP_ALIGN.RIGHT
    slides_xml.slide_number(number, 11)
