"""Formats that GDAL writes: GeoPackage, Shapefile, MapInfo TAB.

GDAL writes to a folder of its own, which is gone afterwards; while it writes, its clock is set to the data's time, so
that the same input gives the same bytes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import shapely
from pyproj import CRS

from geoapp import crs as systems
from geoapp.exports.gis.layer import Bundle, Column, Layer
from geoapp.exports.gis.packing import zipped
from geoapp.exports.gis.styles import layer_styles
from geoapp.exports.gis.texts import field_list
from geoapp.exports.plain_text import clean

DBF_NAME, TAB_NAME = 10, 31
DBF_TEXT_BYTES = 254
_CURRENT_DATE = "OGR_CURRENT_DATE"
_CLOCK = threading.Lock()
_BOM = b"\xef\xbb\xbf"
_FIRST_MULTI = 4  # shapely's type numbers: 0 to 3 are single shapes
_TYPES = {0: "Point", 1: "LineString", 2: "Polygon"}
_EMPTY: Mapping[str, Any] = {
    "text": "", "date": np.datetime64("1970-01-01", "D"), "int": 0, "float": 0.0, "bool": False,
}  # fmt: skip
_KINDS: Mapping[str, Any] = {
    "text": object, "date": "datetime64[D]", "int": np.int32, "float": np.float64, "bool": bool,
}  # fmt: skip


def geopackage(bundle: Bundle) -> bytes:
    """Return one GeoPackage: every layer, child rows as tables, a style per layer, and the table ``about``."""
    with _folder() as folder:
        file = folder / "ward.gpkg"
        parts = [part for layer in bundle.layers for part in layer.flat().parts()]
        for part in parts:
            _write(part, file, bundle.crs, "GPKG", bundle.modified, layer_options=_described(part))
        table = {"ASPATIAL_VARIANT": "GPKG_ATTRIBUTES"}
        _write(_about(bundle), file, None, "GPKG", bundle.modified, layer_options=table)
        styled = layer_styles([part for part in parts if part.looks], bundle.modified)
        _write(styled, file, None, "GPKG", bundle.modified, layer_options={**table, "FID": "id"})
        return file.read_bytes()


def shapefiles(bundle: Bundle) -> bytes:
    """Return a zip of Shapefiles in UTF-8; field names have at most 10 characters, ``fields.csv`` says what they mean."""
    return _separate_files(bundle, bundle.crs, "ESRI Shapefile", ".shp", DBF_NAME)


def mapinfo(bundle: Bundle) -> bytes:
    """Return a zip of MapInfo TAB files in UTF-8, on WGS 84 alone: a TAB in VN-2000 would lose its datum."""
    return _separate_files(bundle, None, "MapInfo File", ".tab", TAB_NAME)


def _separate_files(bundle: Bundle, crs: CRS | None, driver: str, ending: str, most: int) -> bytes:
    files = {"about.txt": _BOM + bundle.about_text().encode()}
    names: dict[str, dict[str, str]] = {}
    kept: list[Layer] = []
    for layer in bundle.layers:
        if layer.shapes is None and driver != "ESRI Shapefile":
            continue  # a TAB has no table without shapes
        for part in layer.flat().parts():
            held = short_names([c.name for c in part.columns], most)
            with _folder() as folder:
                options = _options(driver, part, bundle.modified)
                _write(part, folder / f"{part.name}{ending}", crs, driver, bundle.modified, held, options, DBF_TEXT_BYTES)
                files |= {file.name: _settled(file) for file in sorted(folder.iterdir())}
            names[part.name] = held
            kept.append(part)
    files["fields.csv"] = _BOM + field_list(tuple(kept), names).encode()
    return zipped(files)


def _settled(file: Path) -> bytes:
    """Return a file's bytes; in a TAB's table, names of fields lose what GDAL leaves of its memory behind them.

    The table is a dBase file: a head of 32 bytes, whose bytes 8 and 9 tell where rows begin, then 32 bytes per field,
    the first 11 of which hold a name that ends in a zero.
    """
    data = file.read_bytes()
    if file.suffix != ".dat":
        return data
    table = bytearray(data)
    for at in range(32, int.from_bytes(data[8:10], "little") - 32, 32):
        name = bytes(table[at : at + 11]).split(b"\0")[0]
        table[at : at + 11] = name.ljust(11, b"\0")
    return bytes(table)


def _options(driver: str, layer: Layer, modified: dt.datetime) -> dict[str, str]:
    if driver == "MapInfo File":
        west, south, east, north = (
            shapely.total_bounds(layer.shapes) if layer.dimension >= 0 else (100, 5, 112, 25)
        )
        # a TAB holds whole numbers within its bounds: close ones keep the millimetre
        return {"BOUNDS": f"{west - 0.1:.3f},{south - 0.1:.3f},{east + 0.1:.3f},{north + 0.1:.3f}"}
    return {"DBF_DATE_LAST_UPDATE": f"{modified:%Y-%m-%d}", "RESIZE": "YES"}


def _described(layer: Layer) -> dict[str, str]:
    options = {"IDENTIFIER": f"{layer.title} ({layer.name})", "FID": "fid"}
    return options if layer.shapes is not None else {**options, "ASPATIAL_VARIANT": "GPKG_ATTRIBUTES"}


def _write(
    layer: Layer, file: Path, crs: CRS | None, driver: str, now: dt.datetime, names: Mapping[str, str] | None = None,
    layer_options: Mapping[str, str] | None = None, most_bytes: int | None = None,
) -> None:  # fmt: skip
    data, masks = zip(*(_array(layer, i, most_bytes) for i in range(len(layer.columns))), strict=True)
    shapes = None if layer.shapes is None else layer.projected(crs)
    kind, several = _geometry_type(layer)
    wkb = None if shapes is None else shapely.to_wkb(shapes)
    with _clock_at(now):
        pyogrio.raw.write(
            str(file), wkb, list(data), [names[c.name] if names else c.name for c in layer.columns], list(masks),
            layer=layer.name, driver=driver, geometry_type=kind, promote_to_multi=several, append=file.exists() and driver == "GPKG",
            crs=None if shapes is None else _system(crs), encoding="UTF-8", layer_options=dict(layer_options or {}),
        )  # fmt: skip


def _system(crs: CRS | None) -> str:
    return systems.STORED if crs is None else systems.name(crs)


def _geometry_type(layer: Layer) -> tuple[str | None, bool]:
    """Return the layer's one geometry type, and whether single shapes must become parts because any has several."""
    if layer.shapes is None:
        return None, False
    kind = _TYPES.get(layer.dimension, "Unknown")
    several = bool((shapely.get_type_id(layer.shapes) >= _FIRST_MULTI).any())
    return f"Multi{kind}" if several else kind, several


