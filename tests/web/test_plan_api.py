"""Pins over the wire: what they change at once, equal to coverage, or a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from shapely.geometry import Point, shape

from .plan_world import BASE, Files, World, problem, site


def test_a_pin_between_two_points_brings_the_houses_that_can_be_counted_by_hand(world: World) -> None:
    body = {"radius": 25, "add": [site("giua", 100)]}
    answer = world.here.post(f"{BASE}/what-if", json=body).get_json()
    assert (answer["before"]["covered"], answer["after"]["covered"]) == (8, 12)
    (pin,) = answer["sites"]
    assert pin["id"] == "giua"
    assert pin["gain_weight"] == 4
    assert pin["snapped"] is False
    assert pin["nearest"]["distance_m"] == pytest.approx(50, abs=0.1)
    assert "4 hộ" in pin["reason"]
    assert [g["added_weight"] for g in answer["groups"]] == [2, 2]
    changed = answer["households"]
    assert set(changed["index"]) >= {8, 9, 10, 11}
    for row, dm in zip(changed["index"], changed["distance_dm"], strict=True):
        assert dm == pytest.approx(10 * (5 + abs(5 + 10 * row - 100)), abs=1)


def test_a_point_thought_away_takes_its_houses_along(world: World) -> None:
    body = {"radius": 25, "remove": ["D1"]}
    answer = world.here.post(f"{BASE}/what-if", json=body).get_json()
    assert (answer["before"]["covered"], answer["after"]["covered"]) == (8, 4)
    assert [(g["before_share"], g["after_share"]) for g in answer["groups"]] == [(0.4, 0.0), (0.4, 0.4)]


def test_what_if_equals_the_coverage_of_a_ward_that_has_the_point(
    world: World, tiny_files: Callable[..., Files]
) -> None:
    pin = site("moi", 93.4, 57.9)
    asked = world.here.post(f"{BASE}/what-if", json={"radius": 50, "add": [pin]}).get_json()
    layer = json.loads(world.layer.read_bytes())
    extra = json.loads(json.dumps(layer["features"][0]))
    extra["id"], extra["geometry"]["coordinates"] = "moi", [pin["lon"], pin["lat"]]
    layer["features"].append(extra)
    world.layer.write_text(json.dumps(layer), encoding="utf-8")
    figures = world.here.get(f"{BASE}/coverage?radius=50").get_json()["radii"][0]
    after = asked["after"]
    assert (after["covered"], after["covered_weight"]) == (figures["covered"], figures["covered_weight"])
    assert after["backup_weight"] == figures["backup_weight"]


@pytest.mark.parametrize("metric", ["walking", "straight"])
@pytest.mark.parametrize("removed", [(), ("D1",)])
def test_the_land_within_reach_is_that_of_a_ward_that_has_the_pin_and_lacks_what_was_removed(
    world: World, metric: str, removed: tuple[str, ...]
) -> None:
    pin = site("moi", 93.4, 57.9)
    body = {"radius": 40, "metric": metric, "add": [pin], "remove": removed}
    asked = world.here.post(f"{BASE}/what-if/areas?gaps=yes", json=body).get_json()
    today = shape(world.here.get(f"{BASE}/coverage/areas?radius=40&metric={metric}").get_json()["covered"])
    layer = json.loads(world.layer.read_bytes())
    extra = json.loads(json.dumps(layer["features"][0]))
    extra["id"], extra["geometry"]["coordinates"] = "moi", [pin["lon"], pin["lat"]]
    layer["features"] = [f for f in (*layer["features"], extra) if f["id"] not in removed]
    world.layer.write_text(json.dumps(layer), encoding="utf-8")
    full = world.here.get(f"{BASE}/coverage/areas?radius=40&metric={metric}").get_json()
    assert "gaps" not in world.here.post(f"{BASE}/what-if/areas", json=body).get_json()
    for part in ("covered", "gaps"):
        mine, theirs = shape(asked[part]), shape(full[part])
        assert mine.symmetric_difference(theirs).area < 0.002 * theirs.area, part
    assert shape(asked["covered"]).contains(Point(pin["lon"], pin["lat"]))
    lost = today.difference(shape(asked["covered"])).area / today.area
    assert (lost > 0.1) if removed else (lost < 0.002)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"radius": "50"}, "radius"),
        ({"radius": 0}, "radius"),
        ({"radius": True}, "radius"),
        ({"radius": 1e9}, "radius"),
        ({"metric": "flying"}, "metric"),
        ({"weight": 7}, "weight"),
        ({"pins": []}, "pins"),
        ({"add": {}}, "add"),
        ({"add": [{"id": "a", "lon": 105.0}]}, "add[1]"),
        ({"add": [{"id": "a", "lon": 105.0, "lat": 91}]}, "add[1]"),
        ({"add": [{"id": "a", "lon": 1e400, "lat": 20}]}, ""),
        ({"add": [{"id": "", "lon": 105.0, "lat": 20}]}, "add[1].id"),
        ({"add": [{"id": "a", "lon": 105, "lat": 20, "z": 1}]}, "add[1].z"),
        ({"add": [{"id": "a", "lon": 105, "lat": 20}] * 2}, "add"),
        ({"add": [{"id": "a", "lon": 0, "lat": 0}]}, "add[1]"),
        ({"add": [None]}, "null"),
        ({"metric": ["walking", None, True]}, '["walking", null, true]'),
        ({"remove": ["D9"]}, "D9"),
        ({"remove": "D1"}, "remove"),
        ([], "JSON"),
    ],
)
def test_pins_that_cannot_be_read_are_refused_by_name(world: World, body: Any, named: str) -> None:
    answer = world.here.post(f"{BASE}/what-if", data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 400
    assert named in problem(answer)["detail"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"radius": NaN}',
        b'{"radius": 1, "radius": 2}',
        b'"\xff"',
        b'{"add": "\\ud83d"}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_no_json_is_refused(world: World, data: bytes) -> None:
    answer = world.here.post(f"{BASE}/what-if", data=data, content_type="application/json")
    assert answer.status_code == 400
    problem(answer)


def test_a_form_is_no_json(world: World) -> None:
    answer = world.here.post(f"{BASE}/what-if", data={"radius": "50"})
    assert answer.status_code == 400
    assert "application/json" in problem(answer)["detail"]


def test_a_pin_may_stand_in_the_neighbourhood_and_not_beyond_it(world: World) -> None:
    """The tiny ward's bounds end 220 m east of its corner; water and ways up to 1 000 m beyond are its own."""
    near, far = site("gan", 1215), site("xa", 1225)
    assert world.here.post(f"{BASE}/what-if", json={"add": [near]}).status_code == 200
    calls = [
        world.here.post(f"{BASE}/what-if", json={"add": [near, far]}),
        world.save(sites=[near, far]),
        world.here.post(f"{BASE}/what-if", json={"add": [near, site("bac", 100, 1125)]}),
    ]
    for answer, name in zip(calls, ("add[2]", "sites[2]", "add[2]"), strict=True):
        assert answer.status_code == 400
        assert f"{name} (“" in problem(answer)["detail"]
        assert "Phường Thử hơn 1.000 m" in problem(answer)["detail"]


def test_a_search_needs_some_time_and_a_job_is_named_by_text(world: World) -> None:
    for kind in ("propose", "curve"):
        answer = world.here.post(f"{BASE}/plans/{kind}", json={"budget_s": 0})
        assert answer.status_code == 400
        assert "budget_s" in problem(answer)["detail"]
    for job in ({"a": 1}, 7, [], False):
        answer = world.save(job=job)
        assert answer.status_code == 400
        assert json.dumps(job) in problem(answer)["detail"]
    assert world.save(job=None).status_code == 201
    assert world.save(job="gone").get_json()["proof"] is None
