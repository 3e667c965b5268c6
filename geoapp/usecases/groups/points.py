"""The fire points of a group: what each holds, whether it opens, when it was checked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from geoapp.domain.kit import kit_state
from geoapp.domain.layers import LAYERS
from geoapp.domain.usable import EXTINGUISHERS
from geoapp.usecases.groups.facts import Check, KitItem, Phrase, PointFacts
from geoapp.usecases.groups.records import Record

FLAGS = ("lit", "sheltered", "has_sign", "has_rules", "has_steps")
_GOOD, _EXPIRED, _GONE = "good", "expired", ("broken", "missing")
_KINDS = next(f for f in LAYERS["fire_points"].fields if f.name == "equipment").rows[0].choices
_ORDER = {choice.value: place for place, choice in enumerate(_KINDS)}
_WORST = ("good", "low_pressure", "expired", "broken", "missing")


def point_facts(point: Record, reason: str | None, serves: float | None, today: dt.date) -> PointFacts:
    """Return what a page says of a point.

    Parameters
    ----------
    reason
        The catalogue entry that says why the point does not count; ``None`` where it counts.
    serves
        Households to whom this point is the nearest.
    """
    found = kit_state(point.values, today)
    code, name = point.text("code") or point.id, point.text("name")
    return PointFacts(
        id=point.id,
        title=code,
        subtitle=name if name != code else None,
        address=point.text("address"),
        position=point.text("position"),
        cabinet=point.text("cabinet"),
        lock=point.text("lock"),
        flags={flag: point.flag(flag) for flag in FLAGS},
        state="unusable" if reason else found.state,
        reason=Phrase(reason) if reason else None,
        missing=tuple(Phrase(key, params) for key, params in found.missing),
        kit=kit_items(point, today),
        check=last_check(point, today),
        serves=serves,
    )


def kit_items(point: Record, today: dt.date) -> tuple[KitItem, ...]:
    """Return the equipment, pieces of one kind and condition together: extinguishers first, sound ones first."""
    together: dict[tuple[str, str, float | None], list[Record]] = defaultdict(list)
    for row in point.rows("equipment"):
        if row.count("quantity") != 0:
            key = (row.text("kind") or "", _condition(row, today), row.measure("size_kg"))
            together[key].append(row)
    items = [_item(key, rows) for key, rows in together.items()]
    return tuple(sorted(items, key=lambda item: (_ORDER.get(item.kind, len(_ORDER)), _rank(item.condition))))


def _item(key: tuple[str, str, float | None], rows: list[Record]) -> KitItem:
    kind, condition, size_kg = key
    dates = [d for d in (row.date("expires_on") for row in rows) if d is not None]
    quantity = sum(row.count("quantity") or 1 for row in rows)
    return KitItem(
        kind, quantity, condition, size_kg, min(dates) if dates and kind in EXTINGUISHERS else None
    )


def _condition(row: Record, today: dt.date) -> str:
    """Return the condition; a sound or weak extinguisher past its date is expired, its last day still counts."""
    condition, expires = row.text("condition") or _GOOD, row.date("expires_on")
    return _EXPIRED if condition not in _GONE and expires is not None and expires < today else condition


def _rank(condition: str) -> int:
    return _WORST.index(condition) if condition in _WORST else len(_WORST)


def last_check(point: Record, today: dt.date) -> Check:
    """Return the last check known, be it the point's own date or its last inspection, and the next one."""
    visits: list[tuple[dt.date, Record]] = []
    for row in point.rows("inspections"):
        seen = row.date("inspected_on")
        if seen is not None and seen <= today:
            visits.append((seen, row))
    latest = max(visits, key=lambda visit: visit[0], default=None)
    told = [d for d in (point.date("checked_on"), latest[0] if latest else None) if d is not None]
    due = point.date("next_check_on")
    return Check(
        last=max(told, default=None),
        next=due,
        days_left=(due - today).days if due else None,
        result=latest[1].text("result") if latest else None,
        fault=latest[1].text("faults") if latest and latest[1].date("fixed_on") is None else None,
    )


def in_order(points: list[PointFacts]) -> tuple[PointFacts, ...]:
    """Return the points that count first, each part by its title."""
    return tuple(sorted(points, key=lambda p: (p.state == "unusable", p.title)))
