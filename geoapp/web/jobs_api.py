"""Jobs over the wire: how far one is, what came of it, and how to stop it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from geoapp.i18n import Translator
from geoapp.jobs import Job
from geoapp.usecases.planning.document import served_document
from geoapp.usecases.planning.words import worded_sites
from geoapp.web.access import services, words
from geoapp.web.bodies import fresh, from_our_pages

api = Blueprint("jobs_api", __name__, url_prefix="/api/jobs")


@api.get("/<key>")
def job(key: str) -> Response:
    """Answer how far a job is."""
    return fresh(_served(services().desk.job(key), words()))


@api.delete("/<key>")
def stop(key: str) -> Response:
    """Stop a job; what it found is kept and comes with the next look at it."""
    from_our_pages()
    return fresh(_served(services().desk.cancel(key), words()))


def _served(job: Job, t: Translator) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "warming": job.state == "waiting" and not services().desk.ready,
        "seconds": round(job.seconds(services().desk.now()), 3),
        "progress": _progress(job.progress, t) if job.progress is not None else None,
        "result": _result(job, t) if job.result is not None else None,
        "problem": _problem(job.problem, t) if job.problem is not None else None,
    }


def _progress(facts: Mapping[str, Any], t: Translator) -> dict[str, Any]:
    shown = {key: value for key, value in facts.items() if key != "result"}
    return {**shown, "sites": worded_sites(shown["sites"], t)} if "sites" in shown else shown


def _result(job: Job, t: Translator) -> dict[str, Any]:
    assert job.result is not None
    return dict(job.result) if job.kind == "curve" else served_document(dict(job.result), t)


def _problem(problem: Mapping[str, Any], t: Translator) -> dict[str, str]:
    key = f"error.{problem['code']}"
    detail = t(key, **problem["params"]) if t.has(key) else t("error.job-failed")
    return {"title": t("error-page.title"), "detail": detail}
