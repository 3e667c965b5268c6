"""The shelf of finished files: names that lead nowhere else, whole writes, a sweep that spares what is being written."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest

from geoapp.errors import GeoappError, NotFound, StoreFault
from geoapp.i18n import LANGUAGES, translator
from geoapp.store import atomic
from geoapp.store.shelf import FileShelf

NAME = "a1B2c3D4_-e5.pdf"
HOUR_S = 3_600.0
NAMES = (
    "../../../etc/passwd", "..", ".", "", "a.pdf", "/tmp/a1b2c3d4.pdf", "C:a1b2c3d4.pdf", "a1b2c3d4/x.pdf", "a1b2c3d4\\x.pdf",
    "a1b2c3d4.pdf\n", "a1b2c3d4.PDF", "a1b2c3d4.pdf.exe", "a1b2c3d4", ".geoapp-a1b2c3d4.part", "tổ-a1b2c3d4.pdf",
    "a1b2c3d4.pdf\x00.png", "x" * 81 + ".pdf", "a1b2c3d4.geojson", "%2e%2e%2fa1b2c3d4.pdf",
)  # fmt: skip
"""Names that the program never makes: ways out, hidden files, other endings, control characters, too short, too long."""


@pytest.fixture
def now() -> list[float]:
    return [time.time()]


@pytest.fixture
def shelf(tmp_path: Path, now: list[float]) -> FileShelf:
    return FileShelf(tmp_path / "home" / "exports", lambda: now[0])


def lying(shelf: FileShelf) -> set[str]:
    return {file.name for file in shelf.folder.iterdir()}


def test_what_is_put_is_there_whole_and_can_be_replaced_and_taken_away(shelf: FileShelf) -> None:
    assert not shelf.has(NAME)
    for data in (b"%PDF one", b"%PDF two", b""):
        shelf.put(NAME, data)
        assert shelf.has(NAME)
        assert shelf.path(NAME).read_bytes() == data
    shelf.remove(NAME)
    assert not shelf.has(NAME)
    shelf.remove(NAME)
    with pytest.raises(NotFound) as missing:
        shelf.path(NAME)
    for language in LANGUAGES:
        assert "7" in GeoappError.sentence(missing.value, translator(language))


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_no_file_of_the_shelf_and_touches_nothing(shelf: FileShelf, name: str) -> None:
    shelf.put(NAME, b"x")
    beside = shelf.folder.parent / "geoapp.sqlite"
    beside.write_bytes(b"y")
    for call in (shelf.path, shelf.has, shelf.remove):
        with pytest.raises(NotFound):
            call(name)
    with pytest.raises(NotFound):
        shelf.put(name, b"z")
    assert lying(shelf) == {NAME}
    assert {file.name for file in shelf.folder.parent.iterdir()} == {"exports", "geoapp.sqlite"}


def test_a_folder_with_a_files_name_is_no_file(shelf: FileShelf) -> None:
    (shelf.folder / NAME).mkdir(parents=True)
    assert not shelf.has(NAME)
    with pytest.raises(NotFound):
        shelf.path(NAME)


def test_a_full_disk_is_a_sentence_and_leaves_the_old_file_and_no_part(
    shelf: FileShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put(NAME, b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(StoreFault) as refused:
        shelf.put(NAME, b"new")
    for language in LANGUAGES:
        told = GeoappError.sentence(refused.value, translator(language))
        assert {"vi": "đã đầy", "en": "is full"}[language] in told
        assert "No space left" not in told, "the system's words are in one language only"
    assert shelf.path(NAME).read_bytes() == b"old"
    assert lying(shelf) == {NAME}


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "exports").write_bytes(b"a file in the way")
    shelf = FileShelf(tmp_path / "exports")
    with pytest.raises(StoreFault):
        shelf.put(NAME, b"x")
    assert not shelf.has(NAME)
    assert shelf.sweep(lambda name, age_s: True) == 0


def test_a_sweep_asks_by_name_and_age_and_leaves_what_is_not_the_programs(
    shelf: FileShelf, now: list[float]
) -> None:
    assert shelf.sweep(lambda name, age_s: True) == 0, "no folder, nothing to sweep"
    for name in ("old-00001.pdf", "young-0001.pdf", "kept-00001.pdf"):
        shelf.put(name, b"x")
    (shelf.folder / "ghi chú.txt").write_text("của cán bộ", encoding="utf-8")
    os.utime(shelf.folder / "old-00001.pdf", (now[0] - 9 * HOUR_S,) * 2)
    asked: dict[str, float] = {}

    def by_age(name: str, age_s: float) -> bool:
        asked[name] = age_s
        return age_s > HOUR_S and not name.startswith("kept")

    assert shelf.sweep(by_age) == 1
    assert set(asked) == {"old-00001.pdf", "young-0001.pdf", "kept-00001.pdf"}
    assert asked["old-00001.pdf"] == pytest.approx(9 * HOUR_S, abs=1)
    assert lying(shelf) == {"young-0001.pdf", "kept-00001.pdf", "ghi chú.txt"}
    now[0] += 2 * HOUR_S
    assert shelf.sweep(by_age) == 1
    assert lying(shelf) == {"kept-00001.pdf", "ghi chú.txt"}


def test_a_sweep_takes_what_a_killed_write_left_and_never_a_part_that_is_being_written(
    shelf: FileShelf, now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put(NAME, b"x")
    left = shelf.folder / f"{atomic.PART_PREFIX}killed{atomic.PART_SUFFIX}"
    left.write_bytes(b"half")
    os.utime(left, (now[0] - 2 * HOUR_S,) * 2)
    swept: list[int] = []
    rename = Path.replace

    def sweeping(self: Path, target: Path) -> Path:
        swept.append(shelf.sweep(lambda name, age_s: False))
        assert self.exists(), "the part was taken from under the writer"
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", sweeping)
    shelf.put("second-001.pdf", b"whole")
    assert swept == [1], "what the killed write left, and nothing else"
    assert shelf.path("second-001.pdf").read_bytes() == b"whole"
    assert lying(shelf) == {NAME, "second-001.pdf"}


def test_a_file_that_somebody_holds_open_is_left_to_the_next_sweep(
    shelf: FileShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put("held-00001.pdf", b"x")
    shelf.put("free-00001.pdf", b"x")
    unlink = Path.unlink

    def held(self: Path, missing_ok: bool = False) -> None:
        if self.name.startswith("held"):
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        unlink(self, missing_ok)

    with monkeypatch.context() as windows:
        windows.setattr(Path, "unlink", held)
        assert shelf.sweep(lambda name, age_s: True) == 1
        with pytest.raises(StoreFault) as refused:
            shelf.remove("held-00001.pdf")
        assert "held-00001.pdf" in str(refused.value)
    assert lying(shelf) == {"held-00001.pdf"}
    assert shelf.sweep(lambda name, age_s: True) == 1
    assert lying(shelf) == set()
