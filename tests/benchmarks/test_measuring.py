"""The benchmarks' own promises: a goal is judged as it is printed, nobody is left unmeasured, answers come first."""

from __future__ import annotations

import itertools

import pytest

from benchmarks import bench_exports, timing
from benchmarks.table import Table, agree, shown_ratio, shown_seconds
from benchmarks.timing import Timed, race
from geoapp.usecases.briefing import PRODUCTS


@pytest.fixture
def clock(monkeypatch):
    """Let every look at the clock be a second after the last one."""
    seconds = itertools.count()
    monkeypatch.setattr(timing.time, "perf_counter", lambda: float(next(seconds)))


def test_the_table_says_of_every_goal_whether_it_holds(capsys):
    table = Table()
    table.begin("part")
    table.compare("twice as fast", Timed("", 1.0, 1), Timed("peer", 2.0, 1), at_least=3)
    table.compare("far faster", Timed("", 1.0, 1), Timed("peer", 30.0, 1), Timed("other", 0.5, 1), at_least=3)
    table.limit("quick enough", 49.9, "ms", below=50)
    table.limit("too slow", 50.0, "ms", below=50)
    lines = [" ".join(line.split()) for line in table.written().splitlines()]
    assert "twice as fast 1 s peer 2 s 2.0 x >= 3 x MISSED" in lines
    assert "far faster 1 s peer 30 s 30.0 x >= 3 x yes" in lines
    assert "other 500 ms 0.50 x" in lines
    assert "quick enough 49.9 ms < 50 ms yes" in lines
    assert "too slow 50 ms < 50 ms MISSED" in lines
    assert lines[-1] == "2 of 4 goals hold."
    assert capsys.readouterr().out == ""


def test_a_slow_contender_is_run_once_and_a_quick_one_every_round(clock):
    runs = {"slow": 0, "quick": 0}

    def work(name):
        runs[name] += 1

    found = race(("slow", lambda: work("slow")), ("quick", lambda: work("quick")), rounds=4, patience_s=0.5, elapsed_only=True)
    assert runs == {"slow": 1, "quick": 1}
    patient = race(("slow", lambda: work("slow")), rounds=4, patience_s=100, elapsed_only=True)
    assert runs["slow"] == 5
    assert [t.seconds for t in (*found, *patient)] == [1.0, 1.0, 1.0]


def test_the_best_run_counts_and_the_order_of_contenders_is_kept(monkeypatch):
    ticks = iter([0, 9, 10, 14, 20, 23, 30, 36])  # first runs take 9 and 4 seconds, second runs 3 and 6
    monkeypatch.setattr(timing.time, "perf_counter", lambda: float(next(ticks)))
    found = race(("a", lambda: None), ("b", lambda: None), rounds=2, patience_s=100, elapsed_only=True)
    assert [(t.name, t.seconds, t.runs) for t in found] == [("a", 3.0, 2), ("b", 4.0, 2)]


def test_waiting_counts_as_elapsed_time_and_not_as_processor_time(monkeypatch):
    elapsed, spent = iter([0, 8, 0, 8]), iter([0, 3, 0, 3])
    monkeypatch.setattr(timing.time, "perf_counter", lambda: float(next(elapsed)))
    monkeypatch.setattr(timing.time, "process_time", lambda: float(next(spent)))
    assert race(("a", lambda: None), rounds=1)[0].seconds == 3.0
    assert race(("a", lambda: None), rounds=1, elapsed_only=True)[0].seconds == 8.0


def test_different_answers_stop_the_run():
    agree(True, "never seen")
    with pytest.raises(AssertionError, match="the answers differ: households at 50 m"):
        agree(False, "households at 50 m")


def test_figures_are_shown_with_three_digits():
    assert [shown_seconds(s) for s in (0.00012, 0.0123, 12.34)] == ["0.12 ms", "12.3 ms", "12.3 s"]
    assert [shown_ratio(r) for r in (0.512, 7.25, 1234.0)] == ["0.51 x", "7.2 x", "1234 x"]


def test_products_that_are_measured_exist_and_every_one_has_a_limit_of_memory(monkeypatch):
    assert set(bench_exports.PRODUCTS) <= {"html", *PRODUCTS}
    assert set(bench_exports.QUICK) <= set(bench_exports.PRODUCTS)
    run = {"import_s": 1.0, "open_s": 0.1, "make_s": [2.5, 2.0], "bytes": 1_900_000, "peak_bytes": 390_000_000}
    heavy = run | {"peak_bytes": 400_000_000}
    monkeypatch.setattr(bench_exports, "_made", lambda *kinds: heavy if kinds[0] == "atlas" else run)
    table = Table()
    bench_exports.main(table, small=True)
    lines = [" ".join(line.split()) for line in table.written().splitlines()]
    assert "wall map A3, first 2.5 s < 3 s yes" in lines
    assert "atlas of 20 pages, file 1.9 MB < 2 MB yes" in lines
    assert "atlas of 20 pages, peak memory 400 MB < 400 MB MISSED" in lines
    assert lines[-1] == "5 of 6 goals hold."
