"""The map shell: the only room that touches Folium.

Law of this room: no text of a layer reaches Folium except through `geoapp.maps.escape`.
"""
