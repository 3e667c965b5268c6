"""The pieces of a layer's specification: fields with their kind, unit, limits and words, as data."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "int", "float", "bool", "date", "choice", "texts", "rows", "checklist"]


@dataclass(frozen=True)
class Choice:
    """An allowed value and its label in both languages."""

    value: str
    vi: str
    en: str


@dataclass(frozen=True)
class Field:
    """One property of a feature.

    `unit` is the suffix's meaning (``m``, ``cm``, ``kg`` …); `minimum` and `maximum` are inclusive; a `restricted`
    field is personal or sensitive and never leaves by the API or an export; `rows` describes child rows.
    """

    name: str
    kind: Kind
    vi: str
    en: str
    required: bool = False
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Choice, ...] = ()
    restricted: bool = False
    rows: tuple[Field, ...] = ()


@dataclass(frozen=True)
class LayerSpec:
    """A layer: its geometries (``None`` where a feature may have none) and its fields, common ones included."""

    name: str
    vi: str
    en: str
    geometries: tuple[str | None, ...]
    fields: tuple[Field, ...]

    @property
    def public_fields(self) -> tuple[str, ...]:
        """Return the names of the fields that may leave the house."""
        return tuple(f.name for f in self.fields if not f.restricted)

    @functools.cached_property
    def but_id(self) -> tuple[Field, ...]:
        """Return the fields but for the id, which may stand beside the properties."""
        return tuple(f for f in self.fields if f.name != "id")


def choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    """Return choices from (value, Vietnamese, English)."""
    return tuple(Choice(*row) for row in rows)
