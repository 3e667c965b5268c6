"""Everything that can be ordered, as data: what its file ends in and which options it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

System = Literal["ward", "wgs84"]
Groups = Literal["none", "any", "one-or-none", "some", "one"]
PAGE_KIND, QR_KIND = "html", "qr"


@dataclass(frozen=True)
class Kind:
    """A kind of product.

    Attributes
    ----------
    groups
        How many residential groups an order names: ``none``; ``any`` number, none for all; ``one-or-none``; at least
        ``some``; exactly ``one``.
    systems
        Coordinate systems of its file, the usual one first; empty where there is no choice.
    personal
        Whether it can carry the addresses of houses.
    colour
        Whether there is a version in pure black and white.
    plan
        Whether it can show a variant of the planner.
    """

    ending: str
    groups: Groups = "none"
    systems: tuple[System, ...] = ()
    personal: bool = False
    colour: bool = True
    plan: bool = True


def _data(ending: str, *systems: System) -> Kind:
    return Kind(ending, systems=systems, personal=True, colour=False)


KINDS: Mapping[str, Kind] = {
    **{f"map-a{size}": Kind("pdf") for size in (4, 3, 2, 1, 0)},
    "map-png": Kind("png"),
    "atlas": Kind("pdf", "any"),
    "atlas-files": Kind("zip", "any"),
    "group": Kind("pdf", "some"),
    "group-picture": Kind("png", "one"),
    "summary": Kind("pdf"),
    "report": Kind("docx"),
    "slides": Kind("pptx"),
    "xlsx": _data("xlsx"),
    "geojson": _data("zip", "wgs84"),
    "gpkg": _data("gpkg", "wgs84", "ward"),
    "shp": _data("zip", "wgs84", "ward"),
    "kmz": _data("kmz", "wgs84"),
    "tab": _data("zip", "wgs84"),
    "gpx": _data("gpx", "wgs84"),
    "dxf": _data("dxf", "ward"),
    "csv": _data("zip", "wgs84", "ward"),
    QR_KIND: Kind("pdf", "any", colour=False, plan=False),
    PAGE_KIND: Kind("html", "one-or-none", colour=False, plan=False),
}
