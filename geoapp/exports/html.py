"""The Map page of a ward as one HTML file that opens with no server and no network.

It is the page of the server (the same template, styles and modules), with its data, fonts and libraries
inside. A content policy in the file itself refuses every request, so that an office PC without internet
shows no fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import jinja2

from geoapp import browser, i18n
from geoapp.domain.ward import Ward

TEMPLATE = "map.html"
MOST_BYTES = 4_000_000
"""A file larger than this is still written; tests hold the sample ward to half of it."""


class MapParts(Protocol):
    """The markup and the script that build the map."""

    @property
    def html(self) -> str: ...

    @property
    def script(self) -> str: ...


def ward_html(
    ward: Ward, data: Mapping[str, Any], parts: MapParts, templates: Path, lang: str = i18n.DEFAULT_LANGUAGE
) -> bytes:
    """Return the file's bytes (UTF-8).

    Parameters
    ----------
    data
        Payloads by key (docs/architecture.md, "The browser"): layers, households, coverage, areas.
    parts
        The map shell's markup and script.
    templates
        Folder of the pages' templates.
    """
    t = i18n.translator(lang)
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(templates), autoescape=True)
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False}
    page = page_settings(ward, data, t)
    text = environment.get_template(TEMPLATE).render(
        t=t,
        lang=t.language,
        active="map",
        page=page,
        ward_name=ward.info.name,
        illustrative=ward.info.illustrative,
        parts=parts,
        inline={
            "css": browser.inline_styles(),
            "importmap": browser.inline_import_map(),
            "scripts": [browser.leaflet_script(), parts.script],
            "data": browser.script_json(data),
        },
    )
    return text.encode("utf-8")


def page_settings(ward: Ward, data: Mapping[str, Any], t: i18n.Translator) -> dict[str, Any]:
    """Return what the modules read from ``#page``: as on the server, but with no addresses."""
    households = data.get("households", {})
    radii = list(households.get("radii_m", []))
    metrics = list(households.get("distance_dm", {}))
    info = ward.info
    return {
        "lang": t.language,
        "ward": {
            "id": ward.id,
            "name": info.name,
            "kind": info.kind,
            "illustrative": info.illustrative,
            "bounds": list(info.bounds),
            "version": ward.version,
            "updated": ward.modified.date().isoformat(),
        },
        "urls": {"households": bool(households), "areas": any(key.startswith("areas:") for key in data)},
        "layers": list(ward.layers),
        "radii_m": radii,
        "state": {
            "radius": 50 if 50 in radii else (radii[0] if radii else None),
            "metric": "walking" if "walking" in metrics else "straight",
            "weight": "households",
        },
        "words": browser.words(t.language),
        "basemap": None,
        "group": None,
    }
