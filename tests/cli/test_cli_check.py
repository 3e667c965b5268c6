"""``geoapp check``: places, formats, exit codes, languages, and output that no terminal obeys."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geoapp.cli import main
from geoapp.domain import reading

CLEAN = Path(__file__).resolve().parents[1] / "data" / "wards" / "clean"
FAULTY = CLEAN.parent / "faulty"
WriteFiles = Callable[..., dict[str, bytes]]


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    return result


def is_obeyed(text: str) -> bool:
    """Tell whether a terminal would do anything else with this text than show it."""
    return any(unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n" for c in text)


@pytest.fixture
def folder(tmp_path: Path, tiny_files: WriteFiles) -> Path:
    for name, data in tiny_files().items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_a_ward_without_faults_says_so_and_exits_zero(folder: Path) -> None:
    result = run("check", folder)
    assert (result.exit_code, result.stdout) == (0, "Lỗi: 0. Lưu ý: 0. Nhắc: 0. Số tệp: 5.\n")
    assert run("check", folder, "--lang", "en").stdout == "Errors: 0. Warnings: 0. Notes: 0. Files: 5.\n"


def test_each_fault_is_one_line_with_file_feature_field_what_and_mend(folder: Path) -> None:
    text = (folder / "fire_points.geojson").read_text(encoding="utf-8")
    (folder / "fire_points.geojson").write_text(text.replace('"T1"', '"T9"'), encoding="utf-8")
    result = run("check", folder)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "LỖI fire_points.geojson · D1 · group_id: Không có tổ nào mang mã “T9”. Ghi mã (id) của một tổ: T1, T2.",
        "Lỗi: 1. Lưu ý: 0. Nhắc: 0. Số tệp: 5.",
    ]


def test_warnings_and_notes_alone_exit_zero(folder: Path) -> None:
    text = (folder / "fire_points.geojson").read_text(encoding="utf-8")
    late = text.replace('"next_check_on": "2031-12-31"', '"next_check_on": "2020-01-31"', 1)
    (folder / "fire_points.geojson").write_text(
        late.replace('"has_sign": true', '"has_sign": false', 1), "utf-8"
    )
    result = run("check", folder, "--lang", "en")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["WARNING", "NOTE", "Errors:"]


def test_json_has_the_counts_and_every_fault(folder: Path) -> None:
    document = json.loads(run("check", FAULTY, "--format", "json").stdout)
    assert document["format"] == "geoapp/check@1"
    assert document["files"] == 11
    kinds = [fault["severity"] for fault in document["faults"]]
    assert (document["errors"], document["warnings"], document["notes"]) == (
        kinds.count("error"), kinds.count("warning"), kinds.count("info")
    )  # fmt: skip
    assert min(document["errors"], document["warnings"], document["notes"]) > 0
    assert set(document["faults"][0]) == {
        "severity", "code", "file", "feature", "field", "what", "mend", "lonlat"
    }  # fmt: skip
    clean = json.loads(run("check", CLEAN / "alleys.geojson", "--format", "json").stdout)
    assert clean == {
        "format": "geoapp/check@1",
        "errors": 0,
        "warnings": 0,
        "notes": 0,
        "files": 1,
        "faults": [],
    }


@pytest.mark.parametrize("form", ["table", "json"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_faulty_ward_prints_nothing_that_a_terminal_obeys(form: str, lang: str) -> None:
    result = run("check", FAULTY, "--format", form, "--lang", lang)
    assert result.exit_code == 1
    assert len(result.stdout) > 50_000
    assert not is_obeyed(result.stdout)


def test_files_and_wards_may_be_named_together_and_files_of_one_folder_are_compared(folder: Path) -> None:
    files = [folder / "fire_points.geojson", folder / "residential_groups.geojson"]
    assert run("check", CLEAN, *files).stdout.endswith("Số tệp: 12.\n")
    text = files[0].read_text(encoding="utf-8").replace('"T1"', '"T9"')
    files[0].write_text(text, encoding="utf-8")
    assert run("check", files[0]).exit_code == 0
    assert "unknown-group" in run("check", *files, "--format", "json").stdout


def test_ward_json_alone_can_be_checked(folder: Path) -> None:
    assert run("check", folder / "ward.json").exit_code == 0
    (folder / "ward.json").write_text('{\n "name": }', encoding="utf-8")
    result = run("check", folder / "ward.json")
    assert result.exit_code == 1
    assert "LỖI ward.json · – · –: JSON hỏng ở dòng 2, cột 10." in result.stdout


def test_a_folder_of_layers_without_ward_json_is_a_ward_that_lacks_it(folder: Path) -> None:
    (folder / "ward.json").unlink()
    result = run("check", folder, "--lang", "en")
    assert result.exit_code == 1
    assert "The ward has no file ward.json." in result.stdout


@pytest.mark.parametrize(
    "name", ["x" * 300 + ".geojson", "alleys.geojson", "none/alleys.geojson", "no-such-ward"]
)
def test_what_is_not_there_is_a_fault_of_the_call(name: str, tmp_path: Path) -> None:
    place = name if name == "no-such-ward" else tmp_path / name
    assert run("check", place, "--home", tmp_path / "home").exit_code == 2


def test_a_folder_that_bears_a_layers_name_is_told_from_a_file(tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "water_sources.geojson"
    place.mkdir()
    result = run("check", place)
    assert result.exit_code == 2
    assert "là một thư mục, không phải tệp" in result.stderr
    inside = run("check", folder)
    assert inside.exit_code == 1
    assert "water_sources.geojson của phường" in inside.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_file_that_may_not_be_read_is_named(folder: Path) -> None:
    (folder / "alleys.geojson").chmod(0)
    assert "alleys.geojson" in run("check", folder).stderr
    assert run("check", folder / "alleys.geojson").exit_code == 2


def test_a_file_that_vanishes_or_refuses_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def refusing(self: Path, *arguments: object, **options: object) -> object:
        if self.name == "alleys.geojson":
            raise PermissionError(13, "Permission denied")
        return real(self, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refusing)
    ward, file = run("check", folder), run("check", folder / "alleys.geojson")
    assert (ward.exit_code, file.exit_code) == (1, 2)
    assert "Permission denied" in ward.stderr
    assert all("alleys.geojson" in told.stderr for told in (ward, file))


def test_a_giant_is_told_by_its_size_and_not_read_whole(folder: Path) -> None:
    with (folder / "alleys.geojson").open("r+b") as giant:
        giant.truncate(reading.MOST_BYTES * 8)  # sparse: no disk is filled
    for place in (folder, folder / "alleys.geojson"):
        result = run("check", place)
        assert result.exit_code == 1
        assert "Tệp lớn hơn 64 MB." in result.stdout


@pytest.mark.parametrize("evil", ["a\x1b[31mb", "a\x9b31mb", "a\u202eb", "a\r\nLỖI"])
def test_names_on_the_command_line_are_shown_and_not_obeyed(evil: str, tmp_path: Path) -> None:
    for arguments in (
        ["check", evil, "--home", str(tmp_path)],
        ["check", f"{evil}.geojson"],
        ["coverage", f"--{evil}"],
        ["check", "--format", evil],
        [evil],
    ):
        result = run(*arguments)
        assert result.exit_code == 2
        assert not is_obeyed(result.output)


def test_a_strange_file_in_a_ward_is_named_with_the_name_it_may_mean(folder: Path) -> None:
    (folder / "Fire_Point.geojson").write_text("{}", encoding="utf-8")
    (folder / "a\x1b[31m.txt").write_text("", encoding="utf-8") if os.name != "nt" else None
    result = run("check", folder)
    assert result.exit_code == 0
    assert "đổi tên, ví dụ fire_points.geojson" in result.stdout
    assert not is_obeyed(result.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "no-such-ward"],
        ["coverage", "no-such-ward"],
        ["export", "no-such-ward", "html", "--out", "x.html"],
        ["serve", "--port", "1", "--host", "999.1.1.1"],
    ],
)
def test_every_command_takes_its_language_after_its_name(arguments: list[str], tmp_path: Path) -> None:
    told = {
        lang: run(*arguments, "--home", tmp_path / "home", "--lang", lang).output for lang in ("vi", "en")
    }
    assert told["vi"] != told["en"]
    assert not told["en"] or "phường" not in told["en"]


def test_demo_takes_its_language_after_its_name(tmp_path: Path) -> None:
    assert run("demo", tmp_path / "a", "--lang", "en").output != run("demo", tmp_path / "a").output
