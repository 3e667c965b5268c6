"""What a briefing tells of a ward, as figures: the same ones that the screen shows, put together once for every product."""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.domain.ward import Ward
from geoapp.exports.paper.scene import STANDING, GroupRow, MapScene
from geoapp.i18n import Translator
from geoapp.usecases.briefing.map_scene import map_scene
from geoapp.usecases.briefing.plan import BriefedPlan
from geoapp.usecases.coverage import Metric, ward_coverage
from geoapp.usecases.groups.facts import PointFacts
from geoapp.usecases.groups.questions import ward_points
from geoapp.usecases.page import has_figures


@dataclass(frozen=True)
class Alley:
    """A deep alley: `depth_m` is ``None`` where no street leads to it; `beyond` its households that no point reaches."""

    name: str
    depth_m: float | None
    households: float
    beyond: float


@dataclass(frozen=True)
class Brief:
    """The scene of the maps, the fire points with their kit, the deep alleys (most unserved households first), the plan.

    Figures are those of today; what a plan changes stands in the plan.
    """

    scene: MapScene
    points: tuple[PointFacts, ...]
    alleys: tuple[Alley, ...]
    median_m: float | None
    plan: BriefedPlan | None = None

    @property
    def share(self) -> float | None:
        """Return the share of households reached; ``None`` where there is nothing to count."""
        return self.scene.covered / self.scene.weight if self.scene.weight else None

    @property
    def missing(self) -> float:
        """Return the households that no point reaches."""
        return self.scene.weight - self.scene.covered

    @property
    def usable(self) -> int:
        """Return how many fire points count."""
        return sum(point.symbol in STANDING for point in self.scene.points)

    def in_state(self, state: str) -> int:
        """Return how many points are ``complete``, in ``needs`` of something, or ``unusable``."""
        return sum(point.state == state for point in self.points)

    @property
    def overdue(self) -> int:
        """Return how many points wait for a check whose day has passed."""
        return sum(point.check.overdue_days > 0 for point in self.points if point.state != "unusable")

    def worst(self) -> tuple[GroupRow, ...]:
        """Return the groups in which somebody is out of reach, most households first, then by number."""
        rows = [group for group in self.scene.groups if group.share is not None and unserved(group) > 0]
        return tuple(sorted(rows, key=lambda group: -unserved(group)))


def unserved(group: GroupRow) -> float:
    """Return the households of a group that no point reaches."""
    return group.households - group.covered


def brief(
    ward: Ward, t: Translator, metric: Metric | None, radius_m: float, plan: BriefedPlan | None = None
) -> Brief:
    """Return the figures of a briefing for one radius and metric."""
    scene = map_scene(ward, t, metric, radius_m, plan)
    points = ward_points(ward) if "fire_points" in ward.layers else ()
    if not has_figures(ward):
        return Brief(scene, points, (), None, plan)
    document = ward_coverage(ward, metric, scene.radii_m).document(t.language)
    key = f"{scene.radius_m:g}"
    alleys = [
        Alley(row["name"], row["depth_m"], row["households"], row["households_beyond"][key])
        for row in document["deep_alleys"] if row["households"]
    ]  # fmt: skip
    alleys.sort(key=lambda alley: (-alley.beyond, -alley.households, alley.name))
    return Brief(scene, points, tuple(alleys), document["distance_m"]["median"], plan)
