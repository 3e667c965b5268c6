"""``geoapp plan`` as a program of its own: a ward, loose files, rules, formats, exit codes, words."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from geoapp import crs as systems
from geoapp.cli import main
from geoapp.coverage import Network, nearest_walking, within
from geoapp.usecases.coverage import LooseFile, files_coverage

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLE = REPOSITORY / "data" / "geojson" / "phuong-lam"
HELSINKI = REPOSITORY.parent / "shared" / "data" / "helsinki"
CONTRACT = [
    "format",
    "parameters",
    "status",
    "objective",
    "bound",
    "gap",
    "before",
    "after",
    "chosen",
    "frontier",
    "seconds",
]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "geoapp.cli", *(str(a) for a in arguments)],
        cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=False, timeout=500,
    )  # fmt: skip


def called(*arguments: object) -> Result:
    """Call the command in this process, as it starts faster."""
    return CliRunner().invoke(main, [str(a) for a in arguments])


def checked(text: str) -> dict[str, Any]:
    """Return a document after a look at every part of the contract ``geoapp/plan@1``."""
    document: dict[str, Any] = json.loads(text)
    assert list(document)[: len(CONTRACT)] == CONTRACT
    assert document["format"] == "geoapp/plan@1"
    assert document["status"] in ("optimal", "feasible", "infeasible")
    assert document["gap"] == pytest.approx(
        abs(document["bound"] - document["objective"]) / max(abs(document["objective"]), 1)
    )
    for side in (document["before"], document["after"]):
        assert 0 <= side["share"] <= 1
        assert side["covered_weight"] >= 0
    for site in document["chosen"]:
        assert list(site) == ["id", "lon", "lat", "gain_weight", "group", "reason"]
        assert isinstance(site["id"], str)
        assert site["reason"]
    for point in document["frontier"]:
        assert {"new", "covered_weight", "share", "status"} <= set(point)
    weights = [point["covered_weight"] for point in document["frontier"]]
    assert weights == sorted(weights)
    assert document["seconds"] >= 0
    return document


def test_the_sample_ward_is_planned_and_proved() -> None:
    result = run("plan", SAMPLE, "--new", 5, "--radius", 50, "--format", "json")
    assert result.returncode == 0, result.stderr
    document = checked(result.stdout)
    assert document["status"] == "optimal"
    assert document["parameters"]["metric"] == "walking"
    assert [point["new"] for point in document["frontier"]] == [1, 2, 3, 4, 5]
    assert document["after"]["covered_weight"] == document["objective"]
    assert len(document["chosen"]) == 5


def test_loose_files_of_a_real_town_are_planned_and_coverage_agrees() -> None:
    if not HELSINKI.is_dir():
        pytest.skip(f"the real data are not beside the repository: {HELSINKI}")
    roles = {"fire_points": "hydrants", "demand": "buildings", "ways": "roads"}
    options = [
        part
        for role, name in roles.items()
        for part in (f"--{role.replace('_', '-')}", HELSINKI / f"{name}.geojson")
    ]
    result = run(
        "plan",
        *options,
        "--new",
        4,
        "--radius",
        100,
        "--crs",
        "EPSG:32635",
        "--format",
        "json",
        "--lang",
        "en",
    )
    assert result.returncode == 0, result.stderr
    document = checked(result.stdout)
    assert document["status"] == "optimal"
    assert document["parameters"]["crs"] == "EPSG:32635"
    files = {
        role: LooseFile(name, (HELSINKI / f"{name}.geojson").read_bytes()) for role, name in roles.items()
    }
    study = files_coverage(files, crs="EPSG:32635").study
    sites = systems.project([[s["lon"], s["lat"]] for s in document["chosen"]], study.crs)
    network = Network.from_lines(study.ways.shapes, study.ways.separated)
    near = nearest_walking(network, study.demand.xy, np.concatenate([study.facility_xy, sites]))
    inside = within(near.distance_m, 100)
    assert document["after"]["covered"] == int(inside.sum())
    assert document["objective"] == pytest.approx(float(study.demand.households[inside].sum()))


def test_the_table_says_what_matters_first_in_either_language(tmp_path: Path) -> None:
    result = called("plan", SAMPLE, "--new", 2, "--home", tmp_path)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].startswith("2 điểm mới: từ ")
    assert lines[1].startswith("Đã chứng minh")
    assert any(line.startswith("1. Thêm ") for line in lines)
    english = called("--lang", "en", "plan", SAMPLE, "--new", 2).stdout
    assert english.startswith("2 new points: from ")
    assert "Proved in" in english


def test_rules_come_from_a_file_and_sites_go_to_one(tmp_path: Path) -> None:
    rules, out = tmp_path / "quy định.toml", tmp_path / "vị trí.geojson"
    rules.write_text("spacing_m = 60\ncap_per_group = 1\n", encoding="utf-8")
    result = called("plan", SAMPLE, "--new", 3, "--rules", rules, "--format", "geojson", "--out", out)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    collection = json.loads(out.read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    assert [f["properties"]["number"] for f in collection["features"]] == [1, 2, 3]
    groups = [f["properties"]["group"] for f in collection["features"]]
    assert len(set(groups)) == 3
    given = called("plan", SAMPLE, "--new", 2, "--candidates", out, "--format", "json")
    document = checked(given.stdout)
    assert {site["id"] for site in document["chosen"]} <= {f["id"] for f in collection["features"]}


def test_rules_that_nothing_keeps_end_with_a_sentence_and_exit_1(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("cap_per_group = 1\n", encoding="utf-8")
    spots = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {},
                "geometry": {"type": "Point", "coordinates": [105.3339 + i * 1e-5, 20.80965]},
            }
            for i in range(4)
        ],
    }
    places = tmp_path / "places.geojson"
    places.write_text(json.dumps(spots), encoding="utf-8")
    result = called("plan", SAMPLE, "--new", 3, "--candidates", places, "--rules", rules, "--format", "json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["status"] == "infeasible"
    assert document["problem"]["nearest_values"] == {"new": 1}
    assert document["problem"]["detail"] in result.stderr
    assert "Traceback" not in result.stderr


def test_the_table_tells_when_there_are_fewer_places_than_points_asked_for(tmp_path: Path) -> None:
    spots = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [lon, 20.80965]}}
        for lon in (105.3339, 105.3342)
    ]
    places = tmp_path / "places.geojson"
    places.write_text(json.dumps({"type": "FeatureCollection", "features": spots}), encoding="utf-8")
    result = called("plan", SAMPLE, "--new", 4, "--candidates", places)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[1].startswith("Không đặt hết 4 điểm: chỉ có 2 chỗ")
    assert lines[2].startswith("Đã chứng minh")
    document = json.loads(called("plan", SAMPLE, "--new", 4, "--candidates", places, "--format", "json").stdout)
    assert document["shortfall"]["text"] == lines[1]
    assert (document["status"], len(document["chosen"])) == ("optimal", 2)


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["plan", "no-such-ward"], 2, "no-such-ward"),
        (["plan"], 2, "--fire-points"),
        (["plan", SAMPLE, "--new", "-1"], 2, "new"),
        (["plan", SAMPLE, "--new", "many"], 2, "--new"),
        (["plan", SAMPLE, "--radius", "nan"], 2, "radius"),
        (["plan", SAMPLE, "--budget", "-1"], 2, "budget"),
        (["plan", SAMPLE, "--goal", "best"], 2, "--goal"),
        (["plan", SAMPLE, "--candidates", "somewhere"], 2, "--candidates"),
        (["plan", SAMPLE, "--candidates", "missing.geojson"], 2, "missing.geojson"),
        (["plan", SAMPLE, "--candidates", "pyproject.toml"], 1, "pyproject.toml"),
        (["plan", SAMPLE, "--rules", "missing.toml"], 2, "missing.toml"),
        (["plan", SAMPLE, "--rules", "README.md"], 2, "README.md"),
        (["plan", SAMPLE, "--out", "no/such/folder/x.json"], 2, "no"),
        (["plan", SAMPLE, "--crs", "EPSG:4326"], 2, "EPSG:4326"),
    ],
)
def test_a_call_that_is_at_fault_is_told_in_one_sentence(
    arguments: list[object], code: int, word: str
) -> None:
    result = called(*arguments)
    assert result.exit_code == code, result.stderr
    assert word in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_an_unknown_rule_is_named_with_those_there_are(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("spacing = 50\n", encoding="utf-8")
    result = called("plan", SAMPLE, "--rules", rules, "--lang", "en")
    assert result.exit_code == 2
    assert "rules.spacing" in result.stderr
    assert "spacing_m" in result.stderr


def test_the_help_has_an_example_in_both_languages() -> None:
    text = called("plan", "--help").stdout
    assert "geoapp plan phuong-lam --new 5 --radius 50" in text
    assert "Tìm vị trí" in text


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is sent otherwise there")
def test_ctrl_c_ends_the_search_with_the_best_found(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("backup = true\nspacing_m = 60\n", encoding="utf-8")
    hard = ["--new", "12", "--weight", "people", "--rules", str(rules)]
    process = subprocess.Popen(
        [sys.executable, "-m", "geoapp.cli", "plan", str(SAMPLE), *hard, "--budget", "400", "--format", "json"],
        cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    assert process.stderr is not None
    first = process.stderr.readline()
    assert "giây" in first
    os.kill(process.pid, signal.SIGINT)
    out, told = process.communicate(timeout=300)
    assert process.returncode == 0, told
    assert checked(out)["status"] == "feasible"
    assert "giữ phương án tốt nhất" in told
