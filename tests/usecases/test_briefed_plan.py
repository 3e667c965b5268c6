"""A saved plan as briefings tell it: the planner's own figures, what is proved in words, and no claim beyond that.

The tiny ward: houses at 5, 15, … 195 m along an alley, 5 m off it, points at 50 and 150 m. Within 26 m of a point are the
houses up to 21 m along: four around each point, so 8 of 20. A new point at 105 m adds those at 85 to 125 m: five.
"""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.i18n import translator
from geoapp.usecases.briefing import BriefedPlan, chosen_plan, map_scene
from geoapp.usecases.briefing.plan import study_of
from geoapp.usecases.briefing.plan_words import PlanWords
from geoapp.usecases.coverage import ward_coverage
from tests.conftest import Files, lonlat
from tests.exports.conftest import SAMPLE_FILES, opened
from tests.exports.plans import briefed, placed, proposed, variant

VI, EN = translator("vi"), translator("en")
RADIUS = 26


@pytest.fixture
def ward(tiny_files: Callable[..., Files], tmp_path: Path) -> Ward:
    return written(tiny_files(), tmp_path / "phuong-thu")


def written(files: Files, folder: Path) -> Ward:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return opened(folder)


def at(x: float) -> tuple[float, float]:
    lon, lat = lonlat(x, 50)
    return lon, lat


def one(ward: Ward, language: str = "vi", removed: tuple[str, ...] = (), **wish: object) -> BriefedPlan:
    return briefed(ward, placed(ward, [at(105)], removed=removed, radius=RADIUS, **wish), language)


def test_a_plan_tells_the_figures_that_can_be_counted_by_hand(ward: Ward) -> None:
    plan = one(ward)
    assert (plan.before_weight, plan.after_weight, plan.gained) == (8, 13, 5)
    assert (plan.before_share, plan.after_share) == (0.4, 0.65)
    (site,) = plan.sites
    assert (site.number, site.gain, site.group, site.group_name, site.alley) == (1, 5, "T2", "tổ 2", "Ngõ Thử")
    assert PlanWords(plan, VI).result() == (
        "Với 1 điểm mới, số hộ tới được trong 26\u00a0m đi bộ tăng từ 8 (40,0\u00a0%) lên 13 (65,0\u00a0%), thêm 5 hộ."
    )


def test_what_the_map_says_of_every_group_is_counted_by_the_distances_themselves(ward: Ward) -> None:
    scene = map_scene(ward, VI, "walking", RADIUS, one(ward))
    assert [(g.short, g.covered, g.after) for g in scene.groups] == [("1", 4, 6), ("2", 4, 7)]
    assert scene.covered == 8, "the ward as it is stays as it is"
    without = map_scene(ward, VI, "walking", RADIUS)
    assert scene.plan is not None
    assert without.plan is None
    assert scene.plan.added.area > 500
    assert scene.plan.added.intersection(without.reach).area < 1
    assert scene.gaps.area < without.gaps.area
    assert shapely.intersection(scene.gaps, scene.plan.added).area < 5, "gaps are drawn to half a metre"


def test_a_point_that_the_plan_gives_up_is_marked_and_its_houses_fall_out(ward: Ward) -> None:
    plan = one(ward, removed=("D1",))
    assert (plan.before_weight, plan.after_weight) == (8, 9)
    assert plan.removed == (("D1", "Điểm 1"),)
    scene = map_scene(ward, VI, "walking", RADIUS, plan)
    marks = {point.id: (point.symbol, point.label) for point in scene.points}
    assert marks["D1"] == ("removed", "Điểm 1 (bỏ)")
    assert marks["D2"] == ("fire", "Điểm 2")
    assert [(g.short, g.after) for g in scene.groups] == [("1", 2), ("2", 7)]
    assert PlanWords(plan, VI).notes() == ("Bỏ: Điểm 1.",)
    assert "1 điểm mới và bỏ 1 điểm đang có" in PlanWords(plan, VI).result()


def test_a_plan_that_takes_more_than_it_gives_says_so(ward: Ward) -> None:
    plan = briefed(ward, placed(ward, [], removed=("D1",), radius=RADIUS))
    assert plan.gained == -4
    assert "giảm từ 8 (40,0\u00a0%) xuống 4 (20,0\u00a0%), bớt 4 hộ" in PlanWords(plan, VI).result()
    same = briefed(ward, placed(ward, [], radius=RADIUS), "en")
    assert PlanWords(same, EN).result().endswith("stay at 8 (40.0%).")


def test_people_are_called_people(ward: Ward) -> None:
    plan = one(ward, weight="people")
    assert (plan.before_weight, plan.after_weight) == (28, 45)  # 4 and 3 people to a household
    say = PlanWords(plan, VI)
    assert say.gain_head() == "Người thêm"
    assert "số người tới được" in say.result()
    assert say.result().endswith("thêm 17 người (ước lượng).")


