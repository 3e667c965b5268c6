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
    page: Mapping[str, Any],
    data: Mapping[str, Any],
    parts: MapParts,
    templates: Path,
    t: i18n.Translator,
) -> bytes:
    """Return the file's bytes (UTF-8).

    Parameters
    ----------
    page
        What the modules read from ``#page``, as on the server but with no addresses.
    data
        Payloads by key (docs/architecture.md, "The browser"): layers, households, coverage, areas.
    parts
        The map shell's markup and script.
    templates
        Folder of the pages' templates.
    """
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(templates), autoescape=True)
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False}
    text = environment.get_template(TEMPLATE).render(
        t=t,
        lang=t.language,
        active="map",
        page=page,
        ward_name=page["ward"]["name"],
        illustrative=page["ward"]["illustrative"],
        parts=parts,
        inline={
            "css": browser.inline_styles(),
            "importmap": browser.inline_import_map(),
            "scripts": [browser.leaflet_script(), parts.script],
            "data": browser.script_json(data),
        },
    )
    return text.encode("utf-8")
