"""Plans that are kept: saved with the figures of their day, compared, exported, turned into proposed points."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from geoapp import crs as systems
from geoapp.errors import CallFault
from geoapp.i18n import Translator
from geoapp.usecases.coverage import Metric
from geoapp.usecases.coverage.questions import chosen_metric
from geoapp.usecases.planning.reading import ON_THE_WEB, Box, read_wish, shown
from geoapp.usecases.planning.seal import believed, sealed
from geoapp.usecases.planning.sites import Asked, Facts, answer_of, plain, side, site_facts
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.what_if import pins
from geoapp.usecases.planning.words import CHECKS, worded_sites

MOST_NAME, MOST_NOTE = 120, 4_000


class Saved(Protocol):
    """A variant as a store returns it."""

    @property
    def id(self) -> str: ...
    @property
    def revision(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def created(self) -> str: ...
    @property
    def updated(self) -> str: ...
    @property
    def content(self) -> Mapping[str, Any]: ...
    @property
    def adopted(self) -> Mapping[str, Any] | None: ...


@dataclass(frozen=True)
class Draft:
    """What is to be saved; `revision` is the one the caller saw, ``None`` for a new variant."""

    name: str
    content: Facts
    revision: int | None


def read_draft(
    terrain: Terrain, sent: object, job_result: Mapping[str, Any] | None, key: str, old: Saved | None = None
) -> Draft:
    """Return the variant that a caller sends, with its figures on today's data.

    Parameters
    ----------
    job_result
        Result of the job that the caller names: it proves the variant if these are exactly its sites.
    key
        Secret of the workspace: a proof sealed with it, sent back with its very plan, is kept.
    old
        The variant that is changed; what the caller leaves out stays as it is there.

    Raises
    ------
    CallFault
        At the first key that is missing, unknown, of a wrong type or out of its range.
    """
    box = Box(sent, "")
    kept: Mapping[str, Any] = old.content if old is not None else {}
    revision = box.whole("revision", 1, 2**53, None)
    if old is not None and revision is None:
        raise CallFault("plan-missing", name="revision")
    name = _line(box, "name", old.name if old is not None else None)
    note = _text(box, "note", kept.get("note", ""))
    parameters = box.left["parameters"] if "parameters" in box.left else kept.get("parameters", {})
    sites = box.left["sites"] if "sites" in box.left else _as_pins(kept.get("sites", []))
    removed = box.left["removed"] if "removed" in box.left else kept.get("removed", [])
    checks = box.left["checks"] if "checks" in box.left else kept.get("checks", {})
    proof = box.left.get("proof")
    for taken in ("parameters", "sites", "removed", "checks", "job", "proof"):
        box.take(taken)
    box.close()
    content = _figures(terrain, parameters, sites, removed)
    ids = [site["id"] for site in content["sites"]]
    unchanged = old is not None and job_result is None and _same_plan(content, kept)
    return Draft(
        name,
        {
            **content,
            "note": note,
            "checks": _checks(checks, ids),
            "proof": kept["proof"]
            if unchanged
            else _proof(content, job_result) or believed(key, content, proof),
        },
        revision,
    )


def _figures(terrain: Terrain, parameters: Any, sites: Any, removed: Any) -> Facts:
    wish = read_wish({**_mapping("parameters", parameters), "existing_off": removed}, ON_THE_WEB)
    keys, lonlat = pins("sites", sites)
    metric = chosen_metric(terrain.study, wish.metric)
    xy = systems.project(lonlat, terrain.study.crs) if len(lonlat) else np.empty((0, 2))
    if not np.isfinite(xy).all():
        raise CallFault("plan-not-place", name="sites", value=shown(lonlat.tolist()))
    terrain.check_near("sites", keys, xy)
    rows = terrain.rows_of(wish.removed, "removed")
    asked = Asked(metric, wish.weight, wish.radius_m, keys, lonlat, xy, rows)
    answer = answer_of(terrain, asked)
    return {
        "parameters": {**wish.document, "metric": metric},
        "sites": site_facts(terrain, asked, answer),
        "removed": list(wish.removed),
        "before": side(answer.before),
        "after": side(answer.after),
        "version": terrain.version,
    }


def _as_pins(sites: Sequence[Facts]) -> list[Facts]:
    return [{key: site[key] for key in ("id", "lon", "lat")} for site in sites]


def _same_plan(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two variants speak of the same sites on the same data under the same wish."""
    keys = ("parameters", "removed", "version")
    same = all(one.get(key) == other.get(key) for key in keys)
    return same and _as_pins(one["sites"]) == _as_pins(other.get("sites", []))


