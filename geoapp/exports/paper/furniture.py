"""What makes a drawing a map: grid, scale bar, north arrow, and the sentence that says what it shows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from geoapp.exports.paper.frame import Frame
from geoapp.exports.paper.scene import MapScene
from geoapp.exports.paper.sheet import Sheet
from geoapp.i18n import Translator

Box = tuple[float, float, float, float]
_TICK_MM = 1.2
_CROSS_MM = 1.3
_BAR_MM = (30.0, 62.0)
_NARROW_MM = 100.0
_BAR_HIGH_MM, _MUCH_MM2 = 5.0, 20.0
SYMBOL_MM = 2.6
"""Half a symbol."""


def grid_step(frame: Frame) -> int:
    """Return a round distance in metres between grid crosses, 25 to 60 mm apart on the design."""
    for step in (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000):
        if step * frame.mm_per_m >= 25:
            return step
    return 20_000


def grid(sheet: Sheet, frame: Frame, t: Translator, step_m: int | None = None) -> int:
    """Draw crosses inside and figures on four sides; return the step in metres."""
    step = step_m or grid_step(frame)
    west, south, east, north = frame.bounds_m
    eastings = range(math.ceil(west / step) * step, math.floor(east) + 1, step)
    northings = range(math.ceil(south / step) * step, math.floor(north) + 1, step)
    middles = frame.place([(e, n) for e in eastings for n in northings])
    arms = [middles + arm for arm in ((-_CROSS_MM, 0), (_CROSS_MM, 0), (0, -_CROSS_MM), (0, _CROSS_MM))]
    crosses = np.stack(arms, axis=1).reshape(-1, 2, 2)
    sheet.strokes(list(crosses), sheet.style.ink("#333333"), 0.35, cap="butt")
    for e in eastings:
        _across(sheet, frame, float(frame.place([(e, south)])[0, 0]), t.number(e))
    for n in northings:
        _up(sheet, frame, float(frame.place([(west, n)])[0, 1]), t.number(n))
    return step


def _across(sheet: Sheet, frame: Frame, x: float, figure: str) -> None:
    top, bottom = frame.y + frame.height, frame.y
    sheet.line([(x, top), (x, top + _TICK_MM)], 0.4)
    sheet.line([(x, bottom), (x, bottom - _TICK_MM)], 0.4)
    half = sheet.text_width(figure, 6.5) / 2
    if frame.x + half <= x <= frame.x + frame.width - half:
        sheet.text(x, top + _TICK_MM + 0.8, figure, 6.5, align="center")
        sheet.text(x, bottom - _TICK_MM - sheet.text_height(6.5) * 0.75, figure, 6.5, align="center")


def _up(sheet: Sheet, frame: Frame, y: float, figure: str) -> None:
    left, right = frame.x, frame.x + frame.width
    sheet.line([(left, y), (left - _TICK_MM, y)], 0.4)
    sheet.line([(right, y), (right + _TICK_MM, y)], 0.4)
    half = sheet.text_width(figure, 6.5) / 2
    if frame.y + half <= y <= frame.y + frame.height - half:
        sheet.text(left - _TICK_MM - 0.8, y, figure, 6.5, align="center", turn=90)
        sheet.text(right + _TICK_MM + sheet.text_height(6.5) * 0.75, y, figure, 6.5, align="center", turn=90)


def result(scene: MapScene, t: Translator) -> str:
    """Return the sentence that matters: how many households of all are within reach."""
    if not scene.weight:
        return t("paper.no-figures")
    key = "paper.sentence-walking" if scene.walking else "paper.sentence-straight"
    return t(key, covered=round(scene.covered), total=round(scene.weight), share=t.percent(scene.covered / scene.weight),
             radius=t.metres(scene.radius_m))  # fmt: skip


def bar_length(frame: Frame) -> int:
    """Return a round length in metres (1, 2, 4 or 5 times a power of ten) that is 30 to 62 mm on the design.

    In a narrow frame, such as a picture for phones, it is a sixth to two fifths of the width.
    """
    least, most = _BAR_MM if frame.width >= _NARROW_MM else (frame.width / 6, frame.width / 2.5)
    for power in range(6):
        for lead in (1, 2, 4, 5):
            length = int(lead * 10**power)
            if least <= length * frame.mm_per_m <= most:
                return length
    return max(1, round(least / frame.mm_per_m))


def bar_plate(frame: Frame, x: float, y: float) -> Box:
    """Return the box of paper that a bar at a place stands on."""
    right = x + bar_length(frame) * frame.mm_per_m
    if frame.width < _NARROW_MM:
        return x - 2.0, y - 1.2, right + 6.5, y + 5.4
    return x - 3.5, y - 2.5, right + 9.5, y + 6.5


def bar_place(
    frame: Frame, land: BaseGeometry, symbols: Sequence[tuple[float, float]] = (), avoid: Box | None = None
) -> tuple[float, float]:
    """Return the corner where a bar hides fewest symbols and little of the land that the map is about.

    Parameters
    ----------
    symbols
        Places of symbols in metres.
    avoid
        A box in millimetres that is taken. Upper corners are thought of only if both lower ones hide something.
    """
    width = bar_length(frame) * frame.mm_per_m
    left, right, low = (9.0, 15.0, 6.0) if frame.width >= _NARROW_MM else (2.6, 7.1, 1.8)
    sides, high = (frame.x + left, frame.x + frame.width - width - right), frame.y + frame.height - low - _BAR_HIGH_MM
    lower = [(x, frame.y + low) for x in sides]
    upper = [(x, high) for x in sides if avoid is None or not _meet(bar_plate(frame, x, high), avoid)]
    places = [(at, hidden(frame, bar_plate(frame, *at), land, symbols)) for at in (*lower, *upper)]

    def cost(place: tuple[tuple[float, float], tuple[int, float]]) -> tuple[int, bool, float]:
        at, (symbols_hidden, land_mm2) = place
        return symbols_hidden + (land_mm2 > _MUCH_MM2), at in upper, land_mm2

    return min(places, key=cost)[0]


def hidden(
    frame: Frame, box: Box, land: BaseGeometry, symbols: Sequence[tuple[float, float]]
) -> tuple[int, float]:
    """Return how many symbols a box hides or touches, and how much of some land, in square millimetres."""
    plate = shapely.box(*box)
    near = shapely.dwithin(plate, shapely.points(frame.place(symbols)), SYMBOL_MM).sum() if len(symbols) else 0
    return int(near), round(float(plate.intersection(shapely.transform(land, frame.place)).area), 1)


def _meet(one: Box, other: Box) -> bool:
    return bool(shapely.box(*one).intersects(shapely.box(*other)))


def scale_bar(sheet: Sheet, frame: Frame, t: Translator, x: float, y: float) -> None:
    """Draw a bar of four parts, of two in a narrow frame, at a place, on a plate of paper."""
    length, parts = bar_length(frame), 4 if frame.width >= _NARROW_MM else 2
    part, plate = length * frame.mm_per_m / parts, bar_plate(frame, x, y)
    sheet.box(plate[0], plate[1], plate[2] - plate[0], plate[3] - plate[1], fill="#FFFFFF")
    for k in range(parts):
        sheet.box(x + k * part, y, part, 1.5, "#000000" if k % 2 == 0 else "#FFFFFF", "#000000", 0.4)
    for k in range(parts + 1):
        metres = length * k / parts
        figure = t.number(metres, 0 if metres == int(metres) else 1) + ("\u00a0m" if k == parts else "")
        shift = sheet.text_width("\u00a0m", 6.5) / 2 if k == parts else 0
        sheet.text(x + k * part + shift, y + 2.4, figure, 6.5, align="center")


def north_arrow(sheet: Sheet, x: float, y: float, height: float, letter: str) -> None:
    """Draw an arrow to grid north with its tip at the top."""
    half, tip, base, notch = height * 0.2, y + height * 0.72, y, y + height * 0.18
    sheet.line([(x, tip), (x - half, base), (x, notch), (x + half, base), (x, tip)], 0.5)
    sheet.fills([Path([(x, tip), (x - half, base), (x, notch), (x, tip)], closed=True)], "#000000")
    sheet.text(x, y + height * 0.78, letter, 9, "bold", align="center", halo=1.5)
