"""Sheets as one PDF: fonts shared by all pages, bookmarks, a georeference per map, the same bytes each time.

Georeference: ISO 32000-2, 12.10 (viewport, measure of subtype GEO). Readers take the corners on the datum of the
named system, so WGS 84 / UTM is named and WGS 84 corners are given; naming VN-2000 would shift the page by 224 m
(exports reference, section 7). The printed grid stays the ward's own.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String
from pyproj import CRS

from geoapp import crs as systems
from geoapp.exports.paper.frame import Frame
from geoapp.exports.paper.sheet import Sheet

PT_PER_MM = 72 / 25.4
# Streams are compressed once, when the document is finished: piece by piece takes six times as long.
_SETTINGS: dict[Any, Any] = {"pdf.fonttype": 42, "pdf.compression": 0, "path.simplify": False}
_FLATE: Literal[9] = 9


@dataclass(frozen=True)
class Page:
    """One page: its sheet, its bookmark, and the map frame to georeference (``None``: no map)."""

    sheet: Sheet
    bookmark: str
    frame: Frame | None = None


@dataclass(frozen=True)
class Facts:
    """What the document says of itself; `made` is the time of the data, so that bytes repeat."""

    title: str
    subject: str
    author: str
    language: str
    made: dt.datetime
    crs: CRS


def pdf_bytes(pages: Sequence[Page], facts: Facts) -> bytes:
    """Return the pages as one PDF."""
    from matplotlib.backends.backend_pdf import PdfPages  # pictures do without it, and it is slow to load

    raw = io.BytesIO()
    made = facts.made.astimezone(dt.UTC).replace(microsecond=0)
    metadata = {
        "Title": facts.title, "Subject": facts.subject, "Author": facts.author, "Creator": "geoapp",
        "CreationDate": made, "ModDate": made,
    }  # fmt: skip
    with mpl.rc_context(_SETTINGS), PdfPages(raw, metadata=metadata) as document:
        for page in pages:
            document.savefig(page.sheet.figure)
    raw.seek(0)
    return _finished(raw, pages, facts)


def png_bytes(sheet: Sheet, dpi: float) -> bytes:
    """Return one sheet as a picture."""
    raw = io.BytesIO()
    sheet.figure.savefig(raw, format="png", dpi=dpi, metadata={"Software": "geoapp"})
    return raw.getvalue()


def _finished(raw: io.BytesIO, pages: Sequence[Page], facts: Facts) -> bytes:
    """Return the document with bookmarks, language, view settings and georeferences."""
    with pikepdf.open(raw) as document:
        root = document.Root
        root.Lang = String("vi-VN" if facts.language == "vi" else "en")
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True, PrintScaling=Name.None_)
        if len(pages) > 1:
            root.PageMode = Name.UseOutlines
            with document.open_outline() as outline:
                outline.root.extend(OutlineItem(page.bookmark, number) for number, page in enumerate(pages))
        for page, leaf in zip(pages, document.pages, strict=True):
            if page.frame is not None:
                leaf.obj.VP = Array([_viewport(document, page.frame, page.sheet, facts.crs)])
        out = io.BytesIO()
        pikepdf.settings.set_flate_compression_level(_FLATE)
        document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _viewport(document: pikepdf.Pdf, frame: Frame, sheet: Sheet, crs: CRS) -> pikepdf.Object:
    scale = sheet.factor * PT_PER_MM
    box = [
        frame.x * scale,
        frame.y * scale,
        (frame.x + frame.width) * scale,
        (frame.y + frame.height) * scale,
    ]
    west, south, east, north = frame.bounds_m
    corners = systems.unproject([(west, south), (west, north), (east, north), (east, south)], crs)
    wgs84 = CRS.from_epsg(_utm_of(corners))
    measure = Dictionary(
        Type=Name.Measure, Subtype=Name.GEO,
        Bounds=Array([0, 0, 0, 1, 1, 1, 1, 0]), LPTS=Array([0, 0, 0, 1, 1, 1, 1, 0]),
        GPTS=Array([_real(value) for lon, lat in corners.tolist() for value in (lat, lon)]),
        GCS=Dictionary(Type=Name.PROJCS, EPSG=wgs84.to_epsg(), WKT=String(wgs84.to_wkt("WKT1_ESRI"))),
    )  # fmt: skip
    viewport = Dictionary(
        Type=Name.Viewport, BBox=Array([_real(v) for v in box]), Measure=document.make_indirect(measure)
    )
    return document.make_indirect(viewport)


def _utm_of(lonlat: np.ndarray) -> int:
    longitude, latitude = lonlat.mean(axis=0).tolist()
    zone = min(60, max(1, int((longitude + 180) // 6) + 1))
    return (32600 if latitude >= 0 else 32700) + zone


def _real(value: float) -> Decimal:
    return Decimal(f"{value:.9f}")
