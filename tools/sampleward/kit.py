"""What the fire points hold and how their checks went; a few want something, one does not count."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from sampleward.census import GROUP_9
from sampleward.naming import nfc
from sampleward.place import lonlat
from sampleward.points import FirePoint

AS_OF = dt.date(2026, 11, 20)
"""The day at which the sample is drawn up."""

Row = dict[str, Any]

_OVERDUE, _LOW, _MISSING_TOOL, _EXPIRED_ONE, _NO_RULES, _SPENT = 3, 5, 8, 11, 14, 17
_FAULTLESS = -1
"""Which of the points, by their order, want what; the one that reaches fewest has no extinguisher left."""

_POSITIONS = {"alley_head": "đầu", "alley_middle": "giữa", "alley_end": "cuối"}


def point_properties(points: list[FirePoint], random: Random) -> list[Row]:
    """Return the properties of every point."""
    return [_properties(role, p, random) for role, p in zip(_roles(points), points, strict=True)]


def weakest(points: list[FirePoint]) -> FirePoint:
    """Return the point that reaches fewest households: the one whose extinguishers have all expired."""
    return min((p for p in points if p.group != GROUP_9), key=lambda p: p.reach)


def _roles(points: list[FirePoint]) -> list[int]:
    """Return for every point the number that decides its faults; those of group 9 have none."""
    order = iter(n for n in range(len(points)) if n != _SPENT)
    spent = weakest(points)
    return [_SPENT if p is spent else _FAULTLESS if p.group == GROUP_9 else next(order) for p in points]


def _properties(n: int, point: FirePoint, random: Random) -> Row:
    where = f"{_POSITIONS[point.position]} {point.way.name[0].lower()}{point.way.name[1:]}"
    beside = point.beside[0].lower() + point.beside[1:]
    checked = AS_OF - dt.timedelta(days=random.randint(3, 26) if n != _OVERDUE else 74)
    decided = dt.date(2022, 3, 1) + dt.timedelta(days=random.randint(0, 330))
    return {
        "code": point.code,
        "name": nfc(f"Điểm chữa cháy {where}"),
        "group_id": f"to-{point.group:02d}",
        "alley_id": point.way.id,
        "address": nfc(f"Cạnh {beside}"),
        "mount_height_cm": random.choice((120, 130, 130, 140, 150)),
        "status": "active",
        "position": point.position,
        "cabinet": random.choice(("glass", "glass", "metal", "metal", "rack")),
        "lock": random.choice(("open", "open", "key_beside")),
        "sheltered": random.random() < 0.8,
        "has_sign": True,
        "has_rules": n != _NO_RULES,
        "has_steps": random.random() < 0.85,
        "lit": random.random() < 0.6,
        "decided_on": decided.isoformat(),
        "checked_on": checked.isoformat(),
        "next_check_on": (checked + dt.timedelta(days=30)).isoformat(),
        "equipment": _equipment(n, random),
        "inspections": _inspections(n, checked, random),
    }


def _equipment(n: int, random: Random) -> list[Row]:
    made = dt.date(2024, 1, 15) + dt.timedelta(days=random.randint(0, 420))
    expires = made + dt.timedelta(days=5 * 365)
    rows = [_extinguisher("abc_powder", random.choice((2, 2, 3, 4)), 4.0, made, expires, "good")]
    if n == _SPENT:
        old = dt.date(2020, 9, 10)
        return [_extinguisher("abc_powder", 2, 4.0, old, dt.date(2025, 9, 10), "expired"), *_tools(n, random)]
    if n == _LOW:
        rows = [_extinguisher("abc_powder", 1, 4.0, made, expires, "good"),
                _extinguisher("abc_powder", 1, 4.0, made, expires, "low_pressure")]  # fmt: skip
    elif n == _EXPIRED_ONE:
        rows = [_extinguisher("abc_powder", 1, 8.0, made, expires, "good"),
                _extinguisher("co2", 1, 3.0, dt.date(2021, 4, 5), dt.date(2026, 4, 5), "expired")]  # fmt: skip
    elif random.random() < 0.35:
        rows.append(_extinguisher("co2", 1, 3.0, made, expires, "good"))
    return rows + _tools(n, random)


def _extinguisher(
    kind: str, quantity: int, kg: float, made: dt.date, expires: dt.date, condition: str
) -> Row:
    return {
        "kind": kind,
        "quantity": quantity,
        "size_kg": kg,
        "made_on": made.isoformat(),
        "expires_on": expires.isoformat(),
        "condition": condition,
    }


def _tools(n: int, random: Random) -> list[Row]:
    kinds = ["crowbar", *random.sample(("sledgehammer", "axe", "bolt_cutter"), random.randint(1, 2))]
    kinds += random.sample(
        ("hook", "rope", "torch", "loudspeaker", "mask", "first_aid"), random.randint(1, 3)
    )
    condition = "missing" if n == _MISSING_TOOL else "good"
    return [
        {"kind": kind, "quantity": 1, "condition": condition if kind in ("crowbar", "sledgehammer", "axe", "bolt_cutter") else "good"}
        for kind in kinds
    ]  # fmt: skip


_FAULTS = {
    _LOW: "Một bình yếu áp, cần nạp lại",
    _MISSING_TOOL: "Mất dụng cụ phá dỡ",
    _EXPIRED_ONE: "Bình CO2 hết hạn",
    _NO_RULES: "Mất bảng nội quy",
    _SPENT: "Cả hai bình bột đã hết hạn",
}


def _inspections(n: int, checked: dt.date, random: Random) -> list[Row]:
    rows: list[Row] = []
    for back in (2, 1):
        day = checked - dt.timedelta(days=30 * back + random.randint(-2, 2))
        if random.random() < 0.12:
            fixed = (day + dt.timedelta(days=random.randint(2, 9))).isoformat()
            rows.append(
                {
                    "inspected_on": day.isoformat(),
                    "result": "pass_noted",
                    "faults": "Tủ bám bụi, biển mờ",
                    "fixed_on": fixed,
                }
            )
        else:
            rows.append({"inspected_on": day.isoformat(), "result": "pass"})
    fault = _FAULTS.get(n)
    result = "pass" if fault is None else "fail" if n == _SPENT else "pass_noted"
    rows.append(
        {"inspected_on": checked.isoformat(), "result": result} | ({"faults": fault} if fault else {})
    )
    return rows


def geometry(point: FirePoint) -> Row:
    return {"type": "Point", "coordinates": lonlat(point.at)}
