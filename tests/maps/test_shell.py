"""The map shell takes nothing from outside and says its pieces once."""

from __future__ import annotations

import folium
import pytest
from folium import plugins

from geoapp.maps import shell
from geoapp.maps.assets import ASSETS, local_files
from geoapp.maps.shell import map_shell

BOUNDS = (105.325, 20.802, 105.347, 20.824)


def url(path: str) -> str:
    return f"/static/{path}"


def test_the_shell_names_no_address_but_ours() -> None:
    parts = map_shell(BOUNDS, url)
    assert all(address.startswith("/static/vendor/") for address in (*parts.css, *parts.js))
    assert "://" not in parts.html + parts.script


def test_the_shell_carries_no_inline_style_and_no_handler() -> None:
    parts = map_shell(BOUNDS, url)
    assert "style" not in parts.html
    assert "onclick" not in parts.html
    assert "user-scalable" not in parts.html + parts.script


def test_the_script_builds_the_map_and_publishes_it() -> None:
    script = map_shell(BOUNDS, url).script
    assert script.count("L.map(") == 1
    assert "map: map_main" in script


def test_two_shells_do_not_touch_each_other() -> None:
    once = map_shell(BOUNDS, url)
    shell._composed.cache_clear()
    assert map_shell(BOUNDS, url) == once
    assert folium.Map().default_js[0][1].startswith("https://")


def test_every_asset_of_the_core_has_an_answer() -> None:
    plain = folium.Map()
    names = [name for name, _ in (*plain.default_js, *plain.default_css)]
    assert local_files(names) == ["vendor/leaflet/leaflet.js", "vendor/leaflet/leaflet.css"]
    assert set(names) == set(ASSETS)


def test_an_unknown_plugin_fails_instead_of_calling_a_host() -> None:
    names = [name for name, _ in plugins.Fullscreen().default_js]
    with pytest.raises(KeyError):
        local_files(names)
