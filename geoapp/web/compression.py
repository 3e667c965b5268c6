"""Text goes over the wire compressed: offices share weak lines."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

LEAST_BYTES = 900
LEVEL = 6
_TEXT = ("text/", "application/json", "application/geo+json", "application/problem+json", "image/svg+xml")


def accepts_gzip() -> bool:
    """Tell whether the caller takes gzip."""
    return request.accept_encodings["gzip"] > 0


def install(app: Flask) -> None:
    """Compress answers that are not compressed yet."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not (response.mimetype or "").startswith(_TEXT) or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    small = (response.calculate_content_length() or 0) < LEAST_BYTES
    if small or "Content-Encoding" in response.headers or response.status_code != 200 or not accepts_gzip():
        return response
    response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
