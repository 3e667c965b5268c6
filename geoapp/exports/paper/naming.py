"""Symbols and names on a map, in an order in which nothing touches: symbols, groups, points, streets, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geoapp.exports.paper import labels
from geoapp.exports.paper.along import Along, Occupied, along
from geoapp.exports.paper.fonts import Weight, fitted
from geoapp.exports.paper.frame import Frame
from geoapp.exports.paper.labels import Placed, Wanted
from geoapp.exports.paper.scene import GroupRow, MapScene, PointMark
from geoapp.exports.paper.sheet import Sheet
from geoapp.i18n import Translator, translator
from geoapp.symbology import MAP_COLOURS as C

Box = tuple[float, float, float, float]
Lines = list[tuple[str, float, str]]
"""Lines of a name: text, size in points, colour."""
SIZES_MM = {"fire": 5.2, "unusable": 5.2, "proposed": 6.6, "removed": 5.2, "water": 2.2}
_POINT_PT, _GROUP_PT, _UNDER_PT, _LEADER_PT = 6.5, 9.5, 6.5, 0.4
_STREET_PT = (7.5, 7.0, 6.5, 6.0)
_CLEAR_M_MM = 0.6
_APART_MM = 0.5
"""Room at both ends of a name, so that two side by side are not read as one."""
_LONGEST_MM = 45.0
_NARROW_MM, _NEAR_RINGS = 100.0, 3
_RIVER_MM2 = 600.0
_LOW_MM, _STEP_MM = 6.0, 3.0
_EDGE_MM, _BESIDE_MM = 0.9, 1.5
_PLACES = 900


@dataclass(frozen=True)
class Names:
    """What was named: every box taken, how many labels touch something (0), and who got no label."""

    boxes: tuple[Box, ...]
    conflicts: int
    unlabelled: tuple[str, ...]


def name_everything(
    sheet: Sheet, frame: Frame, scene: MapScene, taken: Sequence[Box], only_group: GroupRow | None = None
) -> Names:
    """Draw all symbols and names of a scene into a frame; boxes in `taken` stay free."""
    t = translator(scene.language)
    points = [p for p in scene.points if _inside(frame, p)]
    boxes: list[Box] = [*taken, *(_symbol_box(frame, p) for p in points)]
    groups = _place_groups(sheet, frame, scene, t, boxes, only_group)
    boxes += [(x0 - _APART_MM, y0, x1 + _APART_MM, y1) for (x0, y0, x1, y1), _ in groups]
    wanted_rows = [p for p in points if p.label]
    wanted = [_wanted(sheet, frame, p, only_group) for p in wanted_rows]
    edges = _edge_places(frame, scene)
    placed, missing = labels.place(wanted, boxes, edges, _inner(frame))
    for point in (p for p in points if p.symbol == "water"):
        _draw_symbol(sheet, frame, point)
    for label in placed:
        _leader(sheet, wanted[label.row], label)
    for box, lines in groups:
        _write_group(sheet, box, lines)
    for point in (p for p in points if p.symbol != "water"):
        _draw_symbol(sheet, frame, point)
    for label in placed:
        x, y = label.box[0] + _APART_MM, label.box[1] + 0.75
        sheet.text(x, y, label.text, _POINT_PT, "semibold", "#1A2330", halo=1.4)
    conflicts = _conflicts(placed, boxes)
    boxes += [label.box for label in placed]
    occupied = Occupied(boxes)
    if only_group is not None:  # its boundary stays whole: names of streets stand beside it
        edge = shapely.transform(shapely.boundary(only_group.shape), frame.place)
        occupied.add(shapely.buffer(edge, _EDGE_MM))
    _name_waters(sheet, frame, scene, occupied)
    _name_streets(sheet, frame, scene, occupied, beside=only_group is not None)
    _name_places(sheet, frame, scene, occupied)
    return Names(tuple(boxes), conflicts, tuple(wanted_rows[i].label for i in missing))


def _inside(frame: Frame, point: PointMark) -> bool:
    (x, y) = frame.place([(point.x, point.y)])[0]
    half = SIZES_MM[point.symbol] / 2
    return bool(
        frame.x + half <= x <= frame.x + frame.width - half
        and frame.y + half <= y <= frame.y + frame.height - half
    )


def _inner(frame: Frame) -> Box:
    return frame.x + 2, frame.y + 2, frame.x + frame.width - 2, frame.y + frame.height - 2


def _symbol_box(frame: Frame, point: PointMark) -> Box:
    (x, y) = frame.place([(point.x, point.y)])[0].tolist()
    half = SIZES_MM[point.symbol] / 2
    return x - half, y - half, x + half, y + half


def _draw_symbol(sheet: Sheet, frame: Frame, point: PointMark) -> None:
    (x, y) = frame.place([(point.x, point.y)])[0].tolist()
    sheet.symbol(point.symbol, x, y, SIZES_MM[point.symbol], point.number)


def _wanted(sheet: Sheet, frame: Frame, point: PointMark, only: GroupRow | None) -> Wanted:
    (x, y) = frame.place([(point.x, point.y)])[0].tolist()
    label = fitted(point.label, "semibold", sheet.points(_POINT_PT), _LONGEST_MM * sheet.factor)
    width = sheet.text_width(label, _POINT_PT, "semibold") + 2 * _APART_MM
    half, size = SIZES_MM[point.symbol] / 2, (width, sheet.text_height(_POINT_PT))
    # in a narrow picture of one group, points of others are named beside their symbol or not at all
    foreign = only is not None and point.group != only.id and frame.width < _NARROW_MM
    rings = _NEAR_RINGS if foreign else len(labels.RINGS_MM)
    return Wanted(x, y, half, (label,), (size,), rings)


def _leader(sheet: Sheet, wanted: Wanted, label: Placed) -> None:
    """Draw a thin line to a label that stands farther off."""
    x0, y0, x1, y1 = label.box
    near = (min(max(wanted.x, x0), x1), min(max(wanted.y, y0), y1))
    if label.ring >= 1 and np.hypot(near[0] - wanted.x, near[1] - wanted.y) - wanted.half > 1.6:
        sheet.line([(wanted.x, wanted.y), near], _LEADER_PT, "#1A2330")


def _conflicts(placed: Sequence[Placed], boxes: Sequence[Box]) -> int:
    """Count labels that touch a symbol or another label: the test of occupancy."""
    if not placed:
        return 0
    own = np.array([label.box for label in placed])
    mutual = labels.overlap(own, own)
    np.fill_diagonal(mutual, 0)
    bad = (mutual > labels.TOUCH_MM2).any(axis=1)
    bad |= (labels.overlap(own, np.array(boxes).reshape(-1, 4)) > labels.TOUCH_MM2).any(axis=1)
    return int(bad.sum())


def _edge_places(frame: Frame, scene: MapScene) -> np.ndarray:
    """Return places 1 mm apart along group borders and the outline, in millimetres."""
    lines = [*frame.lines(scene.borders), *frame.lines(shapely.boundary(scene.outline))]
    parts = []
    for line in lines:
        made = shapely.segmentize(shapely.LineString(line), 1.0) if len(line) > 1 else None
        if made is not None:
            parts.append(shapely.get_coordinates(made))
    return np.concatenate(parts) if parts else np.empty((0, 2))


def _place_groups(
    sheet: Sheet, frame: Frame, scene: MapScene, t: Translator, taken: Sequence[Box], only: GroupRow | None
) -> list[tuple[Box, Lines]]:
    """Return for each group whose name finds room where its land is widest: the box taken, and the lines."""
    placed: list[tuple[Box, Lines]] = []
    for group in scene.groups:
        land = frame.clipped(group.shape, -2.0)
        if not len(land):
            continue
        shown = shapely.transform(shapely.union_all(land), frame.place)
        shapely.prepare(shown)
        for choice in _group_lines(sheet, group, t, only):
            box = _group_box(sheet, shown, choice, [*taken, *(box for box, _ in placed)])
            if box is not None:
                placed.append((box, choice))
                break
    return placed


def _group_lines(
    sheet: Sheet, group: GroupRow, t: Translator, only: GroupRow | None
) -> list[Lines]:
    """Return the ways to write a group's name, from full to short."""
    ink = "#1F4E79" if sheet.style.colour else "#000000"
    if only is not None and group.id != only.id:
        return [[(group.name, 8.0, "#5F6A78")]]
    under = t("paper.group-under", households=round(group.households), share=t.percent(group.share, 0))
    name = (group.name, _GROUP_PT, ink)
    return [
        [name, (under, _UNDER_PT, "#1A2330")],
        [name],
        [(group.short, _GROUP_PT, ink)],
        [(group.short, 6.5, ink)],
    ]


