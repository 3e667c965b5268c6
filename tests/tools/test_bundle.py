"""The bundle for an office without internet: the right wheels, only locked ones, and starters that its PC can run."""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tools"))

from offline_bundle import build as building  # noqa: E402
from offline_bundle.lock import read_lock, run_time_pins  # noqa: E402
from offline_bundle.platforms import PLATFORMS, PYTHONS  # noqa: E402

PINS = read_lock((REPOSITORY / "requirements.lock").read_text(encoding="utf-8"))


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=list(PLATFORMS))
@pytest.mark.parametrize("python", PYTHONS)
def test_a_bundle_holds_what_the_program_needs_and_no_developer_s_tool(platform: object, python: str) -> None:
    names = {pin.name for pin in run_time_pins(PINS, platform.environment(python))}  # type: ignore[attr-defined]
    assert {"geopandas", "numpy", "shapely", "pyproj", "folium", "flask", "waitress", "click"} <= names
    assert {"jinja2", "pandas", "werkzeug"} <= names  # needed by those
    assert not names & {"pytest", "mypy", "ruff", "playwright", "hypothesis"}


@pytest.mark.parametrize("python", PYTHONS)
def test_each_package_comes_once_in_the_version_for_that_python(python: str) -> None:
    chosen = run_time_pins(PINS, PLATFORMS["windows"].environment(python))
    assert len({pin.name for pin in chosen}) == len(chosen)
    locked = {pin.version: str(pin.marker) for pin in PINS if pin.name == "numpy"}
    version = next(pin.version for pin in chosen if pin.name == "numpy")
    assert (">=" in locked[version]) == (python != "3.11")


def test_every_pin_of_the_lock_has_a_hash_and_someone_who_needs_it() -> None:
    assert len(PINS) > 50
    assert all(pin.hashes and pin.needed_by for pin in PINS)


def test_a_wheel_that_the_lock_does_not_know_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "flask-9-py3-none-any.whl", "w") as wheel:
        wheel.writestr("flask.py", "")
    with pytest.raises(SystemExit, match=r"flask-9.*not in requirements\.lock: sha256:"):
        building.check_hashes(PINS, tmp_path)


def test_the_windows_starter_is_ascii_with_the_line_ends_that_windows_expects(tmp_path: Path) -> None:
    building.write_texts(tmp_path, PLATFORMS["windows"], "3.12")
    data = (tmp_path / "start.bat").read_bytes()
    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r\n") > 20
    labels = set(re.findall(rb"(?m)^:(\w+)", data))
    assert set(re.findall(rb"goto (\w+)", data)) <= labels
    assert b"@" not in data.replace(b"@echo off", b"")
    assert b"serve --home var --open" in data


def test_the_linux_starter_can_be_run_and_the_page_names_the_starter(tmp_path: Path) -> None:
    building.write_texts(tmp_path, PLATFORMS["linux"], "3.11")
    assert (tmp_path / "start.sh").stat().st_mode & 0o111
    page = (tmp_path / "DOC-TRUOC.html").read_text(encoding="utf-8")
    assert "start.sh" in page
    assert "Python 3.11" in page
    assert "@" not in page
    assert "114" in page
