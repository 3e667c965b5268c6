"""Any kind of product as the bytes of its file: those of paper, office and GIS programs, the codes, the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.exports import paper
from geoapp.i18n import Translator
from geoapp.usecases.briefing.products import Options, product_bytes
from geoapp.usecases.exporting.kinds import PAGE_KIND, QR_KIND
from geoapp.usecases.exporting.page_file import html_page
from geoapp.usecases.exporting.previews import preview_png
from geoapp.usecases.exporting.qr_file import qr_face, qr_pdf
from geoapp.usecases.groups import find_group

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Place:
    """Where products are made: the folder of the pages' templates, and the address under which phones reach the server."""

    templates: Path
    public_url: str | None


def made(kind: str, ward: Ward, t: Translator, options: Options, place: Place, told: Told) -> bytes:
    """Return the file of one product.

    Raises
    ------
    CallFault
        If there is no such kind, or the options and the kind contradict each other.
    """
    groups = tuple(find_group(ward, group) for group in options.groups) if kind in (PAGE_KIND, QR_KIND) else ()
    if kind == PAGE_KIND:
        if len(groups) > 1:
            raise CallFault("export-one-group-only", count=len(groups))
        group = groups[0] if groups else None
        return html_page(ward, t, place.templates, options.radius_m, options.metric, group)
    if kind == QR_KIND:
        return qr_pdf(ward, t, place.public_url, groups, told)
    return product_bytes(ward, kind, t, options, told)


def previewed(kind: str, ward: Ward, t: Translator, options: Options, place: Place) -> bytes:
    """Return the first page of one product as a small PNG."""
    if kind == QR_KIND:
        return paper.small_png(qr_face(ward, t, place.public_url, options.groups))
    return preview_png(ward, kind, t, options)
