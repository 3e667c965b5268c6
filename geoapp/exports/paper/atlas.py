"""The atlas: cover, overview, and one A4 sheet per group with its map, its points, its campaign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geoapp.exports.paper import furniture
from geoapp.exports.paper.fonts import balanced, fitted, wrapped
from geoapp.exports.paper.frame import SCALES, Frame, fitting
from geoapp.exports.paper.legend import legend_strip, strip_height
from geoapp.exports.paper.page_map import page_map, shown
from geoapp.exports.paper.pdf import Page
from geoapp.exports.paper.plan_table import plan_details, plan_says
from geoapp.exports.paper.scene import STANDING, GroupSheet, MapScene, Progress
from geoapp.exports.paper.sheet import Sheet
from geoapp.exports.paper.style import Style
from geoapp.i18n import Translator, translator

WIDTH_MM, HEIGHT_MM, MARGIN_MM = 210.0, 297.0, 16.0
INK = "#9B0D18"
_MAP_BOX = (20.0, 122.0, 170.0, 142.0)
_OVERVIEW_TOP_MM, _OVERVIEW_LEGEND_MM = 264.0, 17.2
_COVER_MAP = (132.0, 220.0, 62.0, 71.0)
_OFFICE_ROWS = 4
_BOTTOM_MM, _FOOT_LINE_MM = 20.0, 2.8
_PROGRESS_MM, _ROWS_MM = 7.6, 7.4
_PLAN_LIFTS_MM = (14.0, 12.0, 10.0, 8.0, 6.0, 4.0, 2.0, 0.0)
"""How much lower a map may be to leave room for planned sites."""
_LEFT_X, _RIGHT_X, _COLUMN_MM = 16.0, 108.0, 86.0
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Atlas:
    """The pages in order, and how many labels touch something on all of them (0)."""

    pages: tuple[Page, ...]
    conflicts: int


def atlas(
    scene: MapScene, sheets: Sequence[GroupSheet], colour: bool = True, told: Told | None = None
) -> Atlas:
    """Return the atlas of some groups; `told` is called with (pages done, pages in all) after each."""
    t = translator(scene.language)
    plans = _plan_sheets(scene, t, colour)
    first = len(plans) + 3
    total = len(sheets) + first - 1
    tell = told or (lambda done, all_pages: None)
    pages = [Page(_cover(scene, sheets, t, colour, len(plans)), t("paper.atlas-cover"))]
    tell(1, total)
    overview, conflicts = _overview(scene, t, colour, total)
    pages.append(overview)
    tell(2, total)
    for number, sheet in enumerate(plans, start=3):
        _head(sheet, scene, t, t("briefed.plan-page").upper(), None, (number, total))
        pages.append(Page(sheet, t("briefed.plan-page")))
        tell(number, total)
    for number, group in enumerate(sheets, start=first):
        page, touching = group_page(scene, group, t, colour, (number, total))
        conflicts += touching
        pages.append(page)
        tell(number, total)
    return Atlas(tuple(pages), conflicts)


def group_page(
    scene: MapScene, group: GroupSheet, t: Translator, colour: bool = True, at: tuple[int, int] | None = None
) -> tuple[Page, int]:
    """Return one group's sheet, and how many of its labels touch something."""
    sheet = Sheet(WIDTH_MM, HEIGHT_MM, Style(colour))
    frame = _group_frame(group.group.shape.bounds, _PLAN_LIFTS_MM if scene.plan else (0.0,))
    lift = frame.y - _MAP_BOX[1]
    conflicts = page_map(sheet, frame, scene, t, group.group).conflicts
    _head(sheet, scene, t, group.title.upper(), frame, at)
    legend_strip(sheet, shown(scene, frame), t, 20, 114.2 + lift, 170, own=True)
    _facts(sheet, group, t, 98.0 + lift, _bottom(scene))
    _foot(sheet, scene, t, furniture.grid_step(frame))
    return Page(sheet, group.title, frame), conflicts


