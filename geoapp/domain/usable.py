"""Which fire points count, and why the others do not.

A point counts while its status is ``active`` or it has no status; missing kit removes it only where every
extinguisher is missing, broken or expired (design, "Usable facility").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd

EXTINGUISHERS = ("abc_powder", "co2", "water_foam")
"""Kinds of equipment that put out a fire, in the order in which they are told."""
_SPENT = frozenset({"missing", "broken", "expired"})


@dataclass(frozen=True)
class Unusable:
    """A point that does not count: its row, its id and the catalogue entry that says why."""

    row: int
    id: str
    key: str


def usable(points: gpd.GeoDataFrame, today: dt.date) -> tuple[list[int], list[Unusable]]:
    """Return the rows that count, in order, and those that do not.

    Parameters
    ----------
    points
        Fire points; the columns ``status`` and ``equipment`` may be absent or hold ``None``.
    today
        The day at which an extinguisher's ``expires_on`` is judged; its last day still counts.
    """
    counted: list[int] = []
    others: list[Unusable] = []
    for row, (name, status, kit) in enumerate(
        zip(points.index, _column(points, "status"), _column(points, "equipment"), strict=True)
    ):
        key = _reason(status, kit, today)
        if key is None:
            counted.append(row)
        else:
            others.append(Unusable(row, str(name), key))
    return counted, others


def _column(points: gpd.GeoDataFrame, name: str) -> list[Any]:
    return points[name].tolist() if name in points.columns else [None] * len(points)


def _reason(status: object, kit: object, today: dt.date) -> str | None:
    if isinstance(status, str) and status != "active":
        known = ("proposed", "approved", "suspended", "damaged", "removed")
        return f"reason.status-{status}" if status in known else "reason.status-other"
    extinguishers = [r for r in _rows(kit) if r.get("kind") in EXTINGUISHERS]
    if extinguishers and all(is_spent(r, today) for r in extinguishers):
        return "reason.no-working-extinguisher"
    return None


def _rows(kit: object) -> Sequence[Mapping[str, Any]]:
    return kit if isinstance(kit, list) else []


def is_spent(item: Mapping[str, Any], today: dt.date) -> bool:
    """Tell whether an extinguisher can no longer be used: none left, missing, broken or expired."""
    if item.get("condition") in _SPENT or item.get("quantity") == 0:
        return True
    try:
        return dt.date.fromisoformat(str(item.get("expires_on"))) < today
    except ValueError:
        return False
