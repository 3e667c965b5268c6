"""The exports' page: the frame, what can be ordered, and the addresses its modules call."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response

from geoapp import browser
from geoapp.domain.ward import Ward
from geoapp.usecases.exporting.kinds import KINDS
from geoapp.usecases.groups.naming import group_names
from geoapp.web.access import language, open_ward, services, words
from geoapp.web.frame import officer_url, page_settings, render_page

pages = Blueprint("export_pages", __name__)


@pages.get("/wards/<ward_id>/exports")
def ward_exports(ward_id: str) -> Response:
    """Show the products, those under way and those at hand."""
    ward = open_ward(ward_id)
    settings = page_settings(ward)
    settings["urls"] |= {"exports": _calls(ward.id), "officer": officer_url(), "plan_page": f"/wards/{ward.id}/plan"}
    settings["words"] = browser.words(language(), "export", "desk")
    settings["exports"] = _choices(ward)
    return render_page("exports.html", ward=ward, active="exports", page=settings)


def _choices(ward: Ward) -> dict[str, Any]:
    """Return what an order can name: kinds with their traits, groups, the planner's variants."""
    kinds = {
        name: {"systems": list(kind.systems), "personal": kind.personal, "colour": kind.colour, "plan": kind.plan}
        for name, kind in KINDS.items()
    }
    names = group_names(ward, words())
    plans = [
        {"id": saved.id, "name": saved.name, "radius": saved.content["parameters"]["radius"],
         "metric": saved.content["parameters"]["metric"], "sites": len(saved.content["sites"])}
        for saved in services().variants.all(ward.id)
    ]  # fmt: skip
    groups = [{"id": key, "name": name} for key, name in names.items()]
    return {"kinds": kinds, "groups": groups, "plans": plans}


def _calls(ward_id: str) -> dict[str, str]:
    """Return the addresses of the exports' API; ``{…}`` is filled in by the page."""
    base, query = f"/api/wards/{ward_id}/exports", urlencode({"lang": language()})
    return {
        "all": f"{base}?{query}",
        "one": f"{base}/{{order}}?{query}",
        "preview": f"{base}/preview?{query}",
        "job": f"/api/jobs/{{job}}?{query}",
    }
