"""The sample ward: drawn again byte for byte, without a fault, and true to every figure of the article."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geoapp import crs as systems
from geoapp.domain.check import check_layer
from geoapp.domain.layers import LAYERS
from geoapp.domain.ward import Ward
from geoapp.domain.ward_check import check_ward
from geoapp.usecases.coverage import ward_coverage

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "data" / "geojson" / "phuong-lam"
TODAY = dt.date(2026, 11, 23)
LEAST_SHARE = 0.45
METRIC = systems.measuring("EPSG:9211")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir())}


@pytest.fixture(scope="module")
def ward(files: dict[str, bytes]) -> Ward:
    report = check_ward(files, TODAY)
    assert report.info is not None
    return Ward("phuong-lam", report.info, report.layers, report.warnings, "test", dt.datetime.now(dt.UTC))


@pytest.fixture(scope="module")
def document(files: dict[str, bytes]) -> dict[str, Any]:
    return dict(json.loads(files["ward.json"]))


def properties(files: Mapping[str, bytes], layer: str) -> dict[str, dict[str, Any]]:
    return {f["id"]: f["properties"] for f in json.loads(files[f"{layer}.geojson"])["features"]}


def metres(ward: Ward, layer: str) -> gpd.GeoDataFrame:
    return systems.to_metric(ward.layer(layer), METRIC)


def test_the_tool_draws_the_same_bytes_again(files: dict[str, bytes], tmp_path: Path) -> None:
    tool = REPOSITORY / "tools" / "sample_ward.py"
    subprocess.run([sys.executable, str(tool), str(tmp_path)], check=True, capture_output=True, cwd=tmp_path)
    drawn = {path.name: path.read_bytes() for path in sorted(tmp_path.iterdir())}
    assert drawn.keys() == files.keys() == {"ward.json", *(f"{name}.geojson" for name in LAYERS)}
    assert [name for name in files if drawn[name] != files[name]] == []


@pytest.mark.parametrize("layer", LAYERS)
def test_no_layer_has_a_fault(files: dict[str, bytes], layer: str) -> None:
    assert check_layer(files[f"{layer}.geojson"], LAYERS[layer], f"{layer}.geojson") == []


def test_the_ward_has_no_fault_but_the_kit_that_some_points_lack_on_purpose(files: dict[str, bytes]) -> None:
    found = [(f.severity, f.code, f.feature) for f in check_ward(files, TODAY).faults]
    assert found == [
        ("warning", "kit-no-working-extinguisher", "dcc-03-01"),
        ("info", "kit-check-overdue", "dcc-04-01"),
        ("warning", "kit-low-pressure", "dcc-06-01"),
        ("warning", "kit-needs-tool", "dcc-10-01"),
        ("warning", "kit-needs-extinguishers", "dcc-12-01"),
        ("warning", "kit-extinguisher-spent", "dcc-12-01"),
        ("warning", "kit-needs-rules", "dcc-14-01"),
    ]


def test_the_layers_hold_as_many_as_the_article_counts(files: dict[str, bytes]) -> None:
    counts = {name: len(properties(files, name)) for name in LAYERS}
    assert counts["residential_groups"] == 18
    assert counts["fire_points"] == 21
    assert counts["safe_areas"] == 2
    assert counts["interfamily_groups"] == 2
    assert counts["self_governing_models"] == 7


def test_all_points_are_at_work_and_one_at_most_has_no_extinguisher_left(ward: Ward) -> None:
    assert set(ward.layer("fire_points")["status"]) == {"active"}
    excluded = ward_coverage(ward, today=TODAY).document()["excluded"]
    assert len(excluded) <= 1


def test_group_9_has_its_published_households_and_people(files: dict[str, bytes]) -> None:
    nine = properties(files, "residential_groups")["to-09"]
    assert (nine["number"], nine["households"], nine["population"]) == (9, 181, 678)
    living = [h for h in properties(files, "buildings").values() if h["group_id"] == "to-09"]
    assert sum(h["households"] for h in living) == 181
    assert any(p["group_id"] == "to-09" for p in properties(files, "fire_points").values())


def test_the_groups_sum_to_the_ward(files: dict[str, bytes]) -> None:
    groups = properties(files, "residential_groups")
    assert sorted(g["number"] for g in groups.values()) == list(range(1, 19))
    assert sum(g["households"] for g in groups.values()) == 3260
    assert sum(g["population"] for g in groups.values()) == 12_200
    militia = [g["militia_count"] for g in groups.values()]
    assert sum(militia) == 180
    assert len(set(militia)) > 1
    houses = properties(files, "buildings").values()
    for key, group in groups.items():
        assert sum(h["households"] for h in houses if h["group_id"] == key) == group["households"]


def test_the_safe_areas_are_group_9_since_march_2023_and_another_group(files: dict[str, bytes]) -> None:
    areas = {a["group_ids"][0]: a for a in properties(files, "safe_areas").values()}
    assert len(areas) == 2
    assert "2023-03-25" <= areas["to-09"]["recognised_on"] <= "2023-03-31"
    assert {a["status"] for a in areas.values()} == {"recognised"}


def test_the_seven_models_have_the_sizes_of_the_article(files: dict[str, bytes]) -> None:
    models = {
        m["kind"]: (m["name"], m.get("members")) for m in properties(files, "self_governing_models").values()
    }
    assert models == {
        "security_group": ("Tổ an ninh tự quản khu Thủy Sản", 6),
        "emulation": ("Công an phường học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", 13),
        "interagency": ("Cụm an ninh liên cơ quan tổ 18", 19),
        "club": ("Câu lạc bộ phụ nữ phòng, chống ma túy", None),
        "fire_point": ("Điểm phòng cháy công cộng", 21),
        "interfamily_group": ("Tổ liên gia an toàn PCCC", 2),
        "safe_area": ("Khu dân cư an toàn về PCCC", 2),
    }  # fmt: skip
    owner = [
        m["group_id"]
        for m in properties(files, "self_governing_models").values()
        if m["kind"] == "interagency"
    ]
    assert owner == ["to-18"]


def test_the_forces_are_those_of_the_article(document: dict[str, Any]) -> None:
    forces = document["forces"]
    assert (forces["police_officers"], forces["police_staff"], forces["civil_guards"]) == (13, 1, 66)
    assert forces["militia"] == 180


def test_the_campaign_promises_what_the_article_says(document: dict[str, Any]) -> None:
    promises = {p["audience"]: (p["group_ids"], p["target_share"], p["by"]) for p in document["campaign"]}
    assert promises == {
        "party_members": (["to-09"], 1.0, "2023-05-30"),
        "business_households": (["to-09"], 1.0, "2023-05-30"),
        "households": (["to-09"], 0.9, "2023-08-30"),
    }


def test_the_ward_says_what_it_is(document: dict[str, Any], files: dict[str, bytes]) -> None:
    assert (document["name"], document["kind"]) == ("Phường Phương Lâm", "phường")
    assert (document["crs"], document["illustrative"]) == ("EPSG:9211", True)
    codes = {(c["level"], c["code"]): (c["from"], c["to"]) for c in document["codes"]}
    assert codes == {
        ("ward", "04807"): (None, "2025-06-30"),
        ("district", "148"): (None, "2025-06-30"),
        ("province", "17"): (None, "2025-06-30"),
        ("ward", "04795"): ("2025-07-01", None),
        ("province", "25"): ("2025-07-01", None),
    }
    for layer in LAYERS:
        rows = properties(files, layer).values()
        assert {r["pos_method"] for r in rows} == {"illustrative"}
        assert {r["ward_code"] for r in rows} == {"04807"}


def test_no_person_is_named_and_no_contact_is_referred_to(files: dict[str, bytes]) -> None:
    for layer, spec in LAYERS.items():
        restricted = {field.name for field in spec.fields if field.restricted}
        for row in properties(files, layer).values():
            assert not restricted & row.keys()
            assert all("by_ref" not in visit for visit in row.get("inspections", ()))


def test_the_ward_lies_where_the_old_ward_lies(ward: Ward) -> None:
    west, south, east, north = ward.layer("residential_groups").total_bounds
    assert 105.325 <= west
    assert east <= 105.347
    assert 20.802 <= south
    assert north <= 20.824
    area = shapely.area(shapely.union_all(metres(ward, "residential_groups").geometry.array))
    assert area / 1e6 == pytest.approx(2.93, abs=0.03)
    assert list(ward.info.bounds) == pytest.approx([west, south, east, north], abs=1e-9)


def test_the_groups_share_their_borders_without_gap_or_overlap(ward: Ward) -> None:
    groups = np.asarray(ward.layer("residential_groups").geometry.array)
    assert shapely.coverage_is_valid(groups)
    whole = shapely.union_all(groups)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0


def test_every_house_lies_in_its_group(ward: Ward) -> None:
    shape_of = ward.layer("residential_groups").geometry
    houses = ward.layer("buildings")
    outside = [k for k, h in houses.iterrows() if not shape_of[h["group_id"]].covers(h.geometry)]
    assert outside == []


def test_no_house_stands_on_another_or_on_a_way(ward: Ward) -> None:
    houses = np.asarray(metres(ward, "buildings").geometry.array)
    tree = shapely.STRtree(houses)
    pairs = tree.query(houses, predicate="intersects")
    assert pairs[0].tolist() == pairs[1].tolist()
    ways = metres(ward, "alleys")
    half = ways["width_min_m"].astype(float).to_numpy() / 2
    on_way = tree.query(
        shapely.buffer(np.asarray(ways.geometry.array), half, cap_style="flat"), predicate="intersects"
    )
    assert on_way.shape[1] == 0


def test_the_points_hang_beside_a_way_and_in_no_house(ward: Ward) -> None:
    points = metres(ward, "fire_points")
    ways = metres(ward, "alleys")
    half = ways["width_min_m"].astype(float).to_numpy() / 2
    houses = shapely.union_all(np.asarray(metres(ward, "buildings").geometry.array))
    groups = ward.layer("residential_groups").geometry
    for key, row in points.iterrows():
        clear = np.asarray(ways.geometry.distance(row.geometry)) - half
        assert 0.0 < clear.min() < 1.0, key
        assert not houses.intersects(row.geometry), key
        assert row["alley_id"] in ways.index, key
        assert groups[row["group_id"]].contains(ward.layer("fire_points").geometry[key]), key


def test_nobody_is_unreachable_and_gaps_remain(ward: Ward) -> None:
    report = ward_coverage(ward, metric="walking", today=TODAY).document()
    assert report["distance_m"]["unreachable"] == 0
    share = next(r["share"] for r in report["radii"] if r["radius_m"] == 50)
    assert LEAST_SHARE <= share <= 0.65
    assert len(report["deep_alleys"]) > 20


def test_alleys_are_narrow_branch_and_end_blindly(ward: Ward) -> None:
    ways = ward.layer("alleys")
    alleys = ways[ways["rank"] == 4]
    assert alleys["width_min_m"].between(1.5, 6.0).all()
    assert alleys["dead_end"].sum() > 60
    deep = alleys[(alleys["depth_m"] > 50) & alleys["truck_access"].isin(["foot", "handcart"])]
    assert len(deep) > 20
    assert {name.split()[0] for name in alleys["name"]} == {"Ngõ", "Ngách", "Hẻm"}
    assert alleys["name"].is_unique


def test_inter_family_groups_hold_the_households_they_count(ward: Ward) -> None:
    homes = ward.layer("buildings")
    for _, group in ward.layer("interfamily_groups").iterrows():
        inside = homes[homes.geometry.within(group.geometry)]
        assert 5 <= group["household_count"] <= 15
        assert int(inside["households"].sum()) == group["household_count"]
        assert set(inside["group_id"]) == {group["group_id"]}


def test_water_comes_from_hydrants_river_ponds_and_a_tank(ward: Ward) -> None:
    sources = ward.layer("water_sources")
    assert {"hydrant", "river", "pond", "tank"} <= set(sources["kind"])
    assert (sources["status"] != "usable").any()


def test_the_files_are_small_plain_and_sorted(files: dict[str, bytes]) -> None:
    assert sum(map(len, files.values())) < 3_000_000
    for name, data in files.items():
        text = data.decode("utf-8")
        assert unicodedata.is_normalized("NFC", text), name
        assert "\\u" not in text, name
        assert "\r" not in text, name
        assert text.endswith("\n"), name
        if name.endswith(".geojson"):
            collection = json.loads(text)
            assert "crs" not in collection
            ids = [f["id"] for f in collection["features"]]
            assert ids == sorted(ids, key=_natural)
            assert text.count("\n") == len(ids) + 2
            assert not re.search(r"\d\.\d{8,}", text), name


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text)]
