"""What one layer says of another: groups, alleys, ward codes, numbers and codes that must be there, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geoapp.domain.check import LayerData
from geoapp.domain.faults import Fault, fault
from geoapp.domain.text import shown
from geoapp.domain.ward_file import WARD_FILE, WardFile

GROUPS, ALLEYS = "residential_groups", "alleys"
_REFERENCES = {"group_id": (GROUPS, "unknown-group"), "alley_id": (ALLEYS, "unknown-alley")}
_SHOWN_IDS = 8


def reference_faults(layers: Mapping[str, LayerData], ward: WardFile | None) -> Iterator[Fault]:
    """Yield every dangling or repeated reference.

    `ward` is ``None`` where loose files are checked: what is not among them is then not asked for.
    """
    for layer in layers.values():
        for field, (target, code) in _REFERENCES.items():
            yield from _dangling(layer, field, target, code, layers, ward is not None)
        yield from _repeated_codes(layer)
        if ward is not None and ward.ward_codes:
            yield from _foreign_ward_codes(layer, ward.ward_codes)
    if GROUPS in layers:
        yield from _repeated_numbers(layers[GROUPS])
    if ward is not None:
        yield from _campaign_groups(ward.campaign, layers)


def _dangling(
    layer: LayerData, field: str, target: str, code: str, layers: Mapping[str, LayerData], whole: bool
) -> Iterator[Fault]:
    named = [(row, key) for row in layer.rows or () for key in _references(row.good(field))]
    if field == "group_id":
        named += [(row, key) for row in layer.rows or () for key in _references(row.good("group_ids"))]
    if not named:
        return
    known = layers.get(target)
    if known is None:
        if whole:
            params = {"file": f"{target}.geojson", "count": len(named)}
            yield fault("reference-layer-missing", layer.file, None, field, params)
    elif known.rows is not None:
        for row, key in named:
            if key not in known.ids:
                place = field if row.good(field) == key else f"{field}s"
                params = {"key": shown(key), "known": _some(known.ids)}
                yield fault(code, layer.file, row.label, place, params, _lonlat(row.shape))


def _references(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else value if isinstance(value, list) else []


def _some(ids: frozenset[str]) -> str:
    """Return a few of the ids that would do."""
    first = sorted(ids)[:_SHOWN_IDS]
    return ", ".join(first) + (", …" if len(ids) > _SHOWN_IDS else "")


def _lonlat(shape: Any) -> tuple[float, float] | None:
    if shape is None:
        return None
    west, south, east, north = shape.bounds
    return (west + east) / 2, (south + north) / 2


def _campaign_groups(
    campaign: Sequence[Mapping[str, Any]], layers: Mapping[str, LayerData]
) -> Iterator[Fault]:
    groups = layers.get(GROUPS)
    named = [(n, key) for n, line in enumerate(campaign) for key in _keys(line)]
    if groups is None:
        if named:
            params = {"file": f"{GROUPS}.geojson", "count": len(named)}
            yield fault("reference-layer-missing", WARD_FILE, None, "campaign", params)
    elif groups.rows is not None:
        for n, key in named:
            if key not in groups.ids:
                params = {"key": shown(key), "known": _some(groups.ids)}
                yield fault("unknown-group", WARD_FILE, None, f"campaign[{n}].group_ids", params)


def _keys(line: Mapping[str, Any]) -> list[str]:
    keys = line.get("group_ids")
    return [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []


def _foreign_ward_codes(layer: LayerData, known: frozenset[str]) -> Iterator[Fault]:
    counts: dict[str, tuple[str, int]] = {}
    for row in layer.rows or ():
        code = row.good("ward_code")
        if code is not None and code not in known:
            first, count = counts.get(code, (row.label, 0))
            counts[code] = (first, count + 1)
    for code, (first, count) in counts.items():
        params = {"code": shown(code), "count": count, "known": ", ".join(sorted(known))}
        yield fault("ward-code-unknown", layer.file, first, "ward_code", params)


def _repeated_codes(layer: LayerData) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for row in layer.rows or ():
        code = row.good("code")
        if code is None or not code.strip():
            continue
        if code in seen:
            yield fault("code-twice", layer.file, row.label, "code", {"code": code, "other": seen[code]})
        seen.setdefault(code, row.label)


def _repeated_numbers(groups: LayerData) -> Iterator[Fault]:
    """Yield numbers that repeat under one ward code; since the merger of 2025 they may repeat in one ward."""
    seen: dict[tuple[str, int], str] = {}
    for row in groups.rows or ():
        code, number = row.good("ward_code"), row.good("number")
        if code is None or number is None:
            continue
        if (code, number) in seen:
            params = {"number": number, "other": seen[code, number], "code": code}
            yield fault("number-twice", groups.file, row.label, "number", params)
        seen.setdefault((code, number), row.label)
