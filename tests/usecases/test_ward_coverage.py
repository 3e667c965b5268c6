"""A ward of four blocks whose answers are counted by hand; its payloads; its derived layers."""

from __future__ import annotations

import datetime as dt
import json
import math
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geoapp import crs
from geoapp.coverage import within
from geoapp.domain.ward import Ward, WardInfo
from geoapp.errors import CallFault, NotFound
from geoapp.usecases.coverage import LooseFile, files_coverage, households, ward_areas, ward_coverage, warm
from geoapp.usecases.scene import public_layer

TODAY = dt.date(2026, 11, 23)
METRIC = crs.measuring("EPSG:9211")
ORIGIN = np.array([430_000.0, 2_302_000.0])


def frame(rows):
    """Return a layer in degrees from rows of (id, shape in metres from the origin, fields)."""
    shapes = [shapely.transform(s, lambda xy: crs.unproject(xy + ORIGIN, METRIC)) for _, s, _ in rows]
    columns = {k: [f.get(k) for _, _, f in rows] for k in rows[0][2]} if rows else {}
    ids = [i for i, _, _ in rows]
    return gpd.GeoDataFrame(
        columns, index=ids, geometry=gpd.GeoSeries(shapes, index=ids, crs=crs.STORED), dtype=object
    )


def ward(version="1", **layers):
    info = WardInfo("Phường Thử", "phường", "EPSG:9211", True, "tests", (105.3, 20.8, 105.4, 20.9))
    present = {name: rows for name, rows in {**LATTICE, **layers}.items() if rows is not None}
    modified = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    digests = {"buildings.geojson": "ab" * 32}
    frames = {name: frame(rows) for name, rows in present.items()}
    # answers are kept by version: worlds that differ must not share one
    return Ward("thu", info, frames, (), f"{version}-{layers!r}", modified, digests)


def box(x, y, half=2.0):
    return shapely.box(x - half, y - half, x + half, y + half)


GROUP = {"number": 9, "households": 6, "population": 24}
LATTICE = {
    "residential_groups": [
        ("tdp-9", shapely.box(-20, -20, 100, 220), GROUP),
        ("tdp-10", shapely.box(100, -20, 220, 220), {**GROUP, "number": 10, "households": 4, "population": 8}),
    ],
    "fire_points": [
        ("dcc-1", shapely.Point(0, 100), {"name": "Đầu ngõ", "group_id": "tdp-9", "status": "active", "equipment": []}),
        ("dcc-2", shapely.Point(200, 100), {"name": "Hỏng", "group_id": "tdp-10", "status": "damaged", "equipment": []}),
    ],
    "buildings": [
        ("h1", box(0, 100), {"use": "home", "households": 2, "group_id": "tdp-9"}),
        ("h2", box(50, 3), {"use": "home", "households": 3, "group_id": "tdp-9"}),
        ("h3", box(200, 190), {"use": "home", "households": 4, "group_id": None}),
        ("h4", box(120, 65), {"use": "public", "households": 0, "group_id": "tdp-10"}),
    ],
    "alleys": [
        ("pho", shapely.LineString([(0, -10), (0, 200)]), {"name": "Phố Đà", "truck_access": "truck", "width_min_m": 7.0}),
        ("ngo-1", shapely.LineString([(0, 0), (200, 0)]), {"name": "Ngõ 1", "truck_access": "handcart", "width_min_m": 2.0}),
        ("ngo-2", shapely.LineString([(200, 0), (200, 200)]), {"name": "Ngõ 2", "truck_access": "unknown", "width_min_m": None}),
        ("ngo-3", shapely.LineString([(0, 60), (120, 60)]), {"name": "Ngõ 3", "truck_access": "foot", "width_min_m": 1.5}),
    ],
    "safe_areas": [("kat-1", shapely.box(-10, -10, 60, 110), {"name": "Khu an toàn", "group_ids": ["tdp-9"]})],
}  # fmt: skip


def ask(given=None, **options):
    return ward_coverage(given or ward(), today=TODAY, **options).document()


