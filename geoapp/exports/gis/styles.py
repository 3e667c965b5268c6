"""How QGIS draws the layers of a GeoPackage: the table ``layer_styles`` with one QML per layer.

Source of the table's shape: QGIS, "Save style in database"; of the markup: QGIS' QML files.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from geoapp.exports.gis.layer import Column, Layer, Look
from geoapp.symbology import SYMBOLS

LOOK_COLUMN = "look"
_SYMBOL_MM = 6.0
_COLUMNS = (
    ("f_table_catalog", "text"), ("f_table_schema", "text"), ("f_table_name", "text"),
    ("f_geometry_column", "text"), ("styleName", "text"), ("styleQML", "text"), ("styleSLD", "text"),
    ("useAsDefault", "bool"), ("description", "text"), ("owner", "text"), ("ui", "text"), ("update_time", "date"),
)  # fmt: skip


def layer_styles(layers: Sequence[Layer], modified: dt.datetime) -> Layer:
    """Return the table of styles; a row of it is found by its layer's table name."""
    rows = tuple(
        ("", "", layer.name, "geom", "geoapp", qml(layer), "", True, layer.title, "", None, modified.date())
        for layer in layers
    )
    return Layer("layer_styles", "layer_styles", tuple(Column(n, k, n) for n, k in _COLUMNS), rows, None)  # type: ignore[arg-type]


def qml(layer: Layer) -> str:
    """Return the style of one layer: a category per look, by the column ``look``, and the labels of its fields."""
    kind = {0: "marker", 1: "line"}.get(layer.dimension, "fill")
    used = [key for key in layer.looks if key in set(layer.look)] or list(layer.looks)
    categories = "".join(
        f'<category symbol="{n}" value={quoteattr(key)} label={quoteattr(layer.looks[key].title)} render="true"/>'
        for n, key in enumerate(used)
    )
    symbols = "".join(
        f'<symbol type="{kind}" name="{n}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f"{_symbol_layer(layer.looks[key], kind)}</symbol>"
        for n, key in enumerate(used)
    )
    aliases = "".join(
        f'<alias index="{n}" field={quoteattr(c.name)} name={quoteattr(c.head)}/>'
        for n, c in enumerate(layer.columns, 1)
    )
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        f'<qgis version="3.28" styleCategories="Symbology|Fields"><renderer-v2 type="categorizedSymbol" '
        f'attr="{LOOK_COLUMN}" forceraster="0" symbollevels="0" enableorderby="0">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
        f"<aliases>{aliases}</aliases></qgis>"
    )


def _symbol_layer(look: Look, kind: str) -> str:
    width = f"{look.width_pt * 0.3528:.2f}"
    if kind == "marker" and look.symbol:
        picture = base64.b64encode(svg(look.symbol).encode()).decode()
        return _properties(
            "SvgMarker", {"name": f"base64:{picture}", "size": f"{_SYMBOL_MM}", "size_unit": "MM"}
        )
    if kind == "marker":
        given = {"name": "circle", "color": _rgba(look.fill or look.edge, look.opacity), "size": "1.8"}
        return _properties(
            "SimpleMarker", {**given, "outline_color": _rgba(look.edge), "outline_width": width}
        )
    if kind == "line":
        return _properties("SimpleLine", {"line_color": _rgba(look.edge, look.opacity), "line_width": width,
                                          "line_width_unit": "MM"})  # fmt: skip
    fill = {"color": _rgba(look.fill or "#FFFFFF", look.opacity), "style": "solid" if look.fill else "no"}
    return _properties("SimpleFill", {**fill, "outline_color": _rgba(look.edge), "outline_width": width,
                                      "outline_width_unit": "MM", "outline_style": "solid"})  # fmt: skip


def _properties(kind: str, values: dict[str, str]) -> str:
    # the two spellings of one list: that of newer and that of older versions
    options = "".join(
        f'<Option type="QString" name={quoteattr(k)} value={quoteattr(v)}/>' for k, v in values.items()
    )
    props = "".join(f"<prop k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in values.items())
    return f'<layer class="{kind}" enabled="1" locked="0" pass="0"><Option type="Map">{options}</Option>{props}</layer>'


def _rgba(colour: str, opacity: float = 1.0) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"


def svg(symbol: str) -> str:
    """Return a symbol of the symbology as an SVG picture."""
    paths = "".join(
        f'<path d="{p.d}" fill="{p.fill}" stroke="{p.line}" stroke-width="{p.line_width:g}"/>'
        for p in SYMBOLS[symbol]
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{paths}</svg>'
