"""What stands in a workspace: its wards, the files of one, every fault in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geoapp.domain.faults import Fault
from geoapp.domain.layers import LAYERS
from geoapp.domain.ward import Ward
from geoapp.errors import GeoappError, WardInvalid
from geoapp.i18n import Translator
from geoapp.usecases.wards import Opened, WardLibrary


@dataclass(frozen=True)
class WardRow:
    """One ward of a workspace; `name` is its id while ``ward.json`` cannot be read."""

    id: str
    name: str
    kind: str
    errors: int
    households: int
    points: int

    @property
    def state(self) -> str:
        """Return ``faults``, ``incomplete`` where nothing can be counted yet, or ``ready``."""
        if self.errors:
            return "faults"
        return "ready" if self.households and self.points else "incomplete"


@dataclass(frozen=True)
class FaultRow:
    """A fault in words; `number` is shared by list and map."""

    number: int
    severity: str
    file: str
    feature: str
    field: str
    what: str
    mend: str
    lonlat: tuple[float, float] | None


@dataclass(frozen=True)
class LayerRow:
    """A layer and how many features it holds; `count` is ``None`` where it is absent or not loaded."""

    name: str
    title: str
    count: int | None


@dataclass(frozen=True)
class WardData:
    """Everything the data page shows."""

    ward_id: str
    name: str
    errors: tuple[FaultRow, ...]
    warnings: tuple[FaultRow, ...]
    layers: tuple[LayerRow, ...]
    ward: Ward | None
    stale: bool

    @property
    def per_layer(self) -> list[tuple[str, int, int]]:
        """Return each layer with errors by its title, how many it has, and the number of its first.

        A file that is no layer goes by its own name.
        """
        titles = {f"{layer.name}.geojson": layer.title for layer in self.layers}
        numbers: dict[str, list[int]] = {}
        for row in self.errors:
            numbers.setdefault(titles.get(row.file, row.file), []).append(row.number)
        return [(title, len(rows), rows[0]) for title, rows in numbers.items()]

    @property
    def places(self) -> list[dict[str, object]]:
        """Return the faults that have a place, for the map."""
        rows = (*self.errors, *self.warnings)
        return [
            {"number": r.number, "severity": r.severity, "lonlat": list(r.lonlat), "what": r.what}
            for r in rows
            if r.lonlat
        ]


def wards(library: WardLibrary) -> list[WardRow]:
    """Return every ward of the workspace; one that cannot be read has its fault counted."""
    return [_ward_row(library, ward_id) for ward_id in library.ids()]


def _ward_row(library: WardLibrary, ward_id: str) -> WardRow:
    try:
        opened = library.state(ward_id)
    except GeoappError:
        return WardRow(ward_id, ward_id, "", 1, 0, 0)
    info, errors = opened.report.info, len(opened.report.errors)
    points = opened.report.layers.get("fire_points")
    return WardRow(
        ward_id,
        info.name if info else ward_id,
        info.kind if info else "",
        errors,
        _households(opened.report.layers),
        0 if points is None else len(points),
    )


def _households(layers: Mapping[str, Any]) -> int:
    """Return the households of the groups, or of the houses where no group tells any."""
    frames = (layers[name] for name in ("residential_groups", "buildings") if name in layers)
    sums = (sum(int(v) for v in frame["households"] if v is not None and v == v) for frame in frames)
    return next((total for total in sums if total), 0)


def ward_data(ward_id: str, opened: Opened, t: Translator) -> WardData:
    """Return a ward's files and faults as they are now."""
    return _data(ward_id, opened.report.faults, opened.ward, opened.stale, t)


def invalid_ward(error: WardInvalid, t: Translator) -> WardData:
    """Return the same for a ward that could not be opened."""
    return _data(error.ward, error.faults, None, False, t)


def _data(ward_id: str, faults: Sequence[Fault], ward: Ward | None, stale: bool, t: Translator) -> WardData:
    ordered = sorted(faults, key=lambda fault: fault.severity != "error")  # stable: errors first
    rows = [_fault_row(i, fault, ward, t) for i, fault in enumerate(ordered, start=1)]
    return WardData(
        ward_id=ward_id,
        name=ward.info.name if ward else ward_id,
        errors=tuple(r for r in rows if r.severity == "error"),
        warnings=tuple(r for r in rows if r.severity != "error"),
        layers=tuple(_layer_row(name, ward, t) for name in LAYERS),
        ward=ward,
        stale=stale,
    )


def _fault_row(number: int, fault: Fault, ward: Ward | None, t: Translator) -> FaultRow:
    return FaultRow(
        number,
        fault.severity,
        fault.file,
        fault.feature or "–",
        fault.field or "–",
        fault.what(t),
        fault.mend(t),
        fault.lonlat or _place(fault, ward),
    )


def _place(fault: Fault, ward: Ward | None) -> tuple[float, float] | None:
    """Return where the faulty feature lies in the version in use, so that its row has a place on the map."""
    if ward is None or fault.feature is None:
        return None
    frame = ward.layers.get(fault.file.removesuffix(".geojson"))
    if frame is None or fault.feature not in frame.index:
        return None
    shape = frame.geometry.loc[fault.feature]
    if shape is None or shape.is_empty:
        return None
    middle = shape.representative_point()
    return middle.x, middle.y


def _layer_row(name: str, ward: Ward | None, t: Translator) -> LayerRow:
    spec = LAYERS[name]
    present = ward is not None and name in ward.layers
    return LayerRow(
        name, spec.vi if t.language == "vi" else spec.en, len(ward.layers[name]) if ward and present else None
    )
