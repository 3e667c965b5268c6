"""The folder store: whole writes, one writer at a time, no way out of the workspace."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoapp.errors import DataFault, GeoappError, NotFound, StoreFault
from geoapp.i18n import LANGUAGES, translator
from geoapp.store import FolderStore

FILE = "fire_points.geojson"
OLD = b"o" * 300_000
NEW = b"n" * 3_000_000
_WRITER = """
import sys
from pathlib import Path
from geoapp.store import FolderStore
store = FolderStore(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    store.write("phuong-lam", "fire_points.geojson", b"n" * 3_000_000)
    store.write("phuong-lam", "fire_points.geojson", b"o" * 300_000)
"""
_APPENDER = """
import sys
from pathlib import Path
from geoapp.store import FolderStore
store = FolderStore(Path(sys.argv[1]))
for n in range(20):
    store.write("phuong-lam", f"{sys.argv[2]}_{n}.json", b"{}")
"""


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "home")


def run(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE)


def test_what_is_written_is_read_back_and_changes_the_signature(store: FolderStore) -> None:
    store.write("phuong-lam", FILE, OLD)
    before = store.signature("phuong-lam")
    assert store.wards() == ("phuong-lam",)
    assert store.files("phuong-lam") == {FILE: OLD}
    store.write("phuong-lam", FILE, NEW)
    assert store.files("phuong-lam")[FILE] == NEW
    assert store.signature("phuong-lam") != before


@settings(max_examples=25)
@given(data=st.binary(max_size=2000))
def test_write_then_read_is_identity(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    store = FolderStore(tmp_path_factory.mktemp("home"))
    store.write("w", "ward.json", data)
    assert store.files("w")["ward.json"] == data


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_write_leaves_a_whole_file_and_the_next_start_sweeps(tmp_path: Path) -> None:
    home = tmp_path / "home"
    FolderStore(home).write("phuong-lam", FILE, OLD)
    for attempt in range(8):
        writer = run(_WRITER, str(home))
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == b"ready"
        time.sleep(0.01 + 0.007 * attempt)
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert FolderStore(home).files("phuong-lam")[FILE] in (OLD, NEW)
        assert not list((home / "layers" / "phuong-lam").glob(".geoapp-*"))


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    writers = [run(_APPENDER, str(home), name) for name in ("one", "two")]
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    assert len(FolderStore(home).files("phuong-lam")) == 40


def test_a_full_disk_costs_nothing_but_a_sentence(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write("phuong-lam", FILE, OLD)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("geoapp.store.atomic.os.fsync", full)
    with pytest.raises(StoreFault) as caught:
        store.write("phuong-lam", FILE, NEW)
    assert FILE in str(caught.value)
    assert "No space left" in str(caught.value)
    assert store.files("phuong-lam") == {FILE: OLD}
    assert [p.name for p in (store.home / "layers" / "phuong-lam").iterdir()] == [FILE]


@pytest.mark.parametrize("ward", ["..", "a/b", "a\\b", "", "Phường", "con", "a\n", "-a", "x" * 65])
def test_a_ward_id_never_leads_out_of_the_workspace(store: FolderStore, ward: str) -> None:
    with pytest.raises(DataFault):
        store.write(ward, FILE, b"{}")
    with pytest.raises(NotFound):
        store.files(ward)


@pytest.mark.parametrize("file", ["../x.json", ".hidden.json", "nul.json", "a.exe", "a.json\n", "C:x.json"])
def test_a_file_name_never_leads_out_of_the_ward(store: FolderStore, file: str) -> None:
    with pytest.raises(DataFault):
        store.write("phuong-lam", file, b"{}")
    assert store.wards() == ()


def test_a_workspace_that_is_a_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    place = tmp_path / "home"
    place.write_bytes(b"")
    with pytest.raises(StoreFault) as caught:
        FolderStore(place)
    for language in LANGUAGES:
        assert str(place) in GeoappError.sentence(caught.value, translator(language))
