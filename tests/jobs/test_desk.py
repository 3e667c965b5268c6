"""Jobs in a real worker process: progress, stop, death, restart, queues. Nothing here depends on how fast it goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from geoapp.errors import Busy, NotFound, StoreFault
from geoapp.jobs import ROOM, Desk, JobRows, Limits
from geoapp.store.database import Database
from tests.jobs.watching import PATIENCE_S, moving, office, over, until

HERE = Path(__file__).resolve().parent


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def make(name: str = "FakeOffice", **limits: Any) -> Desk:
        rows = JobRows(Database(tmp_path / "geoapp.sqlite", {"jobs": ROOM}), "test")
        desks.append(Desk(rows, office(name, tmp_path), tmp_path / "jobs.lock", Limits(**limits)))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


def test_a_job_waits_runs_tells_how_far_it_is_and_is_done(start: Callable[..., Desk]) -> None:
    desk = start()
    key = desk.submit("count", {"to": 50}, "a", 10)
    assert desk.job(key).state in ("waiting", "running")
    seen = until(desk, key, moving)
    assert seen.progress is not None
    assert seen.progress["best"] >= 1
    job = until(desk, key, over)
    assert (job.state, job.result, job.problem) == ("done", {"best": 50}, None)
    assert job.ended is not None
    assert job.seconds(desk.now()) == job.seconds(desk.now() + 100)


def test_stopping_keeps_the_best_found(start: Callable[..., Desk]) -> None:
    desk = start()
    key = desk.submit("count", {"to": 1_000_000}, "a", 3_600)
    until(desk, key, moving)
    desk.cancel(key)
    job = until(desk, key, over)
    assert job.state == "cancelled"
    assert job.result is not None
    assert 1 <= job.result["best"] < 1_000_000
    assert desk.cancel(key) == job, "what is over stays as it is"


def test_a_job_that_waits_is_stopped_without_having_run(start: Callable[..., Desk]) -> None:
    desk = start()
    first = desk.submit("count", {"to": 1_000_000}, "a", 3_600)
    second = desk.submit("count", {"to": 1}, "b", 10)
    until(desk, first, moving)
    assert desk.cancel(second).state == "cancelled"
    assert desk.job(second).result is None
    assert desk.job(first).state == "running"


def test_a_job_that_does_not_listen_is_ended_and_the_next_one_works(start: Callable[..., Desk]) -> None:
    desk = start(grace_s=0.2, first_grace_s=0.2)
    deaf = desk.submit("deaf", {}, "a", 3_600)
    until(desk, deaf, moving)
    desk.cancel(deaf)
    job = until(desk, deaf, over)
    assert (job.state, job.result) == ("cancelled", None)
    assert job.progress == {"best": 0}, "what was known of it is kept"
    key = desk.submit("count", {"to": 3}, "a", 10)
    assert until(desk, key, over).state == "done"


def test_what_a_deaf_job_would_have_returned_is_kept(start: Callable[..., Desk]) -> None:
    desk = start(grace_s=0.2)
    deaf = desk.submit("deaf", {"result": {"best": 7}}, "a", 3_600)
    until(desk, deaf, moving)
    desk.cancel(deaf)
    job = until(desk, deaf, over)
    assert (job.state, job.result, job.problem) == ("cancelled", {"best": 7}, None)


def test_a_stopped_job_without_a_first_answer_has_longer_to_bring_one(start: Callable[..., Desk]) -> None:
    """It answers one pause after the stop: too late for `grace_s`, in good time for `first_grace_s`."""
    desk = start(grace_s=0.1, first_grace_s=PATIENCE_S)
    key = desk.submit("count", {"to": 1_000_000, "pause_s": 3.0}, "a", 3_600)
    assert until(desk, key, moving).progress == {"best": 1}, "no result that could be kept"
    desk.cancel(key)
    job = until(desk, key, over)
    assert (job.state, job.problem) == ("cancelled", None)
    assert job.result is not None
    assert job.result["best"] >= 1
    deaf = desk.submit("deaf", {"result": {"best": 7}}, "a", 3_600)
    until(desk, deaf, moving)
    desk.cancel(deaf)
    end = time.monotonic() + PATIENCE_S / 2
    while not desk.job(deaf).over:
        assert time.monotonic() < end, "who has an answer gets no longer than grace_s"
        time.sleep(0.01)
    assert desk.job(deaf).result == {"best": 7}


def test_a_job_far_beyond_its_budget_is_ended_in_words(start: Callable[..., Desk]) -> None:
    desk = start(slack_s=0.2)
    job = until(desk, desk.submit("deaf", {}, "a", 0.0), over)
    assert job.state == "failed"
    assert job.problem is not None
    assert job.problem["code"] == "job-too-long"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not there")
def test_a_worker_killed_in_the_middle_leaves_an_interrupted_job_and_a_successor(
    start: Callable[..., Desk],
) -> None:
    desk = start()
    key = desk.submit("count", {"to": 1_000_000}, "a", 3_600)
    until(desk, key, moving)
    pid = desk.worker_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    job = until(desk, key, over)
    assert job.state == "interrupted"
    assert job.problem is not None
    assert job.problem["code"] == "job-worker-died"
    assert job.progress is not None
    following = desk.submit("count", {"to": 3}, "a", 10)
    assert until(desk, following, over).state == "done"
    assert desk.worker_pid != pid


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not there")
def test_a_job_that_kills_its_worker_does_not_take_the_queue_along(start: Callable[..., Desk]) -> None:
    desk = start()
    bad, good = desk.submit("die", {}, "a", 10), desk.submit("count", {"to": 3}, "b", 10)
    assert until(desk, bad, over).state == "interrupted"
    assert until(desk, good, over).state == "done"


def test_faults_come_back_as_their_code_and_surprises_as_one_sentence(start: Callable[..., Desk]) -> None:
    desk = start()
    job = until(desk, desk.submit("fail", {}, "a", 10), over)
    assert (job.state, job.problem) == ("failed", {"code": "parameter-missing", "params": {"parameter": "x"}})
    job = until(desk, desk.submit("crash", {}, "a", 10), over)
    assert (job.state, job.problem) == ("failed", {"code": "job-failed", "params": {}})
    assert until(desk, desk.submit("count", {"to": 1}, "a", 10), over).state == "done"


def test_a_client_has_one_job_at_a_time_and_is_told_which(start: Callable[..., Desk]) -> None:
    desk = start()
    key = desk.submit("count", {"to": 1_000_000}, "a", 3_600)
    with pytest.raises(Busy) as refused:
        desk.submit("count", {"to": 1}, "a", 10)
    assert refused.value.job == key
    other = desk.submit("count", {"to": 1}, "b", 10)
    desk.cancel(key)
    assert until(desk, other, over).state == "done"
    until(desk, key, over)
    assert until(desk, desk.submit("count", {"to": 1}, "a", 10), over).state == "done"


def test_a_full_queue_says_so(start: Callable[..., Desk]) -> None:
    desk = start(most_waiting=2)
    running = desk.submit("count", {"to": 1_000_000}, "a", 3_600)
    until(desk, running, moving)
    waiting = [desk.submit("count", {"to": 1}, client, 10) for client in ("b", "c")]
    with pytest.raises(Busy) as refused:
        desk.submit("count", {"to": 1}, "d", 10)
    assert refused.value.code == "job-queue-full"
    desk.cancel(running)
    for key in waiting:
        assert until(desk, key, over).state == "done"


def test_jobs_of_a_server_that_died_are_interrupted_at_the_next_start(
    start: Callable[..., Desk], tmp_path: Path
) -> None:
    rows = JobRows(Database(tmp_path / "geoapp.sqlite", {"jobs": ROOM}), "test")
    rows.add("waiting", "count", {})
    rows.add("running", "count", {})
    rows.begin("running")
    rows.add("done", "count", {})
    rows.end("done", "done", result={"best": 1})
    desk = start()
    desk.open()
    assert [desk.job(key).state for key in ("waiting", "running", "done")] == [
        "interrupted",
        "interrupted",
        "done",
    ]
    problem = desk.job("running").problem
    assert problem is not None
    assert problem["code"] == "job-interrupted"


def test_a_second_server_on_the_same_workspace_leaves_the_firsts_jobs_alone(
    start: Callable[..., Desk],
) -> None:
    first, second = start(), start()
    key = first.submit("count", {"to": 1_000_000}, "a", 3_600)
    until(first, key, moving)
    other = second.submit("count", {"to": 1}, "a", 10)
    assert until(second, other, over).state == "done"
    assert first.job(key).state == "running"


def test_closing_interrupts_what_runs_and_what_waits_and_ends_the_worker(start: Callable[..., Desk]) -> None:
    desk = start()
    running = desk.submit("count", {"to": 1_000_000}, "a", 3_600)
    waiting = desk.submit("count", {"to": 1}, "b", 10)
    until(desk, running, moving)
    pid = desk.worker_pid
    assert pid is not None
    desk.close()
    assert [desk.job(key).state for key in (running, waiting)] == ["interrupted", "interrupted"]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_worker_that_never_gets_to_work_fails_the_jobs_that_wait_for_it(start: Callable[..., Desk]) -> None:
    desk = start("broken_office")
    job = until(desk, desk.submit("count", {"to": 1}, "a", 10), over)
    assert job.state == "failed"
    assert job.problem is not None
    assert job.problem["code"] == "job-no-worker"


def test_the_worker_gets_ready_before_the_first_job_and_again_while_idle(
    start: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = start()
    desk.open()
    end = time.monotonic() + PATIENCE_S
    warmed = tmp_path / "warmed"
    while time.monotonic() < end and not (desk.ready and len(warmed.read_text(encoding="utf-8").split()) > 1):
        time.sleep(0.05)
    pids = warmed.read_text(encoding="utf-8").split()
    assert len(pids) > 1
    assert set(pids) == {str(desk.worker_pid)}


_SERVER = """
import functools, sys, time
sys.path.insert(0, {here!r})
from pathlib import Path
from fake_office import FakeOffice
from geoapp.jobs import ROOM, Desk, JobRows
from geoapp.store.database import Database
if __name__ == "__main__":
    home = Path({home!r})
    desk = Desk(JobRows(Database(home / "geoapp.sqlite", {{"jobs": ROOM}}), "test"), functools.partial(FakeOffice, home), home / "jobs.lock")
    key = desk.submit("deaf", {{}}, "a", 3600)
    while desk.job(key).progress is None:
        time.sleep(0.01)
    print(desk.worker_pid, key, flush=True)
    time.sleep(3600)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not there")
