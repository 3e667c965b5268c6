"""The map of one page: drawn, named and furnished in a frame, for a whole ward or one group of it."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geoapp.exports.paper import furniture
from geoapp.exports.paper.apart import apart
from geoapp.exports.paper.draw_map import MapDrawing
from geoapp.exports.paper.frame import Frame
from geoapp.exports.paper.naming import Names, name_everything
from geoapp.exports.paper.scene import GroupRow, MapScene
from geoapp.exports.paper.sheet import Sheet
from geoapp.i18n import Translator

_SYMBOL_MM = 2.6


def page_map(
    sheet: Sheet, frame: Frame, scene: MapScene, t: Translator, only: GroupRow | None = None, *,
    with_grid: bool = True, arrow_mm: float = 15.0,
) -> Names:  # fmt: skip
    """Draw a map with names, north arrow and scale bar; return what was named.

    Parameters
    ----------
    only
        The group that the map is about: all other land is paled. ``None``: the whole ward.
    with_grid
        Whether crosses and their figures around the frame are drawn; pictures to look at go without.
    """
    drawing = MapDrawing(sheet, frame, scene)
    for step in (drawing.ground, drawing.reach, drawing.ways, drawing.deep_alleys, drawing.buildings,
                 drawing.borders, drawing.areas):  # fmt: skip
        step()
    if only is not None:
        drawing.mask(only.shape)
    shape = only.shape if only is not None else scene.outline
    arrow = _arrow_place(frame, scene, shape, arrow_mm)
    bar_at = furniture.bar_place(frame, shape)
    taken = [_arrow_box(*arrow, arrow_mm), furniture.bar_plate(frame, *bar_at)]
    if with_grid:
        furniture.grid(sheet, frame, t)
    moved = apart(sheet, frame, scene)
    names = name_everything(sheet, frame, moved.scene, [*taken, *moved.dots], only)
    moved.draw_dots(sheet)
    furniture.north_arrow(sheet, *arrow, arrow_mm, t("paper.north"))
    furniture.scale_bar(sheet, frame, t, *bar_at)
    sheet.box(frame.x, frame.y, frame.width, frame.height, line="#000000", width_pt=0.8)
    return names


def _arrow_place(frame: Frame, scene: MapScene, shape: BaseGeometry, size_mm: float) -> tuple[float, float]:
    """Return the upper corner, left or right, where the arrow hides fewer symbols, then less of the land shown."""
    y = frame.y + frame.height - size_mm * 1.47
    corners = [(frame.x + size_mm * 0.47, y), (frame.x + frame.width - size_mm * 0.47, y)]
    symbols = frame.place([(p.x, p.y) for p in scene.points]) if scene.points else np.empty((0, 2))
    shown = shapely.transform(shape, frame.place)

    def hidden(at: tuple[float, float]) -> tuple[int, float]:
        box = shapely.box(*_arrow_box(*at, size_mm))
        near = shapely.dwithin(box, shapely.points(symbols), _SYMBOL_MM) if len(symbols) else np.zeros(0)
        return int(near.sum()), round(float(box.intersection(shown).area), 1)

    return min(corners, key=hidden)


def _arrow_box(x: float, y: float, size_mm: float) -> furniture.Box:
    half = size_mm / 3
    return x - half, y - 2, x + half, y + size_mm + 2
