"""Saved plans: one row each, with a revision, so that nobody overwrites what they have not seen."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from geoapp.errors import CallFault, Conflict, NotFound
from geoapp.store.database import Database

MOST_PER_WARD = 500
_KEY_BYTES = 9

ROOM = (
    """CREATE TABLE variant (
        id TEXT PRIMARY KEY, ward TEXT NOT NULL, revision INTEGER NOT NULL, name TEXT NOT NULL,
        created TEXT NOT NULL, updated TEXT NOT NULL, content TEXT NOT NULL, adopted TEXT
    )""",
    "CREATE INDEX variant_by_ward ON variant (ward, created)",
)
"""The schema; see :class:`geoapp.store.database.Database`."""


@dataclass(frozen=True)
class Variant:
    """A saved plan. `content` is plain JSON; times are ISO 8601, UTC; `adopted` ``{"ids", "at"}`` of fire points."""

    id: str
    ward: str
    revision: int
    name: str
    created: str
    updated: str
    content: Mapping[str, Any]
    adopted: Mapping[str, Any] | None


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


class VariantStore:
    """Variants in the workspace's database."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime] = _now) -> None:
        self._database, self._now = database, now

    def all(self, ward: str) -> list[Variant]:
        """Return a ward's variants, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM variant WHERE ward = ? ORDER BY created, id", (ward,))
            return [_variant(row) for row in rows.fetchall()]

    def get(self, ward: str, key: str) -> Variant:
        """Return a variant; raise ``NotFound``."""
        with self._database.reading() as connection:
            return _found(connection, ward, key)

    def create(self, ward: str, name: str, content: Mapping[str, Any]) -> Variant:
        """Save a new variant at revision 1; refuse when the ward has very many."""
        key, now = secrets.token_urlsafe(_KEY_BYTES), self._stamp()
        with self._database.writing() as connection:
            count = connection.execute("SELECT count(*) FROM variant WHERE ward = ?", (ward,)).fetchone()[0]
            if count >= MOST_PER_WARD:
                raise CallFault("variant-too-many", most=MOST_PER_WARD)
            connection.execute(
                "INSERT INTO variant (id, ward, revision, name, created, updated, content) VALUES (?, ?, 1, ?, ?, ?, ?)",
                (key, ward, name, now, now, _text(content)),
            )
            return _found(connection, ward, key)

    def update(self, ward: str, key: str, revision: int, name: str, content: Mapping[str, Any]) -> Variant:
        """Replace a variant that is still at `revision`.

        Raises
        ------
        Conflict
            If somebody saved it since; theirs stands.
        """
        with self._database.writing() as connection:
            _at(_found(connection, ward, key), revision)
            connection.execute(
                "UPDATE variant SET revision = revision + 1, name = ?, updated = ?, content = ? WHERE id = ?",
                (name, self._stamp(), _text(content), key),
            )
            return _found(connection, ward, key)

    def delete(self, ward: str, key: str, revision: int | None = None) -> None:
        """Delete a variant, if `revision` is given only at that one."""
        with self._database.writing() as connection:
            found = _found(connection, ward, key)
            if revision is not None:
                _at(found, revision)
            connection.execute("DELETE FROM variant WHERE id = ?", (key,))

    def mark_adopted(self, ward: str, key: str, ids: list[str] | None) -> Variant:
        """Note which fire points a variant became, or with ``None`` that it is a plan again."""
        with self._database.writing() as connection:
            _found(connection, ward, key)
            noted = None if ids is None else _text({"ids": ids, "at": self._stamp()})
            connection.execute("UPDATE variant SET adopted = ? WHERE id = ?", (noted, key))
            return _found(connection, ward, key)

    def _stamp(self) -> str:
        return self._now().isoformat(timespec="milliseconds")


def _at(found: Variant, revision: int) -> None:
    if found.revision != revision:
        raise Conflict("variant-stale", name=found.name, revision=found.revision)


def _found(connection: sqlite3.Connection, ward: str, key: str) -> Variant:
    row = connection.execute("SELECT * FROM variant WHERE id = ? AND ward = ?", (key, ward)).fetchone()
    if row is None:
        raise NotFound("variant-not-found", id=key[:40])
    return _variant(row)


def _variant(row: sqlite3.Row) -> Variant:
    adopted = row["adopted"]
    return Variant(
        row["id"], row["ward"], row["revision"], row["name"], row["created"], row["updated"],
        json.loads(row["content"]), json.loads(adopted) if adopted is not None else None,
    )  # fmt: skip


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
