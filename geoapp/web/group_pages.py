"""The pages of the residential groups: the list, one group, its sheet of paper, its QR code."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from geoapp.domain.ward import Ward
from geoapp.i18n import fold
from geoapp.usecases.groups import find_group, group_facts, group_list
from geoapp.usecases.groups.listing import SORTS, chosen_rows
from geoapp.usecases.groups.words import GroupWords
from geoapp.web.access import words
from geoapp.web.frame import open_ward, page_settings, render_page
from geoapp.web.map_parts import map_parts
from geoapp.web.qr import group_path, is_loopback, public_address, qr_svg

pages = Blueprint("groups", __name__)
_MOST_QUERY = 80


@pages.get("/wards/<ward>/groups/")
def every_group(ward: str) -> Response:
    """List the groups of a ward; ``q`` searches, ``sort`` orders."""
    opened = open_ward(ward)
    listed = group_list(opened, _radius())
    query = request.args.get("q", "")[:_MOST_QUERY].strip()
    sort = request.args.get("sort", SORTS[0])
    return render_page(
        "groups.html",
        ward=opened,
        active="groups",
        page=_settings(opened, None, listed.radius_m),
        ward_id=opened.id,
        listed=listed,
        rows=chosen_rows(listed, fold(query), sort),
        query=query,
        sort=sort if sort in SORTS else SORTS[0],
        sorts=SORTS,
        say=GroupWords(words()),
        address=lambda group_id: group_path(opened, group_id),
    )


@pages.get("/wards/<ward>/groups/<path:group>")
def one_group(ward: str, group: str) -> AnyResponse:
    """Show one group; its number leads to its id while it is unique."""
    opened = open_ward(ward)
    found = find_group(opened, group)
    if found != group:
        return _to(group_path(opened, found))
    return render_page("group.html", **_group_context(opened, found))


@pages.get("/wards/<ward>/print/groups/<path:group>")
def group_sheet(ward: str, group: str) -> AnyResponse:
    """Show a group as a sheet of A4."""
    opened = open_ward(ward)
    found = find_group(opened, group)
    if found != group:
        return _to(group_path(opened, found).replace("/groups/", "/print/groups/", 1))
    return render_page("print_group.html", **_group_context(opened, found))


@pages.get("/wards/<ward>/groups/<path:group>/qr.svg")
def group_qr(ward: str, group: str) -> AnyResponse:
    """Draw the QR code that opens a group's page on a phone."""
    opened = open_ward(ward)
    found = find_group(opened, group)
    svg = qr_svg(public_address(group_path(opened, found)))
    response = Response(svg, mimetype="image/svg+xml")
    # the picture depends on the address this request came to: nobody else may be given it
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


def _group_context(ward: Ward, group_id: str) -> dict[str, Any]:
    facts = group_facts(ward, group_id, _radius())
    address = public_address(group_path(ward, group_id))
    radius = facts.reach.radius_m if facts.reach else None
    page = _settings(ward, group_id, radius)
    return {
        "ward": ward,
        "active": "groups",
        "page": page,
        "parts": map_parts(ward),
        "group": facts,
        "say": GroupWords(words()),
        "has_ways": bool(len(ward.layer("alleys"))),
        "radii": page["radii_m"],
        "info": ward.info,
        "version": ward.version,
        "updated": page["ward"]["updated"],
        "public_address": address,
        "loopback": is_loopback(address),
        "address": lambda other: group_path(ward, other),
        "print_address": group_path(ward, group_id).replace("/groups/", "/print/groups/", 1),
        "qr_address": f"{group_path(ward, group_id)}/qr.svg",
        "export_address": f"/wards/{ward.id}/exports?{urlencode({'group': group_id})}",
    }


def _settings(ward: Ward, group_id: str | None, radius_m: float | None) -> dict[str, Any]:
    """Return the page's settings with the radius that the server's own sentences use."""
    settings = page_settings(ward, group_id)
    if radius_m is not None:
        radius = int(radius_m) if radius_m == int(radius_m) else radius_m
        settings["state"] = {**settings["state"], "radius": radius}
    return settings


def _radius() -> float | None:
    """Return the radius asked for; what is no number is as good as none."""
    return request.args.get("radius", type=float)


def _to(path: str) -> AnyResponse:
    query = request.query_string.decode("ascii", "replace")
    return redirect(f"{path}?{query}" if query else path)
