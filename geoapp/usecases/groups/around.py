"""What lies in and around a group: points outside it, water, deep alleys, areas and neighbours' groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from geoapp.usecases.coverage.study import Floats, Study
from geoapp.usecases.groups.facts import (
    AreaFacts,
    Away,
    DeepAlley,
    InterfamilyFacts,
    ModelFacts,
    NearPoint,
    NearWater,
)
from geoapp.usecases.groups.nearest import away_from
from geoapp.usecases.groups.records import records
from geoapp.usecases.groups.survey import Survey

MOST_POINTS = 3
MOST_WATER = 2
USUAL_INTERFAMILY = range(5, 16)
"""Households of an inter-family group as guidance has it; real ones are larger: a remark, never a fault."""

_SOUND_WATER = frozenset({"usable"})
_LEAST_SHARED_M = 10.0
_OWN_PAGES = frozenset({"fire_point", "interfamily_group", "safe_area"})


def outside_points(survey: Survey, group: int, origin: Floats, study: Study) -> tuple[NearPoint, ...]:
    """Return the usable points nearest to the group that do not belong to it."""
    rows = [
        row
        for row, point in enumerate(survey.points)
        if survey.points_group[row] != group and point.id not in survey.unusable
    ]
    away = away_from(study, origin, survey.points_xy[rows])
    near = sorted(zip(rows, away, strict=True), key=lambda pair: pair[1].order_m)[:MOST_POINTS]
    return tuple(_near_point(survey, row, place) for row, place in near)


def _near_point(survey: Survey, row: int, away: Away) -> NearPoint:
    point, owner = survey.points[row], int(survey.points_group[row])
    name = survey.names[owner] if owner >= 0 else None
    return NearPoint(point.id, point.text("code") or point.id, name, away)


def near_water(survey: Survey, origin: Floats, study: Study) -> tuple[NearWater, ...]:
    """Return the nearest water sources, and at least one that can be used where the ward has one."""
    sources = records(survey.ward.layer("water_sources"))
    away = away_from(study, origin, survey.metres("water_sources"))
    ranked = sorted(zip(sources, away, strict=True), key=lambda pair: pair[1].order_m)
    chosen = ranked[:MOST_WATER]
    if not any(source.text("status") in _SOUND_WATER for source, _ in chosen):
        chosen += [pair for pair in ranked[MOST_WATER:] if pair[0].text("status") in _SOUND_WATER][:1]
    return tuple(
        NearWater(
            id=source.id,
            code=source.text("code"),
            kind=source.text("kind") or "",
            status=source.text("status") or "",
            volume_m3=source.measure("volume_m3"),
            flow_ls=source.measure("flow_ls"),
            truck_standing=source.flag("truck_standing"),
            away=place,
        )
        for source, place in chosen
    )


def deep_alleys(
    document: Mapping[str, Any], study: Study, group: int, radius_m: float
) -> tuple[DeepAlley, ...]:
    """Return the deep alleys that run through the group: 10 m of them, or half of a shorter one."""
    entries = document["deep_alleys"]
    if not entries:
        return ()
    row_of = {way: row for row, way in enumerate(study.ways.ids)}
    shapes = study.ways.shapes[[row_of[entry["id"]] for entry in entries]]
    border = study.groups.shapes[group]
    inside = shapely.length(shapely.intersection(shapes, border))
    ours = inside >= np.minimum(_LEAST_SHARED_M, shapely.length(shapes) / 2)
    key = f"{radius_m:g}"
    return tuple(
        DeepAlley(e["id"], e["name"], e["depth_m"], e["households"], e["households_beyond"][key])
        for e, own in zip(entries, ours, strict=True)
        if own
    )


def safe_areas(survey: Survey, group_id: str, radius_m: float) -> tuple[AreaFacts, ...]:
    """Return the safe residential areas that name the group."""
    figures = {a["id"]: a for a in survey.document["safe_areas"]} if survey.document else {}
    found = []
    for area in records(survey.ward.layer("safe_areas")):
        if group_id not in area.texts("group_ids"):
            continue
        row = figures.get(area.id)
        reach = next((r for r in row["radii"] if r["radius_m"] == radius_m), None) if row else None
        criteria = area.raw("checklist")
        answers = list(criteria.values()) if isinstance(criteria, Mapping) else []
        found.append(
            AreaFacts(
                id=area.id,
                name=area.text("name") or area.id,
                status=area.text("status"),
                recognised_on=area.date("recognised_on"),
                review_on=area.date("review_on"),
                met=answers.count("met"),
                criteria=len(answers),
                covered=reach["covered_weight"] if reach else None,
                total=row["weight"] if row else None,
                points=row["facilities"] if row else None,
            )
        )
    return tuple(found)


def interfamily(survey: Survey, group_id: str) -> tuple[InterfamilyFacts, ...]:
    """Return the inter-family groups of the group."""
    return tuple(
        InterfamilyFacts(
            id=one.id,
            name=one.text("name") or one.id,
            households=one.count("household_count"),
            bells=one.count("bells"),
            linked=one.flag("linked"),
            drilled_on=one.date("drilled_on"),
            usual_size=(one.count("household_count") or 0) in USUAL_INTERFAMILY,
        )
        for one in records(survey.ward.layer("interfamily_groups"))
        if one.text("group_id") == group_id
    )


def models(survey: Survey, group_id: str) -> tuple[ModelFacts, ...]:
    """Return the other self-governing models of the group that are at work."""
    return tuple(
        ModelFacts(one.id, one.text("name") or one.id, one.count("members"))
        for one in records(survey.ward.layer("self_governing_models"))
        if one.text("group_id") == group_id
        and one.text("kind") not in _OWN_PAGES
        and one.text("status") in (None, "active")
    )
