"""The planner over the wire: pins at once, proposals and curves as jobs, saved plans for the officer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, Response, request

from geoapp.errors import CallFault, NotFound
from geoapp.usecases.coverage import Metric, Weight
from geoapp.usecases.planning.adopt import adopt, take_back
from geoapp.usecases.planning.geojson import sites_geojson
from geoapp.usecases.planning.losses import losses
from geoapp.usecases.planning.reach import reach_after
from geoapp.usecases.planning.reading import ON_THE_WEB, finite, read_wish, shown
from geoapp.usecases.planning.spreadsheet import variant_csv
from geoapp.usecases.planning.terrain import Terrain, terrain_of_ward
from geoapp.usecases.planning.variants import read_draft, served_variant
from geoapp.usecases.planning.what_if import read_pins, what_if
from geoapp.web.access import open_ward, services, words
from geoapp.web.bodies import compact, fresh, from_our_pages, sent_json
from geoapp.web.officer import need_officer
from geoapp.web.parameters import choice, number
from geoapp.web.payload import json_response

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


@api.post("/what-if/areas")
def ask_reach(ward_id: str) -> Response:
    """Answer with the land within reach once the pins stand, for drawing."""
    terrain = _terrain(ward_id)
    gaps = choice("gaps", ("no", "yes"), "no") == "yes"
    return fresh(reach_after(terrain, read_pins(terrain, sent_json(), ON_THE_WEB), with_gaps=gaps))


@api.get("/resilience")
def resilience(ward_id: str) -> Response:
    """Answer which points carry the ward, and which it could do without."""
    ward = open_ward(ward_id)
    metric = cast("Metric | None", choice("metric", ("walking", "straight")))
    weight = cast(Weight, choice("weight", ("households", "people", "none"), "households"))
    radius = finite("radius", number("radius"), 1.0, ON_THE_WEB.most_radius_m)
    return json_response(
        ward,
        ("resilience", metric, weight, radius),
        lambda: losses(terrain_of_ward(ward), radius, metric, weight),
    )


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
    if wish.rules.need_help_weight != 1.0:
        need_officer()  # where people need help is not for everybody, and the answer would tell
    _terrain(ward_id).rows_of(wish.removed, "removed")
    order = {"ward": ward_id, "wish": sent}
    job = services().desk.submit(kind, order, client=request.remote_addr or "", budget_s=wish.budget_s)
    answer = fresh({"job": job}, 202)
    answer.headers["Location"] = f"/api/jobs/{job}"
    return answer


@api.get("/plans")
def variants(ward_id: str) -> Response:
    """List the saved plans."""
    terrain = _terrain(ward_id)
    key = services().signing_key()
    return fresh([served_variant(v, terrain, words(), key) for v in services().variants.all(ward_id)])


@api.post("/plans")
def save_new(ward_id: str) -> Response:
    """Save a plan under a new id."""
    need_officer()
    sent, terrain = sent_json(), _terrain(ward_id)
    draft = read_draft(terrain, sent, _job_result(sent), services().signing_key())
    saved = services().variants.create(ward_id, draft.name, draft.content)
    answer = fresh(served_variant(saved, terrain, words(), services().signing_key()), 201)
    answer.headers["Location"] = f"/api/wards/{ward_id}/plans/{saved.id}"
    return answer


@api.get("/plans/<key>")
def variant(ward_id: str, key: str) -> Response:
    """Answer with a saved plan, or with its file."""
    form = choice("format", ("json", "geojson", "csv"), "json")
    terrain, saved = _terrain(ward_id), services().variants.get(ward_id, key)
    if form == "json":
        return fresh(served_variant(saved, terrain, words(), services().signing_key()))
    if form == "csv":
        return _file("\ufeff" + variant_csv(saved, terrain, words()), "text/csv", f"{ward_id}-plan-{key}.csv")
    sites = sites_geojson(saved.content["sites"], words(), plan=saved.name)
    return _file(compact(sites), "application/geo+json", f"{ward_id}-plan-{key}.geojson")


@api.put("/plans/<key>")
def save(ward_id: str, key: str) -> Response:
    """Save a plan again, if nobody else did since the caller read it."""
    need_officer()
    sent, terrain = sent_json(), _terrain(ward_id)
    store = services().variants
    draft = read_draft(terrain, sent, _job_result(sent), services().signing_key(), store.get(ward_id, key))
    saved = store.update(ward_id, key, draft.revision or 0, draft.name, draft.content)
    return fresh(served_variant(saved, terrain, words(), services().signing_key()))


@api.delete("/plans/<key>")
def delete(ward_id: str, key: str) -> Response:
    """Delete a plan; points that it became stay in the layer."""
    need_officer()
    open_ward(ward_id)
    services().variants.delete(ward_id, key)
    return fresh({"deleted": key})


@api.post("/plans/<key>/adopt")
def adopt_plan(ward_id: str, key: str) -> Response:
    """Turn a plan into proposed fire points."""
    need_officer()
    sent_json()
    ward, store = open_ward(ward_id), services().variants
    terrain, saved = terrain_of_ward(ward), store.get(ward_id, key)
    ids = adopt(services().layers, ward, terrain, saved)
    noted = store.mark_adopted(ward_id, key, ids)
    return fresh({"ids": ids, "adopted": noted.adopted})


@api.delete("/plans/<key>/adopt")
def take_plan_back(ward_id: str, key: str) -> Response:
    """Take the proposed points of a plan back; those that others work with already stay."""
    need_officer()
    ward, store = open_ward(ward_id), services().variants
    saved = store.get(ward_id, key)
    if saved.adopted is None:
        raise CallFault("adopt-not-adopted", name=saved.name)
    others = {i for v in store.all(ward_id) if v.id != key and v.adopted for i in v.adopted["ids"]}
    removed, kept = take_back(services().layers, ward, [i for i in saved.adopted["ids"] if i not in others])
    store.mark_adopted(ward_id, key, None)
    return fresh({"removed": removed, "kept": [*kept, *sorted(others & set(saved.adopted["ids"]))]})


def _job_result(sent: Any) -> Mapping[str, Any] | None:
    """Return what the job that the caller names found; a job that is gone proves nothing."""
    key = sent.get("job") if isinstance(sent, Mapping) else None
    if key is None:
        return None
    if not isinstance(key, str):
        raise CallFault("plan-job-not-text", value=shown(key))
    try:
        return services().desk.job(key).result
    except NotFound:
        return None


def _file(text: str, kind: str, name: str) -> Response:
    answer = Response(text, content_type=f"{kind}; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _terrain(ward_id: str) -> Terrain:
    return terrain_of_ward(open_ward(ward_id))
