"""The planner's page: the frame and the addresses its modules call; everything else comes from the API."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response

from geoapp import browser
from geoapp.domain.norms import norm
from geoapp.maps import map_shell
from geoapp.web.access import language, open_ward
from geoapp.web.assets import asset
from geoapp.web.frame import officer_url, page_settings, render_page

pages = Blueprint("plan_pages", __name__)


@pages.get("/wards/<ward_id>/plan")
def ward_plan(ward_id: str) -> Response:
    """Show the planner."""
    ward = open_ward(ward_id)
    settings = page_settings(ward)
    settings["urls"] |= {
        "plan": _calls(ward.id),
        "officer": officer_url(),
        "exports_page": f"/wards/{ward.id}/exports",
    }
    settings["norms"] = {name: norm(name, ward.info.settings) for name in ("point_spacing_m", "neighbourhood_m")}
    settings["words"] = browser.words(language(), "plan", "desk")
    return render_page(
        "plan.html", ward=ward, active="plan", page=settings, parts=map_shell(ward.info.bounds, asset)
    )


def _calls(ward_id: str) -> dict[str, Any]:
    """Return the addresses of the planner's API; ``{…}`` is filled in by the page."""
    base, query = f"/api/wards/{ward_id}", urlencode({"lang": language()})
    return {
        "what_if": f"{base}/what-if?{query}",
        "areas": f"{base}/what-if/areas?{query}",
        "propose": f"{base}/plans/propose?{query}",
        "curve": f"{base}/plans/curve?{query}",
        "plans": f"{base}/plans?{query}",
        "plan": f"{base}/plans/{{plan}}?{query}",
        "adopt": f"{base}/plans/{{plan}}/adopt?{query}",
        "resilience": f"{base}/resilience?{query}",
        "job": f"/api/jobs/{{job}}?{query}",
    }
