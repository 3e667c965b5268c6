"""What a ward's page tells its modules before they ask for anything."""

from __future__ import annotations

from typing import Any

from geoapp import browser
from geoapp.domain.norms import norm
from geoapp.domain.usable import EXTINGUISHERS
from geoapp.domain.ward import Ward
from geoapp.i18n import VIETNAM_TIME, Translator
from geoapp.usecases.coverage import ward_radii

FIRST_RADIUS_M = int(norm("first_radius_m"))


def has_figures(ward: Ward) -> bool:
    """Tell whether there is something to count, and points to count from."""
    counted = any(len(ward.layer(name)) for name in ("residential_groups", "buildings"))
    return counted and "fire_points" in ward.layers


def page_facts(ward: Ward, t: Translator, group: str | None = None) -> dict[str, Any]:
    """Return the ``#page`` settings but for the addresses (docs/architecture.md, "The browser").

    `metrics` is empty where nothing can be counted.
    """
    radii = [int(r) if float(r).is_integer() else float(r) for r in ward_radii(ward)]
    metrics = (["walking"] if len(ward.layer("alleys")) else []) + ["straight"] if has_figures(ward) else []
    return {
        "lang": t.language,
        "ward": _ward(ward),
        "layers": list(ward.layers),
        "radii_m": radii,
        "metrics": metrics,
        "state": {
            "radius": FIRST_RADIUS_M if FIRST_RADIUS_M in radii else radii[0],
            "metric": metrics[0] if metrics else "straight",
            "weight": "households",
        },
        "words": browser.words(t.language),
        "extinguishers": list(EXTINGUISHERS),
        "group": group,
    }


def _ward(ward: Ward) -> dict[str, Any]:
    return {
        "id": ward.id,
        "name": ward.info.name,
        "kind": ward.info.kind,
        "illustrative": ward.info.illustrative,
        "bounds": list(ward.info.bounds),
        "version": ward.version,
        "updated": ward.modified.astimezone(VIETNAM_TIME).date().isoformat(),
    }
