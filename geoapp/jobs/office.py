"""What a worker process asks of those who know the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

Facts = Mapping[str, Any]
Report = Callable[[Facts], bool]
"""Called with the progress of a job; answers whether to go on.

Its member ``result``, where there is one, is what the job would return if it ended now: kept if it must be broken off.
"""


class Office(Protocol):
    """Made once in a worker process; does one job at a time."""

    def warm(self) -> None:
        """Get ready, so that the first job does not wait; called again while there is nothing to do."""

    def run(self, kind: str, order: Facts, report: Report) -> Facts:
        """Do a job and return its result as plain JSON; raise ``GeoappError`` where it cannot be done."""
