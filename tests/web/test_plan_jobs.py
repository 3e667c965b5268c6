"""Proposals and curves over the wire, worked on by a real worker process that plans real wards."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geoapp.bootstrap import Services, services
from geoapp.config import Config
from geoapp.web import create_app

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE_S = 240.0
LONG = {"new": 12, "weight": "people", "rules": {"backup": True, "spacing_m": 60}, "budget_s": 60}
"""A search that ends by its budget: its bound stays far from its best."""

BASE = "/api/wards/phuong-lam"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Services]]:
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(REPOSITORY / "data" / "geojson" / "phuong-lam", home / "layers" / "phuong-lam")
    running = services(Config(home))
    app = create_app(running)
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app, running
    running.desk.close()


@pytest.fixture
def client(house: tuple[Flask, Services], request: pytest.FixtureRequest) -> FlaskClient:
    """Return a client with an address of its own, so that no test waits for another's job."""
    found = house[0].test_client()
    number = abs(hash(request.node.nodeid)) % 60_000
    found.environ_base["REMOTE_ADDR"] = f"10.1.{number // 250}.{number % 250}"
    return found


@pytest.fixture
def officer(house: tuple[Flask, Services]) -> FlaskClient:
    return house[0].test_client()


def until(client: FlaskClient, job: str, done: Callable[[Any], bool], query: str = "") -> Any:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = client.get(f"/api/jobs/{job}{query}").get_json()
        if done(found):
            return found
        time.sleep(0.02)
    pytest.fail(f"still {found}")


def over(job: Any) -> bool:
    return job["state"] not in ("waiting", "running")


def begun(job: Any) -> bool:
    return job["state"] == "running" and job["progress"] is not None and "sites" in job["progress"]


def ask(client: FlaskClient, body: Any, kind: str = "propose") -> str:
    answer = client.post(f"{BASE}/plans/{kind}", json=body)
    assert answer.status_code == 202, answer.data
    assert answer.headers["Location"] == f"/api/jobs/{answer.get_json()['job']}"
    return str(answer.get_json()["job"])


def test_a_proposal_is_proved_and_speaks_each_readers_language(client: FlaskClient) -> None:
    job = ask(client, {"new": 3, "radius": 50})
    found = until(client, job, over)
    assert (found["state"], found["kind"], found["problem"]) == ("done", "propose", None)
    result = found["result"]
    assert result["format"] == "geoapp/plan@1"
    assert result["status"] == "optimal"
    assert result["objective"] == result["after"]["covered_weight"]
    assert [s["id"] for s in result["sites"]] == [s["id"] for s in result["chosen"]]
    assert result["sites"][0]["reason"].startswith("Thêm ")
    assert len(result["sites"][0]["checklist"]) == 9
    assert result["parameters"]["exact"] is True
    english = client.get(f"/api/jobs/{job}?lang=en").get_json()["result"]
    assert english["sites"][0]["reason"].startswith("Brings ")
    assert english["sites"][0]["id"] == result["sites"][0]["id"]


def test_pins_at_the_proposed_sites_change_what_the_proposal_promised(client: FlaskClient) -> None:
    result = until(client, ask(client, {"new": 4, "radius": 60, "weight": "people"}), over)["result"]
    pins = [{key: site[key] for key in ("id", "lon", "lat")} for site in result["sites"]]
    asked = client.post(f"{BASE}/what-if", json={"radius": 60, "weight": "people", "add": pins}).get_json()
    assert asked["after"] == result["after"]
    assert [s["gain_weight"] for s in asked["sites"]] == [s["gain_weight"] for s in result["sites"]]
    assert [s["reason"] for s in asked["sites"]] == [s["reason"] for s in result["sites"]]


def test_the_curve_comes_with_every_point(client: FlaskClient) -> None:
    found = until(client, ask(client, {"max_new": 5}, "curve"), over)
    frontier = found["result"]["frontier"]
    assert [point["new"] for point in frontier] == [1, 2, 3, 4, 5]
    for point in frontier:
        assert len(point["sites"]) == point["new"]
        assert {"lon", "lat", "id"} == set(point["sites"][0])
        assert point["bound_share"] >= point["share"] - 1e-9
    assert found["result"]["before"]["share"] < frontier[0]["share"]


def test_pages_are_answered_while_a_job_runs_and_a_stop_keeps_its_best(client: FlaskClient) -> None:
    job = ask(client, LONG)
    until(client, job, begun)
    for _ in range(10):
        assert client.get("/healthz").status_code == 200
        assert client.get(f"{BASE}/coverage?radius=50").status_code == 200
        assert client.post(f"{BASE}/what-if", json={}).status_code == 200
    assert client.get(f"/api/jobs/{job}").get_json()["state"] == "running"
    assert client.delete(f"/api/jobs/{job}").status_code == 200
    found = until(client, job, over)
    assert found["state"] == "cancelled"
    assert len(found["result"]["sites"]) == 12
    assert found["result"]["status"] == "feasible"
    assert found["result"]["bound"] > found["result"]["objective"]


