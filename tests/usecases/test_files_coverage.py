"""Loose files: counted by hand on a street, read leniently, refused with a place."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from geoapp import crs, i18n
from geoapp.errors import CallFault, DataFault
from geoapp.usecases.coverage import LooseFile, files_coverage

TODAY = dt.date(2026, 11, 23)
METRIC = "EPSG:9211"
ORIGIN = np.array([430_000.0, 2_302_000.0])
HELSINKI = Path(__file__).resolve().parents[3] / "shared" / "data" / "helsinki"


def place(geometry):
    """Return a geometry drawn in metres from the origin as GeoJSON in degrees, to a tenth of a millimetre."""
    measuring = crs.measuring(METRIC)
    return json.loads(
        shapely.to_geojson(
            shapely.transform(geometry, lambda xy: crs.unproject(xy + ORIGIN, measuring).round(9))
        )
    )


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": place(geometry) if geometry else None}


def file(*features, name="f.geojson", **members):
    return LooseFile(
        name, json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()
    )


def points(*places, **properties):
    return [feature(shapely.Point(p), **properties) for p in places]


STREET = feature(shapely.LineString([(0, 0), (200, 0)]), id="street")
HOUSES = points((0, 3), (40, 3), (100, 3), (200, 3))


def ask(files, **options):
    return files_coverage(files, today=TODAY, crs=METRIC, **options).document()


def test_a_street_is_counted_as_by_hand_on_foot():
    document = ask(
        {"fire_points": file(*points((0, 0), (100, 0))), "demand": file(*HOUSES), "ways": file(STREET)},
        radii_m=[50, 110],
    )
    assert document["format"] == "geoapp/coverage@1"
    assert document["parameters"]["metric"] == "walking"
    assert [(r["covered"], r["backup"]) for r in document["radii"]] == [(3, 0), (4, 3)]
    assert document["distance_m"]["max"] == pytest.approx(103, abs=1e-3)
    assert document["distance_m"]["median"] == pytest.approx((3 + 43) / 2, abs=1e-3)
    assert [f["catchment"] for f in document["facilities"]] == [2, 2]
    assert document["facilities"][0]["sole_cover_weight"] == {"50": 2, "110": 0}
    assert document["groups"] == []
    assert document["deep_alleys"] == []


def test_without_ways_the_metric_is_straight():
    document = ask({"fire_points": file(*points((0, 0))), "demand": file(*HOUSES)})
    assert document["parameters"]["metric"] == "straight"
    assert document["parameters"]["radii_m"] == [25, 50, 100, 200]


def test_walking_without_ways_is_refused():
    with pytest.raises(CallFault, match="--ways"):
        ask({"fire_points": file(*points((0, 0))), "demand": file(*HOUSES)}, metric="walking")


def test_the_document_is_plain_json_and_inputs_carry_digests():
    given = {
        "fire_points": file(*points((0, 0)), name="p.geojson"),
        "demand": file(*HOUSES, name="d.geojson"),
    }
    document = ask(given)
    json.dumps(document, allow_nan=False)
    assert document["inputs"] == [
        {
            "role": role,
            "file": name,
            "features": n,
            "used": n,
            "sha256": hashlib.sha256(given[role].data).hexdigest(),
        }
        for role, name, n in (("fire_points", "p.geojson", 1), ("demand", "d.geojson", 4))
    ]


def test_ids_are_the_member_then_the_property_then_the_row():
    rows = points((0, 0), (1, 0), (2, 0), (3, 0))
    rows[0]["id"], rows[1]["id"] = "a", 7
    rows[2]["properties"]["id"] = "c"
    document = ask({"fire_points": file(*rows), "demand": file(*HOUSES)})
    assert [f["id"] for f in document["facilities"]] == ["a", "7", "c", "4"]


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "no-geometry"),
        ({"type": "Point", "coordinates": []}, "no-geometry"),
        ({"type": "Polygon", "coordinates": []}, "no-geometry"),
        ({"type": "Point", "coordinates": [math.nan, 20.8]}, "not-finite"),
        ({"type": "Point", "coordinates": [10**400, 20.8]}, "not-finite"),
        ({"type": "Point", "coordinates": [430000, 2302000]}, "not-degrees"),
        ({"type": "Point", "coordinates": ["105", "20"]}, "bad-geometry"),
        ({"type": "Point", "coordinates": [True, False]}, "bad-geometry"),
        ({"type": "Point", "coordinates": [105.3]}, "bad-geometry"),
        ({"type": "Point"}, "bad-geometry"),
        ({"type": "Curve", "coordinates": [[105, 20]]}, "bad-geometry"),
        ({"type": "LineString", "coordinates": [[[105, 20]]]}, "bad-geometry"),
        ({"type": "LineString", "coordinates": [[105, 20], []]}, "bad-geometry"),
        ("POINT(105 20)", "bad-geometry"),
        ({"type": "GeometryCollection", "geometries": []}, "no-geometry"),
    ],
)
def test_a_row_without_usable_geometry_is_dropped_and_listed(geometry, code):
    bad = {"type": "Feature", "id": "bad", "properties": None, "geometry": geometry}
    document = ask({"fire_points": file(*points((0, 0))), "demand": file(bad, *HOUSES)})
    assert [(i["role"], i["feature"], i["code"]) for i in document["issues"]] == [("demand", "bad", code)]
    assert "bad" in document["issues"][0]["message"]
    assert document["demand"]["features"] == 4
    assert document["inputs"][1]["features"] == 5
    assert document["inputs"][1]["used"] == 4
    assert document["distance_m"]["unreachable"] == 0


@pytest.mark.parametrize("junk", [None, 3, "x", [], {"type": "Feature"}])
def test_a_feature_that_is_no_feature_is_dropped_and_listed(junk):
    document = ask({"fire_points": file(*points((0, 0))), "demand": file(junk, *HOUSES)})
    assert len(document["issues"]) == 1
    assert document["demand"]["features"] == 4


def test_an_infinite_number_written_as_1e400_is_dropped_and_listed():
    text = file(*HOUSES).data.decode().replace('"coordinates": [', '"coordinates": [1e400, 1, ', 1)
    document = ask({"fire_points": file(*points((0, 0))), "demand": LooseFile("d", text.encode())})
    assert [i["code"] for i in document["issues"]] == ["not-finite"]


def test_an_invalid_polygon_is_mended_and_listed():
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    flat = {"type": "Polygon", "coordinates": [[[105.33, 20.81], [105.33, 20.82], [105.33, 20.81]]]}
    rows = [feature(bow, id="bow"), {"type": "Feature", "id": "flat", "properties": {}, "geometry": flat}]
    document = ask({"fire_points": file(*points((0, 0))), "demand": file(*rows, *HOUSES)})
    assert [(i["feature"], i["code"]) for i in document["issues"]] == [
        ("bow", "repaired"),
        ("flat", "repaired"),
    ]
    assert document["demand"]["features"] == 6


def test_a_polygon_stands_for_its_centroid_measured_in_metres():
    house = feature(shapely.box(30, -10, 50, 10))
    document = ask({"fire_points": file(*points((0, 0))), "demand": file(house)}, radii_m=[40])
    assert document["distance_m"]["max"] == pytest.approx(40, abs=1e-3)


def test_households_weigh_where_the_field_is_and_one_where_it_is_not():
    rows = [*points((10, 0), households=5), *points((10, 1)), *points((90, 0), households="3")]
    files = {"fire_points": file(*points((0, 0))), "demand": file(*rows)}
    assert ask(files, radii_m=[50])["demand"]["weight"] == 9
    assert ask(files, radii_m=[50])["radii"][0]["covered_weight"] == 6
    assert ask(files, radii_m=[50], weight="none")["demand"]["weight"] == 3


@pytest.mark.parametrize("value", [-1, "nhiều", math.nan, True, [3], 10**400])
def test_a_household_count_that_is_none_is_listed_and_counts_one(value):
    rows = points((10, 0), households=value)
    document = ask({"fire_points": file(*points((0, 0))), "demand": file(*rows)})
    assert [i["code"] for i in document["issues"]] == ["bad-count"]
    assert document["demand"]["weight"] == 1


def group(west, east, **properties):
    return feature(shapely.box(west, -50, east, 50), **properties)


def test_belonging_is_the_named_group_then_the_containing_one_then_none():
    groups = file(group(0, 100, id="a", number=9), group(50, 150, id="b", name="Tổ B"))
    rows = [
        *points((70, 0)),
        *points((70, 1), group_id="b"),
        *points((120, 0), group_id="?"),
        *points((900, 0)),
    ]
    document = ask({"fire_points": file(*points((60, 0))), "demand": file(*rows), "groups": groups})
    assert [(g["id"], g["name"], g["demand"]) for g in document["groups"]] == [
        ("a", "Tổ 9", 1),
        ("b", "Tổ B", 2),
        (None, "Không thuộc tổ nào", 1),
    ]
    assert sum(g["weight"] for g in document["groups"]) == document["demand"]["weight"]
    assert document["facilities"][0]["group"] == "a"


def test_people_are_reckoned_by_the_groups_average_and_called_an_estimate():
    groups = file(
        group(0, 100, id="a", households=10, population=40),
        group(100, 200, id="b", households=10, population=20),
    )
    rows = [*points((10, 0), households=2), *points((110, 0), households=2), *points((900, 0))]
    files = {"fire_points": file(*points((0, 0))), "demand": file(*rows), "groups": groups}
    document = ask(files, weight="people")
    assert [g["weight"] for g in document["groups"]] == [8, 4, 3]
    assert document["demand"] == {"features": 3, "weight": 15, "estimated": True}


def test_people_without_population_are_refused():
    with pytest.raises(DataFault, match="population"):
        ask({"fire_points": file(*points((0, 0))), "demand": file(*HOUSES)}, weight="people").items()


def test_without_houses_households_lie_on_a_grid_by_share_of_area():
    groups = file(group(0, 100, id="a", households=80), group(100, 130, id="b", households=20))
    document = ask({"fire_points": file(*points((0, 0))), "groups": groups}, radii_m=[60])
    assert document["demand"]["estimated"] is True
    assert document["demand"]["weight"] == pytest.approx(100)
    assert [g["weight"] for g in document["groups"]] == pytest.approx([80, 20])
    inside = shapely.Point(0, 0).buffer(60, quad_segs=64).intersection(shapely.box(0, -50, 100, 50)).area
    assert document["radii"][0]["covered_weight"] == pytest.approx(80 * inside / 10_000, rel=0.05)


def test_a_group_as_large_as_a_country_is_refused_before_memory_is_full():
    land = {"type": "Polygon", "coordinates": [[[104, 10], [109, 10], [109, 22], [104, 22], [104, 10]]]}
    huge = {"type": "Feature", "id": "huge", "properties": {"households": 9}, "geometry": land}
    with pytest.raises(DataFault, match="huge"):
        ask({"fire_points": file(*points((0, 0))), "groups": file(huge)})


def test_groups_without_households_give_nothing_to_count():
    with pytest.raises(DataFault, match="households"):
        ask({"fire_points": file(*points((0, 0))), "groups": file(group(0, 100))})


def test_a_safe_area_tells_its_demand_and_the_points_inside():
    area = file(feature(shapely.box(-5, -5, 50, 50), name="Khu A"), feature(shapely.box(900, 900, 910, 910)))
    document = ask(
        {"fire_points": file(*points((0, 0), (100, 0))), "demand": file(*HOUSES), "safe_areas": area}
    )
    assert [(a["name"], a["demand"], a["facilities"]) for a in document["safe_areas"]] == [
        ("Khu A", 2, 1),
        ("2", 0, 0),
    ]
    assert document["safe_areas"][1]["radii"][0]["share"] is None


def test_who_has_no_way_is_unreachable_and_stays_in_the_denominator():
    ways = file(STREET, feature(shapely.LineString([(0, 80), (200, 80)])))
    rows = [*HOUSES, *points((10, 85), id="cut-off")]
    document = ask({"fire_points": file(*points((0, 0))), "demand": file(*rows), "ways": ways})
    assert document["unreachable"] == ["cut-off"]
    assert document["distance_m"]["unreachable"] == 1
    assert document["radii"][3]["share"] == pytest.approx(3 / 5)


def test_a_grade_separated_way_is_joined_only_at_its_ends():
    bridge = feature(shapely.LineString([(100, -50), (100, 50)]), grade_separated=True)
    files = {"fire_points": file(*points((0, 0))), "demand": file(*points((100, 49)))}
    assert ask({**files, "ways": file(STREET, bridge)})["unreachable"] == ["1"]
    bridge["properties"]["grade_separated"] = "yes"
    assert ask({**files, "ways": file(STREET, bridge)})["unreachable"] == []


def test_ways_and_groups_of_the_wrong_kind_are_dropped_and_listed():
    files = {"fire_points": file(*points((0, 0))), "demand": file(*HOUSES)}
    document = ask({**files, "ways": file(STREET, *points((5, 5), id="dot"))})
    assert [(i["feature"], i["code"]) for i in document["issues"]] == [("dot", "wrong-kind")]
    document = ask({**files, "groups": file(group(0, 10, id="g"), STREET)})
    assert [g["id"] for g in document["groups"]] == ["g", None]
    assert [(i["feature"], i["code"]) for i in document["issues"]] == [("street", "wrong-kind")]


def test_no_usable_row_at_all_is_a_fault_that_names_the_file():
    empty = {"type": "Feature", "properties": {}, "geometry": None}
    with pytest.raises(DataFault, match=r"houses\.geojson"):
        ask({"fire_points": file(*points((0, 0))), "demand": file(empty, name="houses.geojson")})


def test_empty_demand_and_no_points_are_answers_not_faults():
    document = ask({"fire_points": file(*points((0, 0))), "demand": file()})
    assert document["demand"] == {"features": 0, "weight": 0, "estimated": False}
    assert document["radii"][0]["share"] is None
    document = ask({"fire_points": file(), "demand": file(*HOUSES), "ways": file(STREET)})
    assert document["distance_m"]["unreachable"] == 4
    assert document["facilities"] == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"type": "FeatureCollection",\n "features": [}', "line 2, column 15"),
        (b"\xff\xfe{}", "UTF-8"),
        (b"[]", "FeatureCollection"),
        (b'{"type": "Topology"}', "FeatureCollection"),
        (b"[" * 100_000, "nested"),
        (b'{"type": "FeatureCollection", "features": [' + b"9" * 5000 + b"]}", "nested"),
        (b"", "line 1, column 1"),
    ],
)
def test_a_broken_file_is_named_with_its_place(data, said):
    with pytest.raises(DataFault, match=said) as fault:
        ask({"fire_points": LooseFile("broken.geojson", data), "demand": file(*HOUSES)})
    assert "broken.geojson" in str(fault.value)
    assert "broken.geojson" in fault.value.sentence(i18n.translator("vi"))


def test_a_byte_order_mark_and_a_single_feature_are_read():
    alone = LooseFile("one.geojson", b"\xef\xbb\xbf" + json.dumps(points((0, 0))[0]).encode())
    assert len(ask({"fire_points": alone, "demand": file(*HOUSES)})["facilities"]) == 1


@pytest.mark.parametrize(
    "declared",
    [
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::9211"}},
        {"type": "link", "properties": {"href": "http://example.invalid/crs"}},
        "EPSG:3405",
    ],
)
def test_another_coordinate_system_is_refused_with_the_way_to_convert(declared):
    with pytest.raises(DataFault, match=r"--source-crs.*EPSG:4326"):
        ask({"fire_points": file(*points((0, 0)), crs=declared), "demand": file(*HOUSES)})


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_a_declared_wgs_84_is_read(name):
    declared = {"type": "name", "properties": {"name": name}}
    ask({"fire_points": file(*points((0, 0)), crs=declared), "demand": file(*HOUSES)})


def test_the_measuring_system_is_estimated_and_named():
    files = {"fire_points": file(*points((0, 0))), "demand": file(*HOUSES)}
    assert files_coverage(files, today=TODAY).document()["parameters"]["crs"] == "EPSG:32648"
    with pytest.raises(CallFault, match="metres"):
        files_coverage(files, today=TODAY, crs="EPSG:4326")


@pytest.mark.parametrize("radius", [0, -1, math.nan, math.inf, 5e-324, 1e9])
def test_a_radius_that_is_no_sensible_length_is_refused(radius):
    with pytest.raises(CallFault):
        ask({"fire_points": file(*points((0, 0))), "demand": file(*HOUSES)}, radii_m=[radius])


def test_what_is_missing_is_asked_for():
    with pytest.raises(CallFault, match="--fire-points"):
        ask({"demand": file(*HOUSES)})
    with pytest.raises(CallFault, match="--demand"):
        ask({"fire_points": file(*points((0, 0)))})
    with pytest.raises(CallFault):
        ask({"fire_points": file(*points((0, 0))), "demand": file(*HOUSES)}, weight="tons")


def test_a_point_that_is_not_active_is_excluded_with_a_reason():
    rows = [
        *points((0, 0), id="on", status="active"),
        *points((50, 0), id="off", status="damaged"),
        *points((9, 0)),
    ]
    document = ask({"fire_points": file(*rows), "demand": file(*HOUSES)})
    assert [f["id"] for f in document["facilities"]] == ["on", "3"]
    assert [e["id"] for e in document["excluded"]] == ["off"]
    assert document["excluded"][0]["reason"].strip()
    assert document["inputs"][0]["used"] == 2


def test_the_order_of_rows_changes_no_figure():
    files = {"fire_points": points((0, 0), (130, 0)), "demand": HOUSES}
    turned = {role: rows[::-1] for role, rows in files.items()}
    a, b = (
        ask({**{r: file(*rows) for r, rows in given.items()}, "ways": file(STREET)})
        for given in (files, turned)
    )
    assert a["radii"] == b["radii"]
    assert a["distance_m"] == pytest.approx(b["distance_m"])


@pytest.mark.parametrize("count", [1, 60])
def test_one_group_and_sixty_groups_sum_to_the_whole(count):
    width = 1200 / count
    groups = [group(i * width, (i + 1) * width, id=f"g{i}") for i in range(count)]
    rng = np.random.default_rng(4)
    rows = points(*zip(rng.uniform(0, 1200, 800), rng.uniform(-40, 40, 800), strict=True), households=2)
    document = ask(
        {"fire_points": file(*points((100, 0), (700, 9))), "demand": file(*rows), "groups": file(*groups)}
    )
    for radius in range(4):
        parts = sum(g["radii"][radius]["covered_weight"] for g in document["groups"])
        assert parts == document["radii"][radius]["covered_weight"]
    assert sum(g["demand"] for g in document["groups"]) == 800


@pytest.fixture(scope="module")
def real_files():
    if not HELSINKI.is_dir():
        pytest.skip(f"the real data are not beside the repository: {HELSINKI}")
    names = {"fire_points": "hydrants", "demand": "buildings", "ways": "roads", "groups": "zones"}
    return {r: LooseFile(f"{n}.geojson", (HELSINKI / f"{n}.geojson").read_bytes()) for r, n in names.items()}


def test_the_real_dirty_town_is_read_as_its_readme_counts_it(real_files):
    document = files_coverage(real_files, crs="EPSG:32635", today=TODAY).document()
    used = {i["role"]: (i["features"], i["used"]) for i in document["inputs"]}
    assert used == {"fire_points": (37, 37), "demand": (494, 489), "ways": (2504, 2504), "groups": (246, 243)}
    counted = {}
    for issue in document["issues"]:
        key = (issue["role"], issue["code"])
        counted[key] = counted.get(key, 0) + 1
    assert counted == {
        ("demand", "no-geometry"): 5,
        ("demand", "repaired"): 18,
        ("groups", "no-geometry"): 3,
        ("groups", "repaired"): 11,
    }
    assert sum(g["demand"] for g in document["groups"]) == 489
    assert document["groups"][-1]["id"] is None
    assert document["groups"][-1]["demand"] == 489 - 395


def test_every_real_building_is_as_far_as_brute_force_says(real_files):
    result = files_coverage(real_files, metric="straight", crs="EPSG:32635", today=TODAY)
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:32635", always_xy=True).transform

    def centroids(name):
        for row in json.loads((HELSINKI / name).read_text(encoding="utf-8"))["features"]:
            if row["geometry"] is not None:
                shape = shapely.make_valid(
                    shapely.from_geojson(json.dumps(row["geometry"])), method="linework", keep_collapsed=True
                )
                flat = shapely.transform(shape, lambda xy: np.column_stack(to_metres(xy[:, 0], xy[:, 1])))
                yield flat.centroid.coords[0]

    houses, hydrants = (np.array(list(centroids(n))) for n in ("buildings.geojson", "hydrants.geojson"))
    matrix = np.hypot(*(houses[:, None] - hydrants[None]).transpose(2, 0, 1))
    np.testing.assert_allclose(result.nearest.distance_m, matrix.min(axis=1), atol=1e-3, rtol=0)
