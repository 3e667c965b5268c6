"""What every page has around it: places, languages, settings for the modules, the nonce."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, render_template, request

from geoapp.domain.ward import Ward
from geoapp.i18n import LANGUAGES
from geoapp.usecases.page import page_facts
from geoapp.web.access import language, open_ward, services, words
from geoapp.web.assets import asset, import_map, symbology_url
from geoapp.web.payload import data_version
from geoapp.web.security import nonce

__all__ = ["open_ward", "page_settings", "render_page", "services"]


def render_page(
    template: str,
    *,
    ward: Ward | None = None,
    active: str | None = None,
    page: dict[str, Any] | None = None,
    status: int = 200,
    **context: Any,
) -> Response:
    """Return a page in the frame of ``layout.html``; `context` goes to the template as it is."""
    frame: dict[str, Any] = {
        "t": words(),
        "lang": language(),
        "active": active,
        "page": page,
        "ward_name": ward.info.name if ward else None,
        "ward_kind": ward.info.kind if ward else None,
        "illustrative": bool(ward and ward.info.illustrative),
        "nav": places(ward.id) if ward else [],
        "lang_urls": {code: _in_language(code) for code in LANGUAGES},
        "nonce": nonce(),
        "asset": asset,
        "symbology_css": symbology_url("css"),
        "importmap": import_map(),
    }
    response = make_response(render_template(template, **{**frame, **context}), status)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    return response


def places(ward_id: str) -> list[dict[str, str]]:
    """Return the places of a ward that exist: id and address."""
    return [
        {"id": "map", "url": f"/wards/{ward_id}/"},
        {"id": "groups", "url": f"/wards/{ward_id}/groups/"},
        {"id": "plan", "url": f"/wards/{ward_id}/plan"},
        {"id": "exports", "url": f"/wards/{ward_id}/exports"},
    ]


def officer_url() -> str:
    """Return the address at which the officer's code is given."""
    return f"/api/officer?{urlencode({'lang': language()})}"


def page_settings(ward: Ward, group: str | None = None) -> dict[str, Any]:
    """Return what the modules of a ward's page read from ``#page``."""
    facts = page_facts(ward, words(), group)
    urls = _urls(ward, bool(facts["metrics"]))
    return {**facts, "urls": urls, "basemap": _basemap(), "faults": _faults_since(ward)}


def _faults_since(ward: Ward) -> int:
    """Return how many faults the files have now while `ward` is the last version without any; else none."""
    state = services().library.state(ward.id)
    return len(state.report.errors) if state.stale else 0


def _urls(ward: Ward, has_figures: bool) -> dict[str, str]:
    base, query = f"/api/wards/{ward.id}", urlencode({"v": data_version(ward), "lang": language()})
    urls = {
        "layer": f"{base}/layers/{{layer}}?{query}",
        "map": f"/wards/{ward.id}/",
        "group": f"/wards/{ward.id}/groups/{{group}}",
        "data": f"/wards/{ward.id}/data",
        "kit": f"{base}/kit?{query}",
    }
    if has_figures:
        urls |= {
            "coverage": f"{base}/coverage?{query}",
            "areas": f"{base}/coverage/areas?{query}",
            "households": f"{base}/households?{query}",
        }
    return urls


def _basemap() -> dict[str, Any] | None:
    configured = services().config.basemap
    if configured is None:
        return None
    url = "/basemap.pmtiles" if configured.kind == "pmtiles" else configured.source
    facts = {"kind": configured.kind, "url": url, "attribution": configured.attribution}
    return {**facts, "max_zoom": configured.max_zoom}


def _in_language(code: str) -> str:
    query = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{request.path}?{urlencode([*query, ('lang', code)])}"
