"""Two wards on disk: one without a fault, one with each fault of each layer; no code of the catalogue goes unraised."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from geoapp.domain import reading
from geoapp.domain.faults import NOTES, WARNINGS, Fault, severity_of
from geoapp.domain.layers import LAYERS
from geoapp.domain.text import LONGEST_ID
from geoapp.domain.ward_check import Report, check_files, check_ward
from geoapp.i18n import LANGUAGES, catalogue, translator

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "tests" / "data" / "wards"
TODAY = dt.date(2026, 11, 25)
Files = dict[str, bytes]


def files_of(ward: str) -> Files:
    return {path.name: path.read_bytes() for path in sorted((FOLDER / ward).iterdir())}


@pytest.fixture(scope="module")
def faulty() -> Report:
    return check_ward(files_of("faulty"), TODAY)


def places(faults: tuple[Fault, ...]) -> Counter[tuple[str, str | None, str, str | None]]:
    return Counter((f.file, f.feature, f.code, f.field) for f in faults)


def declared(files: Files) -> Counter[tuple[str, str | None, str, str | None]]:
    """Return what the files themselves say the check must find."""
    found: Counter[tuple[str, str | None, str, str | None]] = Counter()
    for name, data in files.items():
        root = json.loads(data)
        for told in root.get("expect", ()):
            found[(name, None, *parts(told))] += 1
        for row, feature in enumerate(root.get("features", ()), start=1):
            key = feature.get("id")
            label = key if key and key.isprintable() and len(key) <= LONGEST_ID else f"#{row}"
            for told in feature.get("expect", ()):
                found[(name, label, *parts(told))] += 1
    return found


def parts(told: str) -> tuple[str, str | None]:
    code, _, field = told.partition(" ")
    return code, field or None


def codes(report: Report) -> set[str]:
    return {fault.code for fault in report.faults}


def test_the_tool_writes_the_same_wards_again(tmp_path: Path) -> None:
    tool = REPOSITORY / "tools" / "check_wards.py"
    subprocess.run([sys.executable, str(tool), str(tmp_path)], check=True, capture_output=True)
    for ward in ("clean", "faulty"):
        drawn = {path.name: path.read_bytes() for path in (tmp_path / ward).iterdir()}
        assert drawn == files_of(ward)


def test_a_ward_with_every_field_of_every_layer_filled_well_has_no_fault() -> None:
    report = check_ward(files_of("clean"), TODAY)
    assert report.faults == ()
    assert set(report.layers) == set(LAYERS)
    assert report.info is not None
    for name, spec in LAYERS.items():
        empty = [f.name for f in spec.fields if report.layers[name][f.name].isna().all()]
        assert empty == [], name


def test_the_faulty_ward_has_exactly_the_faults_that_its_features_declare(faulty: Report) -> None:
    expected, found = declared(files_of("faulty")), places(faulty.faults)
    assert sorted(map(str, found - expected)) == []
    assert sorted(map(str, expected - found)) == []
    assert len(faulty.faults) > 800


@pytest.mark.parametrize("layer", LAYERS)
def test_each_field_of_each_layer_is_faulty_there_in_each_way_it_can_be(faulty: Report, layer: str) -> None:
    told = {(f.code, f.field) for f in faulty.faults if f.file == f"{layer}.geojson"}
    for field in (f for f in LAYERS[layer].fields if f.name != "id"):
        ways = {"wrong-type"}
        ways |= {"field-missing"} if field.required else set()
        ways |= {"too-small"} if field.minimum is not None else set()
        ways |= {"too-big"} if field.maximum is not None else set()
        ways |= {"bad-date"} if field.kind == "date" else set()
        ways |= {"unknown-value"} if field.kind in ("choice", "checklist") else set()
        ways |= {"control-character", "text-too-long"} if field.kind in ("text", "texts") else set()
        assert {(way, field.name) for way in ways} <= told, field.name
    shape = {
        "geometry-type",
        "geometry-malformed",
        "swapped",
        "not-degrees",
        "outside-ward",
        "height-dropped",
    }
    shape |= {"geometry-missing"} if None not in LAYERS[layer].geometries else set()
    assert {(way, "geometry") for way in shape} <= told
    row = {"id-missing", "id-twice", "properties-missing", "not-a-feature", "code-twice", "unknown-property"}
    assert row <= {code for code, _ in told}


def test_every_sentence_of_every_fault_is_whole_in_both_languages(faulty: Report) -> None:
    for fault in faulty.faults:
        for language in LANGUAGES:
            t = translator(language)
            for sentence in (fault.what(t), fault.mend(t)):
                assert sentence.endswith((".", "]."))
                assert "{" not in sentence.replace("{…}", "")
                assert all(c.isprintable() or c == "\xa0" for c in sentence)


def test_no_layer_with_an_error_is_loaded_and_none_is_loaded_half(faulty: Report) -> None:
    assert dict(faulty.layers) == {}
    assert faulty.info is None
    good = files_of("clean")
    for layer in LAYERS:
        file = f"{layer}.geojson"
        report = check_ward({**good, file: files_of("faulty")[file]}, TODAY)
        assert layer not in report.layers
        unharmed = {n for n in LAYERS if not any(f.file == f"{n}.geojson" for f in report.errors)}
        assert set(report.layers) == unharmed
        assert all(len(report.layers[n]) == good[f"{n}.geojson"].count(b'"Feature"') for n in unharmed)


def clean(**changes: Any) -> Files:
    """Return the clean ward with members of ward.json changed."""
    files = files_of("clean")
    return {**files, "ward.json": json.dumps({**json.loads(files["ward.json"]), **changes}).encode()}


def without(*names: str) -> Files:
    return {name: data for name, data in files_of("clean").items() if name not in names}


def text(data: bytes) -> Files:
    return {**files_of("clean"), "alleys.geojson": data}


def house(**changes: Any) -> Files:
    files = files_of("clean")
    document = json.loads(files["buildings.geojson"])
    for key, value in changes.items():
        document["features"][0][key] = value
    return {**files, "buildings.geojson": json.dumps(document).encode()}


def narrow_groups() -> Files:
    """Return the clean ward with its groups drawn so narrow that the points of the west lie in none."""
    files = files_of("clean")
    document = json.loads(files["residential_groups.geojson"])
    for feature in document["features"]:
        (ring,) = feature["geometry"]["coordinates"]
        feature["geometry"]["coordinates"] = [[[max(x, 105.33), y] for x, y in ring]]
    return {**files, "residential_groups.geojson": json.dumps(document).encode()}


SMALL: Mapping[str, Callable[[], Files]] = {
    "too-large": lambda: text(b" " * (reading.MOST_BYTES + 1)),
    "wrong-encoding": lambda: text("{}".encode("utf-16")),
    "not-utf8": lambda: text(b'{"a": "\xd4\xd5"}'),
    "json-empty": lambda: text(b""),
    "bad-json": lambda: text(b'{"a": }'),
    "duplicate-key": lambda: text(b'{"a": 1, "a": 1}'),
    "number-not-finite": lambda: text(b'{"a": NaN}'),
    "number-too-long": lambda: text(b'{"a": ' + b"1" * 4300 + b"}"),
    "json-too-deep": lambda: text(b"[" * 5000 + b"]" * 5000),
    "not-a-collection": lambda: text(b'{"type": "Point", "coordinates": [105.33, 20.81]}'),
    "crs-not-wgs84": lambda: text(
        b'{"type": "FeatureCollection", "features": [], "crs": {"type": "name", "properties": {"name": "EPSG:9211"}}}'
    ),
    "ward-file-missing": lambda: without("ward.json"),
    "ward-not-object": lambda: {**without(), "ward.json": b"[]"},
    "crs-unknown": lambda: clean(crs="EPSG:1"),
    "crs-not-metric": lambda: clean(crs="EPSG:4326"),
    "crs-distorts": lambda: clean(crs="EPSG:3857"),
    "bounds-swapped": lambda: clean(bounds=[20.80, 105.32, 20.84, 105.36]),
    "bounds-not-degrees": lambda: clean(bounds=[429000, 2301000, 432000, 2304000]),
    "bounds-reversed": lambda: clean(bounds=[105.36, 20.80, 105.32, 20.84]),
    "bounds-too-wide": lambda: clean(bounds=[105, 20, 107, 21]),
    "radii-count": lambda: clean(settings={"radii_m": []}),
    "radius-out-of-range": lambda: clean(settings={"radii_m": [0]}),
    "militia-differs": lambda: clean(forces={"militia": 7}),
    "reference-layer-missing": lambda: without("alleys.geojson"),
    "sum-differs": lambda: house(properties={"use": "home", "households": 4, "group_id": "to-1", "ward_code": "00001",
                                             "pos_method": "estimate"}),
    "outside-groups": narrow_groups,
}  # fmt: skip
"""Faults that leave no room for others in their file, or need a ward without errors: code -> a ward that has it."""


def test_every_code_of_the_catalogue_is_raised_by_the_faulty_ward_or_by_a_small_one(faulty: Report) -> None:
    known = {key.split(".")[1] for key in catalogue() if key.startswith("fault.")}
    small = {code for code, make in SMALL.items() if code in codes(check_ward(make(), TODAY))}
    assert small == set(SMALL)
    assert codes(faulty) | small == known


def test_every_small_ward_has_that_fault_and_no_other_kind_that_is_an_error() -> None:
    for code, make in SMALL.items():
        assert {f.code for f in check_ward(make(), TODAY).errors} <= {code}, code


def test_the_lists_of_severities_name_known_codes_once(faulty: Report) -> None:
    known = {key.split(".")[1] for key in catalogue() if key.startswith("fault.")}
    assert known >= WARNINGS | NOTES
    assert not WARNINGS & NOTES
    assert all(fault.severity == severity_of(fault.code) for fault in faulty.faults)


def test_loose_files_are_compared_with_each_other_but_not_with_what_is_not_there() -> None:
    alone = check_files({"fire_points.geojson": files_of("clean")["fire_points.geojson"]}, TODAY)
    assert alone.faults == ()
    pair = {name: files_of("clean")[name] for name in ("fire_points.geojson", "alleys.geojson")}
    other = pair["alleys.geojson"].replace(b'"ngo-1"', b'"ngo-2"')
    assert codes(check_files({**pair, "alleys.geojson": other}, TODAY)) == {"unknown-alley"}
