"""DXF for drawing programs: metres, a drawing layer per layer, names as text. Source: DXF reference, AC1015.

Release 2000 is read by every drawing program and by GDAL. Letters beyond ASCII are written as ``\\U+XXXX``, so that no
code page is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geoapp.exports.gis import dxf_frame
from geoapp.exports.gis.dxf_frame import MODEL_SPACE, Handles, Pair, Pairs
from geoapp.exports.gis.layer import Bundle, Layer
from geoapp.exports.plain_text import one_line
from geoapp.i18n import fold

TEXT_HEIGHT_M = 2.5
_MIDDLE_CENTRE = 5
_LINE_BYTES = 250
_NAME = 31
_TEXT = "_TEN"
_WHITE = 7
_COLOURS = {"fire_points": 1, "planned_sites": 6, "planned_area": 6, "water_sources": 5, "gap_area": 30, "covered_area": 150,
            "buildings": 8, "alleys": 9, "safe_areas": 3}  # fmt: skip
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def dxf(bundle: Bundle) -> bytes:
    """Return a DXF in metres of the ward's own system; provenance stands as comments at its head."""
    layers = [layer for layer in bundle.drawn if layer.dimension >= 0]
    names, handles, bounds = layer_names(layers), Handles(), _bounds(layers, bundle)
    colours = {
        name + ending: _COLOURS.get(key, _WHITE) for key, name in names.items() for ending in ("", _TEXT)
    }
    body = [*dxf_frame.tables(colours, bounds, handles), *dxf_frame.blocks(handles)]
    body += [(0, "SECTION"), (2, "ENTITIES")]
    for layer in layers:
        body += _entities(layer, bundle, names[layer.name], handles)
    body += [(0, "ENDSEC"), *dxf_frame.objects(handles), (0, "EOF")]
    about: list[Pair] = [(999, _escaped(text)) for text in bundle.about_text().splitlines() if text]
    pairs = [*about, *dxf_frame.header(bounds, handles.last + 1), *body]
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
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _bounds(layers: list[Layer], bundle: Bundle) -> tuple[float, float, float, float]:
    if not layers:
        return 0.0, 0.0, 1.0, 1.0
    boxes = np.array([shapely.total_bounds(layer.projected(bundle.metres)) for layer in layers])
    west, south = np.nanmin(boxes[:, :2], axis=0).tolist()
    east, north = np.nanmax(boxes[:, 2:], axis=0).tolist()
    return west, south, east, north


def _entities(layer: Layer, bundle: Bundle, name: str, handles: Handles) -> Pairs:
    shapes = layer.projected(bundle.metres)
    texts = layer.names() if layer.label else [""] * len(layer.rows)
    for shape, text in zip(shapes, texts, strict=True):
        if shape is None or shape.is_empty:
            continue
        for part in shapely.get_parts(shape):
            yield from _part(part, name, handles)
        if text:
            yield from _label(shape, text, name + _TEXT, handles)


def _entity(kind: str, subclass: str, layer: str, handles: Handles) -> Pairs:
    yield from ((0, kind), (5, handles.next()), (330, handles.spaces[MODEL_SPACE]), (100, "AcDbEntity"))
    yield from ((8, layer), (100, subclass))


def _part(part: BaseGeometry, name: str, handles: Handles) -> Pairs:
    if part.geom_type == "Point":
        x, y = shapely.get_coordinates(part)[0].tolist()
        yield from _entity("POINT", "AcDbPoint", name, handles)
        yield from ((10, x), (20, y), (30, 0.0))
        return
    closed = int(part.geom_type == "Polygon")
    for line in shapely.get_rings(part) if closed else [part]:
        places = shapely.get_coordinates(line)[: -1 if closed else None].tolist()
        yield from _entity("LWPOLYLINE", "AcDbPolyline", name, handles)
        yield from ((90, len(places)), (70, closed))
        yield from (pair for x, y in places for pair in ((10, x), (20, y)))


def _label(shape: BaseGeometry, text: str, name: str, handles: Handles) -> Pairs:
    x, y = shapely.get_coordinates(shapely.point_on_surface(shape))[0].tolist()
    yield from _entity("MTEXT", "AcDbMText", name, handles)
    yield from ((10, x), (20, y), (30, 0.0), (40, TEXT_HEIGHT_M), (41, 0.0), (71, _MIDDLE_CENTRE), (72, 5))
    *before, last = _lines(text)
    yield from ((3, line) for line in before)
    yield from ((1, last), (7, "Standard"))


def _escaped(text: str) -> str:
    """Return text in ASCII, letters beyond it by their code."""
    plain = _ASTRAL.sub("?", one_line(text))
    return "".join(c if c.isascii() else f"\\U+{ord(c):04X}" for c in plain)


def _lines(text: str) -> list[str]:
    """Return a text of several codes' worth, none cut within a code; what would be a command is text."""
    lines = [""]
    for code in _codes(text):
        if len(lines[-1]) + len(code) > _LINE_BYTES:
            lines.append("")
        lines[-1] += code
    return lines


def _codes(text: str) -> Iterator[str]:
    for letter in _ASTRAL.sub("?", one_line(text)):
        if letter in "\\{}":
            yield f"\\{letter}"
        elif letter == "^":
            yield "^ "
        else:
            yield _escaped(letter) if letter != " " else " "
