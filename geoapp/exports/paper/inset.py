"""The inset: where on earth the ward lies, with river and a net of longitude and latitude."""

from __future__ import annotations

import math

import numpy as np
import shapely
from matplotlib.patches import Rectangle

from geoapp import crs as systems
from geoapp.exports.paper.frame import Frame
from geoapp.exports.paper.scene import MapScene
from geoapp.exports.paper.sheet import Sheet
from geoapp.i18n import Translator
from geoapp.symbology import MAP_COLOURS as C

_SMALLER = 2.1
_STEPS_MIN = (1, 2, 5, 10, 30)


def inset(sheet: Sheet, scene: MapScene, box: tuple[float, float, float, float], t: Translator) -> None:
    """Draw the ward small in a box x, y, width, height."""
    del t
    x, y, width, height = box
    sheet.box(x, y, width, height, fill=C["land"] if sheet.style.colour else "#FFFFFF")
    if not shapely.is_empty(scene.outline):
        west, south, east, north = scene.outline.bounds
        denominator = round(
            max((east - west) / width, (north - south) / height) * 1000 / sheet.factor * _SMALLER
        )
        frame = Frame(
            x, y, width, height, (west + east) / 2, (south + north) / 2, max(denominator, 1), sheet.factor
        )
        clip = sheet.window(x, y, width, height)
        water = scene.surroundings.get("water", np.empty(0, dtype=object))
        sheet.fills(
            frame.paths(water),
            sheet.style.map("water"),
            sheet.style.ink(C["water_bank"]) if sheet.style.colour else "#000000",
            0.3,
            clip,
        )
        streets = np.array([way.shape for way in scene.ways if way.rank <= 1], dtype=object)
        sheet.strokes(frame.lines(streets), "#8A8172" if sheet.style.colour else "#000000", 0.5, clip)
        _net(sheet, scene, frame, clip)
        if sheet.style.colour:
            sheet.fills(frame.paths(scene.outline), "#F6D9D6", clip=clip, alpha=0.75)
        sheet.fills(frame.paths(scene.outline), None, sheet.style.ink("#9B0D18"), 1.2, clip)
    sheet.box(x, y, width, height, line="#000000", width_pt=0.6)


def _net(sheet: Sheet, scene: MapScene, frame: Frame, clip: Rectangle) -> None:
    """Draw meridians and parallels with their degrees at the edge."""
    west, south, east, north = frame.bounds_m
    corners = systems.unproject([(west, south), (east, south), (east, north), (west, north)], scene.crs)
    low, high = corners.min(axis=0) * 60, corners.max(axis=0) * 60
    step = next((s for s in _STEPS_MIN if (high[1] - low[1]) / s <= 4), 60)
    for axis in (0, 1):
        for minutes in range(math.ceil(low[axis] / step) * step, math.floor(high[axis]) + 1, step):
            _line(sheet, scene, frame, clip, axis, minutes, (low, high))


def _line(
    sheet: Sheet, scene: MapScene, frame: Frame, clip: Rectangle, axis: int, minutes: int,
    span: tuple[np.ndarray, np.ndarray],
) -> None:  # fmt: skip
    other = np.linspace(span[0][1 - axis], span[1][1 - axis], 9) / 60
    fixed = np.full(9, minutes / 60)
    lonlat = np.column_stack([fixed, other] if axis == 0 else [other, fixed])
    places = frame.place(systems.project(lonlat, scene.crs))
    sheet.strokes([places], "#7C8794" if sheet.style.colour else "#000000", 0.3, clip, (2, 2))
    words = f"{minutes // 60}°{minutes % 60:02d}′"
    if axis == 0:
        at = float(np.interp(frame.y, places[:, 1], places[:, 0]))
        if frame.x + 6 < at < frame.x + frame.width - 6:
            sheet.text(at, frame.y + 0.9, words, 6, align="center", halo=1.2)
        return
    at = float(np.interp(frame.x, places[:, 0], places[:, 1]))
    if frame.y + 4 < at < frame.y + frame.height - 3:
        sheet.text(frame.x + 0.9, at + 0.4, words, 6, halo=1.2)
