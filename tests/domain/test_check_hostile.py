"""Hostile text and geometry: accepted as text or refused with its place, never a traceback, never a live escape."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geoapp.domain.check import check_layer, read_layer
from geoapp.domain.faults import Fault, fault
from geoapp.domain.fields import Field, LayerSpec
from geoapp.domain.layers import LAYERS
from geoapp.domain.text import LONGEST_ID, shown
from geoapp.domain.ward_check import check_ward
from geoapp.i18n import LANGUAGES, translator

REPOSITORY = Path(__file__).resolve().parents[2]
CORPUS = REPOSITORY.parent / "shared" / "reference" / "hostile-strings.json"
CLEAN = REPOSITORY / "tests" / "data" / "wards" / "clean"
TODAY = dt.date(2026, 11, 25)
SQUARE = [[105.33, 20.81], [105.34, 20.81], [105.34, 20.82], [105.33, 20.82], [105.33, 20.81]]
TEXTS = ("text", "texts", "checklist")


@pytest.fixture(scope="module")
def strings() -> list[str]:
    if not CORPUS.is_file():
        pytest.skip("../shared/reference/hostile-strings.json is absent: the hostile corpus is not tried")
    return [entry["text"] for entry in json.loads(CORPUS.read_text(encoding="utf-8"))]


def clean(layer: str) -> dict[str, Any]:
    return dict(json.loads((CLEAN / f"{layer}.geojson").read_bytes()))


def rows(layer: str, changes: list[dict[str, Any]], **members: Any) -> bytes:
    """Return a layer of one good feature per change, each with that change."""
    good = clean(layer)["features"][0]
    features = [
        {**good, "id": f"r{n}", **members, "properties": {**good["properties"], "code": None, **change}}
        for n, change in enumerate(changes)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def is_safe(text: str) -> bool:
    """Tell whether a terminal and a page show this text as it is stored: nothing obeyed, nothing turned round."""
    return all(
        unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp") or c in "\u200c\u200d"
        for c in text
    )


def everything(found: Fault) -> str:
    said = [s for lang in LANGUAGES for s in (found.what(translator(lang)), found.mend(translator(lang)))]
    return " ".join([found.file, found.feature or "", found.field or "", *said])


def hidden(field: Field, text: str) -> Any:
    if field.kind == "texts":
        return [text]
    return {text: field.choices[0].value} if field.kind == "checklist" else text


def text_fields(spec: LayerSpec) -> Iterator[tuple[str, Any]]:
    for field in spec.fields:
        if field.name != "id" and field.kind not in ("rows",):
            yield field.name, field


@pytest.mark.parametrize("layer", LAYERS)
def test_every_hostile_string_in_every_field_is_text_or_is_refused_at_that_field(
    layer: str, strings: list[str]
) -> None:
    spec = LAYERS[layer]
    for name, field in text_fields(spec):
        data, found = read_layer(
            rows(layer, [{name: hidden(field, s)} for s in strings]), spec, f"{layer}.geojson"
        )
        assert all(is_safe(everything(f)) for f in found)
        assert {f.field for f in found} <= {name}
        refused = {f.feature for f in found if f.severity == "error"}
        for n, text in enumerate(strings):
            assert data.rows is not None
            if f"r{n}" not in refused:
                kept = data.rows[n].properties[name]
                composed = unicodedata.normalize("NFC", text)
                assert kept == hidden(field, composed)
            elif field.kind in TEXTS:
                reasons = {f.code for f in found if f.feature == f"r{n}" and f.severity == "error"}
                assert reasons <= {"control-character", "text-too-long", "field-missing"}


@pytest.mark.parametrize("layer", LAYERS)
def test_every_hostile_string_as_a_property_name_is_kept_out(layer: str, strings: list[str]) -> None:
    spec = LAYERS[layer]
    known = {f.name for f in spec.fields}
    strange = [s for s in strings if s not in known]
    found = check_layer(rows(layer, [{s: 1} for s in strange]), spec, f"{layer}.geojson")
    assert all(is_safe(everything(f)) for f in found)
    assert {f.code for f in found} <= {"key-refused", "unknown-property"}
    assert len({f.feature for f in found}) == len(strange)


def test_every_hostile_string_as_an_id_is_an_id_or_is_refused(strings: list[str]) -> None:
    good = clean("fire_points")["features"][0]
    for text in strings:
        document = {"type": "FeatureCollection", "features": [{**good, "id": text}]}
        data, found = read_layer(json.dumps(document).encode(), LAYERS["fire_points"], "fire_points.geojson")
        assert all(is_safe(everything(f)) for f in found)
        assert {f.field for f in found} <= {"id"}
        if not any(f.severity == "error" for f in found):
            assert data.ids == {unicodedata.normalize("NFC", text)}
            assert text.isprintable()
            assert len(text) <= LONGEST_ID
            assert text.strip()


def test_every_hostile_string_in_ward_json_is_text_or_is_refused_there(strings: list[str]) -> None:
    files = {path.name: path.read_bytes() for path in CLEAN.iterdir()}
    good = json.loads(files["ward.json"])
    for member in ("name", "kind", "crs", "source", "codes", "forces", "campaign", "settings", "bounds"):
        for text in strings:
            value: Any = {"codes": [{"code": text, "level": text, "name": text, "from": text}], "forces": {text: text},
                          "campaign": [{"audience": text, "group_ids": [text], "target_share": text, "by": text}],
                          "settings": {text: text, "radii_m": [text]}}.get(member, text)  # fmt: skip
            report = check_ward({"ward.json": json.dumps({**good, member: value}).encode()}, TODAY)
            mine = [f for f in report.faults if (f.field or "").split("[")[0].split(".")[0] == member]
            assert all(is_safe(everything(f)) for f in report.faults)
            assert {f.code for f in report.faults} - {f.code for f in mine} <= {
                "reference-layer-missing", "cross-check-waits", "source-missing"
            }  # fmt: skip
            if not report.errors and member in ("name", "kind", "source"):
                assert getattr(report.info, member) == unicodedata.normalize("NFC", text)


def test_every_hostile_string_as_a_file_name_is_a_stranger_told_safely(strings: list[str]) -> None:
    for text in strings:
        (found,) = (f for f in check_ward({text: b"{}"}, TODAY).faults if f.code == "unknown-file")
        assert is_safe(everything(found))


def test_a_fault_made_with_anything_can_be_printed_on_one_line() -> None:
    evil = "a\x1b[31m\n\u202eb\ud83d\x9b2J"
    made = fault("unknown-property", evil, evil, evil, {"key": evil, "count": 1})
    assert is_safe(everything(made))
    assert "\\u001b[31m" in everything(made)
    assert shown("Tổ 9 👨‍🚒", 3) == "Tổ …"


def alley(coordinates: str, /, **members: str) -> bytes:
    """Return a layer of one way from raw JSON text, so that numbers and nesting can be anything."""
    extra = "".join(f', "{k}": {v}' for k, v in members.items())
    return (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "a", "properties": '
        '{"name": "Ngõ", "truck_access": "foot", "ward_code": "1", "pos_method": "estimate"}, '
        f'"geometry": {{"type": "LineString", "coordinates": {coordinates}{extra}}}}}]}}'
    ).encode()


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (alley("[[1e308, 1e308], [0, 0]]"), ["not-degrees"]),
        (alley(f"[[{'9' * 900}, 1], [0, 0]]"), ["not-degrees"]),
        (alley(f"[[{'9' * 4300}, 1], [0, 0]]"), ["number-too-long"]),
        (alley(f"[[{'9' * 5000}, 1], [0, 0]]"), ["number-too-long"]),
        (alley("[[1e400, 1], [0, 0]]"), ["number-not-finite"]),
        (alley("[[NaN, 1], [-Infinity, 0]]"), ["number-not-finite"] * 2),
        (alley("[[5e-324, 5e-324], [0, 0]]"), []),
        (alley("[[-0.0, 0], [0, 1]]"), []),
        (alley("[[105.33, 20.81, 1e9], [105.34, 20.82]]"), ["geometry-malformed"]),
        (alley("[[105.33, 20.81, 1], [105.34, 20.82]]"), ["height-dropped"]),
        (alley("[[105.33, 20.81, 1, 1], [105.34, 20.82]]"), ["geometry-malformed"]),
        (alley("[[true, false], [105.34, 20.82]]"), ["geometry-malformed"]),
        (alley('[["105.33", "20.81"], [105.34, 20.82]]'), ["geometry-malformed"]),
        (alley("[]"), ["geometry-malformed"]),
        (alley("[[], []]"), ["geometry-malformed"]),
        (alley("null"), ["geometry-malformed"]),
        (alley("{}"), ["geometry-malformed"]),
        (alley("[" * 90 + "]" * 90), ["geometry-malformed"]),
        (alley("[" * 2000 + "]" * 2000), ["json-too-deep"]),
        (alley("[[105.33, 20.81], [105.34, 20.82]]", coordinates="[]"), ["duplicate-key"]),
        (b"\xef\xbb\xbf" + alley("[[105.33, 20.81], [105.34, 20.82]]"), []),
        (alley("[[105.33, 20.81], [105.34, 20.82]]").decode().encode("utf-16"), ["wrong-encoding"]),
        (alley("[[105.33, 20.81], [105.34, 20.82]]").decode().encode("utf-32"), ["wrong-encoding"]),
        (b'{"type": "LineString", "coordinates": [[105.33, 20.81], [105.34, 20.82]]}', ["not-a-collection"]),
        (b'{"type": "FeatureCollection", "features": {}}', ["not-a-collection"]),
        (b'{"type": "FeatureCollection"}', ["not-a-collection"]),
        (b"null", ["not-a-collection"]),
        (b'"' + b"x" * 100_000 + b'"', ["not-a-collection"]),
        (b"\x00", ["bad-json"]),
        (b"", ["json-empty"]),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_words(data: bytes, codes: list[str]) -> None:
    found = check_layer(data, LAYERS["alleys"], "alleys.geojson")
    assert [f.code for f in found] == codes
    assert all(is_safe(everything(f)) for f in found)


def test_every_hard_place_of_a_text_is_told_by_line_and_column() -> None:
    text = b'{"a": 1,\n "b": {"x": NaN,\n  "x": 1e999}, "\\u0061": 2,\n "c": "NaN \\" 1e999"}'
    found = check_layer(text, LAYERS["alleys"], "alleys.geojson")
    assert [(f.code, f.params["line"], f.params["column"]) for f in found] == [
        ("number-not-finite", 2, 13),
        ("duplicate-key", 3, 3),
        ("number-not-finite", 3, 8),
        ("duplicate-key", 3, 16),
    ]


@pytest.mark.parametrize(
    "geometry", ["Polygon", 7, [], {}, {"type": None}, {"type": ["Point"]}, {"type": "Circle"}]
)
def test_a_geometry_that_is_none_is_told_by_its_type(geometry: Any) -> None:
    data = rows("residential_groups", [{}], geometry=geometry)
    assert [f.code for f in check_layer(data, LAYERS["residential_groups"], "x")] == ["geometry-type"]


def test_deep_values_in_any_property_are_told_without_being_walked() -> None:
    deep: Any = 1
    for _ in range(80):
        deep = [deep]
    for layer, spec in LAYERS.items():
        for field in (f for f in spec.fields if f.name != "id"):
            for value in (deep, {"a": deep}, [{"kind": deep}], {"rules": deep}):
                found = check_layer(rows(layer, [{field.name: value}]), spec, "x")
                assert found
                assert all(is_safe(everything(f)) for f in found)


def test_polygons_that_are_none_are_told_apart() -> None:
    square = SQUARE[:4]
    hole_outside = [[[x + 1, y] for x, y in SQUARE]]
    crossing = [square[0], square[2], square[1], square[3], square[0]]
    for rings, code in (([SQUARE, *hole_outside], "polygon-invalid"), ([crossing], "self-crossing")):
        geometry = {"type": "Polygon", "coordinates": rings}
        (found,) = check_layer(
            rows("residential_groups", [{}], geometry=geometry), LAYERS["residential_groups"], "x"
        )
        assert (found.code, found.lonlat is not None) == (code, True)
