"""A ward (or loose files) prepared for the planner: everything that does not depend on one question's numbers."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geoapp import crs as systems
from geoapp.coverage.depth import Depth, depth_from_trucks
from geoapp.domain.norms import norm
from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.planning.travel import Straight, Travel, Walking
from geoapp.planning.what_if import WhatIf
from geoapp.usecases.coverage import LooseFile, Metric, Weight, files_coverage, ward_coverage
from geoapp.usecases.coverage.alleys import by_way, passable
from geoapp.usecases.coverage.analysis import Analysis
from geoapp.usecases.coverage.cache import Cache
from geoapp.usecases.coverage.study import Floats, Ints, Study

_DEGREE_DECIMALS = 7


@dataclass(frozen=True, eq=False)
class Water:
    """Water sources: where they are (metres), their ids, and whether each is usable, by its status."""

    ids: tuple[str, ...]
    xy: Floats
    usable: npt.NDArray[np.bool_]


class Terrain:
    """The state of data that plans are made on. Safe between threads: what is computed is computed once.

    Attributes
    ----------
    version
        Changes when something changes that a plan depends on: demand, ways, groups, points that count.
    """

    def __init__(self, analysis: Analysis, ward: Ward | None) -> None:
        self.analysis, self.ward = analysis, ward
        self.study: Study = analysis.study
        self._lock = threading.RLock()
        self._travels: dict[str, Travel] = {}
        self._asks: Cache[WhatIf] = Cache(8)
        self.grounds: Cache[object] = Cache(12)
        self.answers: Cache[dict[str, Any]] = Cache(32)
        self.shapes: Cache[BaseGeometry] = Cache(16)
        self.version = _version(self.study, ward)

    @property
    def has_ways(self) -> bool:
        """Tell whether there are ways to walk on."""
        return len(self.study.ways.ids) > 0

    def travel(self, metric: Metric) -> Travel:
        """Return how demand gets about by a metric."""
        with self._lock:
            if metric not in self._travels:
                xy = self.study.demand.xy
                self._travels[metric] = (
                    Walking(self.study.network, xy) if metric == "walking" else Straight(xy)
                )
            return self._travels[metric]

    def weights(self, weight: Weight) -> npt.NDArray[np.generic]:
        """Return the weight of all demand, as integers where they are whole."""
        return whole(self.analysis.weight(weight))

    def what_if(self, metric: Metric, weight: Weight) -> WhatIf:
        """Return the prepared answerer of pins."""
        return self._asks.get(
            (metric, weight),
            lambda: WhatIf(self.travel(metric), self.analysis.weight(weight), self.study.facility_xy),
        )

    @functools.cached_property
    def facility_rows(self) -> Mapping[str, int]:
        """Return the row of every point that counts, by its id."""
        return {key: row for row, key in enumerate(self.study.facility_ids)}

    def rows_of(self, ids: tuple[str, ...], name: str) -> Ints:
        """Return the rows of points to think away; a point that does not count anyway has none.

        Raises
        ------
        CallFault
            If there is no such fire point.
        """
        others = {point.id for point in self.study.excluded}
        for key in ids:
            if key not in self.facility_rows and key not in others:
                raise CallFault("plan-no-such-point", name=name, id=key)
        rows = {self.facility_rows[key] for key in ids if key in self.facility_rows}
        return np.array(sorted(rows), dtype=np.int64)

    @functools.cached_property
    def depths(self) -> tuple[Depth, Depth] | None:
        """Return depth behind truck roads, taking alleys of unknown access as closed, and as open."""
        with self._lock:
            known = passable(self.study)
            if known is None:
                return None
            network, outline = self.study.network, self.study.outline
            closed, open_ = (depth_from_trucks(network, f[network.way], outline) for f in known)
            return closed, open_

    @functools.cached_property
    def way_depths(self) -> tuple[Floats, Floats] | None:
        """Return the deepest place of every way, metres: with unknown access taken as closed, and as open."""
        if self.depths is None:
            return None
        closed, open_ = (by_way(depth, len(self.study.ways.ids)) for depth in self.depths)
        return closed, open_

    @functools.cached_property
    def deep_demand(self) -> npt.NDArray[np.bool_] | None:
        """Tell which demand lives deeper than the ward's trigger; ``None`` where no truck road is known."""
        if self.depths is None or len(self.study.demand.xy) == 0:
            return None
        place = self.study.network.locate(self.study.demand.xy)
        return self.depths[0].of_places(place) > self.study.alley_depth_m

    @functools.cached_property
    def helped_demand(self) -> npt.NDArray[np.bool_] | None:
        """Tell which demand has people who need help; ``None`` where the data do not say."""
        if self.ward is None or self.study.demand.estimated:
            return None
        houses = self.ward.layer("buildings")
        if "need_help" not in houses or tuple(houses.index) != self.study.demand.ids:
            return None
        counts = np.array([float(v) if v is not None and v == v else 0.0 for v in houses["need_help"]])
        return counts > 0 if (counts > 0).any() else None

    @functools.cached_property
    def water(self) -> Water | None:
        """Return the ward's water sources; ``None`` without such a layer."""
        if self.ward is None or "water_sources" not in self.ward.layers:
            return None
        frame = self.ward.layer("water_sources")
        shapes = np.asarray(systems.to_metric(frame, self.study.crs).geometry.array, dtype=object)
        usable = np.array([status == "usable" for status in frame["status"]], dtype=bool)
        xy = shapely.get_coordinates(shapely.centroid(shapes)).reshape(-1, 2)
        return Water(tuple(str(key) for key in frame.index), xy, usable)

    def norm(self, name: str) -> float:
        """Return a number of the field: the ward's own where its settings hold one."""
        return norm(name, self.ward.info.settings if self.ward else None)

    @functools.cached_property
    def _bounds(self) -> tuple[Floats, Floats]:
        """Return the lower left and the upper right corner of the box around the ward's bounds, metres."""
        assert self.ward is not None
        west, south, east, north = self.ward.info.bounds
        corners = systems.project(
            [[west, south], [west, north], [east, south], [east, north]], self.study.crs
        )
        return corners.min(axis=0), corners.max(axis=0)

    def check_near(self, name: str, ids: tuple[str, ...], xy: Floats) -> None:
        """Refuse places (metres) that are nobody's of this ward: farther beyond its bounds than its neighbourhood.

        Raises
        ------
        CallFault
            At the first such place.
        """
        if self.ward is None:
            return
        (low, high), most = self._bounds, self.norm("neighbourhood_m")
        beyond = np.maximum(low - xy, xy - high).max(axis=1, initial=0.0)
        for row in np.flatnonzero(~(beyond <= most)).tolist():
            raise CallFault(
                "plan-far-away", name=f"{name}[{row + 1}]", id=ids[row], ward=self.ward.info.name, most=round(most)
            )

    def rounded(self, xy: Floats) -> tuple[Floats, Floats]:
        """Return places as degrees with the decimals that layers are stored with, and in metres again.

        What a plan promises is then what coverage shows once the places were written into a layer.
        """
        lonlat = np.round(systems.unproject(xy, self.study.crs), _DEGREE_DECIMALS)
        return lonlat, systems.project(lonlat, self.study.crs)


