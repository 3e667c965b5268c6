"""Addresses that a phone opens, as QR codes."""

from __future__ import annotations

import io
import ipaddress
from urllib.parse import quote, urlsplit

import segno
from flask import request

from geoapp.domain.ward import Ward
from geoapp.web.access import services

_LOCAL_NAMES = ("localhost", "localhost.localdomain")


def public_address(path: str) -> str:
    """Return the address of `path` as phones reach it: the configured one, else the one of this request."""
    origin = services().config.public_url or request.host_url.rstrip("/")
    return f"{origin}{path}"


def group_path(ward: Ward, group_id: str) -> str:
    """Return the path of a group's page; an id may hold any character."""
    return f"/wards/{ward.id}/groups/{quote(group_id, safe='')}"


def is_loopback(address: str) -> bool:
    """Tell whether only this computer can open `address`.

    >>> [is_loopback(f"http://{host}/") for host in ("127.0.0.1:8000", "localhost", "[::1]:80", "10.0.0.5")]
    [True, True, True, False]
    """
    host = urlsplit(address).hostname or ""
    if host in _LOCAL_NAMES or host.endswith(".localhost"):
        return True
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified


def qr_svg(address: str) -> bytes:
    """Return a QR code as SVG: error correction Q (a quarter may be soiled), black on white, quiet zone of 4."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(
        out, kind="svg", border=4, scale=8, dark="#000", light="#fff", omitsize=True, xmldecl=True, svgns=True
    )
    return out.getvalue()
