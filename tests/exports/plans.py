"""Saved variants to brief about: asked of the planner itself, at a fixed time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geoapp.domain.ward import Ward
from geoapp.i18n import translator
from geoapp.store.variants import Variant
from geoapp.usecases.briefing import BriefedPlan, briefed_plan
from geoapp.usecases.planning import plan_answer, read_wish, terrain_of_ward
from geoapp.usecases.planning.variants import read_draft

SAVED = "2026-11-20T08:30:00.000+00:00"
KEY = "not the key of any workspace"


def proposed(ward: Ward, name: str = "Họp tháng 11", **wish: Any) -> Variant:
    """Return what the planner proposes, saved with its proof."""
    terrain = terrain_of_ward(ward)
    facts = plan_answer(terrain, read_wish(wish))
    sent = {"parameters": wish, "sites": _pins(facts["sites"])}
    return variant(ward, name, sent, facts)


def placed(
    ward: Ward, sites: list[tuple[float, float]], name: str = "Đặt tay", removed: tuple[str, ...] = (), **wish: Any
) -> Variant:  # fmt: skip
    """Return pins at places in degrees, saved without a proof."""
    pins = [{"id": f"s{n}", "lon": lon, "lat": lat} for n, (lon, lat) in enumerate(sites, start=1)]
    return variant(ward, name, {"parameters": wish, "sites": pins, "removed": list(removed)}, None)


def variant(
    ward: Ward, name: str, sent: Mapping[str, Any], facts: Mapping[str, Any] | None, adopted: Any = None
) -> Variant:
    draft = read_draft(terrain_of_ward(ward), {"name": name, **sent}, facts, KEY)
    return Variant("v-1", ward.id, 1, draft.name, SAVED, SAVED, draft.content, adopted)


def _pins(sites: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: site[key] for key in ("id", "lon", "lat")} for site in sites]


def briefed(ward: Ward, saved: Variant, language: str = "vi") -> BriefedPlan:
    return briefed_plan(saved, terrain_of_ward(ward), translator(language))
