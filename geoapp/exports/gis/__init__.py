"""GIS files: a ward's layers for other people's programs.

Law of this room: layers come in as plain columns, shapes and words (:mod:`geoapp.exports.gis.layer`); no ward, no use
case, no clock. What a layer's specification restricts never gets here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from geoapp.exports.gis.drivers import geopackage, mapinfo, shapefiles
from geoapp.exports.gis.dxf import dxf
from geoapp.exports.gis.kmz import kmz
from geoapp.exports.gis.layer import Bundle, Column, Kind, Layer, Look
from geoapp.exports.gis.texts import comma_separated, geojson, gpx

System = Literal["ward", "wgs84"]


@dataclass(frozen=True)
class Format:
    """A kind of file: its ending, its writer, and the coordinate systems it may hold, the usual one first."""

    kind: str
    ending: str
    write: Callable[[Bundle], bytes]
    systems: tuple[System, ...] = ("wgs84",)


FORMATS: Mapping[str, Format] = {
    made.kind: made
    for made in (
        Format("geojson", "zip", geojson),
        Format("gpkg", "gpkg", geopackage, ("wgs84", "ward")),
        Format("shp", "zip", shapefiles, ("wgs84", "ward")),
        Format("kmz", "kmz", kmz),
        Format("tab", "zip", mapinfo),
        Format("gpx", "gpx", gpx),
        Format("dxf", "dxf", dxf, ("ward",)),
        Format("csv", "zip", comma_separated, ("wgs84", "ward")),
    )
}

__all__ = ["FORMATS", "Bundle", "Column", "Format", "Kind", "Layer", "Look", "System"]
