"""Paper: maps and sheets in millimetres, as vector PDF and as pictures.

Law of this room: what is drawn comes in as plain shapes and words (:mod:`geoapp.exports.paper.scene`); no ward, no
use case, no clock. The same input gives the same bytes.
"""

from geoapp.exports.paper.scene import GroupRow, MapScene, PointMark
from geoapp.exports.paper.wall_map import PAPERS, wall_map

__all__ = ["PAPERS", "GroupRow", "MapScene", "PointMark", "wall_map"]
