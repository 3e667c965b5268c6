"""Layers against each other, on the tiny ward: two groups of 100 m by 100 m side by side, counted by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from pyproj import CRS

from geoapp import crs as systems
from geoapp.domain.faults import Fault
from geoapp.domain.norms import norm
from geoapp.domain.ward_check import check_ward

TODAY = dt.date(2026, 11, 25)
CORNER = (430_000.0, 2_302_000.0)
Files = dict[str, bytes]
WriteFiles = Callable[..., Files]


def lonlat(x: float, y: float) -> list[float]:
    """Return degrees for metres from the tiny ward's corner."""
    ((lon, lat),) = systems.unproject(
        [[CORNER[0] + x, CORNER[1] + y]], CRS.from_user_input("EPSG:9211")
    ).tolist()
    return [lon, lat]


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return {"type": "Polygon", "coordinates": [[lonlat(*corner) for corner in corners]]}


def point(x: float, y: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": lonlat(x, y)}


def changed(files: Files, layer: str, row: int, geometry: Any = None, **properties: Any) -> Files:
    """Return the ward with one feature changed."""
    document = json.loads(files[f"{layer}.geojson"])
    feature = document["features"][row]
    feature["properties"].update(properties)
    if geometry is not None:
        feature["geometry"] = geometry
    return {**files, f"{layer}.geojson": json.dumps(document).encode()}


def added(files: Files, layer: str, *features: dict[str, Any]) -> Files:
    """Return the ward with a layer of these features."""
    document = {"type": "FeatureCollection", "features": list(features)}
    return {**files, f"{layer}.geojson": json.dumps(document).encode()}


def feature(key: str, geometry: Any, **properties: Any) -> dict[str, Any]:
    common = {"ward_code": "00001", "pos_method": "illustrative"}
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": {**common, **properties}}


def ward_json(files: Files, **members: Any) -> Files:
    return {**files, "ward.json": json.dumps({**json.loads(files["ward.json"]), **members}).encode()}


def faults(files: Files) -> list[Fault]:
    return list(check_ward(files, TODAY).faults)


def told(files: Files) -> list[tuple[str, str, str | None, str | None]]:
    return [(f.code, f.file, f.feature, f.field) for f in faults(files)]


def test_the_tiny_ward_has_no_fault(tiny_files: WriteFiles) -> None:
    assert told(tiny_files()) == []


def test_a_point_may_lie_thirty_metres_outside_the_ward_and_no_farther(tiny_files: WriteFiles) -> None:
    # the frame's north lies at 120 m, the groups' at 100 m
    near, far = 120 + norm("boundary_tolerance_m") - 1, 120 + norm("boundary_tolerance_m") + 1
    assert told(changed(tiny_files(), "fire_points", 0, point(50, near))) == [
        ("outside-groups", "fire_points.geojson", "D1", "geometry")
    ]
    (fault,) = faults(changed(tiny_files(), "fire_points", 0, point(50, far)))
    assert (fault.code, fault.severity, fault.feature) == ("outside-ward", "error", "D1")
    assert fault.lonlat == pytest.approx(lonlat(50, far))


def test_a_point_near_its_groups_border_is_no_fault_and_one_in_another_group_is(
    tiny_files: WriteFiles,
) -> None:
    assert told(changed(tiny_files(), "fire_points", 0, point(129, 50))) == []
    (fault,) = faults(changed(tiny_files(), "fire_points", 0, point(131, 50)))
    assert (fault.code, fault.severity, fault.field) == ("in-another-group", "warning", "group_id")
    assert fault.params == {"own": "T1", "other": "T2"}


def test_ways_water_and_surroundings_may_reach_a_kilometre_beyond(tiny_files: WriteFiles) -> None:
    water = {"kind": "pond", "status": "usable"}
    near = added(tiny_files(), "water_sources", feature("w", point(50, 1100), **water))
    assert told(near) == []
    far = added(tiny_files(), "water_sources", feature("w", point(50, 1150), **water))
    assert told(far) == [("outside-ward", "water_sources.geojson", "w", "geometry")]


def test_overlapping_groups_are_told_with_area_and_place(tiny_files: WriteFiles) -> None:
    (fault,) = faults(changed(tiny_files(), "residential_groups", 1, box(90, 0, 200, 100)))
    assert (fault.code, fault.severity, fault.feature) == ("groups-overlap", "warning", "T2")
    assert fault.params["other"] == "T1"
    assert fault.params["area_m2"] == 1000  # 10 m by 100 m
    assert fault.lonlat == pytest.approx(lonlat(95, 50), abs=1e-6)


def test_a_border_drawn_twice_is_no_overlap(tiny_files: WriteFiles) -> None:
    assert told(changed(tiny_files(), "residential_groups", 1, box(99.6, 0, 200, 100))) == []


def test_swapped_columns_are_known_by_the_wards_own_frame_outside_vietnam(tiny_files: WriteFiles) -> None:
    def shifted(files: Files) -> Files:
        """Return the ward moved to Helsinki, where both columns are possible latitudes."""

        def move(value: Any) -> Any:
            if isinstance(value, list) and len(value) == 2 and isinstance(value[0], float):
                return [value[0] - 80.4, value[1] + 39.4]
            return [move(v) for v in value] if isinstance(value, list) else value

        moved = {}
        for name, data in files.items():
            document = json.loads(data)
            for one in document.get("features", ()):
                one["geometry"]["coordinates"] = move(one["geometry"]["coordinates"])
            if name == "ward.json":
                west, south, east, north = document["bounds"]
                document["bounds"] = [west - 80.4, south + 39.4, east - 80.4, north + 39.4]
                document["crs"] = "EPSG:32635"
            moved[name] = json.dumps(document).encode()
        return moved

    there = shifted(tiny_files())
    assert told(there) == []
    document = json.loads(there["fire_points.geojson"])
    lon, lat = document["features"][0]["geometry"]["coordinates"]
    (fault,) = faults(changed(there, "fire_points", 0, {"type": "Point", "coordinates": [lat, lon]}))
    assert (fault.code, fault.severity) == ("swapped", "error")
    assert fault.lonlat == pytest.approx((lon, lat))


def test_numbers_are_unique_per_old_ward_code_and_not_per_ward(tiny_files: WriteFiles) -> None:
    codes = [{"code": c, "level": "ward", "from": None, "to": None} for c in ("00001", "00002")]
    merged = ward_json(tiny_files(), codes=codes)
    assert told(changed(merged, "residential_groups", 1, number=1, ward_code="00002")) == []
    (fault,) = faults(changed(merged, "residential_groups", 1, number=1))
    assert (fault.code, fault.severity, fault.feature) == ("number-twice", "error", "T2")
    assert fault.params == {"number": 1, "other": "T1", "code": "00001"}


def test_a_reference_in_pieces_finds_its_group(tiny_files: WriteFiles) -> None:
    """An id in NFD (macOS) and a reference in NFC are the same."""
    files = tiny_files()
    document = json.loads(files["residential_groups.geojson"])
    document["features"][0]["id"] = "To\u0302\u03091"
    renamed = {name: data.replace(b'"T1"', '"Tổ1"'.encode()) for name, data in files.items()}
    renamed["residential_groups.geojson"] = json.dumps(document).encode()
    assert told(renamed) == [("not-nfc", "residential_groups.geojson", "Tổ1", "id")]
    assert "Tổ1" in check_ward(renamed, TODAY).layers["residential_groups"].index


def test_households_of_the_houses_are_summed_by_group_also_where_they_name_none(
    tiny_files: WriteFiles,
) -> None:
    nameless = changed(tiny_files(), "buildings", 0, group_id=None)
    assert told(nameless) == []
    (fault,) = faults(changed(nameless, "buildings", 0, households=4))
    assert (fault.code, fault.severity, fault.feature) == ("sum-differs", "warning", "T1")
    assert fault.params == {"told": 10, "sum": 13, "file": "buildings.geojson"}


def test_two_points_at_one_place_are_told_unless_one_was_removed(tiny_files: WriteFiles) -> None:
    at = {"geometry": point(100, 50), "group_id": "T1"}
    both = changed(changed(tiny_files(), "fire_points", 0, **at), "fire_points", 1, **at)
    assert told(both) == [("points-together", "fire_points.geojson", "D2", "geometry")]
    assert told(changed(both, "fire_points", 0, status="removed")) == []
    near = changed(both, "fire_points", 1, point(100.9, 50))
    assert told(near) == [("points-together", "fire_points.geojson", "D2", "geometry")]
    assert told(changed(both, "fire_points", 1, point(101.1, 50))) == []


def test_an_unknown_group_is_an_error_of_the_layer_that_names_it_and_of_no_other(
    tiny_files: WriteFiles,
) -> None:
    report = check_ward(changed(tiny_files(), "fire_points", 0, group_id="T9"), TODAY)
    assert [(f.code, f.feature, f.field) for f in report.errors] == [("unknown-group", "D1", "group_id")]
    assert report.errors[0].params == {"key": "T9", "known": "T1, T2"}
    assert set(report.layers) == {"residential_groups", "buildings", "alleys"}


def test_a_campaign_for_a_group_that_is_not_there_is_told(tiny_files: WriteFiles) -> None:
    line = {"audience": "households", "group_ids": ["T1", "T9"], "target_share": 0.9, "by": "2026-12-31"}
    assert told(ward_json(tiny_files(), campaign=[line])) == [
        ("unknown-group", "ward.json", None, "campaign[0].group_ids")
    ]


def test_a_file_with_errors_is_said_to_keep_others_waiting(tiny_files: WriteFiles) -> None:
    broken = {**tiny_files(), "residential_groups.geojson": b"{"}
    assert told(broken) == [
        ("bad-json", "residential_groups.geojson", None, None),
        ("cross-check-waits", "residential_groups.geojson", None, None),
    ]


def test_an_empty_layer_is_a_layer_without_faults(tiny_files: WriteFiles) -> None:
    for layer in ("residential_groups", "fire_points", "buildings", "alleys", "water_sources"):
        report = check_ward(added(tiny_files(), layer), TODAY)
        assert len(report.layers[layer]) == 0 if layer in report.layers else report.errors


def test_a_safe_area_must_touch_each_of_its_groups(tiny_files: WriteFiles) -> None:
    area = feature("k", box(10, 10, 90, 90), name="Khu", group_ids=["T1", "T2"], status="recognised")
    assert told(added(tiny_files(), "safe_areas", area)) == [
        ("area-not-in-its-groups", "safe_areas.geojson", "k", "group_ids")
    ]


def test_a_check_is_due_after_the_wards_own_interval_where_no_next_one_is_set(
    tiny_files: WriteFiles,
) -> None:
    unplanned = changed(tiny_files(), "fire_points", 0, next_check_on=None, checked_on="2026-10-20")
    (fault,) = faults(unplanned)
    assert (fault.code, fault.severity) == ("check-not-planned", "info")
    assert told(ward_json(unplanned, settings={"check_interval_days": 60})) == []
