"""What a browser may do on our pages: nothing from outside, no script without this answer's nonce."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from geoapp.web.access import services
from geoapp.web.qr import is_loopback

_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:{tiles}; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_OF_PAGES = {
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=()",
}
_OF_TRUSTED_PAGES = {"Cross-Origin-Opener-Policy": "same-origin"}
"""Over plain http from another computer browsers ignore this one, and say so in the console of every page."""


def nonce() -> str:
    """Return this answer's nonce."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def install(app: Flask) -> None:
    """Add the headers to every answer."""
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    is_page = response.mimetype == "text/html"
    for name, value in {**_FIXED, **(_OF_PAGES if is_page else {})}.items():
        response.headers.setdefault(name, value)
    if is_page:
        if request.is_secure or is_loopback(request.host_url):
            response.headers.update(_OF_TRUSTED_PAGES)
        response.headers["Content-Security-Policy"] = _POLICY.format(nonce=nonce(), tiles=_tile_host())
    return response


def _tile_host() -> str:
    basemap = services().config.basemap
    if basemap is None or basemap.kind != "tiles":
        return ""
    parts = urlsplit(basemap.source)
    return f" {parts.scheme}://{parts.netloc.replace('{s}', '*')}"
