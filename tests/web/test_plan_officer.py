"""Who may change plans: at this computer, with the code, and never a page of another site."""

from __future__ import annotations

import stat
import sys
import time
from unittest import mock

import pytest
from itsdangerous import URLSafeTimedSerializer

from geoapp.bootstrap import services
from geoapp.config import Config
from geoapp.errors import Busy
from geoapp.store import keys
from geoapp.web import officer

from .plan_world import BASE, World, problem


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
