"""``geoapp coverage`` on real files and on bad calls: words, exit codes, formats."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geoapp.cli.coverage import coverage
from geoapp.usecases.coverage.spreadsheet import as_csv

HELSINKI = Path(__file__).resolve().parents[3] / "shared" / "data" / "helsinki"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(coverage, [str(a) for a in arguments])


def write(folder: Path, name: str, *places: tuple[float, float], **properties: object) -> Path:
    features = [
        {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": list(p)}}
        for p in places
    ]
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    points = write(tmp_path, "điểm.geojson", (105.3370, 20.8120))
    houses = write(tmp_path, "nhà.geojson", (105.3371, 20.8121), (105.3400, 20.8150), households=1200)
    return ["--fire-points", points, "--demand", houses]


@pytest.fixture(scope="module")
def real():
    if not HELSINKI.is_dir():
        pytest.skip(f"the real data are not beside the repository: {HELSINKI}")
    roles = {"--fire-points": "hydrants", "--demand": "buildings", "--ways": "roads"}
    named = [part for option, name in roles.items() for part in (option, HELSINKI / f"{name}.geojson")]
    return [*named, "--crs", "EPSG:32635", "--radius", 50, "--radius", 100, "--radius", 200]


@pytest.mark.parametrize("metric", ["walking", "straight"])
def test_the_real_town_prints_the_contracts_object(real, metric):
    result = run(*real, "--metric", metric, "--format", "json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout_bytes)
    assert list(document) == [
        "format", "parameters", "inputs", "issues", "excluded", "demand", "radii", "distance_m", "unreachable",
        "groups", "safe_areas", "facilities", "deep_alleys",
    ]  # fmt: skip
    assert document["parameters"] == {
        "metric": metric,
        "radii_m": [50, 100, 200],
        "weight": "households",
        "crs": "EPSG:32635",
    }
    assert document["demand"] == {"features": 489, "weight": 489, "estimated": False}
    assert len(document["issues"]) == 23


def test_the_table_begins_with_the_sentence_that_matters(files):
    result = run(*files)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "1.200 / 2.400 hộ (50,0\u00a0%) trong 50\u00a0m đường thẳng"


def test_the_table_speaks_english_when_asked(files):
    assert run(*files, "--lang", "en").stdout.startswith(
        "1,200 / 2,400 households (50.0%) within 50\u00a0m in a straight line"
    )


def test_csv_opens_in_a_spreadsheet_with_vietnamese_names(files):
    result = run(*files, "--radius", 25, "--radius", 50, "--format", "csv")
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in result.stdout_bytes
    rows = list(csv.DictReader(io.StringIO(result.stdout_bytes.decode("utf-8-sig"))))
    assert [(r["level"], r["radius_m"], r["covered_weight"]) for r in rows] == [
        ("all", "25", "1200"),
        ("all", "50", "1200"),
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_csv_can_start_a_formula(start):
    radius = dict.fromkeys(
        ("radius_m", "covered", "covered_weight", "share", "backup", "backup_weight", "backup_share"), 0
    )
    distance = dict.fromkeys(("mean", "median", "p95", "max", "unreachable"))
    zone = {
        "id": start + "1",
        "name": start + "cmd()",
        "demand": 0,
        "weight": 0,
        "radii": [radius],
        "distance_m": distance,
    }
    whole = {"demand": {"features": 0, "weight": 0}, "radii": [], "distance_m": distance, "safe_areas": []}
    rows = list(csv.DictReader(io.StringIO(as_csv({**whole, "groups": [zone]}), newline="")))
    assert rows[0]["id"] == "'" + start + "1"
    assert rows[0]["name"] == "'" + start + "cmd()"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "--fire-points"),
        (["--radius", "0"], 2, "Bán kính"),
        (["--radius", "nan"], 2, "Bán kính"),
        (["--radius", "năm mươi"], 2, "--radius"),
        (["--metric", "walking"], 2, "--ways"),
        (["--metric", "flying"], 2, "--metric"),
        (["--crs", "EPSG:4326"], 2, "EPSG:4326"),
        (["--crs", "no such"], 2, "no such"),
        (["--weight", "people"], 1, "nhân khẩu"),
    ],
)
def test_a_bad_call_gets_a_sentence_and_an_exit_code(files, arguments, code, said):
    result = run(*(files if arguments else []), *arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_a_file_that_is_missing_or_broken_is_named(files, tmp_path):
    missing = run("--fire-points", tmp_path / "không có.geojson", *files[2:])
    assert missing.exit_code == 2
    assert "không có.geojson" in missing.stderr
    broken = tmp_path / "hỏng.geojson"
    broken.write_text('{"type": "FeatureCollection",\n oops', encoding="utf-8")
    result = run("--fire-points", broken, *files[2:])
    assert result.exit_code == 1
    assert "dòng 2, cột 2" in result.stderr
    assert run("--fire-points", tmp_path, *files[2:]).exit_code == 2


def test_hostile_names_reach_the_terminal_without_control_characters(tmp_path):
    points = write(tmp_path, "p.geojson", (105.3370, 20.8120), id="\x1b[2J\u202eevil\x07", status="damaged")
    houses = write(tmp_path, "d.geojson", (105.3371, 20.8121))
    result = run("--fire-points", points, "--demand", houses)
    assert result.exit_code == 0
    assert not {"\x1b", "\x07", "\u202e"} & set(result.stdout)
