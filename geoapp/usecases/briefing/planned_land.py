"""What a plan would change on the map: land that comes within reach, and who would be, by the ward as it is today.

Drawn and counted from the distances themselves, as coverage counts them; nothing is taken from the saved figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geoapp import crs as systems
from geoapp.coverage import Nearest, nearest_straight, within
from geoapp.coverage.areas import straight_land
from geoapp.coverage.isodistance import walking_land
from geoapp.coverage.points import nobody
from geoapp.coverage.walking import spread, walked
from geoapp.usecases.briefing.plan import BriefedPlan
from geoapp.usecases.coverage.study import Floats, Study

_SLIVER_M = 0.75


@dataclass(frozen=True, eq=False)
class PlannedLand:
    """The land within reach that `stays`, the land that comes within reach (`added`), and who is within reach then.

    `within` is by demand feature; shapes are in metres.
    """

    stays: BaseGeometry
    added: BaseGeometry
    within: npt.NDArray[np.bool_]


def planned_land(study: Study, plan: BriefedPlan, reach: BaseGeometry) -> PlannedLand:
    """Return what a plan changes.

    Parameters
    ----------
    reach
        Land within reach today, as it is drawn.
    """
    after, nearest = _after(study, plan)
    stays = shapely.intersection(reach, after)
    # shapes drawn by different points never quite meet: what is left between them is no land to show
    added = shapely.buffer(shapely.buffer(shapely.difference(after, reach), -_SLIVER_M), _SLIVER_M)
    return PlannedLand(stays, added, np.asarray(within(nearest.distance_m, plan.radius_m), dtype=bool))


def _after(study: Study, plan: BriefedPlan) -> tuple[BaseGeometry, Nearest]:
    """Return the land within reach with the plan, and the distances of all demand."""
    xy, shapes = _points(study, plan), study.groups.shapes
    if plan.metric == "straight":
        return straight_land(shapes, xy, plan.radius_m).covered, nearest_straight(study.demand.xy, xy)
    if not len(xy) or not len(study.network.edges):
        return shapely.Polygon(), nobody(len(study.demand.xy))
    source = spread(study.network, xy)
    return walking_land(shapes, study.network, source, plan.radius_m).covered, walked(source, study.demand_place)


def _points(study: Study, plan: BriefedPlan) -> Floats:
    """Return the points that stay and the new ones, in metres."""
    gone = {key for key, _ in plan.removed}
    stay = np.array([key not in gone for key in study.facility_ids], dtype=bool)
    new = systems.project([(site.lon, site.lat) for site in plan.sites], study.crs) if plan.sites else np.empty((0, 2))
    return np.concatenate([study.facility_xy[stay], new])
