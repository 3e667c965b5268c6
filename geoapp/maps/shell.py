"""The map shell: what Folium composes for a page, from our own constant strings only.

Folium's header is discarded: it calls public hosts, styles inline and forbids pinch zoom. What stays is its
markup and its script, taken once; the page puts them where its policy allows (reference:
docs/architecture.md, "The browser").
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from geoapp.maps.assets import local_files

MAP_ID = "main"
MAX_ZOOM = 20
MIN_ZOOM = 11
ZOOM_SNAP = 0.05

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Parts:
    """A map's pieces: style sheets and libraries (URLs), markup, and the script that builds it."""

    css: tuple[str, ...]
    js: tuple[str, ...]
    html: str
    script: str


class Bridge(MacroElement):
    """Publishes the Leaflet map as ``window.geoapp.map`` for our modules."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.geoapp = Object.assign(window.geoapp || {}, { map: {{ this._parent.get_name() }} });
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca is not typed
        self._name = "Bridge"
        self._id = MAP_ID


def folium_map(bounds: Bounds) -> folium.Map:
    """Return an empty Folium map over `bounds` (west, south, east, north), with the bridge and no tiles."""
    west, south, east, north = bounds
    shell = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_start=15,
        zoom_control=False,
        attributionControl=False,
        zoomSnap=ZOOM_SNAP,
        minZoom=MIN_ZOOM,
        maxZoom=MAX_ZOOM,
        keyboardPanDelta=120,
    )
    shell._id = MAP_ID
    shell.add_child(Bridge())
    return shell


def map_shell(bounds: Bounds, url: Callable[[str], str]) -> Parts:
    """Return the parts of a page's map; `url` turns a path below the static folder into its address."""
    paths = _composed(tuple(bounds))
    return Parts(tuple(map(url, paths.css)), tuple(map(url, paths.js)), paths.html, paths.script)


@functools.lru_cache(maxsize=64)
def _composed(bounds: Bounds) -> Parts:
    """Return the parts with paths below the static folder; Folium compiles a template per object, so once."""
    shell = folium_map(bounds)
    figure = shell.get_root()
    assert isinstance(figure, Figure)
    for child in figure._children.values():
        child.render()
    return Parts(
        css=tuple(local_files(name for name, _ in shell.default_css)),
        js=tuple(local_files(name for name, _ in shell.default_js)),
        html=_text(figure.html),
        script=_text(figure.script),
    )


def _text(part: Element) -> str:
    """Return what Folium wrote into `part`, rendering nothing a second time."""
    return "\n".join(child._template_str or "" for child in part._children.values())
