"""How a benchmark measures: medians of a few runs after a warm-up, printed as ratios."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timed:
    """A named median, in seconds."""

    name: str
    seconds: float


def timed(name: str, work: Callable[[], object], runs: int = 3, *, warm: bool = True) -> Timed:
    """Return the median of `runs` runs, after one that is not counted."""
    if warm:
        work()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return Timed(name, statistics.median(seconds))


def report(title: str, ours: Timed, peers: list[Timed], goal: str = "") -> None:
    """Print our time and how many times longer each peer takes."""
    print(f"\n{title}" + (f"  [goal: {goal}]" if goal else ""))
    print(f"  {ours.name:<58} {_shown(ours.seconds):>10}")
    for peer in peers:
        print(f"  {peer.name:<58} {_shown(peer.seconds):>10}  {peer.seconds / ours.seconds:8.1f} x ours")


def _shown(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds < 1 else f"{seconds:.2f} s"
