"""What an officer may ask of the planner, as data whose values were checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from geoapp.usecases.coverage import Metric, Weight

Goal = Literal["max-coverage", "full-coverage", "p-median", "p-center"]
Kind = Literal["along-alleys", "anywhere", "grid", "given"]

GOALS: tuple[Goal, ...] = ("max-coverage", "full-coverage", "p-median", "p-center")
KINDS: tuple[str, ...] = ("along-alleys", "anywhere", "grid")
FIRST_NEW, FIRST_RADIUS_M, FIRST_BUDGET_S = 5, 50.0, 10.0


@dataclass(frozen=True)
class GivenSites:
    """Places to choose from that the caller names: ids, degrees (longitude first), costs where there are any."""

    ids: tuple[str, ...]
    lonlat: tuple[tuple[float, float], ...]
    costs: tuple[float | None, ...]


@dataclass(frozen=True)
class RuleWishes:
    """The rules of a wish, by the names they have on the wire and in ``rules.toml``.

    Lengths in metres, shares from 0 to 1. `forbidden_areas` are GeoJSON geometries, `forbidden_ids` features of
    the ward whose land is forbidden. `site_costs` is one cost for every place or costs by id of given places.
    """

    min_width_m: float | None = None
    spacing_m: float | None = None
    cap_per_group: int | None = None
    backup: bool = False
    graded: tuple[float, float] | None = None
    floor_share: float | None = None
    fairest: bool = False
    deep_alleys_weight: float = 1.0
    need_help_weight: float = 1.0
    forbidden_areas: tuple[Mapping[str, Any], ...] = ()
    forbidden_ids: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    site_costs: float | Mapping[str, float] | None = None
    most_per_site: float | None = None
    most_in_all: float | None = None
    near_alley_m: float | None = None


@dataclass(frozen=True)
class Wish:
    """One question to the planner; `document` is what the caller sent, with defaults filled in.

    `kind` is ``None`` while nobody said where points may stand: along the alleys where there are ways, else on a grid.
    `existing_off` are fire points to think away, as `rules.removed` are. `max_new` is the end of the curve.
    """

    new: int = FIRST_NEW
    radius_m: float = FIRST_RADIUS_M
    metric: Metric | None = None
    weight: Weight = "households"
    goal: Goal = "max-coverage"
    kind: Kind | None = None
    given: GivenSites | None = None
    rules: RuleWishes = field(default_factory=RuleWishes)
    budget_s: float = FIRST_BUDGET_S
    existing_off: tuple[str, ...] = ()
    max_new: int | None = None
    document: Mapping[str, Any] = field(default_factory=dict)

    @property
    def removed(self) -> tuple[str, ...]:
        """Return the ids of all points that are thought away, each once."""
        return tuple(dict.fromkeys([*self.existing_off, *self.rules.removed]))