def test_costs_are_told_only_where_somebody_named_them(ward: Ward) -> None:
    assert [site.cost for site in one(ward).sites] == [None]
    assert [site.cost for site in one(ward, rules={"site_costs": 12.5}).sites] == [12.5]
    given = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": "s1", "geometry": {"type": "Point", "coordinates": list(at(105))},
             "properties": {"cost": 7}},
        ],
    }  # fmt: skip
    plan = one(ward, candidates=given)
    assert ([site.cost for site in plan.sites], plan.kind) == ([7.0], "given")


def test_what_is_proved_is_said_and_no_more(ward: Ward) -> None:
    hand, best = one(ward), briefed(ward, proposed(ward, new=1, radius=RADIUS))
    assert (hand.status, best.status, best.gap) == ("none", "optimal", 0)
    assert PlanWords(hand, VI).proof() == "Không chứng minh"
    assert PlanWords(best, VI).proof() == "Đã chứng minh tối ưu"
    assert "không cách chọn nào tốt hơn" in PlanWords(best, VI).proof_sentence()
    near = dataclasses.replace(best, status="feasible", gap=0.0031)
    assert PlanWords(near, VI).proof() == "Còn cách tối đa 0,4\u00a0%", "rounded up: at most stays true"
    assert PlanWords(near, EN).proof() == "At most 0.4% from optimal"
    assert "tốt hơn quá 0,4\u00a0%" in PlanWords(near, VI).proof_sentence()
    assert PlanWords(dataclasses.replace(near, gap=0.004), VI).proof() == "Còn cách tối đa 0,4\u00a0%"


def test_sites_that_people_placed_are_told_by_their_own_number_and_no_goal(ward: Ward) -> None:
    """The planner's page opens with a wish for five points; one that was placed by hand is one all the same."""
    hand = one(ward, new=5, goal="max-coverage", rules={"spacing_m": 30})
    asked = PlanWords(hand, VI).asked()
    assert "số điểm mới: 1;" in asked
    assert "trong 26\u00a0m đi bộ" in asked
    assert "do người đặt" in asked
    assert not any(words in asked for words in ("nhiều hộ", "cách nhau", "ràng buộc")), "nothing was held to these"
    best = briefed(ward, proposed(ward, new=1, radius=RADIUS))
    assert "nhiều hộ tới được nhất; số điểm mới: 1;" in PlanWords(best, VI).asked()


def test_a_proof_under_constraints_names_them(ward: Ward) -> None:
    plan = briefed(ward, proposed(ward, new=1, radius=RADIUS, rules={"spacing_m": 30, "cap_per_group": 2}))
    say = PlanWords(plan, VI)
    assert say.rules() == "cách nhau 30\u00a0m, mỗi tổ nhiều nhất 2"
    assert "ràng buộc" in say.proof_sentence()
    about = dict(say.about())
    assert about["Phương án"] == "Họp tháng 11"
    assert about["Phương án lưu lúc"] == "20/11/2026 15:30"
    assert "cách nhau 30\u00a0m" in about["Phương án được hỏi"]
    assert "trong 26\u00a0m đi bộ" in about["Phương án được hỏi"]


def test_every_constraint_has_words(ward: Ward) -> None:
    rules = {
        "min_width_m": 2, "spacing_m": 30, "cap_per_group": 2, "backup": True, "graded": {"radius_m": 50, "share": 0.5},
        "floor_share": 0.3, "fairest": True, "deep_alleys_weight": 2, "need_help_weight": 1.5,
        "forbidden": ["T1"], "removed": ["D1"], "site_costs": 3, "most_per_site": 5, "most_in_all": 9, "near_alley_m": 4,
    }  # fmt: skip
    for t in (VI, EN):
        plan = dataclasses.replace(one(ward, t.language), parameters={"rules": rules, "new": 1})
        said = PlanWords(plan, t).rules()
        assert said.count(",") >= len(rules) - 1
        assert "_" not in said, "no name of the wire is left"
        assert "{" not in said


def test_a_plan_of_other_data_is_stale_and_keeps_the_figures_it_was_saved_with(
    ward: Ward, tiny_files: Callable[..., Files], tmp_path: Path
) -> None:
    saved = placed(ward, [at(105)], radius=RADIUS)
    (tmp_path / "sau").mkdir()
    later = written(tiny_files(second="suspended"), tmp_path / "sau" / "phuong-thu")
    fresh, stale = briefed(ward, saved), briefed(later, saved)
    assert (fresh.stale, stale.stale) == (False, True)
    assert (stale.before_weight, stale.after_weight) == (8, 13)
    warning = PlanWords(stale, VI).stale()
    assert "đã đổi từ khi lưu phương án (20/11/2026)" in warning
    assert warning in PlanWords(stale, VI).foot()
    assert warning in dict(PlanWords(stale, VI).about())["Lưu ý về phương án"]
    assert PlanWords(fresh, VI).stale() == ""


