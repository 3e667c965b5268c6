"""Faults as pages and as ``application/problem+json``: the sentences are the command line's."""

from __future__ import annotations

import json
import logging
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from geoapp.errors import (
    Busy,
    CallFault,
    Conflict,
    DataFault,
    Forbidden,
    GeoappError,
    NotFound,
    StoreFault,
    WardInvalid,
)
from geoapp.usecases import overview
from geoapp.web.access import words
from geoapp.web.frame import render_page

_log = logging.getLogger("geoapp.web")
_STATUS: tuple[tuple[type[GeoappError], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (Busy, 429),
    (CallFault, 400),
    (WardInvalid, 503),
    (DataFault, 422),
    (StoreFault, 503),
)
_HTTP_SENTENCES = {404: "page-not-found", 405: "page-method", 413: "page-too-large"}


def install(app: Flask) -> None:
    """Answer every fault in words; what nobody foresaw goes to the log, not to the reader."""
    app.register_error_handler(GeoappError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _known(error: GeoappError) -> Response:
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    return _answer(error, status)


def _http(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    code = _HTTP_SENTENCES.get(status, "page-broken" if status >= 500 else "page-bad-request")
    answer = _answer(GeoappError(code, method=request.method), status)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _unforeseen(error: Exception) -> Response:
    _log.exception("unforeseen error at %s %r", request.method, request.path, exc_info=error)
    return _answer(GeoappError("page-broken"), 500)


def _answer(error: GeoappError, status: int) -> Response:
    if request.path.startswith("/api/"):
        return _problem(error, status)
    if isinstance(error, WardInvalid):
        data = overview.invalid_ward(error, words())
        return render_page("data.html", status=status, data=data, ward_id=error.ward, parts=None)
    return render_page("error.html", status=status, heading=_heading(status), sentence=_advice(error))


def _heading(status: int) -> str:
    return words()(f"error-page.title-{status}" if status in (404, 500) else "error-page.title")


def _advice(error: GeoappError) -> str:
    """Return the fault's sentence, less what the heading has said already."""
    key = f"error-page.what.{error.code}"
    return words()(key) if words().has(key) else error.sentence(words())


def _problem(error: GeoappError, status: int) -> Response:
    t = words()
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": t("error-page.title"),
        "status": status,
        "code": error.code,
        "detail": error.sentence(t),
    }
    if isinstance(error, WardInvalid):
        body["faults"] = [fault.as_dict(t) for fault in error.faults]
    if isinstance(error, Busy) and error.job is not None:
        body["job"] = error.job
    response = Response(
        json.dumps(body, ensure_ascii=False), status, content_type="application/problem+json; charset=utf-8"
    )
    response.headers["Cache-Control"] = "no-store"
    if isinstance(error, Busy):
        response.headers["Retry-After"] = str(error.wait_s)
    return response
