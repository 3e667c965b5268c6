"""Covered and uncovered land: shapes to draw, cut to the groups' polygons, and exact areas.

A buffer is a polygon inscribed in its circle and loses area. Drawn with a slightly larger radius it has
the circle's area (coverage reference, section 2); what is told in figures is measured on true circles by
:mod:`geoapp.coverage.arcs`. Areas count land only: who is covered is decided by distances, never by these shapes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geoapp.coverage.arcs import covered_areas
from geoapp.coverage.pieces import Lines
from geoapp.coverage.points import Floats

DRAWN_SEGMENTS = 16
"""Segments per quarter circle of the shapes that are drawn."""


@dataclass(frozen=True)
class Land:
    """Covered land and the rest of the ward: shapes to draw, and areas in square metres, exact for true circles."""

    covered: BaseGeometry
    gaps: BaseGeometry
    covered_m2: float
    gap_m2: float


def equal_area_radius(radius_m: float, segments: int) -> float:
    """Return the radius at which a polygon of `segments` per quarter has the circle's area.

    >>> round(equal_area_radius(1.0, 16), 7)
    1.0008038
    """
    angle = 2 * math.pi / (4 * segments)
    return radius_m * math.sqrt(angle / math.sin(angle))


def straight_land(polygons: Lines, facility_xy: Floats, radius_m: float) -> Land:
    """Return the land of `polygons` within `radius_m` of a facility in a straight line, and the rest.

    Parameters
    ----------
    polygons
        Valid polygons of the groups, metres; where they overlap land counts once.
    facility_xy
        Facilities, shape (m, 2), metres.
    """
    ward = shapely.union_all(polygons)
    drawn = straight_reach(ward, facility_xy, radius_m)
    covered_m2 = float(covered_areas(np.array([ward], dtype=object), facility_xy, radius_m)[0])
    return Land(drawn, shapely.difference(ward, drawn), covered_m2, max(float(ward.area) - covered_m2, 0.0))


def straight_reach(
    ward: BaseGeometry, facility_xy: Floats, radius_m: float, segments: int = DRAWN_SEGMENTS
) -> BaseGeometry:
    """Return the union of discs around the facilities near the ward, cut to it, to draw."""
    points = np.asarray(shapely.points(np.unique(facility_xy.reshape(-1, 2), axis=0)), dtype=object)
    radius = equal_area_radius(radius_m, segments)
    near = points[shapely.dwithin(points, ward, radius)] if not ward.is_empty else points[:0]
    return shapely.intersection(shapely.union_all(shapely.buffer(near, radius, quad_segs=segments)), ward)
