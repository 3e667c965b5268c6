"""Files for others over the wire: ordered, watched, fetched, cleared away; and what they will look like."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, Response, request, send_file

from geoapp.domain.ward import Ward
from geoapp.errors import NotFound
from geoapp.i18n import Language
from geoapp.usecases.exporting import history
from geoapp.usecases.exporting.history import Entry
from geoapp.usecases.exporting.order import Order, fingerprint, read_order
from geoapp.usecases.planning.variants import need_same_study
from geoapp.web.access import language, open_ward, services, words
from geoapp.web.bodies import fresh, from_our_pages, sent_json
from geoapp.web.jobs_api import problem_words
from geoapp.web.officer import is_officer, need_officer

api = Blueprint("export_api", __name__, url_prefix="/api/wards/<ward_id>/exports")
_BUDGET_S, _PREVIEW_BUDGET_S = 600.0, 60.0
_KEEP_PREVIEW = "private, max-age=86400, immutable"


@api.before_request
def _same_site() -> None:
    if request.method not in ("GET", "HEAD"):
        from_our_pages()


@api.get("")
def orders(ward_id: str) -> Response:
    """List the orders: all of them for the officer; for others the files at hand, and their own orders by id."""
    ward, own = open_ward(ward_id), set(request.args.getlist("job"))
    found = history.entries(services().exports, ward_id)
    if not is_officer():
        found = [e for e in found if not e.personal and (e.job.id in own or e.job.state == "done")]
    plans = services().variants.revisions(ward_id)
    return fresh([_served(entry, ward, plans) for entry in found])


@api.post("")
def order(ward_id: str) -> Response:
    """Queue a product; one with addresses is the officer's to order."""
    ward, wanted = _wanted(ward_id)
    running = services()
    history.clear_away(running.exports, running.shelf)
    sent = _document(wanted, ward, f"{secrets.token_urlsafe(16)}.{wanted.traits.ending}")
    job = running.exports.submit("export", sent, _client(), _BUDGET_S)
    answer = fresh(_served(_entry(job), ward), 202)
    answer.headers["Location"] = f"/api/wards/{ward_id}/exports/{job}"
    return answer


@api.get("/<key>")
def one(ward_id: str, key: str) -> Response:
    """Answer what became of an order."""
    ward = open_ward(ward_id)
    return fresh(_served(_visible(ward_id, key), ward))


@api.delete("/<key>")
def remove(ward_id: str, key: str) -> Response:
    """Stop an order that is under way; take a finished one off the list with its file, which is the officer's to do."""
    ward, running = open_ward(ward_id), services()
    entry = _visible(ward_id, key)
    if not entry.job.over:
        running.exports.cancel(key)
        return fresh(_served(_entry(key), ward))
    if entry.job.state == "done":
        need_officer()
    running.shelf.remove(entry.file)
    running.exports.forget(key)
    return fresh({"deleted": key})


@api.get("/<key>/file")
def file(ward_id: str, key: str) -> Response:
    """Answer with a finished file."""
    open_ward(ward_id)
    entry = _visible(ward_id, key)
    if entry.job.state != "done" or entry.job.result is None:
        raise NotFound("export-not-ready")
    if history.expired(entry.job, services().exports.now()):
        raise NotFound("shelf-gone")
    place = services().shelf.path(entry.file).absolute()
    answer = send_file(place, as_attachment=True, download_name=entry.job.result["name"], conditional=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@api.post("/preview")
def preview(ward_id: str) -> Response:
    """Answer where the picture of a product's first page lies, and the job that makes it if it must be made."""
    ward, wanted = _wanted(ward_id)
    sent = _document(wanted, ward, "")
    office = [services().config.public_url, dict(services().config.report)]
    key = fingerprint(wanted, ward, sent.get("plan_revision"), dt.date.today(), office)
    name, running = _preview_name(key), services()
    url = f"/api/wards/{ward_id}/exports/preview/{key}.png"
    if running.shelf.has(name):
        return fresh({"url": url, "job": None})
    history.clear_away(running.exports, running.shelf)
    job = running.exports.submit(
        "preview", {**sent, "file": name}, _client(), _PREVIEW_BUDGET_S, urgent=False, same=key
    )
    return fresh({"url": url, "job": job}, 202)


@api.get("/preview/<key>.png")
def picture(ward_id: str, key: str) -> Response:
    """Answer with the picture."""
    open_ward(ward_id)
    place = services().shelf.path(_preview_name(key)).absolute()
    answer = send_file(place, mimetype="image/png", conditional=True)
    answer.headers["Cache-Control"] = _KEEP_PREVIEW
    return answer


def _wanted(ward_id: str) -> tuple[Ward, Order]:
    """Return what is asked for; whatever has addresses in it, a preview too, is the officer's to ask for."""
    ward = open_ward(ward_id)
    wanted = read_order(sent_json(), ward, cast(Language, language()))
    if wanted.addresses:
        need_officer()
    return ward, wanted


def _document(wanted: Order, ward: Ward, name: str) -> dict[str, Any]:
    """Return what the worker is told; a plan that is gone is refused here, before anybody waits."""
    sent = {**wanted.document, "ward": ward.id, "file": name}
    if wanted.plan is None:
        return sent
    saved = services().variants.get(ward.id, wanted.plan)
    parameters = saved.content["parameters"]
    need_same_study(saved.name, parameters["radius"], parameters["metric"], wanted.radius_m, wanted.metric)
    return {**sent, "plan_name": saved.name, "plan_revision": saved.revision}


def _entry(key: str) -> Entry:
    return history.entry_of(services().exports.job(key))


def _visible(ward_id: str, key: str) -> Entry:
    """Return an order of this ward that the caller may see; any other does not exist, a personal one asks who it is."""
    job = services().exports.job(key)
    if job.kind != "export" or job.order["ward"] != ward_id:
        raise NotFound("job-not-found", id=key[:40])
    entry = history.entry_of(job)
    if entry.personal:
        need_officer()
    return entry


def _served(entry: Entry, ward: Ward, plans: Mapping[str, int] | None = None) -> dict[str, Any]:
    running, job, t = services(), entry.job, words()
    if plans is None:
        plans = running.variants.revisions(ward.id)
    ahead = running.exports.ahead(job.id) if job.state == "waiting" else 0
    revision = plans.get(entry.order.plan or "")
    told = history.served(entry, ward, running.shelf, ahead, running.exports.now(), t, revision)
    url = f"/api/wards/{ward.id}/exports/{job.id}/file" if told["file"] else None
    return {**told, "url": url, "problem": problem_words(job.problem, t)}


def _preview_name(key: str) -> str:
    return f"{history.PREVIEW_MARK}{key}.png"


def _client() -> str:
    return request.remote_addr or ""
