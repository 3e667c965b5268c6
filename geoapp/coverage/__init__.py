"""Who is within reach of a fire point, and how far everyone else is.

Law of this room: pure. Arrays and frames come in, results go out; no file, no environment, no clock,
no Flask, no Folium. All coordinates are metres in one projected system.
"""

from geoapp.coverage.boundary import within
from geoapp.coverage.engine import warm
from geoapp.coverage.network import Network
from geoapp.coverage.points import Nearest
from geoapp.coverage.straight import nearest_straight
from geoapp.coverage.walking import nearest_walking

__all__ = ["Nearest", "Network", "nearest_straight", "nearest_walking", "warm", "within"]
