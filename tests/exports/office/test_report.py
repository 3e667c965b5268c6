"""The report: the form of Nghị định 30/2020, the screen's figures, an office's own template, and nothing that breaks it."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.exports.office.package import plain
from geoapp.i18n import translator
from geoapp.usecases.briefing import Letterhead, Options, product_bytes
from geoapp.usecases.coverage import ward_coverage

VI, EN = translator("vi"), translator("en")
CORPUS = Path(__file__).resolve().parents[4] / "shared" / "reference" / "hostile-strings.json"
BUILT_IN = [
    "a\x00b",
    "a\x08\x0b\x1b[31mb",
    "\ud83d",
    "x\udc00y",
    "a\ufffeb\uffff",
    "<b>&amp;</b>",
    "{{7*7}}",
    "=1+1",
    "_x0041_",
]
Files = dict[str, bytes]


@pytest.fixture
def tiny(tiny_files: Callable[..., Files], open_files: Callable[[Files], Ward]) -> Ward:
    return open_files(tiny_files())


@pytest.fixture(scope="module")
def content(sample: Ward) -> bytes:
    return product_bytes(sample, "report", VI)


@pytest.fixture(scope="module")
def document(content: bytes):  # type: ignore[no-untyped-def]
    return docx.Document(io.BytesIO(content))


def all_text(document) -> str:  # type: ignore[no-untyped-def]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_page_margins_and_type_are_those_of_the_decree(document) -> None:  # type: ignore[no-untyped-def]
    first = document.sections[0]
    assert [round(side / Mm(1)) for side in (first.page_width, first.page_height)] == [210, 297]
    # a document keeps lengths in twentieths of a point: 0,02 mm
    assert 20 <= round(first.top_margin / Mm(1), 1) <= 25
    assert 30 <= round(first.left_margin / Mm(1), 1) <= 35
    assert 15 <= round(first.right_margin / Mm(1), 1) <= 20
    assert document.styles["Normal"].font.name == "Times New Roman"
    body = document.styles["Body Text"]
    assert body.font.size in (Pt(13), Pt(14))
    assert body.paragraph_format.alignment == 3  # justified
    assert body.paragraph_format.space_after >= Pt(6)
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "vi-VN"


def test_the_head_has_country_motto_office_number_and_place(document) -> None:  # type: ignore[no-untyped-def]
    head = document.tables[0]
    assert [round(cell.width / Mm(1)) for cell in head.rows[0].cells] == [70, 95]
    assert [int(c.get(qn("w:w"))) for c in head._tbl.tblGrid] == [round(mm * 1440 / 25.4) for mm in (70, 95)]
    left, right = (cell.text for cell in head.rows[0].cells)
    assert "PHƯỜNG PHƯƠNG LÂM" in left
    assert right.splitlines()[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert head.rows[1].cells[0].text.startswith("Số:")
    assert head.rows[1].cells[1].text.startswith("Phương Lâm, ngày ……")


def test_the_page_number_stands_centred_above_and_not_on_page_one(document) -> None:  # type: ignore[no-untyped-def]
    first = document.sections[0]
    assert first.different_first_page_header_footer
    assert first.first_page_header.paragraphs[0].text == ""
    number = first.header.paragraphs[0]
    assert number.alignment == 1  # centred
    assert "PAGE" in number._p.xml


def test_an_office_s_letterhead_comes_from_the_settings(tiny: Ward) -> None:
    letter = Letterhead(
        "CÔNG AN TỈNH",
        "CÔNG AN PHƯỜNG",
        "Số: 12/BC-CAP",
        "Hòa Bình",
        "ngày 25 tháng 11 năm 2026",
        "TRƯỞNG CÔNG AN",
    )
    made = docx.Document(io.BytesIO(product_bytes(tiny, "report", VI, Options(letterhead=letter))))
    head = made.tables[0]
    assert head.rows[0].cells[0].text.splitlines()[:2] == ["CÔNG AN TỈNH", "CÔNG AN PHƯỜNG"]
    assert head.rows[1].cells[0].text == "Số: 12/BC-CAP"
    assert head.rows[1].cells[1].text == "Hòa Bình, ngày 25 tháng 11 năm 2026"
    assert "TRƯỞNG CÔNG AN" in made.tables[-1].rows[0].cells[1].text


def test_tables_repeat_their_heads_and_align_figures_right(document) -> None:  # type: ignore[no-untyped-def]
    tables = document.tables[1:-1]
    assert len(tables) == 3
    for table in tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    for row in tables[0].rows[1:]:
        assert [cell.paragraphs[0].alignment for cell in row.cells[1:]] == [2] * 5  # right


def test_the_group_table_holds_the_screen_s_figures(sample: Ward, document) -> None:  # type: ignore[no-untyped-def]
    found = ward_coverage(sample).document("vi")
    wanted = {}
    for row in found["groups"]:
        if row["id"] is not None:
            reach = next(r for r in row["radii"] if r["radius_m"] == 50)
            covered = reach["covered_weight"]
            wanted[row["name"].replace("Tổ dân phố ", "Tổ ").replace("số ", "")] = [
                VI.number(row["weight"]), VI.number(covered), VI.number(row["weight"] - covered), VI.percent(reach["share"]),
            ]  # fmt: skip
    rows = document.tables[1].rows[1:]
    shown = {row.cells[0].text: [cell.text for cell in row.cells[1:5]] for row in rows[:-1]}
    assert sorted(shown.values()) == sorted(wanted.values())
    whole = next(r for r in found["radii"] if r["radius_m"] == 50)
    assert rows[-1].cells[4].text == VI.percent(whole["share"])
    missing = [float(row.cells[3].text.replace(".", "")) for row in rows[:-1]]
    assert missing == sorted(missing, reverse=True)


def test_the_map_is_an_appendix_with_words_for_who_cannot_see_it(document) -> None:  # type: ignore[no-untyped-def]
    assert len(document.sections) == 2
    picture = document.inline_shapes[0]
    assert picture._inline.docPr.get("descr").startswith("Bản đồ Phường Phương Lâm: 1.553 / 3.260 hộ")
    assert (
        picture.width
        <= document.sections[1].page_width
        - document.sections[1].left_margin
        - document.sections[1].right_margin
    )


def test_assumptions_version_and_illustrative_positions_are_told(sample: Ward, document) -> None:  # type: ignore[no-untyped-def]
    text = all_text(document)
    for words in (
        "VỊ TRÍ MINH HỌA",
        "Quãng đường đi bộ",
        "Không có quy định chung",
        f"phiên bản {sample.version[:8]}",
        "gọi 114",
    ):
        assert words in text, words


def test_a_real_ward_s_report_does_not_say_illustrative(tiny: Ward) -> None:
    real = dataclasses.replace(
        tiny, info=dataclasses.replace(tiny.info, illustrative=False), version="real0000"
    )
    assert "minh họa" not in all_text(docx.Document(io.BytesIO(product_bytes(real, "report", VI)))).lower()


def test_the_same_ward_gives_the_same_report_and_its_times_are_the_data_s(
    sample: Ward, content: bytes
) -> None:
    assert product_bytes(sample, "report", VI) == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        moment = sample.modified
        stamps = {entry.date_time[:5] for entry in package.infolist()}
        assert stamps == {(moment.year, moment.month, moment.day, moment.hour, moment.minute)}
        assert moment.strftime("%Y-%m-%dT%H:%M:%SZ") in package.read("docProps/core.xml").decode()


def test_a_template_keeps_its_styles_and_letterhead(tiny: Ward) -> None:
    own = docx.Document()
    own.styles["Normal"].font.name = "Arial"
    own.sections[0].left_margin = Mm(25)
    own.add_paragraph("CÔNG AN PHƯỜNG HÒA BÌNH")
    own.add_paragraph("{{report}}")
    own.add_paragraph("Cuối mẫu")
    saved = io.BytesIO()
    own.save(saved)
    made = docx.Document(io.BytesIO(product_bytes(tiny, "report", VI, Options(template=saved.getvalue()))))
    words = [p.text for p in made.paragraphs]
    assert words[0] == "CÔNG AN PHƯỜNG HÒA BÌNH"
    assert words[-1] == "Cuối mẫu"
    assert words.index("BÁO CÁO") == 1
    assert "{{report}}" not in words
    assert not any(
        "CỘNG HÒA" in cell.text for table in made.tables for row in table.rows for cell in row.cells
    )
    assert made.styles["Normal"].font.name == "Arial"
    assert round(made.sections[0].left_margin / Mm(1)) == 25


def test_a_template_that_is_no_document_is_a_fault_of_the_call(tiny: Ward) -> None:
    for wrong in (b"", b"%PDF-1.7", b"PK\x03\x04 broken"):
        with pytest.raises(CallFault, match="no Word document"):
            product_bytes(tiny, "report", VI, Options(template=wrong))


def test_texts_that_xml_cannot_hold_are_made_plain() -> None:
    known = json.loads(CORPUS.read_text(encoding="utf-8")) if CORPUS.is_file() else []
    for text in [*BUILT_IN, *(entry["text"] for entry in known)]:
        made = docx.Document()
        made.add_paragraph(plain(text))
        saved = io.BytesIO()
        made.save(saved)
        back = docx.Document(io.BytesIO(saved.getvalue())).paragraphs[-1].text
        assert back == plain(text)
        assert len(back) <= 400
    assert plain("<b>{{7*7}}</b> & co") == "<b>{{7*7}}</b> & co"


def test_hostile_names_never_break_a_report(
    tiny_files: Callable[..., Files], open_files: Callable[[Files], Ward]
) -> None:
    name = "Phường <b>{{7*7}}</b> & $x^2$"
    ward = open_files(tiny_files(ward=name, point="]]>\u202e%s"))
    ward = dataclasses.replace(ward, info=dataclasses.replace(ward.info, name=name + "\x00\x0b\ud83d"))
    assert name in all_text(docx.Document(io.BytesIO(product_bytes(ward, "report", VI))))


def test_a_ward_with_groups_alone_still_has_its_report(
    tiny_files: Callable[..., Files], open_files: Callable[[Files], Ward]
) -> None:
    files = tiny_files()
    ward = open_files({name: files[name] for name in ("ward.json", "residential_groups.geojson")})
    for t, words in ((VI, "Chưa đủ số liệu"), (EN, "Not enough data")):
        assert words in all_text(docx.Document(io.BytesIO(product_bytes(ward, "report", t))))


def test_an_english_report_has_no_vietnamese_words_of_ours(sample: Ward) -> None:
    text = all_text(docx.Document(io.BytesIO(product_bytes(sample, "report", EN))))
    assert "State of public fire points" in text
    for word in ("Tổ ", "hộ ", "Số:", "BÁO CÁO", "Nguồn"):
        assert word not in text


def test_the_report_is_printed_in_times_new_roman_alone(
    content: bytes, tmp_path: Path, as_pdf: Callable[[Path], Path], fonts_in: Callable[[Path], set[str]]
) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(content)
    assert fonts_in(as_pdf(file)) == {"Times New Roman"}


def test_libreoffice_prints_the_report_with_numbers_from_page_two_on(
    content: bytes, tmp_path: Path, as_pdf: Callable[[Path], Path], pdf_text: Callable[[Path], str]
) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(content)
    pages = pdf_text(as_pdf(file)).split("\f")[:-1]
    assert 3 <= len(pages) <= 4
    tops = [page.strip().splitlines()[0].strip() for page in pages]
    assert tops[1:] == [str(n) for n in range(2, len(pages) + 1)]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in pages[0]
    assert re.search(r"Tỷ lệ 1:[\d.]+", pages[-1])