def _array(layer: Layer, at: int, most_bytes: int | None) -> tuple[Any, Any]:
    """Return a column's values and the mask of those that are absent."""
    kind = layer.columns[at].kind
    values = [row[at] for row in layer.rows]
    mask = np.array([value is None for value in values], dtype=bool)
    if kind == "text":
        # text has a null of its own
        texts = [None if v is None else _cut(clean(str(v)), most_bytes) for v in values]
        return np.array([*texts, None], dtype=object)[:-1], None
    filled = [_EMPTY[kind] if value is None else value for value in values]
    return np.array(filled, dtype=_KINDS[kind]), mask


def _cut(text: str, most_bytes: int | None) -> str:
    """Return `text` in at most so many bytes of UTF-8, never half a letter."""
    raw = text.encode()
    return text if most_bytes is None or len(raw) <= most_bytes else raw[:most_bytes].decode(errors="ignore")


def _about(bundle: Bundle) -> Layer:
    columns = (Column("label", "text", "label"), Column("value", "text", "value"))
    return Layer("about", bundle.title, columns, bundle.about, None)


def short_names(names: list[str], most: int = DBF_NAME) -> dict[str, str]:
    """Return a name of at most `most` characters for each, no two alike.

    >>> short_names(["id", "households", "households_with_extinguisher", "households_within"])
    {'id': 'id', 'households': 'households', 'households_with_extinguisher': 'hou_wit_ex', 'households_within': 'house_with'}
    """
    made: dict[str, str] = {}
    for name in names:
        short = name if len(name) <= most else _abbreviated(name, most)
        number = 1
        while short in made.values():
            short, number = f"{short[: most - 2].rstrip('_')}_{number}", number + 1
        made[name] = short
    return made


def _abbreviated(name: str, most: int) -> str:
    words = name.split("_")
    room = most - (len(words) - 1)
    sizes = [min(len(word), room // len(words)) for word in words]
    spare = room - sum(sizes)
    for at, word in enumerate(words):
        more = min(spare, len(word) - sizes[at], 1)
        sizes[at], spare = sizes[at] + more, spare - more
    return "_".join(word[:size] for word, size in zip(words, sizes, strict=True))[:most]


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="geoapp-") as name:
        yield Path(os.fspath(name))


@contextlib.contextmanager
def _clock_at(now: dt.datetime) -> Iterator[None]:
    """Hold GDAL's clock at `now` for one write.

    The setting is the whole process's, so writes of other threads wait, and it is as before once the file is closed.
    """
    with _CLOCK:
        before = pyogrio.get_gdal_config_option(_CURRENT_DATE)
        pyogrio.set_gdal_config_options({_CURRENT_DATE: f"{now:%Y-%m-%dT%H:%M:%S}.000Z"})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({_CURRENT_DATE: before})
