"""Plans as an officer asks for them: figures that coverage confirms, goals recomputed, nothing better by trying."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geoapp.coverage import within
from geoapp.errors import CallFault
from geoapp.usecases.planning import losses, terrain_of_ward
from geoapp.usecases.planning.document import plan_document
from geoapp.usecases.planning.terrain import Terrain

from .world import EN, SPOTS, TODAY, VI, Files, ask, measured, open_folder, places, sample


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