def test_a_server_killed_in_the_middle_takes_its_worker_along_and_says_so_after(
    start: Callable[..., Desk], tmp_path: Path
) -> None:
    script = tmp_path / "server.py"
    script.write_text(_SERVER.format(here=str(HERE), home=str(tmp_path)), encoding="utf-8")
    server = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, encoding="utf-8")
    assert server.stdout is not None
    pid, key = server.stdout.readline().split()
    server.kill()
    server.communicate()
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and _alive(int(pid)):
        time.sleep(0.05)
    assert not _alive(int(pid)), "the worker outlived its server"
    desk = start()
    desk.open()
    job = desk.job(key)
    assert job.state == "interrupted"
    assert job.progress == {"best": 0}


def _alive(pid: int) -> bool:
    """Tell whether a process runs; one that is dead but not yet collected by its new parent does not."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        return stat.exists() and stat.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_unknown_job_is_not_found(start: Callable[..., Desk]) -> None:
    desk = start()
    for call in (desk.job, desk.cancel):
        with pytest.raises(NotFound):
            call("x' OR '1'='1")


def test_old_jobs_are_cleared_away_but_never_one_that_is_not_over(tmp_path: Path) -> None:
    now = [0.0]
    rows = JobRows(Database(tmp_path / "geoapp.sqlite", {"jobs": ROOM}), "test", lambda: now[0])
    for number in range(230):
        now[0] += 1
        rows.add(f"j{number}", "count", {})
        if number != 0:
            rows.end(f"j{number}", "done", result={})
    assert rows.get("j0").state == "waiting"
    assert rows.get("j229").state == "done"
    with pytest.raises(NotFound):
        rows.get("j1")


class DiskThatFills(JobRows):
    """Rows on a disk that takes nothing while it is `full`."""

    full = False

    def _write(self, key: str, values: Mapping[str, Any]) -> None:
        if self.full:
            raise StoreFault("database-failed", file="geoapp.sqlite", reason="database or disk is full")
        super()._write(key, values)


@pytest.fixture
def disk(tmp_path: Path) -> DiskThatFills:
    return DiskThatFills(Database(tmp_path / "geoapp.sqlite", {"jobs": ROOM}), "test")


@pytest.fixture
def desk_on(disk: DiskThatFills, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(disk, office("FakeOffice", tmp_path), tmp_path / "jobs.lock", Limits(most_per_client=5))
    yield desk
    desk.close()


def test_a_full_disk_ends_neither_the_job_nor_the_desk_and_what_came_is_written_down_later(
    disk: DiskThatFills, desk_on: Desk, tmp_path: Path
) -> None:
    first = desk_on.submit("count", {"to": 200}, "a", 600)
    until(desk_on, first, moving)
    disk.full = True
    assert until(desk_on, first, over).result == {"best": 200}
    second = desk_on.submit("fail", {}, "a", 600)
    found = until(desk_on, second, over)
    assert (found.state, found.problem) == (
        "failed", {"code": "parameter-missing", "params": {"parameter": "x"}}
    )  # fmt: skip
    assert [job.state for job in desk_on.recent("count")] == ["done"]

    kept = JobRows(Database(tmp_path / "geoapp.sqlite", {"jobs": ROOM}), "test")
    assert not kept.get(first).over, "the disk was full"
    disk.full = False
    end = time.monotonic() + PATIENCE_S
    while not (kept.get(first).over and kept.get(second).over) and time.monotonic() < end:
        time.sleep(0.02)
    assert kept.get(first) == desk_on.job(first)
    assert kept.get(second) == found


def test_a_worker_that_dies_while_the_disk_is_full_is_renewed(disk: DiskThatFills, desk_on: Desk) -> None:
    disk.full = True
    lost = desk_on.submit("die", {}, "a", 600)
    assert until(desk_on, lost, over).state == "interrupted"
    assert until(desk_on, desk_on.submit("count", {"to": 3}, "a", 600), over).result == {"best": 3}


def test_news_that_no_database_can_keep_fail_the_job_and_not_the_desk(start: Callable[..., Desk]) -> None:
    desk = start()
    assert until(desk, desk.submit("nonsense", {}, "a", 600), over).state == "failed"
    assert until(desk, desk.submit("count", {"to": 3}, "a", 600), over).result == {"best": 3}
