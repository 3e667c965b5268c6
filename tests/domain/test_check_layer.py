"""The check of one layer names every fault: feature, field, place, and the sentence in both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from geoapp.domain.check import check_layer
from geoapp.domain.layers import LAYERS
from geoapp.i18n import LANGUAGES, catalogue, translator

SQUARE = [[105.33, 20.81], [105.34, 20.81], [105.34, 20.82], [105.33, 20.82], [105.33, 20.81]]
POINT = {"type": "Point", "coordinates": [105.335, 20.815]}


def group(**changes: Any) -> dict[str, Any]:
    base = {"ward_code": "04807", "pos_method": "illustrative", "number": 9, "boundary_status": "provisional"}
    return {**base, **changes}


def point(**changes: Any) -> dict[str, Any]:
    base = {"ward_code": "04807", "pos_method": "illustrative", "name": "Đầu ngõ 31", "group_id": "to-09"}
    return {**base, "status": "active", **changes}


def feature(properties: Any, geometry: Any, name: Any = "a") -> dict[str, Any]:
    return {"type": "Feature", "id": name, "properties": properties, "geometry": geometry}


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def collection(*features: Any, **members: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()


def groups(*features: Any) -> list[tuple[str, str | None, str | None]]:
    return found(collection(*features), "residential_groups")


def points(**changes: Any) -> list[tuple[str, str | None, str | None]]:
    return found(collection(feature(point(**changes), POINT)), "fire_points")


def found(data: bytes, layer: str = "fire_points") -> list[tuple[str, str | None, str | None]]:
    faults = check_layer(data, LAYERS[layer], f"{layer}.geojson")
    for fault in faults:
        for language in LANGUAGES:
            t = translator(language)
            assert fault.what(t)
            assert fault.mend(t)
            assert (fault.what(t) + fault.mend(t)).encode("utf-8")
    return [(f.code, f.feature, f.field) for f in faults]


def test_a_good_layer_has_no_fault() -> None:
    assert groups(feature(group(), polygon(SQUARE))) == []
    assert points(equipment=[{"kind": "abc_powder", "quantity": 2, "condition": "good"}]) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"type": "FeatureCollection",\n "features": [,]}', "bad-json"),
        (b"\xff\xfe", "wrong-encoding"),
        ('{"type": "FeatureCollection", "features": []}'.encode("utf-16-le"), "wrong-encoding"),
        (b'{"type": "FeatureCollection", "a": "\xd4", "features": []}', "not-utf8"),
        (b" \n", "json-empty"),
        (b'{"type": "Feature"}', "not-a-collection"),
        (b"[1]", "not-a-collection"),
        (b'{"a": 1, "a": 2}', "duplicate-key"),
        (b'{"a": NaN}', "number-not-finite"),
        (b'{"a": 1e400}', "number-not-finite"),
        (b'{"a": 1e400abc}', "bad-json"),
        (b"[" * 200_000, "json-too-deep"),
        (b'{"a": ' + b"9" * 5000 + b"}", "number-too-long"),
        (collection(crs={"type": "name", "properties": {"name": "EPSG:9211"}}), "crs-not-wgs84"),
        (collection(crs={"type": "link", "properties": {"href": "x"}}), "crs-not-wgs84"),
        (collection(crs={"type": "name", "properties": {"name": "EPSG:4326"}}), "crs-needless"),
        (collection(7), "not-a-feature"),
    ],
)
def test_what_breaks_the_whole_file_is_named(data: bytes, code: str) -> None:
    assert [f[0] for f in found(data)] == [code]


def test_broken_json_is_told_by_line_and_column() -> None:
    fault = check_layer(b'{"a": 1,\n "b": ]}', LAYERS["alleys"], "alleys.geojson")[0]
    assert fault.params == {"line": 2, "column": 7}


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "geometry-missing"),
        (POINT, "geometry-type"),
        (polygon(SQUARE[:4]), "ring-open"),
        (polygon([SQUARE[0], SQUARE[1], SQUARE[0]]), "ring-too-short"),
        (polygon([[y, x] for x, y in SQUARE]), "swapped"),
        (
            polygon([[535037, 2302062], [535038, 2302062], [535038, 2302063], [535037, 2302062]]),
            "not-degrees",
        ),
        (polygon([[SQUARE]]), "geometry-malformed"),
        ({"type": "Polygon", "coordinates": []}, "geometry-malformed"),
    ],
)
def test_a_bad_geometry_is_named_with_its_feature(geometry: Any, code: str) -> None:
    assert groups(feature(group(), geometry)) == [(code, "a", "geometry")]


def test_a_self_crossing_is_told_with_its_place() -> None:
    bow = [[105.33, 20.81], [105.34, 20.82], [105.34, 20.81], [105.33, 20.82], [105.33, 20.81]]
    data = collection(feature(group(), polygon(bow)))
    (fault,) = check_layer(data, LAYERS["residential_groups"], "residential_groups.geojson")
    assert fault.code == "self-crossing"
    assert fault.lonlat == pytest.approx((105.335, 20.815))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"status": "aktive"}, "unknown-value", "status"),
        ({"name": None}, "field-missing", "name"),
        ({"name": 3}, "wrong-type", "name"),
        ({"name": "a\x00b"}, "control-character", "name"),
        ({"name": "\ud83d"}, "control-character", "name"),
        ({"name": "x" * 501}, "text-too-long", "name"),
        ({"checked_on": "23/11/2026"}, "bad-date", "checked_on"),
        ({"checked_on": "2026-02-30"}, "bad-date", "checked_on"),
        ({"mount_height_cm": -1}, "too-small", "mount_height_cm"),
        ({"mount_height_cm": 1e9}, "too-big", "mount_height_cm"),
        ({"has_sign": "yes"}, "wrong-type", "has_sign"),
        ({"equipment": {}}, "wrong-type", "equipment"),
        (
            {"equipment": [{"kind": "axe", "quantity": -1, "condition": "good"}]},
            "too-small",
            "equipment[0].quantity",
        ),
        ({"equipment": [{"quantity": 1, "condition": "good"}]}, "field-missing", "equipment[0].kind"),
        ({"Tên tổ": 1}, "key-refused", "Tên tổ"),
        ({"__proto__": 1}, "key-refused", "__proto__"),
    ],
)
def test_a_bad_property_is_named(changes: dict[str, Any], code: str, field: str) -> None:
    assert points(**changes) == [(code, "a", field)]


def test_more_extinguishers_than_households_is_an_error() -> None:
    properties = group(households=10, households_with_extinguisher=11)
    assert groups(feature(properties, polygon(SQUARE))) == [
        ("more-than-whole", "a", "households_with_extinguisher")
    ]


def test_ids_are_needed_once_each_and_either_place_will_do() -> None:
    square = polygon(SQUARE)
    assert groups(feature(group(id="p"), square, None)) == []
    assert groups(feature(group(), square, None)) == [("id-missing", "#1", "id")]
    assert groups(feature(group(), square), feature(group(), square)) == [("id-twice", "a", "id")]
    assert groups(feature(None, square)) != []


def test_every_fault_of_a_file_is_named_at_once() -> None:
    bad = feature(point(status="x", name=None, checked_on="?"), None)
    assert {f[0] for f in found(collection(bad, bad))} == {
        "id-twice", "geometry-missing", "unknown-value", "field-missing", "bad-date"
    }  # fmt: skip


def test_every_sentence_of_the_check_has_a_mend() -> None:
    keys = [k for k in catalogue() if k.startswith("fault.")]
    assert {k.rsplit(".", 1)[0] for k in keys if k.endswith("what")} == {
        k.rsplit(".", 1)[0] for k in keys if k.endswith("mend")
    }


def test_no_fault_tells_the_value_of_a_restricted_field() -> None:
    """The list of faults is open to every reader; whom a house must help, and who keeps a key, is not."""
    secret = 4711
    for name, spec in LAYERS.items():
        for field in (f for f in spec.fields if f.restricted):
            for value in (-secret, f"Kín\x07{secret}", f"Kín {secret}" * 100, [secret], {"a": secret}):
                data = collection(feature({field.name: value}, POINT))
                told = [f for f in check_layer(data, spec, f"{name}.geojson") if f.field == field.name]
                assert told
                for language in LANGUAGES:
                    t = translator(language)
                    assert not any(str(secret) in f.what(t) + f.mend(t) + str(f.params) for f in told)
