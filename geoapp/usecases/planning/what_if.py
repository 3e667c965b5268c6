"""What pins and removed points change, at once: the question behind every move of a pin."""

from __future__ import annotations

import contextlib
from typing import Any, cast

import numpy as np

from geoapp import crs as systems
from geoapp.coverage import within
from geoapp.domain.ward import Ward
from geoapp.errors import CallFault, DataFault
from geoapp.i18n import Translator, translator
from geoapp.planning.what_if import Answer
from geoapp.usecases.coverage import Metric, Weight, ward_radii
from geoapp.usecases.coverage.drawing import bands, decimetres
from geoapp.usecases.coverage.questions import chosen_metric
from geoapp.usecases.coverage.study import Floats
from geoapp.usecases.planning.reading import OPEN, Bounds, Box, degrees, ids, shown
from geoapp.usecases.planning.sites import Asked, Facts, answer_of, plain, side, site_facts
from geoapp.usecases.planning.terrain import Terrain, terrain_of_ward
from geoapp.usecases.planning.wish import FIRST_RADIUS_M
from geoapp.usecases.planning.words import worded_sites

FORMAT = "geoapp/what-if@1"
MOST_PINS = 200


def read_pins(terrain: Terrain, sent: object, bounds: Bounds = OPEN) -> Asked:
    """Return what the caller asks: ``{"radius", "metric", "weight", "add": [{"id", "lon", "lat"}], "remove": [ids]}``.

    Raises
    ------
    CallFault
        At the first key that is unknown, of a wrong type or out of its range, and for unknown points.
    """
    box = Box(sent, "")
    radius = box.number("radius", 1.0, bounds.most_radius_m, FIRST_RADIUS_M)
    metric = cast("Metric | None", box.among("metric", ("walking", "straight")))
    weight = cast(Weight, box.among("weight", ("households", "people", "none")) or "households")
    keys, lonlat = pins("add", box.take("add"))
    removed = terrain.rows_of(box.ids("remove"), "remove")
    box.close()
    xy = systems.project(lonlat, terrain.study.crs)
    for row in np.flatnonzero(~np.isfinite(xy).all(axis=1)):
        raise CallFault("plan-not-place", name=f"add[{row + 1}]", value=shown(lonlat[row].tolist()))
    terrain.check_near("add", keys, xy)
    return Asked(chosen_metric(terrain.study, metric), weight, radius, keys, lonlat, xy, removed)


def pins(name: str, sent: object) -> tuple[tuple[str, ...], Floats]:
    """Return ids and degrees (n, 2) of a list of ``{"id", "lon", "lat"}``."""
    if sent is None:
        return (), np.empty((0, 2))
    if not isinstance(sent, list) or len(sent) > MOST_PINS:
        raise CallFault("plan-not-pins", name=name, most=MOST_PINS)
    keys, places = [], []
    for row, entry in enumerate(sent, start=1):
        box = Box(entry, f"{name}[{row}]")
        keys.append(ids(box.where("id"), [box.take("id")])[0])
        places.append(degrees(f"{name}[{row}]", [box.take("lon"), box.take("lat")]))
        box.close()
    if len(set(keys)) < len(keys):
        raise CallFault("plan-pin-twice", name=name)
    return tuple(keys), np.array(places, dtype=float).reshape(-1, 2)


def what_if(terrain: Terrain, asked: Asked, t: Translator) -> dict[str, Any]:
    """Return the document ``geoapp/what-if@1``."""
    answer = answer_of(terrain, asked)
    sites = [{**facts, "snapped": False} for facts in site_facts(terrain, asked, answer)]
    return {
        "format": FORMAT,
        "parameters": {
            "radius": plain(asked.radius_m),
            "metric": asked.metric,
            "weight": asked.weight,
            "remove": [terrain.study.facility_ids[row] for row in asked.removed.tolist()],
        },
        "before": side(answer.before),
        "after": side(answer.after),
        "sites": worded_sites(sites, t),
        "groups": _groups(terrain, asked, answer),
        "households": _households(terrain, asked, answer),
    }


def _groups(terrain: Terrain, asked: Asked, answer: Answer) -> list[Facts]:
    """Return every group's share before and after; groups without weight have none."""
    study, count = terrain.study, len(terrain.study.groups.ids)
    weight, row = terrain.analysis.weight(asked.weight), study.demand_group
    inside = row >= 0

    def sums(flags: Any) -> Floats:
        return np.bincount(row[inside], np.where(flags, weight, 0.0)[inside], minlength=count).astype(float)

    total = sums(True)
    before = sums(within(terrain.analysis.nearest(asked.metric).distance_m, asked.radius_m))
    after = sums(within(answer.distance_m, asked.radius_m))
    return [
        {
            "id": study.groups.ids[g],
            "before_share": before[g] / total[g] if total[g] else None,
            "after_share": after[g] / total[g] if total[g] else None,
            "added_weight": plain(float(after[g] - before[g])),
        }
        for g in range(count)
    ]


def _households(terrain: Terrain, asked: Asked, answer: Answer) -> Facts:
    """Return the rows of the households payload that look different now, with distance and band."""
    old = terrain.analysis.nearest(asked.metric).distance_m
    rows = answer.rows[old[answer.rows] != answer.distance_m[answer.rows]]
    metres = answer.distance_m[rows]
    radii = ward_radii(terrain.ward) if terrain.ward is not None else [asked.radius_m]
    return {"index": rows.tolist(), "distance_dm": decimetres(metres), "band": bands(metres, radii)}


def warm(ward: Ward) -> None:
    """Prepare the answerer of the settings with which the planner's page opens, by asking it once."""
    terrain = terrain_of_ward(ward)
    lon, lat = systems.unproject(terrain.study.demand.xy[:1], terrain.study.crs)[0].tolist()
    for weight in ("households", "people"):
        pin = {"id": "warm", "lon": lon, "lat": lat}
        with contextlib.suppress(DataFault):  # not every ward tells how many people there are
            what_if(terrain, read_pins(terrain, {"weight": weight, "add": [pin]}), translator("vi"))