def test_one_client_has_one_job_at_a_time_and_another_waits_in_line(
    client: FlaskClient, officer: FlaskClient
) -> None:
    job = ask(client, LONG)
    second = client.post(f"{BASE}/plans/propose", json={})
    assert second.status_code == 429
    assert int(second.headers["Retry-After"]) > 0
    told = json.loads(second.data)
    assert told["job"] == job
    assert told["detail"]
    other = ask(officer, {"new": 1})
    assert officer.get(f"/api/jobs/{other}").get_json()["state"] == "waiting"
    client.delete(f"/api/jobs/{job}")
    assert until(officer, other, over)["state"] == "done"
    until(client, job, over)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not there")
def test_a_killed_worker_is_said_and_the_next_job_works(
    client: FlaskClient, house: tuple[Flask, Services]
) -> None:
    job = ask(client, LONG)
    until(client, job, begun)
    pid = house[1].desk.worker_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    found = until(client, job, over)
    assert found["state"] == "interrupted"
    assert found["problem"]["title"]
    assert "ngắt" in found["problem"]["detail"]
    assert len(found["progress"]["sites"]) == 12, "what it had found is still told"
    assert until(client, ask(client, {"new": 1}), over)["state"] == "done"


def test_a_wish_that_cannot_be_read_never_becomes_a_job(client: FlaskClient) -> None:
    for body in (
        {"new": "x"},
        {"rules": {"spacing": 1}},
        {"existing_off": ["nobody"]},
        {"radius": 5000},
        {"new": 101},
    ):
        answer = client.post(f"{BASE}/plans/propose", json=body)
        assert answer.status_code == 400
        assert answer.mimetype == "application/problem+json"
    assert client.post("/api/wards/nowhere/plans/propose", json={}).status_code == 404
    assert client.get("/api/jobs/nothing").status_code == 404
    assert client.delete("/api/jobs/nothing").status_code == 404


def test_rules_that_the_data_cannot_answer_fail_the_job_in_words(
    client: FlaskClient, officer: FlaskClient
) -> None:
    found = until(officer, ask(officer, {"rules": {"need_help_weight": 2}}), over, "?lang=en")
    assert found["state"] == "failed"
    assert "need_help" in found["problem"]["detail"]


def test_a_wish_that_cannot_be_kept_is_an_answer_with_the_nearest_wish(client: FlaskClient) -> None:
    found = until(client, ask(client, {"new": 2, "rules": {"floor_share": 0.95}}), over)
    assert found["state"] == "done"
    result = found["result"]
    assert result["status"] == "infeasible"
    told = result["problem"]
    assert told["title"]
    assert told["detail"]
    assert 0 < told["nearest_values"]["floor_share"] < 0.95


def test_a_saved_plan_keeps_the_proof_of_its_job_and_loses_it_when_a_pin_moves(officer: FlaskClient) -> None:
    wish = {"new": 2, "radius": 50}
    job = ask(officer, wish)
    result = until(officer, job, over)["result"]
    pins = [{key: site[key] for key in ("id", "lon", "lat")} for site in result["sites"]]
    body = {"name": "A", "parameters": result["parameters"], "sites": pins, "job": job}
    plan = officer.post(f"{BASE}/plans", json=body).get_json()
    assert plan["proof"]["status"] == "optimal"
    assert plan["proof"]["gap"] == 0
    assert plan["after"] == result["after"]
    url = f"{BASE}/plans/{plan['id']}"
    renamed = officer.put(url, json={"revision": 1, "name": "B"}).get_json()
    assert renamed["proof"] == plan["proof"]
    deleted = officer.get(url).get_json()
    officer.delete(url)
    kept = ("name", "parameters", "sites", "removed", "note", "checks", "proof")
    back = {key: deleted[key] for key in kept} | {"sites": pins}
    again = officer.post(f"{BASE}/plans", json=back).get_json()
    assert again["proof"] == plan["proof"], "an undo in a later session knows no job, and keeps the proof"
    better = {**back, "proof": {**plan["proof"], "bound": 0}}
    assert officer.post(f"{BASE}/plans", json=better).get_json()["proof"] is None
    url = f"{BASE}/plans/{again['id']}"
    pins[0]["lon"] += 1e-4
    elsewhere = officer.post(f"{BASE}/plans", json={**back, "sites": pins}).get_json()
    assert elsewhere["proof"] is None
    moved = officer.put(url, json={"revision": 1, "sites": pins}).get_json()
    assert moved["proof"] is None
    forged = {**body, "sites": pins, "proof": {"status": "optimal", "gap": 0, "bound": 1}}
    assert officer.post(f"{BASE}/plans", json=forged).get_json()["proof"] is None


def test_the_worker_plans_on_todays_files(client: FlaskClient, house: tuple[Flask, Services]) -> None:
    before = until(client, ask(client, {"new": 1}), over)["result"]["before"]["covered"]
    file = house[1].config.home / "layers" / "phuong-lam" / "fire_points.geojson"
    kept = file.read_bytes()
    layer = json.loads(kept)
    for feature in layer["features"][:5]:
        feature["properties"]["status"] = "suspended"
    try:
        file.write_text(json.dumps(layer), encoding="utf-8")
        after = until(client, ask(client, {"new": 1}), over)["result"]["before"]["covered"]
        assert after < before
    finally:
        file.write_bytes(kept)
