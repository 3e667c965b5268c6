"""Maps as pictures: one group for a phone, and the whole ward for a document or a slide."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import shapely

from geoapp.exports.paper.fonts import fitted, wrapped
from geoapp.exports.paper.frame import SCALES, fitting
from geoapp.exports.paper.legend import legend_columns, legend_strip, short_rows, strip_height
from geoapp.exports.paper.page_map import page_map, shown
from geoapp.exports.paper.scene import GroupRow, MapScene
from geoapp.exports.paper.sheet import Sheet
from geoapp.exports.paper.style import Style
from geoapp.i18n import translator

PHONE_PX, LONG_SIDE_PX = 390, 2048
PHONE_MM = (58.5, 104.0)
"""Design of the picture for phones: where it is shown 390 px wide, the least text (6 pt) is 14 px high."""
PHONE_DPI = LONG_SIDE_PX / (PHONE_MM[1] / 25.4)
_EDGE_MM, _RIM_MM, _NEAR_M = 2.0, 5.0, 15.0
_NOTES, _NOTE_MM, _PLAN_ROW_MM = 3, 3.0, 5.0
"""Notes there is room for, the height of one more, and that of one more row of the legend."""
_WITHIN_BAND, _BEYOND_BAND = 1, 4
_BROAD_MM = 120.0
_SLIDE = 1.6
"""How much larger text stands on a slide than on paper."""
_FINE_SCALES = tuple(range(200, 4_000, 50)) + tuple(range(4_000, 100_001, 250))
_RED = "#9B0D18"


@dataclass(frozen=True)
class Picture:
    """A sheet to be saved as a picture, its scale (1 to `denominator`), and how many labels touch something (0)."""

    sheet: Sheet
    denominator: int
    conflicts: int


@dataclass(frozen=True)
class PhoneWords:
    """What stands beside a group's map on a phone: `figure` large with `result` beside it, and notes at the foot."""

    title: str
    figure: str
    result: str
    notes: tuple[str, ...]


def group_picture(scene: MapScene, group: GroupRow, words: PhoneWords, colour: bool = True) -> Picture:
    """Return a group's map for a phone, upright; all text is at least 14 px high on a screen 390 px wide."""
    t, sheet = translator(scene.language), Sheet(*PHONE_MM, Style(colour))
    width, height = PHONE_MM
    inner = width - 2 * _EDGE_MM
    plain = _for_a_phone(scene, group)
    sheet.box(0, 0, width, height, fill="#FFFFFF")
    sheet.text(_EDGE_MM, height - 7, fitted(words.title, "bold", 13, inner), 13, "bold", _RED)
    sheet.text(_EDGE_MM, height - 11.2, fitted(scene.ward, "regular", 6.5, inner), 6.5)
    left = _EDGE_MM + sheet.text_width(words.figure, 17, "bold") + 2.5
    sheet.text(_EDGE_MM, height - 19.2, words.figure, 17, "bold", "#1F4E79")
    for row, line in enumerate(wrapped(words.result, "semibold", 6.5, width - _EDGE_MM - left)[:2]):
        sheet.text(left, height - 16.0 - row * 3.4, line, 6.5, "semibold")
    lift = 0.0 if scene.plan is None else _PLAN_ROW_MM + _NOTE_MM * max(len(words.notes) - _NOTES, 0)
    box = (_EDGE_MM, 33.0 + lift, inner, height - 55.0 - lift)
    frame = fitting(group.shape.bounds, box, margin_share=0.05, scales=_FINE_SCALES)
    names = page_map(sheet, frame, plain, t, group, with_grid=False, arrow_mm=9.0)
    legend_columns(sheet, shown(plain, frame), t, _EDGE_MM, 29.2 + lift, inner)
    _foot(sheet, words)
    return Picture(sheet, frame.denominator, names.conflicts)


def _for_a_phone(scene: MapScene, group: GroupRow) -> MapScene:
    """Return the scene without what would be noise there: houses in two classes, water near the group alone.

    Planned sites of the group have a word beside their symbol, which not everybody knows.
    """
    near = shapely.buffer(group.shape, _NEAR_M)
    word = translator(scene.language)("briefed.new-point")
    points = tuple(
        dataclasses.replace(p, label=word) if p.number and shapely.contains_xy(near, p.x, p.y) else p
        for p in scene.points if p.symbol != "water" or shapely.contains_xy(near, p.x, p.y)
    )  # fmt: skip
    return _two_classes(dataclasses.replace(scene, points=points))


def _two_classes(scene: MapScene) -> MapScene:
    band = np.where(scene.within, _WITHIN_BAND, _BEYOND_BAND).astype(np.int64)
    return dataclasses.replace(scene, house_band=band) if scene.weight else scene


def _foot(sheet: Sheet, words: PhoneWords) -> None:
    width = PHONE_MM[0]
    *notes, call = words.notes
    y = 8.9 + _NOTE_MM * (len(notes) - 1)
    for note in notes:
        sheet.text(_EDGE_MM, y, fitted(note, "regular", 6, width - 2 * _EDGE_MM), 6, colour="#465160")
        y -= _NOTE_MM
    sheet.box(0, 0, width, 7, fill=_RED if sheet.style.colour else "#000000")
    sheet.text(width / 2, 2.2, call, 9, "bold", "#FFFFFF", "center")


def map_picture(scene: MapScene, width_mm: float, height_mm: float, colour: bool = True) -> Picture:
    """Return the ward's map at a round scale, with grid and legend, for a page that prints it in its own size."""
    t, sheet = translator(scene.language), Sheet(width_mm, height_mm, Style(colour))
    sheet.box(0, 0, width_mm, height_mm, fill="#FFFFFF")
    below = strip_height(sheet, scene, t, width_mm - 2 * _RIM_MM) + _RIM_MM + 1.0
    box = (_RIM_MM, below, width_mm - 2 * _RIM_MM, height_mm - below - _RIM_MM)
    frame = fitting(_bounds(scene), box, margin_share=0.015, scales=SCALES)
    names = page_map(sheet, frame, scene, t)
    legend_strip(sheet, scene, t, _RIM_MM, below - _RIM_MM - 2.6, width_mm - 2 * _RIM_MM)
    return Picture(sheet, frame.denominator, names.conflicts)


def slide_picture(scene: MapScene, width_mm: float, height_mm: float, colour: bool = True) -> Picture:
    """Return the ward's map for a slide: large text, houses in two classes, a short legend, no water sources."""
    t, sheet = translator(scene.language), Sheet(width_mm / _SLIDE, height_mm / _SLIDE, Style(colour), _SLIDE)
    width, height = sheet.width_mm, sheet.height_mm
    points = tuple(point for point in scene.points if point.symbol != "water")
    plain = _two_classes(dataclasses.replace(scene, points=points))
    sheet.box(0, 0, width, height, fill="#FFFFFF")
    columns = 4 if width > _BROAD_MM else 3
    below = 4.4 * max(short_rows(sheet, plain, t, columns), 2) + 1.0
    frame = fitting(
        _bounds(scene), (0.5, below, width - 1, height - below - 0.5), _SLIDE, 0.015, _FINE_SCALES
    )
    names = page_map(sheet, frame, plain, t, with_grid=False, arrow_mm=11.0)
    legend_columns(sheet, plain, t, 0.5, below - 4.0, width - 1, columns)
    return Picture(sheet, frame.denominator, names.conflicts)


def _bounds(scene: MapScene) -> tuple[float, float, float, float]:
    if shapely.is_empty(scene.outline):
        return 0.0, 0.0, 1000.0, 1000.0
    west, south, east, north = scene.outline.bounds
    return west, south, east, north
