"""What the exports' worker process does: makes products and their previews, and puts them on the shelf."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from geoapp.domain.ward import Ward
from geoapp.i18n import translator
from geoapp.usecases.briefing.plan import BriefedPlan, briefed_plan
from geoapp.usecases.briefing.products import Options
from geoapp.usecases.briefing.report import Letterhead
from geoapp.usecases.exporting.make import Place, made, previewed
from geoapp.usecases.exporting.order import Order, file_name, order_of
from geoapp.usecases.planning.terrain import terrain_of_ward

Facts = Mapping[str, Any]


class Library(Protocol):
    """What the office needs of the wards at hand."""

    def open(self, ward_id: str) -> Ward: ...


class Variants(Protocol):
    """What the office needs of the planner's saved plans."""

    def get(self, ward: str, key: str) -> Any: ...


class Shelf(Protocol):
    """Where finished files go."""

    def put(self, name: str, data: bytes) -> None: ...


class _Stopped(Exception):
    """Somebody asked to stop; there is nothing to keep."""


class ExportOffice:
    """Does the jobs ``export`` and ``preview``.

    An order is :attr:`Order.document` with ``ward`` (its id) and ``file`` (the name on the shelf) beside it.

    Parameters
    ----------
    letterhead, template
        Of the office's reports; the template is a Word document of its own.
    place
        Where products are made.
    """

    def __init__(
        self,
        library: Library,
        variants: Variants,
        shelf: Shelf,
        letterhead: Letterhead,
        template: Callable[[], bytes | None],
        place: Place,
    ) -> None:
        self._library, self._variants, self._shelf = library, variants, shelf
        self._letterhead, self._template, self._place = letterhead, template, place

    def warm(self) -> None:
        """Nothing is left to do: what draws was loaded together with this module."""

    def run(self, kind: str, order: Facts, report: Callable[[Facts], bool]) -> Facts:
        """Make one file and return what there is to say of it; nothing where it was stopped."""

        def told(done: int, total: int) -> None:
            if not report({"done": done, "total": total}):
                raise _Stopped

        try:
            told(0, 0)
            return self._done(kind, order, told)
        except _Stopped:
            return {}

    def _done(self, kind: str, sent: Facts, told: Callable[[int, int], None]) -> Facts:
        order, ward = order_of(sent), self._library.open(str(sent["ward"]))
        t, day, pages = translator(order.language), dt.date.today(), [0]
        saved = self._variants.get(ward.id, order.plan) if order.plan is not None else None
        options = self._options(order, briefed_plan(saved, terrain_of_ward(ward), t) if saved else None)
        if kind == "preview":
            content = previewed(order.kind, ward, t, options, self._place)
        else:

            def count(done: int, total: int) -> None:
                pages[0] = total
                told(done, total)

            content = made(order.kind, ward, t, options, self._place, count)
        self._shelf.put(str(sent["file"]), content)
        return {
            "bytes": len(content), "pages": pages[0], "name": file_name(order, ward, day, t), "version": ward.version,
            "updated": ward.modified.isoformat(),
            "plan": saved.name if saved else None, "plan_revision": saved.revision if saved else None,
        }  # fmt: skip

    def _options(self, order: Order, plan: BriefedPlan | None) -> Options:
        return Options(
            order.radius_m, order.metric, order.colour, order.groups, plan=plan,
            crs=order.system, addresses=order.addresses, letterhead=self._letterhead,
            template=self._template() if order.kind == "report" else None,
        )  # fmt: skip
