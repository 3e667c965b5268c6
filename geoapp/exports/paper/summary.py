"""The summary: one A4 sheet for who has one minute. The result, four figures, the map, where the gaps are, the method."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import shapely

from geoapp.exports.paper import furniture
from geoapp.exports.paper.fonts import Weight, fitted, wrapped
from geoapp.exports.paper.frame import Frame, fitting
from geoapp.exports.paper.legend import legend_strip
from geoapp.exports.paper.page_map import page_map
from geoapp.exports.paper.plan_table import plan_block
from geoapp.exports.paper.scene import MapScene
from geoapp.exports.paper.sheet import Sheet
from geoapp.exports.paper.style import Style
from geoapp.i18n import translator

WIDTH_MM, HEIGHT_MM, MARGIN_MM = 210.0, 297.0, 16.0
INK, NAVY, SOFT = "#9B0D18", "#1F4E79", "#465160"
_MAP_BOX = (20.0, 107.0, 170.0, 126.0)
_PLAN_LIFT_MM, _PLAN_DROP_MM = 6.0, 2.0
"""With a plan: room for more lines at the foot, and below a longer legend."""
_INNER_MM = WIDTH_MM - 2 * MARGIN_MM
_TABLE_TOP, _TABLE_LEAST, _ROW_MM = 78.6, 28.5, 5.2


@dataclass(frozen=True)
class _Layout:
    """The table: its width, how wide its first column is, where the others end, where the bar begins and its width."""

    width: float
    first: float
    ends: tuple[float, ...]
    bar: tuple[float, float]


_WHOLE = _Layout(_INNER_MM, 38.0, (58.0, 82.0, 110.0), (116.0, 44.0))
_HALF = _Layout(84.0, 27.0, (44.0,), (48.0, 21.0))
_PLAN_X, _PLAN_MM = 108.0, 86.0


@dataclass(frozen=True)
class DigestRow:
    """A line of the table: its cells, and the share of households reached (``None``: nobody lives there)."""

    cells: tuple[str, ...]
    share: float | None
    total: bool = False


@dataclass(frozen=True)
class Digest:
    """What the summary says in words: `figures` are (value, what it counts); `heads` name the table's columns.

    The last head stands over the share, whose words are the last cell of every row.
    """

    title: str
    sentence: str
    figures: tuple[tuple[str, str], ...]
    table_title: str
    heads: tuple[str, ...]
    rows: tuple[DigestRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """The sheet, the map frame for georeferencing, and how many labels touch something (0)."""

    sheet: Sheet
    frame: Frame
    conflicts: int


def summary(scene: MapScene, digest: Digest, colour: bool = True) -> Summary:
    """Return the one page."""
    t, sheet = translator(scene.language), Sheet(WIDTH_MM, HEIGHT_MM, Style(colour))
    bounds = scene.outline.bounds if not shapely.is_empty(scene.outline) else _around_points(scene)
    frame = fitting(bounds, _MAP_BOX, margin_share=0.01)
    _head(sheet, scene, digest, frame)
    _figures(sheet, digest)
    # sources of water are for who draws it: in so small a map they would crowd out the points
    plain = dataclasses.replace(scene, points=tuple(p for p in scene.points if p.symbol != "water"))
    names = page_map(sheet, frame, plain, t)
    legend_strip(sheet, plain, t, _MAP_BOX[0], 98.8 if scene.plan is None else 99.8, _MAP_BOX[2])
    if scene.plan is None:
        _table(sheet, digest, _WHOLE, _TABLE_TOP, _TABLE_LEAST)
    else:
        top, least_y = _TABLE_TOP - _PLAN_DROP_MM, _TABLE_LEAST + _PLAN_LIFT_MM
        _table(sheet, digest, _HALF, top, least_y)
        plan_block(sheet, scene.plan, t, _PLAN_X, top + 2, _PLAN_MM, least_y, "briefed.more-sites-report")
    _foot(sheet, scene, digest, frame, names.unlabelled)
    return Summary(sheet, frame, names.conflicts)


def _around_points(scene: MapScene) -> tuple[float, float, float, float]:
    xy = np.array([(p.x, p.y) for p in scene.points] or [(0.0, 0.0)])
    (west, south), (east, north) = (xy.min(axis=0) - 200).tolist(), (xy.max(axis=0) + 200).tolist()
    return west, south, east, north


def _head(sheet: Sheet, scene: MapScene, digest: Digest, frame: Frame) -> None:
    t, right = translator(scene.language), WIDTH_MM - MARGIN_MM
    sheet.text(MARGIN_MM, 286, fitted(scene.office, "regular", 9, 120), 9)
    sheet.text(right, 286, t("paper.scale", scale=frame.denominator), 11, "bold", align="right")
    sheet.text(MARGIN_MM, 272.5, digest.title, 18, "bold", INK)
    if scene.illustrative:
        ink = "#7A4B00" if sheet.style.colour else "#000000"
        sheet.text(right, 281.2, t("paper.illustrative"), 7, "bold", ink, "right")
    y = 263.5
    for line in wrapped(digest.sentence, "semibold", 12, _INNER_MM)[:2]:
        sheet.text(MARGIN_MM, y, line, 12, "semibold")
        y -= 5.8


def _figures(sheet: Sheet, digest: Digest) -> None:
    step = _INNER_MM / max(len(digest.figures), 1)
    for at, (figure, words) in enumerate(digest.figures):
        x = MARGIN_MM + at * step
        if at:
            sheet.line([(x - 3, 239), (x - 3, 254.5)], 0.4, "#7C8794")
        sheet.text(x, 248, figure, 22, "bold", NAVY)
        for row, line in enumerate(wrapped(words, "regular", 8, step - 6)[:2]):
            sheet.text(x, 243.2 - row * 3.9, line, 8)


def _table(sheet: Sheet, digest: Digest, layout: _Layout, top: float, least_y: float) -> None:
    if not digest.rows:
        return
    title = fitted(digest.table_title, "bold", 9, layout.width)
    sheet.text(MARGIN_MM, top + 2, title, 9, "bold")
    height = min(_ROW_MM, (top - least_y) / (len(digest.rows) + 1))
    base, y, band = (height - 1.9) / 2, top - height, "#E6E9ED" if sheet.style.colour else "#FFFFFF"
    right = MARGIN_MM + layout.width
    sheet.box(MARGIN_MM, y, layout.width, height, fill=band)
    sheet.text(MARGIN_MM + 1.5, y + base, digest.heads[0], 7.5, "semibold")
    for head, end in zip(digest.heads[1:-1], layout.ends, strict=True):
        sheet.text(MARGIN_MM + end, y + base, head, 7.5, "semibold", align="right")
    sheet.text(right - 1.5, y + base, digest.heads[-1], 7.5, "semibold", align="right")
    sheet.line([(MARGIN_MM, y), (right, y)], 0.6)
    for row in digest.rows:
        y -= height
        _row(sheet, row, layout, y, height, base)


def _row(sheet: Sheet, row: DigestRow, layout: _Layout, y: float, height: float, base: float) -> None:
    weight: Weight = "semibold" if row.total else "regular"
    right = MARGIN_MM + layout.width
    if row.total:
        sheet.box(MARGIN_MM, y, layout.width, height, fill="#E6E9ED" if sheet.style.colour else "#FFFFFF")
        sheet.line([(MARGIN_MM, y + height), (right, y + height)], 0.6)
    first = fitted(row.cells[0], weight, 7.5, layout.first)
    sheet.text(MARGIN_MM + 1.5, y + base, first, 7.5, weight)
    for cell, end in zip(row.cells[1:-1], layout.ends, strict=True):
        sheet.text(MARGIN_MM + end, y + base, cell, 7.5, weight, align="right")
    sheet.text(right - 1.5, y + base, row.cells[-1], 7.5, weight, align="right")
    if row.share is not None:
        left, wide = MARGIN_MM + layout.bar[0], layout.bar[1]
        low, thick = y + height * 0.27, height * 0.46
        sheet.box(
            left, low, wide * min(row.share, 1), thick, fill="#0072B2" if sheet.style.colour else "#000000"
        )
        sheet.box(left, low, wide, thick, line="#000000", width_pt=0.3)
    sheet.line([(MARGIN_MM, y), (right, y)], 0.2, "#7C8794")


def _foot(sheet: Sheet, scene: MapScene, digest: Digest, frame: Frame, unlabelled: tuple[str, ...]) -> None:
    t, most = translator(scene.language), 4 if scene.plan is None else 6
    y = 23.4 + (_PLAN_LIFT_MM if scene.plan else 0.0)
    sheet.line([(MARGIN_MM, y + 3), (WIDTH_MM - MARGIN_MM, y + 3)], 0.4)
    missing = (t("paper.unlabelled", names=", ".join(unlabelled)),) if unlabelled else ()
    planned = (scene.plan.foot,) if scene.plan else ()
    lines = wrapped(" ".join((*digest.notes, *planned, *missing)), "regular", 6.5, _INNER_MM)
    if len(lines) > most:
        lines = [*lines[: most - 1], fitted(" ".join(lines[most - 1 :]), "regular", 6.5, _INNER_MM)]
    for line in lines:
        sheet.text(MARGIN_MM, y, line, 6.5)
        y -= 3.2
    step = t.metres(furniture.grid_step(frame))
    words = t("paper.footer", crs=scene.crs_words, step=step, ward=scene.ward)
    sheet.text(MARGIN_MM, 9.2, fitted(words, "regular", 6, 148), 6)
    sheet.text(WIDTH_MM - MARGIN_MM, 9.2, t("paper.call"), 7, "bold", INK, "right")
