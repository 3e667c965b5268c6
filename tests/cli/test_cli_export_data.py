"""``geoapp export`` for data files: the right file, the coordinate system asked for, a fault in a sentence."""

from __future__ import annotations

from pathlib import Path

import pyogrio
import pytest
from click.testing import CliRunner, Result

from geoapp.cli.export import export


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
