"""Saved plans: kept with their figures, told apart, exported, written by several at once."""

from __future__ import annotations

import csv
import io
import json
import shutil
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from geoapp.errors import Conflict
from geoapp.store.database import FILE, Database
from geoapp.store.variants import ROOM, VariantStore

from .plan_world import BASE, HOSTILE, World, problem, site


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
    assert "Ổ đĩa của máy chủ đã đầy" in problem(answer)["detail"]
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
