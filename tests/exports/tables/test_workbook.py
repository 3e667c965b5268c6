"""The spreadsheet: typed cells, totals by formula, the door-to-door list, and nothing that could run."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from geoapp.domain.ward import Ward
from geoapp.exports.tables import Book, Column, Facts, Line, Table, book_bytes
from geoapp.i18n import translator
from geoapp.usecases.briefing import Options, product_bytes
from geoapp.usecases.briefing.brief import brief
from geoapp.usecases.coverage import ward_coverage
from tests.exports.conftest import CHANGED, HOME_ADDRESS, HOSTILE

VI, EN = translator("vi"), translator("en")
SHEETS = ["Tóm tắt", "Tổ dân phố", "Điểm chữa cháy", "Hộ chưa tới", "Ngõ sâu", "Giả định"]
HEAD, FIRST = 4, 5
Told = Callable[..., str]


def opened(data: bytes, values: bool = False) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        # openpyxl tells that it would not write data bars again; here it only reads
        warnings.filterwarnings("ignore", ".*extension is not supported and will be removed", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    """Return the list of a sheet as dicts by head."""
    heads = [cell.value for cell in sheet[HEAD]]
    return [dict(zip(heads, line, strict=True)) for line in sheet.iter_rows(min_row=FIRST, values_only=True)]


@pytest.fixture(scope="module")
def sample_book(phuong_lam: Ward) -> bytes:
    return product_bytes(phuong_lam, "xlsx", VI)


def test_the_sheets_are_named_in_the_readers_language(phuong_lam: Ward, sample_book: bytes) -> None:
    assert opened(sample_book).sheetnames == SHEETS
    assert opened(product_bytes(phuong_lam, "xlsx", EN)).sheetnames == [
        "Summary", "Groups", "Fire points", "Not reached", "Deep alleys", "Assumptions",
    ]  # fmt: skip


def test_groups_are_numbers_with_totals_by_formula_that_agree_with_the_screen(
    phuong_lam: Ward, sample_book: bytes
) -> None:
    sheet = opened(sample_book)["Tổ dân phố"]
    shown = ward_coverage(phuong_lam).document()
    within = next(r for r in shown["radii"] if r["radius_m"] == 50)
    found = rows(sheet)
    assert [row["Tổ"] for row in found] == [f"Tổ {n}" for n in range(1, 19)]
    assert sum(row["Tới được (hộ)"] for row in found) == within["covered_weight"]  # type: ignore[misc]
    assert sum(row["Hộ được tính (hộ)"] for row in found) == shown["demand"]["weight"]  # type: ignore[misc]
    assert sheet["E3"].value == "=SUBTOTAL(109,E5:E22)"
    assert sheet["F3"].value == '=IF(D3=0,"",E3/D3)'
    told = opened(sample_book, values=True)["Tổ dân phố"]
    assert told["E3"].value == within["covered_weight"]
    assert told["F3"].value == pytest.approx(within["share"])
    assert (sheet["F5"].number_format, sheet["E5"].number_format) == (r"0.0\ %", "#,##0")
    assert sheet.auto_filter.ref == "A4:N22"
    assert sheet.freeze_panes == "B5"
    assert sheet.conditional_formatting


def test_the_door_to_door_list_is_whom_no_point_reaches(phuong_lam: Ward, sample_book: bytes) -> None:
    sheet = opened(sample_book)["Hộ chưa tới"]
    found = rows(sheet)
    shown = ward_coverage(phuong_lam).document()
    within = next(r for r in shown["radii"] if r["radius_m"] == 50)
    missing = shown["demand"]["weight"] - within["covered_weight"]
    assert sum(row["Số hộ (hộ)"] for row in found) == missing  # type: ignore[misc]
    assert all(row["Tới điểm gần nhất (m)"] is None or row["Tới điểm gần nhất (m)"] > 50 for row in found)  # type: ignore[operator]
    numbers = [int(str(row["Tổ"]).split()[1]) for row in found]
    assert numbers == sorted(numbers)
    assert all(row["Ngõ, phố"] for row in found)
    assert "Địa chỉ nhà" not in found[0]
    assert opened(sample_book, values=True)["Hộ chưa tới"]["C3"].value == len(found)


def test_the_summary_tells_all_deep_alleys_and_those_that_the_report_speaks_of(
    phuong_lam: Ward, sample_book: bytes
) -> None:
    book = opened(sample_book)
    told = {str(row[0].value): row[1].value for row in book["Tóm tắt"].iter_rows(min_col=1, max_col=2)}
    households = [row["Ở sâu (hộ)"] for row in rows(book["Ngõ sâu"])]
    assert told["Ngõ sâu, xe không vào"] == len(households)
    lived_in = sum(bool(count) for count in households)
    assert told["trong đó có hộ ở sâu"] == lived_in < len(households)
    spoken = brief(phuong_lam, VI, "walking", 50.0)
    assert len(spoken.alleys) == lived_in
    assert sum(alley.households for alley in spoken.alleys) == sum(households)  # type: ignore[arg-type]


def test_houses_of_one_alley_stand_together(sample_book: bytes) -> None:
    seen: list[tuple[object, object]] = []
    for row in rows(opened(sample_book)["Hộ chưa tới"]):
        key = (row["Tổ"], row["Ngõ, phố"])
        if not seen or seen[-1] != key:
            assert key not in seen
            seen.append(key)


def test_the_list_counted_by_hand(secretive: Ward) -> None:
    """Within 25 m of the one usable point at 50 m are four houses of twenty; the house at 5 m walks 45 + 5 m."""
    book = opened(product_bytes(secretive, "xlsx", VI, Options(radius_m=25, addresses=True)))
    found = rows(book["Hộ chưa tới"])
    assert len(found) == 16
    first = next(row for row in found if row["Mã nhà"] == "N00")
    assert first["Địa chỉ nhà"] == HOME_ADDRESS
    assert first["Tới điểm gần nhất (m)"] == pytest.approx(50, abs=0.01)
    assert [row["Tổ"] for row in found] == ["Tổ 1"] * 6 + ["Tổ 2"] * 10
    points = {row["Mã"]: row for row in rows(book["Điểm chữa cháy"])}
    assert points["D1"]["Gần nhất với (hộ)"] == 20
    assert points["D1"]["Chỉ điểm này tới (hộ)"] == 4
    assert points["D1"]["Kỳ tới"] == dt.datetime(2031, 12, 31)
    assert points["D2"]["Được tính"] == "không"


def test_text_never_becomes_a_formula_or_a_link(secretive: Ward) -> None:
    data = product_bytes(secretive, "xlsx", VI, Options(radius_m=25))
    book = opened(data)
    cell = next(c for row in book["Hộ chưa tới"].iter_rows(min_row=FIRST) for c in row if c.value == HOSTILE)
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert not any(sheet._hyperlinks for sheet in book)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            assert b"<f>HYPERLINK" not in archive.read(name)


def small_book(**changes: object) -> Book:
    columns = (Column("Chữ", "wrapped", 20, "label"), Column("Số (m)", "metres", 10, "sum", bar=True))
    values = (("=1+1", 3.5), ("+84", None), ("-5", 2), ("@x", float("inf")), ("Tổ\x07 9\x1b", 1))
    table = Table("Danh sách", "Danh sách", "", columns, values)
    facts = Facts(
        "Tóm tắt", "Tóm tắt", "=câu", (Line("a", (dt.date(2026, 11, 23), 0.25), ("date", "share")),)
    )
    given = {"title": "t", "subject": "s", "author": "a", "created": CHANGED, "language": "vi", "whole": "Cả",
             "footer": "A & B", "sheets": (facts, table)}  # fmt: skip
    return Book(**{**given, **changes})  # type: ignore[arg-type]


def test_a_cell_is_what_its_column_says() -> None:
    book = opened(book_bytes(small_book()))
    sheet = book["Danh sách"]
    assert [sheet.cell(FIRST + i, 1).value for i in range(5)] == ["=1+1", "+84", "-5", "@x", "Tổ 9"]
    assert [sheet.cell(FIRST + i, 1).data_type for i in range(5)] == ["s"] * 5
    assert [sheet.cell(FIRST + i, 2).value for i in range(5)] == [3.5, None, 2, None, 1]
    facts = book["Tóm tắt"]
    assert facts["A2"].value == "=câu"
    assert facts["A2"].data_type == "s"
    assert facts["B4"].value == dt.datetime(2026, 11, 23)
    assert facts["B4"].number_format == "dd/mm/yyyy"


def test_a_list_without_rows_says_so() -> None:
    empty = Table("Danh sách", "Danh sách", "", (Column("Chữ", "text", 20, "label"),), (), empty="Không có.")
    assert opened(book_bytes(small_book(sheets=(empty,))))["Danh sách"]["A5"].value == "Không có."


def test_the_same_ward_gives_the_same_bytes_dated_by_its_data(secretive: Ward) -> None:
    data = product_bytes(secretive, "xlsx", VI)
    assert data == product_bytes(secretive, "xlsx", VI)
    assert opened(data).properties.created == CHANGED.replace(tzinfo=None)


def test_provenance_and_assumptions_are_in_the_book(phuong_lam: Ward, sample_book: bytes) -> None:
    book = opened(sample_book)
    summary = {row[0]: row[1] for row in book["Tóm tắt"].iter_rows(values_only=True) if row[0]}
    assert summary["Phiên bản số liệu"] == phuong_lam.version
    assert summary["Lưu ý"] == VI("paper.illustrative")
    said = {cell for row in book["Giả định"].iter_rows(values_only=True) for cell in row}
    assert VI("paper.assume-walking") in said
    assert {
        "Ngõ sâu từ",
        VI("sheet.norm-source.least_extinguishers"),
        VI("sheet.assumptions.personal-text"),
    } <= said


def test_libreoffice_opens_the_book_and_prints_it_in_arial_alone(
    sample_book: bytes, told_by: Told, tmp_path: Path, fonts_in: Callable[[Path], set[str]]
) -> None:
    told_by("localc", "--version")
    file = tmp_path / "bang.xlsx"
    file.write_bytes(sample_book)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = [
        "libreoffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(file),
    ]
    subprocess.run(words, check=True, capture_output=True)
    assert fonts_in(tmp_path / "bang.pdf") == {"Arial"}
    text = told_by("pdftotext", "-layout", str(tmp_path / "bang.pdf"), "-")
    for words_shown in (
        "Tổ 18",
        "DCC-01-01",
        "1.553 / 3.260 hộ",
        "Giả định và căn cứ",
        "Khi có cháy, gọi 114",
    ):
        assert words_shown in text
    assert "#REF" not in text
    assert "Err:" not in text
