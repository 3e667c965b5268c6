"""What GIS files are written from: layers as plain columns and shapes, with their words and their looks.

Shapes are in longitude and latitude (EPSG:4326); a writer turns them where its format holds another system.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS

from geoapp import crs as systems
from geoapp.exports.plain_text import clean
from geoapp.i18n import Translator

Shapes = npt.NDArray[np.object_]
Kind = Literal["text", "int", "float", "bool", "date", "texts", "checklist", "rows"]
MACHINE_FIELDS = frozenset({"id", "ward_code", "source_crs", "look"})
"""What a balloon or a description need not tell a reader."""
NESTED = frozenset({"texts", "checklist", "rows"})
_POINT, _LINE, _AREA = 0, 1, 2
_PARTS = {_POINT: "points", _LINE: "lines", _AREA: "areas"}


@dataclass(frozen=True)
class Column:
    """One attribute: its name in the file, its kind, what a reader calls it, and the words of its choices.

    `reads` says what a reader calls values that name other features, such as a group by its id.
    """

    name: str
    kind: Kind
    label: str
    unit: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, str] = field(default_factory=dict)

    @property
    def head(self) -> str:
        """Return the label with its unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


@dataclass(frozen=True)
class Look:
    """How features are drawn: colours as ``#RRGGBB``, widths in screen points; `symbol` names one of the symbology."""

    title: str
    fill: str | None = None
    edge: str = "#1A2330"
    width_pt: float = 1.0
    opacity: float = 1.0
    symbol: str | None = None


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer: rows of values by column, and a shape per row (``None``: no place; no shapes at all: a table).

    `name` is ASCII and names the layer in files; `label` is the column that says what a feature is called. `looks`
    are by key, `look` is the key of every row; `shown` tells whether a map opens with the layer switched on.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    shapes: Shapes | None
    label: str | None = None
    looks: Mapping[str, Look] = field(default_factory=dict)
    look: tuple[str, ...] = ()
    shown: bool = True

    def names(self) -> list[str]:
        """Return what every feature is called."""
        at = [c.name for c in self.columns].index(self.label or self.columns[0].name)
        return [clean(str(row[at])) if row[at] is not None else "" for row in self.rows]

    def flat(self) -> Layer:
        """Return the layer for formats without lists: child rows left out, lists and checklists as text."""
        keep = [i for i, column in enumerate(self.columns) if column.kind != "rows"]
        columns = tuple(
            replace(c, kind="text") if c.kind in NESTED else c for c in (self.columns[i] for i in keep)
        )
        rows = tuple(tuple(as_text(row[i]) for i in keep) for row in self.rows)
        return self._with(columns=columns, rows=rows)

    def parts(self) -> list[Layer]:
        """Return the layer with one kind of geometry each, named ``<name>_points`` and so on where it has several.

        What has no place goes with the first part.
        """
        if self.shapes is None:
            return [self]
        dimension = shapely.get_dimensions(self.shapes)
        kinds = [kind for kind in _PARTS if (dimension == kind).any()]
        if len(kinds) <= 1:
            return [self]
        made = []
        for kind in kinds:
            chosen = (dimension == kind) | ((dimension < 0) & (kind == kinds[0]))
            rows = np.flatnonzero(chosen).tolist()
            made.append(
                self._with(
                    name=f"{self.name}_{_PARTS[kind]}",
                    rows=tuple(self.rows[i] for i in rows),
                    shapes=self.shapes[rows],
                    look=tuple(self.look[i] for i in rows) if self.look else (),
                )
            )
        return made

    @property
    def dimension(self) -> int:
        """Return 0 for points, 1 for lines, 2 for areas, -1 where nothing has a place."""
        if self.shapes is None or len(self.shapes) == 0:
            return -1
        return int(shapely.get_dimensions(self.shapes).max())

    def projected(self, crs: CRS | None) -> Shapes:
        """Return the shapes in `crs`, ``None`` for longitude and latitude."""
        shapes = np.empty(0, dtype=object) if self.shapes is None else self.shapes
        return shapes if crs is None else shapely.transform(shapes, lambda xy: systems.project(xy, crs))

    def places(self) -> npt.NDArray[np.float64]:
        """Return a longitude and latitude (n, 2) inside every shape, NaN without one."""
        shapes = np.empty(0, dtype=object) if self.shapes is None else self.shapes
        inside = shapely.point_on_surface(shapes)
        return np.column_stack([shapely.get_x(inside), shapely.get_y(inside)])

    def _with(self, **changes: Any) -> Layer:
        return Layer(**{**vars(self), **changes})


@dataclass(frozen=True, eq=False)
class Bundle:
    """Everything one file holds. `about` are lines of provenance (label, text); `modified` is the data's time in UTC.

    `crs` is the projected system for formats that are asked to hold one, ``None`` for WGS 84 degrees; `metres` is
    the ward's own, for formats that are always in metres.
    """

    title: str
    layers: tuple[Layer, ...]
    about: tuple[tuple[str, str], ...]
    modified: dt.datetime
    crs: CRS | None
    metres: CRS
    t: Translator

    @property
    def drawn(self) -> tuple[Layer, ...]:
        """Return the layers that have shapes."""
        return tuple(layer for layer in self.layers if layer.shapes is not None)

    def about_text(self) -> str:
        """Return the provenance as lines of text."""
        return "\r\n".join([self.title, "", *(f"{label}: {text}" for label, text in self.about), ""])


def as_text(value: Any) -> Any:
    """Return lists and checklists as text, anything else as it is.

    >>> as_text(["to-01", "to-02"]), as_text({"rules": "met"}), as_text(3)
    ('to-01, to-02', 'rules=met', 3)
    """
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}={item}" for key, item in value.items())
    return value


def in_words(column: Column, value: Any, t: Translator) -> str:
    """Return a value as a reader reads it: choices by their label, numbers and days the reader's way, with the unit."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return t("data.yes" if value else "data.no")
    if isinstance(value, int | float):
        text = t.number(value, 0 if float(value).is_integer() else 1)
        return f"{text} {column.unit}" if column.unit else text
    if isinstance(value, dt.date):
        return t.date(value)
    text = clean(str(as_text(value)))
    return column.words.get(text) or column.reads.get(text, text)
