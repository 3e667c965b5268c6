"""The properties of one feature against the fields of its layer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from geoapp.domain.fields import Field, LayerSpec

Finding = tuple[str, str, dict[str, object]]
"""Fault code, property, values."""

LONGEST_TEXT = 500
KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
REFUSED_KEYS = frozenset({"__proto__", "constructor", "prototype"})
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_AT_MOST = (
    ("households_with_extinguisher", "households"),
    ("party_members_with_extinguisher", "party_members"),
    ("business_households_with_extinguisher", "business_households"),
)


def attribute_findings(properties: Mapping[str, Any], spec: LayerSpec) -> Iterator[Finding]:
    """Yield every fault of the properties; the id, which may stand beside them, is the caller's."""
    yield from _key_findings(properties)
    for field in spec.fields:
        value = properties.get(field.name)
        if value is None:
            if field.required and field.name != "id":
                yield "field-missing", field.name, {}
        elif field.kind == "rows":
            yield from _row_findings(field, value)
        else:
            yield from ((code, field.name, params) for code, params in _value_findings(field, value))
    for part, whole in _AT_MOST:
        a, b = properties.get(part), properties.get(whole)
        if isinstance(a, int) and isinstance(b, int) and a > b:
            yield "more-than-whole", part, {"part": a, "whole": b, "of": whole}


def _key_findings(properties: Mapping[str, Any]) -> Iterator[Finding]:
    for key in properties:
        if not KEY.match(key) or key in REFUSED_KEYS:
            yield "key-refused", _shown(key), {"key": _shown(key)}


def _shown(text: str) -> str:
    """Return text that any terminal and file can take: control characters as their code."""
    return _CONTROL.sub(lambda m: f"\\u{ord(m[0]):04x}", text)[:80]


def _row_findings(field: Field, rows: Any) -> Iterator[Finding]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        yield "wrong-type", field.name, {"expected": "[…]"}
        return
    for n, row in enumerate(rows):
        for child in field.rows:
            place = f"{field.name}[{n}].{child.name}"
            if row.get(child.name) is None:
                if child.required:
                    yield "field-missing", place, {}
            else:
                yield from ((code, place, p) for code, p in _value_findings(child, row[child.name]))


def _value_findings(field: Field, value: Any) -> Iterator[tuple[str, dict[str, object]]]:
    if field.kind in ("int", "float"):
        yield from _number_findings(field, value)
    elif field.kind == "bool":
        if not isinstance(value, bool):
            yield "wrong-type", {"expected": "true / false"}
    elif field.kind == "texts":
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            yield "wrong-type", {"expected": '["…"]'}
        else:
            yield from (f for v in value for f in _text_findings(v))
    elif field.kind == "checklist":
        yield from _checklist_findings(field, value)
    elif not isinstance(value, str):
        yield "wrong-type", {"expected": "“…”"}
    elif field.kind == "date":
        if not _is_day(value):
            yield "bad-date", {"value": _shown(value)}
    elif field.kind == "choice":
        if value not in {c.value for c in field.choices}:
            yield (
                "unknown-value",
                {"value": _shown(value), "allowed": ", ".join(c.value for c in field.choices)},
            )
    else:
        yield from _text_findings(value)


def _number_findings(field: Field, value: Any) -> Iterator[tuple[str, dict[str, object]]]:
    whole = field.kind == "int"
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        yield "wrong-type", {"expected": "0, 1, 2…" if whole else "0.0"}
    elif field.minimum is not None and value < field.minimum:
        yield "too-small", {"value": str(value)[:40], "least": f"{field.minimum:g}"}
    elif field.maximum is not None and value > field.maximum:
        yield "too-big", {"value": str(value)[:40], "most": f"{field.maximum:g}"}


def _checklist_findings(field: Field, value: Any) -> Iterator[tuple[str, dict[str, object]]]:
    if not isinstance(value, dict):
        yield "wrong-type", {"expected": "{…}"}
        return
    allowed = [c.value for c in field.choices]
    for key, state in value.items():
        yield from _text_findings(key)
        if state not in allowed:
            yield "unknown-value", {"value": _shown(str(state)), "allowed": ", ".join(allowed)}


def _text_findings(value: str) -> Iterator[tuple[str, dict[str, object]]]:
    bad = _CONTROL.search(value)
    if bad:
        yield "control-character", {"code": f"U+{ord(bad[0]):04X}", "place": bad.start() + 1}
    if len(value) > LONGEST_TEXT:
        yield "text-too-long", {"length": len(value), "most": LONGEST_TEXT}


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
