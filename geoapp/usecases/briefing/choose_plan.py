"""The variant that somebody names: by its id, or by its name as they would type it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from geoapp.errors import CallFault
from geoapp.usecases.planning.variants import Saved

_MOST_LISTED = 12


def chosen_plan(plans: Sequence[Saved], asked: str, ward: str) -> Saved:
    """Return the plan whose id is `asked`, else the one of that name, in whatever case.

    Raises
    ------
    CallFault
        If there is none, or several have the name: the sentence lists what there is.
    """
    by_id = [plan for plan in plans if plan.id == asked.strip()]
    found = by_id or [plan for plan in plans if _plain(plan.name) == _plain(asked)]
    if not plans:
        raise CallFault("export-plan-none", name=asked, ward=ward)
    if not found:
        raise CallFault("export-plan-unknown", name=asked, plans=_listed(plans))
    if len(found) > 1:
        raise CallFault("export-plan-twice", name=asked, plans=_listed(found))
    return found[0]


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _listed(plans: Sequence[Saved]) -> str:
    named = [f"“{plan.name}” ({plan.id})" for plan in plans[:_MOST_LISTED]]
    return "; ".join(named + (["…"] if len(plans) > _MOST_LISTED else []))
