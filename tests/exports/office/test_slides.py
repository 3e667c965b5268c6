"""The slides: statements over native tables and charts, the screen's figures, sources in the notes."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Emu

from geoapp.domain.ward import Ward
from geoapp.i18n import translator
from geoapp.usecases.briefing import product_bytes
from geoapp.usecases.coverage import ward_coverage

VI, EN = translator("vi"), translator("en")
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def content(sample: Ward) -> bytes:
    return product_bytes(sample, "slides", VI)


@pytest.fixture(scope="module")
def deck(content: bytes):  # type: ignore[no-untyped-def]
    return Presentation(io.BytesIO(content))


def texts(deck) -> str:  # type: ignore[no-untyped-def]
    found = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def test_slides_are_wide_and_every_title_is_a_short_statement(deck) -> None:  # type: ignore[no-untyped-def]
    assert (deck.slide_width, deck.slide_height) == (Emu(12_192_000), Emu(6_858_000))
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert len(titles) == 5
    assert titles[0] == "47,6\u00a0% số hộ đi bộ không quá 50\u00a0m tới một điểm chữa cháy"
    for title in titles:
        assert 20 < len(title) <= 70
        assert not title.isupper()


def test_nothing_leaves_the_slide(deck) -> None:  # type: ignore[no-untyped-def]
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_charts_and_tables_are_native_and_hold_the_screen_s_figures(sample: Ward, deck) -> None:  # type: ignore[no-untyped-def]
    found = ward_coverage(sample).document("vi")
    pairs = []
    for row in found["groups"]:
        covered = next(r for r in row["radii"] if r["radius_m"] == 50)["covered_weight"]
        pairs.append((row["weight"] - covered, covered))
    slide = deck.slides[1]
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    reached, missing = (tuple(series.values) for series in chart.plots[0].series)
    assert list(missing) == sorted((m for m, _ in pairs), reverse=True)[:10]
    assert set(zip(missing, reached, strict=True)) <= set(pairs)
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    assert [row.cells[2].text for row in list(table.rows)[1:]] == [VI.number(m) for m in missing]
    assert list(chart.plots[0].categories) == [row.cells[0].text for row in list(table.rows)[1:]]


def test_deep_alleys_are_those_of_the_coverage(sample: Ward, deck) -> None:  # type: ignore[no-untyped-def]
    rows = [row for row in ward_coverage(sample).document("vi")["deep_alleys"] if row["households"]]
    beyond = sorted((row["households_beyond"]["50"] for row in rows), reverse=True)
    slide = deck.slides[3]
    assert slide.shapes.title.text.startswith(f"{VI.number(sum(beyond))} hộ")
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    assert list(chart.plots[0].series[1].values) == beyond[:10]


def test_pictures_charts_and_tables_have_words_for_who_cannot_see_them(deck) -> None:  # type: ignore[no-untyped-def]
    described = [
        shape._element.xpath(".//p:cNvPr")[0].get("descr")
        for slide in deck.slides
        for shape in slide.shapes
        if shape.shape_type == 13 or shape.has_chart or shape.has_table
    ]
    assert len(described) == 7
    assert all(words and len(words) > 15 for words in described)


def test_the_source_stands_in_every_slide_s_notes(sample: Ward, deck) -> None:  # type: ignore[no-untyped-def]
    for slide in deck.slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert "Nguồn: số liệu của Phường Phương Lâm" in notes
        assert sample.version[:8] in notes
        assert "Vị trí minh họa" in notes


def test_illustrative_positions_are_said_on_every_slide(deck) -> None:  # type: ignore[no-untyped-def]
    for slide in deck.slides:
        assert any("Vị trí minh họa" in s.text_frame.text for s in slide.shapes if s.has_text_frame)


def test_all_text_is_arial(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        theme = package.read("ppt/theme/theme1.xml").decode()
        slide = package.read("ppt/slides/slide1.xml").decode()
    assert theme.count('<a:latin typeface="Arial"') == 2
    assert 'latin typeface="Arial"' in slide
    assert "Calibri" not in slide


def test_the_same_ward_gives_the_same_slides_and_charts(sample: Ward, content: bytes) -> None:
    assert product_bytes(sample, "slides", VI) == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        books = [name for name in package.namelist() if name.endswith(".xlsx")]
        assert len(books) == 3
        moment = sample.modified.strftime("%Y-%m-%dT%H:%M:%SZ")
        for name in books:
            with zipfile.ZipFile(io.BytesIO(package.read(name))) as book:
                assert moment in book.read("docProps/core.xml").decode()


def test_hostile_names_never_break_slides(
    tiny_files: Callable[..., Files], open_files: Callable[[Files], Ward]
) -> None:
    name = "Phường <b>{{7*7}}</b> & $x^2$"
    ward = open_files(tiny_files(ward=name, point="]]>=1+1"))
    ward = dataclasses.replace(ward, info=dataclasses.replace(ward.info, name=name + "\x00\x0b\ud83d\ufffe"))
    assert name in texts(Presentation(io.BytesIO(product_bytes(ward, "slides", VI))))


def test_a_ward_with_groups_alone_still_has_its_slides(
    tiny_files: Callable[..., Files], open_files: Callable[[Files], Ward]
) -> None:
    files = tiny_files()
    ward = open_files({name: files[name] for name in ("ward.json", "residential_groups.geojson")})
    for t, words in ((VI, "Chưa đủ số liệu"), (EN, "Not enough data")):
        made = Presentation(io.BytesIO(product_bytes(ward, "slides", t)))
        assert words in made.slides[0].shapes.title.text
        assert len(made.slides) == 5


def test_english_slides_have_no_vietnamese_words_of_ours(sample: Ward) -> None:
    text = texts(Presentation(io.BytesIO(product_bytes(sample, "slides", EN))))
    assert "47.6% of households walk at most" in text
    for word in ("Tổ ", "hộ ", "Nguồn", "Số liệu"):
        assert word not in text


def test_slides_are_printed_in_arial_alone(
    content: bytes, tmp_path: Path, as_pdf: Callable[[Path], Path], fonts_in: Callable[[Path], set[str]]
) -> None:
    file = tmp_path / "slides.pptx"
    file.write_bytes(content)
    assert fonts_in(as_pdf(file)) == {"Arial"}


def test_libreoffice_opens_the_slides(
    content: bytes, tmp_path: Path, as_pdf: Callable[[Path], Path], pdf_text: Callable[[Path], str]
) -> None:
    file = tmp_path / "slides.pptx"
    file.write_bytes(content)
    pages = pdf_text(as_pdf(file)).split("\f")[:-1]
    assert len(pages) == 5
    assert "47,6" in pages[0]
    assert "Tổ 10" in pages[1]