def test_a_product_takes_the_plans_radius_and_refuses_another(ward: Ward) -> None:
    plan = one(ward)
    assert study_of(plan, None, None) == (26, "walking")
    assert study_of(plan, 26, "walking") == (26, "walking")
    assert study_of(None, None, None) == (50, None)
    for asked in ((50.0, None), (None, "straight")):
        with pytest.raises(CallFault) as fault:
            study_of(plan, *asked)  # type: ignore[arg-type]
        assert "được tính trong 26 m đi bộ" in fault.value.sentence(VI)


def test_a_plan_that_became_points_stands_on_the_map_once(
    tiny_files: Callable[..., Files], tmp_path: Path
) -> None:
    ward = written(tiny_files(second="proposed"), tmp_path / "phuong-thu")
    sent = {"parameters": {"radius": RADIUS}, "sites": [{"id": "s1", "lon": at(150)[0], "lat": at(150)[1]}]}
    loose = briefed(ward, variant(ward, "A", sent, None))
    taken = briefed(ward, variant(ward, "A", sent, None, {"ids": ["D2"], "at": "2026-11-21T00:00:00+00:00"}))
    for plan, count in ((loose, 2), (taken, 1)):
        scene = map_scene(ward, VI, "walking", RADIUS, plan)
        assert sum(point.symbol == "proposed" for point in scene.points) == count
    assert PlanWords(taken, VI).notes() == ("Phương án đã ghi thành điểm đề xuất trong số liệu.",)


def built(ward: Ward, plan: BriefedPlan, folder: Path) -> Ward:
    """Return the sample ward with the plan's sites in its layer, each a copy of a working point."""
    files = {file.name: file.read_bytes() for file in SAMPLE_FILES.iterdir()}
    layer = json.loads(files["fire_points.geojson"])
    working = ward_coverage(ward).study.facility_ids[0]
    model = next(f for f in layer["features"] if f.get("id", f["properties"].get("id")) == working)
    for site in plan.sites:
        made = copy.deepcopy(model)
        made["id"] = f"moi-{site.number}"
        made["properties"].pop("id", None)
        made["properties"] |= {"code": f"DCC-99-{site.number:02d}", "group_id": site.group, "alley_id": None}
        made["geometry"]["coordinates"] = [site.lon, site.lat]
        layer["features"].append(made)
    return written({**files, "fire_points.geojson": json.dumps(layer).encode()}, folder)


def test_the_planner_promises_what_coverage_counts_once_the_points_stand(tmp_path: Path) -> None:
    """The five sites of the sample ward, written into its layer as working points: another way to the same figures."""
    ward = opened(SAMPLE_FILES)
    plan = briefed(ward, proposed(ward, new=5))
    later = built(ward, plan, tmp_path / "phuong-lam")
    assert len(plan.sites) == 5
    today, then = (ward_coverage(w, plan.metric, [plan.radius_m]).document() for w in (ward, later))
    assert today["radii"][0]["covered_weight"] == plan.before_weight
    assert then["radii"][0]["covered_weight"] == plan.after_weight
    scene = map_scene(ward, VI, plan.metric, plan.radius_m, plan)
    after = {row["id"]: row["radii"][0]["covered_weight"] for row in then["groups"]}
    assert {group.id: group.after for group in scene.groups} == pytest.approx({g.id: after[g.id] for g in scene.groups})


def test_a_plan_is_found_by_id_by_name_in_any_case_and_never_guessed(ward: Ward) -> None:
    plans = [
        dataclasses.replace(placed(ward, [], name=name), id=key)
        for key, name in (("k1", "Họp tháng 11"), ("k2", "Dự phòng"), ("k3", "dự  phòng"), ("k4", "k1"))
    ]
    assert chosen_plan(plans, "HỌP THÁNG 11", "Phường Thử").id == "k1"
    assert chosen_plan(plans, "Ho\u0323p tha\u0301ng 11", "Phường Thử").id == "k1"
    assert chosen_plan(plans, "k1", "Phường Thử").id == "k1", "an id wins over a name"
    for asked, words in (("Dự phòng", "“Dự phòng” (k2); “dự  phòng” (k3)"), ("Họp", "“Họp tháng 11” (k1)")):
        with pytest.raises(CallFault) as fault:
            chosen_plan(plans, asked, "Phường Thử")
        assert words in fault.value.sentence(VI)
    with pytest.raises(CallFault) as fault:
        chosen_plan([], "Họp", "Phường Thử")
    assert "chưa lưu phương án nào" in fault.value.sentence(VI)