def _group_frame(bounds_m: tuple[float, float, float, float], lifts_mm: Sequence[float]) -> Frame:
    """Return the frame of a group's map, lower by the largest of `lifts_mm` that costs it no scale; the last is 0."""
    x, y, width, height = _MAP_BOX
    frames = [
        fitting(bounds_m, (x, y + lift, width, height - lift), margin_share=0.06, scales=SCALES) for lift in lifts_mm
    ]
    return next(frame for frame in frames if frame.denominator == frames[-1].denominator)


def _head(
    sheet: Sheet, scene: MapScene, t: Translator, title: str, frame: Frame | None, at: tuple[int, int] | None
) -> None:
    right = WIDTH_MM - MARGIN_MM
    sheet.text(MARGIN_MM, 285, fitted(scene.office, "regular", 9, 138), 9)
    sheet.text(MARGIN_MM, 275, title, 18, "bold", INK)
    if frame is not None:
        sheet.text(right, 285, t("paper.scale", scale=frame.denominator), 11, "bold", align="right")
    if at is not None:
        sheet.text(right, 280, t("paper.sheet-of", at=str(at[0]), all=str(at[1])), 8.5, align="right")
    if scene.illustrative:
        sheet.text(
            right,
            274.6,
            t("paper.illustrative"),
            7,
            "bold",
            "#7A4B00" if sheet.style.colour else "#000000",
            "right",
        )


def _plan_sheets(scene: MapScene, t: Translator, colour: bool) -> list[Sheet]:
    """Return the sheets with the sites of the plan and their reasons, without heads; none without a plan."""
    made: list[Sheet] = []
    rest = list(scene.plan.rows) if scene.plan else []
    while scene.plan and (rest or not made):
        sheet = Sheet(WIDTH_MM, HEIGHT_MM, Style(colour))
        sheet.text(MARGIN_MM, 267, fitted(scene.plan.name, "bold", 11, WIDTH_MM - 2 * MARGIN_MM), 11, "bold")
        rest = rest[plan_details(sheet, scene.plan, rest, t, 260.5, _bottom(scene)) :]
        _foot(sheet, scene, t, None)
        made.append(sheet)
    return made


def _plan_foot(scene: MapScene) -> list[str]:
    """Return where the plan comes from, in at most three lines; none without a plan."""
    if scene.plan is None:
        return []
    width = WIDTH_MM - 2 * MARGIN_MM
    lines = wrapped(scene.plan.foot, "regular", 6, width)
    return [line for line in (*lines[:2], fitted(" ".join(lines[2:]), "regular", 6, width)) if line]


def _bottom(scene: MapScene) -> float:
    """Return where text above the foot must end."""
    return _BOTTOM_MM + max(_FOOT_LINE_MM * len(_plan_foot(scene)) - 2.4, 0.0)


def _foot(sheet: Sheet, scene: MapScene, t: Translator, step_m: int | None) -> None:
    for row, line in enumerate(reversed(_plan_foot(scene))):
        sheet.text(MARGIN_MM, 15.4 + row * _FOOT_LINE_MM, line, 6)
    if step_m is not None:
        words = t("paper.footer", crs=scene.crs_words, step=t.metres(step_m), ward=scene.ward)
        sheet.text(MARGIN_MM, 12.5, fitted(words, "regular", 6, WIDTH_MM - 2 * MARGIN_MM), 6)
    made = t("paper.version", date=t.date(scene.updated.date()), version=scene.version[:8])
    sheet.text(MARGIN_MM, 9.2, made, 6)
    sheet.text(WIDTH_MM - MARGIN_MM, 9.2, t("paper.call"), 7, "bold", INK, "right")


