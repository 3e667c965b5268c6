"""The report as Word document, in the form of Nghị định 30/2020/NĐ-CP: head, text, signature, map as appendix.

Measures are those of the decree's annex I (exports reference, section 9): margins 20, 20, 30, 15 mm; head table 70 + 95 mm
without cell margins; body 14 pt, justified, first line 12,7 mm, 6 pt between paragraphs; page number centred in
the upper margin from page 2 on. With an office's template its page, styles and letterhead stay as they are.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from geoapp.exports.office import word_xml
from geoapp.exports.office.model import About, Heading, Image, LetterHead, Report, Table
from geoapp.exports.office.package import plain, repacked

PAGE_MM, TOP_MM, LEFT_MM, RIGHT_MM = (210.0, 297.0), 20.0, 30.0, 15.0
HEAD_MM = (70.0, 95.0)
PLACE_OF_TEXT = "{{report}}"
"""A paragraph of a template that holds this alone is where the report goes; without one, it goes to the end."""
_FONT = "Times New Roman"
_CENTRE, _RIGHT, _JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
_BODY = ("Body Text", "Normal")
_PARAGRAPH_LETTERS = 4_000


class NotADocument(ValueError):
    """The template is no Word document (DOCX)."""


def map_room(template: bytes | None, landscape: bool) -> tuple[float, float]:
    """Return width and height in millimetres that the appendix has for its map, title and caption left out."""
    document = _opened(template) if template is not None else None
    width, height = _text_area(document, landscape) if document is not None else _own_area(landscape)
    return width, height - 32.0


def report_bytes(report: Report, template: bytes | None = None) -> bytes:
    """Return the document; raise :class:`NotADocument` for a template that is none."""
    document = _opened(template) if template is not None else _own(report.about)
    letterhead_stands = template is not None and _has_letterhead(document)
    before = list(document.element.body)
    if not letterhead_stands:
        _head(document, report.head)
    _opening(document, report)
    for block in report.body:
        _block(document, block)
    _signature(document, report)
    _appendix(document, report, own=template is None)
    if template is not None:
        _moved_to_its_place(document, before)
    _about(document, report.about)
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue(), report.about.made)


def _opened(template: bytes) -> Any:
    try:
        return docx.Document(io.BytesIO(template))
    except (ValueError, KeyError, zipfile.BadZipFile, SyntaxError) as error:
        raise NotADocument(str(error)) from error


def _has_letterhead(document: Any) -> bool:
    words = [p.text.strip() for p in document.paragraphs]
    return bool(document.tables) or any(w and w != PLACE_OF_TEXT for w in words)


def _moved_to_its_place(document: Any, before: list[Any]) -> None:
    """Move what was written to the template's mark, if it has one, and take the mark away."""
    mark = next((p for p in document.paragraphs if p.text.strip() == PLACE_OF_TEXT), None)
    if mark is None:
        return
    known = set(before)
    for part in [part for part in document.element.body if part not in known]:
        mark._p.addprevious(part)
    mark._p.getparent().remove(mark._p)


def _own(about: About) -> Any:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.top_margin = section.bottom_margin = Mm(TOP_MM)
    section.left_margin, section.right_margin, section.header_distance = Mm(LEFT_MM), Mm(RIGHT_MM), Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = _CENTRE
    word_xml.page_number(number)
    for name, size, bold, italic in (("Normal", 14, False, False), ("Header", 14, False, False),
                                     ("Body Text", 14, False, False), ("Heading 1", 14, True, False),
                                     ("Caption", 13, False, True)):  # fmt: skip
        style = document.styles[name]
        word_xml.set_font(style, _FONT)
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    body = document.styles["Body Text"].paragraph_format
    body.alignment, body.first_line_indent, body.space_after = _JUSTIFIED, Mm(12.7), Pt(6)
    body.line_spacing = 1.15
    heading = document.styles["Heading 1"].paragraph_format
    heading.first_line_indent, heading.space_before, heading.space_after = Mm(12.7), Pt(6), Pt(6)
    caption = document.styles["Caption"].paragraph_format
    caption.alignment, caption.space_before, caption.space_after, caption.keep_with_next = (
        _CENTRE,
        Pt(6),
        Pt(4),
        True,
    )
    word_xml.set_language(document, "vi-VN" if about.language == "vi" else "en-GB")
    return document


def _head(document: Any, head: LetterHead) -> None:
    table = document.add_table(rows=2, cols=2)
    word_xml.fix_widths(table, list(HEAD_MM), 0)
    left, right = table.rows[0].cells
    lines = ([(head.parent, 12, False)] if head.parent else []) + [(line, 12, True) for line in head.office]
    _lines(left, lines)
    _rule(left, (HEAD_MM[0] - 26) / 2)
    _lines(right, [(head.country, 12, True), (head.motto, 13, True)])
    _rule(right, (HEAD_MM[1] - 54) / 2)
    number, place = table.rows[1].cells
    _lines(number, [(head.number, 13, False)])
    _lines(place, [(head.place_and_date, 13, False)], italic=True)


def _lines(cell: Any, lines: list[tuple[str, int, bool]], italic: bool = False) -> None:
    for at, (text, size, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.alignment = _CENTRE
        run = paragraph.add_run(plain(text))
        run.font.size, run.font.bold, run.font.italic = Pt(size), bold, italic


def _rule(cell: Any, indent_mm: float) -> None:
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent_mm)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.line_spacing = Pt(2), Pt(6)
    word_xml.rule_above(paragraph)


