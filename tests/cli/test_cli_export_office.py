"""``geoapp export`` of office documents: the office's letterhead and template reach the report, faults are told in words."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from geoapp.cli.export import export
from geoapp.config import load_config
from geoapp.errors import CallFault

Files = dict[str, bytes]


@pytest.fixture
def ward(tiny_files: Callable[..., Files], tmp_path: Path) -> Path:
    folder = tmp_path / "phuong-thu"
    folder.mkdir()
    for name, data in tiny_files().items():
        (folder / name).write_bytes(data)
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(export, [str(a) for a in arguments])


def test_the_letterhead_of_the_settings_file_heads_the_report(ward: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "geoapp.toml").write_text(
        '[report]\noffice = "CÔNG AN PHƯỜNG THỬ"\nnumber = "Số: 7/BC"\n', encoding="utf-8"
    )
    out = tmp_path / "report.docx"
    done = run(ward, "report", "--home", home, "--out", out)
    assert done.exit_code == 0, done.output
    head = docx.Document(str(out)).tables[0]
    assert head.rows[0].cells[0].text.startswith("CÔNG AN PHƯỜNG THỬ")
    assert head.rows[1].cells[0].text == "Số: 7/BC"


def test_a_template_is_filled_and_kept(ward: Path, tmp_path: Path) -> None:
    own = docx.Document()
    own.add_paragraph("Mẫu của cơ quan")
    saved = io.BytesIO()
    own.save(saved)
    template, out = tmp_path / "mẫu.docx", tmp_path / "report.docx"
    template.write_bytes(saved.getvalue())
    assert run(ward, "report", "--template", template, "--out", out).exit_code == 0
    assert docx.Document(str(out)).paragraphs[0].text == "Mẫu của cơ quan"
    assert template.read_bytes() == saved.getvalue()


def test_a_template_of_another_kind_is_refused_and_nothing_is_written(ward: Path, tmp_path: Path) -> None:
    template, out = tmp_path / "mau.doc", tmp_path / "report.docx"
    template.write_bytes(b"\xd0\xcf\x11\xe0 old Word")
    done = run(ward, "report", "--template", template, "--out", out)
    assert done.exit_code == 2
    assert "không phải văn bản Word" in done.output
    assert not out.exists()


@pytest.mark.parametrize("lines", ['ofice = "x"', "number = 7"])
def test_a_line_that_no_letterhead_has_is_told(tmp_path: Path, lines: str) -> None:
    (tmp_path / "geoapp.toml").write_text(f"[report]\n{lines}\n", encoding="utf-8")
    with pytest.raises(CallFault, match=r"\[report\]"):
        load_config(tmp_path)


@pytest.mark.parametrize(("kind", "name", "start"), [("summary", "a.pdf", b"%PDF-"), ("slides", "a.pptx", b"PK")])
def test_summary_and_slides_are_written_by_the_command(
    ward: Path, tmp_path: Path, kind: str, name: str, start: bytes
) -> None:
    out = tmp_path / name
    done = run(ward, kind, "--lang", "en", "--out", out)
    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(start)


def test_a_picture_of_a_group_is_written_by_the_command(ward: Path, tmp_path: Path) -> None:
    out = tmp_path / "to-1.png"
    assert run(ward, "group-picture", "--group", 1, "--out", out).exit_code == 0
    assert out.read_bytes().startswith(b"\x89PNG")
    assert run(ward, "group-picture", "--out", tmp_path / "none.png").exit_code == 2
