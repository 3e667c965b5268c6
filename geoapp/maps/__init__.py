"""The only room that touches Folium. No text of a layer passes through it unescaped."""

from geoapp.maps.shell import Parts, map_shell
from geoapp.maps.ward_map import ward_map

__all__ = ["Parts", "map_shell", "ward_map"]
