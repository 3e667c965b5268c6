"""What a page needs to draw a ward's map: Folium's shell, and the reader of a local base map."""

from __future__ import annotations

from dataclasses import replace

from geoapp.domain.ward import Ward
from geoapp.maps import map_shell
from geoapp.maps.shell import Parts
from geoapp.web.access import services
from geoapp.web.assets import asset

_PMTILES_READER = "vendor/protomaps-leaflet/protomaps-leaflet.js"


def map_parts(ward: Ward) -> Parts:
    """Return the parts of a ward's map; the reader of PMTiles only where such a file is configured."""
    parts, basemap = map_shell(ward.info.bounds, asset), services().config.basemap
    if basemap is None or basemap.kind != "pmtiles":
        return parts
    return replace(parts, js=(*parts.js, asset(_PMTILES_READER)))
