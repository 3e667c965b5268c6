"""Time and interruption: the one module of this room that may look at a clock.

Nothing a solver answers depends on the time, except how long it goes on: a solver that ends by itself ends
in the same way however slow the machine is.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace

from geoapp.planning.plan import Interrupt, OnProgress, Progress, relative_gap

_REPORT_EVERY_S = 0.05


class Watch:
    """Tells when to stop: time is up, or the caller's progress callback said so.

    Parameters
    ----------
    budget_s
        Seconds from now; infinite means no limit.
    progress
        Called by :meth:`report`, at most every 50 ms unless something changed.
    clock
        Seconds from any origin; tests give their own.

    Raises
    ------
    ValueError
        If the budget is negative or not a number.
    """

    def __init__(
        self,
        budget_s: float,
        progress: OnProgress | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        if not budget_s >= 0 or isinstance(budget_s, bool):
            raise ValueError(f"budget_s must be zero or more seconds, not {budget_s!r}")
        self._clock = clock
        self._start = clock()
        self._end = self._start + budget_s
        self._progress = progress
        self._last: tuple[float, float, float] = (-math.inf, math.nan, math.nan)
        self._told: Progress | None = None
        self.interrupted = False

    def seconds(self) -> float:
        """Return how long the search has been going on."""
        return self._clock() - self._start

    def left(self) -> float:
        """Return the seconds that remain, zero after an interruption."""
        return 0.0 if self.interrupted else max(self._end - self._clock(), 0.0)

    def part(self, seconds: float) -> Watch:
        """Return a watch for a part of the search: it ends earlier, and an interruption ends both."""
        return _Part(self, seconds)

    def over(self) -> bool:
        """Tell whether to stop now."""
        return self.interrupted or self._clock() >= self._end

    @property
    def listens(self) -> bool:
        """Whether anyone wants to hear of progress."""
        return self._progress is not None and not self.interrupted

    def report(self, objective: float, bound: float, phase: str, chosen: tuple[int, ...]) -> None:
        """Tell the caller how far the search is, unless nothing is new since a moment ago."""
        seconds = self.seconds()
        last, before, bound_before = self._last
        fresh = objective != before or bound != bound_before
        if self._progress is None or self.interrupted or (not fresh and seconds - last < _REPORT_EVERY_S):
            return
        self._last = (seconds, objective, bound)
        gap = relative_gap(objective, bound)
        self._told = Progress(objective, bound, gap, phase, seconds, chosen)
        self._call(self._told)

    def beat(self) -> None:
        """Repeat the last report once it is older than a moment: news or not, the caller may want to stop."""
        if self._told is None or self.interrupted:
            return
        seconds = self.seconds()
        if seconds - self._last[0] >= _REPORT_EVERY_S:
            self._last = (seconds, self._last[1], self._last[2])
            self._call(replace(self._told, seconds=seconds))

    def _call(self, progress: Progress) -> None:
        assert self._progress is not None
        try:
            answer = self._progress(progress)
        except Interrupt:
            answer = False
        self.interrupted = answer is False


class _Part(Watch):
    """A share of another watch's time; reports and interruptions are the other's."""

    def __init__(self, whole: Watch, seconds: float) -> None:
        super().__init__(min(seconds, whole.left()), clock=whole._clock)
        self._whole = whole

    def over(self) -> bool:
        return self._whole.interrupted or super().over()

    def left(self) -> float:
        return 0.0 if self._whole.interrupted else super().left()

    @property
    def listens(self) -> bool:
        return self._whole.listens

    def report(self, objective: float, bound: float, phase: str, chosen: tuple[int, ...]) -> None:
        self._whole.report(objective, bound, phase, chosen)

    def beat(self) -> None:
        self._whole.beat()
