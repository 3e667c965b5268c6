"""A plan becomes proposed fire points, and is taken back without a trace."""

from __future__ import annotations

import json

from .plan_world import BASE, World, problem, site


def test_a_plan_becomes_proposed_points_and_is_taken_back_without_a_trace(world: World) -> None:
    before = json.loads(world.layer.read_bytes())
    plan = world.save(sites=[site("a", 100), site("b", 20)], name="Họp 5/12").get_json()
    url = f"{BASE}/plans/{plan['id']}"
    answer = world.here.post(f"{url}/adopt", json={})
    assert answer.status_code == 200
    ids = answer.get_json()["ids"]
    layer = json.loads(world.layer.read_bytes())
    assert layer["features"][:2] == before["features"]
    fresh = layer["features"][2:]
    assert [f["id"] for f in fresh] == ids
    assert len(set(ids)) == 2
    assert {f["properties"]["status"] for f in fresh} == {"proposed"}
    assert [f["geometry"]["coordinates"] for f in fresh] == [[s["lon"], s["lat"]] for s in plan["sites"]]
    assert {f["properties"]["alley_id"] for f in fresh} == {"A1"}
    assert "Họp 5/12" in fresh[0]["properties"]["note"]
    assert world.here.get("/api/wards/thu/check").get_json() == []
    coverage = world.here.get(f"{BASE}/coverage?radius=25").get_json()
    assert coverage["radii"][0]["covered"] == 8, "a proposed point covers nobody yet"
    again = world.here.get(url).get_json()
    assert (again["adopted"]["ids"], again["stale"]) == (ids, False)
    back = world.here.delete(f"{url}/adopt")
    assert back.get_json() == {"removed": ids, "kept": []}
    assert json.loads(world.layer.read_bytes()) == before
    assert world.here.get(url).get_json()["adopted"] is None


def test_adopting_twice_writes_once(world: World) -> None:
    plan = world.save().get_json()
    url = f"{BASE}/plans/{plan['id']}/adopt"
    first, second = (world.here.post(url, json={}).get_json()["ids"] for _ in range(2))
    assert first == second
    assert len(json.loads(world.layer.read_bytes())["features"]) == 3


def test_a_point_that_was_approved_since_is_not_taken_back(world: World) -> None:
    plan = world.save(sites=[site("a", 100), site("b", 20)]).get_json()
    url = f"{BASE}/plans/{plan['id']}/adopt"
    one, other = world.here.post(url, json={}).get_json()["ids"]
    layer = json.loads(world.layer.read_bytes())
    next(f for f in layer["features"] if f["id"] == one)["properties"]["status"] = "approved"
    world.layer.write_text(json.dumps(layer), encoding="utf-8")
    assert world.here.delete(url).get_json() == {"removed": [other], "kept": [one]}
    assert one in {f["id"] for f in json.loads(world.layer.read_bytes())["features"]}


def test_a_point_of_two_plans_stays_while_one_of_them_is_adopted(world: World) -> None:
    first, second = (world.save(name=n).get_json()["id"] for n in ("A", "B"))
    (shared,) = world.here.post(f"{BASE}/plans/{first}/adopt", json={}).get_json()["ids"]
    world.here.post(f"{BASE}/plans/{second}/adopt", json={})
    assert world.here.delete(f"{BASE}/plans/{first}/adopt").get_json() == {"removed": [], "kept": [shared]}
    assert world.here.delete(f"{BASE}/plans/{second}/adopt").get_json() == {"removed": [shared], "kept": []}


def test_a_plan_without_sites_or_never_adopted_says_so(world: World) -> None:
    plan = world.save(sites=[]).get_json()
    url = f"{BASE}/plans/{plan['id']}/adopt"
    for answer in (world.here.post(url, json={}), world.here.delete(url)):
        assert answer.status_code == 400
        problem(answer)


def test_a_layer_that_somebody_broke_is_left_alone(world: World) -> None:
    plan = world.save().get_json()
    world.layer.write_bytes(b'{"type": "FeatureCollection", "features": [')
    answer = world.here.post(f"{BASE}/plans/{plan['id']}/adopt", json={})
    assert answer.status_code == 422
    problem(answer)
    assert world.layer.read_bytes() == b'{"type": "FeatureCollection", "features": ['


def test_hostile_names_of_plans_reach_the_layer_as_text_and_pass_the_check(world: World) -> None:
    plan = world.save(name="{{ 7*191 }}<script>alert(1)</script>").get_json()
    world.here.post(f"{BASE}/plans/{plan['id']}/adopt", json={})
    assert world.here.get("/api/wards/thu/check").get_json() == []
    layer = world.here.get(f"{BASE}/layers/fire_points").get_json()
    assert any("{{ 7*191 }}<script>" in (f["properties"].get("note") or "") for f in layer["features"])
