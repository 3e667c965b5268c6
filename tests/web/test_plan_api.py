"""The planner over the wire: pins, saved plans, who may change what, points that a plan becomes."""

from __future__ import annotations

import csv
import io
import json
import shutil
import stat
import sys
import time
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from geoapp import crs as systems
from geoapp.bootstrap import Services, services
from geoapp.config import Config
from geoapp.errors import Busy, Conflict
from geoapp.store import keys
from geoapp.store.database import FILE, Database
from geoapp.store.variants import ROOM, VariantStore
from geoapp.web import create_app, officer

Files = dict[str, bytes]
HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "hostile-strings.json"
BASE = "/api/wards/thu"
FAR = {"REMOTE_ADDR": "192.168.1.77"}


class World:
    """One workspace with the tiny ward, and clients at this computer and elsewhere."""

    def __init__(self, home: Path, files: Files) -> None:
        folder = home / "layers" / "thu"
        folder.mkdir(parents=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        self.home, self.layer = home, folder / "fire_points.geojson"
        self.services: Services = services(Config(home))
        app = create_app(self.services)
        app.testing = False
        app.config["PROPAGATE_EXCEPTIONS"] = False
        self.app = app
        self.here: FlaskClient = app.test_client()
        self.there: FlaskClient = app.test_client()
        self.there.environ_base["REMOTE_ADDR"] = FAR["REMOTE_ADDR"]

    def save(self, client: FlaskClient | None = None, **changes: Any) -> Any:
        body = {"name": "Phương án A", "parameters": {"radius": 25}, "sites": [site("a", 100)], **changes}
        return (client or self.here).post(f"{BASE}/plans", json=body)


def site(key: str, x: float, y: float = 50) -> dict[str, Any]:
    """Return a pin at a place given in metres from the tiny ward's corner."""
    corner = systems.unproject(np.array([[430_000.0 + x, 2_302_000.0 + y]]), systems.measuring("EPSG:9211"))
    lon, lat = corner[0].tolist()
    return {"id": key, "lon": round(lon, 7), "lat": round(lat, 7)}


@pytest.fixture
def world(tmp_path: Path, tiny_files: Callable[..., Files]) -> World:
    return World(tmp_path, tiny_files())


def problem(answer: Any) -> dict[str, Any]:
    assert answer.mimetype == "application/problem+json", answer.data
    found: dict[str, Any] = json.loads(answer.data)
    assert found["detail"]
    return found


# pins


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


# saved plans


def test_a_plan_is_saved_with_its_figures_read_listed_and_deleted(world: World) -> None:
    saved = world.save(note="Họp ngày 5/12")
    assert saved.status_code == 201
    plan = saved.get_json()
    assert saved.headers["Location"] == f"{BASE}/plans/{plan['id']}"
    assert (plan["revision"], plan["name"], plan["note"]) == (1, "Phương án A", "Họp ngày 5/12")
    assert (plan["before"]["covered"], plan["after"]["covered"]) == (8, 12)
    assert plan["parameters"]["metric"] == "walking"
    assert (plan["proof"], plan["adopted"], plan["stale"]) == (None, None, False)
    assert world.there.get(f"{BASE}/plans/{plan['id']}").get_json() == plan
    assert world.there.get(f"{BASE}/plans").get_json() == [plan]
    assert world.here.delete(f"{BASE}/plans/{plan['id']}").status_code == 200
    assert world.here.get(f"{BASE}/plans").get_json() == []
    assert world.here.get(f"{BASE}/plans/{plan['id']}").status_code == 404


def test_of_two_writers_the_second_is_told_and_the_first_stands(world: World) -> None:
    plan = world.save().get_json()
    url = f"{BASE}/plans/{plan['id']}"
    first = world.here.put(url, json={"revision": 1, "name": "Của An"})
    assert (first.status_code, first.get_json()["revision"]) == (200, 2)
    second = world.here.put(url, json={"revision": 1, "name": "Của Bình"})
    assert second.status_code == 409
    assert "Của An" in problem(second)["detail"]
    assert world.here.get(url).get_json()["name"] == "Của An"


def test_a_change_without_its_revision_is_refused(world: World) -> None:
    plan = world.save().get_json()
    answer = world.here.put(f"{BASE}/plans/{plan['id']}", json={"name": "B"})
    assert answer.status_code == 400
    assert "revision" in problem(answer)["detail"]


def test_what_a_change_leaves_out_stays(world: World) -> None:
    checks = {"a": {"sheltered": True, "kit": False}}
    plan = world.save(note="ghi chú", checks=checks, removed=["D1"]).get_json()
    changed = world.here.put(f"{BASE}/plans/{plan['id']}", json={"revision": 1, "name": "B"}).get_json()
    for key in ("sites", "note", "removed", "checks", "before", "after", "parameters"):
        assert changed[key] == plan[key], key
    assert changed["checks"] == checks


def test_ticks_of_a_site_that_left_go_with_it_and_unknown_ticks_are_refused(world: World) -> None:
    plan = world.save(checks={"a": {"kit": True}, "b": {"kit": True}}).get_json()
    assert plan["checks"] == {"a": {"kit": True}}
    answer = world.save(checks={"a": {"polished": True}})
    assert answer.status_code == 400
    assert "polished" in problem(answer)["detail"]


def test_a_plan_says_when_the_data_changed_since_and_keeps_its_figures(world: World) -> None:
    plan = world.save().get_json()
    layer = json.loads(world.layer.read_bytes())
    layer["features"][1]["properties"]["status"] = "suspended"
    world.layer.write_text(json.dumps(layer), encoding="utf-8")
    later = world.here.get(f"{BASE}/plans/{plan['id']}").get_json()
    assert later["stale"] is True
    assert later["after"] == plan["after"]
    renewed = world.here.put(f"{BASE}/plans/{plan['id']}", json={"revision": 1}).get_json()
    assert (renewed["stale"], renewed["after"]["covered"]) == (False, 8)


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "\x00", "x" * 121, 7, None, ["a"]])
def test_a_name_must_be_one_line_of_text(world: World, name: Any) -> None:
    answer = world.save(name=name)
    assert answer.status_code == 400
    problem(answer)