def _facts(sheet: Sheet, group: GroupSheet, t: Translator, top: float, bottom: float) -> None:
    """Write the two columns under the map; what does not fit is counted, not cut in silence."""
    left = _Column(sheet, _LEFT_X, top, _COLUMN_MM, t, bottom)
    left.heading(t("paper.figures"))
    for label, value in group.figures:
        left.pair(label, value)
    if group.planned:
        left.heading(t("briefed.planned-sites"))
        for site in group.planned:
            left.point(site.symbol, site.title, site.state, site.lines, site.number)
    if group.campaign and left.heading(t("paper.campaign"), _PROGRESS_MM):
        for line in group.campaign:
            left.progress(line)
    elif group.campaign:
        left.left_out += len(group.campaign)
    right = _Column(sheet, _RIGHT_X, top, _COLUMN_MM, t, bottom)
    right.heading(t("paper.points"))
    if not group.points:
        right.rows([t("paper.no-points")])
    for point in group.points:
        right.point(point.symbol, point.title, point.state, point.lines)
    if group.outside:
        right.heading(t("paper.outside"))
        right.rows([f"{title}: {words}" for title, words in group.outside])
    if group.deep_alleys:
        roomier = left if left.y >= right.y else right
        if roomier.heading(t("paper.deep"), _ROWS_MM):
            roomier.rows([f"{name}: {words}" for name, words in group.deep_alleys])
        else:
            roomier.left_out += len(group.deep_alleys)
    left.count_left_out()
    right.count_left_out()


class _Column:
    """A column of text that grows downward and stops above the foot."""

    def __init__(self, sheet: Sheet, x: float, top: float, width: float, t: Translator, bottom: float) -> None:
        self.sheet, self.x, self.y, self.width, self.t, self.bottom = sheet, x, top, width, t, bottom
        self.top = top
        self.left_out = 0

    def heading(self, text: str, room_mm: float = 2.2) -> bool:
        """Write a heading if there is room for it and for `room_mm` below; tell whether it was written."""
        above = 5.2 if self.y == self.top else 6.6
        if self.y - above - 1.6 - room_mm < self.bottom:
            return False
        self.y -= above
        self.sheet.text(self.x, self.y, text, 8.5, "bold")
        self.sheet.line([(self.x, self.y - 1.3), (self.x + self.width, self.y - 1.3)], 0.4)
        self.y -= 1.6
        return True

    def pair(self, label: str, value: str) -> None:
        if self.y - 4.2 < self.bottom:
            return
        self.y -= 4.2
        self.sheet.text(self.x, self.y, label, 7.5)
        self.sheet.text(self.x + self.width, self.y, value, 7.5, "semibold", align="right")

    def progress(self, line: Progress) -> None:
        if self.y - _PROGRESS_MM < self.bottom:
            self.left_out += 1
            return
        self.pair(line.label, self.t.percent(line.share, 0))
        self.y -= 2.6
        if line.share is not None:
            fill = "#00664B" if line.target is not None and line.share >= line.target else "#0072B2"
            self.sheet.box(
                self.x,
                self.y,
                self.width * min(line.share, 1),
                1.7,
                fill=fill if self.sheet.style.colour else "#000000",
            )
        self.sheet.box(self.x, self.y, self.width, 1.7, line="#000000", width_pt=0.3)
        if line.target is not None:
            at = self.x + self.width * min(line.target, 1)
            self.sheet.line([(at, self.y - 0.6), (at, self.y + 2.3)], 1.0)
        self.y -= 3.0
        self.sheet.text(self.x, self.y, fitted(line.words, "regular", 6.5, self.width), 6.5, colour="#465160")

    def count_left_out(self) -> None:
        """Say how many points or lines of the campaign found no room."""
        if self.left_out:
            y = max(self.y - 3.7, self.bottom - 2.4)
            self.sheet.text(self.x, y, self.t("paper.more", count=self.left_out), 7, colour="#465160")

    def rows(self, texts: Sequence[str]) -> None:
        for done, text in enumerate(texts):
            lines = wrapped(text, "regular", 7, self.width)
            last = done == len(texts) - 1
            if self.y - 3.7 * len(lines) - (0 if last else 3.7) < self.bottom:
                self.y -= 3.7
                self.sheet.text(
                    self.x, self.y, self.t("paper.more", count=len(texts) - done), 7, colour="#465160"
                )
                return
            for line in lines:
                self.y -= 3.7
                self.sheet.text(self.x, self.y, line, 7)

    def point(self, symbol: str, title: str, state: str, lines: Sequence[str], number: str = "") -> None:
        if self.y - 9 < self.bottom:
            self.left_out += 1
            return
        self.y -= 4.6
        self.sheet.symbol(symbol, self.x + 1.9, self.y + 1.0, 5.0 if number else 3.8, number)
        room = self.width - 7 - self.sheet.text_width(state, 7, "semibold")
        self.sheet.text(self.x + 5, self.y, fitted(title, "bold", 7.5, room), 7.5, "bold")
        self.sheet.text(self.x + self.width, self.y, state, 7, "semibold", align="right")
        for text in lines:
            for line in wrapped(text, "regular", 6.8, self.width - 5):
                if self.y - 3.5 < self.bottom:
                    return
                self.y -= 3.5
                self.sheet.text(self.x + 5, self.y, line, 6.8)