def _group_box(
    sheet: Sheet, shown: BaseGeometry, lines: Lines, taken: Sequence[Box]
) -> Box | None:
    """Return a free box inside a group's land in millimetres, as near its middle as can be."""
    width = max(sheet.text_width(text, size, "bold") for text, size, _ in lines)
    height = sum(sheet.text_height(size) for _, size, _ in lines)
    x0, y0, x1, y1 = shown.bounds
    step = max(1.0, float(np.sqrt(shown.area / _PLACES)))
    xs = np.arange(x0 + width / 2, x1 - width / 2, step)
    ys = np.arange(y0 + height / 2, y1 - height / 2, step)
    if not len(xs) or not len(ys):
        return None
    centres = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    half = np.array([width / 2 + _CLEAR_M_MM, height / 2 + _CLEAR_M_MM])
    boxes = np.hstack([centres - half, centres + half])
    inside = shapely.contains_properly(shown, shapely.box(*boxes.T))
    free = ~(labels.overlap(boxes, np.array(taken).reshape(-1, 4)) > labels.TOUCH_MM2).any(axis=1)
    good = np.flatnonzero(inside & free)
    if not len(good):
        return None
    room = shapely.distance(shapely.points(centres[good]), shapely.boundary(shown))
    (x, y) = centres[good[int(np.argmax(room))]].tolist()
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _write_group(sheet: Sheet, box: Box, lines: Lines) -> None:
    x, y = (box[0] + box[2]) / 2, box[3]
    for at, (text, size, colour) in enumerate(lines):
        y -= sheet.text_height(size)
        sheet.text(
            x,
            y + sheet.text_height(size) * 0.27,
            text,
            size,
            "bold" if at == 0 else "semibold",
            colour,
            "center",
            halo=1.8,
        )


