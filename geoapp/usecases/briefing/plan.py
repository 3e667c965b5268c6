"""A saved variant of the planner as briefings show it: its sites in words, its figures, what is proved of them.

The figures are the planner's own, as they were saved; nothing is counted again here. Where the ward's data have
changed since, the plan is `stale`, and every product says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from geoapp.i18n import Translator
from geoapp.usecases.coverage import Metric, Weight
from geoapp.usecases.page import FIRST_RADIUS_M
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.variants import Saved, need_same_study
from geoapp.usecases.planning.words import group_name, worded_sites

Status = Literal["optimal", "feasible", "none"]


@dataclass(frozen=True)
class BriefedSite:
    """A site of a plan: `number` is what it is called on maps; `group` an id or ``None``; words in one language.

    `gain` is the weight that would be out of reach without this very site; `cost` is ``None`` where nobody named one.
    """

    number: int
    id: str
    lon: float
    lat: float
    group: str | None
    group_name: str
    alley: str
    gain: float
    reason: str
    cost: float | None = None


@dataclass(frozen=True)
class BriefedPlan:
    """A variant with everything that is printed of it.

    Attributes
    ----------
    removed
        Fire points that the plan takes away: (id, name).
    before_weight, after_weight, before_share, after_share
        Weight within reach without and with the plan, and its share of all weight (``None``: nothing to count).
    kind
        Where points may stand: one of the planner's kinds of places.
    status, gap, bound, objective, exact
        What is proved: by the goal's own measure no choice is better, or by at most `gap` (a share); `exact`: among all
        places of the kind, not only among those compared. ``none``: placed or changed by hand.
    estimated
        Whether the weights are estimates: households spread over land, or people from households.
    stale
        Whether a plan for today's data would have other figures.
    adopted
        Ids of the fire points that the plan has become.
    saved
        When it was last saved, UTC.
    """

    id: str
    name: str
    saved: dt.datetime
    sites: tuple[BriefedSite, ...]
    removed: tuple[tuple[str, str], ...]
    before_weight: float
    after_weight: float
    before_share: float | None
    after_share: float | None
    radius_m: float
    metric: Metric
    weight: Weight
    goal: str
    kind: str
    parameters: Mapping[str, Any]
    status: Status
    gap: float | None
    bound: float | None
    objective: float | None
    exact: bool
    estimated: bool
    stale: bool
    adopted: tuple[str, ...]
    version: str

    @property
    def gained(self) -> float:
        """Return by how much the weight within reach grows; less than 0 where more is removed than added."""
        return self.after_weight - self.before_weight

    def of_group(self, group: str) -> tuple[BriefedSite, ...]:
        """Return the sites on a group's land."""
        return tuple(site for site in self.sites if site.group == group)


def briefed_plan(saved: Saved, terrain: Terrain, t: Translator) -> BriefedPlan:
    """Return a saved variant in a reader's words, with its figures as they were saved.

    Parameters
    ----------
    saved
        The variant as the store returns it.
    terrain
        The ward as it is today: tells whether the variant is stale, and the names of points that it removes.
    """
    content, proof = saved.content, saved.content["proof"] or {}
    parameters, before, after = content["parameters"], content["before"], content["after"]
    costs, worded = _costs(parameters), worded_sites(content["sites"], t)
    sites = tuple(
        BriefedSite(
            number, site["id"], site["lon"], site["lat"], site["group"], group_name(facts, t),
            site["alley"]["name"] if site["alley"] else "", float(site["gain_weight"]), site["reason"],
            costs.get(site["id"], costs.get(None)),
        )
        for number, (site, facts) in enumerate(zip(worded, content["sites"], strict=True), start=1)
    )  # fmt: skip
    return BriefedPlan(
        id=saved.id,
        name=saved.name,
        saved=dt.datetime.fromisoformat(saved.updated).astimezone(dt.UTC),
        sites=sites,
        removed=tuple((key, _point_name(terrain, key)) for key in content["removed"]),
        before_weight=float(before["covered_weight"]),
        after_weight=float(after["covered_weight"]),
        before_share=before["share"],
        after_share=after["share"],
        radius_m=float(parameters["radius"]),
        metric=parameters["metric"],
        weight=parameters["weight"],
        goal=parameters["goal"],
        kind=_kind(parameters, terrain),
        parameters=parameters,
        status=proof.get("status", "none"),
        gap=proof.get("gap"),
        bound=proof.get("bound"),
        objective=proof.get("objective"),
        exact=bool(proof.get("exact")),
        estimated=terrain.study.demand.estimated or parameters["weight"] == "people",
        stale=content["version"] != terrain.version,
        adopted=tuple(saved.adopted["ids"]) if saved.adopted else (),
        version=content["version"],
    )


def study_of(
    plan: BriefedPlan | None, radius_m: float | None, metric: Metric | None
) -> tuple[float, Metric | None]:
    """Return the radius and the way of measuring of a product: those asked for, else the plan's, else the first.

    Raises
    ------
    CallFault
        If a plan was made for another radius or metric than the ones asked for.
    """
    if plan is None:
        return FIRST_RADIUS_M if radius_m is None else radius_m, metric
    need_same_study(plan.name, plan.radius_m, plan.metric, radius_m, metric)
    return plan.radius_m, plan.metric


def _kind(parameters: Mapping[str, Any], terrain: Terrain) -> str:
    """Return the kind of places that were asked for; where nobody said, what the planner takes."""
    kind = parameters.get("candidates")
    if isinstance(kind, Mapping):
        return "given"
    return str(kind or ("along-alleys" if terrain.has_ways else "grid"))


def _costs(parameters: Mapping[str, Any]) -> dict[str | None, float]:
    """Return what sites cost by id, under ``None`` what any other costs; the rules win over the places' own costs."""
    places = parameters.get("candidates")
    features = places["features"] if isinstance(places, Mapping) else []
    found: dict[str | None, float] = {}
    for row, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        key = next((v for v in (feature.get("id"), properties.get("id")) if v not in (None, "")), row)
        if properties.get("cost") is not None:
            found[str(key)] = float(properties["cost"])
    named = (parameters.get("rules") or {}).get("site_costs")
    if isinstance(named, Mapping):
        return found | {str(key): float(cost) for key, cost in named.items()}
    return found | ({None: float(named)} if named is not None else {})


def _point_name(terrain: Terrain, key: str) -> str:
    """Return what a reader calls a fire point; its id where the ward has it no more."""
    frame = terrain.ward.layer("fire_points") if terrain.ward is not None else None
    if frame is None or key not in frame.index:
        return key
    code, name = frame.at[key, "code"], frame.at[key, "name"]
    return next((word for word in (code, name) if isinstance(word, str) and word), key)
