"""What is to be said of each new site: whom it adds, on which alley it stands, what is near. Facts, no words.

Facts are plain JSON, so that a job can keep them and any reader gets them in their own language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from geoapp.coverage import within
from geoapp.coverage.network import Access
from geoapp.planning.travel import Walking
from geoapp.planning.what_if import Answer, Pin
from geoapp.usecases.coverage import Metric, Weight
from geoapp.usecases.coverage.study import Floats, Ints, belonging
from geoapp.usecases.planning.terrain import Terrain

Facts = dict[str, Any]
_MOST_GROUPS = 3


@dataclass(frozen=True, eq=False)
class Asked:
    """Some sites on a terrain: their ids and places, and which standing points are thought away (rows)."""

    metric: Metric
    weight: Weight
    radius_m: float
    ids: tuple[str, ...]
    lonlat: Floats
    xy: Floats
    removed: Ints


def answer_of(terrain: Terrain, asked: Asked) -> Answer:
    """Return what the sites change, by the local computation that equals a full one."""
    return terrain.what_if(asked.metric, asked.weight).ask(asked.radius_m, asked.xy, asked.removed)


def side(figures: Any) -> Facts:
    """Return one side of before and after as the wire has it."""
    return {
        "covered": figures.covered,
        "covered_weight": plain(figures.covered_weight),
        "share": figures.share,
        "backup_weight": plain(figures.backup_weight),
    }


def site_facts(terrain: Terrain, asked: Asked, answer: Answer) -> list[Facts]:
    """Return the facts of every site, in order."""
    if not asked.ids:
        return []
    study = terrain.study
    group = belonging((None,) * len(asked.xy), asked.xy, study.groups)
    place = study.network.locate(asked.xy) if terrain.has_ways and len(study.network.edges) else None
    gap = _to_others(terrain, asked)
    water = _waters(terrain, asked.xy)
    return [
        {
            "id": asked.ids[row],
            "lon": float(asked.lonlat[row, 0]),
            "lat": float(asked.lonlat[row, 1]),
            "gain_weight": plain(pin.gain_weight),
            **group_facts(terrain, int(group[row])),
            "alley": _alley(terrain, place, row),
            "nearest": _nearest(terrain, pin),
            "added": _added(terrain, asked, answer, row),
            "radius_m": plain(asked.radius_m),
            "weight": asked.weight,
            "spacing": {"metres": gap[row], "least_m": terrain.norm("point_spacing_m")},
            "deep": _deep(terrain, place, row),
            "water": water[row],
        }
        for row, pin in enumerate(answer.pins)
    ]


def plain(value: float) -> int | float:
    """Return a whole number as an integer, others with at most three decimals."""
    return int(value) if value == int(value) else round(value, 3)


def _nearest(terrain: Terrain, pin: Pin) -> Facts | None:
    """Return the nearest point that stands; ``None`` where none can be reached."""
    if pin.nearest < 0 or not np.isfinite(pin.nearest_m):
        return None
    key = terrain.study.facility_ids[pin.nearest]
    name = None
    if terrain.ward is not None and key in terrain.ward.layer("fire_points").index:
        name = terrain.ward.layer("fire_points").at[key, "name"]
    return {"id": key, "name": name or key, "distance_m": round(pin.nearest_m, 1)}


def _added(terrain: Terrain, asked: Asked, answer: Answer, row: int) -> list[Facts]:
    """Return the weight that only this site brings within reach, by group, most first."""
    study = terrain.study
    mine = answer.facility == len(study.facility_ids) + row
    only = mine & within(answer.distance_m, asked.radius_m) & ~within(answer.second_m, asked.radius_m)
    rows = np.flatnonzero(only)
    weight, group = terrain.analysis.weight(asked.weight)[rows], study.demand_group[rows]
    sums = {int(g): float(weight[group == g].sum()) for g in np.unique(group)}
    ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:_MOST_GROUPS]
    return [{**group_facts(terrain, g), "weight": plain(value)} for g, value in ranked if value > 0]


def group_facts(terrain: Terrain, row: int) -> Facts:
    """Return a group's id and what it is called: its number, its name, or nothing."""
    groups = terrain.study.groups
    if row < 0:
        return {"group": None, "group_name": None}
    return {"group": groups.ids[row], "group_name": groups.names[row]}


