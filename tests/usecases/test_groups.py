"""What the pages of the groups show, counted by hand on a lattice of three groups."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geoapp import crs
from geoapp.domain.ward import Ward, WardInfo
from geoapp.errors import NotFound
from geoapp.i18n import fold
from geoapp.usecases.groups import find_group, group_facts, group_list
from geoapp.usecases.groups.listing import chosen_rows

TODAY = dt.date(2026, 11, 23)
METRIC = crs.measuring("EPSG:9211")
ORIGIN = np.array([430_000.0, 2_302_000.0])

SECRETS = ("lien-he-17", "Trần Văn Kín")


def frame(rows):
    """Return a layer in degrees from rows of (id, shape in metres from the origin, fields)."""
    shapes = [s and shapely.transform(s, lambda xy: crs.unproject(xy + ORIGIN, METRIC)) for _, s, _ in rows]
    names = dict.fromkeys(k for _, _, f in rows for k in f)
    ids = [i for i, _, _ in rows]
    columns = {k: [f.get(k) for _, _, f in rows] for k in names}
    return gpd.GeoDataFrame(
        columns, index=ids, geometry=gpd.GeoSeries(shapes, index=ids, crs=crs.STORED), dtype=object
    )


def kit(*rows):
    """Return equipment from (kind, quantity, condition, expiry)."""
    names = ("kind", "quantity", "condition", "expires_on")
    return [dict(zip(names, row, strict=False)) for row in rows]


FULL = kit(("abc_powder", 2, "good", "2030-01-01"), ("crowbar", 1, "good"), ("axe", 1, "good"))
CAMPAIGN = (
    {"audience": "households", "group_ids": ["tdp-9"], "target_share": 0.9, "by": "2026-12-05"},
    {"audience": "party_members", "target_share": 1.0, "by": "2026-11-03"},
)

# three groups in a row, 100 m wide; one street through the middle of all, y = 50
LAYERS = {
    "residential_groups": [
        ("tdp-9", shapely.box(0, 0, 100, 100), {
            "number": 9, "households": 110, "population": 400, "militia_count": 10,
            "households_with_extinguisher": 80, "party_members": 12, "party_members_with_extinguisher": 12,
            "boundary_status": "provisional", "leader_ref": "lien-he-17"}),
        ("tdp-10", shapely.box(100, 0, 200, 100), {"number": 10, "households": 4, "population": 8}),
        ("tdp-11", shapely.box(200, 0, 300, 100), {"number": 11}),
    ],
    "fire_points": [
        ("p1", shapely.Point(10, 50), {
            "code": "DCC-09-01", "name": "Đầu ngõ 31", "group_id": "tdp-9", "status": "active", "equipment": FULL,
            "lock": "key_beside", "cabinet": "glass", "lit": True, "has_rules": True, "has_sign": True,
            "checked_on": "2026-11-12", "next_check_on": "2026-12-12",
            "manager_ref": "lien-he-17", "keyholder_ref": "Trần Văn Kín"}),
        ("p2", shapely.Point(90, 50), {
            "code": "DCC-09-02", "name": "Cuối ngõ", "group_id": "tdp-9", "status": "active",
            "equipment": kit(("abc_powder", 1, "good", "2026-11-22"), ("abc_powder", 1, "low_pressure")),
            "has_rules": False, "has_sign": True, "checked_on": "2026-10-01", "next_check_on": "2026-11-18",
            "inspections": [
                {"inspected_on": "2026-10-20", "by_ref": "lien-he-17", "faults": "kẹt cửa tủ", "result": "pass_noted"},
                {"inspected_on": "2026-09-01", "faults": "cũ", "result": "fail"}]}),
        ("p3", shapely.Point(50, 60), {"code": "DCC-09-03", "name": "Hỏng", "group_id": "tdp-9", "status": "damaged"}),
        ("p4", shapely.Point(250, 50), {"code": "DCC-11-01", "name": "Chợ", "group_id": None, "status": "active", "equipment": FULL}),
        ("p5", shapely.Point(150, 50), {"code": "DCC-10-01", "name": "Cũ", "group_id": "tdp-10", "status": "suspended"}),
    ],
    "buildings": [
        ("h1", shapely.Point(50, 50), {"use": "home", "households": 3, "need_help": 2}),
        ("h2", shapely.Point(10, 50), {"use": "home", "households": 1}),
        ("h3", shapely.Point(150, 50), {"use": "home", "households": 4}),
    ],
    "alleys": [
        ("pho", shapely.LineString([(0, 50), (150, 50)]), {"name": "Phố Đà", "truck_access": "truck", "width_min_m": 7.0}),
        ("ngo", shapely.LineString([(150, 50), (300, 50)]), {"name": "Ngõ 7", "truck_access": "foot", "width_min_m": 1.5}),
    ],
    "safe_areas": [("kat", shapely.box(0, 40, 60, 60), {
        "name": "Khu tổ 9", "group_ids": ["tdp-9"], "status": "recognised", "recognised_on": "2026-03-30",
        "checklist": {"rules": "met", "water": "not_met", "plan": "unknown"}})],
    "interfamily_groups": [("tlg", shapely.Point(50, 50), {
        "name": "Liên gia 1", "group_id": "tdp-9", "household_count": 21, "bells": 21, "linked": True})],
    "water_sources": [
        ("w1", shapely.Point(60, 50), {"code": "TN-1", "kind": "hydrant", "status": "dry"}),
        ("w2", shapely.Point(70, 50), {"code": "TN-2", "kind": "hydrant", "status": "broken"}),
        ("w3", shapely.Point(50, 90), {"code": "AO-1", "kind": "pond", "status": "usable", "volume_m3": 900.0}),
    ],
    "self_governing_models": [
        ("m1", None, {"name": "Câu lạc bộ", "group_id": "tdp-9", "kind": "club", "members": 12}),
        ("m2", None, {"name": "Khu an toàn", "group_id": "tdp-9", "kind": "safe_area"}),
        ("m3", None, {"name": "Đã nghỉ", "group_id": "tdp-9", "kind": "club", "status": "ended"}),
    ],
}  # fmt: skip


def ward(campaign=CAMPAIGN, **layers):
    present = {name: rows for name, rows in {**LAYERS, **layers}.items() if rows is not None}
    info = WardInfo(
        "Phường Thử", "phường", "EPSG:9211", True, "tests", (105.3, 20.8, 105.4, 20.9), campaign=campaign
    )
    modified = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    frames = {name: frame(rows) for name, rows in present.items()}
    # answers are kept by version: worlds that differ must not share one
    return Ward("thu", info, frames, (), f"groups-{layers!r}-{campaign!r}", modified)


def nine(given=None, today=TODAY, **options):
    return group_facts(given or ward(), "tdp-9", today=today, **options)


def point(name, **options):
    return next(p for p in nine(**options).points if p.id == name)


def test_a_group_is_found_by_its_id_and_by_its_number_while_that_is_unique():
    assert find_group(ward(), "tdp-9") == "tdp-9"
    assert find_group(ward(), "9") == "tdp-9"
    assert find_group(ward(), "09") == "tdp-9"


@pytest.mark.parametrize("key", ["12", "tdp", "", "９", "9.0", "-9", "9" * 40, "<script>"])
def test_an_unknown_group_is_refused_in_a_sentence_that_names_it_and_the_ward(key):
    with pytest.raises(NotFound) as caught:
        find_group(ward(), key)
    assert key[:80] in str(caught.value)
    assert "Phường Thử" in str(caught.value)


def test_a_number_that_stands_twice_opens_nothing_and_the_names_tell_the_groups_apart():
    rows = [
        (i, s, {**f, "number": 9, "ward_code": f"0480{n}"})
        for n, (i, s, f) in enumerate(LAYERS["residential_groups"])
    ]
    twice = ward(residential_groups=rows)
    with pytest.raises(NotFound, match="tdp-9, tdp-10, tdp-11"):
        find_group(twice, "9")
    assert [row.name.ward_code for row in group_list(twice, today=TODAY).rows] == ["04801", "04802", "04800"]


def test_the_figures_of_a_group_are_counted_on_foot():
    facts = nine()
    assert (facts.households, facts.population, facts.militia, facts.provisional_border) == (
        110,
        400,
        10,
        True,
    )
    reach = facts.reach
    # h2 stands at p1; h1 is 40 m from p1 and from p2
    assert (reach.metric, reach.radius_m, reach.covered, reach.total, reach.share) == ("walking", 50, 4, 4, 1)
    assert reach.bands == ((25, 1), (50, 3), (100, 0), (200, 0), (None, 0))
    assert nine(radius_m=25).reach.missing == 3


def test_a_radius_that_the_ward_does_not_have_gives_fifty_metres():
    assert nine(radius_m=33.3).reach.radius_m == 50
    assert nine(radius_m=float("nan")).reach.radius_m == 50


def test_without_ways_the_figures_are_straight_and_so_are_the_distances():
    facts = nine(ward(alleys=None))
    assert facts.reach.metric == "straight"
    assert all(near.away.walking_m is None for near in facts.outside)
    assert facts.deep_alleys == ()


def test_points_that_count_come_first_and_each_says_its_state():
    states = {p.title: (p.state, p.reason and p.reason.key) for p in nine().points}
    assert list(states.items()) == [
        ("DCC-09-01", ("complete", None)),
        ("DCC-09-02", ("needs", None)),
        ("DCC-09-03", ("unusable", "reason.status-damaged")),
    ]
    assert nine().usable_points == 2


def test_kit_is_told_by_kind_and_condition_and_what_is_past_its_date_is_expired():
    assert [(i.kind, i.quantity, i.condition) for i in point("p1").kit] == [
        ("abc_powder", 2, "good"), ("crowbar", 1, "good"), ("axe", 1, "good"),
    ]  # fmt: skip
    assert [(i.quantity, i.condition) for i in point("p2").kit] == [(1, "low_pressure"), (1, "expired")]
    the_day_before = [i.condition for i in point("p2", today=dt.date(2026, 11, 22)).kit]
    assert the_day_before == ["good", "low_pressure"]


def test_what_a_point_needs_is_named():
    keys = {phrase.key for phrase in point("p2").missing}
    assert {"kit.needs-extinguishers", "kit.needs-tool", "kit.needs-rules"} <= keys
    assert "kit.needs-sign" not in keys


def test_the_last_check_is_the_latest_known_and_an_overdue_one_is_counted_in_days():
    check = point("p2").check
    assert (check.last, check.next, check.overdue_days) == (dt.date(2026, 10, 20), dt.date(2026, 11, 18), 5)
    assert check.fault == "kẹt cửa tủ"
    assert (point("p1").check.days_left, point("p1").check.overdue_days) == (19, 0)
    assert (point("p3").check.last, point("p3").check.next, point("p3").check.days_left) == (None, None, None)


def test_the_campaign_says_what_is_left_to_the_target_and_to_the_day():
    households, members = nine().campaign
    assert (households.audience, households.done, households.total) == ("households", 80, 110)
    # 0.9 x 110 is a hair above 99 in floats
    assert (households.needed, households.remaining, households.days_left) == (99, 19, 12)
    assert (members.share, members.remaining, members.days_left) == (1, 0, -20)


def test_a_group_without_a_promise_still_shows_its_own_count():
    line = nine(ward(campaign=())).campaign[0]
    assert (line.done, line.total, line.target_share, line.remaining, line.by) == (80, 110, None, None, None)
    assert group_facts(ward(campaign=()), "tdp-10", today=TODAY).campaign == ()


def test_a_promise_without_counts_is_kept_and_says_nothing_it_does_not_know():
    (line,) = group_facts(ward(), "tdp-10", today=TODAY).campaign
    assert (line.audience, line.share, line.needed, line.remaining) == ("party_members", None, None, None)


def test_the_nearest_points_outside_are_usable_and_not_of_the_group():
    # from h1 at 50 m, the home nearest to the centroid: p4 lies 200 m east along the street; p5 is suspended
    (near,) = nine().outside
    assert (near.id, near.group.number) == ("p4", 11)
    assert near.away.walking_m == pytest.approx(200, abs=0.01)
    assert near.away.direction == "e"
    back = [(n.id, n.away.direction) for n in group_facts(ward(), "tdp-11", today=TODAY).outside]
    assert back == [("p2", "w"), ("p1", "w")]


def test_a_point_that_cannot_be_walked_to_is_named_last_with_its_straight_distance():
    cut = [
        LAYERS["alleys"][0],
        ("xa", shapely.LineString([(250, 80), (250, 20)]), {"name": "Ngõ Xa", "truck_access": "foot"}),
    ]
    far = (
        "p6",
        shapely.Point(150, 50),
        {"code": "DCC-10-02", "name": "Gần", "group_id": "tdp-10", "status": "active", "equipment": FULL},
    )
    facts = nine(ward(alleys=cut, fire_points=[*LAYERS["fire_points"], far]))
    assert [n.id for n in facts.outside] == ["p6", "p4"]
    assert facts.outside[1].away.walking_m is None
    assert facts.outside[1].away.straight_m == pytest.approx(200, abs=0.01)


def test_water_names_the_nearest_and_one_that_can_be_used():
    assert [(w.code, w.status) for w in nine().water] == [
        ("TN-1", "dry"),
        ("TN-2", "broken"),
        ("AO-1", "usable"),
    ]
    assert nine().water[2].away.direction == "n"


def test_deep_alleys_are_those_that_run_through_the_group():
    assert nine().deep_alleys == ()
    (alley,) = group_facts(ward(), "tdp-10", today=TODAY).deep_alleys
    assert (alley.name, alley.depth_m) == ("Ngõ 7", pytest.approx(150, abs=0.01))


def test_areas_neighbours_and_models_of_the_group_are_there():
    facts = nine()
    (area,) = facts.safe_areas
    assert (area.name, area.met, area.criteria, area.covered, area.total, area.points) == (
        "Khu tổ 9",
        1,
        3,
        4,
        4,
        1,
    )
    (family,) = facts.interfamily
    assert (family.households, family.usual_size) == (21, False)
    assert [model.name for model in facts.models] == ["Câu lạc bộ"]
    assert [n and n.number for n in facts.neighbours] == [None, 10]


def test_the_list_has_every_group_by_number_with_its_figures():
    listed = group_list(ward(), today=TODAY)
    rows = {row.name.number: row for row in listed.rows}
    assert list(rows) == [9, 10, 11]
    assert (rows[9].points, rows[9].usable_points, rows[9].needing_kit, rows[9].overdue_checks) == (
        3,
        2,
        1,
        1,
    )
    assert rows[9].extinguisher_share == pytest.approx(80 / 110)
    # h3 is 60 m from p2
    assert (rows[10].reach.covered, rows[10].reach.missing) == (0, 4)
    assert rows[11].reach is None


def test_search_ignores_accents_and_a_number_is_no_part_of_another():
    listed = group_list(ward(), today=TODAY)

    def found(text, sort="number"):
        return [row.name.number for row in chosen_rows(listed, fold(text), sort)]

    assert found("") == [9, 10, 11]
    assert found("TỔ 9") == [9]
    assert found("1") == [10, 11]
    assert found("tổ 1") == [10, 11]
    assert found("31") == [9]
    assert found("dau ngo 31") == [9]
    assert found("chợ") == [11]
    assert found("không có") == []
    assert found("", "missing") == [10, 9, 11]
    assert found("", "households") == [9, 10, 11]
    assert found("", "nonsense") == [9, 10, 11]


def test_a_ward_without_figures_still_shows_its_groups():
    bare = ward(
        buildings=None,
        fire_points=None,
        alleys=None,
        residential_groups=[("t", shapely.box(0, 0, 9, 9), {"number": 1})],
    )
    facts = group_facts(bare, "t", today=TODAY)
    assert (facts.reach, facts.points, facts.outside) == (None, (), ())
    assert group_list(bare, today=TODAY).rows[0].reach is None
    assert group_list(ward(residential_groups=None), today=TODAY).rows == ()


def test_answers_are_kept_until_the_ward_or_the_day_changes():
    given = ward()
    assert nine(given) is nine(given)
    assert nine(given) is not nine(dataclasses.replace(given, version="another"))
    assert nine(given, today=dt.date(2026, 12, 13)).points[0].check.overdue_days == 1


def test_no_personal_data_enters_the_facts():
    text = json.dumps(
        [dataclasses.asdict(nine()), dataclasses.asdict(group_list(ward(), today=TODAY))],
        default=str,
        ensure_ascii=False,
    )
    assert not any(secret in text for secret in SECRETS)
    assert "need_help" not in text
    assert "_ref" not in text
