"""The answer to a wish as ``geoapp/plan@1``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geoapp import crs
from geoapp.i18n import Translator
from geoapp.usecases.planning.curve import Curve
from geoapp.usecases.planning.places import Ground
from geoapp.usecases.planning.shortfall import RULE_OF, told
from geoapp.usecases.planning.sites import Facts, group_facts, plain
from geoapp.usecases.planning.solve import Proposal, counted_weights, finite
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.wish import Wish
from geoapp.usecases.planning.words import group_name, reason, worded_sites

FORMAT = "geoapp/plan@1"
_MOST_GROUPS = 4


def plan_facts(proposal: Proposal, frontier: list[Facts] | None = None) -> Facts:
    """Return the plan as facts that a job keeps and :func:`plan_document` words."""
    plan = proposal.plan
    return {
        **_common(proposal.terrain, proposal.wish, proposal.ground),
        "status": plan.status,
        "objective": finite(plan.objective),
        "bound": finite(plan.bound),
        "gap": finite(plan.gap),
        **proposal.facts,
        "fairness": _fairness(proposal),
        "uncovered": [proposal.terrain.study.demand.ids[row] for row in plan.uncovered],
        "frontier": frontier or [],
        "seconds": round(plan.seconds, 3),
        "infeasible": _infeasible(proposal),
    }


def unfinished_facts(terrain: Terrain, wish: Wish, ground: Ground, progress: Facts) -> Facts:
    """Return the same of a search that is still running: what would be kept if it had to be broken off now."""
    kept = ("objective", "bound", "gap", "before", "after", "sites")
    return {
        **_common(terrain, wish, ground),
        "status": "feasible",
        **{key: progress[key] for key in kept},
        "fairness": None,
        "uncovered": [],
        "frontier": [],
        "seconds": round(progress["seconds"], 3),
        "infeasible": None,
        "shortfall": None,
    }


def _common(terrain: Terrain, wish: Wish, ground: Ground) -> Facts:
    return {
        "format": FORMAT,
        "parameters": parameters(terrain, wish, ground),
        "weighed": plain(float(counted_weights(terrain, wish).sum())),
        "estimated": terrain.study.demand.estimated or wish.weight == "people",
        "version": terrain.version,
    }


def _infeasible(proposal: Proposal) -> Facts | None:
    """Return why there is no plan; floors of groups by row become names and one share that all can have."""
    why = proposal.plan.infeasible
    if why is None:
        return None
    params = {k: v for k, v in why.params.items() if isinstance(v, int | float | str)}
    nearest = {k: v for k, v in why.nearest.items() if isinstance(v, int | float)}
    rules = proposal.wish.rules
    if why.code.startswith("floor") and rules.floor_share is not None:
        params["share"] = rules.floor_share
    if why.code in RULE_OF and "value" not in params:
        params["value"] = plain(getattr(rules, RULE_OF[why.code]))
    groups, floors = why.params.get("groups"), why.nearest.get("floors")
    if isinstance(groups, list):
        params["groups"] = [group_facts(proposal.terrain, int(row)) for row in groups]  # type: ignore[assignment]
    if isinstance(floors, Mapping) and floors:
        nearest["floor_share"] = min(floors.values())
    return {"code": why.code, "params": params, "nearest": nearest}


def _fairness(proposal: Proposal) -> Facts | None:
    """Return the share of the group that fares worst, and what no plan can raise it above."""
    fair = proposal.plan.fairness
    return None if fair is None else {"worst_share": fair.worst, "bound_share": fair.worst_bound}


def parameters(terrain: Terrain, wish: Wish, ground: Ground) -> Facts:
    """Return what was asked, defaults filled in, and how many places were compared."""
    return {
        **wish.document,
        "radius": plain(wish.radius_m),
        "metric": ground.metric,
        "candidates": wish.kind,
        "crs": crs.name(terrain.study.crs),
        "budget_s": plain(wish.budget_s),
        "places": ground.count,
        "exact": ground.exact,
    }


def plan_document(facts: Facts, t: Translator) -> dict[str, Any]:
    """Return the contract's object, keys in the contract's order."""
    sites = facts["sites"]
    document = {
        "format": facts["format"],
        "parameters": facts["parameters"],
        "status": facts["status"],
        "objective": facts["objective"],
        "bound": facts["bound"],
        "gap": facts["gap"],
        "before": facts["before"],
        "after": facts["after"],
        "chosen": [{**_chosen(site), "reason": reason(site, t)} for site in sites],
        "frontier": facts["frontier"],
        "seconds": facts["seconds"],
    }
    if facts["parameters"]["goal"] == "full-coverage":
        document["uncovered"] = facts["uncovered"]
    if facts["fairness"]:
        document["fairness"] = facts["fairness"]
    if facts["shortfall"]:
        document["shortfall"] = told(facts["shortfall"], t)
    return {**document, "problem": problem(facts, t)} if facts["infeasible"] else document


def problem(facts: Facts, t: Translator) -> Facts:
    """Return why no plan keeps the wish, and the nearest wish that can be kept, in words and as values."""
    why = facts["infeasible"]
    code, params, nearest = why["code"], why["params"], why["nearest"]
    key = f"plan.infeasible.{code}"
    values = {"new": facts["parameters"]["new"], **params}
    if "groups" in values:
        values["groups"] = _named(values["groups"], t)
    if isinstance(values.get("share"), int | float):
        values["share"] = t.percent(values["share"], 0 if (100 * values["share"]).is_integer() else 1)
    for name in ("value", "least", "most"):
        if isinstance(values.get(name), int | float):
            values[name] = t.number(values[name], 0 if values[name] == int(values[name]) else 1)
    near = [t(f"plan.nearest.{name}", value=_shown(name, value, t)) for name, value in nearest.items()
            if t.has(f"plan.nearest.{name}")]  # fmt: skip
    served = code == "no-places-served"  # no rule is in the way: there is nothing left to do
    return {
        "title": t("plan.infeasible.title-served" if served else "plan.infeasible.title"),
        "detail": t(key if t.has(key) else "plan.infeasible.rules-together", **values),
        "nearest": " ".join(near) or t("plan.nearest.served" if served else "plan.nearest.none"),
        "nearest_values": nearest,
    }


def _named(groups: list[Facts], t: Translator) -> str:
    """Return some groups by what they are called, and how many others there are."""
    more = len(groups) - _MOST_GROUPS
    if more <= 1:
        return ", ".join(group_name(part, t) for part in groups)
    named = ", ".join(group_name(part, t) for part in groups[:_MOST_GROUPS])
    return t("plan.infeasible.more-groups", groups=named, count=more)


def _shown(name: str, value: Any, t: Translator) -> str:
    if name.endswith("share"):
        return t.percent(value)
    decimals = 0 if value == int(value) else 1
    return t.metres(value, decimals) if name.endswith("_m") else t.number(value, decimals)


def _chosen(site: Mapping[str, Any]) -> Facts:
    return {key: site[key] for key in ("id", "lon", "lat", "gain_weight", "group")}


def served_document(facts: Facts, t: Translator) -> dict[str, Any]:
    """Return the contract's object with the sites as pages show them."""
    return {**plan_document(facts, t), "sites": worded_sites(facts["sites"], t)}


def curve_facts(found: Curve) -> Facts:
    """Return the curve as facts that a job keeps."""
    return {
        "format": FORMAT,
        "parameters": parameters(found.terrain, found.wish, found.ground),
        "before": found.before,
        "frontier": found.points,
        "version": found.terrain.version,
    }


def unfinished_curve_facts(terrain: Terrain, wish: Wish, ground: Ground, progress: Facts) -> Facts:
    """Return the same of a curve that is still being drawn."""
    return curve_facts(Curve(terrain, wish, ground, progress["frontier"], progress["before"]))
