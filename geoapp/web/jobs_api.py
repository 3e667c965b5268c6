"""Jobs over the wire: how far one is, what came of it, and how to stop it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from geoapp.i18n import Translator
from geoapp.jobs import Desk, Job
from geoapp.usecases.planning.document import served_document
from geoapp.usecases.planning.words import worded_sites
from geoapp.web.access import services, words
from geoapp.web.bodies import fresh, from_our_pages

api = Blueprint("jobs_api", __name__, url_prefix="/api/jobs")


@api.get("/<key>")
def job(key: str) -> Response:
    """Answer how far a job is."""
    desk = _desk(key)
    return fresh(_served(desk.job(key), desk, words()))


@api.delete("/<key>")
def stop(key: str) -> Response:
    """Stop a job; what it found is kept and comes with the next look at it."""
    from_our_pages()
    desk = _desk(key)
    return fresh(_served(desk.cancel(key), desk, words()))


def _desk(key: str) -> Desk:
    running = services()
    return running.desk_of(running.desk.job(key))


def _served(job: Job, desk: Desk, t: Translator) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "warming": job.state == "waiting" and not desk.ready,
        "seconds": round(job.seconds(desk.now()), 3),
        "progress": _progress(job.progress, t) if job.progress is not None else None,
        "result": _result(job, t) if job.result is not None else None,
        "problem": problem_words(job.problem, t),
    }


def _progress(facts: Mapping[str, Any], t: Translator) -> dict[str, Any]:
    shown = {key: value for key, value in facts.items() if key != "result"}
    return {**shown, "sites": worded_sites(shown["sites"], t)} if "sites" in shown else shown


def _result(job: Job, t: Translator) -> dict[str, Any]:
    assert job.result is not None
    return served_document(dict(job.result), t) if job.kind == "propose" else dict(job.result)


def problem_words(problem: Mapping[str, Any] | None, t: Translator) -> dict[str, str] | None:
    """Return why a job came to nothing, as pages say it."""
    if problem is None:
        return None
    key = f"error.{problem['code']}"
    detail = t(key, **problem["params"]) if t.has(key) else t("error.job-failed")
    return {"title": t("error-page.title"), "detail": detail}
