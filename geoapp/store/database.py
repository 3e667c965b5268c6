"""The workspace's database: one SQLite file in WAL mode, whose writes are whole and one at a time."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from geoapp.errors import StoreFault

FILE = "geoapp.sqlite"
_BUSY_S = 10.0

Rooms = Mapping[str, Sequence[str]]
"""For every room that keeps tables here, its steps of schema in order; a step, once released, never changes."""


class Database:
    """One connection, shared by threads under a lock; other processes wait for each other's writes.

    Parameters
    ----------
    file
        The database; made at the first use.
    rooms
        The tables, brought up to date at the first use.

    Raises
    ------
    StoreFault
        From any method, if the disk refuses or the file is none of ours; what stood there still stands.
    """

    def __init__(self, file: Path, rooms: Rooms) -> None:
        self.file, self._rooms = file, rooms
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for questions."""
        with self._lock, self._told():
            yield self._open()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one transaction: it is kept whole at the end, or not at all."""
        with self._lock, self._told():
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
                raise StoreFault("disk-full") from error
            raise StoreFault("database-failed", file=str(self.file), reason=str(error)) from error

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                self.file, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
            try:
                _prepare(connection, self._rooms)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
            weakref.finalize(self, connection.close)
        return self._connection


def _prepare(connection: sqlite3.Connection, rooms: Rooms) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("CREATE TABLE IF NOT EXISTS room (name TEXT PRIMARY KEY, steps INTEGER NOT NULL)")
    connection.execute("BEGIN IMMEDIATE")
    try:
        for room, steps in rooms.items():
            row = connection.execute("SELECT steps FROM room WHERE name = ?", (room,)).fetchone()
            for step in steps[row["steps"] if row else 0 :]:
                connection.execute(step)
            connection.execute(
                "INSERT OR REPLACE INTO room VALUES (?, ?)",
                (room, max(len(steps), row["steps"] if row else 0)),
            )
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
