"""Writes the two wards that the tests of ``geoapp check`` read: one without a fault, one with each fault of each layer.

    python tools/check_wards.py tests/data/wards

Every faulty feature carries what the check must say of it in its own member ``expect`` ("code field"); what is said of
a whole file stands in a member of the file. A new field of a layer, or a new limit, changes what is written here.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geoapp.domain.fields import Field, LayerSpec
from geoapp.domain.layers import LAYERS
from geoapp.domain.text import LONGEST_ID, LONGEST_TEXT

BOUNDS = [105.32, 20.80, 105.36, 20.84]
WEST_GROUP, EAST_GROUP = (105.32, 20.80, 105.338, 20.84), (105.338, 20.80, 105.34, 20.84)
CELL, COLUMNS = 0.0006, 28
FUTURE, PAST = "2999-01-01", "2026-01-15"
PAST_DAYS = {
    "made_on", "decided_on", "checked_on", "inspected_on", "fixed_on", "surveyed_on", "established_on", "drilled_on",
    "recognised_on",
}  # fmt: skip
REVERSED = {"valid_to": "valid_from", "expires_on": "made_on", "fixed_on": "inspected_on",
            "next_check_on": "checked_on", "review_on": "recognised_on"}  # fmt: skip
REFERENCES = {"group_id", "alley_id", "ward_code", "group_ids"}
IN_GROUPS = {"fire_points", "safe_areas", "interfamily_groups", "buildings", "self_governing_models"}
GOOD_KIT = [
    {"kind": "abc_powder", "quantity": 2, "condition": "good", "expires_on": "2030-12-31"},
    {"kind": "crowbar", "quantity": 1, "condition": "good"},
]
SPENT = {"kind": "abc_powder", "quantity": 1, "condition": "expired"}
Fault = tuple[str, dict[str, Any], list[str]]
"""Name, what to change of the feature (properties, or members with a leading dot), what the check must say."""


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return [[round(x, 7), round(y, 7)] for x, y in corners]


class Layer:
    """One layer's features, each in a cell of its own so that none is a fault of another."""

    def __init__(self, spec: LayerSpec) -> None:
        self.spec = spec
        self.features: list[dict[str, Any]] = []
        self.west = 105.341 if spec.name == "residential_groups" else 105.3205

    def shape(self) -> dict[str, Any]:
        """Return a good geometry in the next free cell."""
        n = len(self.features)
        x, y = self.west + CELL * (n % COLUMNS), 20.801 + CELL * (n // COLUMNS)
        size = CELL * 0.6
        kind = next(k for k in self.spec.geometries if k)
        if kind == "Point":
            return {"type": "Point", "coordinates": [round(x, 7), round(y, 7)]}
        if kind == "LineString":
            return {"type": kind, "coordinates": box(x, y, x + size, y + size)[:2]}
        return {"type": "Polygon", "coordinates": [box(x, y, x + size, y + size)]}

    def required(self) -> dict[str, Any]:
        return {f.name: self.good(f) for f in self.spec.fields if f.required and f.name != "id"}

    def good(self, field: Field) -> Any:
        """Return a value that nothing can be said against."""
        named = {
            "ward_code": "00001", "group_id": "to-1", "group_ids": ["to-1"], "alley_id": "ngo-1",
            "number": 1000 + len(self.features), "household_count": 8, "status": "proposed", "valid_to": "2030-01-01",
            "expires_on": "2030-01-01", "next_check_on": "2030-01-01", "review_on": "2030-01-01",
            "code": f"M-{len(self.features)}", "equipment": GOOD_KIT,
        }  # fmt: skip
        if field.name in named and not (field.choices and named[field.name] not in _values(field)):
            return named[field.name]
        by_kind = {"text": "Chữ", "int": 3, "float": 3.5, "bool": True, "date": PAST, "texts": ["Chữ"]}
        if field.kind == "checklist":
            return {"rules": field.choices[0].value}
        if field.kind == "rows":
            return [{child.name: self.good(child) for child in field.rows}]
        return field.choices[0].value if field.kind == "choice" else by_kind[field.kind]

    def add(self, key: str, changes: dict[str, Any], expect: list[str]) -> None:
        """Add a feature with the required properties, changed."""
        properties = {k: v for k, v in changes.items() if not k.startswith(".")}
        feature = {
            "type": "Feature",
            "id": key,
            "properties": {**self.required(), **properties},
            "geometry": self.shape(),
        }
        for member, value in changes.items():
            if member.startswith("."):
                feature[member[1:]] = value
        self.features.append({**feature, **({"expect": expect} if expect else {})})


def _values(field: Field) -> list[str]:
    return [choice.value for choice in field.choices]


def value_faults(field: Field) -> Iterator[tuple[str, Any, str]]:
    """Yield everything that can be wrong with one value: the fault's code and such a value."""
    wrong = {"text": 7, "int": "3", "float": "3.5", "bool": "có", "date": 7, "choice": 7, "texts": 7, "rows": {},
             "checklist": 7}  # fmt: skip
    yield "wrong-type", wrong[field.kind], field.name
    if field.required:
        yield "field-missing", None, field.name
    if field.minimum is not None:
        yield "too-small", int(field.minimum) - 1, field.name
    if field.maximum is not None:
        yield "too-big", int(field.maximum) + 1, field.name
    if field.kind == "date":
        yield "bad-date", "2026-02-30", field.name
        if field.name in PAST_DAYS:
            yield "date-in-future", FUTURE, field.name
    if field.kind == "choice":
        yield "unknown-value", "lạ", field.name
    if field.kind in ("text", "texts"):
        for code, text in text_faults(field.name not in REFERENCES):
            yield code, text if field.kind == "text" else [text], field.name
    if field.kind == "checklist":
        yield "unknown-value", {"rules": "lạ"}, field.name
        yield "control-character", {"a\x07": _values(field)[0]}, field.name


def text_faults(free: bool) -> Iterator[tuple[str, str]]:
    yield "control-character", "a\x07"
    yield "text-too-long", "x" * (LONGEST_TEXT + 1)
    if free:
        yield "hidden-character", "a\u202eb"
        yield "not-nfc", unicodedata.normalize("NFD", "Tổ")


def field_faults(layer: Layer) -> Iterator[Fault]:
    for field in layer.spec.fields:
        if field.name == "id":
            continue
        for code, value, place in value_faults(field):
            yield f"{code}-{place}", {field.name: value}, [f"{code} {place}"]
        for child in field.rows:
            base = {c.name: layer.good(c) for c in field.rows}
            for code, value, place in value_faults(child):
                spot = f"{field.name}[0].{place}"
                row = {k: v for k, v in {**base, child.name: value}.items() if REVERSED.get(k) != child.name}
                yield f"{code}-{field.name}-{place}", {field.name: [row]}, [f"{code} {spot}"]
        if first := REVERSED.get(field.name):
            yield (
                f"dates-reversed-{field.name}",
                {first: PAST, field.name: "2020-01-01"},
                [f"dates-reversed {field.name}"],
            )
    yield "key-refused", {"Tên lạ": 1}, ["key-refused Tên lạ"]
    yield "unknown-property", {"mau_sac": "đỏ"}, ["unknown-property mau_sac"]
    yield "code-twice", {"code": "TRUNG"}, []
    yield "code-twice-again", {"code": "TRUNG"}, ["code-twice code"]
    yield "ward-code-unknown", {"ward_code": "1"}, ["ward-code-unknown ward_code"]


def geometry_faults(layer: Layer) -> Iterator[Fault]:
    def told(code: str, geometry: Any) -> Fault:
        return code, {".geometry": geometry}, [f"{code} geometry"]

    def moved(change: Any) -> dict[str, Any]:
        shape = layer.shape()
        return {**shape, "coordinates": _each(shape["coordinates"], change)}

    if None not in layer.spec.geometries:
        yield told("geometry-missing", None)
    yield told("geometry-type", {"type": "GeometryCollection", "geometries": []})
    yield told("geometry-malformed", {**layer.shape(), "coordinates": []})
    yield told("swapped", moved(lambda at: at[::-1]))
    yield told("not-degrees", moved(lambda at: [at[0] * 1000, at[1] * 1000]))
    yield told("outside-ward", moved(lambda at: [at[0] + 0.5, at[1]]))
    yield told("height-dropped", moved(lambda at: [*at, 12.5]))
    shape = layer.shape()["coordinates"]
    if "LineString" in layer.spec.geometries:
        line = shape[:2] if layer.spec.name == "alleys" else shape[0][:2]
        yield told("line-too-short", {"type": "LineString", "coordinates": [line[0], line[0]]})
    if "Polygon" in layer.spec.geometries and "Point" not in layer.spec.geometries[:1]:
        ((a, b, c, d, _),) = shape
        yield told("ring-open", {"type": "Polygon", "coordinates": [[a, b, c, d]]})
        yield told("ring-too-short", {"type": "Polygon", "coordinates": [[a, b, a]]})
        yield told("self-crossing", {"type": "Polygon", "coordinates": [[a, c, b, d, a]]})
        hole = [[x + CELL, y] for x, y in (a, b, c, d, a)]
        yield told("polygon-invalid", {"type": "Polygon", "coordinates": [[a, b, c, d, a], hole]})


def _each(coordinates: Any, change: Any) -> Any:
    if isinstance(coordinates[0], list):
        return [_each(item, change) for item in coordinates]
    return [round(v, 7) for v in change(coordinates)]


def special_faults(name: str) -> Iterator[Fault]:
    """Yield the faults of one layer only."""
    fields = {field.name for field in LAYERS[name].fields}
    if "group_id" in fields:
        yield "unknown-group", {"group_id": "to-99"}, ["unknown-group group_id"]
        if name in IN_GROUPS:
            yield "in-another-group", {"group_id": "to-2"}, ["in-another-group group_id"]
    if "alley_id" in fields:
        yield "unknown-alley", {"alley_id": "ngo-99"}, ["unknown-alley alley_id"]
    if name == "residential_groups":
        for part, whole in (
            ("households_with_extinguisher", "households"),
            ("party_members_with_extinguisher", "party_members"),
            ("business_households_with_extinguisher", "business_households"),
        ):
            yield f"more-than-whole-{part}", {part: 2, whole: 1}, [f"more-than-whole {part}"]
        fewer = {"population": 3, "households": 4}
        yield "fewer-people", fewer, ["fewer-people-than-households population"]
        yield "number-twice", {"number": 1}, ["number-twice number"]
        over = {"type": "Polygon", "coordinates": [box(105.3395, 20.82, 105.3405, 20.821)]}
        yield "groups-overlap", {".geometry": over}, ["groups-overlap geometry"]
        beyond = {"type": "Polygon", "coordinates": [box(105.341, 20.8390, 105.342, 20.8420)]}
        yield "bounds-miss-groups", {".geometry": beyond}, []
    if name == "safe_areas":
        yield "no-groups", {"group_ids": []}, ["field-missing group_ids"]
        yield "unknown-group", {"group_ids": ["to-1", "to-99"]}, ["unknown-group group_ids"]
        yield "not-there", {"group_ids": ["to-1", "to-2"]}, ["area-not-in-its-groups group_ids"]
    if name == "interfamily_groups":
        yield "few", {"household_count": 4}, ["interfamily-size household_count"]
        yield "many", {"household_count": 16}, ["interfamily-size household_count"]
    if name == "fire_points":
        yield from kit_faults()
    if name in ("fire_points", "water_sources"):
        at = {"type": "Point", "coordinates": [105.337, 20.8205]}
        yield "together", {".geometry": at}, []
        yield "together-again", {".geometry": at}, ["points-together geometry"]


def kit_faults() -> Iterator[Fault]:
    active = {"status": "active", "has_rules": True, "has_sign": True, "next_check_on": "2030-01-01"}
    full = {**active, "equipment": GOOD_KIT}
    low = {"kind": "abc_powder", "quantity": 1, "condition": "low_pressure"}
    one = {"kind": "abc_powder", "quantity": 1, "condition": "good"}
    yield "kit-not-recorded", active, ["kit-not-recorded equipment"]
    yield "kit-few", {**active, "equipment": [one, GOOD_KIT[1]]}, ["kit-needs-extinguishers equipment"]
    yield "kit-spent", {**active, "equipment": [*GOOD_KIT, SPENT]}, ["kit-extinguisher-spent equipment"]
    yield "kit-low", {**active, "equipment": [*GOOD_KIT, low]}, ["kit-low-pressure equipment"]
    yield "kit-none", {**active, "equipment": [SPENT, GOOD_KIT[1]]}, ["kit-no-working-extinguisher equipment"]
    yield "kit-no-tool", {**active, "equipment": GOOD_KIT[:1]}, ["kit-needs-tool equipment"]
    yield "kit-no-rules", {**full, "has_rules": False}, ["kit-needs-rules has_rules"]
    yield "kit-no-sign", {**full, "has_sign": False}, ["kit-needs-sign has_sign"]
    yield "kit-overdue", {**full, "next_check_on": PAST}, ["kit-check-overdue next_check_on"]
    unplanned = {**full, "next_check_on": None, "checked_on": PAST}
    yield "kit-unplanned", unplanned, ["check-not-planned next_check_on"]


def good_layer(spec: LayerSpec, full: bool) -> Layer:
    """Return the features that others refer to; `full` fills every field that the layer has."""
    layer = Layer(spec)
    fields = [f for f in spec.fields if f.name != "id"]
    every = {f.name: layer.good(f) for f in fields} if full else {}
    if spec.name == "residential_groups":
        counts = {"households": 3, "population": 9, "militia_count": 3} if full else {}
        for n, corners in enumerate((WEST_GROUP, EAST_GROUP), start=1):
            shape = {"type": "Polygon", "coordinates": [box(*corners)]}
            unique = {"number": n, "code": f"TO-{n}", ".geometry": shape}
            layer.add(f"to-{n}", {**every, **counts, **unique}, [])
        return layer
    first = {"alleys": "ngo-1"}.get(spec.name, "tot-1")
    layer.add(first, {**every, **({"status": "active"} if spec.name == "fire_points" and full else {})}, [])
    if spec.name == "buildings" and full:
        east = {"type": "Point", "coordinates": [105.339, 20.82]}
        layer.add("tot-2", {**every, "code": "M-2", "group_id": "to-2", ".geometry": east}, [])
    return layer


def faulty_layer(spec: LayerSpec) -> dict[str, Any]:
    layer = good_layer(spec, full=False)
    first = layer.features[0]["id"]
    for key, changes, expect in field_faults(layer):
        layer.add(key, changes, expect)
    for key, changes, expect in geometry_faults(layer):
        layer.add(key, changes, expect)
    for key, changes, expect in special_faults(spec.name):
        layer.add(key, changes, expect)
    layer.add("x", {".id": None}, ["id-missing id"])
    layer.add("x", {".id": "a\x1b[31m"}, ["id-missing id"])
    layer.add("x" * (LONGEST_ID + 1), {}, ["text-too-long id"])
    layer.add(first, {}, ["id-twice id"])
    layer.add("properties-missing", {".properties": None}, ["properties-missing properties"])
    layer.features.append({"type": "Thing", "expect": ["not-a-feature"]})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    waits = ["cross-check-waits"] if spec.name in ("residential_groups", "buildings") else []
    return {"expect": ["crs-needless crs", *waits], "crs": crs, "features": layer.features}


def ward_json() -> dict[str, Any]:
    return {
        "name": "Phường Thử",
        "kind": "phường",
        "codes": [
            {
                "code": "00001",
                "level": "ward",
                "name": "Phường Thử",
                "from": "2020-01-01",
                "to": "2025-06-30",
            },
            {"code": "25", "level": "province", "from": "2025-07-01", "to": None},
        ],
        "crs": "EPSG:9211",
        "illustrative": True,
        "source": "Đặt ra để thử chương trình",
        "bounds": BOUNDS,
        "forces": {"police_officers": 2, "militia": 6},
        "campaign": [
            {"audience": "households", "group_ids": ["to-1"], "target_share": 0.9, "by": "2026-12-31"}
        ],
        "settings": {"radii_m": [25, 50.5, 100], "alley_depth_trigger_m": 50, "check_interval_days": 30},
    }


def faulty_ward_json() -> dict[str, Any]:
    good = ward_json()
    return {
        **good,
        "name": "a\x07",
        "kind": 7,
        "illustrative": "có",
        "source": "",
        "mau": "đỏ",
        "codes": [
            {"code": "00001", "level": "ward", "from": "2025-07-01", "to": "2020-01-01"},
            {"code": "1", "level": "xóm", "mau": "đỏ"},
            {"level": "ward", "from": "hôm qua"},
            7,
        ],
        "forces": {"police_officers": -1, "civil_guards": "66", "số lạ": 1},
        "campaign": [
            {"audience": "mọi người", "group_ids": ["to-99"], "target_share": 1.5, "by": "30/5/2026"},
            {"audience": "households", "group_ids": "to-1", "target_share": -0.1},
        ],
        "settings": {"radii_m": [50, 25], "truck_width_m": 0, "check_interval_days": "30", "mau": 1},
        "expect": [
            "control-character name", "wrong-type kind", "wrong-type illustrative", "source-missing source",
            "unknown-property mau", "unknown-property expect", "dates-reversed codes[0].to",
            "unknown-value codes[1].level", "unknown-property codes[1].mau", "field-missing codes[2].code",
            "bad-date codes[2].from", "wrong-type codes[3]", "too-small forces.police_officers",
            "wrong-type forces.civil_guards", "key-refused forces.số lạ", "unknown-value campaign[0].audience",
            "too-big campaign[0].target_share", "bad-date campaign[0].by", "wrong-type campaign[1].group_ids",
            "too-small campaign[1].target_share", "field-missing campaign[1].by", "radii-not-rising settings.radii_m",
            "too-small settings.truck_width_m", "wrong-type settings.check_interval_days",
            "unknown-property settings.mau", "unknown-group campaign[0].group_ids", "bounds-miss-groups bounds",
        ],
    }  # fmt: skip


def collection(members: dict[str, Any]) -> str:
    """Return a layer's text, one feature on a line."""
    head = "".join(f'"{k}":{_dense(v)},' for k, v in members.items() if k != "features")
    rows = ",\n".join(_dense(feature) for feature in members["features"])
    return f'{{"type":"FeatureCollection",{head}"features":[\n{rows}\n]}}\n'


def _dense(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main(folder: Path) -> None:
    for ward, document in (("clean", ward_json()), ("faulty", faulty_ward_json())):
        target = folder / ward
        target.mkdir(parents=True, exist_ok=True)
        write(target / "ward.json", json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        for name, spec in LAYERS.items():
            members = (
                faulty_layer(spec) if ward == "faulty" else {"features": good_layer(spec, True).features}
            )
            write(target / f"{name}.geojson", collection(members))
    write(folder / "faulty" / "fire_point.geojson", '{"expect":["unknown-file"]}\n')


def write(file: Path, text: str) -> None:
    file.write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
