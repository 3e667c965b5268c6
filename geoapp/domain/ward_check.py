"""The check of a whole ward: every file, every fault, and frames of what has no error.

A layer with an error is not loaded, whether the fault lies in itself or in what it says of another layer. The
others are: a page may count them, while the ward as a whole opens only without errors.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd

from geoapp.crs import STORED
from geoapp.domain.check import LayerData, Row, read_layer
from geoapp.domain.faults import Fault, fault
from geoapp.domain.fields import LayerSpec
from geoapp.domain.figure_check import figure_faults
from geoapp.domain.layers import LAYERS
from geoapp.domain.place_check import place_faults
from geoapp.domain.reference_check import ALLEYS, GROUPS, reference_faults
from geoapp.domain.ward import WardInfo
from geoapp.domain.ward_file import NO_WARD_FILE, WARD_FILE, WardFile, read_ward_file

LAYER_OF_FILE: Mapping[str, str] = {f"{name}.geojson": name for name in LAYERS}
_JUNK = frozenset({"thumbs.db", "desktop.ini"})
_COMPARED = (GROUPS, "buildings")


@dataclass(frozen=True)
class Report:
    """What a check found; `info` and `layers` hold what has no error."""

    faults: tuple[Fault, ...]
    info: WardInfo | None
    layers: Mapping[str, gpd.GeoDataFrame]

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(f for f in self.faults if f.severity == "error")

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """Return what does not keep the ward from opening: warnings and notes."""
        return tuple(f for f in self.faults if f.severity != "error")

    @property
    def ok(self) -> bool:
        return not self.errors


def check_ward(files: Mapping[str, bytes], today: dt.date) -> Report:
    """Return every fault of a ward's files, file by file, and frames of the layers without errors.

    Parameters
    ----------
    files
        Contents by file name; names that are neither ``ward.json`` nor a layer's get a warning.
    today
        The day at which expiry dates and due checks are judged.
    """
    if WARD_FILE in files:
        ward, faults = read_ward_file(files[WARD_FILE])
    else:
        ward, faults = NO_WARD_FILE, [fault("ward-file-missing", WARD_FILE)]
    faults += _strangers(files)
    return _report({n: d for n, d in files.items() if n in LAYER_OF_FILE}, ward, faults, today)


def check_files(files: Mapping[str, bytes], today: dt.date) -> Report:
    """Return every fault of loose files, against each other as far as they are there.

    `files` may hold ``ward.json``; what is not among the files is not asked for.
    """
    ward, faults = read_ward_file(files[WARD_FILE]) if WARD_FILE in files else (None, [])
    return _report({n: d for n, d in files.items() if n in LAYER_OF_FILE}, ward, faults, today)


def _report(files: Mapping[str, bytes], ward: WardFile | None, faults: list[Fault], today: dt.date) -> Report:
    layers: dict[str, LayerData] = {}
    for name, spec in LAYERS.items():
        if (file := f"{name}.geojson") in files:
            layers[name], found = read_layer(files[file], spec, file)
            faults += found
    faulty = _files_with_errors(faults)
    faults += reference_faults(layers, ward)
    faults += place_faults(layers, ward)
    faults += figure_faults(layers, faulty, ward, today)
    faults += [fault("cross-check-waits", file) for file in _waited_for(layers, ward, faulty)]
    faulty = _files_with_errors(faults)
    frames = {
        name: frame_of(layer.rows or (), layer.spec)
        for name, layer in layers.items()
        if layer.file not in faulty
    }
    order = [WARD_FILE, *LAYER_OF_FILE]
    place = {file: n for n, file in enumerate(order)}
    ordered = sorted(faults, key=lambda f: place.get(f.file, len(order)))
    return Report(tuple(ordered), ward.info if ward and WARD_FILE not in faulty else None, frames)


def _waited_for(
    layers: Mapping[str, LayerData], ward: WardFile | None, faulty: frozenset[str]
) -> Iterator[str]:
    """Yield the files whose errors keep other files from being compared with them in full."""
    if ward is not None and layers and (ward.bounds is None or ward.crs is None):
        yield WARD_FILE
    for name, layer in layers.items():
        compared = name in _COMPARED and layer.file in faulty
        if len(layers) > 1 and (compared or (name == ALLEYS and layer.rows is None)):
            yield layer.file


def _files_with_errors(faults: Sequence[Fault]) -> frozenset[str]:
    return frozenset(f.file for f in faults if f.severity == "error")


def _strangers(files: Mapping[str, bytes]) -> Iterator[Fault]:
    known = [WARD_FILE, *LAYER_OF_FILE]
    for name in sorted(files):
        if name not in known and name.lower() not in _JUNK:
            near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.0)
            yield fault("unknown-file", name, params={"near": near[0]})


def frame_of(rows: Sequence[Row], spec: LayerSpec) -> gpd.GeoDataFrame:
    """Return the rows as a frame in EPSG:4326, indexed by id, with the columns of `spec` and no others."""
    ids = [str(row.id) for row in rows]
    columns: dict[str, list[object]] = {
        f.name: [row.properties.get(f.name) for row in rows] for f in spec.but_id
    }
    columns["id"] = list(ids)
    frame = gpd.GeoDataFrame(columns, geometry=[row.shape for row in rows], crs=STORED, index=ids)
    return frame.astype(dict.fromkeys(columns, object))
