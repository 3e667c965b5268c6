"""The rows of jobs: what was asked, how far it is, what came of it."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from geoapp.errors import NotFound, StoreFault
from geoapp.store.database import Database

State = Literal["waiting", "running", "done", "cancelled", "failed", "interrupted"]
OVER = frozenset({"done", "cancelled", "failed", "interrupted"})
MOST_KEPT = 200
_log = logging.getLogger("geoapp.jobs")

ROOM = (
    """CREATE TABLE job (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, "order" TEXT NOT NULL, state TEXT NOT NULL,
        created REAL NOT NULL, started REAL, ended REAL, progress TEXT, result TEXT, problem TEXT
    )""",
    "CREATE INDEX job_by_age ON job (created)",
    "ALTER TABLE job ADD COLUMN desk TEXT NOT NULL DEFAULT 'planning'",
)
"""The schema; see :class:`geoapp.store.database.Database`."""

_TEXTS = ("order", "progress", "result", "problem")


@dataclass(frozen=True)
class Job:
    """One job. `problem` is ``{"code", "params"}`` of a catalogue's sentence; times are seconds since 1970."""

    id: str
    kind: str
    order: Mapping[str, Any]
    state: State
    created: float
    started: float | None
    ended: float | None
    progress: Mapping[str, Any] | None
    result: Mapping[str, Any] | None
    problem: Mapping[str, Any] | None
    desk: str

    @property
    def over(self) -> bool:
        """Tell whether nothing more will happen."""
        return self.state in OVER

    def seconds(self, now: float) -> float:
        """Return how long the job has been worked on."""
        if self.started is None:
            return 0.0
        return max((self.ended if self.ended is not None else now) - self.started, 0.0)


class JobRows:
    """Jobs in the workspace's database; the oldest of a desk and kind go when there are many.

    What became of a job is known here even while the disk refuses to keep it; :meth:`settle` writes it down later.

    Parameters
    ----------
    desk
        Name of the desk whose jobs these are; any desk's can be read.
    """

    def __init__(self, database: Database, desk: str, clock: Callable[[], float] = time.time) -> None:
        self._database, self._desk, self.clock = database, desk, clock
        self._owed: dict[str, dict[str, Any]] = {}
        self._owing = threading.Lock()

    def add(self, key: str, kind: str, order: Mapping[str, Any]) -> None:
        """Write down a job that waits."""
        with self._database.writing() as connection:
            connection.execute(
                'INSERT INTO job (id, kind, "order", state, created, desk) VALUES (?, ?, ?, ?, ?, ?)',
                (key, kind, _text(order), "waiting", self.clock(), self._desk),
            )
            connection.execute(
                "DELETE FROM job WHERE desk = ? AND kind = ? AND state IN ('done', 'cancelled', 'failed', 'interrupted') "
                "AND id NOT IN (SELECT id FROM job WHERE desk = ? AND kind = ? ORDER BY created DESC LIMIT ?)",
                (self._desk, kind, self._desk, kind, MOST_KEPT),
            )

    def get(self, key: str) -> Job:
        """Return a job; raise ``NotFound``."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM job WHERE id = ?", (key,)).fetchone()
        if row is None:
            raise NotFound("job-not-found", id=key[:40])
        return self._known(_job(row))

    def recent(self, kind: str) -> list[Job]:
        """Return the jobs of a kind at this desk, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM job WHERE desk = ? AND kind = ? ORDER BY created DESC, rowid DESC", (self._desk, kind)
            ).fetchall()
        return [self._known(_job(row)) for row in rows]

    def forget(self, key: str) -> None:
        """Strike a job that is over off the list."""
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM job WHERE id = ? AND state NOT IN ('waiting', 'running')", (key,)
            )

    def begin(self, key: str) -> None:
        """Write down that a job is being worked on."""
        self._update(key, state="running", started=self.clock())

    def progress(self, key: str, progress: Mapping[str, Any]) -> None:
        """Write down how far a job is."""
        self._update(key, progress=_text(progress))

    def end(
        self,
        key: str,
        state: State,
        result: Mapping[str, Any] | None = None,
        problem: Mapping[str, Any] | None = None,
    ) -> None:
        """Write down what came of a job."""
        self._update(key, state=state, ended=self.clock(), result=_text(result), problem=_text(problem))

    def interrupt_all(self) -> int:
        """Mark every job of this desk that is not over as interrupted: whoever worked on them is gone. Return how many."""
        with self._database.writing() as connection:
            problem = _text({"code": "job-interrupted", "params": {}})
            return connection.execute(
                "UPDATE job SET state = 'interrupted', ended = ?, problem = ? "
                "WHERE desk = ? AND state IN ('waiting', 'running')",
                (self.clock(), problem, self._desk),
            ).rowcount

    def settle(self) -> None:
        """Write down what the disk refused before, if it can be written now."""
        with self._owing:
            for key in list(self._owed):
                self._write(key, self._owed[key])
                del self._owed[key]

    def _known(self, job: Job) -> Job:
        """Return a job with what is not written down yet."""
        with self._owing:
            values = self._owed.get(job.id, {})
        found = {name: _value(value) if name in _TEXTS else value for name, value in values.items()}
        return replace(job, **found)

    def _update(self, key: str, **values: object) -> None:
        """Write values of a job, or owe them."""
        with self._owing:
            before = self._owed.pop(key, None)
            owed = {**(before or {}), **values}
            try:
                self._write(key, owed)
            except StoreFault as error:
                if before is None:  # said once, not with every sheet
                    _log.warning("job %s cannot be written down now: %s", key, error)
                self._owed[key] = owed

    def _write(self, key: str, values: Mapping[str, Any]) -> None:
        columns = ", ".join(f"{name} = ?" for name in values)
        with self._database.writing() as connection:
            connection.execute(f"UPDATE job SET {columns} WHERE id = ?", (*values.values(), key))  # noqa: S608


def _job(row: sqlite3.Row) -> Job:
    parts = {name: _value(row[name]) for name in _TEXTS}
    return Job(**{**{name: row[name] for name in row.keys()}, **parts})  # noqa: SIM118 - a Row has keys


def _text(value: Mapping[str, Any] | None) -> str | None:
    return (
        None
        if value is None
        else json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    )


def _value(text: str | None) -> Any:
    return None if text is None else json.loads(text)
