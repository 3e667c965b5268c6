"""The curve of further points, and what hangs on each point that stands."""

from __future__ import annotations

from collections.abc import Callable

from geoapp.usecases.planning import curve, losses, plan_answer, read_wish
from geoapp.usecases.planning.terrain import Terrain

from .world import ask, places, sample


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


def test_a_point_of_the_curve_tells_when_fewer_have_room(tiny: Callable[..., Terrain]) -> None:
    """150 m serves two homes, 128 m one, 203 m none: 60 m apart, the best two points are the first alone."""
    wish = read_wish(
        {"new": 2, "radius": 11, "max_new": 2, "candidates": places(128, 150, 203), "rules": {"spacing_m": 60}}
    )
    terrain = tiny(second="suspended")
    one, two = curve(terrain, wish).points
    assert (one["new"], len(one["sites"]), "shortfall" in one) == (1, 1, False)
    assert (two["new"], len(two["sites"]), two["shortfall"]["placed"]) == (2, 1, 1)
    frontier = plan_answer(terrain, wish, with_curve=True)["frontier"]
    assert [(point["new"], len(point["sites"])) for point in frontier] == [(1, 1), (2, 1)]