def _alley(terrain: Terrain, place: Access | None, row: int) -> Facts | None:
    """Return the way the site stands on or is nearest to, and how deep its deepest place is."""
    if place is None:
        return None
    study = terrain.study
    way = int(study.network.way[place.edge[row]])
    if way < 0:
        return None
    width = float(study.ways.width_m[way]) if study.ways.width_m is not None else float("nan")
    depth = terrain.way_depths[0][way] if terrain.way_depths is not None else float("inf")
    return {
        "id": study.ways.ids[way],
        "name": study.ways.names[way] or study.ways.ids[way],
        "width_m": plain(width) if np.isfinite(width) else None,
        "depth_m": round(float(depth), 1) if np.isfinite(depth) else None,
    }


def _deep(terrain: Terrain, place: Access | None, row: int) -> Facts:
    """Return whether the site's alley is deeper than the guidance's least depth with no truck on it: yes, no, unknown."""
    least = terrain.study.alley_depth_m
    if place is None or terrain.depths is None or terrain.way_depths is None:
        return {"answer": "unknown", "least_m": plain(least)}
    way, edge = int(terrain.study.network.way[place.edge[row]]), int(place.edge[row])
    answers = set()
    for depth, deepest in zip(terrain.depths, terrain.way_depths, strict=True):
        at_all = float(deepest[way]) if way >= 0 else 0.0
        answers.add(at_all >= least and not bool(depth.truck[edge]))
    return {
        "answer": "unknown" if len(answers) > 1 else "yes" if answers.pop() else "no",
        "least_m": plain(least),
    }


def _to_others(terrain: Terrain, asked: Asked) -> list[float | None]:
    """Return how far the nearest other point is, standing or new, by the metric; ``None`` beyond twice the spacing."""
    study, limit = terrain.study, 2 * terrain.norm("point_spacing_m")
    standing = np.setdiff1d(np.arange(len(study.facility_ids)), asked.removed)
    others = np.concatenate([asked.xy, study.facility_xy[standing]])
    if asked.metric == "straight":
        away = _metres(asked.xy, others)
    else:
        away = np.full((len(asked.xy), len(others)), np.inf)
        near = np.flatnonzero(
            (_metres(asked.xy, others) <= limit).any(axis=0)
        )  # no walk is shorter than that
        ptr, rows, metres = Walking(study.network, others[near]).reached(asked.xy, limit)
        away[np.repeat(np.arange(len(asked.xy)), np.diff(ptr)), near[rows]] = metres
    away[np.arange(len(asked.xy)), np.arange(len(asked.xy))] = np.inf
    least = away.min(axis=1, initial=np.inf)
    return [round(float(m), 1) if m <= limit else None for m in least]


def _metres(one: Floats, other: Floats) -> Floats:
    """Return straight distances of all pairs."""
    apart: Floats = np.hypot(*np.moveaxis(one[:, None, :] - other[None, :, :], -1, 0))
    return apart


def _waters(terrain: Terrain, xy: Floats) -> list[Facts]:
    """Return the nearest usable water source of every site; `unsure` where only a look on site can tell of one in reach."""
    water, most = terrain.water, terrain.norm("hydrant_spacing_m")
    if water is None or len(water.ids) == 0:
        return [{"id": None, "distance_m": None, "most_m": plain(most), "unsure": True} for _ in xy]
    metres = _metres(xy, water.xy)
    found = []
    for row in metres:
        good = np.where(water.usable, row, np.inf)
        best = int(np.argmin(good))
        near = np.isfinite(good[best])
        found.append(
            {
                "id": water.ids[best] if near else None,
                "distance_m": round(float(good[best]), 1) if near else None,
                "most_m": plain(most),
                "unsure": bool(((row <= most) & ~water.usable).any()),
            }
        )
    return found