def _overview(scene: MapScene, t: Translator, colour: bool, total: int) -> tuple[Page, int]:
    sheet = Sheet(WIDTH_MM, HEIGHT_MM, Style(colour))
    bounds = scene.outline.bounds if not shapely.is_empty(scene.outline) else (0.0, 0.0, 1000.0, 1000.0)
    lift = _bottom(scene) - _BOTTOM_MM + (4.0 if scene.plan else 0.0)
    legend_top = _OVERVIEW_LEGEND_MM + lift + strip_height(sheet, scene, t, 170)
    low = legend_top + 6.5
    frame = fitting(bounds, (20.0, low, 170.0, _OVERVIEW_TOP_MM - low), margin_share=0.02)
    conflicts = page_map(sheet, frame, scene, t).conflicts
    _head(sheet, scene, t, t("paper.overview"), frame, (2, total))
    legend_strip(sheet, scene, t, 20, legend_top - 3.0, 170)
    _foot(sheet, scene, t, furniture.grid_step(frame))
    return Page(sheet, t("paper.atlas-overview"), frame), conflicts


def _cover(scene: MapScene, sheets: Sequence[GroupSheet], t: Translator, colour: bool, plans: int) -> Sheet:
    sheet = Sheet(WIDTH_MM, HEIGHT_MM, Style(colour))
    band = "#1F4E79" if colour else "#FFFFFF"
    sheet.box(0, 214, WIDTH_MM, 83, fill=band)
    ink = "#FFFFFF" if colour else "#000000"
    beside_mm = _COVER_MAP[0] - MARGIN_MM
    for row, line in enumerate(balanced(scene.office, "semibold", 11, beside_mm)[:_OFFICE_ROWS]):
        sheet.text(MARGIN_MM, 284 - row * 5.2, line, 11, "semibold", ink)
    y = 258.0
    for line in balanced(t("paper.atlas"), "bold", 25, beside_mm):
        sheet.text(MARGIN_MM, y, line, 25, "bold", ink)
        y -= 12
    _silhouette(sheet, scene, ink)
    sheet.text(
        MARGIN_MM,
        221,
        t("paper.version", date=t.date(scene.updated.date()), version=scene.version[:8]),
        9,
        colour=ink,
    )
    sheet.line([(0, 214), (WIDTH_MM, 214)], 1.2)
    _cover_figures(sheet, scene, t)
    end = _cover_sentence(sheet, scene, t)
    if scene.plan is not None:
        end = plan_says(sheet, scene.plan, MARGIN_MM, end - 8, WIDTH_MM - 2 * MARGIN_MM, 9.0)
    _contents(sheet, sheets, t, plans, min(127.0, end - 9))
    if scene.illustrative:
        sheet.box(
            MARGIN_MM,
            20,
            WIDTH_MM - 2 * MARGIN_MM,
            9,
            fill="#FFF3D9" if colour else "#FFFFFF",
            line="#7A4B00",
        )
        sheet.text(
            WIDTH_MM / 2,
            23.2,
            t("paper.illustrative"),
            9,
            "bold",
            "#7A4B00" if colour else "#000000",
            "center",
        )
    sheet.text(WIDTH_MM - MARGIN_MM, 9.2, t("paper.call"), 9, "bold", INK, "right")
    return sheet


