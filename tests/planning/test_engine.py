"""Compiled code: nothing compiles after warming, and it is kept wherever a place can be found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import geoapp

WARMED = """
import numpy as np
from geoapp.planning import Cover, Rules, engine, frontier, solve_mclp
engine.warm()
def known():
    loaded = vars(engine.kernels()).values()
    kernels = [(m.__name__, n, f) for m in loaded for n, f in vars(m).items() if hasattr(f, "signatures")]
    return {(m, n, str(s)) for m, n, f in kernels for s in f.signatures}
before = known()
assert before
rng = np.random.default_rng(1)
demand, site = rng.random((200, 2)).astype(np.float32) * 30, (rng.random((2, 40)) * 30).T
for array in (demand, site):
    array.flags.writeable = False
cover = Cover.from_points(demand, site, 6)
frozen = [cover.indptr.astype(np.int32), cover.indices.astype(np.int64)]
for array in frozen:
    array.flags.writeable = False
again = Cover(*frozen, 200)
group = (np.arange(200) % 4).astype(np.int16)
for weights in (np.ones(200, np.int8), rng.random(200), np.sqrt(rng.random(200)).astype(np.float32)):
    solve_mclp(again, weights, np.int32(3), existing=np.array([1], np.uint8), seed=3)
for rules in (
    Rules(backup=True), Rules(graded=((Cover.from_points(demand, site, 9.5), 0.5),)),
    Rules(conflicts=Rules.too_near(site, 4), column_group=np.arange(40) % 3, group_cap=1),
    Rules(site_cost=np.arange(40) / 3, most_per_site=9, most_in_all=20), Rules(forbidden=range(40)),
    Rules(demand_group=group, floors={1: 0.9}), Rules(demand_group=group, fairest=True, backup=True),
):
    solve_mclp(cover, np.arange(200), 5, rules=rules, budget_s=2)
frontier(cover, np.ones(200), 5)
solve_mclp(Cover.from_points([], site, 1), [], 2)
solve_mclp(Cover.from_distances(np.ones((3, 0)), 1), [1, 2, 3], 2)
assert known() == before, known() - before
"""

KEPT = """
from pathlib import Path
import numpy as np, sys
from geoapp.planning import engine
if len(sys.argv) > 1:
    from geoapp.bootstrap import keep_compiled_code
    keep_compiled_code(Path(sys.argv[1]))
ptr, idx = engine.load("matrix").transpose(np.array([0, 1]), np.array([1], np.int32), 2)
print(ptr.tolist(), engine.__file__)
"""


def _run(program: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, **environment},
        cwd=environment.get("PYTHONPATH"),
        capture_output=True,
        text=True,
        check=False,
    )


def test_after_warming_no_question_about_cover_compiles_anything() -> None:
    run = _run(WARMED)
    assert run.returncode == 0, run.stderr


def _read_only_package(folder: Path) -> dict[str, str]:
    """Return an environment in which neither the package nor the user has a place for compiled code."""
    source = Path(geoapp.__file__).parent
    skip = shutil.ignore_patterns("__pycache__", "vendor", "_bundled")
    shutil.copytree(source, folder / "geoapp", ignore=skip)
    for place in ("planning", "coverage"):
        # a file where a folder should be cannot be written to, not even by an administrator
        (folder / "geoapp" / place / "__pycache__").write_text("", encoding="utf-8")
    nowhere = str(folder / "geoapp" / "planning" / "__pycache__")
    return {
        "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "NUMBA_CACHE_DIR": "", "HOME": nowhere,
        "XDG_CACHE_HOME": nowhere, "LOCALAPPDATA": nowhere, "APPDATA": nowhere, "USERPROFILE": nowhere,
    }  # fmt: skip


def test_where_nothing_can_be_kept_the_kernels_still_load(tmp_path: Path) -> None:
    run = _run(KEPT, **_read_only_package(tmp_path))
    assert run.returncode == 0, run.stderr
    assert run.stdout.split()[:3] == ["[0,", "0,", "1]"]
    assert str(tmp_path) in run.stdout
    assert "cannot be kept" in run.stderr


def test_a_package_that_cannot_be_written_to_keeps_compiled_code_in_the_workspace(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run = _run(KEPT, str(home), **_read_only_package(tmp_path))
    assert run.returncode == 0, run.stderr
    assert list((home / "compiled").rglob("*.nbi"))
    assert "cannot be kept" not in run.stderr
