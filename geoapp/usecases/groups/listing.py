"""Searching and ordering the list of groups: the browser's module does the same without asking again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from geoapp.usecases.groups.facts import GroupList, GroupRow

SORTS = ("number", "missing", "kit", "households")
_WORD = re.compile(r"[a-z0-9]+")
_CODE = re.compile(r"[a-z0-9]+(?:[-/.][a-z0-9]+)*")
_NUMBER = re.compile(r"(?:to dan pho |to |group )?([0-9]+)")


def found_rows(rows: Sequence[GroupRow], query: str) -> list[GroupRow]:
    """Return the rows that a folded query means.

    A number alone, or after the word for a group, asks for groups whose number begins so: 1 finds 1 and 10.
    Anything else, or a number that no group has, asks for rows in which every word begins a word; a code such as
    dcc-10-02 counts as one word beside its parts.
    """
    number = _NUMBER.fullmatch(query)
    if number:
        named = [row for row in rows if str(row.name.number or "").startswith(number[1])]
        if named:
            return named
    asked = _CODE.findall(query)
    return [row for row in rows if _says(row, asked)]


def _says(row: GroupRow, asked: Sequence[str]) -> bool:
    known = [*_WORD.findall(row.search), *_CODE.findall(row.search)]
    return all(any(word.startswith(one) for word in known) for one in asked)


def chosen_rows(listed: GroupList, query: str, sort: str) -> list[GroupRow]:
    """Return the rows that match a folded query, in the order asked for; an unknown order is by number."""
    rows = found_rows(listed.rows, query)
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
