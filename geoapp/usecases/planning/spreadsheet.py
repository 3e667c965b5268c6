"""A saved plan as CSV for spreadsheets: one row a site, with the ward's own coordinates and what was ticked."""

from __future__ import annotations

import csv
import io

import numpy as np

from geoapp import crs as systems
from geoapp.i18n import Translator
from geoapp.usecases.coverage.spreadsheet import safe
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.variants import Saved
from geoapp.usecases.planning.words import CHECKS, checklist, group_name, reason

_COLUMNS = ("number", "longitude", "latitude", "north", "east", "gain", "group", "alley", "width", "depth",
            "nearest", "nearest_m", "reason")  # fmt: skip


def variant_csv(saved: Saved, terrain: Terrain, t: Translator) -> str:
    """Return the sites of a variant as rows; no cell can start a formula."""
    sites, crs = saved.content["sites"], terrain.study.crs
    xy = systems.project(np.array([[s["lon"], s["lat"]] for s in sites]).reshape(-1, 2), crs)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*(t(f"plan.csv.{c}", crs=systems.name(crs)) for c in _COLUMNS), *_check_heads(t)])
    for number, (site, (east, north)) in enumerate(zip(sites, xy.tolist(), strict=True), start=1):
        alley, nearest = site["alley"] or {}, site["nearest"] or {}
        ticks = saved.content["checks"].get(site["id"], {})
        states = {row["code"]: row["state"] for row in checklist(site, t)}
        writer.writerow(
            [
                number, site["lon"], site["lat"], f"{north:.3f}", f"{east:.3f}", site["gain_weight"],
                safe(group_name(site, t)), safe(alley.get("name")), alley.get("width_m"), alley.get("depth_m"),
                safe(nearest.get("name")), nearest.get("distance_m"), safe(reason(site, t)),
                *(t(f"plan.state.{_state(states[code], ticks.get(code))}") for code in CHECKS),
            ]
        )  # fmt: skip
    return out.getvalue()


def _state(state: str, tick: bool | None) -> str:
    """Return what a cell says of one check: what somebody ticked goes before what the data say."""
    if tick is None:
        return state
    return "met" if tick else "not_met"


def _check_heads(t: Translator) -> list[str]:
    return [t(f"plan.check-name.{code}") for code in CHECKS]
