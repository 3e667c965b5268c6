"""The planner over the wire: pins at once, proposals and curves as jobs."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from geoapp.usecases.planning.reading import ON_THE_WEB, read_wish
from geoapp.usecases.planning.terrain import Terrain, terrain_of_ward
from geoapp.usecases.planning.what_if import read_pins, what_if
from geoapp.web.access import open_ward, services, words
from geoapp.web.bodies import from_our_pages, sent_json

api = Blueprint("plan_api", __name__, url_prefix="/api/wards/<ward_id>")


@api.before_request
def _same_site() -> None:
    if request.method not in ("GET", "HEAD"):
        from_our_pages()


@api.post("/what-if")
def ask_what_if(ward_id: str) -> Response:
    """Answer what pins and removed points change."""
    terrain = _terrain(ward_id)
    return fresh(what_if(terrain, read_pins(terrain, sent_json(), ON_THE_WEB), words()))


@api.post("/plans/propose")
def ask_proposal(ward_id: str) -> Response:
    """Queue the search for the best sites."""
    return _queued(ward_id, "propose")


@api.post("/plans/curve")
def ask_curve(ward_id: str) -> Response:
    """Queue the curve of coverage against the number of new points."""
    return _queued(ward_id, "curve")


def _queued(ward_id: str, kind: str) -> Response:
    sent = sent_json()
    wish = read_wish(sent, ON_THE_WEB)
    _terrain(ward_id).rows_of(wish.removed, "removed")
    order = {"ward": ward_id, "wish": sent}
    job = services().desk.submit(kind, order, client=request.remote_addr or "", budget_s=wish.budget_s)
    answer = fresh({"job": job}, 202)
    answer.headers["Location"] = f"/api/jobs/{job}"
    return answer


def _terrain(ward_id: str) -> Terrain:
    return terrain_of_ward(open_ward(ward_id))


def fresh(body: Any, status: int = 200) -> Response:
    """Return JSON that nobody keeps."""
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    answer = Response(text, status, content_type="application/json; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer
