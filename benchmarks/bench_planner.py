"""The planner against spopt with HiGHS and against HiGHS alone, and alone where peers take too long.

Everybody runs in a process of its own, one after another, on the same households, candidates and reach. Our
time counts from the coordinates: cover, plan and the proof checked in integers. The peers get the cover for
nothing; HiGHS stops at its usual gap of 0.01 %, which is no proof yet. Of elapsed and processor time the
lesser counts, on both sides: a run of minutes feels a busy machine far more than one of a blink.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.table import Table, agree
from benchmarks.timing import Timed
from benchmarks.towns import along_alleys
from benchmarks.wire import REPOSITORY
from geoapp.planning import Cover

PEERS_VARIABLE = "GEOAPP_PEERS"
"""Names the Python that has spopt and highspy; ``make bench`` sets it."""

RADIUS_M = 100.0
PEER_S, BUDGET_S = 300.0, 60.0
HIGHS_GAP = 1e-4
SEED = 5


def main(table: Table, *, small: bool) -> None:
    """Run the cases from small to large."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        table.begin("planner, against peers")
        _against(table, _case(home, 1_000, 500, 5), "1,000 x 500, p = 5", at_least=None)
        if small:
            return
        large = _case(home, 10_000, 2_000, 20)
        _against(table, large, "10,000 x 2,000, p = 20", at_least=200)
        table.note("Ours from coordinates to the proof checked in integers; the peers get the cover for nothing.")
        table.begin("planner, alone")
        _curve(table, _case(home, 10_000, 2_000, 30))
        _alone(table, _case(home, 100_000, 5_000, 100), "100,000 x 5,000, p = 100", goal_s=None)
        _alone(table, _case(home, 1_000_000, 5_000, 200), "1,000,000 x 5,000, p = 200", goal_s=3.0)


def _case(home: Path, households: int, candidates: int, new: int) -> Path:
    """Write a ward to a file: places for us, the finished cover for peers."""
    xy, sites, weights = along_alleys(households, candidates, SEED)
    file = home / f"{households}-{new}.npz"
    cover = Cover.from_points(xy, sites, RADIUS_M)
    np.savez(
        file,
        households=xy,
        candidates=sites,
        radius=RADIUS_M,
        indptr=cover.indptr,
        indices=cover.indices,
        weights=weights,
        new=new,
    )
    return file


def _against(table: Table, case: Path, words: str, at_least: float | None) -> None:
    ours = _ours("solve", case, BUDGET_S)
    timed = Timed("", ours["seconds"], 1)
    table.text(f"{words}: objective, status", f"{ours['objective']:,}, {ours['status']}")
    python = os.environ.get(PEERS_VARIABLE)
    if not python:
        table.note(f"{words}: peers not run, {PEERS_VARIABLE} names no Python with spopt; use make bench.")
        return
    for name, script, limit, goal in (
        ("spopt + HiGHS", "spopt_mclp.py", (), at_least),
        ("HiGHS alone", "highs_mclp.py", (str(PEER_S),), None),
    ):
        peer = _answer([python, str(Path(__file__).parent / "peers" / script), str(case), *limit])
        _same_objective(ours, peer, name)
        shown = f"{name}, {'proved' if peer['status'] == 'Optimal' else 'stopped unproved'}"
        seconds = min(peer["seconds"], peer["cpu_s"])
        table.compare(f"{words}, to proof", timed, Timed(shown, seconds, 1), at_least=goal)
        for key, label in (("first_s", "to first answer"), ("gap_1_s", "to 1 % gap")):
            if key in peer and key in ours:
                theirs = peer[key] * seconds / peer["seconds"]
                table.compare(f"{words}, {label}", Timed("", ours[key], 1), Timed(name, theirs, 1))
        if ours["peak_mb"] and peer["peak_mb"]:
            table.sizes(f"{words}, peak memory", ours["peak_mb"], name, peer["peak_mb"], "MB")
        if "built_cpu_s" in peer:
            table.note(f"{words}: of spopt's time {peer['built_cpu_s']:.1f} s went into building its model.")


def _same_objective(ours: dict[str, Any], peer: dict[str, Any], name: str) -> None:
    best, theirs = ours["objective"], peer["objective"]
    if peer["status"] == "Optimal":
        agree(theirs >= best * (1 - HIGHS_GAP), f"{name} proves {theirs}, ours {best}")
    if ours["status"] == "optimal":
        agree(theirs <= best, f"{name} found {theirs}, more than what we proved, {best}")


def _curve(table: Table, case: Path) -> None:
    found = _ours("curve", case, 10.0)
    table.limit("curve p = 1 … 30 at 10,000 x 2,000, all", found["seconds"], "s", below=10.5)
    table.limit("curve, worst gap", 100 * found["worst_gap"], "%", below=0.5)
    table.note(f"Curve: {found['proved']} of 30 plans proved optimal within the budget of 10 s.")


def _alone(table: Table, case: Path, words: str, goal_s: float | None) -> None:
    found = _ours("solve", case, BUDGET_S)
    table.limit(f"{words}: first answer", found["first_s"], "s")
    if "gap_1_s" in found:
        table.limit(f"{words}: 1 % gap", found["gap_1_s"], "s", below=goal_s)
    end = "proof" if found["status"] == "optimal" else f"end, gap {100 * found['gap']:.2f} %"
    table.limit(f"{words}: {end}", found["seconds"], "s")
    memory = f", peak memory {found['peak_mb']:.0f} MB" if found["peak_mb"] else ""
    table.note(f"{words}: cover {found['cover_share'] * found['seconds']:.2f} s of it{memory}.")


def _ours(mode: str, case: Path, budget: float) -> dict[str, Any]:
    return _answer([sys.executable, "-m", "benchmarks.planner_ours", mode, str(case), str(budget)])


def _answer(command: list[str]) -> dict[str, Any]:
    """Run a process and return the JSON of its last line; solvers greet on the lines before."""
    found = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    if found.returncode:
        raise AssertionError(f"{' '.join(command)} failed:\n{found.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(found.stdout.strip().splitlines()[-1])
    return answer