def test_the_lattice_is_counted_as_by_hand_on_foot():
    document = ask(radii_m=[50, 165, 500])
    assert document["parameters"] == {
        "metric": "walking",
        "radii_m": [50, 165, 500],
        "weight": "households",
        "crs": "EPSG:9211",
    }
    # h1 at the point; h2 3 m off Ngõ 1: 3 + 50 + 100; h3 200 + 100 + 190 along the alleys; h4 5 + 120 + 40
    assert [(r["covered"], r["covered_weight"]) for r in document["radii"]] == [(1, 2), (3, 5), (4, 9)]
    assert document["distance_m"]["max"] == pytest.approx(490, abs=1e-2)
    assert document["distance_m"]["median"] == pytest.approx((153 + 165) / 2, abs=1e-2)
    assert [f["id"] for f in document["facilities"]] == ["dcc-1"]
    assert document["facilities"][0]["sole_cover_weight"] == {"50": 2, "165": 5, "500": 9}


def test_a_house_at_exactly_the_radius_is_covered():
    rows = [
        ("on", shapely.Point(0, 150), {"households": 1}),
        ("off", shapely.Point(0, 150.01), {"households": 1}),
    ]
    assert ask(ward(buildings=rows), radii_m=[50])["radii"][0]["covered"] == 1


def test_groups_own_what_names_them_and_what_lies_in_them():
    groups = {g["id"]: g for g in ask()["groups"]}
    assert [(g["name"], g["demand"], g["weight"]) for g in groups.values()] == [
        ("Tổ 9", 2, 5),
        ("Tổ 10", 2, 4),
    ]


def test_a_safe_area_tells_households_share_and_points():
    (area,) = ask(radii_m=[50])["safe_areas"]
    assert (area["name"], area["demand"], area["weight"], area["facilities"]) == ("Khu an toàn", 2, 5, 1)
    assert area["radii"][0]["share"] == pytest.approx(0.4)


def test_a_damaged_point_does_not_count_and_the_reason_is_in_both_languages():
    result = ward_coverage(ward(), today=TODAY)
    vi, en = result.document("vi")["excluded"], result.document("en")["excluded"]
    assert [e["id"] for e in vi] == ["dcc-2"]
    assert vi[0]["reason"] != en[0]["reason"]


def test_inputs_name_the_files_and_their_digests():
    inputs = {i["role"]: i for i in ask()["inputs"]}
    assert inputs["demand"] == {
        "role": "demand",
        "file": "buildings.geojson",
        "features": 4,
        "used": 4,
        "sha256": "ab" * 32,
    }
    assert (inputs["fire_points"]["features"], inputs["fire_points"]["used"]) == (2, 1)


def test_people_are_reckoned_by_group():
    document = ask(weight="people", radii_m=[50])
    assert document["demand"] == {"features": 4, "weight": 5 * 4 + 4 * 2, "estimated": True}


def test_without_a_layer_of_houses_every_figure_is_an_estimate():
    document = ask(ward(buildings=None), metric="straight")
    assert document["demand"]["estimated"] is True
    assert [g["weight"] for g in document["groups"]] == pytest.approx([6, 4])
    assert document["demand"]["features"] == 2 * 12 * 24


def test_deep_alleys_are_listed_deepest_first_with_their_households():
    alleys = {a["id"]: a for a in ask(radii_m=[50, 165])["deep_alleys"]}
    assert list(alleys) == ["ngo-2", "ngo-1", "ngo-3"]
    assert alleys["ngo-1"]["depth_m"] == pytest.approx(200, abs=1e-2)
    assert alleys["ngo-2"]["depth_m"] == pytest.approx(400, abs=1e-2)
    assert alleys["ngo-3"]["depth_m"] == pytest.approx(120, abs=1e-2)
    # h2 lives 53 m deep in Ngõ 1 and 153 m from the point, h3 deep in Ngõ 2
    assert (alleys["ngo-1"]["households"], alleys["ngo-1"]["households_beyond"]) == (3, {"50": 3, "165": 0})
    assert (alleys["ngo-2"]["households"], alleys["ngo-2"]["households_beyond"]) == (4, {"50": 4, "165": 4})


def test_an_alley_of_unknown_access_shows_both_answers():
    alleys = {a["id"]: a for a in ask()["deep_alleys"]}
    # if trucks pass Ngõ 2 it is still behind Ngõ 1, so only an entry of its own would change its depth
    assert "depth_range_m" not in alleys["ngo-2"]
    rows = [
        r if r[0] != "ngo-2" else ("ngo-2", shapely.LineString([(0, 200), (0, 330)]), r[2])
        for r in LATTICE["alleys"]
    ]
    alleys = {a["id"]: a for a in ask(ward(alleys=rows))["deep_alleys"]}
    assert alleys["ngo-2"]["depth_m"] == pytest.approx(130, abs=1e-2)
    assert alleys["ngo-2"]["depth_range_m"] == pytest.approx([0, 130], abs=1e-2)


