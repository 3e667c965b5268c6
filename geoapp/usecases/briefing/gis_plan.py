"""A plan as layers for GIS files: its sites with what each adds and why, and the land that it brings within reach."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape as from_geojson

from geoapp import crs as systems
from geoapp.exports.gis import Column, Kind, Layer, Look
from geoapp.symbology import TOKENS
from geoapp.usecases.briefing.findings import Findings
from geoapp.usecases.briefing.plan import BriefedPlan, BriefedSite
from geoapp.usecases.briefing.plan_words import PlanWords, capital
from geoapp.usecases.briefing.planned_land import planned_land
from geoapp.usecases.coverage import ward_areas

_DECIMALS = 7
_FIELDS: tuple[tuple[str, Kind, str], ...] = (
    ("number", "int", ""), ("name", "text", ""), ("plan", "text", ""), ("plan_id", "text", ""), ("group", "text", ""),
    ("group_id", "text", ""), ("alley", "text", ""), ("gain", "float", ""), ("counted", "text", ""),
    ("reason", "text", ""), ("cost", "float", ""), ("proof", "text", ""), ("radius_m", "float", "m"),
    ("metric", "text", ""), ("saved", "text", ""), ("look", "text", ""),
)  # fmt: skip


def planned_sites(found: Findings, plan: BriefedPlan) -> Layer:
    """Return the sites as points; a cost only where somebody named one."""
    t, say = found.t, PlanWords(plan, found.t)
    fields = [f for f in _FIELDS if f[0] != "cost" or any(site.cost is not None for site in plan.sites)]

    def row(site: BriefedSite) -> tuple[Any, ...]:
        values = {
            "number": site.number, "name": t("briefed.site", number=str(site.number)), "plan": plan.name,
            "plan_id": plan.id, "group": capital(site.group_name), "group_id": site.group, "alley": site.alley or None,
            "gain": site.gain, "counted": say.unit, "reason": say.reason(site), "cost": site.cost,
            "proof": " ".join((f"{say.proof()}.", *say.notes())), "radius_m": plan.radius_m, "metric": plan.metric,
            "saved": f"{plan.saved:%Y-%m-%dT%H:%M:%SZ}", "look": "all",
        }  # fmt: skip
        return tuple(values[name] for name, _, _ in fields)

    places = [shapely.Point(site.lon, site.lat) for site in plan.sites]
    return _layer(found, "planned_sites", fields, [row(site) for site in plan.sites], places, "name",
                  Look("", TOKENS["purple"], TOKENS["purple"], 1.0, 1.0, "proposed"))  # fmt: skip


def planned_area(found: Findings, plan: BriefedPlan) -> list[Layer]:
    """Return the land that comes within reach as one area; nothing where the plan adds none."""
    if found.result is None:
        return []
    study, t = found.result.study, found.t
    covered = ward_areas(found.ward, plan.radius_m, plan.metric, found.today).get("covered")
    reach = _in_metres(covered, study.crs) if covered else shapely.Polygon()
    added = planned_land(study, plan, reach).added
    if shapely.is_empty(added):
        return []
    shape = shapely.transform(added, lambda xy: np.round(systems.unproject(xy, study.crs), _DECIMALS))
    shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    fields: list[tuple[str, Kind, str]] = [
        ("name", "text", ""), ("plan", "text", ""), ("radius_m", "float", "m"), ("metric", "text", ""),
        ("area_m2", "float", "m²"), ("look", "text", ""),
    ]  # fmt: skip
    row = (t("data.layer.planned_area"), plan.name, plan.radius_m, plan.metric, round(float(added.area), 1), "all")
    look = Look("", TOKENS["purple"], TOKENS["purple"], 1.5, 0.3)
    return [_layer(found, "planned_area", fields, [row], [shape], "name", look)]


def _in_metres(geometry: Any, crs: Any) -> Any:
    return shapely.make_valid(shapely.transform(from_geojson(geometry), lambda xy: systems.project(xy, crs)))


def _layer(
    found: Findings, name: str, fields: list[tuple[str, Kind, str]], rows: list[tuple[Any, ...]], shapes: list[Any],
    label: str, look: Look,
) -> Layer:  # fmt: skip
    t = found.t
    title = t(f"data.layer.{name}")
    metrics = {key: t(f"data.metric.{key}") for key in ("walking", "straight")}
    columns = tuple(
        Column(
            key, kind, t(f"briefed.column.{key}") if t.has(f"briefed.column.{key}") else t(f"data.column.{key}"), unit,
            metrics if key == "metric" else {}, found.group_names if key == "group_id" else {},
        )
        for key, kind, unit in fields
    )  # fmt: skip
    looks = {"all": Look(title, look.fill, look.edge, look.width_pt, look.opacity, look.symbol)}
    places = np.array([*shapes, None], dtype=object)[:-1]
    return Layer(name, title, columns, tuple(rows), places, label, looks, ("all",) * len(rows), True)
