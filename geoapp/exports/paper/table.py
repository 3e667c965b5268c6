"""The table of groups with data bars."""

from __future__ import annotations

from collections.abc import Sequence

from geoapp.exports.paper.scene import GroupRow, MapScene
from geoapp.exports.paper.sheet import Sheet
from geoapp.i18n import Translator

ROWS_A_COLUMN = 20
_SIZE_PT, _ROW_MM, _LEAST_ROW_MM = 7.0, 5.0, 3.4
_CLOSE_ROW_MM, _SAME = 3.1, 1e-6


def group_table(
    sheet: Sheet, scene: MapScene, t: Translator, x: float, top: float, width: float,
    rows: Sequence[GroupRow], *, total: bool, least_y: float,
) -> float:  # fmt: skip
    """Draw the rows from `top` down and return where they end; rows grow closer to stay above `least_y`.

    With a plan a bar goes on to what the plan brings within reach.
    """
    lines = len(rows) + 1 + (1 if total else 0)
    least = _LEAST_ROW_MM if scene.plan is None else _CLOSE_ROW_MM
    height = max(min(_ROW_MM, (top - least_y) / lines), least)
    ends = [x + width * share for share in (0.115, 0.32, 0.50, 0.63)]
    bar = (x + width * 0.66, width * 0.20)
    base = (height - sheet.points(_SIZE_PT) * 0.3528 / sheet.factor * 0.72) / 2
    y = top - height
    sheet.box(x, y, width, height, fill="#E6E9ED" if sheet.style.colour else "#FFFFFF")
    heads = ("group", "households", "people", "points")
    for head, end in zip(heads, ends, strict=True):
        _cell(sheet, t(f"paper.head.{head}"), end, y + base, "semibold")
    _cell(sheet, t("paper.head.share"), x + width - 1, y + base, "semibold")
    sheet.line([(x, y), (x + width, y)], 0.6)
    for row in rows:
        y -= height
        cells = (
            row.short,
            t.number(row.households),
            t.number(row.people),
            str(row.points) if row.points else "–",
        )
        for cell, end in zip(cells, ends, strict=True):
            _cell(sheet, cell, end, y + base)
        _bar(sheet, bar, y, height, row.share, _share(row.after, row.households))
        _cell(sheet, t.number(None if row.share is None else row.share * 100, 1), x + width - 1, y + base)
        sheet.line([(x, y), (x + width, y)], 0.2, "#7C8794")
    if total:
        y -= height
        _total(sheet, scene, t, x, y, width, height, ends, base)
    return y


def rows_that_fit(top: float, least_y: float) -> int:
    """Return how many rows beside head and total stand between `top` and `least_y` when they are closest."""
    return max(min(int((top - least_y) / _CLOSE_ROW_MM + 1e-6) - 2, ROWS_A_COLUMN), 0)


def bar_key(sheet: Sheet, scene: MapScene, t: Translator, right: float, y: float) -> None:
    """Draw samples of what a plan changes in the bars, with their words, ending at `right`."""
    lost = any(group.after is not None and group.after < group.covered - _SAME for group in scene.groups)
    for draw, words in ((_lost, t("briefed.bar-lost")), (_added, t("briefed.bar")))[0 if lost else 1 :]:
        sheet.text(right, y, words, 6.5, align="right")
        left = right - sheet.text_width(words, 6.5) - 5.5
        draw(sheet, left, left + 4.5, y - 0.1, 1.7)
        sheet.box(left, y - 0.1, 4.5, 1.7, line="#000000", width_pt=0.3)
        right = left - 2.0


def _share(after: float | None, households: float) -> float | None:
    return after / households if after is not None and households else None


def _added(sheet: Sheet, left: float, right: float, low: float, thick: float) -> None:
    """Draw the added part of a bar: purple, or upright lines in black and white."""
    if sheet.style.colour:
        sheet.box(left, low, right - left, thick, fill="#8E2A6B")
        return
    at = left + 0.7
    while at < right - 0.1:
        sheet.line([(at, low), (at, low + thick)], 0.3)
        at += 0.7
    sheet.line([(right, low), (right, low + thick)], 0.3)


def _lost(sheet: Sheet, left: float, right: float, low: float, thick: float) -> None:
    """Draw the part of a bar that a plan takes away: hollow, struck through."""
    sheet.box(left, low, right - left, thick, fill="#FFFFFF")
    sheet.line([(left, low + thick / 2), (right, low + thick / 2)], 0.5)


def _bar(
    sheet: Sheet, bar: tuple[float, float], y: float, height: float, share: float | None, after: float | None
) -> None:
    left, width = bar
    thick = height * 0.5
    low = y + (height - thick) / 2
    if share is None:
        return
    sheet.box(left, low, width * share, thick, fill="#0072B2" if sheet.style.colour else "#000000")
    if after is not None and after > share + _SAME:
        _added(sheet, left + width * share, left + width * min(after, 1), low, thick)
    elif after is not None and after < share - _SAME:
        _lost(sheet, left + width * after, left + width * share, low, thick)
    sheet.box(left, low, width, thick, line="#000000", width_pt=0.3)


def _total(
    sheet: Sheet, scene: MapScene, t: Translator, x: float, y: float, width: float, height: float,
    ends: Sequence[float], base: float,
) -> None:  # fmt: skip
    sheet.box(x, y, width, height, fill="#E6E9ED" if sheet.style.colour else "#FFFFFF")
    sheet.line([(x, y + height), (x + width, y + height)], 0.6)
    people = [group.people for group in scene.groups]
    everyone = sum(p for p in people if p is not None) if any(p is not None for p in people) else None
    share = scene.covered / scene.weight if scene.weight else None
    points = sum(group.points for group in scene.groups)
    cells = (t("paper.head.total"), t.number(scene.weight), t.number(everyone), str(points))
    for cell, end in zip(cells, ends, strict=True):
        _cell(sheet, cell, end, y + base, "semibold")
    more = sum((g.after or 0.0) - g.covered for g in scene.groups) if scene.plan else None
    after = _share(None if more is None else scene.covered + more, scene.weight)
    _bar(sheet, (x + width * 0.66, width * 0.20), y, height, share, after)
    _cell(sheet, t.number(None if share is None else share * 100, 1), x + width - 1, y + base, "semibold")


def _cell(sheet: Sheet, text: str, right: float, y: float, weight: str = "regular") -> None:
    sheet.text(right, y, text, _SIZE_PT, weight, align="right")  # type: ignore[arg-type]
