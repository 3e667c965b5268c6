"""Whether a fire point's kit is complete, needs something, or no longer counts.

The minimum is the guidance's (:mod:`geoapp.domain.norms`): extinguishers, one hand tool, rules posted, a sign; the check
interval is the point's own ``next_check_on``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from geoapp.domain.norms import whole
from geoapp.domain.usable import EXTINGUISHERS, is_spent

LEAST_EXTINGUISHERS = whole("least_extinguishers")
TOOLS = frozenset({"crowbar", "sledgehammer", "axe", "bolt_cutter", "hook"})
Missing = tuple[str, Mapping[str, object]]
State = Literal["complete", "needs", "unusable"]


@dataclass(frozen=True)
class KitState:
    """The state of a point and what it lacks: catalogue keys with the values of their placeholders."""

    state: State
    missing: tuple[Missing, ...]


def kit_state(point: Mapping[str, Any], today: dt.date) -> KitState:
    """Return the state of a fire point; a point without equipment rows has nothing told about its kit."""
    rows = [row for row in point.get("equipment") or [] if isinstance(row, Mapping)]
    extinguishers = [row for row in rows if row.get("kind") in EXTINGUISHERS]
    if extinguishers and all(is_spent(row, today) for row in extinguishers):
        return KitState("unusable", (("kit.no-working-extinguisher", {}),))
    missing = [*_missing_kit(rows, extinguishers, today), *_missing_signs(point, today)]
    return KitState("needs" if missing else "complete", tuple(missing))


def _missing_kit(
    rows: list[Mapping[str, Any]], extinguishers: list[Mapping[str, Any]], today: dt.date
) -> list[Missing]:
    working = sum(int(row.get("quantity") or 0) for row in extinguishers if not is_spent(row, today))
    missing: list[Missing] = []
    if working < LEAST_EXTINGUISHERS:
        missing.append(("kit.needs-extinguishers", {"working": working, "least": LEAST_EXTINGUISHERS}))
    if any(is_spent(row, today) for row in extinguishers):
        missing.append(("kit.extinguisher-spent", {}))
    if any(row.get("condition") == "low_pressure" for row in extinguishers):
        missing.append(("kit.low-pressure", {}))
    tools = [row for row in rows if row.get("kind") in TOOLS and row.get("condition") in ("good", None)]
    return missing if tools else [*missing, ("kit.needs-tool", {})]


def _missing_signs(point: Mapping[str, Any], today: dt.date) -> list[Missing]:
    missing: list[Missing] = [
        (f"kit.needs-{name}", {}) for name in ("rules", "sign") if point.get(f"has_{name}") is False
    ]
    due = point.get("next_check_on")
    try:
        overdue = due is not None and dt.date.fromisoformat(str(due)[:10]) < today
    except ValueError:
        overdue = False
    return [*missing, ("kit.check-overdue", {"due": str(due)[:10]})] if overdue else missing
