"""The map of one page: drawn, named and furnished in a frame, for a whole ward or one group of it."""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geoapp.exports.paper import furniture
from geoapp.exports.paper.apart import apart
from geoapp.exports.paper.draw_map import MapDrawing
from geoapp.exports.paper.frame import Frame
from geoapp.exports.paper.naming import Names, name_everything
from geoapp.exports.paper.scene import GroupRow, MapScene, Shapes
from geoapp.exports.paper.sheet import Sheet
from geoapp.i18n import Translator


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
    arrow_box = _arrow_box(*arrow, arrow_mm)
    bar_at = furniture.bar_place(frame, shape, [(p.x, p.y) for p in scene.points], arrow_box)
    taken = [arrow_box, furniture.bar_plate(frame, *bar_at)]
    if with_grid:
        furniture.grid(sheet, frame, t)
    moved = apart(sheet, frame, scene)
    names = name_everything(sheet, frame, moved.scene, [*taken, *moved.dots], only)
    moved.draw_dots(sheet)
    furniture.north_arrow(sheet, *arrow, arrow_mm, t("paper.north"))
    furniture.scale_bar(sheet, frame, t, *bar_at)
    sheet.box(frame.x, frame.y, frame.width, frame.height, line="#000000", width_pt=0.8)
    return names


def shown(scene: MapScene, frame: Frame) -> MapScene:
    """Return the scene with what a frame shows, so that its legend names nothing else."""
    west, south, east, north = frame.bounds_m
    window = shapely.box(west, south, east, north)
    seen = shapely.intersects(scene.houses, window) if len(scene.houses) else np.zeros(0, dtype=bool)
    plan = scene.plan
    return dataclasses.replace(
        scene,
        plan=dataclasses.replace(plan, added=shapely.intersection(plan.added, window)) if plan else None,
        points=tuple(p for p in scene.points if west <= p.x <= east and south <= p.y <= north),
        houses=scene.houses[seen],
        house_band=scene.house_band[seen],
        within=scene.within[seen],
        reach=shapely.intersection(scene.reach, window),
        gaps=shapely.intersection(scene.gaps, window),
        safe_areas=tuple(area for area in scene.safe_areas if area[1].intersects(window)),
        interfamily=_meeting(scene.interfamily, window),
        deep_alleys=_meeting(scene.deep_alleys, window),
        borders=_meeting(scene.borders, window),
        # the ward's line is explained where it is seen
        outline=scene.outline if shapely.intersects(shapely.boundary(scene.outline), window) else shapely.Polygon(),
    )


def _meeting(shapes: Shapes, window: BaseGeometry) -> Shapes:
    return np.asarray(shapes[shapely.intersects(shapes, window)], dtype=object)


def _arrow_place(frame: Frame, scene: MapScene, shape: BaseGeometry, size_mm: float) -> tuple[float, float]:
    """Return the upper corner, left or right, where the arrow hides fewer symbols, then less of the land shown."""
    y = frame.y + frame.height - size_mm * 1.47
    corners = [(frame.x + size_mm * 0.47, y), (frame.x + frame.width - size_mm * 0.47, y)]
    symbols = [(p.x, p.y) for p in scene.points]
    return min(corners, key=lambda at: furniture.hidden(frame, _arrow_box(at[0], at[1], size_mm), shape, symbols))


def _arrow_box(x: float, y: float, size_mm: float) -> furniture.Box:
    half = size_mm / 3
    return x - half, y - 2, x + half, y + size_mm + 2
