"""How a benchmark measures: contenders run in turn, round by round, and the best time of each counts.

Another program on the machine can only make a run slower, never faster, so the best of several runs is
the one to compare; running in turn spreads a busy minute over all contenders. For the same reason the lesser
of elapsed and processor time counts: they are equal on a quiet machine, unless work runs on several cores.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass

LEAST_MEASURED_S = 0.02
"""Work quicker than this is repeated until a measurement lasts so long."""

_MOST_REPEATS = 10_000


@dataclass(frozen=True)
class Timed:
    """A named contender, the best of its runs in seconds, and how many runs there were."""

    name: str
    seconds: float
    runs: int


def race(
    *contenders: tuple[str, Callable[[], object]],
    rounds: int = 5,
    patience_s: float = 8.0,
    elapsed_only: bool = False,
) -> list[Timed]:
    """Return the best time of every contender, in the order given.

    Parameters
    ----------
    contenders
        Names and work; work is run as it stands, so whatever may be kept between runs must stand before.
    rounds
        How often each is measured; a contender that has used up `patience_s` seconds is not run again, but
        every one is run at least once.
    elapsed_only
        For work that waits for another process, whose processor time is not ours.
    """
    spent = [0.0] * len(contenders)
    best = [float("inf")] * len(contenders)
    runs, repeats = [0] * len(contenders), [0] * len(contenders)
    for _ in range(rounds):
        for i, (_, work) in enumerate(contenders):
            if runs[i] and spent[i] > patience_s:
                continue
            if repeats[i] == 0:
                once = _measured(work, 1, elapsed_only)
                spent[i] += once
                repeats[i] = max(1, min(_MOST_REPEATS, round(LEAST_MEASURED_S / max(once, 1e-9))))
                best[i], runs[i] = once, 1
                if repeats[i] == 1:
                    continue
            seconds = _measured(work, repeats[i], elapsed_only)
            spent[i] += seconds
            runs[i] += repeats[i]
            best[i] = min(best[i], seconds / repeats[i])
    return [Timed(name, best[i], runs[i]) for i, (name, _) in enumerate(contenders)]


def lesser_time(work: Callable[[], object]) -> float:
    """Return the lesser of elapsed and processor seconds of one run."""
    return _measured(work, 1, elapsed_only=False)


def _measured(work: Callable[[], object], repeats: int, elapsed_only: bool) -> float:
    """Return the seconds of some runs; the collector of garbage waits meanwhile, as in ``timeit``."""
    collects = gc.isenabled()
    gc.disable()
    try:
        start, spent = time.perf_counter(), time.process_time()
        for _ in range(repeats):
            work()
        spent = time.process_time() - spent
        elapsed = time.perf_counter() - start
    finally:
        if collects:
            gc.enable()
    # a process that only waits spends no processor time
    return elapsed if elapsed_only else min(elapsed, max(spent, 1e-9))
