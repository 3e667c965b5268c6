"""Bodies: what a caller sends must be JSON from our own pages, what is answered nobody keeps."""

from __future__ import annotations

import json
import math
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request

from geoapp.errors import CallFault, Forbidden
from geoapp.web.access import services


def sent_json() -> Any:
    """Return the request's body; what is no JSON text in UTF-8 with finite numbers is a sentence."""
    if request.mimetype != "application/json":
        raise CallFault("body-not-json", kind=request.mimetype[:60] or "–")
    try:
        text = request.get_data(cache=False).decode("utf-8")
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_object)
        text.encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise CallFault("body-broken") from error
    _refuse_lone_surrogates(value)
    return value


def from_our_pages() -> None:
    """Refuse a request that a page of another site makes a browser send.

    Browsers say where a request comes from (Sec-Fetch-Site, Origin); other programs need not.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site not in (None, "same-origin", "none") or (origin is not None and not _is_ours(origin)):
        raise Forbidden("request-from-elsewhere")


def _is_ours(origin: str) -> bool:
    public = services().config.public_url
    ours = {f"{request.scheme}://{request.host}"}
    if public is not None:
        parts = urlsplit(public)
        ours.add(f"{parts.scheme}://{parts.netloc}")
    return origin in ours


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse_lone_surrogates(value: Any) -> None:
    """JSON may hold half a character, which no file, database or answer can."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise CallFault("body-broken") from error


def compact(body: Any) -> str:
    """Return JSON text without spaces; characters as they are."""
    return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def fresh(body: Any, status: int = 200) -> Response:
    """Return JSON that nobody keeps."""
    answer = Response(compact(body), status, content_type="application/json; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer
