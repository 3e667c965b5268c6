"""A plan becomes proposed fire points in the ward's layer, and back; nothing else in the layer is touched."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import shapely

from geoapp import crs as systems
from geoapp.domain.check import check_layer
from geoapp.domain.layers import LAYERS
from geoapp.domain.ward import Ward
from geoapp.errors import CallFault, DataFault
from geoapp.i18n import translator
from geoapp.usecases.planning.places import place_id
from geoapp.usecases.planning.sites import Facts
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.variants import Saved
from geoapp.usecases.planning.words import reason

FILE = "fire_points.geojson"
_SPEC = LAYERS["fire_points"]
_WORDS = translator("vi")
"""Layers are written in the ward's language, whoever presses the button."""


class Layers(Protocol):
    """What adopting asks of a store."""

    def edit(self, ward: str, file: str, change: Callable[[bytes | None], bytes]) -> None: ...


def adopt(layers: Layers, ward: Ward, terrain: Terrain, saved: Saved) -> list[str]:
    """Add the sites of a variant to the fire points with status ``proposed``; return their ids.

    A site that was written before is not written twice.

    Raises
    ------
    CallFault
        If the variant has no sites, or the ward has no groups that a point could belong to.
    DataFault
        If the layer on disk cannot be read, or would have faults with the new points.
    StoreFault
        If the disk refuses; the layer then stands as it was.
    """
    sites = saved.content["sites"]
    if not sites:
        raise CallFault("adopt-no-sites", name=saved.name)
    features = [_feature(ward, terrain, saved, site, number) for number, site in enumerate(sites, start=1)]
    layers.edit(ward.id, FILE, lambda old: _with(old, features))
    return [feature["id"] for feature in features]


def take_back(layers: Layers, ward: Ward, ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """Remove points that are still ``proposed``; return the ids removed, and those that others work with already."""
    removed: list[str] = []
    kept: list[str] = []

    def change(old: bytes | None) -> bytes:
        layer = _layer(old)
        rest = []
        for feature in layer["features"]:
            mine = str(feature.get("id")) in ids
            if mine and (feature.get("properties") or {}).get("status") == "proposed":
                removed.append(str(feature["id"]))
            else:
                rest.append(feature)
                kept.extend([str(feature["id"])] if mine else [])
        return _written({**layer, "features": rest})

    layers.edit(ward.id, FILE, change)
    return removed, kept


def point_id(site: Facts) -> str:
    """Return the id of the fire point that a site becomes: the same for the same place."""
    return "dx-" + place_id(site["lon"], site["lat"])[1:]


def _feature(ward: Ward, terrain: Terrain, saved: Saved, site: Facts, number: int) -> Facts:
    alley = site["alley"]
    name = _WORDS("adopt.name-alley", alley=alley["name"]) if alley else _WORDS("adopt.name", number=number)
    properties = {
        "name": name,
        "group_id": site["group"] or _nearest_group(terrain, site),
        **({"alley_id": alley["id"]} if alley else {}),
        "status": "proposed",
        "note": _WORDS("adopt.note", name=saved.name, reason=reason(site, _WORDS)),
        "ward_code": _ward_code(ward),
        "pos_method": "illustrative" if ward.info.illustrative else "estimate",
    }
    place = [round(site["lon"], 7), round(site["lat"], 7)]
    return {
        "type": "Feature",
        "id": point_id(site),
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": place},
    }


def _nearest_group(terrain: Terrain, site: Facts) -> str:
    groups = terrain.study.groups
    if len(groups.ids) == 0:
        raise CallFault("plan-no-groups")
    xy = systems.project([[site["lon"], site["lat"]]], terrain.study.crs)[0]
    return groups.ids[int(np.argmin(shapely.distance(groups.shapes, shapely.Point(xy))))]


def _ward_code(ward: Ward) -> str:
    """Return the ward code that the ward's points carry, else the newest of its own."""
    points = ward.layer("fire_points")
    if len(points):
        return str(points["ward_code"].mode().iloc[0])
    codes = [c for c in ward.info.codes if c.get("level") == "ward"]
    current = [c for c in codes if c.get("to") is None] or codes
    return str(current[0]["code"]) if current else "00000"


def _with(old: bytes | None, features: Sequence[Facts]) -> bytes:
    layer = _layer(old)
    there = {str(feature.get("id")) for feature in layer["features"]}
    fresh = [feature for feature in features if feature["id"] not in there]
    data = _written({**layer, "features": [*layer["features"], *fresh]})
    ids = {feature["id"] for feature in fresh}
    for fault in check_layer(data, _SPEC, FILE):
        if fault.severity == "error" and fault.feature in ids:
            raise DataFault("adopt-invalid", what=fault.what(_WORDS))
    return data


def _layer(old: bytes | None) -> dict[str, Any]:
    if old is None:
        return {"type": "FeatureCollection", "features": []}
    try:
        layer = json.loads(old.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DataFault("adopt-layer-unreadable", file=FILE) from error
    if not isinstance(layer, dict) or not isinstance(layer.get("features"), list):
        raise DataFault("adopt-layer-unreadable", file=FILE)
    if not all(isinstance(feature, dict) for feature in layer["features"]):
        raise DataFault("adopt-layer-unreadable", file=FILE)
    return layer


def _written(layer: Mapping[str, Any]) -> bytes:
    """Return a layer with one feature a line, so that people can compare versions."""
    head = {key: value for key, value in layer.items() if key != "features"}
    lines = ",\n".join(_line(feature) for feature in layer["features"])
    opening = _line(head)[:-1] + ("," if head else "")
    return f'{opening}"features":[\n{lines}\n]}}\n'.encode()


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
