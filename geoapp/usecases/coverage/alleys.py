"""Deep alleys where no fire engine gets in, and the households that live deep in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geoapp.coverage import within
from geoapp.coverage.depth import Depth, depth_from_trucks
from geoapp.usecases.coverage.study import Floats, Ints, Study

Flags = npt.NDArray[np.bool_]

TRUCKS = frozenset({"truck", "small_truck"})
NO_TRUCKS = frozenset({"handcart", "foot"})


@dataclass(frozen=True, eq=False)
class Alleys:
    """What of a study's alleys does not depend on who is covered.

    `rows` are the ways deeper than the ward's trigger, deepest first; `deep_m` and `low_m` the depth of every way
    with unknown access taken as closed, and as open; `way` and `households` the way each demand feature lies on, and
    how many households it has if it lies deep, else 0.
    """

    rows: Ints
    deep_m: Floats
    low_m: Floats
    way: Ints
    households: Floats


def alleys_of(study: Study) -> Alleys | None:
    """Return how deep a study's alleys are; ``None`` where no truck road is known."""
    known = passable(study)
    if known is None:
        return None
    network = study.network
    sure, possible = (flags[network.way] for flags in known)
    worst = depth_from_trucks(network, sure, study.outline)
    best = worst if (sure == possible).all() else depth_from_trucks(network, possible, study.outline)
    deep, low = (by_way(d, len(study.ways.ids)) for d in (worst, best))
    rows = np.flatnonzero(deep > study.alley_depth_m)
    way, households = _deep_households(study, worst)
    return Alleys(rows[np.argsort(-deep[rows], kind="stable")], deep, low, way, households)


def deep_alleys(
    study: Study, alleys: Alleys | None, distance_m: Floats, radii_m: Sequence[float]
) -> list[dict[str, Any]]:
    """Return the alleys deeper than the ward's trigger, deepest first.

    `households` are those whose nearest way is the alley and who live deeper than the trigger;
    `households_beyond` those of them whom no point reaches within each radius. Where it is unknown whether
    trucks pass, `depth_m` assumes that they do not, and `depth_range_m` gives both answers. An alley cut off
    from every truck road has no depth (``None``). Without any known truck road the list is empty.
    """
    if alleys is None:
        return []
    count = len(study.ways.ids) + 1  # way -1, a connector, falls into the last place and is not asked for
    deep = np.flatnonzero(alleys.households)
    way, metres, load = alleys.way[deep], distance_m[deep], alleys.households[deep]
    who = [np.ones(len(deep), dtype=bool), *(~within(metres, r) for r in radii_m)]
    households: list[Floats] = [
        np.bincount(way, load * w, minlength=count)[alleys.rows].astype(np.float64) for w in who
    ]
    keys = [str(int(r) if r == int(r) else r) for r in radii_m]
    depths = [alleys.deep_m[alleys.rows].tolist(), alleys.low_m[alleys.rows].tolist()]
    rows = zip(alleys.rows.tolist(), *depths, *(_rounded(h) for h in households), strict=True)
    return [
        _entry(study, row, deep, low, whole, dict(zip(keys, beyond, strict=True)))
        for row, deep, low, whole, *beyond in rows
    ]


def passable(study: Study) -> tuple[Flags, Flags] | None:
    """Return for every way whether trucks surely, and whether they possibly, pass; last a connector."""
    if study.ways.truck_access is None or len(study.network.edges) == 0:
        return None
    access = np.array([a or "unknown" for a in study.ways.truck_access], dtype=object)
    width = study.ways.width_m if study.ways.width_m is not None else np.full(len(access), np.nan)
    sure = np.isin(access, list(TRUCKS)) | (
        ~np.isin(access, list(NO_TRUCKS)) & (width >= study.truck_width_m)
    )
    open_question = ~sure & ~np.isin(access, list(NO_TRUCKS)) & ~(width < study.truck_width_m)
    if not sure.any():
        return None
    # a connector (way -1, the last entry) is under a metre: it is no obstacle to a truck
    return np.append(sure, True), np.append(sure | open_question, True)


def by_way(depth: Depth, count: int) -> Floats:
    """Return the depth of the deepest point of every way; ways without an edge have none."""
    deepest = np.zeros(count)
    owned = depth.network.way >= 0
    np.maximum.at(deepest, depth.network.way[owned], depth.of_edges()[owned])
    return deepest


def _deep_households(study: Study, depth: Depth) -> tuple[Ints, Floats]:
    """Return the way each demand feature lies on, and its households if it lies deep, else 0.

    A connector (way -1) counts as the way after the last.
    """
    if len(study.demand.xy) == 0:
        return np.empty(0, dtype=np.int64), np.empty(0)
    place = study.demand_place
    deep = depth.of_places(place) > study.alley_depth_m
    return study.network.way[place.edge] % (len(study.ways.ids) + 1), np.where(deep, study.demand.households, 0.0)


def _entry(
    study: Study, row: int, deep: float, low: float, households: float, beyond: dict[str, float]
) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": study.ways.ids[row],
        "name": study.ways.names[row] or study.ways.ids[row],
        "depth_m": _metres(deep),
        "households": households,
        "households_beyond": beyond,
    }
    if low != deep:
        entry["depth_range_m"] = [_metres(low), _metres(deep)]
    return entry


def _rounded(values: Floats) -> list[float]:
    whole: list[float] = values.tolist()
    return whole if (values == np.floor(values)).all() else [round(value, 3) for value in whole]


def _metres(value: float) -> float | None:
    return round(value, 3) if math.isfinite(value) else None
