"""The wall map: one sheet, A4 to A0, with legend, table, inset and everything a meeting asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from geoapp.exports.paper import furniture
from geoapp.exports.paper.apart import apart
from geoapp.exports.paper.draw_map import MapDrawing
from geoapp.exports.paper.fonts import fitted, wrapped
from geoapp.exports.paper.frame import Frame, fitting
from geoapp.exports.paper.inset import inset
from geoapp.exports.paper.legend import legend
from geoapp.exports.paper.naming import Names, name_everything
from geoapp.exports.paper.plan_table import plan_block, plan_sheets
from geoapp.exports.paper.scene import MapScene
from geoapp.exports.paper.sheet import Sheet
from geoapp.exports.paper.style import Style
from geoapp.exports.paper.table import ROWS_A_COLUMN, bar_key, group_table, rows_that_fit
from geoapp.i18n import Translator, translator

WIDTH_MM = 420.0
TITLE_INK = "#9B0D18"
PAPERS: Mapping[str, tuple[int, int]] = {
    "a4": (297, 210),
    "a3": (420, 297),
    "a2": (594, 420),
    "a1": (841, 594),
    "a0": (1189, 841),
}
"""Width and height in millimetres, landscape. The design is that of A3; it grows and shrinks with the paper."""
_MAP_BOX = (16.0, 20.0, 288.0, 242.0)
_COLUMN_X, _COLUMN_WIDTH = 314.0, 90.0
_INSET_MM = {False: 47.0, True: 38.0}
_LEAST_Y, _MOST_PLAN_MM = 19.0, 70.0


@dataclass(frozen=True)
class WallMap:
    """The finished sheets, the main frame for georeferencing, and what the label test found.

    `titles` name the sheets after the first.
    """

    sheets: tuple[Sheet, ...]
    frame: Frame
    conflicts: int
    unlabelled: tuple[str, ...]
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Held:
    """How many groups and planned sites the tables beside the map hold."""

    groups: int
    sites: int


def wall_map(
    scene: MapScene, paper: str = "a3", colour: bool = True, denominator: int | None = None
) -> WallMap:
    """Return the sheets of a wall map.

    Parameters
    ----------
    paper
        One of :data:`PAPERS`. The layout grows with the paper; the scale is chosen afresh.
    colour
        ``False``: pure black and white.
    denominator
        A fixed scale; by default the largest round one that shows the whole ward.
    """
    t, factor = translator(scene.language), PAPERS[paper][0] / WIDTH_MM
    sheet = Sheet(WIDTH_MM, PAPERS[paper][1] / factor, Style(colour), factor)
    frame = _frame(scene, factor, denominator)
    drawing = MapDrawing(sheet, frame, scene)
    for step in (drawing.ground, drawing.reach, drawing.ways, drawing.deep_alleys, drawing.buildings,
                 drawing.borders, drawing.areas):  # fmt: skip
        step()
    step_m = furniture.grid_step(frame)
    arrow = (frame.x + 8, frame.y + frame.height - 26, 18.0)
    arrow_box = (arrow[0] - 6, arrow[1] - 2, arrow[0] + 6, arrow[1] + arrow[2] + 2)
    bar_at = furniture.bar_place(frame, scene.outline, [(p.x, p.y) for p in scene.points], arrow_box)
    taken = [arrow_box, furniture.bar_plate(frame, *bar_at)]
    furniture.grid(sheet, frame, t, step_m)
    moved = apart(sheet, frame, scene)
    names = name_everything(sheet, frame, moved.scene, [*taken, *moved.dots])
    moved.draw_dots(sheet)
    furniture.north_arrow(sheet, *arrow, t("paper.north"))
    furniture.scale_bar(sheet, frame, t, *bar_at)
    _sheet_frame(sheet)
    _head(sheet, scene, t, frame, paper)
    held = _column(sheet, scene, t)
    _foot(sheet, scene, t, step_m, names)
    more = _more_rows(scene, t, sheet, held.groups)
    plans = plan_sheets(sheet, scene.plan, t, TITLE_INK) if scene.plan and held.sites < len(scene.plan.rows) else []
    nameless = _nameless(sheet, scene, t, names.unlabelled)
    titles = (*[t("briefed.sheet")] * len(plans), *[t("paper.table-more")] * len(more),
              *[t("paper.unlabelled-title")] * len(nameless))  # fmt: skip
    return WallMap((sheet, *plans, *more, *nameless), frame, names.conflicts, names.unlabelled, titles)


def _frame(scene: MapScene, factor: float, denominator: int | None) -> Frame:
    bounds = scene.outline.bounds if not shapely.is_empty(scene.outline) else _bounds_of_points(scene)
    frame = fitting(bounds, _MAP_BOX, factor, margin_share=0.01)
    if denominator is None:
        return frame
    return Frame(*_MAP_BOX, frame.east_m, frame.north_m, denominator, factor)


def _bounds_of_points(scene: MapScene) -> tuple[float, float, float, float]:
    xy = np.array([(p.x, p.y) for p in scene.points] or [(0.0, 0.0)])
    west, south = (xy.min(axis=0) - 100).tolist()
    east, north = (xy.max(axis=0) + 100).tolist()
    return west, south, east, north


def _sheet_frame(sheet: Sheet) -> None:
    x, y, width, height = _MAP_BOX
    sheet.box(x, y, width, height, line="#000000", width_pt=0.8)
    sheet.box(8, 8, WIDTH_MM - 16, sheet.height_mm - 16, line="#000000", width_pt=1.2)


def _head(sheet: Sheet, scene: MapScene, t: Translator, frame: Frame, paper: str) -> None:
    right = WIDTH_MM - 16
    planned = scene.plan is not None
    sheet.text(16, 283.6, scene.office, 9)
    sheet.text(16, 274.2, t("paper.title-plan" if planned else "paper.title-wall"), 21, "bold", TITLE_INK)
    said = scene.plan.result if scene.plan else furniture.result(scene, t)
    sheet.text(16, 267.4, fitted(said, "semibold", sheet.points(9), _MAP_BOX[2] * sheet.factor), 9, "semibold")
    sheet.text(right, 282, t("paper.scale", scale=frame.denominator), 13, "bold", align="right")
    width, height = PAPERS[paper]
    size = t("paper.paper-size", name=paper.upper(), width=str(width), height=str(height))
    sheet.text(right, 276, size, 7, align="right")
    if scene.illustrative:
        words = t("paper.illustrative")
        w = sheet.text_width(words, 8, "bold") + 6
        sheet.box(
            right - w,
            266.4,
            w,
            6.4,
            fill="#FFF3D9" if sheet.style.colour else "#FFFFFF",
            line="#7A4B00",
            width_pt=0.6,
        )
        sheet.text(
            right - w / 2, 268.4, words, 8, "bold", "#7A4B00" if sheet.style.colour else "#000000", "center"
        )


def _column(sheet: Sheet, scene: MapScene, t: Translator) -> _Held:
    x, width, plan = _COLUMN_X, _COLUMN_WIDTH, scene.plan
    sheet.text(x, 259.6, t("paper.inset"), 9, "bold")
    inset(sheet, scene, (x, 257 - _INSET_MM[plan is not None], width, _INSET_MM[plan is not None]), t)
    bottom = legend(sheet, scene, t, x, 250 - _INSET_MM[plan is not None], width)
    rows, sites = min(len(scene.groups), ROWS_A_COLUMN), 0
    if plan is not None:
        wanted = _LEAST_Y + (rows + 2) * 3.1 + 10
        bottom, sites = plan_block(sheet, plan, t, x, bottom - 7, width, max(wanted, bottom - _MOST_PLAN_MM))
        rows = min(rows, rows_that_fit(bottom - 9, _LEAST_Y))
        bar_key(sheet, scene, t, x + width, bottom - 7)
    top = bottom - (8 if plan is None else 7)
    sheet.text(x, top, t("paper.table"), 9, "bold")
    group_table(sheet, scene, t, x, top - 2, width, scene.groups[:rows], total=True, least_y=_LEAST_Y)
    return _Held(rows, sites)


def _foot(sheet: Sheet, scene: MapScene, t: Translator, step_m: int, names: Names) -> None:
    right = WIDTH_MM - 16
    left = t("paper.footer", crs=scene.crs_words, step=t.metres(step_m), ward=scene.ward)
    sheet.text(16, 12.3, fitted(left, "regular", sheet.points(6.5), 275 * sheet.factor), 6.5)
    made = t("paper.version", date=t.date(scene.updated), version=scene.version[:8])
    sheet.text(right, 12.3, f"{made} · {t('paper.call')}", 6.5, align="right")
    notes = [scene.plan.foot] if scene.plan else []
    if names.unlabelled:
        notes.append(_unlabelled(sheet, scene, t, names.unlabelled)[0])
    sheet.text(16, 9.2, fitted(" ".join(notes), "regular", sheet.points(6), (right - 16) * sheet.factor), 6)


def _unlabelled(sheet: Sheet, scene: MapScene, t: Translator, names: tuple[str, ...]) -> tuple[str, bool]:
    """Return what the foot says of points without room for their names, and whether it names them all."""
    words = t("paper.unlabelled", names=", ".join(names))
    room = (WIDTH_MM - 32) / (2 if scene.plan else 1)
    if sheet.text_width(words, 6) <= room:
        return words, True
    return t("paper.unlabelled-more", count=len(names)), False


def _nameless(first: Sheet, scene: MapScene, t: Translator, names: tuple[str, ...]) -> list[Sheet]:
    """Return a sheet that lists the points whose names found no room, where the map's foot has none either."""
    if not names or _unlabelled(first, scene, t, names)[1]:
        return []
    sheet = Sheet(WIDTH_MM, first.height_mm, first.style, first.factor)
    sheet.text(16, 275, t("paper.unlabelled-title"), 16, "bold", TITLE_INK)
    lines = wrapped(", ".join(names), "regular", sheet.points(8), (WIDTH_MM - 32) * sheet.factor)
    for at, line in enumerate(lines):
        sheet.text(16, 264 - at * sheet.text_height(8) * 1.2, line, 8)
    return [sheet]


def _more_rows(scene: MapScene, t: Translator, first: Sheet, held: int) -> list[Sheet]:
    """Return further sheets with the rows of the table that did not fit beside the map."""
    sheets = []
    rest = scene.groups[held:]
    while rest:
        sheet = Sheet(WIDTH_MM, first.height_mm, first.style, first.factor)
        sheet.text(16, 275, t("paper.table-more"), 16, "bold", TITLE_INK)
        for column in range(4):
            part, rest = rest[:44], rest[44:]
            if part:
                group_table(
                    sheet, scene, t, 16 + column * 98, 266, _COLUMN_WIDTH, part, total=False, least_y=16
                )
        sheets.append(sheet)
    return sheets
