"""The documentation is true: commands run, settings and words exist, links lead somewhere."""

from __future__ import annotations

import dataclasses
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from geoapp import browser
from geoapp.cli import main
from geoapp.config import HOME_VARIABLE, PUBLIC_URL_VARIABLE, SETTINGS_FILE, load_config
from geoapp.usecases.exporting.kinds import KINDS
from geoapp.usecases.exporting.order import Order

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
SETTINGS = (REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8")
sys.path.insert(0, str(REPOSITORY / "tools"))

import layer_reference  # noqa: E402

CONTEXT = click.Context(main)
COMMANDS = {name: main.get_command(CONTEXT, name) for name in main.list_commands(CONTEXT)}
OPTIONS = sorted(
    {
        (name, option)
        for name, command in COMMANDS.items()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    }
)


def test_the_readme_is_short_and_begins_in_vietnamese() -> None:
    lines = README.splitlines()
    assert len(lines) < 100
    first = next(line for line in lines[1:] if line.strip())
    assert "phường" in first


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert re.search(rf"^\| `geoapp {command}\b", SETTINGS, re.MULTILINE)


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_every_option_is_documented_where_its_command_is_named(command: str, option: str) -> None:
    rows = [row for row in SETTINGS.splitlines() if row.startswith("| `--") and f"`{option}`" in row]
    assert rows, f"{option} of geoapp {command} is not in docs/settings.md"
    assert any(re.search(rf"\b({command}|all)\b", row.split("|")[2]) for row in rows), (command, rows)


@pytest.mark.parametrize("name", [HOME_VARIABLE, PUBLIC_URL_VARIABLE, SETTINGS_FILE])
def test_every_variable_and_the_settings_file_are_documented(name: str) -> None:
    assert f"`{name}`" in SETTINGS or name in SETTINGS


def test_the_settings_shown_are_settings_that_load(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", SETTINGS, re.DOTALL)
    assert example
    header = bytearray(127)  # PMTiles version 3: magic, then the kind of tiles (1: vectors) at byte 99
    header[:8], header[99] = b"PMTiles\x03", 1
    (tmp_path / "hoa-binh.pmtiles").write_bytes(bytes(header))
    (tmp_path / SETTINGS_FILE).write_text(example[1], encoding="utf-8")
    config = load_config(tmp_path)
    assert config.public_url == "http://192.168.1.10:8000"
    assert config.basemap is not None
    assert config.basemap.kind == "pmtiles"


def test_every_command_of_the_readme_runs(tmp_path: Path) -> None:
    """The lines that call the program, in their order, in an empty folder; made files are those they name."""
    block = re.search(r"```\n(\.venv/bin/geoapp.*?)```", README, re.DOTALL)
    assert block
    houses = REPOSITORY / "data" / "geojson" / "phuong-lam"
    for name, layer in (("points", "fire_points"), ("houses", "buildings"), ("streets", "alleys")):
        (tmp_path / f"{name}.geojson").write_bytes((houses / f"{layer}.geojson").read_bytes())
    ran = 0
    for line in block[1].splitlines():
        words = shlex.split(line, comments=True)
        run = subprocess.run(
            [sys.executable, "-m", "geoapp.cli", *words[1:]],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
            env=_environment(tmp_path),
        )
        assert run.returncode == 0, (line, run.stderr)
        ran += 1
    assert ran >= 4


def _environment(home: Path) -> dict[str, str]:
    paths = [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(p for p in paths if p),
        HOME_VARIABLE: str(home / "var"),
    }


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE))
    assert {"run", "test"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_name_of_the_glossary_exists_in_the_code() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in (REPOSITORY / "geoapp").rglob("*.py"))
    glossary = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [row for row in glossary.splitlines() if row.startswith("|")]
    names = [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[-2])]
    assert len(names) >= 30
    missing = [name for name in names if not re.search(rf"\b{name}\b", code)]
    assert not missing


def test_the_reference_of_layers_is_what_the_code_says() -> None:
    written = (REPOSITORY / "docs" / "layers.md").read_text(encoding="utf-8")
    assert written == layer_reference.text(), "run python tools/layer_reference.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#]+)", text):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_files_that_pages_name_exist(page: Path) -> None:
    places = (
        r"`((?:geoapp|docs|tests|tools|templates|benchmarks|data)/[\w./-]+\.(?:py|md|toml|html|js|css|json))`"
    )
    for name in re.findall(places, page.read_text(encoding="utf-8")):
        assert (REPOSITORY / name).exists(), name


def test_every_kind_and_option_of_an_order_is_documented() -> None:
    page = (REPOSITORY / "docs" / "exports-api.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1] for row in page.splitlines() if row.startswith("| `")]
    keys = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert {field.name for field in dataclasses.fields(Order)} - {"language"} <= {
        {"radius": "radius_m", "crs": "system"}.get(key, key) for key in keys
    }
    for kind in KINDS:
        sizes = "`map-a4` to `map-a0`" if kind.startswith("map-a") else f"`{kind}`"
        assert sizes in page, kind
        assert sizes in SETTINGS, kind


@pytest.mark.parametrize(("language", "chapter"), [("vi", "vi/xuat-ban.md"), ("en", "en/exports.md")])
def test_the_chapter_on_exports_calls_things_as_the_page_does(language: str, chapter: str) -> None:
    page = (REPOSITORY / "docs" / "guide" / chapter).read_text(encoding="utf-8")
    bold = set(re.findall(r"\*\*(.+?)\*\*", page))
    words = browser.words(language, "export")
    cards = [words[key] for key in words if key.startswith("js.export.card.")]
    assert len(cards) == 9
    states = [words[f"js.export.state.{state}"] for state in ("done", "stale", "plan-changed", "interrupted", "failed", "gone")]
    actions = [words[f"js.export.{action}"] for action in ("make", "get", "cancel", "again", "remove", "common")]
    assert {*cards, *states, *actions} - bold == set()


def test_every_page_of_the_documentation_is_in_its_index() -> None:
    docs = REPOSITORY / "docs"
    index = (docs / "README.md").read_text(encoding="utf-8")
    pages = [page.relative_to(docs).as_posix() for page in docs.rglob("*.md") if page.parent.name != "decisions"]
    assert [page for page in pages if page != "README.md" and f"({page})" not in index] == []


def test_every_decision_is_in_the_index() -> None:
    folder = REPOSITORY / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    files = sorted(file.name for file in folder.glob("[0-9]*.md"))
    assert files
    for name in files:
        assert f"({name})" in index, name
        assert len((folder / name).read_text(encoding="utf-8").splitlines()) <= 40, name
    assert len({name[:4] for name in files}) == len(files), "two decisions bear one number"
