"""Land that a plan brings within reach, as maps and legends draw it.

Its lines lean the other way than those of gaps, wider apart and inside a firm edge, so that the two stay apart in grey
and in pure black and white.
"""

from __future__ import annotations

import numpy as np
import shapely
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from geoapp.exports.paper.frame import Frame
from geoapp.exports.paper.hatch import hatch_lines
from geoapp.exports.paper.sheet import Sheet
from geoapp.exports.paper.style import mixed
from geoapp.symbology import TOKENS

_SPACING_MM, _ANGLE_DEG, _LINE_PT, _EDGE_PT = 1.5, 135.0, 0.4, 0.8
_TINT = 0.14


def draw_added(sheet: Sheet, frame: Frame, clip: Rectangle, added: BaseGeometry) -> None:
    """Draw the land into a frame."""
    shown = [part for part in shapely.get_parts(frame.clipped(added)) if shapely.get_dimensions(part) == 2]
    if not shown:
        return
    land, ink = shapely.union_all(shown), _ink(sheet)
    if sheet.style.colour:
        sheet.fills(frame.paths(land), mixed(TOKENS["purple"], _TINT), None, 0.0, clip)
    lines = np.concatenate([hatch_lines(part, _SPACING_MM / frame.mm_per_m, _ANGLE_DEG) for part in shown])
    sheet.strokes(frame.lines(lines), ink, _LINE_PT, clip)
    sheet.strokes(frame.lines(shapely.boundary(land)), ink, _EDGE_PT, clip)


def draw_key(sheet: Sheet, x: float, y: float, outline: Path) -> None:
    """Draw a sample of 6 mm by 3 mm around a place."""
    ink = _ink(sheet)
    sheet.fills([outline], mixed(TOKENS["purple"], _TINT) if sheet.style.colour else None, ink, _EDGE_PT)
    lines = [np.array([(x - 3 + k, y + 1.5), (x + k, y - 1.5)]) for k in (0.0, 1.5, 3.0)]
    sheet.strokes(lines, ink, _LINE_PT, cap="butt")


def _ink(sheet: Sheet) -> str:
    return sheet.style.ink(TOKENS["purple"])
