"""DXF for drawing programs: metres, a drawing layer per layer, names as text. Source: DXF reference, release 12.

Release 12 is what every drawing program reads. Letters beyond ASCII are written as ``\\U+XXXX``, so that no code page
is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geoapp.exports.gis.layer import Bundle, Layer
from geoapp.exports.plain_text import one_line
from geoapp.i18n import fold

TEXT_HEIGHT_M = 2.5
_NAME = 31
_COLOURS = {"fire_points": 1, "proposed_sites": 6, "water_sources": 5, "residential_groups": 7, "gap_area": 30,
            "covered_area": 150, "buildings": 8, "alleys": 9, "safe_areas": 3}  # fmt: skip
_TEXT = "_TEN"
Pairs = Iterator[tuple[int, object]]


def dxf(bundle: Bundle) -> bytes:
    """Return a DXF in metres of the ward's own system; provenance stands as comments at its head."""
    layers = [layer for layer in bundle.drawn if layer.dimension >= 0]
    names = layer_names(layers)
    pairs: list[tuple[int, object]] = [(999, text) for text in bundle.about_text().splitlines() if text]
    pairs += _header(layers, bundle)
    pairs += _tables(layers, names)
    pairs += [(0, "SECTION"), (2, "ENTITIES")]
    for layer in layers:
        pairs += _entities(layer, bundle, names[layer.name])
    pairs += [(0, "ENDSEC"), (0, "EOF")]
    return "".join(f"{code:>3}\r\n{_value(value)}\r\n" for code, value in pairs).encode("ascii")


def layer_names(layers: list[Layer]) -> dict[str, str]:
    """Return the drawing layer of every layer: its title in capitals without accents, none twice."""
    made: dict[str, str] = {}
    for layer in layers:
        plain = re.sub(r"[^A-Z0-9]+", "_", fold(layer.title).upper()).strip("_")
        name = (plain or layer.name.upper())[: _NAME - len(_TEXT)]
        made[layer.name] = name if name not in made.values() else f"{name[:20]}_{len(made)}"
    return made


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    text = one_line(str(value))
    return "".join(c if c.isascii() else f"\\U+{ord(c):04X}" for c in text if ord(c) <= 0xFFFF)


def _header(layers: list[Layer], bundle: Bundle) -> Pairs:
    yield from ((0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1009"), (9, "$INSUNITS"), (70, 6))
    boxes = [shapely.total_bounds(layer.projected(bundle.metres)) for layer in layers]
    if boxes:
        west, south = np.nanmin(np.array(boxes)[:, :2], axis=0).tolist()
        east, north = np.nanmax(np.array(boxes)[:, 2:], axis=0).tolist()
        yield from ((9, "$EXTMIN"), (10, west), (20, south), (9, "$EXTMAX"), (10, east), (20, north))
    yield 0, "ENDSEC"


def _tables(layers: list[Layer], names: dict[str, str]) -> Pairs:
    yield from ((0, "SECTION"), (2, "TABLES"))
    yield from (
        (0, "TABLE"),
        (2, "LTYPE"),
        (70, 1),
        (0, "LTYPE"),
        (2, "CONTINUOUS"),
        (70, 0),
        (3, "Solid line"),
    )
    yield from ((72, 65), (73, 0), (40, 0.0), (0, "ENDTAB"))
    yield from ((0, "TABLE"), (2, "LAYER"), (70, 2 * len(layers) + 1), *_one_layer("0", 7))
    for layer in layers:
        colour = _COLOURS.get(layer.name, 7)
        yield from _one_layer(names[layer.name], colour)
        yield from _one_layer(names[layer.name] + _TEXT, colour)
    yield from ((0, "ENDTAB"), (0, "ENDSEC"))


def _one_layer(name: str, colour: int) -> Pairs:
    yield from ((0, "LAYER"), (2, name), (70, 0), (62, colour), (6, "CONTINUOUS"))


def _entities(layer: Layer, bundle: Bundle, name: str) -> Pairs:
    shapes = layer.projected(bundle.metres)
    texts = layer.names() if layer.label else [""] * len(layer.rows)
    for shape, text in zip(shapes, texts, strict=True):
        if shape is None or shape.is_empty:
            continue
        for part in shapely.get_parts(shape):
            yield from _part(part, name)
        if text:
            yield from _label(shape, text, name + _TEXT)


def _part(part: BaseGeometry, name: str) -> Pairs:
    if part.geom_type == "Point":
        x, y = shapely.get_coordinates(part)[0].tolist()
        yield from ((0, "POINT"), (8, name), (10, x), (20, y), (30, 0.0))
        return
    closed = int(part.geom_type == "Polygon")
    for line in shapely.get_rings(part) if closed else [part]:
        places = shapely.get_coordinates(line)[: -1 if closed else None]
        yield from ((0, "POLYLINE"), (8, name), (66, 1), (70, closed), (10, 0.0), (20, 0.0), (30, 0.0))
        for x, y in places.tolist():
            yield from ((0, "VERTEX"), (8, name), (10, x), (20, y), (30, 0.0))
        yield from ((0, "SEQEND"), (8, name))


def _label(shape: BaseGeometry, text: str, name: str) -> Pairs:
    x, y = shapely.get_coordinates(shapely.point_on_surface(shape))[0].tolist()
    yield from ((0, "TEXT"), (8, name), (10, x), (20, y), (30, 0.0), (40, TEXT_HEIGHT_M), (1, text[:200]))
