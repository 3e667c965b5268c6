"""What a coverage question is about, in metres, wherever it came from: a ward or loose files."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geoapp.coverage import Network
from geoapp.coverage.network import Access
from geoapp.i18n import Translator

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]

NO_SHAPES: Shapes = np.empty(0, dtype=object)
NO_POINTS: Floats = np.empty((0, 2))


@dataclass(frozen=True)
class Input:
    """One file that went into the study: how many features it has and how many could be used."""

    role: str
    file: str
    features: int
    used: int
    sha256: str | None

    def as_dict(self) -> dict[str, object]:
        """Return the entry of ``inputs``."""
        return {
            "role": self.role,
            "file": self.file,
            "features": self.features,
            "used": self.used,
            "sha256": self.sha256,
        }


@dataclass(frozen=True)
class Issue:
    """A row that was dropped or mended; `code` names the catalogue entry ``coverage.issue.<code>``."""

    role: str
    feature: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def as_dict(self, t: Translator) -> dict[str, object]:
        """Return the entry of ``issues`` in the reader's language."""
        message = t(f"coverage.issue.{self.code}", feature=self.feature, **self.params)
        return {"role": self.role, "feature": self.feature, "code": self.code, "message": message}


@dataclass(frozen=True)
class Excluded:
    """A fire point that does not count; `key` names a catalogue entry."""

    id: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)

    def as_dict(self, t: Translator) -> dict[str, object]:
        """Return the entry of ``excluded`` in the reader's language."""
        params = {k: t(str(v)) if isinstance(v, str) and t.has(v) else v for k, v in self.params.items()}
        return {"id": self.id, "reason": t(self.key, **params)}


@dataclass(frozen=True, eq=False)
class Zones:
    """Polygons to report by: ids, names as (catalogue key, values) or plain text, shapes in metres."""

    ids: tuple[str, ...] = ()
    names: tuple[str | int | None, ...] = ()
    shapes: Shapes = field(default_factory=lambda: NO_SHAPES)
    households: Floats = field(default_factory=lambda: np.empty(0))
    population: Floats = field(default_factory=lambda: np.empty(0))

    def name(self, row: int, t: Translator) -> str:
        """Return what a reader calls the zone: its name, else its number, else its id."""
        name = self.names[row]
        if isinstance(name, int):
            return t("coverage.group-number", number=str(name))
        return name if name else self.ids[row]


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways people walk, in metres, with what is known about fire engines on them."""

    ids: tuple[str, ...] = ()
    names: tuple[str | None, ...] = ()
    shapes: Shapes = field(default_factory=lambda: NO_SHAPES)
    separated: npt.NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=bool))
    truck_access: tuple[str | None, ...] | None = None
    width_m: Floats | None = None


@dataclass(frozen=True, eq=False)
class Demand:
    """Where households are: centroids in metres (n, 2), how many, and whether that is an estimate.

    `group_id` is what the feature itself says, ``None`` where it says nothing.
    """

    ids: tuple[str, ...] = ()
    xy: Floats = field(default_factory=lambda: NO_POINTS)
    households: Floats = field(default_factory=lambda: np.empty(0))
    group_id: tuple[str | None, ...] = ()
    estimated: bool = False


@dataclass(frozen=True, eq=False)
class Study:
    """Everything one coverage question needs. Coordinates are metres of `crs`."""

    crs: CRS
    demand: Demand
    facility_ids: tuple[str, ...]
    facility_xy: Floats
    facility_group_id: tuple[str | None, ...]
    ways: Ways
    groups: Zones
    safe_areas: Zones
    inputs: tuple[Input, ...] = ()
    issues: tuple[Issue, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    alley_depth_m: float = 50.0
    truck_width_m: float = 3.5

    @functools.cached_property
    def network(self) -> Network:
        """Return the cleaned walking network; it is built at the first question on foot."""
        return Network.from_lines(self.ways.shapes, self.ways.separated)

    @functools.cached_property
    def outline(self) -> BaseGeometry | None:
        """Return the land of all groups together, ``None`` where there is no group."""
        return shapely.union_all(self.groups.shapes) if len(self.groups.shapes) else None

    @functools.cached_property
    def demand_place(self) -> Access:
        """Return how demand reaches the network, which must have edges."""
        return self.network.locate(self.demand.xy)

    @functools.cached_property
    def demand_group(self) -> Ints:
        """Return the group of every demand feature as a row of `groups`, -1 for none."""
        return belonging(self.demand.group_id, self.demand.xy, self.groups)

    @functools.cached_property
    def facility_group(self) -> Ints:
        """Return the group of every facility as a row of `groups`, -1 for none."""
        return belonging(self.facility_group_id, self.facility_xy, self.groups)


def belonging(group_id: Sequence[str | None], xy: Floats, groups: Zones) -> Ints:
    """Return the group each feature names, else the lowest one that contains it, else -1."""
    rows = {name: row for row, name in reversed(list(enumerate(groups.ids)))}
    named = np.array([rows.get(g, -1) if g is not None else -1 for g in group_id], dtype=np.int64).reshape(
        len(xy)
    )
    open_rows = np.flatnonzero(named < 0)
    if len(open_rows) == 0 or len(groups.ids) == 0:
        return named
    at, zone = shapely.STRtree(groups.shapes).query(shapely.points(xy[open_rows]), predicate="intersects")
    lowest = np.full(len(open_rows), len(groups.ids), dtype=np.int64)
    np.minimum.at(lowest, at, zone)
    named[open_rows] = np.where(lowest == len(groups.ids), -1, lowest)
    return named
