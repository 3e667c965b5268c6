"""Searching and ordering the list of groups: the browser's module does the same without asking again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from geoapp.usecases.groups.facts import GroupList, GroupRow

SORTS = ("number", "missing", "kit", "households")
_WORD = re.compile(r"[a-z0-9]+")


def matches(row: GroupRow, query: str) -> bool:
    """Tell whether every word of `query` (folded) begins a word of the row's own text.

    A number therefore finds 9 and 90 but not 19.
    """
    known = _WORD.findall(row.search)
    return all(any(word.startswith(asked) for word in known) for asked in _WORD.findall(query))


def chosen_rows(listed: GroupList, query: str, sort: str) -> list[GroupRow]:
    """Return the rows that match a folded query, in the order asked for; an unknown order is by number."""
    rows = [row for row in listed.rows if matches(row, query)]
    return sorted(rows, key=_KEYS[sort]) if sort in _KEYS else rows


def _by_missing(row: GroupRow) -> tuple[bool, float]:
    return row.reach is None, -row.reach.missing if row.reach else 0.0


def _by_kit(row: GroupRow) -> tuple[int, int, int]:
    return -(row.points - row.usable_points), -row.needing_kit, -row.overdue_checks


_KEYS: dict[str, Callable[[GroupRow], Any]] = {
    "missing": _by_missing,
    "kit": _by_kit,
    "households": lambda row: -(row.households or 0),
}
