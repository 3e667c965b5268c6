"""JSON over the wire: written and compressed once per data version, checked by ETag."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from geoapp import __version__
from geoapp.domain.ward import Ward
from geoapp.usecases.coverage.cache import Cache
from geoapp.web.access import language
from geoapp.web.compression import LEAST_BYTES, LEVEL, accepts_gzip

_MOST_KEPT = 96


@dataclass(frozen=True)
class _Written:
    tag: str
    plain: bytes
    packed: bytes | None


_written: Cache[_Written] = Cache(_MOST_KEPT)


def data_version(ward: Ward) -> str:
    """Return what an answer about a ward depends on: its files, the day (expiry dates) and the program."""
    text = f"{ward.version}:{dt.date.today().isoformat()}:{__version__}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def json_response(ward: Ward, key: Hashable, make: Callable[[], Any]) -> Response:
    """Return ``make()`` as JSON; `key` names the answer among all about this ward."""
    return _respond(ward, key, lambda: _json_bytes(make()), "application/json")


def text_response(ward: Ward, key: Hashable, make: Callable[[], str], kind: str) -> Response:
    """Return the text ``make()`` of type `kind`, UTF-8."""
    return _respond(ward, key, lambda: make().encode("utf-8"), kind)


def _respond(ward: Ward, key: Hashable, make: Callable[[], bytes], kind: str) -> Response:
    version = data_version(ward)
    answer = _written.get((ward.id, version, language(), key), lambda: _write(make()))
    packed = answer.packed is not None and accepts_gzip()
    response = Response(answer.packed if packed else answer.plain, content_type=f"{kind}; charset=utf-8")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    fresh = request.args.get("v") == version
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable" if fresh else "no-cache"
    response.vary.add("Accept-Encoding")
    response.vary.add("Cookie")
    response.set_etag(f"{answer.tag}{'-gz' if packed else ''}")
    response.make_conditional(request)
    return response


def _write(plain: bytes) -> _Written:
    packed = gzip.compress(plain, LEVEL, mtime=0) if len(plain) >= LEAST_BYTES else None
    return _Written(hashlib.sha256(plain).hexdigest()[:16], plain, packed)


def _json_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
