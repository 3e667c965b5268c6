"""The check of a layer: every fault of every feature at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from geoapp.domain.attribute_check import attribute_findings
from geoapp.domain.faults import Fault
from geoapp.domain.fields import LayerSpec
from geoapp.domain.geometry_check import geometry_findings
from geoapp.domain.reading import read_collection


def check_layer(data: bytes, spec: LayerSpec, file: str) -> list[Fault]:
    """Return every fault of one layer's file, in the order of its features."""
    features, faults = read_collection(data, file)
    rows_of: dict[str, int] = {}
    for row, feature in enumerate(features, start=1):
        faults += _feature_faults(feature, spec, file, row, rows_of)
    return faults


def _feature_faults(
    feature: Any, spec: LayerSpec, file: str, row: int, rows_of: dict[str, int]
) -> Iterator[Fault]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        yield Fault("error", "not-a-feature", file, f"#{row}")
        return
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        yield Fault("error", "properties-missing", file, f"#{row}", "properties")
        properties = {}
    name = _id_of(feature, properties)
    place = name or f"#{row}"
    if name is None:
        yield Fault("error", "id-missing", file, place, "id")
    elif name in rows_of:
        yield Fault("error", "id-twice", file, name, "id", {"first": rows_of[name], "second": row})
    else:
        rows_of[name] = row
    for code, params, lonlat in geometry_findings(feature.get("geometry"), spec.geometries):
        yield Fault("error", code, file, place, "geometry", params, lonlat)
    for code, field, params in attribute_findings(properties, spec):
        yield Fault("error", code, file, place, field, params)


def _id_of(feature: dict[str, Any], properties: dict[str, Any]) -> str | None:
    """Return the id: the feature's own member, else the property, as text that can be printed."""
    for value in (feature.get("id"), properties.get("id")):
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            text = str(value).encode("utf-8", "backslashreplace").decode("utf-8")
            return text if text.isprintable() and text.strip() else None
    return None
