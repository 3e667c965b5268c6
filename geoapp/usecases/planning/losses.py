"""Which points carry the ward: whom it would lose with each of them, and which it could do without."""

from __future__ import annotations

from typing import Any

import numpy as np

from geoapp.planning import Cover
from geoapp.planning.resilience import Loss, resilience
from geoapp.usecases.coverage import Metric, Weight
from geoapp.usecases.coverage.questions import chosen_metric
from geoapp.usecases.coverage.study import Ints
from geoapp.usecases.planning.sites import Facts, plain
from geoapp.usecases.planning.terrain import Terrain

FORMAT = "geoapp/resilience@1"


def losses(terrain: Terrain, radius_m: float, metric: Metric | None, weight: Weight) -> dict[str, Any]:
    """Return what hangs on each point that counts, the heaviest loss first.

    `redundant` points can go one at a time without anyone losing cover, `removable` ones all together.
    """
    chosen = chosen_metric(terrain.study, metric)
    key = ("losses", radius_m, chosen, weight)
    return terrain.answers.get(key, lambda: _losses(terrain, radius_m, chosen, weight))


def _losses(terrain: Terrain, radius_m: float, metric: Metric, weight: Weight) -> dict[str, Any]:
    ids = terrain.study.facility_ids
    cover = terrain.travel(metric).cover(terrain.study.facility_xy, radius_m)
    found = resilience(cover, terrain.weights(weight))
    served = cover.counts(np.arange(cover.column_count))
    return {
        "format": FORMAT,
        "parameters": {"radius": plain(radius_m), "metric": metric, "weight": weight},
        "points": [
            {"id": ids[loss.points[0]], **_sole(terrain, loss, cover, served)} for loss in found.points
        ],
        "worst_pair": None
        if found.worst_pair is None
        else {
            "ids": [ids[j] for j in found.worst_pair.points],
            "weight": plain(found.worst_pair.weight),
            "features": found.worst_pair.rows,
        },
        "redundant": [ids[j] for j in found.redundant.tolist()],
        "removable": [ids[j] for j in found.removable.tolist()],
        "exact": found.exact,
    }


def _sole(terrain: Terrain, loss: Loss, cover: Cover, served: Ints) -> Facts:
    """Return the weight, and the households whatever the weight, that only this point reaches."""
    rows = cover.column(loss.points[0])
    households = terrain.study.demand.households[rows][served[rows] == 1].sum()
    return {
        "sole_weight": plain(loss.weight),
        "sole_households": plain(float(households)),
        "sole_features": loss.rows,
    }
