"""Formats that are text: GeoJSON, CSV and GPX."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import shapely

from geoapp import crs as systems
from geoapp.exports.gis.layer import MACHINE_FIELDS, Bundle, Layer, in_words
from geoapp.exports.gis.packing import zipped
from geoapp.exports.plain_text import FORMULA_STARTS, clean, one_line

_DECIMALS = 7
_BOM = b"\xef\xbb\xbf"
GPX_LAYERS = ("fire_points", "planned_sites", "water_sources")
"""What people look for with a phone in the hand."""


def geojson(bundle: Bundle) -> bytes:
    """Return a zip with one file per layer, longitude and latitude on WGS 84 (RFC 7946), child rows inside."""
    files = {"about.txt": _BOM + bundle.about_text().encode()}
    for layer in bundle.drawn:
        files[f"{layer.name}.geojson"] = collection(layer)
    return zipped(files)


def collection(layer: Layer) -> bytes:
    """Return one layer as a FeatureCollection; a feature's id is the value of its column ``id``."""
    names = [column.name for column in layer.columns]
    features = []
    assert layer.shapes is not None
    for row, shape in zip(layer.rows, layer.shapes, strict=True):
        values = {
            name: _json_value(value) for name, value in zip(names, row, strict=True) if value is not None
        }
        feature = {"type": "Feature", "properties": values, "geometry": _geometry(shape)}
        features.append({"id": values["id"], **feature} if "id" in values else feature)
    head = {"type": "FeatureCollection", "title": clean(layer.title)}
    lines = ",\n".join(
        json.dumps(f, ensure_ascii=False, separators=(",", ":"), allow_nan=False) for f in features
    )
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "features": [\n{lines}\n]}}\n'.encode()


def _json_value(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    if isinstance(value, dict):
        return {key: _json_value(item) for key, item in value.items()}
    return value


def _geometry(shape: Any) -> dict[str, Any] | None:
    if shape is None or shapely.is_empty(shape):
        return None
    plain = shapely.orient_polygons(shapely.force_2d(shape)).__geo_interface__
    return {"type": plain["type"], "coordinates": _rounded(plain["coordinates"])}


def _rounded(value: Any) -> Any:
    if isinstance(value, float | int):
        return round(float(value), _DECIMALS)
    return [_rounded(item) for item in value]


def comma_separated(bundle: Bundle) -> bytes:
    """Return a zip with one CSV per layer: UTF-8 with its mark, columns ``lon`` and ``lat`` of a place inside the shape.

    With a projected system the columns ``easting_m`` and ``northing_m`` follow. No cell can start a formula.
    """
    files = {"about.txt": _BOM + bundle.about_text().encode()}
    for layer in bundle.layers:
        files[f"{layer.name}.csv"] = _BOM + _csv(layer.flat(), bundle).encode()
    files["fields.csv"] = _BOM + field_list(bundle.layers).encode()
    return zipped(files)


def _csv(layer: Layer, bundle: Bundle) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    heads, places = _places(layer, bundle)
    writer.writerow([*(c.name for c in layer.columns), *heads])
    for row, place in zip(layer.rows, places, strict=True):
        writer.writerow([*(_cell(value) for value in row), *place])
    return out.getvalue()


def _places(layer: Layer, bundle: Bundle) -> tuple[list[str], list[list[str]]]:
    if layer.shapes is None:
        return [], [[] for _ in layer.rows]
    lonlat = layer.places()
    rows = [_figures(pair, _DECIMALS) for pair in lonlat]
    if bundle.crs is None:
        return ["lon", "lat"], rows
    known = ~np.isnan(lonlat[:, 0])
    metres = np.full_like(lonlat, np.nan)
    metres[known] = systems.project(lonlat[known], bundle.crs)
    return ["lon", "lat", "easting_m", "northing_m"], [
        row + _figures(pair, 3) for row, pair in zip(rows, metres, strict=True)
    ]


def _figures(pair: Any, decimals: int) -> list[str]:
    return [f"{value:.{decimals}f}" if math.isfinite(value) else "" for value in pair.tolist()]


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if not isinstance(value, str):
        return value
    text = clean(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def field_list(layers: tuple[Layer, ...], short: dict[str, dict[str, str]] | None = None) -> str:
    """Return what every field means as CSV; with `short` the names under which a file holds them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["layer", "field", "name", "label", "unit", "value", "value_label"])
    for layer in layers:
        for column in layer.columns:
            held = short[layer.name][column.name] if short else column.name
            row = [layer.name, held, column.name, column.label, column.unit]
            writer.writerow([*row, "", ""])
            writer.writerows([*row, value, words] for value, words in column.words.items())
    return out.getvalue()


def gpx(bundle: Bundle) -> bytes:
    """Return GPX 1.1 with a waypoint per fire point, proposed site and water source: name and description only."""
    rows = []
    for layer in (layer for name in GPX_LAYERS for layer in bundle.drawn if layer.name == name):
        flat = layer.flat()
        for name, values, (lon, lat) in zip(layer.names(), flat.rows, layer.places().tolist(), strict=True):
            told = [
                f"{c.label}: {in_words(c, v, bundle.t)}"
                for c, v in zip(flat.columns, values, strict=True)
                if v is not None and c.name not in (*MACHINE_FIELDS, layer.label)
            ]
            rows.append(
                f'<wpt lat="{lat:.7f}" lon="{lon:.7f}"><name>{escape(one_line(name))}</name>'
                f"<desc>{escape(one_line('; '.join(told)))}</desc><type>{escape(layer.title)}</type></wpt>"
            )
    about = one_line("; ".join(f"{label}: {text}" for label, text in bundle.about))
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="geoapp" xmlns="http://www.topografix.com/GPX/1/1">\n'
        f"<metadata><name>{escape(one_line(bundle.title))}</name><desc>{escape(about)}</desc>"
        f"<time>{bundle.modified:%Y-%m-%dT%H:%M:%SZ}</time></metadata>\n"
    )
    return (head + "\n".join(rows) + "\n</gpx>\n").encode()
