"""What python-docx has no word for: fields, rules, cell margins, repeated rows, words for who cannot see a picture."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

MM_TO_TWIPS = 1440 / 25.4


def element(tag: str, **attributes: object) -> Any:
    """Return an element of the main namespace, such as ``w:top``, with its attributes."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def set_font(style: Any, name: str) -> None:
    """Give a style one font for every script, in place of the theme's."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)


def set_language(document: Any, code: str) -> None:
    """Say in which language the text is, for spelling and for readers aloud."""
    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), code)
        found.set(qn("w:eastAsia"), code)


def page_number(paragraph: Any) -> None:
    """Write the field of the page's number into a paragraph."""
    for kind, text in (("begin", None), (None, "PAGE"), ("separate", None), ("text", "2"), ("end", None)):
        run = paragraph.add_run()
        if kind in ("begin", "separate", "end"):
            run._r.append(element("w:fldChar", fldCharType=kind))
        elif kind == "text":
            run.text = str(text)
        else:
            code = element("w:instrText")
            code.text = text
            run._r.append(code)


def rule_above(paragraph: Any) -> None:
    """Draw a thin line along the top of a paragraph, as wide as its indents leave."""
    borders = element("w:pBdr")
    borders.append(element("w:top", val="single", sz=6, space=0, color="000000"))
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def boxed(paragraph: Any) -> None:
    """Draw a frame around a paragraph."""
    borders = element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(f"w:{side}", val="single", sz=6, space=3, color="7A4B00"))
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def fix_widths(table: Any, widths_mm: list[float], margin_mm: float) -> None:
    """Set grid columns and cells alike (some programs read only one of them), and the margins inside cells."""
    table.autofit = False
    properties = table._tbl.tblPr
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=round(margin_mm * MM_TO_TWIPS), type="dxa"))
    properties.append(margins)
    total = element("w:tblW", w=round(sum(widths_mm) * MM_TO_TWIPS), type="dxa")
    for old in properties.findall(qn("w:tblW")):
        properties.replace(old, total)
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths_mm, strict=True):
        column.set(qn("w:w"), str(round(width * MM_TO_TWIPS)))
    for row in table.rows:
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell._tc.get_or_add_tcPr().get_or_add_tcW().set(qn("w:w"), str(round(width * MM_TO_TWIPS)))
            cell._tc.tcPr.tcW.set(qn("w:type"), "dxa")


def bordered(table: Any) -> None:
    """Draw thin lines around all cells of a table."""
    borders = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(f"w:{side}", val="single", sz=4, space=0, color="000000"))
    table._tbl.tblPr.append(borders)


def repeated(row: Any) -> None:
    """Repeat a row at the top of every page that the table reaches."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def unbroken(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def describe_table(table: Any, words: str) -> None:
    """Say what a table shows, for who cannot see it."""
    table._tbl.tblPr.append(element("w:tblCaption", val=words))


def describe_picture(inline: Any, words: str) -> None:
    """Say what a picture shows, for who cannot see it."""
    inline._inline.docPr.set("descr", words)
