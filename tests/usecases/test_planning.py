"""Plans as an officer asks for them: figures that coverage confirms, rules that hold, reasons that are true."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geoapp import crs as systems
from geoapp.coverage import Nearest, nearest_straight, nearest_walking, within
from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.i18n import translator
from geoapp.store import LooseFolder
from geoapp.usecases.planning import (
    ON_THE_WEB,
    curve,
    losses,
    plan_answer,
    read_wish,
    terrain_of_ward,
)
from geoapp.usecases.planning.document import plan_document, problem
from geoapp.usecases.planning.sites import Facts
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.wards import WardLibrary

Files = dict[str, bytes]
REPOSITORY = Path(__file__).resolve().parents[2]
TODAY = dt.date(2026, 11, 25)
VI, EN = translator("vi"), translator("en")


@functools.cache
def sample() -> Terrain:
    folder = LooseFolder(REPOSITORY / "data" / "geojson" / "phuong-lam")
    return terrain_of_ward(WardLibrary(folder).open(folder.ward_id), TODAY)


@pytest.fixture
def tiny(tmp_path: Path, tiny_files: Callable[..., Files]) -> Callable[..., Terrain]:
    def make(change: Callable[[Files], None] = lambda files: None, **names: str) -> Terrain:
        files = tiny_files(**names)
        change(files)
        folder = tmp_path / "thu"
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return terrain_of_ward(open_folder(folder), TODAY)

    return make


def open_folder(folder: Path) -> Ward:
    loose = LooseFolder(folder)
    return WardLibrary(loose).open(loose.ward_id)


def ask(terrain: Terrain, **wish: Any) -> Facts:
    return plan_answer(terrain, read_wish(wish))


def metres(terrain: Terrain, facts: Facts) -> np.ndarray:
    places = [[site["lon"], site["lat"]] for site in facts["sites"]]
    return systems.project(places, terrain.study.crs) if places else np.empty((0, 2))


def measured(terrain: Terrain, facts: Facts, removed: tuple[str, ...] = ()) -> Nearest:
    """Return distances to the points that stand and the sites of a plan, by the coverage engine alone."""
    study = terrain.study
    stands = [i for i, key in enumerate(study.facility_ids) if key not in removed]
    points = np.concatenate([study.facility_xy[stands], metres(terrain, facts)])
    if facts["parameters"]["metric"] == "walking":
        return nearest_walking(study.network, study.demand.xy, points)
    return nearest_straight(study.demand.xy, points)


@pytest.mark.parametrize("metric", ["walking", "straight"])
@pytest.mark.parametrize("weight", ["households", "people", "none"])
def test_a_plan_promises_what_coverage_shows_of_it(metric: str, weight: Any) -> None:
    terrain = sample()
    facts = ask(terrain, new=4, radius=60, metric=metric, weight=weight, budget_s=5)
    near, counts = measured(terrain, facts), terrain.analysis.weight(weight)
    after, radius = facts["after"], 60
    assert after["covered"] == int(within(near.distance_m, radius).sum())
    assert after["covered_weight"] == pytest.approx(
        float(counts[within(near.distance_m, radius)].sum()), abs=1e-3
    )
    assert after["backup_weight"] == pytest.approx(
        float(counts[within(near.second_m, radius)].sum()), abs=1e-3
    )
    assert facts["objective"] == pytest.approx(after["covered_weight"], abs=1e-3)
    assert facts["bound"] >= facts["objective"] - 1e-6
    assert (
        after["covered_weight"] - facts["before"]["covered_weight"]
        >= sum(s["gain_weight"] for s in facts["sites"]) - 1e-3
    )


@pytest.mark.parametrize("kind", ["along-alleys", "anywhere", "grid"])
@pytest.mark.parametrize("metric", ["walking", "straight"])
def test_every_kind_of_places_keeps_the_promise(kind: str, metric: str) -> None:
    terrain = sample()
    facts = ask(terrain, new=2, radius=40, metric=metric, candidates=kind, budget_s=3)
    near = measured(terrain, facts)
    assert facts["after"]["covered"] == int(within(near.distance_m, 40).sum())
    assert len(facts["sites"]) == 2
    assert facts["parameters"]["candidates"] == kind
    assert facts["parameters"]["exact"] is (kind != "grid")


def test_what_is_proved_on_the_sample_ward_is_said(tiny: Callable[..., Terrain]) -> None:
    facts = ask(sample(), new=5)
    assert (facts["status"], facts["gap"]) == ("optimal", 0)
    assert facts["objective"] == facts["bound"] == facts["after"]["covered_weight"]


def places(*along: float) -> dict[str, Any]:
    corner = np.array([[430_000.0 + x, 2_302_050.0] for x in along])
    lonlat = systems.unproject(corner, systems.measuring("EPSG:9211")).tolist()
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": f"C{i}",
                "properties": {"cost": 10 + i},
                "geometry": {"type": "Point", "coordinates": place},
            }
            for i, place in enumerate(lonlat)
        ],
    }


SPOTS = (5, 20, 41, 75, 99, 118, 133, 171, 190)


@pytest.mark.parametrize("new", [0, 1, 2, 3])
@pytest.mark.parametrize("metric", ["walking", "straight"])
def test_trying_every_choice_finds_none_better(tiny: Callable[..., Terrain], new: int, metric: str) -> None:
    terrain = tiny()
    facts = ask(terrain, new=new, radius=20.5, metric=metric, candidates=places(*SPOTS))
    houses, stand = np.arange(5, 200, 10), [50, 150]

    def reach(points: tuple[float, ...]) -> int:
        apart = np.abs(houses[:, None] - np.array([*stand, *points])[None, :])
        away = apart + 5 if metric == "walking" else np.hypot(apart, 5)
        return int((away <= 20.5).any(axis=1).sum())

    best = max(reach(chosen) for chosen in itertools.combinations(SPOTS, new))
    assert facts["objective"] == best
    assert (facts["status"], facts["bound"]) == ("optimal", best)
    assert {site["id"] for site in facts["sites"]} <= {f"C{i}" for i in range(len(SPOTS))}


def test_the_same_wish_brings_the_same_plan() -> None:
    one, other = (ask(sample(), new=3, radius=75)["sites"] for _ in range(2))
    assert one == other


# rules


def test_spacing_keeps_new_points_apart_and_away_from_standing_ones() -> None:
    terrain = sample()
    xy = metres(terrain, ask(terrain, new=6, rules={"spacing_m": 90}))
    others = np.concatenate([xy, terrain.study.facility_xy])
    away = np.hypot(*(xy[:, None] - others[None]).transpose(2, 0, 1))
    away[np.arange(len(xy)), np.arange(len(xy))] = np.inf
    assert away.min() >= 90 - 0.02  # degrees are rounded to a centimetre


def test_a_cap_per_group_holds() -> None:
    groups = [site["group"] for site in ask(sample(), new=8, rules={"cap_per_group": 1})["sites"]]
    assert len(groups) == 8
    named = [group for group in groups if group is not None]
    assert len(named) == len(set(named))


def test_only_alleys_wide_enough_are_taken() -> None:
    facts = ask(sample(), new=5, rules={"min_width_m": 3.5})
    assert all(site["alley"]["width_m"] >= 3.5 for site in facts["sites"])
    assert ask(sample(), new=5)["objective"] >= facts["objective"]


def test_nothing_stands_where_it_is_forbidden() -> None:
    terrain = sample()
    free = ask(terrain, new=3)
    first = free["sites"][0]
    lon, lat = first["lon"], first["lat"]
    ring = [
        [lon - 1e-3, lat - 1e-3],
        [lon + 1e-3, lat - 1e-3],
        [lon + 1e-3, lat + 1e-3],
        [lon - 1e-3, lat + 1e-3],
    ]
    area = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    for forbidden in (
        area,
        {"type": "Feature", "properties": {}, "geometry": area},
        [area],
        [first["group"]],
    ):
        facts = ask(terrain, new=3, rules={"forbidden": forbidden})
        for site in facts["sites"]:
            if forbidden == [first["group"]]:
                assert site["group"] != first["group"]
            else:
                assert not shapely.Polygon(ring).contains(shapely.Point(site["lon"], site["lat"]))


def test_points_thought_away_cover_nobody_and_may_be_missed() -> None:
    terrain = sample()
    gone = tuple(terrain.study.facility_ids[:3])
    facts = ask(terrain, new=2, rules={"removed": list(gone[:2])}, existing_off=[gone[2]])
    near = measured(terrain, facts, gone)
    assert facts["after"]["covered"] == int(within(near.distance_m, 50).sum())
    assert facts["before"]["covered_weight"] == ask(terrain, new=2)["before"]["covered_weight"]


def test_a_floor_holds_in_every_group() -> None:
    terrain = sample()
    facts = ask(terrain, new=5, rules={"floor_share": 0.38}, budget_s=10)
    assert facts["status"] != "infeasible"
    near, weight = measured(terrain, facts), terrain.analysis.weight("households")
    inside = within(near.distance_m, 50)
    for group in range(len(terrain.study.groups.ids)):
        mine = terrain.study.demand_group == group
        assert weight[mine & inside].sum() >= 0.38 * weight[mine].sum()


def test_backup_counts_who_has_two_points(tiny: Callable[..., Terrain]) -> None:
    terrain = tiny()
    facts = ask(terrain, new=2, radius=25, candidates=places(*SPOTS), rules={"backup": True})
    near = measured(terrain, facts)
    assert facts["objective"] == facts["after"]["backup_weight"] == int(within(near.second_m, 25).sum())


def test_graded_cover_counts_half_beyond_the_first_radius() -> None:
    terrain = sample()
    facts = ask(terrain, new=3, radius=50, rules={"graded": {"radius_m": 100, "share": 0.5}})
    near, weight = measured(terrain, facts), terrain.analysis.weight("households")
    full, half = within(near.distance_m, 50), within(near.distance_m, 100)
    assert facts["objective"] == pytest.approx(weight[full].sum() + 0.5 * weight[half & ~full].sum())


def test_deep_alleys_count_more_when_asked() -> None:
    terrain = sample()
    plain, deep = (ask(terrain, new=5, rules={"deep_alleys_weight": factor}) for factor in (1, 5))
    marked, weight = terrain.deep_demand, terrain.analysis.weight("households")
    assert marked is not None

    def deep_covered(facts: Facts) -> float:
        return float(weight[marked & within(measured(terrain, facts).distance_m, 50)].sum())

    near = measured(terrain, deep)
    factor = np.where(marked, 5, 1)
    assert deep["objective"] == pytest.approx((weight * factor)[within(near.distance_m, 50)].sum())
    assert deep_covered(deep) >= deep_covered(plain)


def test_money_is_not_overspent(tiny: Callable[..., Terrain]) -> None:
    terrain = tiny()
    rules = {"most_in_all": 23, "most_per_site": 16}
    facts = ask(terrain, new=2, radius=20, candidates=places(*SPOTS), rules=rules)
    costs = [10 + int(site["id"][1:]) for site in facts["sites"]]
    assert sum(costs) <= 23
    assert max(costs) <= 16


# goals


def test_full_coverage_leaves_out_only_what_nobody_reaches() -> None:
    terrain = sample()
    facts = ask(terrain, goal="full-coverage", radius=100, budget_s=5)
    near = measured(terrain, facts)
    left = {terrain.study.demand.ids[i] for i in np.flatnonzero(~within(near.distance_m, 100))}
    assert left == set(facts["uncovered"])
    assert facts["objective"] == len(facts["sites"]) >= facts["bound"] > 0
    assert "uncovered" in plan_document(facts, VI)


def test_the_least_sum_of_distances_is_recomputed(tiny: Callable[..., Terrain]) -> None:
    terrain = tiny(second="suspended")
    facts = ask(terrain, goal="p-median", new=1, metric="walking")
    near = measured(terrain, facts)
    assert facts["objective"] == pytest.approx(near.distance_m.sum(), abs=1e-6)
    houses = np.arange(5, 200, 10)
    best = min(
        float(np.minimum(np.abs(houses - 50), np.abs(houses - x)).sum()) + 100
        for x in np.linspace(0, 200, 401)
    )
    assert facts["objective"] == pytest.approx(best, abs=0.1)
    assert facts["status"] == "optimal"


def test_the_least_worst_distance_is_recomputed() -> None:
    terrain = sample()
    facts = ask(terrain, goal="p-center", new=3, metric="straight", candidates="grid", budget_s=5)
    near = measured(terrain, facts)
    assert facts["objective"] == pytest.approx(near.distance_m.max(), abs=1e-6)
    assert facts["bound"] <= facts["objective"] + 1e-9


@pytest.mark.parametrize("goal", ["full-coverage", "p-median", "p-center"])
def test_a_rule_that_a_goal_does_not_know_is_refused(tiny: Callable[..., Terrain], goal: str) -> None:
    with pytest.raises(CallFault) as refused:
        ask(tiny(), goal=goal, rules={"backup": True})
    assert "rules.backup" in refused.value.sentence(VI)
    assert goal in refused.value.sentence(EN)


# wishes that cannot be kept


@pytest.mark.parametrize(
    ("rules", "new", "fits", "word"),
    [
        ({"cap_per_group": 1}, 3, 2, "mỗi tổ"),
        ({"spacing_m": 95}, 2, 1, "cách nhau"),
    ],
)
def test_a_wish_that_cannot_be_kept_says_why_and_what_can(
    tiny: Callable[..., Terrain], rules: Mapping[str, Any], new: int, fits: int, word: str
) -> None:
    terrain = tiny(second="suspended")
    spots = places(2, 20, 90, 98) if "cap_per_group" in rules else places(146, 160, 180)
    if "cap_per_group" in rules:
        spots = places(20, 70, 130, 180)
    facts = ask(terrain, new=new, radius=20, candidates=spots, rules=rules)
    assert facts["status"] == "infeasible"
    told = problem(facts, VI)
    assert word in told["detail"]
    assert told["nearest_values"] == {"new": fits}
    assert str(fits) in told["nearest"]
    again = ask(terrain, new=fits, radius=20, candidates=spots, rules=rules)
    assert again["status"] == "optimal"
    assert len(again["sites"]) == fits


def test_a_floor_out_of_reach_names_the_groups_and_a_floor_that_holds() -> None:
    terrain = sample()
    facts = ask(terrain, new=1, rules={"floor_share": 0.9}, budget_s=10)
    told = problem(facts, VI)
    assert facts["status"] == "infeasible"
    assert "tổ " in told["detail"]
    share = told["nearest_values"]["floor_share"]
    assert 0 < share < 0.9
    assert ask(terrain, new=1, rules={"floor_share": share}, budget_s=10)["status"] != "infeasible"


WHOLE_LAND = {"type": "Polygon", "coordinates": [[[105, 20], [106, 20], [106, 21.5], [105, 21.5], [105, 20]]]}


@pytest.mark.parametrize(
    ("rules", "vi", "en"),
    [
        ({"min_width_m": 99}, "rộng từ 99 m", "at least 99 m wide"),
        ({"spacing_m": 5000}, "5.000 m trở lên", "5,000 m from the points"),
        ({"forbidden": WHOLE_LAND}, "Khu vực cấm", "forbidden area"),
        ({"most_per_site": 2, "site_costs": 3}, "mỗi điểm", "costs 3, more than the 2"),
        ({"most_in_all": 2, "site_costs": 3}, "tổng kinh phí", "costs 3, more than the 2"),
    ],
)
def test_a_rule_that_leaves_no_place_is_named(rules: Mapping[str, Any], vi: str, en: str) -> None:
    facts = ask(sample(), new=2, rules=rules)
    assert facts["status"] == "infeasible"
    assert facts["sites"] == []
    assert facts["after"] == facts["before"]
    assert vi in problem(facts, VI)["detail"]
    assert en in problem(facts, EN)["detail"]


def test_where_everybody_is_served_no_rule_is_blamed(tiny: Callable[..., Terrain]) -> None:
    facts = ask(tiny(), new=1, radius=500, metric="straight", rules={"min_width_m": 1})
    assert facts["before"]["share"] == 1
    assert "Mọi nhà đã có điểm" in problem(facts, VI)["detail"]


# reading


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ({"new": -1}, "new"),
        ({"new": 2.5}, "new"),
        ({"new": "5"}, "new"),
        ({"new": True}, "new"),
        ({"new": 10**400}, "new"),
        ({"radius": 5_000}, "radius"),
        ({"budget_s": 1e9}, "budget_s"),
        ({"goal": "best"}, "goal"),
        ({"candidates": "/etc/passwd"}, "candidates"),
        ({"candidates": "http://example.org/x.geojson"}, "candidates"),
        ({"candidates": {"type": "FeatureCollection", "features": []}}, "candidates"),
        ({"candidates": places(5, 10) | {"type": "Feature"}}, "candidates"),
        ({"candidates": ["along-alleys"]}, "candidates"),
        ({"existing_off": "D1"}, "existing_off"),
        ({"existing_off": [None]}, "existing_off"),
        ({"existing_off": [""]}, "existing_off"),
        ({"rules": []}, "rules"),
        ({"rules": {"spacing": 5}}, "rules.spacing"),
        ({"rules": {"spacing_m": "50"}}, "rules.spacing_m"),
        ({"rules": {"spacing_m": -1}}, "rules.spacing_m"),
        ({"rules": {"backup": 1}}, "rules.backup"),
        ({"rules": {"graded": 0.5}}, "rules.graded"),
        ({"rules": {"graded": {"radius_m": 100}}}, "rules.graded.share"),
        ({"rules": {"graded": {"radius_m": 100, "share": 1.5}}}, "rules.graded.share"),
        ({"rules": {"graded": {"radius_m": 100, "share": 0.5, "x": 1}}}, "rules.graded.x"),
        ({"rules": {"floor_share": 30}}, "rules.floor_share"),
        ({"rules": {"cap_per_group": 0}}, "rules.cap_per_group"),
        ({"rules": {"site_costs": "10"}}, "rules.site_costs"),
        ({"rules": {"forbidden": "to-06"}}, "rules.forbidden"),
        ({"rules": {"forbidden": {"type": "Point", "coordinates": [1, 2]}}}, "rules.forbidden"),
        ({"rules": {"forbidden": {"type": "Polygon", "coordinates": [[[1, 2]]]}}}, "rules.forbidden"),
        ({"rules": {"forbidden": {"type": "Polygon", "coordinates": "abc"}}}, "rules.forbidden"),
        (
            {
                "rules": {
                    "forbidden": {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, 999], [1, 2]]]}
                }
            },
            "rules",
        ),
        ({"colour": "red"}, "colour"),
        (None, "JSON"),
        ("x", "JSON"),
    ],
)
def test_a_wish_that_cannot_be_read_is_refused_by_name_in_both_languages(sent: Any, named: str) -> None:
    with pytest.raises(CallFault) as refused:
        read_wish(sent, ON_THE_WEB)
    for t in (VI, EN):
        assert named in refused.value.sentence(t)


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ({"existing_off": ["no-such"]}, "no-such"),
        ({"rules": {"removed": ["no-such"]}}, "no-such"),
        ({"rules": {"forbidden": ["no-such"]}}, "no-such"),
        ({"rules": {"need_help_weight": 2}}, "need_help"),
        ({"rules": {"most_in_all": 5}}, "cost"),
        ({"candidates": "anywhere", "rules": {"graded": {"radius_m": 100, "share": 0.5}}}, "graded"),
    ],
)
def test_what_the_data_cannot_answer_is_refused_in_words(wish: Any, word: str) -> None:
    with pytest.raises(CallFault) as refused:
        ask(sample(), **wish)
    assert word in refused.value.sentence(VI)


# reasons


def test_the_reason_names_what_can_be_counted_by_hand(tiny: Callable[..., Terrain]) -> None:
    terrain = tiny(second="suspended")
    facts = ask(terrain, new=1, radius=25, candidates=places(150))
    document = plan_document(facts, VI)
    assert (
        document["chosen"][0]["reason"]
        == "Thêm 4 hộ của tổ 2 vào tầm 25\u00a0m; ngõ rộng 2\u00a0m; điểm gần nhất 100\u00a0m"
    )
    assert plan_document(facts, EN)["chosen"][0]["reason"] == (
        "Brings 4 households of group 2 within 25\u00a0m; alley 2\u00a0m wide; nearest point 100\u00a0m away"
    )


def test_the_checklist_decides_what_the_data_know_and_leaves_the_rest(tiny: Callable[..., Terrain]) -> None:
    from geoapp.usecases.planning.words import CHECKS, worded_sites

    facts = ask(tiny(), new=2, radius=25, candidates=places(90, 99))
    (site, other) = worded_sites(facts["sites"], VI)
    states = {check["code"]: check["state"] for check in site["checklist"]}
    assert tuple(states) == CHECKS
    assert states["spacing"] == "not_met", "the other new point is 9 m away"
    assert states["deep"] == "on_site", "no truck road is known"
    assert states["water"] == "on_site", "there is no layer of water"
    assert all(check["text"] for check in (*site["checklist"], *other["checklist"]))
    real = worded_sites(ask(sample(), new=1)["sites"], VI)[0]
    assert {c["code"]: c["state"] for c in real["checklist"]}["deep"] in ("met", "not_met")


def test_the_document_has_the_contracts_keys_in_order() -> None:
    document = plan_document(plan_answer(sample(), read_wish({"new": 2}), with_curve=True), VI)
    assert list(document) == [
        "format", "parameters", "status", "objective", "bound", "gap", "before", "after", "chosen", "frontier", "seconds",
    ]  # fmt: skip
    assert [list(site) for site in document["chosen"]] == [
        ["id", "lon", "lat", "gain_weight", "group", "reason"]
    ] * 2
    assert [point["new"] for point in document["frontier"]] == [1, 2]
    assert document["frontier"][1]["covered_weight"] == document["after"]["covered_weight"]
    json.dumps(document, allow_nan=False)


# the curve, the losses


def test_the_curve_rises_ends_in_the_plan_and_comes_point_by_point() -> None:
    terrain, told = sample(), []
    found = curve(terrain, read_wish({"max_new": 6}), lambda facts: told.append(facts["frontier"]))
    weights = [point["covered_weight"] for point in found.points]
    assert [point["new"] for point in found.points] == [1, 2, 3, 4, 5, 6]
    assert weights == sorted(weights)
    assert weights[4] == ask(terrain, new=5)["objective"]
    sizes = [len(points) for points in told]
    assert sizes == sorted(sizes)
    assert {1, 2, 3, 4, 5, 6} <= set(sizes)


def test_the_curve_by_hand_ends_with_the_first_plan_that_serves_all(tiny: Callable[..., Terrain]) -> None:
    """Without the second point 3 homes west and 13 east of the first lack one; what can be written down serves 4."""
    wish, told = read_wish({"radius": 25, "max_new": 9}), []
    found = curve(tiny(second="suspended"), wish, lambda facts: told.append(facts["frontier"]))
    assert [(point["new"], point["share"]) for point in found.points] == [
        (1, 0.40), (2, 0.60), (3, 0.80), (4, 0.95), (5, 1.00),
    ]  # fmt: skip
    assert {point["status"] for point in found.points} == {"optimal"}
    assert told[-1] == found.points
    assert found.full


def test_a_curve_that_is_stopped_keeps_every_point_with_a_bound() -> None:
    found = curve(sample(), read_wish({"max_new": 8}), lambda facts: len(facts["frontier"]) < 2)
    assert len(found.points) >= 2
    assert all(
        point["bound_share"] is None or point["bound_share"] >= point["share"] for point in found.points
    )


def test_the_losses_are_those_of_coverage(tiny: Callable[..., Terrain]) -> None:
    found = losses(tiny(), 25, None, "households")
    assert [(p["id"], p["sole_weight"], p["sole_households"]) for p in found["points"]] == [
        ("D1", 4, 4),
        ("D2", 4, 4),
    ]
    assert found["redundant"] == []
    everyone = losses(tiny(), 500, None, "households")
    assert set(everyone["redundant"]) == {"D1", "D2"}
    assert len(everyone["removable"]) == 1


# wards that lack something


@pytest.mark.parametrize(
    ("lacking", "kind"),
    [
        ((), "along-alleys"),
        (("buildings",), "along-alleys"),
        (("alleys",), "grid"),
        (("residential_groups",), "along-alleys"),
        (("buildings", "alleys"), "grid"),
    ],
)
def test_a_ward_that_lacks_layers_is_planned_with_what_it_has(
    tmp_path: Path, tiny_files: Callable[..., Files], lacking: tuple[str, ...], kind: str
) -> None:
    folder = tmp_path / "thu"
    folder.mkdir()
    for name, data in tiny_files().items():
        if name.split(".")[0] not in lacking:
            (folder / name).write_bytes(data)
    terrain = terrain_of_ward(open_folder(folder), TODAY)
    facts = ask(terrain, new=1, radius=22)
    assert facts["parameters"]["candidates"] == kind
    assert facts["estimated"] is ("buildings" in lacking)
    near = measured(terrain, facts)
    weight = terrain.analysis.weight("households")
    assert facts["after"]["covered_weight"] == pytest.approx(
        float(weight[within(near.distance_m, 22)].sum()), abs=1e-3
    )
    json.dumps(plan_document(facts, VI), allow_nan=False)


def test_a_ward_without_any_fire_point_gets_its_first_ones(
    tmp_path: Path, tiny_files: Callable[..., Files]
) -> None:
    folder = tmp_path / "thu"
    folder.mkdir()
    for name, data in tiny_files().items():
        (folder / name).write_bytes(data)
    (folder / "fire_points.geojson").write_text(
        '{"type": "FeatureCollection", "features": []}', encoding="utf-8"
    )
    terrain = terrain_of_ward(open_folder(folder), TODAY)
    facts = ask(terrain, new=2, radius=22)
    assert (facts["before"]["covered"], facts["after"]["covered"]) == (0, 8)
    assert "không có điểm nào" in plan_document(facts, VI)["chosen"][0]["reason"]
    assert losses(terrain, 22, None, "households")["points"] == []


# what plans depend on


def test_the_version_changes_with_what_matters_and_with_nothing_else(tiny: Callable[..., Terrain]) -> None:
    def add_proposed(files: Files) -> None:
        layer = json.loads(files["fire_points.geojson"])
        extra = json.loads(json.dumps(layer["features"][0]))
        extra["id"], extra["properties"]["status"] = "moi", "proposed"
        layer["features"].append(extra)
        files["fire_points.geojson"] = json.dumps(layer).encode()

    same, changed = tiny(add_proposed).version, tiny(second="suspended").version
    assert tiny().version == same
    assert same != changed
