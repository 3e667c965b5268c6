"""Sites as GeoJSON points for other programs: WGS 84, longitude first, 7 decimals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geoapp.i18n import Translator
from geoapp.usecases.planning.sites import Facts
from geoapp.usecases.planning.words import reason


def sites_geojson(sites: Sequence[Facts], t: Translator, **common: Any) -> dict[str, Any]:
    """Return a FeatureCollection of sites; `common` are properties that every one gets."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": site["id"],
                "properties": {**properties(site, number, t), **common},
                "geometry": {"type": "Point", "coordinates": [round(site["lon"], 7), round(site["lat"], 7)]},
            }
            for number, site in enumerate(sites, start=1)
        ],
    }


def properties(site: Facts, number: int, t: Translator) -> Facts:
    """Return what is told of a site in a file, flat."""
    alley, nearest = site["alley"] or {}, site["nearest"] or {}
    return {
        "number": number,
        "status": "proposed",
        "gain_weight": site["gain_weight"],
        "group": site["group"],
        "alley": alley.get("name"),
        "alley_width_m": alley.get("width_m"),
        "alley_depth_m": alley.get("depth_m"),
        "nearest": nearest.get("name"),
        "nearest_m": nearest.get("distance_m"),
        "reason": reason(site, t),
    }
