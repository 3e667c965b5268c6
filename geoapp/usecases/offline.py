"""Everything a map needs that is opened without a server: the API's payloads under the browser's keys."""

from __future__ import annotations

from typing import Any, Literal

from geoapp import i18n
from geoapp.domain.ward import Ward
from geoapp.usecases import coverage, scene
from geoapp.usecases.groups import kit_payload
from geoapp.usecases.page import has_figures, page_facts

NOT_DRAWN = frozenset({"buildings", "self_governing_models"})
"""Layers left out: houses travel in the compact columns, models are no part of the map."""

_WEIGHTS: tuple[Literal["households", "people"], ...] = ("households", "people")


def offline_payloads(ward: Ward, lang: str = i18n.DEFAULT_LANGUAGE) -> dict[str, Any]:
    """Return layers, kit, households, coverage by metric and weight, and areas by radius and metric.

    A ward without fire points or without anything to count has only its layers and its kit.
    """
    names = [name for name in ward.layers if name not in NOT_DRAWN] + list(scene.DERIVED)
    payloads: dict[str, Any] = {f"layer:{name}": scene.public_layer(ward, name) for name in names}
    payloads["kit"] = kit_payload(ward, i18n.translator(lang))
    if not has_figures(ward):
        return payloads
    return payloads | _figures(ward, lang)


def offline_page(ward: Ward, t: i18n.Translator, group: str | None = None) -> dict[str, Any]:
    """Return the page's settings for a file without a server: which answers lie in it, and no address.

    With `group` (its id) the page opens there.
    """
    facts = page_facts(ward, t, group)
    answers = bool(facts["metrics"])
    return {**facts, "urls": {"households": answers, "areas": answers, "kit": True}, "basemap": None}


def _figures(ward: Ward, lang: str) -> dict[str, Any]:
    households = coverage.households(ward)
    figures: dict[str, Any] = {"households": households}
    weights = _WEIGHTS if any(households["people"]) else _WEIGHTS[:1]  # the page then offers no people either
    for metric in households["distance_dm"]:
        for weight in weights:
            result = coverage.ward_coverage(ward, metric=metric, weight=weight)
            figures[f"coverage:{metric}:{weight}"] = result.document(lang)
        for radius in households["radii_m"]:
            figures[f"areas:{radius:g}:{metric}"] = coverage.ward_areas(ward, radius, metric=metric)
    return figures
