"""Why there is nowhere to put a point: everybody is served already, or one rule by itself, or rules together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from geoapp.planning.plan import Infeasible
from geoapp.usecases.coverage.study import Floats
from geoapp.usecases.planning.places import Ground, ground_of
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.wish import RuleWishes, Wish

_LEAST_SPACING_M = 0.1
_FILTERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("min_width_m", {"min_width_m": None}),
    ("spacing_m", {"spacing_m": None}),
    ("forbidden", {"forbidden_areas": (), "forbidden_ids": ()}),
    ("near_alley_m", {"near_alley_m": None}),
)


def why_nowhere(terrain: Terrain, wish: Wish, ground: Ground) -> Infeasible:
    """Return which filter leaves no place."""
    bare = replace(RuleWishes(), removed=wish.rules.removed, backup=wish.rules.backup)
    if ground_of(terrain, replace(wish, rules=bare)).count == 0:
        return Infeasible("no-places-served" if _all_served(ground) else "no-places")
    for name, loose in _FILTERS:
        asked = {key: getattr(wish.rules, key) for key in loose}
        if asked == loose:
            continue
        freed = ground_of(terrain, replace(wish, rules=replace(wish.rules, **loose)))
        if freed.count:
            facts = _facts(terrain, name, asked.get(name))
            return Infeasible(f"no-places-{name}", facts, _nearest(terrain, wish, name))
    return Infeasible("no-places-together")


def _all_served(ground: Ground) -> bool:
    cover = ground.covers[0]
    return bool((cover.counts(np.array(ground.existing, dtype=np.int64)) > 0).all())


def _nearest(terrain: Terrain, wish: Wish, name: str) -> dict[str, float]:
    """Return the largest value of a rule that leaves a place, in whole decimetres; nothing where it has none."""

    def ground(value: float) -> Ground:
        changed: dict[str, Any] = {name: value}
        return ground_of(terrain, replace(wish, rules=replace(wish.rules, **changed)))

    widths, most = terrain.study.ways.width_m, 0.0
    if name == "min_width_m" and widths is not None:
        most = float(np.nanmax(widths))
    if name == "spacing_m":
        free = ground(_LEAST_SPACING_M)  # with any spacing at all the farthest places of every reach are there
        standing = terrain.study.facility_xy[free.standing]
        most = float(cKDTree(standing).query(free.xy)[0].max()) if len(standing) and free.count else 0.0
    value = float(np.floor(most * 10) / 10)
    return {name: value} if value > 0 and ground(value).count else {}


def _facts(terrain: Terrain, name: str, value: float | None) -> dict[str, float]:
    """Return what the rule asked for and, of widths, the largest that some way has."""
    facts = {} if value is None else {"value": float(value)}
    widths = terrain.study.ways.width_m
    return facts if name != "min_width_m" or widths is None else {**facts, "most": float(np.nanmax(widths))}


def too_dear(wish: Wish, costs: Floats | None) -> Infeasible | None:
    """Return that every place costs more than may be spent; `costs` are those of the places alone."""
    rules = wish.rules
    if costs is None:
        return None
    least = float(costs.min())
    for name in ("most_per_site", "most_in_all"):
        most = getattr(rules, name)
        if most is not None and least > most:
            return Infeasible(f"no-places-{name}", {"value": most, "least": least}, {name: least})
    return None
