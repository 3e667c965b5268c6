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
from geoapp.exports.paper.scene import MapScene
from geoapp.exports.paper.sheet import Sheet
from geoapp.exports.paper.style import Style
from geoapp.i18n import translator

WIDTH_MM, HEIGHT_MM, MARGIN_MM = 210.0, 297.0, 16.0
INK, NAVY, SOFT = "#9B0D18", "#1F4E79", "#465160"
_MAP_BOX = (20.0, 107.0, 170.0, 126.0)
_INNER_MM = WIDTH_MM - 2 * MARGIN_MM
_TABLE_TOP, _TABLE_LEAST, _ROW_MM = 78.6, 28.5, 5.2
_COLUMNS_MM = (38.0, 58.0, 82.0, 110.0)
_BAR_MM = (116.0, 44.0)


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
    legend_strip(sheet, plain, t, _MAP_BOX[0], 98.8, _MAP_BOX[2])
    _table(sheet, digest)
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


def _table(sheet: Sheet, digest: Digest) -> None:
    if not digest.rows:
        return
    sheet.text(MARGIN_MM, _TABLE_TOP + 2, digest.table_title, 9, "bold")
    height = min(_ROW_MM, (_TABLE_TOP - _TABLE_LEAST) / (len(digest.rows) + 1))
    base, y, band = (height - 1.9) / 2, _TABLE_TOP - height, "#E6E9ED" if sheet.style.colour else "#FFFFFF"
    sheet.box(MARGIN_MM, y, _INNER_MM, height, fill=band)
    sheet.text(MARGIN_MM + 1.5, y + base, digest.heads[0], 7.5, "semibold")
    for head, end in zip(digest.heads[1:-1], _COLUMNS_MM[1:], strict=False):
        sheet.text(MARGIN_MM + end, y + base, head, 7.5, "semibold", align="right")
    sheet.text(WIDTH_MM - MARGIN_MM - 1.5, y + base, digest.heads[-1], 7.5, "semibold", align="right")
    sheet.line([(MARGIN_MM, y), (WIDTH_MM - MARGIN_MM, y)], 0.6)
    for row in digest.rows:
        y -= height
        _row(sheet, row, y, height, base)


def _row(sheet: Sheet, row: DigestRow, y: float, height: float, base: float) -> None:
    weight: Weight = "semibold" if row.total else "regular"
    if row.total:
        sheet.box(MARGIN_MM, y, _INNER_MM, height, fill="#E6E9ED" if sheet.style.colour else "#FFFFFF")
        sheet.line([(MARGIN_MM, y + height), (WIDTH_MM - MARGIN_MM, y + height)], 0.6)
    first = fitted(row.cells[0], weight, 7.5, _COLUMNS_MM[0])
    sheet.text(MARGIN_MM + 1.5, y + base, first, 7.5, weight)
    for cell, end in zip(row.cells[1:-1], _COLUMNS_MM[1:], strict=False):
        sheet.text(MARGIN_MM + end, y + base, cell, 7.5, weight, align="right")
    sheet.text(WIDTH_MM - MARGIN_MM - 1.5, y + base, row.cells[-1], 7.5, weight, align="right")
    if row.share is not None:
        left, wide = MARGIN_MM + _BAR_MM[0], _BAR_MM[1]
        low, thick = y + height * 0.27, height * 0.46
        sheet.box(
            left, low, wide * min(row.share, 1), thick, fill="#0072B2" if sheet.style.colour else "#000000"
        )
        sheet.box(left, low, wide, thick, line="#000000", width_pt=0.3)
    sheet.line([(MARGIN_MM, y), (WIDTH_MM - MARGIN_MM, y)], 0.2, "#7C8794")


def _foot(sheet: Sheet, scene: MapScene, digest: Digest, frame: Frame, unlabelled: tuple[str, ...]) -> None:
    t, y = translator(scene.language), 23.4
    sheet.line([(MARGIN_MM, y + 3), (WIDTH_MM - MARGIN_MM, y + 3)], 0.4)
    missing = (t("paper.unlabelled", names=", ".join(unlabelled)),) if unlabelled else ()
    lines = wrapped(" ".join((*digest.notes, *missing)), "regular", 6.5, _INNER_MM)
    if len(lines) > 4:
        lines = [*lines[:3], fitted(" ".join(lines[3:]), "regular", 6.5, _INNER_MM)]
    for line in lines:
        sheet.text(MARGIN_MM, y, line, 6.5)
        y -= 3.2
    step = t.metres(furniture.grid_step(frame))
    words = t("paper.footer", crs=scene.crs_words, step=step, ward=scene.ward)
    sheet.text(MARGIN_MM, 9.2, fitted(words, "regular", 6, 148), 6)
    sheet.text(WIDTH_MM - MARGIN_MM, 9.2, t("paper.call"), 7, "bold", INK, "right")
