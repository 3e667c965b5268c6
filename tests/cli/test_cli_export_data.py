"""``geoapp export`` for data files: the right file, the coordinate system asked for, a fault in a sentence."""

from __future__ import annotations

from pathlib import Path

import pyogrio
import pytest
from click.testing import CliRunner, Result

from geoapp.cli.export import export
from geoapp.usecases.exporting.kinds import KINDS


@pytest.fixture
def ward(tiny_files, tmp_path: Path) -> Path:
    folder = tmp_path / "phuong-thu"
    folder.mkdir()
    for name, data in tiny_files().items():
        (folder / name).write_bytes(data)
    return folder


def run(*words: object) -> Result:
    return CliRunner().invoke(export, [str(word) for word in words])


def test_a_geopackage_in_the_ward_system(ward: Path, tmp_path: Path) -> None:
    out = tmp_path / "ward.gpkg"
    done = run(ward, "gpkg", "--crs", "ward", "--radius", "25", "--out", out)
    assert done.exit_code == 0, done.output
    houses = pyogrio.read_dataframe(out, layer="buildings")
    assert houses.crs.to_epsg() == 9211
    assert houses["reached"].sum() == 8


def test_a_workbook_is_written(ward: Path, tmp_path: Path) -> None:
    out = tmp_path / "bang.xlsx"
    assert run(ward, "xlsx", "--out", out).exit_code == 0
    assert out.read_bytes().startswith(b"PK")


def test_a_system_that_a_format_cannot_hold_is_a_fault_of_the_call(ward: Path, tmp_path: Path) -> None:
    done = run(ward, "kmz", "--crs", "ward", "--lang", "en", "--out", tmp_path / "ward.kmz")
    assert done.exit_code == 2
    assert "WGS 84" in done.output
    assert not (tmp_path / "ward.kmz").exists()


@pytest.mark.parametrize(
    ("kind", "given", "better"),
    [
        ("map-a3", "ban-do.docx", "ban-do.pdf"),
        ("report", "bao-cao.PDF", "bao-cao.docx"),
        ("csv", "so-lieu.csv", "so-lieu.csv.zip"),
        ("xlsx", "bang", "bang.xlsx"),
        ("html", "phuong.v1.2", "phuong.v1.2.html"),
    ],
)
def test_a_file_that_would_open_in_the_wrong_program_is_refused_at_once(
    ward: Path, tmp_path: Path, kind: str, given: str, better: str
) -> None:
    done = run(ward, kind, "--lang", "en", "--out", tmp_path / given)
    assert done.exit_code == 2
    assert f"Use --out {tmp_path / better}." in done.output
    assert not (tmp_path / given).exists()


def test_a_missing_folder_is_told_before_anything_is_made(tmp_path: Path) -> None:
    done = run(tmp_path / "no ward here", "map-a3", "--lang", "en", "--out", tmp_path / "none" / "map.pdf")
    assert done.exit_code == 2
    assert f"There is no folder {tmp_path / 'none'}" in done.output


def test_capitals_in_an_ending_are_the_same_ending(ward: Path, tmp_path: Path) -> None:
    assert run(ward, "xlsx", "--out", tmp_path / "BANG.XLSX").exit_code == 0


@pytest.mark.parametrize(
    ("kind", "option"),
    [
        ("map-a4", ["--group", "1"]),
        ("summary", ["--addresses"]),
        ("slides", ["--crs", "ward"]),
        ("html", ["--black-white"]),
        ("atlas", ["--template", "mau.docx"]),
    ],
)
def test_an_option_that_the_kind_does_not_take_is_refused_and_not_passed_over(
    ward: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, option: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mau.docx").write_bytes(b"")
    out = tmp_path / f"x.{KINDS[kind].ending}"
    done = run(ward, kind, *option, "--out", out)
    assert done.exit_code == 2
    assert f"Bỏ {option[0]}" in done.output
    assert not out.exists()