def test_names_and_notes_that_mean_harm_come_back_as_typed(world: World) -> None:
    entries = json.loads(HOSTILE.read_text(encoding="utf-8"))
    kept = 0
    for entry in entries:
        text = entry["text"]
        body = json.dumps({"name": text, "note": text, "sites": [site("a", 100)]})
        answer = world.here.post(f"{BASE}/plans", data=body, content_type="application/json")
        if answer.status_code == 400:
            problem(answer)
            continue
        plan = answer.get_json()
        assert answer.status_code == 201, entry["id"]
        assert plan["note"].strip() == normal(text), entry["id"]
        assert plan["name"] == normal(text), entry["id"]
        for form in ("geojson", "csv"):
            file = world.here.get(f"{BASE}/plans/{plan['id']}?format={form}")
            assert file.status_code == 200
            assert file.headers["Content-Disposition"].isascii()
            assert plan["id"] in file.headers["Content-Disposition"]
        kept += 1
    assert kept > len(entries) / 2


def normal(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()


def test_a_full_disk_is_said_and_what_was_saved_stands(world: World) -> None:
    plan = world.save().get_json()
    with world.services.variants._database.writing() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    with world.services.variants._database.reading() as connection:
        connection.execute(f"PRAGMA max_page_count = {pages}")
    answer = world.save(note="x" * 4_000, name="Đầy")
    while answer.status_code == 201:  # the last page may have had room for one more
        answer = world.save(note="x" * 4_000, name="Đầy")
    assert answer.status_code == 503
    assert "geoapp.sqlite" in problem(answer)["detail"]
    listed = world.here.get(f"{BASE}/plans").get_json()
    assert plan in listed


def test_a_file_that_is_no_database_is_said(world: World) -> None:
    (world.home / "geoapp.sqlite").write_bytes(b"no database at all" * 100)
    answer = world.here.get(f"{BASE}/plans")
    assert answer.status_code == 503
    problem(answer)


def test_plans_of_one_ward_are_not_those_of_another(world: World) -> None:
    shutil.copytree(world.layer.parent, world.layer.parent.parent / "khac")
    plan = world.save().get_json()
    assert world.here.get(f"/api/wards/khac/plans/{plan['id']}").status_code == 404
    assert world.here.get("/api/wards/khac/plans").get_json() == []


def test_a_plan_is_exported_as_points_and_as_a_table(world: World) -> None:
    plan = world.save(name="=1+1", checks={"a": {"kit": True}}).get_json()
    url = f"{BASE}/plans/{plan['id']}"
    collection = json.loads(world.here.get(f"{url}?format=geojson").data)
    (feature,) = collection["features"]
    assert feature["geometry"] == {
        "type": "Point",
        "coordinates": [plan["sites"][0]["lon"], plan["sites"][0]["lat"]],
    }
    assert feature["properties"]["plan"] == "=1+1"
    answer = world.here.get(f"{url}?format=csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    table = dict(zip(head, row, strict=True))
    assert abs(float(table["X (Bắc) EPSG:9211"]) - 2_302_050) < 0.02
    assert abs(float(table["Y (Đông) EPSG:9211"]) - 430_100) < 0.02
    assert table["Phương tiện"] == "đạt"
    assert world.here.get(f"{url}?format=exe").status_code == 400


# who may


def test_from_another_computer_everyone_looks_and_nobody_changes(world: World) -> None:
    plan = world.save().get_json()
    url = f"{BASE}/plans/{plan['id']}"
    calls = [
        world.save(world.there),
        world.there.put(url, json={"revision": 1, "name": "B"}),
        world.there.delete(url),
        world.there.post(f"{url}/adopt", json={}),
        world.there.delete(f"{url}/adopt"),
    ]
    for answer in calls:
        assert answer.status_code == 403
        assert problem(answer)["code"] == "officer-needed"
    assert world.there.get(url).status_code == 200
    assert world.there.post(f"{BASE}/what-if", json={}).status_code == 200
    assert world.there.get("/api/officer").get_json() == {"officer": False, "local": False}
    assert world.here.get("/api/officer").get_json() == {"officer": True, "local": True}


@pytest.mark.parametrize(
    ("peer", "host", "headers"),
    [
        ("127.0.0.1", "evil.example", {}),
        ("127.0.0.1", "192.168.1.10:8000", {}),
        ("192.168.1.77", "localhost", {}),
        ("192.168.1.77", "127.0.0.1:8000", {}),
        ("127.0.0.1", "localhost", {"X-Forwarded-For": "192.168.1.77"}),
        ("127.0.0.1", "localhost", {"Forwarded": "for=192.168.1.77"}),
        ("127.0.0.1", "[", {}),
        ("", "localhost", {}),
    ],
)
def test_who_only_seems_to_sit_at_this_computer_does_not(
    world: World, peer: str, host: str, headers: dict[str, str]
) -> None:
    answer = world.here.get(
        "/api/officer", environ_overrides={"REMOTE_ADDR": peer, "HTTP_HOST": host}, headers=headers
    )
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert answer.get_json() == {"officer": False, "local": False}


@pytest.mark.parametrize(
    ("peer", "host"),
    [("127.0.0.1", "127.0.0.1:8000"), ("::1", "[::1]:8000"), ("::ffff:127.0.0.1", "localhost:8000")],
)
def test_who_sits_at_this_computer_is_the_officer(world: World, peer: str, host: str) -> None:
    answer = world.here.get("/api/officer", environ_overrides={"REMOTE_ADDR": peer, "HTTP_HOST": host})
    assert answer.get_json() == {"officer": True, "local": True}


def test_the_code_opens_the_door_for_a_working_day_and_a_sign_out_closes_it(world: World) -> None:
    code = world.services.officer_code()
    answer = world.there.post("/api/officer", json={"code": f" {code.lower()} "})
    assert answer.get_json() == {"officer": True, "local": False}
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age=28800" in cookie
    assert code not in cookie
    assert world.save(world.there).status_code == 201
    world.there.delete("/api/officer")
    assert world.save(world.there).status_code == 403


def test_the_code_lies_in_a_file_that_only_its_owner_reads(world: World) -> None:
    code = world.services.officer_code()
    file = world.home / keys.CODE_FILE
    assert file.read_text(encoding="utf-8").strip() == code
    assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0 or sys.platform == "win32"
    assert world.services.officer_code() == code
    assert services(Config(world.home)).officer_code() == code


def test_a_forged_or_old_cookie_or_one_for_an_older_code_opens_nothing(world: World) -> None:
    mark = officer._mark(keys.plain_code(world.services.officer_code()))
    stranger = URLSafeTimedSerializer("another key", salt="geoapp-officer").dumps(mark)
    signer = URLSafeTimedSerializer(world.services.signing_key(), salt="geoapp-officer")
    with mock.patch("itsdangerous.timed.time.time", return_value=time.time() - officer.STAYS_S - 60):
        old = signer.dumps(mark)
    other_mark = signer.dumps(officer._mark("ANOTHERCODE1"))
    for value in (stranger, old, other_mark, signer.dumps({"officer": True}), "x", mark, ""):
        world.there.set_cookie(officer.COOKIE, value)
        assert world.save(world.there).status_code == 403, value
    world.there.set_cookie(officer.COOKIE, signer.dumps(mark))
    assert world.save(world.there).status_code == 201
    (world.home / keys.CODE_FILE).write_text("NEWCODE-2027\n", encoding="utf-8")
    assert world.save(world.there).status_code == 403


def test_wrong_codes_are_counted_by_address_and_then_wait(world: World) -> None:
    code = world.services.officer_code()
    for guess in ("", "AAAA-AAAA-AAAA", 7, None, code[:-1])[: officer.MOST_WRONG]:
        answer = world.there.post("/api/officer", json={"code": guess})
        assert answer.status_code == 403
    answer = world.there.post("/api/officer", json={"code": code})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= officer.WRONG_WITHIN_S + 1
    problem(answer)
    elsewhere = world.app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.168.1.78"
    assert elsewhere.post("/api/officer", json={"code": code}).status_code == 200


def test_after_a_while_an_address_may_try_again() -> None:
    now = [1000.0]
    attempts = officer.Attempts(lambda: now[0])
    for _ in range(officer.MOST_WRONG):
        attempts.check("a")
        attempts.wrong("a")
    with pytest.raises(Busy):
        attempts.check("a")
    attempts.check("b")
    now[0] += officer.WRONG_WITHIN_S + 1
    attempts.check("a")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:81"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_page_of_another_site_cannot_make_the_officers_browser_act(
    world: World, headers: dict[str, str]
) -> None:
    plan = world.save().get_json()
    url = f"{BASE}/plans/{plan['id']}"
    body = {"name": "X", "sites": []}
    calls = [
        world.here.post(f"{BASE}/plans", json=body, headers=headers),
        world.here.put(url, json={"revision": 1, "name": "X"}, headers=headers),
        world.here.delete(url, headers=headers),
        world.here.post(f"{url}/adopt", json={}, headers=headers),
        world.here.post(f"{BASE}/what-if", json={}, headers=headers),
        world.here.post(f"{BASE}/plans/propose", json={}, headers=headers),
        world.here.post("/api/officer", json={"code": "x"}, headers=headers),
        world.here.delete("/api/officer", headers=headers),
        world.here.delete("/api/jobs/abc", headers=headers),
    ]
    for answer in calls:
        assert answer.status_code == 403
        assert problem(answer)["code"] == "request-from-elsewhere"


def test_our_own_pages_may(world: World) -> None:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = world.here.post(f"{BASE}/plans", json={"name": "A", "sites": []}, headers=headers)
    assert answer.status_code == 201


def test_weighing_people_who_need_help_is_for_the_officer_alone(world: World) -> None:
    body = {"rules": {"need_help_weight": 3}}
    answer = world.there.post(f"{BASE}/plans/propose", json=body)
    assert answer.status_code == 403
    problem(answer)


# a plan becomes points


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


def test_a_second_program_sees_what_the_first_saved_and_a_later_schema_step_keeps_it(world: World) -> None:
    plan = world.save().get_json()
    later = {
        "variants": (*ROOM, "ALTER TABLE variant ADD COLUMN colour TEXT"),
        "other": ("CREATE TABLE t (x)",),
    }
    for _ in range(2):
        store = VariantStore(Database(world.home / FILE, later))
        assert [found.id for found in store.all("thu")] == [plan["id"]]
    assert [found["id"] for found in world.here.get(f"{BASE}/plans").get_json()] == [plan["id"]]


def test_writers_of_two_programs_do_not_lose_each_others_plans(world: World) -> None:
    stores = [VariantStore(Database(world.home / FILE, {"variants": ROOM})) for _ in range(2)]

    def write(number: int) -> None:
        stores[number % 2].create("thu", f"P{number}", {"n": number})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert {found.name for found in stores[0].all("thu")} == {f"P{n}" for n in range(40)}
    shared = stores[0].create("thu", "chung", {})

    def change(number: int) -> bool:
        try:
            stores[number % 2].update("thu", shared.id, 1, f"Q{number}", {})
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(change, range(16)))
    assert sum(won) == 1
    assert stores[1].get("thu", shared.id).name == f"Q{won.index(True)}"


def test_a_write_that_fails_in_the_middle_leaves_nothing_behind(world: World) -> None:
    database = Database(world.home / FILE, {"variants": ROOM})
    store = VariantStore(database)
    store.create("thu", "A", {})
    with pytest.raises(ZeroDivisionError), database.writing() as connection:  # noqa: PT012 - the block is the write
        connection.execute("DELETE FROM variant")
        raise ZeroDivisionError
    assert [found.name for found in store.all("thu")] == ["A"]