def _silhouette(sheet: Sheet, scene: MapScene, ink: str) -> None:
    """Draw the ward's line and those between its groups beside the title."""
    if shapely.is_empty(scene.outline):
        return
    frame = fitting(scene.outline.bounds, _COVER_MAP, scales=tuple(range(500, 200_000, 500)))
    if sheet.style.colour:
        sheet.fills(frame.paths(scene.outline), "#FFFFFF", alpha=0.12)
    sheet.strokes(frame.lines(scene.borders), ink, 0.5)
    sheet.strokes(frame.lines(shapely.boundary(scene.outline)), ink, 1.4)
    usable = [(p.x, p.y) for p in scene.points if p.symbol == "fire"]
    sheet.dots(frame.place(usable), 3.4, ink, None)


def _cover_figures(sheet: Sheet, scene: MapScene, t: Translator) -> None:
    usable = sum(point.symbol in STANDING for point in scene.points)
    cells = [
        (t.number(scene.covered), t("paper.big-covered", radius=t.metres(scene.radius_m))),
        (t.number(scene.weight - scene.covered), t("paper.big-missing")),
        (t.number(usable), t("paper.big-points")),
        (t.number(len(scene.groups)), t("paper.big-groups")),
    ]
    step = (WIDTH_MM - 2 * MARGIN_MM) / 4
    for at, (figure, words) in enumerate(cells):
        x = MARGIN_MM + at * step
        sheet.text(x, 193, figure, 26, "bold", "#1F4E79" if sheet.style.colour else "#000000")
        for row, line in enumerate(wrapped(words, "regular", 8.5, step - 4)):
            sheet.text(x, 186.5 - row * 4.2, line, 8.5)


def _cover_sentence(sheet: Sheet, scene: MapScene, t: Translator) -> float:
    """Write the result and how it was counted; return where that ends."""
    width = WIDTH_MM - 2 * MARGIN_MM
    y = 170.0
    for line in wrapped(furniture.result(scene, t) + ".", "semibold", 11, width):
        sheet.text(MARGIN_MM, y, line, 11, "semibold")
        y -= 5.6
    y -= 2
    sheet.text(MARGIN_MM, y, t("paper.assumptions"), 8.5, "bold")
    parts = [t("paper.assume-walking" if scene.walking else "paper.assume-straight"), t("paper.assume-points"),
             t("paper.assume-radius", radius=t.metres(scene.radius_m))]  # fmt: skip
    for line in wrapped(" ".join(parts), "regular", 8, width):
        y -= 4.2
        sheet.text(MARGIN_MM, y, line, 8)
    return y


def _contents(sheet: Sheet, sheets: Sequence[GroupSheet], t: Translator, plans: int, top: float) -> None:
    sheet.text(MARGIN_MM, top, t("paper.contents"), 10, "bold")
    rows = [(t("paper.atlas-overview"), 2), *[(t("briefed.plan-page"), 3)][:plans]]
    rows += [(group.title, at) for at, group in enumerate(sheets, start=3 + plans)]
    columns = 2 if len(rows) <= 34 else 4
    height = int(np.ceil(len(rows) / columns))
    size = 8.5 if height <= 17 else 6.5
    step = min(5.4, (top - 39) / max(height, 1))
    width = (WIDTH_MM - 2 * MARGIN_MM) / columns
    for at, (title, number) in enumerate(rows):
        x, y = MARGIN_MM + (at // height) * width, top - 7 - (at % height) * step
        sheet.text(x, y, fitted(title, "regular", size, width - 16), size)
        sheet.text(x + width - 10, y, str(number), size, "semibold", align="right")
        sheet.line([(x, y - 1.5), (x + width - 10, y - 1.5)], 0.2, "#7C8794")