def test_a_wide_alley_of_unknown_access_takes_trucks():
    rows = [
        r if r[0] != "ngo-3" else (r[0], r[1], {**r[2], "truck_access": "unknown", "width_min_m": 4.0})
        for r in LATTICE["alleys"]
    ]
    assert "ngo-3" not in {a["id"] for a in ask(ward(alleys=rows))["deep_alleys"]}


def test_a_ward_of_groups_and_points_only_still_answers():
    bare = ward(buildings=None, alleys=None, safe_areas=None)
    document = ask(bare)
    assert document["parameters"]["metric"] == "straight"
    assert document["deep_alleys"] == []
    with pytest.raises(CallFault, match="ways"):
        ask(bare, metric="walking")
    assert households(bare, today=TODAY)["estimated"] is True
    assert list(households(bare, today=TODAY)["distance_dm"]) == ["straight"]
    assert ward_areas(bare, 50, today=TODAY)["drawn_only"] is False
    assert public_layer(bare, "built_up")["features"] == []


def test_a_ward_without_points_reaches_nobody():
    document = ask(ward(fire_points=None))
    assert document["distance_m"] == {
        "mean": None,
        "median": None,
        "p95": None,
        "max": None,
        "unreachable": 4,
    }
    areas = ward_areas(ward(fire_points=None), 50, today=TODAY)
    assert areas["covered"]["coordinates"] == []
    assert areas["gap_m2"] > 0


def test_ten_thousand_households_are_answered():
    rng = np.random.default_rng(5)
    rows = [
        (str(i), shapely.Point(p), {"households": 1}) for i, p in enumerate(rng.random((10_000, 2)) * 200)
    ]
    many = ward(buildings=rows)
    result = ward_coverage(many, "straight", today=TODAY)
    by_hand = within(np.hypot(*(result.study.demand.xy - result.study.facility_xy[0]).T), 50.0).sum()
    assert result.radii[1].covered == by_hand


def test_answers_are_kept_while_the_version_stays():
    one = ward()
    assert ward_coverage(one, today=TODAY) is ward_coverage(ward(), today=TODAY)
    assert ward_coverage(one, today=TODAY) is not ward_coverage(ward(version="2"), today=TODAY)
    assert households(one, today=TODAY) is households(one, today=TODAY)


def test_files_take_the_place_of_a_wards_layers():
    place = crs.unproject([[430_050.0, 2_302_000.0]], METRIC)[0].tolist()
    point = {
        "type": "Feature",
        "id": "new",
        "properties": {},
        "geometry": {"type": "Point", "coordinates": place},
    }
    new = {
        "fire_points": LooseFile(
            "new.geojson", json.dumps({"type": "FeatureCollection", "features": [point]}).encode()
        )
    }
    document = files_coverage(new, radii_m=[10], today=TODAY, ward=ward()).document()
    assert [f["id"] for f in document["facilities"]] == ["new"]
    assert document["radii"][0]["covered_weight"] == 3
    assert [i["role"] for i in document["inputs"]] == [
        "fire_points",
        "demand",
        "ways",
        "groups",
        "safe_areas",
    ]


def test_households_are_columns_that_give_back_shapes_and_bands():
    given = ward()
    payload = households(given, today=TODAY)
    json.dumps(payload, allow_nan=False)
    assert payload["format"] == "geoapp/households@1"
    assert payload["ids"] == ["h1", "h2", "h3", "h4"]
    assert payload["households"] == [2, 3, 4, 0]
    assert payload["people"] == [8, 12, 8, 0]
    assert [payload["groups"][g] for g in payload["group"]] == ["tdp-9", "tdp-9", "tdp-10", "tdp-10"]
    assert payload["distance_dm"]["walking"] == [0, 1530, 4900, 1650]
    assert payload["radii_m"] == [25, 50, 100, 200]
    assert payload["band"]["walking"] == [0, 3, 4, 3]
    flat, at = payload["shape"], 0
    for house in given.layer("buildings").geometry:
        n = flat[at]
        steps = np.cumsum(np.array(flat[at + 1 : at + 1 + 2 * n]).reshape(n, 2), axis=0)
        drawn = steps * payload["step"] + payload["origin"]
        expected = shapely.get_coordinates(house)[:-1]
        assert np.abs(drawn - expected).max() <= max(payload["step"])
        at += 1 + 2 * n
    assert at == len(flat)