def _name_waters(sheet: Sheet, frame: Frame, scene: MapScene, occupied: Occupied) -> None:
    """Write large waters along their middle, spaced, and small ones across."""
    window = shapely.box(*_inner(frame))
    for kind, name, shape in scene.named:
        if kind != "water":
            continue
        shown = shapely.transform(shapely.union_all(frame.clipped(shape)), frame.place)
        long = shown.area > _RIVER_MM2
        text = "\u2002".join(name.upper()) if long else name
        size = 11.0 if long else 6.0
        line = _middle_line(shown) if long else shown
        width = sheet.text_width(text, size, "italic")
        placed = (
            along(text, width, sheet.text_height(size), line, window, occupied, bend_mm=4.0)
            if long
            else _across(text, width, sheet.text_height(size), shown, window, occupied)
        )
        if placed:
            _write_along(sheet, placed, size, "italic", C["water_label"])


def _middle_line(shape: BaseGeometry) -> BaseGeometry:
    """Return a line along the middle of a long water: the middles of cuts across its longer side."""
    box = shapely.minimum_rotated_rectangle(shape)
    corners = shapely.get_coordinates(box)
    if len(corners) < 5:
        return shapely.LineString()
    sides = np.diff(corners[:3], axis=0)
    long, wide = (0, 1) if np.hypot(*sides[0]) >= np.hypot(*sides[1]) else (1, 0)
    middles = []
    for share in np.linspace(0.06, 0.94, 40):
        foot = corners[0] + sides[long] * share if long == 0 else corners[0] + sides[long] * share
        cut = shapely.intersection(
            shape, shapely.LineString([foot - sides[wide] * 0.1, foot + sides[wide] * 1.1])
        )
        parts = [p for p in shapely.get_parts(cut) if p.length > 0]
        if parts:
            longest = max(parts, key=lambda p: p.length)
            middles.append(
                shapely.get_coordinates(shapely.line_interpolate_point(longest, 0.5, normalized=True))[0]
            )
    return shapely.LineString(middles) if len(middles) > 1 else shapely.LineString()


