"""Figures that must agree with each other or with a norm: sums, sizes, kit, and what is due by today."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import shapely

from geoapp.domain.check import LayerData, Row
from geoapp.domain.faults import Fault, fault
from geoapp.domain.kit import kit_state
from geoapp.domain.norms import whole
from geoapp.domain.reference_check import GROUPS
from geoapp.domain.value_check import is_day
from geoapp.domain.ward_file import WARD_FILE, WardFile

_PAST_DAYS = (
    "made_on", "decided_on", "checked_on", "inspected_on", "fixed_on", "surveyed_on", "established_on", "drilled_on",
    "recognised_on",
)  # fmt: skip
_FIELD_OF = {
    "kit.needs-rules": "has_rules",
    "kit.needs-sign": "has_sign",
    "kit.check-overdue": "next_check_on",
}


def figure_faults(
    layers: Mapping[str, LayerData], faulty: frozenset[str], ward: WardFile | None, today: dt.date
) -> Iterator[Fault]:
    """Yield every figure that disagrees; sums over a file of `faulty` (file names with an error) are not made."""
    for layer in layers.values():
        for row in layer.rows or ():
            yield from _future_days(layer, row, today)
    settings = ward.settings if ward else {}
    if "fire_points" in layers:
        for row in layers["fire_points"].rows or ():
            yield from _kit_faults(layers["fire_points"].file, row, settings, today)
    if "interfamily_groups" in layers:
        yield from _interfamily_sizes(layers["interfamily_groups"])
    groups, houses = layers.get(GROUPS), layers.get("buildings")
    if groups and houses and not faulty & {groups.file, houses.file}:
        yield from _household_sums(groups, houses)
    if groups and ward and groups.file not in faulty:
        yield from _militia_sum(groups, ward)


def _future_days(layer: LayerData, row: Row, today: dt.date) -> Iterator[Fault]:
    limit = today.isoformat()
    rows = {"": row.properties}
    for name in ("equipment", "inspections"):
        rows |= {f"{name}[{n}].": child for n, child in enumerate(row.good(name) or ())}
    for prefix, values in rows.items():
        for field in _PAST_DAYS:
            day = values.get(field)
            if isinstance(day, str) and is_day(day) and day > limit:
                params = {"day": day}
                yield fault("date-in-future", layer.file, row.label, prefix + field, params)


def _kit_faults(file: str, row: Row, settings: Mapping[str, Any], today: dt.date) -> Iterator[Fault]:
    if row.good("status") != "active":
        return
    place = (row.shape.x, row.shape.y) if row.shape is not None else None
    for key, params in kit_state(row.properties, today).missing if "equipment" not in row.bad else ():
        field = _FIELD_OF.get(key, "equipment")
        if field == "equipment" and row.properties.get("equipment") is None:
            continue
        yield fault(key.replace(".", "-", 1), file, row.label, field, params, place)
    if row.properties.get("equipment") is None:
        yield fault("kit-not-recorded", file, row.label, "equipment", {}, place)
    last, days = row.good("checked_on"), whole("check_interval_days", settings)
    if last is not None and row.properties.get("next_check_on") is None:
        if dt.date.fromisoformat(last) + dt.timedelta(days=days) < today:
            params = {"last": last, "days": days}
            yield fault("check-not-planned", file, row.label, "next_check_on", params, place)


def _interfamily_sizes(layer: LayerData) -> Iterator[Fault]:
    least, most = whole("interfamily_least"), whole("interfamily_most")
    for row in layer.rows or ():
        count = row.good("household_count")
        if count is not None and not least <= count <= most:
            params = {"count": count, "least": least, "most": most}
            yield fault("interfamily-size", layer.file, row.label, "household_count", params)


def _household_sums(groups: LayerData, houses: LayerData) -> Iterator[Fault]:
    """Yield groups whose own number is not what their houses add up to."""
    sums: Counter[str] = Counter()
    for row, key in zip(houses.rows or (), _groups_of(houses, groups), strict=True):
        sums[key] += row.properties["households"]
    for group in groups.rows or () if houses.rows else ():
        told = group.properties.get("households")
        if told is not None and group.id is not None and sums[group.id] != told:
            params = {"told": told, "sum": sums[group.id], "file": houses.file}
            yield fault("sum-differs", groups.file, group.label, "households", params)


def _groups_of(houses: LayerData, groups: LayerData) -> list[str]:
    """Return each house's group: the one it names, else the first that holds its centroid, else an empty text."""
    rows, owners = houses.rows or (), groups.rows or ()
    keys = [str(row.properties.get("group_id") or "") for row in rows]
    nameless = [n for n, key in enumerate(keys) if not key]
    places = shapely.centroid([rows[n].shape for n in nameless])
    pairs = shapely.STRtree([row.shape for row in owners]).query(places, predicate="intersects").T
    for n, owner in sorted((int(a), int(b)) for a, b in pairs):
        keys[nameless[n]] = keys[nameless[n]] or str(owners[owner].id)
    return keys


def _militia_sum(groups: LayerData, ward: WardFile) -> Iterator[Fault]:
    told = ward.forces.get("militia")
    counts = [row.properties.get("militia_count") for row in groups.rows or ()]
    if told is None or not counts or any(c is None for c in counts):
        return
    total = sum(int(c or 0) for c in counts)
    if total != told:
        yield fault("militia-differs", WARD_FILE, None, "forces.militia", {"told": told, "sum": total})
