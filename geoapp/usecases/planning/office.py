"""What the worker process does: plans for wards, ready before they are asked for."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from geoapp.domain.ward import Ward
from geoapp.errors import GeoappError
from geoapp.planning import engine
from geoapp.planning.candidates import warm_sites
from geoapp.usecases.planning.answers import plan_answer
from geoapp.usecases.planning.curve import curve
from geoapp.usecases.planning.document import (
    curve_facts,
    unfinished_curve_facts,
    unfinished_facts,
)
from geoapp.usecases.planning.places import ground_of, settled
from geoapp.usecases.planning.reading import ON_THE_WEB, read_wish
from geoapp.usecases.planning.solve import propose
from geoapp.usecases.planning.terrain import terrain_of_ward

_log = logging.getLogger("geoapp.planning")
Facts = Mapping[str, Any]
OPENING: Mapping[str, Any] = {}
"""The wish with which the planner's page opens: every value the default."""


class Library(Protocol):
    """What the office needs of the wards at hand."""

    def ids(self) -> Sequence[str]: ...

    def open(self, ward_id: str) -> Ward: ...

    def signature(self, ward_id: str) -> object: ...


class PlanningOffice:
    """Does the jobs ``propose`` and ``curve``; an order is ``{"ward": id, "wish": what the caller sent}``."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._ready: dict[str, object] = {}
        self._compiled = False

    def warm(self) -> None:
        """Get the opening wish of every ward ready; the other compiled loops later, and again where files changed.

        The first call returns as soon as the wish with which the page opens can be answered without a wait.
        """
        if self._wards() or self._compiled:
            return
        engine.warm()
        warm_sites()
        self._compiled = True

    def _wards(self) -> bool:
        """Prepare wards that are new or changed; tell whether there were any."""
        changed = False
        for ward_id in self._library.ids():
            state = (self._library.signature(ward_id), dt.date.today())
            if self._ready.get(ward_id) != state:
                self._ready[ward_id] = state
                self._prepare(ward_id)
                changed = True
        return changed

    def _prepare(self, ward_id: str) -> None:
        try:
            terrain = terrain_of_ward(self._library.open(ward_id))
            propose(terrain, read_wish({**OPENING, "budget_s": 1.0}, ON_THE_WEB), lambda facts: None)
        except GeoappError as error:
            _log.info("ward %s cannot be planned yet: %s", ward_id, error)

    def run(self, kind: str, order: Facts, report: Callable[[Facts], bool]) -> Facts:
        """Do one job."""
        terrain = terrain_of_ward(self._library.open(str(order["ward"])))
        wish = settled(terrain, read_wish(order["wish"], ON_THE_WEB))
        unfinished = unfinished_curve_facts if kind == "curve" else unfinished_facts

        def tell(facts: dict[str, Any]) -> bool:
            result = unfinished(terrain, wish, ground_of(terrain, wish), facts)
            return report({**facts, "result": result})

        if kind == "curve":
            return curve_facts(curve(terrain, wish, tell))
        return plan_answer(terrain, wish, tell)
