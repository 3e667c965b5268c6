"""The pages of a ward that show its map, and the way in."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, jsonify, redirect
from werkzeug.wrappers import Response as AnyResponse

from geoapp import __version__
from geoapp.usecases import overview
from geoapp.web.access import language, open_ward, services, words
from geoapp.web.frame import page_settings, render_page
from geoapp.web.map_parts import map_parts

pages = Blueprint("pages", __name__)


@pages.get("/")
def front() -> AnyResponse:
    """Go to the only ward; show a choice of several, or how to begin where there is none."""
    library = services().library
    wards = library.ids()
    if len(wards) == 1:
        return redirect(f"/wards/{wards[0]}/")
    return render_page("wards.html", wards=overview.wards(library))


@pages.get("/wards/<ward_id>/")
def ward_map(ward_id: str) -> Response:
    """Show the Map page."""
    ward = open_ward(ward_id)
    return render_page("map.html", ward=ward, active="map", page=page_settings(ward), parts=map_parts(ward))


@pages.get("/wards/<ward_id>/data")
def ward_data(ward_id: str) -> Response:
    """Show a ward's files, every fault in them, and what their layers hold."""
    opened = services().library.state(ward_id)
    page = page_settings(opened.ward) if opened.ward else None
    return render_page(
        "data.html",
        ward=opened.ward,
        page=page,
        ward_id=ward_id,
        parts=map_parts(opened.ward) if opened.ward else None,
        data=overview.ward_data(ward_id, opened, words()),
    )


@pages.get("/healthz")
def health() -> Response:
    """Say that the server answers; wards are not opened."""
    answer = jsonify(
        {
            "status": "ok",
            "version": __version__,
            "time": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Language"] = language()
    return answer
