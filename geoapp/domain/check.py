"""The check of a layer: every fault of every feature at once, and what may be used of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geoapp.domain.attribute_check import attribute_findings, id_findings
from geoapp.domain.faults import Fault, fault, told_once
from geoapp.domain.fields import LayerSpec
from geoapp.domain.geometry_check import geometry_findings, has_height, shapes
from geoapp.domain.reading import read_collection
from geoapp.domain.text import LONGEST_ID, normalised
from geoapp.domain.value_check import Placed


@dataclass(frozen=True)
class Row:
    """One feature as far as it can be used.

    `label` is its id, else its 1-based row as ``#12``; `properties` have every text in NFC; `shape` is ``None`` where
    the geometry is missing or faulty; `bad` names the properties with an error.
    """

    label: str
    id: str | None
    properties: Mapping[str, Any]
    shape: Any
    bad: frozenset[str]

    def good(self, name: str) -> Any:
        """Return a property's value, or ``None`` where it is missing or faulty."""
        return None if name in self.bad else self.properties.get(name)


@dataclass(frozen=True)
class LayerData:
    """What a layer's file holds; `rows` is ``None`` where the text could not be read at all."""

    spec: LayerSpec
    file: str
    rows: tuple[Row, ...] | None

    @property
    def ids(self) -> frozenset[str]:
        """Return every id, of faulty features too: another layer's reference to one is no fault of its own."""
        return frozenset(row.id for row in self.rows or () if row.id is not None)


@dataclass
class _Draft:
    """A feature between structure and shape."""

    label: str
    id: str | None
    properties: dict[str, Any]
    geometry: Any
    drawable: bool
    faults: list[Fault]


def check_layer(data: bytes, spec: LayerSpec, file: str) -> list[Fault]:
    """Return every fault of one layer's file, in the order of its features."""
    return read_layer(data, spec, file)[1]


def read_layer(data: bytes, spec: LayerSpec, file: str) -> tuple[LayerData, list[Fault]]:
    """Return what one layer's file holds and every fault of it, in the order of its features."""
    features, faults = read_collection(data, file)
    if features is None:
        return LayerData(spec, file, None), faults
    rows_of: dict[str, int] = {}
    drafts = [_draft(feature, spec, file, row, rows_of) for row, feature in enumerate(features, start=1)]
    drawn, crossings = shapes([d.geometry if d.drawable else None for d in drafts])
    rows: list[Row] = []
    for draft, shape, crossing in zip(drafts, drawn, crossings, strict=True):
        if crossing:
            code, params, lonlat = crossing
            draft.faults.append(fault(code, file, draft.label, "geometry", params, lonlat))
        rows.append(_row(draft, None if crossing else shape))
    return LayerData(spec, file, tuple(rows)), faults + told_once(f for d in drafts for f in d.faults)


def _draft(feature: Any, spec: LayerSpec, file: str, row: int, rows_of: dict[str, int]) -> _Draft:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return _Draft(f"#{row}", None, {}, None, False, [fault("not-a-feature", file, f"#{row}")])
    properties, geometry = feature.get("properties"), feature.get("geometry")
    known = normalised(properties) if isinstance(properties, dict) else {}
    assert isinstance(known, dict)
    written = _id_of(feature, properties if isinstance(properties, dict) else {})
    name = None if written is None or len(written) > LONGEST_ID else str(normalised(written))
    draft = _Draft(name or f"#{row}", name, known, geometry, False, [])
    add = draft.faults.append
    if not isinstance(properties, dict):
        add(fault("properties-missing", file, draft.label, "properties"))
    for code, field, params in _id_findings(written, name, row, rows_of):
        add(fault(code, file, draft.label, field, params))
    for code, params, lonlat in geometry_findings(geometry, spec.geometries):
        add(fault(code, file, draft.label, "geometry", params, lonlat))
    draft.drawable = not any(f.field == "geometry" for f in draft.faults)
    if draft.drawable and has_height(geometry):
        add(fault("height-dropped", file, draft.label, "geometry"))
    if isinstance(properties, dict):
        for code, field, params in attribute_findings(properties, spec):
            add(fault(code, file, draft.label, field, params))
    return draft


def _id_findings(
    written: str | None, name: str | None, row: int, rows_of: dict[str, int]
) -> Iterator[Placed]:
    if written is None:
        yield "id-missing", "id", {}
        return
    if name is not None and rows_of.setdefault(name, row) != row:
        yield "id-twice", "id", {"first": rows_of[name], "second": row}
    yield from id_findings(written)


def _row(draft: _Draft, shape: Any) -> Row:
    errors = (f.field for f in draft.faults if f.severity == "error" and f.field)
    bad = frozenset(field.split("[")[0].split(".")[0] for field in errors)
    return Row(draft.label, draft.id, draft.properties, shape, bad)


def _id_of(feature: dict[str, Any], properties: dict[str, Any]) -> str | None:
    """Return the id: the feature's own member, else the property, as text that can be printed."""
    for value in (feature.get("id"), properties.get("id")):
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            text = str(value)
            return text if text.isprintable() and text.strip() else None
    return None