def whole(values: Floats) -> npt.NDArray[np.generic]:
    """Return numbers as integers if all of them are whole."""
    return values.astype(np.int64) if np.array_equal(values, np.floor(values)) else values


def _version(study: Study, ward: Ward | None) -> str:
    """Return a hash of what plans depend on; points that do not count, water and the like are not in it."""
    digest = hashlib.sha256(repr((study.crs.to_wkt(), study.alley_depth_m, study.truck_width_m)).encode())
    if ward is not None:
        for name in ("alleys.geojson", "buildings.geojson", "residential_groups.geojson"):
            digest.update(f"{name}:{ward.digests.get(name)}\n".encode())
    digest.update(repr(study.facility_ids).encode())
    for array in (study.facility_xy, study.demand.xy, study.demand.households):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:16]


_terrains: Cache[Terrain] = Cache(8)


def terrain_of_ward(ward: Ward, today: dt.date | None = None) -> Terrain:
    """Return a ward's terrain; one for all questions while its files and the day are the same.

    Raises
    ------
    CallFault
        If the ward has nothing to count.
    """
    day = today or dt.datetime.now(tz=dt.UTC).astimezone().date()
    key = (ward.id, ward.version, day)
    return _terrains.get(key, lambda: _checked(Terrain(ward_coverage(ward, today=day).analysis, ward)))


def terrain_of_files(
    files: Mapping[str, LooseFile], ward: Ward | None = None, crs: str | None = None
) -> Terrain:
    """Return the terrain of loose files, over a ward's layers if one is given."""
    return _checked(Terrain(files_coverage(files, crs=crs, ward=ward).analysis, ward))


def _checked(terrain: Terrain) -> Terrain:
    if len(terrain.study.demand.ids) == 0:
        raise CallFault("plan-no-demand")
    return terrain