def test_households_out_of_reach_are_marked():
    payload = households(ward(fire_points=None), today=TODAY)
    assert payload["distance_dm"]["walking"] == [-1] * 4
    assert payload["band"]["walking"] == [4] * 4


def test_a_ward_ten_kilometres_wide_keeps_its_houses_within_20_centimetres():
    rows = [("a", box(0, 0), {"households": 1}), ("b", box(10_000, 10_000), {"households": 1})]
    payload = households(ward(buildings=rows), today=TODAY)
    metres = np.array(payload["step"]) * [104_000, 110_700]
    assert metres.max() <= 0.2
    assert max(payload["shape"]) <= 65535


def test_straight_areas_are_true_and_walking_areas_are_only_drawn():
    straight = ward_areas(ward(), 50, "straight", today=TODAY)
    # the half disc west of x = -20 is cut off: the point stands 20 m inside the ward's edge
    cut = 2500 * math.acos(0.4) - 20 * math.sqrt(2500 - 400)
    assert straight["covered_m2"] == pytest.approx(math.pi * 2500 - cut, rel=1e-5)
    assert straight["covered_m2"] + straight["gap_m2"] == pytest.approx(240 * 240, rel=1e-8)
    assert straight["drawn_only"] is False
    walking = ward_areas(ward(), 50, "walking", today=TODAY)
    assert walking["drawn_only"] is True
    for payload in (straight, walking):
        for name in ("covered", "gaps"):
            assert payload[name]["type"] == "MultiPolygon"
            assert shapely.from_geojson(json.dumps(payload[name])).is_valid


def test_warming_computes_what_pages_ask_first():
    given = ward(version="warm")
    warm(SimpleNamespace(ids=lambda: ["thu"], open=lambda _: given))
    assert ward_coverage(given) is ward_coverage(given, "walking")


def test_the_outline_is_the_land_of_all_groups():
    (outline,) = public_layer(ward(), "ward_outline")["features"]
    assert outline["geometry"]["type"] == "Polygon"
    xy = crs.project(outline["geometry"]["coordinates"][0], METRIC) - ORIGIN
    assert shapely.Polygon(xy).area == pytest.approx(240 * 240, rel=1e-4)


def test_a_border_between_groups_is_drawn_once_and_not_along_the_outline():
    borders = public_layer(ward(), "group_borders")["features"]
    metres = [crs.project(b["geometry"]["coordinates"], METRIC) - ORIGIN for b in borders]
    assert sum(shapely.LineString(m).length for m in metres) == pytest.approx(240, abs=0.1)
    assert all(abs(m[:, 0] - 100).max() < 0.05 for m in metres)


def test_built_up_land_lies_around_houses_within_the_ward():
    land = shapely.union_all(
        [
            shapely.from_geojson(json.dumps(f["geometry"]))
            for f in public_layer(ward(), "built_up")["features"]
        ]
    )
    for house in ward().layer("buildings").geometry:
        assert land.contains(house.centroid)


def test_a_public_layer_carries_seven_decimals_and_nothing_restricted():
    equipment = [
        {"kind": "co2", "quantity": 2, "condition": "good", "keyholder_ref": "x", "expires_on": None}
    ]
    fields = {
        "name": "Đầu ngõ",
        "status": "active",
        "equipment": equipment,
        "manager_ref": "p-1",
        "keyholder_ref": "p-2",
    }
    layer = public_layer(ward(fire_points=[("dcc-1", shapely.Point(0, 100), fields)]), "fire_points")
    text = json.dumps(layer, allow_nan=False)
    assert "_ref" not in text
    assert "p-1" not in text
    (feature,) = layer["features"]
    assert feature["id"] == "dcc-1"
    assert feature["properties"]["equipment"] == [{"kind": "co2", "quantity": 2, "condition": "good"}]
    assert all(round(c, 7) == c for c in feature["geometry"]["coordinates"])


def test_an_unknown_layer_is_not_found():
    with pytest.raises(NotFound, match="secrets"):
        public_layer(ward(), "secrets")
