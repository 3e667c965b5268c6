"""How far things lie from the middle of a group, on foot and straight, and in which direction."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely

from geoapp.coverage import nearest_walking
from geoapp.usecases.coverage.study import Floats, Study
from geoapp.usecases.groups.facts import Away, Direction

DIRECTIONS: Sequence[Direction] = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_SECTOR_DEG = 360 / len(DIRECTIONS)


def middle(study: Study, group: int) -> Floats:
    """Return the place (2,) that stands for a group, in metres.

    It is the home nearest to the centroid of the group's households, so that it lies on a way people walk;
    in a group without homes, a point inside its border.
    """
    rows = np.flatnonzero((study.demand_group == group) & (study.demand.households > 0))
    if len(rows) == 0:
        inside: Floats = shapely.get_coordinates(shapely.point_on_surface(study.groups.shapes[group]))[0]
        return inside
    xy = study.demand.xy[rows]
    centre = np.average(xy, axis=0, weights=study.demand.households[rows])
    nearest: Floats = xy[int(np.argmin(np.hypot(*(xy - centre).T)))]
    return nearest


def away_from(study: Study, origin: Floats, targets: Floats) -> list[Away]:
    """Return how far each of `targets` (n, 2) lies from `origin` (2,), in metres of the study's system.

    Ways are walked in both directions, so that one run of shortest paths from the origin serves all targets.
    """
    if len(targets) == 0:
        return []
    walked = nearest_walking(study.network, targets, origin.reshape(1, 2)).distance_m
    east, north = (targets - origin).T
    bearings = np.degrees(np.arctan2(east, north)) % 360
    return [
        Away(float(w) if math.isfinite(w) else None, float(math.hypot(e, n)), float(b), direction(float(b)))
        for w, e, n, b in zip(walked, east, north, bearings, strict=True)
    ]


def direction(bearing_deg: float) -> Direction:
    """Return the nearest of the eight directions.

    >>> [direction(b) for b in (0, 22.4, 22.6, 359)]
    ['n', 'n', 'ne', 'n']
    """
    return DIRECTIONS[round(bearing_deg / _SECTOR_DEG) % len(DIRECTIONS)]