def _across(
    text: str, width: float, height: float, shape: BaseGeometry, window: BaseGeometry, occupied: Occupied
) -> Along | None:
    """Return a level place for a name at the middle of a shape or near it; take it."""
    if shapely.is_empty(shape):
        return None
    for x, y in _middles(shape, height):
        box = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        if window.contains(box) and occupied.free(box):
            occupied.add(box)
            return Along(text, x, y, 0.0)
    return None


def _middles(shape: BaseGeometry, height: float) -> list[tuple[float, float]]:
    """Return where the middle of a name may be: in the shape, the nearest to its middle first; under or over a low one."""
    (x, y) = shapely.get_coordinates(shapely.point_on_surface(shape))[0].tolist()
    x0, y0, x1, y1 = shape.bounds
    if y1 - y0 <= _LOW_MM:
        half = (y1 - y0 + height) / 2
        return [(x, y), (x, y - half), (x, y + half)]
    grid = np.stack(np.meshgrid(np.arange(x0, x1, _STEP_MM), np.arange(y0, y1, _STEP_MM)), axis=-1).reshape(-1, 2)
    inside = grid[shapely.contains_xy(shape, grid)]
    near = np.argsort(np.hypot(*(inside - (x, y)).T), kind="stable")
    return [(x, y), *((float(px), float(py)) for px, py in inside[near])]


def _name_places(sheet: Sheet, frame: Frame, scene: MapScene, occupied: Occupied) -> None:
    """Write the names of public buildings, parks and hills where nothing stands, each name once."""
    window, seen = shapely.box(*_inner(frame)), set()
    for kind, name, shape in scene.named:
        if kind not in ("public_building", "hill", "green") or name in seen:
            continue
        shown = shapely.transform(shapely.union_all(frame.clipped(shape)), frame.place)
        width, height = sheet.text_width(name, 6.0), sheet.text_height(6.0)
        placed = _across(name, width, height, shown, window, occupied)
        if placed:
            seen.add(name)
            _write_along(sheet, placed, 6.0, "regular", C["label_soft"])


def _write_along(sheet: Sheet, placed: Along, size: float, weight: Weight, colour: str) -> None:
    drop = sheet.points(size) * 0.3528 / sheet.factor * 0.34
    turn = np.deg2rad(placed.turn)
    x, y = placed.x + np.sin(turn) * drop, placed.y - np.cos(turn) * drop
    sheet.text(x, y, placed.text, size, weight, colour, "center", placed.turn, halo=1.4)


def _name_streets(sheet: Sheet, frame: Frame, scene: MapScene, occupied: Occupied, beside: bool) -> None:
    """Write the names of streets along them, where there is room; or, if `beside` allows it, next to them."""
    window = shapely.box(*_inner(frame))
    ways: dict[tuple[int, str], list[BaseGeometry]] = {}
    for way in scene.ways:
        if way.name and way.rank < len(_STREET_PT):
            ways.setdefault((way.rank, way.name), []).append(way.shape)
    for (rank, name), shapes in sorted(ways.items(), key=lambda item: item[0]):
        size = _STREET_PT[rank]
        shown = frame.clipped(np.array([*shapes, None], dtype=object)[:-1])
        if not len(shown):
            continue
        line = shapely.transform(shapely.line_merge(shapely.union_all(shown)), frame.place)
        width, height = sheet.text_width(name, size, "semibold"), sheet.text_height(size)
        placed = along(name, width, height, line, window, occupied)
        for side in (1, -1) if beside and not placed else ():
            edge = shapely.offset_curve(line, side * (height / 2 + _BESIDE_MM))
            placed = placed or along(name, width, height, edge, window, occupied)
        if placed:
            _write_along(sheet, placed, size, "semibold", C["label"])
