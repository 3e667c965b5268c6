"""A plan beside a map: what it changes, what is proved, and its sites; and the sheet with everything about them."""

from __future__ import annotations

from collections.abc import Sequence

from geoapp.exports.paper.fonts import Weight, fitted, wrapped
from geoapp.exports.paper.scene import PlanRow, PlanScene
from geoapp.exports.paper.sheet import Sheet
from geoapp.i18n import Translator

_SIZE_PT, _NOTE_PT, _ROW_MM = 7.0, 6.5, 3.7
_ONE_COLUMN, _GAP_MM, _TITLE_LINES = 6, 5.0, 2
_HEAD_INK, _LINE_INK, _WARN_INK = "#E6E9ED", "#7C8794", "#7A4B00"
_DETAIL_ROW_MM, _WIDE_MM = 4.2, 250.0


def plan_block(
    sheet: Sheet, plan: PlanScene, t: Translator, x: float, top: float, width: float, least_y: float,
    more: str = "briefed.more-sites",
) -> tuple[float, int]:  # fmt: skip
    """Draw the plan from `top` down; return where it ends and how many sites are in the table.

    More than a few sites stand in two columns; those that would go below `least_y` are counted in the words of `more`.
    """
    said = plan_says(sheet, plan, x, top, width)
    height = max(_ROW_MM, sheet.text_height(_SIZE_PT) * 1.02)
    room = max(int((said - 1.4 - least_y) / height) - 1, 1)
    two = len(plan.rows) > _ONE_COLUMN
    fits = len(plan.rows) <= room * (2 if two else 1)
    shown = plan.rows if fits else plan.rows[: max(room - 1, 1) * 2]
    y = said - 1.4
    if not shown:
        return y, 0
    if two:
        half, wide = -(-len(shown) // 2), (width - _GAP_MM) / 2
        for at, rows in enumerate((shown[:half], shown[half:])):
            left = x + at * (wide + _GAP_MM)
            sites_table(sheet, plan, rows, t, left, said - 1.4, wide, height, places=False)
        y -= height * (half + 1)
    else:
        y = sites_table(sheet, plan, shown, t, x, y, width, height, places=True)
    if not fits:
        y -= height
        words = t(more, count=len(plan.rows) - len(shown))
        sheet.text(x, y + 0.9, fitted(words, "semibold", sheet.points(_NOTE_PT), width * sheet.factor), _NOTE_PT, "semibold")
    return y, len(shown)


def plan_says(
    sheet: Sheet, plan: PlanScene, x: float, top: float, width: float, size_pt: float = _SIZE_PT
) -> float:
    """Write name, result, proof and notes from `top` down; return where they end."""
    title = wrapped(plan.title, "bold", sheet.points(9), width * sheet.factor)
    y = top + sheet.text_height(9)
    for line in title[:_TITLE_LINES]:
        y -= sheet.text_height(9)
        more = len(title) > _TITLE_LINES and line is title[_TITLE_LINES - 1]
        sheet.text(x, y, f"{line} …" if more else line, 9, "bold")
    y -= 0.8
    parts: list[tuple[str, float, Weight, str]] = [
        (plan.result, size_pt, "regular", "#000000"), (f"{plan.proof}.", size_pt, "bold", "#000000"),
        *((note, size_pt - 0.5, "semibold", _WARN_INK) for note in plan.notes),
    ]  # fmt: skip
    for text, size, weight, ink in parts:
        for line in wrapped(text, weight, sheet.points(size), width * sheet.factor):
            y -= sheet.text_height(size) * 1.04
            sheet.text(x, y, line, size, weight, ink if sheet.style.colour else "#000000")
    return y


def sites_table(
    sheet: Sheet, plan: PlanScene, rows: Sequence[PlanRow], t: Translator, x: float, top: float, width: float,
    height: float, *, places: bool,
) -> float:  # fmt: skip
    """Draw sites as number, group, with `places` their alley, and what each adds; return where the table ends."""
    ends = {"group": 0.11, "place": 0.26} if places else {"group": 0.20}
    base = (height - sheet.points(_SIZE_PT) * 0.3528 / sheet.factor * 0.72) / 2
    y = top - height
    sheet.box(x, y, width, height, fill=_HEAD_INK if sheet.style.colour else "#FFFFFF")
    heads = {name: t(f"briefed.head.{name}") for name in ends}
    gain = plan.gain_head if places else t("briefed.head.added")
    _line(sheet, x, y + base, width, t("briefed.head.number"), heads, ends, gain, "semibold")
    sheet.line([(x, y), (x + width, y)], 0.6)
    for row in rows:
        y -= height
        cells = {"group": row.group, "place": row.place}
        _line(sheet, x, y + base, width, row.number, {k: cells[k] for k in ends}, ends, row.gain, "regular")
        sheet.line([(x, y), (x + width, y)], 0.2, _LINE_INK)
    return y


def _line(
    sheet: Sheet, x: float, y: float, width: float, number: str, cells: dict[str, str], starts: dict[str, float],
    gain: str, weight: Weight,
) -> None:  # fmt: skip
    sheet.text(x + 1, y, number, _SIZE_PT, "bold" if weight == "regular" else weight)
    right = width - 1 - sheet.text_width(gain, _SIZE_PT, weight) - 2
    names = list(cells)
    for at, name in enumerate(names):
        left = width * starts[name]
        end = width * starts[names[at + 1]] - 1.5 if at + 1 < len(names) else right
        room = max(end - left, 1.0) * sheet.factor
        sheet.text(x + left, y, fitted(cells[name], weight, sheet.points(_SIZE_PT), room), _SIZE_PT, weight)
    sheet.text(x + width - 1, y, gain, _SIZE_PT, weight, align="right")


def plan_sheets(sheet: Sheet, plan: PlanScene, t: Translator, ink: str) -> list[Sheet]:
    """Return sheets as large as `sheet` with every site and its reason."""
    made: list[Sheet] = []
    rest = list(plan.rows)
    while rest:
        page = Sheet(sheet.width_mm, sheet.height_mm, sheet.style, sheet.factor)
        page.text(16, 275, fitted(plan.title, "bold", page.points(16), (page.width_mm - 32) * page.factor), 16, "bold", ink)
        rest = rest[plan_details(page, plan, rest, t, 268.0) :]
        page.text(16, 9.6, fitted(plan.foot, "regular", page.points(6), (page.width_mm - 32) * page.factor), 6)
        made.append(page)
    return made


def plan_details(
    page: Sheet, plan: PlanScene, rows: Sequence[PlanRow], t: Translator, top: float, bottom: float = 16.0
) -> int:
    """Write what the plan changes from `top` down, then sites with their reasons; return how many found room."""
    words = f"{plan.result} {plan.proof_sentence} {' '.join(plan.notes)}".strip()
    for line in wrapped(words, "regular", page.points(9), (page.width_mm - 32) * page.factor):
        page.text(16, top, line, 9)
        top -= page.text_height(9) * 1.1
    return _details(page, plan, rows, t, top, bottom)


def _details(
    page: Sheet, plan: PlanScene, rows: Sequence[PlanRow], t: Translator, top: float, bottom: float
) -> int:
    x, width, costs = 16.0, page.width_mm - 32, any(row.cost for row in plan.rows)
    figures = 22.0 if width > _WIDE_MM else 20.0
    place = (42.0, 100.0) if width > _WIDE_MM else (26.0, 66.0)
    ends = {"gain": place[1] + figures} | ({"cost": place[1] + 2 * figures} if costs else {})
    starts = {"number": 0.0, "group": 12.0 if width > _WIDE_MM else 9.0, "place": place[0]}
    starts["reason"] = max(ends.values()) + 5
    step = max(_DETAIL_ROW_MM, page.text_height(8) * 1.05)
    y = top - step - 1
    heads = {name: t(f"briefed.head.{name}") for name in (*starts, "cost")} | {"gain": plan.gain_head}
    _detail(page, heads, starts, ends, x, y, "semibold")
    y -= 1.5
    page.line([(x, y), (x + width, y)], 0.6)
    for done, row in enumerate(rows):
        lines = wrapped(row.reason, "regular", page.points(8), (width - starts["reason"]) * page.factor) or [""]
        if done and y - step * len(lines) - 1.6 < bottom:
            return done
        y -= step
        cells = {"number": row.number, "group": row.group, "place": row.place, "gain": row.gain, "cost": row.cost}
        _detail(page, cells, starts, ends, x, y + 0.6, "regular")
        for at, line in enumerate(lines):
            page.text(x + starts["reason"], y + 0.6 - at * step, line, 8)
        y -= step * (len(lines) - 1) + 1.0
        page.line([(x, y), (x + width, y)], 0.2, _LINE_INK)
    return len(rows)


def _detail(
    page: Sheet, cells: dict[str, str], starts: dict[str, float], ends: dict[str, float], x: float, y: float,
    weight: Weight,
) -> None:  # fmt: skip
    """Write one line of the table of details: cells from the left by `starts`, figures up to `ends`."""
    rooms = {
        "number": starts["group"] - 1, "group": starts["place"] - starts["group"] - 1.5,
        "place": ends["gain"] - starts["place"] - page.text_width(cells["gain"], 8, weight) - 2,
        "reason": page.width_mm - x - starts["reason"],
    }  # fmt: skip
    for name, left in starts.items():
        if name in cells:
            text = fitted(cells[name], weight, page.points(8), rooms[name] * page.factor)
            page.text(x + left, y, text, 8, "bold" if name == "number" else weight)
    for name, right in ends.items():
        page.text(x + right, y, cells[name], 8, weight, align="right")
