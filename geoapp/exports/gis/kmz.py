"""KMZ for Google Earth: folders, styles, our icons, balloons. Source: OGC KML 2.2 (07-147r2)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geoapp.exports.gis import icons
from geoapp.exports.gis.layer import MACHINE_FIELDS, Bundle, Layer, Look, in_words
from geoapp.exports.gis.packing import zipped
from geoapp.exports.plain_text import clean, one_line

_DECIMALS = 7


def kmz(bundle: Bundle) -> bytes:
    """Return a KMZ: a folder per layer, in it a folder per look; a balloon tells the public fields in words.

    No text of a feature is markup: it is escaped for the balloon and again for XML.
    """
    layers = [layer.flat() for layer in bundle.drawn if len(layer.rows)]
    symbols = sorted({look.symbol for layer in layers for look in layer.looks.values() if look.symbol})
    text = "".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>',
            f"<name>{_xml(bundle.title)}</name><open>1</open>",
            f'<description>{_html(bundle.about)}</description><Snippet maxLines="0"/>',
            _view(layers),
            *(_style(layer, key) for layer in layers for key in layer.looks),
            *(_folder(layer, bundle) for layer in layers),
            "</Document></kml>\n",
        ]
    )
    files = {"doc.kml": text.encode()}
    return zipped(files | {f"icons/{symbol}.png": icons.png(symbol) for symbol in symbols})


def _xml(text: str) -> str:
    return escape(one_line(text))


def _html(pairs: Any) -> str:
    """Return label and text in rows, as HTML that is itself escaped for XML."""
    rows = "".join(
        f"<tr><td><b>{escape(one_line(label))}</b></td><td>{escape(clean(text))}</td></tr>"
        for label, text in pairs
    )
    return escape(f'<table cellpadding="2">{rows}</table>')


def _view(layers: list[Layer]) -> str:
    bounds = np.array([shapely.total_bounds(layer.shapes) for layer in layers if layer.dimension >= 0])
    if len(bounds) == 0:
        return ""
    west, south = np.nanmin(bounds[:, :2], axis=0)
    east, north = np.nanmax(bounds[:, 2:], axis=0)
    reach = max(500.0, float(max(east - west, north - south)) * 111_000 * 1.2)
    return (
        f"<LookAt><longitude>{(west + east) / 2:.6f}</longitude><latitude>{(south + north) / 2:.6f}</latitude>"
        f"<heading>0</heading><tilt>0</tilt><range>{reach:.0f}</range></LookAt>"
    )


def _style(layer: Layer, key: str) -> str:
    look = layer.looks[key]
    parts = [_icon(look, layer), _label(look, layer)]
    parts.append(f"<LineStyle><color>{_abgr(look.edge)}</color><width>{look.width_pt:g}</width></LineStyle>")
    fill = _abgr(look.fill, look.opacity) if look.fill else "00ffffff"
    parts.append(f"<PolyStyle><color>{fill}</color><fill>{1 if look.fill else 0}</fill></PolyStyle>")
    parts.append("<BalloonStyle><text>&lt;h3&gt;$[name]&lt;/h3&gt;$[description]</text></BalloonStyle>")
    return f'<Style id="{layer.name}-{key}">{"".join(parts)}</Style>'


def _icon(look: Look, layer: Layer) -> str:
    if look.symbol:
        icon = f"<Icon><href>icons/{look.symbol}.png</href></Icon>"
        return f'<IconStyle><scale>0.8</scale>{icon}<hotSpot x="0.5" y="0.5" xunits="fraction" yunits="fraction"/></IconStyle>'
    return "<IconStyle><scale>0</scale></IconStyle>"


def _label(look: Look, layer: Layer) -> str:
    return f"<LabelStyle><scale>{0.8 if _labelled(layer) else 0}</scale></LabelStyle>"


def _labelled(layer: Layer) -> bool:
    return bool(layer.label) and (layer.dimension == 0 or layer.name == "residential_groups")


def _abgr(colour: str, opacity: float = 1.0) -> str:
    return f"{round(255 * opacity):02x}{colour[5:7]}{colour[3:5]}{colour[1:3]}".lower()


def _folder(layer: Layer, bundle: Bundle) -> str:
    shown = f"<visibility>{int(layer.shown)}</visibility>"
    inside = "".join(_looks(layer, bundle, shown))
    return f"<Folder><name>{_xml(layer.title)}</name>{shown}{inside}</Folder>"


def _looks(layer: Layer, bundle: Bundle, shown: str) -> Iterator[str]:
    marks = list(zip(_placemarks(layer, bundle, shown), layer.look, strict=True))
    used = [key for key in layer.looks if any(look == key for _, look in marks)]
    for key in used:
        places = "".join(place for place, look in marks if look == key)
        title = _xml(layer.looks[key].title)
        yield places if len(used) == 1 else f"<Folder><name>{title}</name>{shown}{places}</Folder>"


def _placemarks(layer: Layer, bundle: Bundle, shown: str) -> Iterator[str]:
    t = bundle.t
    assert layer.shapes is not None
    for name, row, shape, look in zip(layer.names(), layer.rows, layer.shapes, layer.look, strict=True):
        told = [
            (column.label, in_words(column, value, t))
            for column, value in zip(layer.columns, row, strict=True)
            if value is not None and column.name not in (*MACHINE_FIELDS, layer.label)
        ]
        yield (
            f'<Placemark><name>{_xml(name)}</name>{shown}<Snippet maxLines="0"/>'
            f"<description>{_html(told)}</description><styleUrl>#{layer.name}-{look}</styleUrl>"
            f"{_shape(shape, _labelled(layer))}</Placemark>\n"
        )


def _shape(shape: BaseGeometry | None, labelled: bool) -> str:
    if shape is None or shape.is_empty:
        return ""
    parts = [_simple(part) for part in shapely.get_parts(shapely.orient_polygons(shape))]
    if labelled and shapely.get_dimensions(shape) == 2:
        parts.append(_simple(shapely.point_on_surface(shape)))  # an area shows its name at a point alone
    return parts[0] if len(parts) == 1 else f"<MultiGeometry>{''.join(parts)}</MultiGeometry>"


def _simple(part: BaseGeometry) -> str:
    if part.geom_type == "Point":
        return f"<Point><coordinates>{_pairs(part)}</coordinates></Point>"
    if part.geom_type == "LineString":
        return f"<LineString><tessellate>1</tessellate><coordinates>{_pairs(part)}</coordinates></LineString>"
    rings = [
        f"<LinearRing><coordinates>{_pairs(ring)}</coordinates></LinearRing>"
        for ring in shapely.get_rings(part)
    ]
    inside = f"<outerBoundaryIs>{rings[0]}</outerBoundaryIs>"
    inside += "".join(f"<innerBoundaryIs>{ring}</innerBoundaryIs>" for ring in rings[1:])
    return f"<Polygon><tessellate>1</tessellate>{inside}</Polygon>"


def _pairs(shape: BaseGeometry) -> str:
    xy = np.round(shapely.get_coordinates(shape), _DECIMALS).tolist()
    return " ".join(itertools.starmap("{:.7f},{:.7f}".format, xy))
