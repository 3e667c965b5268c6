"""The floors of the house hold: the contracts of pyproject.toml, checked on every import there is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
CHECK = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"


def test_every_module_imports_only_from_floors_below_its_own() -> None:
    run = subprocess.run(
        [sys.executable, "-c", CHECK], cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"Contracts: [1-9]\d* kept, 0 broken", run.stdout)


def test_the_top_level_is_the_one_that_was_asked_for() -> None:
    for place in ("geoapp", "data/geojson", "templates", "tests", "pyproject.toml", "README.md"):
        assert (REPOSITORY / place).exists(), place


def test_the_server_gets_by_without_what_draws_products() -> None:
    """An export's worker loads these; a page must not wait for them, nor an office PC hold them in memory."""
    code = "import sys, geoapp.bootstrap, geoapp.web; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=REPOSITORY)
    loaded = set(run.stdout.split())
    assert {"flask", "geoapp"} <= loaded
    assert loaded.isdisjoint({"matplotlib", "docx", "pptx", "xlsxwriter"})
