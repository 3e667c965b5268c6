"""What the exports' worker process does: makes products and their previews, and puts them on the shelf."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from geoapp.domain.ward import Ward
from geoapp.i18n import Translator, translator
from geoapp.usecases.briefing.plan import BriefedPlan, briefed_plan
from geoapp.usecases.briefing.products import Options, product_bytes
from geoapp.usecases.briefing.report import Letterhead
from geoapp.usecases.exporting.kinds import PAGE_KIND
from geoapp.usecases.exporting.order import Order, file_name, order_of
from geoapp.usecases.exporting.page_file import html_page
from geoapp.usecases.exporting.previews import preview_png
from geoapp.usecases.planning.terrain import terrain_of_ward

Facts = Mapping[str, Any]
_NEEDED = ("matplotlib.backends.backend_agg", "matplotlib.backends.backend_pdf", "geopandas")


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
    templates
        Folder of the pages' templates.
    """

    def __init__(
        self,
        library: Library,
        variants: Variants,
        shelf: Shelf,
        letterhead: Letterhead,
        template: Callable[[], bytes | None],
        templates: Path,
    ) -> None:
        self._library, self._variants, self._shelf = library, variants, shelf
        self._letterhead, self._template, self._templates = letterhead, template, templates

    def warm(self) -> None:
        """Load what drawing needs."""
        for name in _NEEDED:
            importlib.import_module(name)

    def run(self, kind: str, order: Facts, report: Callable[[Facts], bool]) -> Facts:
        """Make one file and return what there is to say of it; nothing where it was stopped."""

        def told(done: int, total: int) -> None:
            if not report({"done": done, "total": total}):
                raise _Stopped

        try:
            told(0, 0)
            return self._made(kind, order, told)
        except _Stopped:
            return {}

    def _made(self, kind: str, sent: Facts, told: Callable[[int, int], None]) -> Facts:
        order, ward = order_of(sent), self._library.open(str(sent["ward"]))
        t, day, pages = translator(order.language), dt.date.today(), [0]
        options = self._options(order, ward, t)
        if kind == "preview":
            content = preview_png(ward, order.kind, t, options)
        else:

            def count(done: int, total: int) -> None:
                pages[0] = total
                told(done, total)

            content = self._content(order, ward, t, options, count)
        self._shelf.put(str(sent["file"]), content)
        plan = options.plan.name if options.plan else None
        return {
            "bytes": len(content), "pages": pages[0], "name": file_name(order, ward, day, t), "version": ward.version,
            "updated": ward.modified.isoformat(), "plan": plan,
        }  # fmt: skip

    def _content(
        self, order: Order, ward: Ward, t: Translator, options: Options, told: Callable[[int, int], None]
    ) -> bytes:
        if order.kind == PAGE_KIND:
            group = order.groups[0] if order.groups else None
            return html_page(ward, t, self._templates, order.radius_m, order.metric, group)
        return product_bytes(ward, order.kind, t, options, told)

    def _options(self, order: Order, ward: Ward, t: Translator) -> Options:
        return Options(
            order.radius_m, order.metric, order.colour, order.groups, plan=self._plan(order, ward, t),
            crs=order.system, addresses=order.addresses, letterhead=self._letterhead,
            template=self._template() if order.kind == "report" else None,
        )  # fmt: skip

    def _plan(self, order: Order, ward: Ward, t: Translator) -> BriefedPlan | None:
        if order.plan is None:
            return None
        return briefed_plan(self._variants.get(ward.id, order.plan), terrain_of_ward(ward), t)
