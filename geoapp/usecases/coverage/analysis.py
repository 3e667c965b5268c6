"""A study and its distances, each computed once."""

from __future__ import annotations

import functools
from typing import Literal

import numpy as np
import shapely

from geoapp.coverage import Nearest, nearest_straight, nearest_walking
from geoapp.coverage.boxes import places_in_boxes
from geoapp.coverage.walking import Spread, spread, walked
from geoapp.usecases.coverage.alleys import Alleys, alleys_of
from geoapp.usecases.coverage.estimate import people_per_household
from geoapp.usecases.coverage.study import Floats, Ints, Shapes, Study, Zones

Metric = Literal["walking", "straight"]
Weight = Literal["households", "people", "none"]


class Analysis:
    """A study with its distances, each computed once."""

    def __init__(self, study: Study) -> None:
        self.study = study

    @functools.cached_property
    def straight(self) -> Nearest:
        """Return straight-line distances of all demand."""
        return nearest_straight(self.study.demand.xy, self.study.facility_xy)

    @functools.cached_property
    def walking(self) -> Nearest:
        """Return walking distances of all demand."""
        source = self.spread
        if source is None or len(self.study.demand.xy) == 0:
            return nearest_walking(self.study.network, self.study.demand.xy, self.study.facility_xy)
        return walked(source, self.study.demand_place)

    @functools.cached_property
    def spread(self) -> Spread | None:
        """Return how far the network's nodes are; ``None`` without facilities or ways."""
        if len(self.study.facility_xy) == 0 or len(self.study.network.edges) == 0:
            return None
        return spread(self.study.network, self.study.facility_xy)

    def nearest(self, metric: Metric) -> Nearest:
        """Return the distances of a metric."""
        return self.walking if metric == "walking" else self.straight

    @functools.cached_property
    def people(self) -> Floats:
        """Return people per demand feature: households times the group's people per household."""
        return self.study.demand.households * people_per_household(self.study.groups, self.study.demand_group)

    def weight(self, weight: Weight) -> Floats:
        """Return what every demand feature counts for."""
        if weight == "none":
            return np.ones(len(self.study.demand.xy))
        return self.people if weight == "people" else self.study.demand.households

    @functools.cached_property
    def alleys(self) -> Alleys | None:
        """Return how deep the alleys are; ``None`` where no truck road is known."""
        return alleys_of(self.study)

    @functools.cached_property
    def in_safe_area(self) -> list[Ints]:
        """Return for every safe area the rows of the demand in it."""
        return _inside(self.study.safe_areas, self.study.demand.xy)

    @functools.cached_property
    def facilities_in_safe_area(self) -> list[int]:
        """Return for every safe area how many usable facilities stand in it."""
        return [len(rows) for rows in _inside(self.study.safe_areas, self.study.facility_xy)]


def _inside(zones: Zones, xy: Floats) -> list[Ints]:
    """Return for every zone the rows of the places in it or on its border."""
    zone, row = places_in_boxes(xy, *np.split(_boxes(zones.shapes), 2, axis=1))
    shapely.prepare(zones.shapes)
    inside = shapely.intersects_xy(zones.shapes[zone], *xy[row].T)
    zone, row = zone[inside], row[inside]
    return [np.sort(row[zone == i]) for i in range(len(zones.ids))]


def _boxes(shapes: Shapes) -> Floats:
    """Return west, south, east and north of shapes; an empty shape has a box that holds nothing."""
    bounds: Floats = shapely.bounds(shapes).reshape(-1, 4)
    return np.where(np.isnan(bounds), [1.0, 1.0, 0.0, 0.0], bounds)
