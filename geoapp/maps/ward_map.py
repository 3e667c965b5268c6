"""The notebook door: a ward as a Folium map that stands alone.

The saved HTML holds everything: Leaflet, our modules as ``data:`` URLs, the features. It opens from disk
with the network off. Whatever is ours travels as base64, so that Folium's second rendering finds nothing to
run, and the modules write every text with ``textContent``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import folium
from branca.element import Element, Figure

from geoapp import browser, i18n
from geoapp.domain.usable import EXTINGUISHERS
from geoapp.domain.ward import Ward
from geoapp.maps.escape import html_text, json_base64
from geoapp.maps.features import collections, outlines
from geoapp.maps.shell import folium_map

_HOST = """
<div class="stage notebook">
<div class="side" id="side">
<aside class="float layers" id="layers"></aside><aside class="float legend" id="legend"></aside>
</div>
<div id="card-box"></div>
</div>
"""


def ward_map(
    ward: Ward, lang: str = i18n.DEFAULT_LANGUAGE, data: Mapping[str, Any] | None = None
) -> folium.Map:
    """Return a map of `ward` with its layers, legend and layer control.

    Parameters
    ----------
    lang
        ``vi`` or ``en``.
    data
        Payloads of the use cases (``households``, ``coverage:walking:households``, ``areas:50:walking``,
        derived layers as ``layer:ward_outline``); with them houses are coloured by distance, without them
        they are plain.
    """
    layers = collections(ward) | outlines(ward)
    features = {f"layer:{name}": collection for name, collection in layers.items()}
    payloads = {**features, **(data or {})}
    shell = folium_map(ward.info.bounds)
    shell.default_js = [("leaflet", browser.data_url("text/javascript", browser.leaflet_script().encode()))]
    shell.default_css = [("geoapp_css", browser.data_url("text/css", browser.inline_styles().encode()))]
    figure = shell.get_root()
    assert isinstance(figure, Figure)
    figure.title = html_text(ward.info.name)
    figure.header.add_child(Element(_import_map()), name="import_map")
    figure.html.add_child(Element(_content(_page(ward, lang, payloads), payloads)), name="geoapp")
    return shell


def _import_map() -> str:
    """Return the import map, braces apart: constant names and base64, nothing a template could read."""
    rows = ",\n".join(f'"{name}": "{url}"' for name, url in browser.inline_import_map()["imports"].items())
    return f'<script type="importmap">{{ "imports": {{\n{rows}\n}} }}</script>'


def _content(page: Mapping[str, Any], payloads: Mapping[str, Any]) -> str:
    embedded = "\n".join(
        f'<script type="application/json" id="{name}" data-encoding="base64">{json_base64(value)}</script>'
        for name, value in (("page", page), ("data", payloads))
    )
    return f'{_HOST}{embedded}\n<script type="module">import "geoapp/notebook";</script>'


def _page(ward: Ward, lang: str, payloads: Mapping[str, Any]) -> dict[str, Any]:
    info = ward.info
    radii = payloads["households"]["radii_m"] if "households" in payloads else []
    return {
        "lang": lang,
        "ward": {
            "id": ward.id,
            "name": info.name,
            "kind": info.kind,
            "illustrative": info.illustrative,
            "bounds": list(info.bounds),
            "version": ward.version,
            "updated": ward.modified.date().isoformat(),
        },
        "urls": {
            "households": "households" in payloads,
            "areas": any(key.startswith("areas:") for key in payloads),
        },
        "layers": list(ward.layers),
        "radii_m": radii,
        "state": {
            "radius": radii[len(radii) // 2] if radii else None,
            "metric": _metric(payloads),
            "weight": "households",
        },
        "words": browser.words(lang),
        "extinguishers": list(EXTINGUISHERS),
        "basemap": None,
        "group": None,
    }


def _metric(payloads: Mapping[str, Any]) -> str:
    measured = payloads.get("households", {}).get("distance_dm", {})
    return "walking" if "walking" in measured else "straight"
