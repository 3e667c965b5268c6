"""A search shown on stderr while it runs; Ctrl+C ends it with the best found, a second one breaks it off."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType, TracebackType
from typing import Any

import click

from geoapp.i18n import Translator
from geoapp.usecases.planning.sites import Facts

_EVERY_S = 0.5


class Watching:
    """A progress callback that prints a line now and then, and tells the search to stop after Ctrl+C."""

    def __init__(self, t: Translator) -> None:
        self._t, self._begun = t, time.monotonic()
        self._told_at = self._begun
        self._stop = False
        self._before: Any = None

    def __enter__(self) -> Watching:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._interrupted)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def __call__(self, facts: Facts) -> bool:
        now = time.monotonic()
        if now - self._told_at >= _EVERY_S:
            self._told_at = now
            click.echo(self._line(facts, now - self._begun), err=True)
        return not self._stop

    def _line(self, facts: Facts, seconds: float) -> str:
        t = self._t
        if facts.get("bound") is None:
            return t("plan.progress.first", seconds=t.number(seconds, 1), share=t.percent(facts.get("share")))
        return t(
            "plan.progress.bound",
            seconds=t.number(seconds, 1),
            share=t.percent(facts["share"]),
            bound=t.percent(facts["bound_share"]),
        )

    def _interrupted(self, signal_number: int, frame: FrameType | None) -> None:
        if self._stop:
            raise KeyboardInterrupt
        self._stop = True
        click.echo(self._t("plan.progress.stopping"), err=True)
