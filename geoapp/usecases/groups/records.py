"""Rows of a layer as plain values: absent is ``None``, whatever the frame put there."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry


class Record:
    """One feature: its id, its geometry in degrees, and its fields by kind."""

    def __init__(self, feature_id: str, shape: BaseGeometry | None, values: Mapping[str, Any]) -> None:
        self.id, self.shape, self._values = feature_id, shape, values

    @property
    def values(self) -> dict[str, Any]:
        """Return all fields, absent ones as ``None``."""
        return {name: plain(value) for name, value in self._values.items()}

    def raw(self, name: str) -> Any:
        """Return a value as it is, ``None`` where it is absent."""
        return plain(self._values.get(name))

    def text(self, name: str) -> str | None:
        """Return a text without surrounding blanks; an empty one is absent."""
        value = self.raw(name)
        return (str(value).strip() or None) if value is not None else None

    def count(self, name: str) -> int | None:
        """Return a whole number."""
        value = self.raw(name)
        return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def measure(self, name: str) -> float | None:
        """Return a measure."""
        value = self.raw(name)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def flag(self, name: str) -> bool | None:
        """Return yes, no, or that nobody said."""
        value = self.raw(name)
        return bool(value) if isinstance(value, bool) else None

    def date(self, name: str) -> dt.date | None:
        """Return a day."""
        return day(self.raw(name))

    def rows(self, name: str) -> list[Record]:
        """Return child rows as records of their own."""
        value = self.raw(name)
        if not isinstance(value, list):
            return []
        return [Record(str(i), None, row) for i, row in enumerate(value) if isinstance(row, Mapping)]

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self.raw(name)
        return tuple(str(v) for v in value) if isinstance(value, list | tuple) else ()


def records(frame: gpd.GeoDataFrame) -> list[Record]:
    """Return the features of a layer in order; a layer without geometry is allowed."""
    columns = {name: frame[name].tolist() for name in frame.columns if name != frame.geometry.name}
    shapes = frame.geometry.tolist()
    return [
        Record(str(feature), shapes[i], {name: column[i] for name, column in columns.items()})
        for i, feature in enumerate(frame.index.tolist())
    ]


def plain(value: Any) -> Any:
    """Return a value that pandas or numpy may have wrapped; every kind of absence is ``None``."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    return None if isinstance(value, float) and not math.isfinite(value) else value


def day(value: Any) -> dt.date | None:
    """Return a day from an ISO text or a date; anything else is no day."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
