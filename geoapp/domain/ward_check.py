"""The check of a whole ward: every file, every fault, and frames of what has no error."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely

from geoapp.crs import STORED
from geoapp.domain.check import check_layer
from geoapp.domain.faults import Fault
from geoapp.domain.fields import LayerSpec
from geoapp.domain.layers import LAYERS
from geoapp.domain.ward import WardInfo


@dataclass(frozen=True)
class Report:
    """What a check found; `layers` holds frames of the layers without errors."""

    faults: tuple[Fault, ...]
    info: WardInfo | None
    layers: Mapping[str, gpd.GeoDataFrame]

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(f for f in self.faults if f.severity == "error")

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return tuple(f for f in self.faults if f.severity != "error")

    @property
    def ok(self) -> bool:
        return not self.errors


def check_ward(files: Mapping[str, bytes], today: dt.date) -> Report:
    """Return every fault of a ward's files."""
    faults: list[Fault] = []
    layers: dict[str, gpd.GeoDataFrame] = {}
    info = None
    if "ward.json" in files:
        try:
            info = _info(json.loads(files["ward.json"]))
        except ValueError as e:
            faults.append(
                Fault(
                    "error",
                    "bad-json",
                    "ward.json",
                    params={"line": getattr(e, "lineno", 1), "column": getattr(e, "colno", 1)},
                )
            )
    for name, spec in LAYERS.items():
        file = f"{name}.geojson"
        if file in files:
            found = check_layer(files[file], spec, file)
            faults += found
            if not any(f.severity == "error" for f in found):
                layers[name] = frame_of(json.loads(files[file])["features"], spec)
    return Report(tuple(faults), info, layers)


def frame_of(features: list[dict[str, Any]], spec: LayerSpec) -> gpd.GeoDataFrame:
    ids = [str(f.get("id", f["properties"].get("id"))) for f in features]
    columns = {f.name: [x["properties"].get(f.name) for x in features] for f in spec.fields if f.name != "id"}
    columns["id"] = ids
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) if f["geometry"] else None for f in features]
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=STORED, index=ids)
    return frame.astype(dict.fromkeys(columns, object))


def _info(w: dict[str, Any]) -> WardInfo:
    return WardInfo(
        w["name"],
        w["kind"],
        w["crs"],
        w["illustrative"],
        w.get("source", ""),
        tuple(w["bounds"]),
        tuple(w.get("codes", ())),
        w.get("forces", {}),
        tuple(w.get("campaign", ())),
        w.get("settings", {}),
    )
