"""The desk takes jobs, hands them to the one worker process in turn, writes down what it says, and renews it."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing as mp
import secrets
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from geoapp.errors import Busy, StoreFault
from geoapp.jobs.hired import Hired
from geoapp.jobs.rows import Job, JobRows, State
from geoapp.jobs.worker import MakeOffice

_log = logging.getLogger("geoapp.jobs")
_TICK_S = 0.5
_LEAST_LIFE_S = 5.0
_MOST_EARLY_DEATHS = 3
_WRITE_EVERY_S = 1.0


@dataclass(frozen=True)
class Limits:
    """How much the desk takes on, and how long it waits.

    `most_waiting` jobs in the queue, `most_per_client` of one client, the one at work included; jobs in no hurry are
    counted apart, and no client has too many of them. `idle_s`: a worker without work for so long ends, and the next job
    hires another; ``None`` keeps one ready always. `most_jobs`: a worker is renewed after so many. `grace_s` is what a
    job that was stopped gets to hand over its best, `first_grace_s` one that has none yet; `slack_s` what any job gets
    beyond its budget before its worker counts as stuck; `warming_s` how long a new worker may take to get ready.
    """

    most_waiting: int = 8
    most_per_client: int = 1
    idle_s: float | None = None
    most_jobs: int | None = None
    grace_s: float = 5.0
    first_grace_s: float = 20.0
    slack_s: float = 60.0
    warming_s: float = 300.0


@dataclass
class _Ticket:
    """A job in the queue or at work; `client` is kept here only, never in the database.

    One that is not `urgent` lets every urgent one pass; `same` names what it will bring.
    """

    key: str
    client: str
    kind: str
    order: Mapping[str, Any]
    budget_s: float
    urgent: bool = True
    same: str | None = None
    stop_at: float | None = None
    begun_at: float | None = None
    told: bool = False


class Desk:
    """See the head of this module. One thread of its own talks to the worker; every method is safe between threads.

    Parameters
    ----------
    rows
        Where jobs are written down.
    make_office
        Called in the worker process; must be importable there (a function of a module, or a partial of one).
    lock_file
        Held while this desk is open, so that a desk that starts later knows whose jobs are orphans.
    """

    def __init__(
        self, rows: JobRows, make_office: MakeOffice, lock_file: Path, limits: Limits | None = None
    ) -> None:
        self._rows, self._make_office, self._limits = rows, make_office, limits or Limits()
        self._lock = FileLock(lock_file, timeout=0, thread_local=False)
        self._guard = threading.Condition()
        self._waiting: deque[_Ticket] = deque()
        self._current: _Ticket | None = None
        self._thread: threading.Thread | None = None
        self._worker: Hired | None = None
        self._progress: Mapping[str, Any] | None = None
        self._written_at = self._settled_at = 0.0
        self._early_deaths = 0
        self._closing = False
        self._bell_out, self._bell_in = mp.Pipe(duplex=False)

    def open(self) -> None:
        """Begin to work, with a worker at once unless one is hired when needed; jobs that a dead server left are interrupted."""
        with self._guard:
            if self._thread is not None or self._closing:
                return
            try:
                self._lock.acquire()
                self._rows.interrupt_all()
            except Timeout:
                _log.warning("another server works on this workspace; its jobs are left alone")
            except OSError as error:
                _log.warning("jobs of an earlier server are left as they stand: %s", error)
            self._thread = threading.Thread(target=self._run, name="geoapp-jobs", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the worker; jobs that are not over are interrupted."""
        with self._guard:
            self._closing = True
        self._ring()
        if self._thread is not None:
            self._thread.join()
        if self._lock.is_locked:
            self._lock.release()

    def submit(
        self,
        kind: str,
        order: Mapping[str, Any],
        client: str,
        budget_s: float,
        *,
        urgent: bool = True,
        same: str | None = None,
    ) -> str:
        """Queue a job and return its id; with `same`, that of the job under way that brings the same, if there is one.

        Raises
        ------
        Busy
            If the client has too many jobs under way, or the queue is full.
        """
        self.open()
        with self._guard:
            for ticket in self._tickets():
                if same is not None and ticket.same == same and ticket.stop_at is None:
                    return ticket.key
            self._refuse_too_many(client, urgent)
            key = secrets.token_urlsafe(12)
            self._rows.add(key, kind, order)
            ticket = _Ticket(key, client, kind, order, budget_s, urgent, same)
            place = len(self._waiting)
            while urgent and place and not self._waiting[place - 1].urgent:
                place -= 1
            self._waiting.insert(place, ticket)
        self._ring()
        return key

    def _refuse_too_many(self, client: str, urgent: bool) -> None:
        alike = [ticket for ticket in self._tickets() if ticket.urgent == urgent]
        own = [ticket for ticket in alike if ticket.client == client]
        if urgent and len(own) >= self._limits.most_per_client:
            code = "job-one-at-a-time" if self._limits.most_per_client == 1 else "job-several-at-a-time"
            raise Busy(code, wait_s=2, job=own[0].key, count=len(own))
        waiting = sum(ticket.urgent == urgent for ticket in self._waiting)
        if waiting >= self._limits.most_waiting:
            raise Busy("job-queue-full", wait_s=10, count=waiting)

    def ahead(self, key: str) -> int:
        """Return how many jobs come before one that waits; 0 for one that does not."""
        with self._guard:
            keys = [ticket.key for ticket in self._tickets()]
            return keys.index(key) if key in keys else 0

    def recent(self, kind: str) -> list[Job]:
        """Return the jobs of a kind, newest first, each as it is now."""
        return [self._live(job) for job in self._rows.recent(kind)]

    def forget(self, key: str) -> None:
        """Strike a job that is over off the list."""
        self._rows.forget(key)

    def job(self, key: str) -> Job:
        """Return a job as it is now; raise ``NotFound``."""
        return self._live(self._rows.get(key))

    def _live(self, job: Job) -> Job:
        with self._guard:
            live = self._current is not None and self._current.key == job.id and not job.over
            return replace(job, progress=self._progress or job.progress) if live else job

    def cancel(self, key: str) -> Job:
        """Stop a job; what it found so far is kept. One that is over stays as it is."""
        job = self._rows.get(key)
        with self._guard:
            waiting = next((t for t in self._waiting if t.key == key), None)
            if waiting is not None:
                self._waiting.remove(waiting)
                self._rows.end(key, "cancelled")
            elif self._current is not None and self._current.key == key and self._current.stop_at is None:
                self._current.stop_at = time.monotonic()
        self._ring()
        return self._rows.get(job.id)

    def now(self) -> float:
        """Return the time by the clock that jobs are written down with."""
        return self._rows.clock()

    @property
    def ready(self) -> bool:
        """Tell whether the worker is warm."""
        worker = self._worker
        return worker is not None and worker.ready

    @property
    def worker_pid(self) -> int | None:
        """Return the process id of the worker, if there is one."""
        worker = self._worker
        return worker.process.pid if worker else None

    def _tickets(self) -> list[_Ticket]:
        return [*([self._current] if self._current else []), *self._waiting]

    def _ring(self) -> None:
        """Wake the desk's thread."""
        with self._guard:
            if not self._bell_out.poll():
                self._bell_in.send(None)

    # The rest runs in the desk's own thread.

    def _run(self) -> None:
        try:
            while not self._closing:
                try:
                    self._round()
                except Exception:
                    _log.exception("the desk stumbled")
                    self._progress = None  # it may be what cannot be written down
                    self._drop_worker("job-failed", "failed")
                    time.sleep(_TICK_S)
        finally:
            self._drop_worker("job-interrupted")
            for ticket in list(self._waiting):
                self._rows.end(ticket.key, "interrupted", problem=_problem("job-interrupted"))
            self._waiting.clear()
            with contextlib.suppress(StoreFault):
                self._rows.settle()

    def _round(self) -> None:
        """Hire, hand over, listen for a moment, look whether somebody is stuck."""
        self._settle()
        if self._worker is None:
            if self._limits.idle_s is not None and not self._waiting:
                if self._bell_out.poll(_TICK_S):
                    self._bell_out.recv()
                return
            self._worker = Hired(self._make_office)
        worker = self._worker
        if self._current is None and worker.ready:
            self._hand_over(worker)
        for source in wait_for([worker.wire, worker.process.sentinel, self._bell_out], _TICK_S):
            if source is self._bell_out:
                self._bell_out.recv()
        if not self._heard(worker):
            self._drop_worker("job-worker-died")
            return
        self._stop_if_asked(worker)
        self._drop_if_stuck(worker)
        self._let_go_if_done(worker)

    def _settle(self) -> None:
        """Write down what a full disk refused, a while after it did."""
        if time.monotonic() - self._settled_at >= _WRITE_EVERY_S:
            self._settled_at = time.monotonic()
            with contextlib.suppress(StoreFault):
                self._rows.settle()

    def _hand_over(self, worker: Hired) -> None:
        with self._guard:
            if not self._waiting:
                return
            ticket = self._current = self._waiting.popleft()
        ticket.begun_at, self._written_at = time.monotonic(), 0.0
        worker.jobs += 1
        self._rows.begin(ticket.key)
        worker.send(("run", ticket.key, ticket.kind, dict(ticket.order)))

    def _heard(self, worker: Hired) -> bool:
        """Take in everything the worker said; tell whether it still lives."""
        try:
            while worker.wire.poll():
                self._take(worker, worker.wire.recv())
        except (EOFError, OSError):
            return False
        return worker.process.is_alive()

    def _take(self, worker: Hired, message: tuple[Any, ...]) -> None:
        if message[0] == "ready":
            worker.ready = True
            return
        kind, key, content = message[:3]
        if self._current is None or self._current.key != key:
            return
        if kind == "progress":
            self._note(key, content)
        elif kind == "result":
            self._end(key, "cancelled" if message[3] else "done", result=content)
            self._early_deaths = 0
        elif kind == "problem":
            self._end(key, "failed", problem=content)

    def _note(self, key: str, progress: Mapping[str, Any]) -> None:
        """Keep the latest progress; now and then write it down, so that a job that breaks off can tell it."""
        with self._guard:
            self._progress = progress
        if time.monotonic() - self._written_at >= _WRITE_EVERY_S:
            self._rows.progress(key, progress)
            self._written_at = time.monotonic()

    def _end(self, key: str, state: State, **outcome: Mapping[str, Any]) -> None:
        """Write down what came of the current job, and the last that was known of it."""
        with self._guard:
            if self._progress is not None:
                self._rows.progress(key, self._progress)
            self._rows.end(key, state, **outcome)
            self._current = self._progress = None
            if self._worker is not None:
                self._worker.last_busy = time.monotonic()

    def _stop_if_asked(self, worker: Hired) -> None:
        ticket = self._current
        if ticket is not None and ticket.stop_at is not None and not ticket.told:
            ticket.told = True
            worker.send(("stop", ticket.key))

    def _drop_if_stuck(self, worker: Hired) -> None:
        now, ticket = time.monotonic(), self._current
        if ticket is None:
            if not worker.ready and now - worker.born > self._limits.warming_s:
                self._drop_worker("job-failed")
        elif ticket.stop_at is not None and now - ticket.stop_at > self._grace():
            self._drop_worker("job-stopped-hard", "cancelled")
        elif ticket.begun_at is not None and now - ticket.begun_at > ticket.budget_s + self._limits.slack_s:
            self._drop_worker("job-too-long", "failed")

    def _let_go_if_done(self, worker: Hired) -> None:
        """End a worker that has worked enough, or has had nothing to do for long."""
        if self._current is not None or self._worker is not worker:
            return
        limits, idle_s = self._limits, time.monotonic() - worker.last_busy
        worn = limits.most_jobs is not None and worker.jobs >= limits.most_jobs
        idle = limits.idle_s is not None and worker.ready and not self._waiting and idle_s > limits.idle_s
        if worn or idle:
            self._drop_worker("job-interrupted")

    def _grace(self) -> float:
        """Return how long a stopped job may go on: longer while there is nothing yet that could be kept."""
        nothing = (self._progress or {}).get("result") is None
        return max(self._limits.grace_s, self._limits.first_grace_s) if nothing else self._limits.grace_s

    def _drop_worker(self, code: str, state: State = "interrupted") -> None:
        """End the worker; the job it was on ends with it."""
        worker, self._worker = self._worker, None
        ticket = self._current
        if ticket is not None:
            stopped = ticket.stop_at is not None
            found = (self._progress or {}).get("result")
            if stopped and found is not None:
                self._end(ticket.key, "cancelled", result=found)
            else:
                problem = _problem("job-stopped-hard" if stopped else code)
                self._end(ticket.key, "cancelled" if stopped else state, problem=problem)
        if worker is None:
            return
        worker.end()
        if time.monotonic() - worker.born < _LEAST_LIFE_S and not worker.ready:
            self._early_deaths += 1
            self._give_up_waiting()
            if not self._closing:
                time.sleep(_TICK_S * self._early_deaths)  # no hurry to hire what dies at once

    def _give_up_waiting(self) -> None:
        """Fail the jobs that wait for workers none of which ever gets to work."""
        if self._early_deaths < _MOST_EARLY_DEATHS:
            return
        with self._guard:
            tickets, self._waiting = list(self._waiting), deque()
        for ticket in tickets:
            self._rows.end(ticket.key, "failed", problem=_problem("job-no-worker"))


def _problem(code: str) -> dict[str, Any]:
    return {"code": code, "params": {}}
