"""``geoapp export --plan``: a saved plan goes along by its name or id; what is not there is told in one sentence."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from geoapp.bootstrap import services
from geoapp.cli.export import export
from geoapp.config import load_config
from geoapp.usecases.planning import terrain_of_ward
from geoapp.usecases.planning.variants import read_draft
from tests.conftest import Files, lonlat


@pytest.fixture
def home(tiny_files: Callable[..., Files], tmp_path: Path) -> Path:
    """Return a workspace with the tiny ward and one plan: a site at 105 m, for 26 m on foot."""
    folder = tmp_path / "home"
    (folder / "layers" / "thu").mkdir(parents=True)
    for name, data in tiny_files().items():
        (folder / "layers" / "thu" / name).write_bytes(data)
    save(folder, "Họp tháng 11")
    return folder


def save(home: Path, name: str) -> str:
    """Save the plan under a name; return its id."""
    at_work = services(load_config(home))
    lon, lat = lonlat(105, 50)
    sent = {"name": name, "parameters": {"radius": 26}, "sites": [{"id": "s1", "lon": lon, "lat": lat}]}
    draft = read_draft(terrain_of_ward(at_work.library.open("thu")), sent, None, "key")
    return at_work.variants.create("thu", draft.name, draft.content).id


def run(home: Path, *arguments: object) -> Result:
    return CliRunner().invoke(export, ["thu", *(str(a) for a in arguments), "--home", str(home)])


def test_a_plan_goes_along_by_name_or_id_with_its_own_radius(home: Path, tmp_path: Path) -> None:
    key = services(load_config(home)).variants.all("thu")[0].id
    files = []
    for named in ("họp tháng 11", key):
        out = tmp_path / f"{len(files)}.docx"
        done = run(home, "report", "--plan", named, "--out", out)
        assert done.exit_code == 0, done.output
        files.append(out)
    assert files[0].read_bytes() == files[1].read_bytes()
    text = "\n".join(p.text for p in docx.Document(str(files[0])).paragraphs)
    assert "từ 8 (40,0\u00a0%) lên 13 (65,0\u00a0%), thêm 5 hộ" in text
    assert "8 / 20 hộ (40,0\u00a0%) trong 26\u00a0m đi bộ" in text


def test_english_words_for_an_english_reader(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "w.zip"
    assert run(home, "geojson", "--plan", "Họp tháng 11", "--lang", "en", "--out", out).exit_code == 0
    with zipfile.ZipFile(out) as archive:
        (site,) = json.loads(archive.read("planned_sites.geojson"))["features"]
    assert site["properties"]["group"] == "Group 2"
    assert site["properties"]["proof"] == "Not proved."


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("map-a4", "--plan", "Không có"), "Phương án đang có: “Họp tháng 11” ("),
        (("map-a4", "--plan", "Họp tháng 11", "--radius", "50"), "được tính trong 26 m đi bộ"),
        (("map-a4", "--plan", "Họp tháng 11", "--metric", "straight"), "được tính trong 26 m đi bộ"),
        (("html", "--plan", "Họp tháng 11"), "Tệp loại html không ghi phương án"),
    ],
)
def test_a_call_that_cannot_be_met_is_one_sentence_and_writes_nothing(
    home: Path, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    out = tmp_path / ("out.html" if arguments[0] == "html" else "out.pdf")
    done = run(home, *arguments, "--out", out)
    assert done.exit_code == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not out.exists()


def test_two_plans_of_one_name_are_told_apart_by_their_ids(home: Path, tmp_path: Path) -> None:
    ids = [services(load_config(home)).variants.all("thu")[0].id, save(home, "HỌP THÁNG 11")]
    done = run(home, "xlsx", "--plan", "Họp tháng 11", "--out", tmp_path / "w.xlsx")
    assert done.exit_code == 2
    assert all(key in done.stderr for key in ids)


def test_a_folder_outside_the_workspace_has_no_plans(
    tiny_files: Callable[..., Files], tmp_path: Path
) -> None:
    folder = tmp_path / "phuong-thu"
    folder.mkdir()
    for name, data in tiny_files().items():
        (folder / name).write_bytes(data)
    empty = tmp_path / "none"
    done = CliRunner().invoke(
        export, [str(folder), "xlsx", "--plan", "A", "--out", str(tmp_path / "w.xlsx"), "--home", str(empty)]
    )
    assert done.exit_code == 2
    assert "Phường Thử chưa lưu phương án nào" in done.stderr
    assert not empty.exists(), "asking for a plan makes no workspace"
