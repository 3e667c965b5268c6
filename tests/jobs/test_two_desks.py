"""Desks that hire when there is work: what goes first, what is done once, when a worker goes, whose jobs are whose."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from geoapp.errors import Busy, GeoappError, NotFound
from geoapp.i18n import LANGUAGES, translator
from geoapp.jobs import ROOM, Desk, JobRows, Limits
from geoapp.store.database import FILE, Database
from tests.jobs.watching import PATIENCE_S, moving, office, over, until

FOREVER = {"to": 1_000_000}


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / FILE, {"jobs": ROOM})


@pytest.fixture
def start(tmp_path: Path, database: Database) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def make(name: str = "exports", **limits: Any) -> Desk:
        rows = JobRows(database, name)
        lock = tmp_path / f"{name}.lock"
        desks.append(Desk(rows, office("FakeOffice", tmp_path), lock, Limits(**limits)))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


def workers(folder: Path) -> set[str]:
    """Return the process ids of the workers that ever got ready."""
    file = folder / "warmed"
    return set(file.read_text(encoding="utf-8").split()) if file.exists() else set()


def gone(desk: Desk) -> None:
    """Wait until the desk has no worker."""
    end = time.monotonic() + PATIENCE_S
    while desk.worker_pid is not None:
        assert time.monotonic() < end, "the worker never went"
        time.sleep(0.01)


def test_urgent_jobs_pass_those_in_no_hurry_and_keep_their_own_order(start: Callable[..., Desk]) -> None:
    desk = start(most_per_client=4)
    busy = desk.submit("count", FOREVER, "a", 3_600)
    until(desk, busy, moving)
    slow = [desk.submit("count", {"to": 1}, "a", 10, urgent=False) for _ in range(2)]
    fast = [desk.submit("count", {"to": 1}, "a", 10) for _ in range(2)]
    late = desk.submit("count", {"to": 1}, "a", 10, urgent=False)
    wanted = [*fast, *slow, late]
    assert [desk.ahead(key) for key in wanted] == [1, 2, 3, 4, 5], "the one at work comes first"
    assert desk.ahead(busy) == desk.ahead("nothing") == 0
    desk.cancel(busy)
    done = [until(desk, key, over) for key in wanted]
    assert {job.state for job in done} == {"done"}
    begun = [job.started or 0.0 for job in done]
    assert begun == sorted(begun)
    assert min(begun) > 0


def test_the_same_preview_asked_twice_is_one_job_until_it_is_over(start: Callable[..., Desk]) -> None:
    desk = start()
    first = desk.submit("count", FOREVER, "a", 3_600, urgent=False, same="map of today")
    waiting = desk.submit("count", {"to": 1}, "a", 10, urgent=False, same="atlas of today")
    assert desk.submit("count", FOREVER, "b", 3_600, urgent=False, same="map of today") == first
    assert desk.submit("count", {"to": 1}, "c", 10, urgent=False, same="atlas of today") == waiting
    assert len(desk.recent("count")) == 2
    until(desk, first, moving)
    desk.cancel(first)
    again = desk.submit("count", {"to": 1}, "b", 10, urgent=False, same="map of today")
    assert again != first, "what was stopped brings nothing"
    assert until(desk, again, over).state == "done"
    assert desk.submit("count", {"to": 1}, "b", 10, urgent=False, same="map of today") != again


def test_jobs_without_a_name_are_never_taken_for_each_other(start: Callable[..., Desk]) -> None:
    desk = start(most_per_client=2)
    assert desk.submit("count", {"to": 1}, "a", 10) != desk.submit("count", {"to": 1}, "a", 10)


def test_a_desk_hires_with_the_first_job_lets_go_when_idle_and_hires_again(
    start: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = start(idle_s=0.05)
    desk.open()
    first = until(desk, desk.submit("who", {}, "a", 10), over).result
    gone(desk)
    assert not desk.ready
    second = until(desk, desk.submit("who", {}, "a", 10), over).result
    assert first is not None
    assert second is not None
    assert first["pid"] != second["pid"]
    assert workers(tmp_path) == {str(first["pid"]), str(second["pid"])}


def test_a_worker_with_work_is_not_idle_however_long_it_takes(start: Callable[..., Desk]) -> None:
    desk = start(idle_s=0.0)
    key = desk.submit("count", {"to": 60}, "a", 10)
    assert until(desk, key, over).result == {"best": 60}


def test_a_worker_is_renewed_after_so_many_jobs_and_no_job_is_lost(start: Callable[..., Desk]) -> None:
    desk = start(most_jobs=2, most_per_client=5)
    keys = [desk.submit("who", {}, "a", 10) for _ in range(5)]
    done = [until(desk, key, over) for key in keys]
    assert [job.state for job in done] == ["done"] * 5
    pids = [job.result["pid"] for job in done if job.result is not None]
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]


def test_a_client_has_as_many_jobs_as_the_desk_allows_and_is_told_how_many(
    start: Callable[..., Desk],
) -> None:
    desk = start(most_per_client=2)
    keys = [desk.submit("count", FOREVER, "a", 3_600) for _ in range(2)]
    with pytest.raises(Busy) as refused:
        desk.submit("count", {"to": 1}, "a", 10)
    assert refused.value.job == keys[0]
    for language in LANGUAGES:
        assert "2" in GeoappError.sentence(refused.value, translator(language))
    other = desk.submit("count", {"to": 1}, "b", 10)
    quiet = desk.submit("count", {"to": 1}, "a", 10, urgent=False)
    for key in keys:
        desk.cancel(key)
    assert until(desk, other, over).state == "done"
    assert until(desk, quiet, over).state == "done"


def test_jobs_in_no_hurry_have_a_queue_of_their_own_length(start: Callable[..., Desk]) -> None:
    desk = start(most_waiting=2, most_per_client=9)
    until(desk, desk.submit("count", FOREVER, "a", 3_600), moving)
    for _ in range(2):
        desk.submit("count", {"to": 1}, "a", 10, urgent=False)
    with pytest.raises(Busy) as refused:
        desk.submit("count", {"to": 1}, "a", 10, urgent=False)
    assert refused.value.code == "job-queue-full"
    for _ in range(2):
        desk.submit("count", {"to": 1}, "a", 10)
    with pytest.raises(Busy):
        desk.submit("count", {"to": 1}, "a", 10)


def test_desks_on_one_database_work_at_the_same_time_and_list_their_own(start: Callable[..., Desk]) -> None:
    planning, exports = start("planning"), start("exports", idle_s=300.0)
    plan = planning.submit("count", FOREVER, "a", 3_600)
    until(planning, plan, moving)
    file = exports.submit("count", {"to": 1}, "a", 10)
    assert until(exports, file, over).state == "done"
    assert planning.job(plan).state == "running"
    assert [job.id for job in planning.recent("count")] == [plan]
    assert [job.id for job in exports.recent("count")] == [file]
    assert (exports.job(plan).desk, exports.job(file).desk) == ("planning", "exports")


def test_a_desk_that_starts_again_interrupts_its_own_jobs_and_no_others(
    start: Callable[..., Desk], database: Database
) -> None:
    planning, exports = JobRows(database, "planning"), JobRows(database, "exports")
    planning.add("plan", "count", {})
    exports.add("file", "count", {})
    exports.add("kept", "count", {})
    exports.begin("kept")
    exports.end("kept", "done", result={"best": 1})
    desk = start("exports", idle_s=300.0)
    desk.open()
    assert [desk.job(key).state for key in ("plan", "file", "kept")] == ["waiting", "interrupted", "done"]


def test_the_list_is_newest_first_and_forgets_only_what_is_over(database: Database) -> None:
    now = [0.0]
    rows = JobRows(database, "exports", lambda: now[0])
    for key in ("a", "b", "c"):
        now[0] += 1
        rows.add(key, "export", {})
    rows.add("p", "preview", {})
    rows.begin("b")
    rows.end("c", "done")
    assert [job.id for job in rows.recent("export")] == ["c", "b", "a"]
    for key in ("a", "b", "c", "never there"):
        rows.forget(key)
    assert [job.id for job in rows.recent("export")] == ["b", "a"]
    with pytest.raises(NotFound):
        rows.get("c")


def test_hundreds_of_previews_push_no_finished_file_off_the_list(database: Database) -> None:
    now = [0.0]
    rows = JobRows(database, "exports", lambda: now[0])
    rows.add("file", "export", {})
    rows.end("file", "done", result={})
    for number in range(230):
        now[0] += 1
        rows.add(f"p{number}", "preview", {})
        rows.end(f"p{number}", "done", result={})
    assert rows.get("file").state == "done"
    assert len(rows.recent("preview")) == 200


def test_a_database_from_before_there_were_two_desks_is_brought_up_to_date(tmp_path: Path) -> None:
    old = Database(tmp_path / FILE, {"jobs": ROOM[:2]})
    with old.writing() as connection:
        for key, state in (("done", "done"), ("open", "running")):
            connection.execute(
                'INSERT INTO job (id, kind, "order", state, created) VALUES (?, ?, ?, ?, ?)',
                (key, "propose", '{"new":3}', state, 5.0),
            )
    old.close()
    new = Database(tmp_path / FILE, {"jobs": ROOM})
    planning, exports = JobRows(new, "planning"), JobRows(new, "exports")
    assert planning.get("done").order == {"new": 3}
    assert {job.desk for job in planning.recent("propose")} == {"planning"}
    assert exports.recent("propose") == []
    assert exports.interrupt_all() == 0
    assert planning.interrupt_all() == 1
    assert planning.get("open").state == "interrupted"
    new.close()
    again = Database(tmp_path / FILE, {"jobs": ROOM})
    assert len(JobRows(again, "planning").recent("propose")) == 2, "a second start changes nothing"
