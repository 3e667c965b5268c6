"""Rules hold on the ground, as coverage and plain geometry measure it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import shapely

from geoapp.coverage import within
from geoapp.usecases.planning.sites import Facts
from geoapp.usecases.planning.terrain import Terrain

from .world import SPOTS, ask, measured, metres, places, sample


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