def _opening(document: Any, report: Report) -> None:
    for text, before, after in ((report.kind, 12, 0), (report.subject, 0, 6)):
        paragraph = document.add_paragraph()
        paragraph.alignment = _CENTRE
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = (
            Pt(before),
            Pt(after),
        )
        run = paragraph.add_run(plain(text))
        run.font.bold, run.font.size = True, Pt(14)
    if report.warning:
        paragraph = document.add_paragraph()
        paragraph.alignment = _CENTRE
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(8)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(1.2)
        word_xml.boxed(paragraph)
        run = paragraph.add_run(plain(report.warning))
        run.font.bold, run.font.size, run.font.color.rgb = True, Pt(12), RGBColor(0x7A, 0x4B, 0x00)


def _block(document: Any, block: Any) -> None:
    if isinstance(block, Table):
        _table(document, block)
        return
    names = ("Heading 1", "Normal") if isinstance(block, Heading) else _BODY
    paragraph = document.add_paragraph(plain(block.text, _PARAGRAPH_LETTERS), style=_style(document, *names))
    if isinstance(block, Heading):
        paragraph.paragraph_format.keep_with_next = True


def _style(document: Any, *names: str) -> Any:
    """Return the first style of these names that the document has, else its default."""
    known = {style.name: style for style in document.styles if style.type == 1}
    return next((known[name] for name in names if name in known), None)


def _table(document: Any, table: Table) -> None:
    caption = document.add_paragraph(plain(table.caption), style=_style(document, "Caption", "Normal"))
    caption.paragraph_format.keep_with_next = True
    made = document.add_table(rows=1, cols=len(table.heads))
    made.alignment = 1
    word_xml.bordered(made)
    size = _table_size(document)
    _cells(made.rows[0], table, table.heads, size, bold=True)
    word_xml.repeated(made.rows[0])
    for at, row in enumerate(table.rows):
        _cells(made.add_row(), table, row, size, bold=table.total and at == len(table.rows) - 1)
    for row in made.rows:
        word_xml.unbroken(row)
    width, _ = _text_area(document, landscape=False)
    word_xml.fix_widths(made, [width * share / sum(table.widths) for share in table.widths], 1.5)
    word_xml.describe_table(made, plain(table.caption))
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)


def _table_size(document: Any) -> Any:
    """Return the size of text in tables: 12 pt, or the office's own where that is smaller."""
    own = document.styles["Normal"].font.size
    return min(own, Pt(12)) if own else Pt(12)


def _cells(row: Any, table: Table, texts: tuple[str, ...], size: Any, bold: bool) -> None:
    for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(plain(text))
        run.font.size, run.font.bold = size, bold
        form = paragraph.paragraph_format
        form.space_before = form.space_after = form.first_line_indent = Pt(0)
        form.line_spacing = 1.0
        if column in table.figures:
            paragraph.alignment = _RIGHT


def _signature(document: Any, report: Report) -> None:
    table = document.add_table(rows=1, cols=2)
    width, _ = _text_area(document, landscape=False)
    word_xml.fix_widths(table, [width * 0.45, width * 0.55], 0)
    word_xml.unbroken(table.rows[0])
    left, right = table.rows[0].cells
    for at, text in enumerate(report.recipients):
        paragraph = left.paragraphs[0] if at == 0 else left.add_paragraph()
        run = paragraph.add_run(plain(text))
        run.font.size, run.font.bold, run.font.italic = Pt(12 if at == 0 else 11), at == 0, at == 0
    _lines(right, [(report.signer, 14, True)])


def _appendix(document: Any, report: Report, own: bool) -> None:
    landscape = report.map.width_mm > report.map.height_mm
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    if landscape != (section.page_width > section.page_height):
        section.page_width, section.page_height = section.page_height, section.page_width
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    if own and landscape:  # the side to be bound lies above then
        section.left_margin = section.right_margin = Mm(TOP_MM)
        section.top_margin, section.bottom_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    title = document.add_paragraph()
    title.alignment = _CENTRE
    title.paragraph_format.keep_with_next = True
    run = title.add_run(plain(report.appendix))
    run.font.bold = True
    holder = document.add_paragraph()
    holder.alignment = _CENTRE
    holder.paragraph_format.keep_with_next = True
    _picture(holder, report.map)
    document.add_paragraph(plain(report.map_caption), style=_style(document, "Caption", "Normal"))


def _picture(holder: Any, image: Image) -> None:
    shape = holder.add_run().add_picture(io.BytesIO(image.png), Mm(image.width_mm), Mm(image.height_mm))
    shape._inline.docPr.set("name", "map")
    word_xml.describe_picture(shape, plain(image.alt))


def _text_area(document: Any, landscape: bool) -> tuple[float, float]:
    section = document.sections[0]
    width = (section.page_width - section.left_margin - section.right_margin) / Mm(1)
    height = (section.page_height - section.top_margin - section.bottom_margin) / Mm(1)
    if landscape != (section.page_width > section.page_height):
        across = (section.page_height - section.left_margin - section.right_margin) / Mm(1)
        return across, (section.page_width - section.top_margin - section.bottom_margin) / Mm(1)
    return width, height


def _own_area(landscape: bool) -> tuple[float, float]:
    if landscape:
        return PAGE_MM[1] - 2 * TOP_MM, PAGE_MM[0] - LEFT_MM - RIGHT_MM
    return PAGE_MM[0] - LEFT_MM - RIGHT_MM, PAGE_MM[1] - 2 * TOP_MM


def _about(document: Any, about: About) -> None:
    facts = document.core_properties
    facts.title, facts.subject, facts.author = (
        plain(t, 200) for t in (about.title, about.subject, about.author)
    )
    facts.language, facts.comments, facts.keywords, facts.last_modified_by = about.language, "", "", "geoapp"
    facts.created = facts.modified = about.made.replace(microsecond=0, tzinfo=None)
    facts.revision = 1
