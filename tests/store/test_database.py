"""The workspace's database where the disk is full: a sentence, whole transactions, and work goes on after."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp.errors import StoreFault
from geoapp.i18n import LANGUAGES, translator
from geoapp.store.database import Database

ROOM = {"notes": ("CREATE TABLE note (text TEXT NOT NULL)",)}


def write(database: Database, text: str) -> None:
    with database.writing() as connection:
        connection.execute("INSERT INTO note VALUES (?)", (text,))


def count(database: Database) -> int:
    with database.reading() as connection:
        found = connection.execute("SELECT count(*) FROM note").fetchone()
    return int(found[0])


def limit_to(database: Database, pages: int) -> None:
    with database.reading() as connection:
        connection.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_said_in_the_readers_words_and_ends_with_the_disk_being_full(tmp_path: Path) -> None:
    database = Database(tmp_path / "geoapp.sqlite", ROOM)
    write(database, "một")
    limit_to(database, 1)
    with pytest.raises(StoreFault) as full:
        write(database, "x" * 100_000)
    assert full.value.code == "disk-full"
    for language in LANGUAGES:
        words = full.value.sentence(translator(language))
        assert words.endswith(".")
        assert "sqlite" not in words, "no file's place, and no word of the database in another language"
    assert count(database) == 1
    limit_to(database, 1_000_000)
    write(database, "x" * 100_000)
    assert count(database) == 2
    database.close()
