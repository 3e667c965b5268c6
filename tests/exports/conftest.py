"""Wards to write out, and the programs that read files back."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from geoapp.domain.ward import Ward
from geoapp.store import LooseFolder
from geoapp.usecases.wards import WardLibrary
from tests.conftest import Files, write_tiny

SAMPLE_FILES = Path(__file__).resolve().parents[2] / "data" / "geojson" / "phuong-lam"
CHANGED = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)
SECRETS = ("lien-he-17", "lien-he-18", "lien-he-19", "lien-he-20")
HOME_ADDRESS, HOME_NOTE = "Số 1 ngõ Thử", "nhà bà Kín"
OFFICE_FONTS = {"Arial": ("Arial", "Liberation Sans"), "Times New Roman": ("Times New Roman", "Liberation Serif")}
HOSTILE = '=HYPERLINK("http://x.example") <b>&"Ngõ"]]></b>'


def opened(folder: Path) -> Ward:
    store = LooseFolder(folder)
    return WardLibrary(store).open(store.ward_id)


def with_secrets(files: Files) -> Files:
    """Return the files with contacts, people who need help, and a house with an address, in every place there is."""
    made = {name: json.loads(data) for name, data in files.items()}

    def properties(layer: str, at: int) -> dict[str, object]:
        found: dict[str, object] = made[f"{layer}.geojson"]["features"][at]["properties"]
        return found

    properties("residential_groups", 0)["leader_ref"] = SECRETS[0]
    properties("fire_points", 0).update(manager_ref=SECRETS[1], keyholder_ref=SECRETS[2])
    properties("fire_points", 0)["inspections"] = [
        {"inspected_on": "2024-05-01", "result": "pass_noted", "by_ref": SECRETS[3], "faults": "tủ kẹt"}
    ]
    properties("buildings", 0).update(need_help=7777, address=HOME_ADDRESS, note=HOME_NOTE)
    properties("alleys", 0)["name"] = HOSTILE
    return {name: json.dumps(data, ensure_ascii=False).encode() for name, data in made.items()}


@pytest.fixture(scope="session")
def phuong_lam() -> Ward:
    """Return the sample ward."""
    return opened(SAMPLE_FILES)


@pytest.fixture(scope="session")
def sample(phuong_lam: Ward) -> Ward:
    """Return the sample ward under the name that paper and office call it by."""
    return phuong_lam


@pytest.fixture
def open_files(tmp_path: Path) -> Callable[[Files], Ward]:
    """Return a function that writes files into a folder and opens them as a ward."""

    def make(files: Files) -> Ward:
        folder = tmp_path / "phuong-thu"
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return opened(folder)

    return make


@pytest.fixture(scope="session")
def secretive(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    """Return the tiny ward with one usable point, a second one that does not count, and secrets everywhere."""
    folder = tmp_path_factory.mktemp("kin") / "phuong-thu"
    folder.mkdir()
    for name, data in with_secrets(write_tiny(second="suspended", point="Điểm đầu ngõ")).items():
        (folder / name).write_bytes(data)
        os.utime(folder / name, (CHANGED.timestamp(), CHANGED.timestamp()))
    return opened(folder)


@pytest.fixture(scope="session")
def reader() -> Callable[[str], str]:
    """Return what finds a program that reads products back.

    Without the program the check is skipped, and says so; with ``GEOAPP_REQUIRE_READERS=1`` it fails.
    """

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and os.environ.get("GEOAPP_REQUIRE_READERS") == "1":
            pytest.fail(f"GEOAPP_REQUIRE_READERS=1, but {name} is not installed")
        if path is None:
            pytest.skip(f"{name} is not installed: files are not read back by it here")
        return path

    return find


@pytest.fixture(scope="session")
def fonts_in(told_by: Callable[..., str]) -> Callable[[Path], set[str]]:
    """Return what names the families that a PDF is set in, all embedded; it knows of a machine's office fonts first.

    Where neither Arial and Times New Roman nor their usual stand-ins with all Vietnamese letters are installed, the
    check is skipped; with ``GEOAPP_REQUIRE_READERS=1`` it fails.
    """
    known = told_by("fc-list", ":lang=vi", "family")
    if not all(any(name in known for name in names) for names in OFFICE_FONTS.values()):
        if os.environ.get("GEOAPP_REQUIRE_READERS") == "1":
            pytest.fail("GEOAPP_REQUIRE_READERS=1, but no Arial or Times New Roman with Vietnamese letters is installed")
        pytest.skip("no Arial or Times New Roman with Vietnamese letters is installed: fonts are not checked here")

    def find(file: Path) -> set[str]:
        rows = told_by("pdffonts", str(file)).splitlines()[2:]
        assert all(re.search(r"\byes (yes|no) (yes|no)\b", row) for row in rows), "a font is not embedded"
        names = {re.sub(r"^[A-Z]{6}\+", "", row.split()[0]).split("-")[0].split(",")[0] for row in rows}
        return {asked for name in names for asked in _asked_for(name)}

    return find


def _asked_for(name: str) -> set[str]:
    """Return the office font that a PDF's font stands for, or its own name."""
    plain = {asked: {given.replace(" ", "") for given in names} for asked, names in OFFICE_FONTS.items()}
    return {asked for asked, names in plain.items() if name.removesuffix("MT").removesuffix("PS") in names} or {name}


@pytest.fixture(scope="session")
def told_by(reader: Callable[[str], str]) -> Callable[..., str]:
    """Return what runs a program over files and gives what it printed."""

    def run(name: str, *words: str) -> str:
        done = subprocess.run([reader(name), *words], capture_output=True, encoding="utf-8", check=True)
        return done.stdout

    return run
