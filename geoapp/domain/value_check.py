"""One value against one field: kind, limits, choices, dates, text. Shared by layers, their child rows and ward.json."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geoapp.domain.fields import Field
from geoapp.domain.text import Finding, key_is_usable, shown, shown_value, text_findings

Placed = tuple[str, str, dict[str, object]]
"""Fault code, place (``equipment[0].kind``), values."""

_FIRST_AND_LAST = (
    ("valid_from", "valid_to"),
    ("made_on", "expires_on"),
    ("inspected_on", "fixed_on"),
    ("checked_on", "next_check_on"),
    ("recognised_on", "review_on"),
    ("from", "to"),
)


def member_findings(values: Mapping[str, Any], fields: Sequence[Field], prefix: str = "") -> Iterator[Placed]:
    """Yield every fault of an object's members: their names, missing ones, unknown ones, and each value."""
    known = {field.name for field in fields}
    for key in values:
        if not key_is_usable(key):
            yield "key-refused", prefix + shown(key), {"key": shown(key)}
        elif key not in known:
            yield "unknown-property", prefix + key, {"key": key}
    for field in fields:
        value = values.get(field.name)
        if value is None or (field.required and _is_blank(value)):
            if field.required:
                yield "field-missing", prefix + field.name, {}
        elif field.kind == "rows":
            yield from _row_findings(field, value, prefix)
        else:
            yield from ((code, prefix + field.name, p) for code, p in value_findings(field, value))
    yield from _reversed_dates(values, prefix)


def _is_blank(value: Any) -> bool:
    return (isinstance(value, str) and not value.strip()) or value == []


def _row_findings(field: Field, rows: Any, prefix: str) -> Iterator[Placed]:
    if not isinstance(rows, list):
        yield "wrong-type", prefix + field.name, {"expected": "[{…}]"}
        return
    for n, row in enumerate(rows):
        place = f"{prefix}{field.name}[{n}]"
        if isinstance(row, dict):
            yield from member_findings(row, field.rows, f"{place}.")
        else:
            yield "wrong-type", place, {"expected": "{…}"}


def value_findings(field: Field, value: Any) -> Iterator[Finding]:
    """Yield every fault of one value that is there."""
    if field.kind in ("int", "float"):
        yield from _number_findings(field, value)
    elif field.kind == "bool":
        if not isinstance(value, bool):
            yield "wrong-type", {"expected": "true / false"}
    elif field.kind == "texts":
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            yield "wrong-type", {"expected": '["…"]'}
        else:
            yield from (f for v in value for f in text_findings(v))
    elif field.kind == "checklist":
        yield from _checklist_findings(field, value)
    elif not isinstance(value, str):
        yield "wrong-type", {"expected": "“…”"}
    elif field.kind == "date":
        if not is_day(value):
            yield "bad-date", {"value": shown(value)}
    elif field.kind == "choice":
        allowed = [c.value for c in field.choices]
        if value not in allowed:
            yield "unknown-value", {"value": shown(value), "allowed": ", ".join(allowed)}
    else:
        yield from text_findings(value)


def _number_findings(field: Field, value: Any) -> Iterator[Finding]:
    whole = field.kind == "int"
    told = "…" if field.restricted else shown_value(value)  # the list of faults is open to every reader
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        yield "wrong-type", {"expected": "0, 1, 2…" if whole else "0.0"}
    elif field.minimum is not None and value < field.minimum:
        yield "too-small", {"value": told, "least": f"{field.minimum:g}"}
    elif field.maximum is not None and value > field.maximum:
        yield "too-big", {"value": told, "most": f"{field.maximum:.10g}"}


def _checklist_findings(field: Field, value: Any) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield "wrong-type", {"expected": "{…}"}
        return
    allowed = [c.value for c in field.choices]
    for key, state in value.items():
        yield from text_findings(key)
        if not isinstance(state, str) or state not in allowed:
            yield "unknown-value", {"value": shown_value(state), "allowed": ", ".join(allowed)}


def _reversed_dates(values: Mapping[str, Any], prefix: str) -> Iterator[Placed]:
    for first, last in _FIRST_AND_LAST:
        a, b = values.get(first), values.get(last)
        if isinstance(a, str) and isinstance(b, str) and is_day(a) and is_day(b) and a > b:
            yield "dates-reversed", prefix + last, {"first": a, "last": b, "before": first}


def is_day(text: str) -> bool:
    """Tell whether a text is a day, written year-month-day."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
