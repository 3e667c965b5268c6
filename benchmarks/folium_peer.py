"""The peer of the pages: the sample ward as a Folium map with everything inline, rendered per request.

Built as a competent user of Folium would: canvas rendering, one GeoJson for each layer of lines and areas,
markers with popups for fire points. Households come in two ways: an object each (``objects``) or all in one
GeoJson (``geojson``). Data and distances are computed before, so that only Folium's own work is measured;
answers are compressed as ours are.

``python -m benchmarks.folium_peer HOME PORT`` serves both over waitress.
"""

from __future__ import annotations

import functools
import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
from flask import Flask, Response

from geoapp.bootstrap import library
from geoapp.domain.ward import Ward
from geoapp.usecases import coverage, scene

WARD = "phuong-lam"
FLAT_LAYERS = ("surroundings", "residential_groups", "safe_areas", "interfamily_groups", "alleys", "water_sources")
BAND_COLOURS = ("#1a7f37", "#4c9f38", "#e0a800", "#d9730d", "#b42318")
READY = "listening"
LEVEL = 6
"""Of gzip, as in ``geoapp.web.compression``."""


class Ready:
    """What a Folium page shows, read and computed once: layers as GeoJSON, households with distances."""

    def __init__(self, ward: Ward) -> None:
        payload = coverage.households(ward)
        self.bounds = ward.info.bounds
        self.layers = {n: scene.public_layer(ward, n) for n in FLAT_LAYERS if n in ward.layers}
        self.points: gpd.GeoDataFrame = ward.layer("fire_points")
        houses = ward.layer("buildings")
        self.households = gpd.GeoDataFrame(
            {
                "id": payload["ids"],
                "households": payload["households"],
                "people": payload["people"],
                "walk_m": [d / 10 for d in payload["distance_dm"]["walking"]],
                "straight_m": [d / 10 for d in payload["distance_dm"]["straight"]],
                "band": payload["band"]["walking"],
            },
            geometry=houses.geometry.array,
            crs=houses.crs,
        )


def map_of(ready: Ready, add_households: Callable[[Ready, folium.FeatureGroup], None]) -> str:
    """Return the finished page."""
    west, south, east, north = ready.bounds
    shown = folium.Map(location=[(south + north) / 2, (west + east) / 2], zoom_start=16, prefer_canvas=True)
    for name, collection in ready.layers.items():
        folium.GeoJson(collection, name=name, style_function=_plain_style).add_to(shown)
    group = folium.FeatureGroup(name="households").add_to(shown)
    add_households(ready, group)
    points = folium.FeatureGroup(name="fire_points").add_to(shown)
    for point, code in zip(ready.points.geometry, ready.points.index, strict=True):
        folium.Marker(
            [point.y, point.x], tooltip=str(code), popup=folium.Popup(str(code)), icon=folium.Icon("red", "fire")
        ).add_to(points)
    folium.LayerControl().add_to(shown)
    return str(shown.get_root().render())


def as_objects(ready: Ready, group: folium.FeatureGroup) -> None:
    """Add a polygon with a tooltip for every house."""
    frame = ready.households
    for house in frame.itertuples(index=False):
        folium.Polygon(
            [(y, x) for x, y in _ring(house.geometry)],
            weight=1,
            color=BAND_COLOURS[house.band],
            fill=True,
            tooltip=f"{house.id}: {house.households} households, {house.people} people, {house.walk_m} m on foot, "
            f"{house.straight_m} m straight",
        ).add_to(group)


def as_geojson(ready: Ready, group: folium.FeatureGroup) -> None:
    """Add all houses in one GeoJson with a shared tooltip."""
    fields = ["id", "households", "people", "walk_m", "straight_m"]
    folium.GeoJson(
        ready.households, style_function=_band_style, tooltip=folium.GeoJsonTooltip(fields=fields)
    ).add_to(group)


def _ring(shape: Any) -> list[tuple[float, float]]:
    largest = max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)
    outline = largest.exterior if largest.geom_type == "Polygon" else largest.centroid.buffer(5e-5, 2).exterior
    return list(outline.coords)[:-1]


def _plain_style(_feature: dict[str, Any]) -> dict[str, Any]:
    return {"color": "#667085", "weight": 1, "fillOpacity": 0.05}


def _band_style(feature: dict[str, Any]) -> dict[str, Any]:
    return {"color": BAND_COLOURS[feature["properties"]["band"]], "weight": 1}


VARIANTS: dict[str, Callable[[Ready, folium.FeatureGroup], None]] = {"objects": as_objects, "geojson": as_geojson}


def create_app(ward: Ward) -> Flask:
    """Return a server of both maps, each rendered anew for every request."""
    app, ready = Flask(__name__), Ready(ward)

    def page(variant: str) -> Response:
        html = map_of(ready, VARIANTS[variant]).encode("utf-8")
        response = Response(gzip.compress(html, LEVEL, mtime=0), mimetype="text/html")
        response.headers["Content-Encoding"] = "gzip"
        return response

    for variant in VARIANTS:
        app.add_url_rule(f"/{variant}", variant, functools.partial(page, variant))
    return app


def households_in(html: str) -> set[str]:
    """Return the ids of all households in the GeoJson variant's page."""
    found = set()
    for line in html.splitlines():
        start = line.find('{"bbox"') if '"walk_m"' in line else -1
        if start >= 0:
            found |= {f["properties"]["id"] for f in json.loads(line[start : line.rindex("}") + 1])["features"]}
    return found


def main() -> None:
    """Serve the ward of a workspace until stopped."""
    from waitress.server import create_server

    home, port = Path(sys.argv[1]), int(sys.argv[2])
    server = create_server(create_app(library(home).open(WARD)), host="127.0.0.1", port=port, threads=8)
    print(READY, flush=True)
    server.run()


if __name__ == "__main__":
    main()