def _proof(content: Mapping[str, Any], result: Mapping[str, Any] | None) -> Facts | None:
    """Return what a job proved of these very sites; ``None`` if it speaks of others, or of other data."""
    if result is None or result.get("status") not in ("optimal", "feasible"):
        return None
    places = {(site["lon"], site["lat"]) for site in content["sites"]}
    same = places == {(site["lon"], site["lat"]) for site in result.get("sites", [])}
    if not same or result.get("version") != content["version"] or result["after"] != content["after"]:
        return None
    kept = ("status", "gap", "bound", "objective")
    return {**{key: result[key] for key in kept}, "exact": result["parameters"]["exact"]}


def _mapping(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise CallFault("plan-not-object", name=name, value=shown(value))
    return {key: part for key, part in value.items() if key not in ("existing_off", *_TOLD)}


_TOLD = ("crs", "places", "exact", "snapped")
"""What answers tell among their parameters, and pages send back with them."""


def _line(box: Box, key: str, default: str | None) -> str:
    value = box.take(key)
    if value is None:
        value = default
    text = unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else ""
    if not text or len(text) > MOST_NAME or not all(c.isprintable() or c == "\u00a0" for c in text):
        raise CallFault("variant-name", most=MOST_NAME)
    return text


def _text(box: Box, key: str, default: str) -> str:
    value = box.take(key)
    if value is None:
        return default
    text = unicodedata.normalize("NFC", value) if isinstance(value, str) else None
    if (
        text is None
        or len(text) > MOST_NOTE
        or any(c < " " and c not in "\n\t" for c in text.replace("\r\n", "\n"))
    ):
        raise CallFault("variant-note", name=key, most=MOST_NOTE)
    return text.replace("\r\n", "\n")


def _checks(sent: Any, ids: Sequence[str]) -> Facts:
    """Return the ticks of the sites that are in the plan; a site that left it takes its ticks along."""
    ticks = _Ticks(sent)
    return {key: ticks.of(key) for key in ids if ticks.of(key)}


class _Ticks:
    def __init__(self, sent: Any) -> None:
        if not isinstance(sent, Mapping):
            raise CallFault("plan-not-object", name="checks", value=shown(sent))
        self._ticks: dict[str, dict[str, bool]] = {}
        for key, codes in sent.items():
            box = Box(codes, f"checks.{shown(str(key))}")
            found = {code: box.flag(code) for code in CHECKS if code in box.left}
            box.known = list(CHECKS)
            box.close()
            self._ticks[str(key)] = found

    def of(self, key: str) -> dict[str, bool]:
        return self._ticks.get(key, {})


def need_same_study(
    name: str, radius_m: float, metric: Metric, asked_m: float | None, asked_metric: Metric | None
) -> None:
    """Refuse to show a plan on a map of another radius or metric: its figures would stand beside something else."""
    if asked_m not in (None, radius_m) or asked_metric not in (None, metric):
        raise CallFault(f"export-plan-study-{metric}", name=name, radius=plain(radius_m))


def served_variant(saved: Saved, terrain: Terrain, t: Translator, key: str) -> dict[str, Any]:
    """Return a variant as the wire has it, its proof sealed; `stale` says that figures of today would be others."""
    content = saved.content
    return {
        "id": saved.id,
        "revision": saved.revision,
        "name": saved.name,
        "created": saved.created,
        "updated": saved.updated,
        "parameters": content["parameters"],
        "sites": worded_sites(content["sites"], t),
        "removed": content["removed"],
        "before": content["before"],
        "after": content["after"],
        "proof": sealed(key, content),
        "note": content["note"],
        "checks": content["checks"],
        "adopted": saved.adopted,
        "stale": content["version"] != terrain.version,
    }
