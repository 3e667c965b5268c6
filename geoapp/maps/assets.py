"""Which browser file answers each name that Folium asks for.

Folium names its libraries and links them from public networks. Here every name has a local file, or ``None``
where we drop it on purpose; an unknown name is a ``KeyError``, so that a new plugin fails a test instead of
calling a host.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ASSETS: Mapping[str, str | None] = {
    "leaflet": "vendor/leaflet/leaflet.js",
    "leaflet_css": "vendor/leaflet/leaflet.css",
    "jquery": None,  # only Folium's own popups use it; ours are written by our modules
    "bootstrap": None,  # its styles clash with ours
    "bootstrap_css": None,
    "glyphicons_css": None,
    "awesome_markers": None,  # our symbols are paths of symbology.py
    "awesome_markers_font_css": None,
    "awesome_markers_css": None,
    "awesome_rotate_css": None,
}
"""Folium asset name -> path below the static folder, or None = dropped."""


def local_files(names: Iterable[str]) -> list[str]:
    """Return the static paths of the assets `names`, in order, without the dropped ones."""
    found = (ASSETS[name] for name in names)
    return [path for path in found if path is not None]
