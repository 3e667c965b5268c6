"""Wishes that cannot be kept, or not in full: the rule in the way, and the nearest wish that works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from geoapp.usecases.planning.document import plan_document, problem
from geoapp.usecases.planning.terrain import Terrain

from .world import EN, VI, ask, places, sample


@pytest.mark.parametrize(
    ("rules", "new", "fits", "word"),
    [
        ({"cap_per_group": 1}, 3, 2, "mỗi tổ nhiều nhất 1 điểm thì chỉ đặt được 2"),
        ({"spacing_m": 95}, 2, 1, "cách điểm khác ít nhất 95 m thì chỉ còn chỗ cho 1"),
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


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"min_width_m": 4}, "Gần nhất: ngõ rộng từ 2\u00a0m."),
        ({"spacing_m": 900}, "Gần nhất: cách điểm khác 14"),
    ],
)
def test_the_nearest_value_of_a_rule_that_leaves_no_place_leaves_one(
    tiny: Callable[..., Terrain], rules: dict[str, float], words: str
) -> None:
    """The only alley is 2 m wide, and its far end lies 150 m from the point at 50 m."""
    terrain = tiny(second="suspended")
    told = problem(ask(terrain, new=1, radius=24, rules=rules), VI)
    assert words in told["nearest"]
    ((name, value),) = told["nearest_values"].items()
    assert name in rules
    assert ask(terrain, new=1, radius=24, rules={name: value})["status"] == "optimal"
    assert ask(terrain, new=1, radius=24, rules={name: value + 2})["status"] == "infeasible"


def test_where_everybody_is_served_no_rule_is_blamed(tiny: Callable[..., Terrain]) -> None:
    facts = ask(tiny(), new=1, radius=500, metric="straight", rules={"min_width_m": 1})
    assert facts["before"]["share"] == 1
    assert "Mọi nhà đã có điểm" in problem(facts, VI)["detail"]


# wishes that are kept in part


def test_of_five_points_35_m_apart_on_80_m_of_alley_three_have_room(tiny: Callable[..., Terrain]) -> None:
    """Places at 110, 120, … 190 m: 110, 150 and 190 is the most; a fourth would need 105 m."""
    wish = {"radius": 19, "candidates": places(*range(110, 191, 10)), "rules": {"spacing_m": 35}}
    facts = ask(tiny(second="suspended"), new=5, **wish)
    assert facts["status"] == "infeasible"
    told = problem(facts, VI)
    assert (
        told["detail"]
        == "Không đặt hết 5 điểm mới được: cách điểm khác ít nhất 35 m thì chỉ còn chỗ cho 3."
    )
    assert told["nearest_values"] == {"new": 3}
    assert ask(tiny(second="suspended"), new=3, **wish)["shortfall"] is None


@pytest.mark.parametrize(
    ("spots", "wish", "expected", "words"),
    [
        # 150 m serves two homes, 128 m one and 203 m none: the best plan is the first alone, and nothing fits beside it
        ((128, 150, 203), {"new": 2, "radius": 11, "rules": {"spacing_m": 60}}, (2, 1, 1, "spacing_m", 60),
         "Không đặt hết 2 điểm: cách điểm khác ít nhất 60\u00a0m thì bên cạnh 1 điểm này không còn chỗ nào nữa."),
        # the first costs all the money there is and serves more than the two others that it would pay for
        ((150, 128, 203), {"new": 2, "radius": 11, "rules": {"most_in_all": 20, "site_costs": {"C0": 20, "C1": 11, "C2": 9}}},
         (2, 1, 1, "most_in_all", 20), "sau 1 điểm này, số tiền còn lại trong 20 không đủ"),
        ((100, 150), {"new": 5, "radius": 11}, (5, 2, 2, "places", None), "Không đặt hết 5 điểm: chỉ có 2 chỗ"),
        ((100, 150), {"new": 5, "goal": "p-median"}, (5, 2, 2, "places", None), "chỉ có 2 chỗ"),
        ((100, 150, 203), {"new": 3, "radius": 11}, (3, 3, 2, None, None), "2 điểm là đủ cho kết quả này; 1 điểm còn lại"),
    ],
)  # fmt: skip
def test_fewer_points_than_asked_for_or_points_for_nobody_are_told_of_a_proved_plan(
    tiny: Callable[..., Terrain], spots: tuple[int, ...], wish: Any, expected: tuple[Any, ...], words: str
) -> None:
    facts = ask(tiny(second="suspended"), candidates=places(*spots), **wish)
    assert facts["status"] == "optimal"
    document = plan_document(facts, VI)
    told = document["shortfall"]
    assert tuple(told[key] for key in ("asked", "placed", "useful", "rule", "value")) == expected
    assert told["placed"] == len(document["chosen"])
    assert words in told["text"]
    assert words not in plan_document(facts, EN)["shortfall"]["text"]


def test_a_plan_with_all_its_points_at_work_tells_of_no_shortfall(tiny: Callable[..., Terrain]) -> None:
    facts = ask(tiny(second="suspended"), new=2, radius=11, candidates=places(100, 150, 203))
    assert "shortfall" not in plan_document(facts, VI)
