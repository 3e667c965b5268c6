"""The legend: only what is on the map, drawn as it is drawn there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.path import Path

from geoapp.exports.paper.added import draw_key
from geoapp.exports.paper.fonts import fitted
from geoapp.exports.paper.scene import MapScene
from geoapp.exports.paper.sheet import Sheet
from geoapp.exports.paper.style import band_of, mixed
from geoapp.i18n import Translator
from geoapp.symbology import MAP_COLOURS as C

_ROW_MM, _SIZE_PT, _KEY_MM = 4.4, 7.5, 10.0


_CLOSE_ROW_MM = 4.0
_STRIP_ROW_MM, _STRIP_PT = 3.9, 6.2
_STRIP_GAPS_MM = (2.0, 9.0)
OWN_INK = "#9B0D18"
_SHORT_ROW_MM = 4.4
_SYMBOLS = ("fire", "unusable", "removed", "proposed", "water")


@dataclass(frozen=True)
class _Key:
    words: str
    draw: Callable[[float, float], None]


def legend(sheet: Sheet, scene: MapScene, t: Translator, x: float, top: float, width: float) -> float:
    """Draw the legend from `top` down; return where it ends."""
    sheet.text(x, top, t("paper.legend"), 9, "bold")
    y, step = top - 1.6, _ROW_MM if scene.plan is None else _CLOSE_ROW_MM
    for key in _keys(sheet, scene, t):
        y -= step
        key.draw(x + _KEY_MM / 2 - 1, y + 0.95)
        words = fitted(key.words, "regular", sheet.points(_SIZE_PT), (width - _KEY_MM) * sheet.factor)
        sheet.text(x + _KEY_MM, y, words, _SIZE_PT)
    return y


def legend_strip(
    sheet: Sheet, scene: MapScene, t: Translator, x: float, top: float, width: float, own: bool = False
) -> None:
    """Draw the legend in columns as wide as their words, from `top` down; `own` explains one group's boundary."""
    for row, keys in enumerate(_strip(sheet, scene, t, width, own)):
        y = top - row * _STRIP_ROW_MM
        for left, key in keys:
            key.draw(x + left + 3.2, y + 0.8)
            sheet.text(x + left + 7.4, y, key.words, _STRIP_PT)


def strip_height(sheet: Sheet, scene: MapScene, t: Translator, width: float) -> float:
    """Return how high the rows of :func:`legend_strip` are together, in millimetres of the design."""
    return len(_strip(sheet, scene, t, width)) * _STRIP_ROW_MM


def legend_columns(
    sheet: Sheet, scene: MapScene, t: Translator, x: float, top: float, width: float, columns: int = 2
) -> float:
    """Draw a few keys in short words in columns, for pictures on phones and slides; return where they end.

    The scene's houses are in two classes, within reach and beyond it.
    """
    keys, wide = _short_keys(sheet, scene, t), width / columns
    for at, key in enumerate(keys):
        left, y = x + (at % columns) * wide, top - (at // columns) * _SHORT_ROW_MM
        key.draw(left + 3.2, y + 0.8)
        words = fitted(key.words, "regular", sheet.points(_STRIP_PT), (wide - 8.2) * sheet.factor)
        sheet.text(left + 7.6, y, words, _STRIP_PT)
    return top - -(-len(keys) // columns) * _SHORT_ROW_MM


def short_rows(sheet: Sheet, scene: MapScene, t: Translator, columns: int) -> int:
    """Return how many rows :func:`legend_columns` needs."""
    return -(-len(_short_keys(sheet, scene, t)) // columns)


def _strip(
    sheet: Sheet, scene: MapScene, t: Translator, width: float, own: bool = False
) -> list[list[tuple[float, _Key]]]:
    """Return the rows of the strip, as few as can be: keys with their places from the left."""
    keys = _keys(sheet, scene, t)
    if own:
        keys.append(_Key(t("paper.key.own"), _line(sheet, OWN_INK, 2.2, ())))
    needed = [7.4 + sheet.text_width(key.words, _STRIP_PT) for key in keys]
    for height in range(1, len(keys) + 1):
        wide = [max(needed[at : at + height]) for at in range(0, len(keys), height)]
        gap = (width - sum(wide)) / max(len(wide) - 1, 1)
        if gap >= _STRIP_GAPS_MM[0] or height == len(keys):
            break
    else:
        return []
    gap = min(max(gap, 0.0), _STRIP_GAPS_MM[1])
    lefts = [sum(wide[:at]) + gap * at for at in range(len(wide))]
    return [[(lefts[at], key) for at, key in enumerate(keys[row::height])] for row in range(height)]


def _short_keys(sheet: Sheet, scene: MapScene, t: Translator) -> list[_Key]:
    radius, symbols = t.metres(scene.radius_m), {point.symbol for point in scene.points}
    keys = [
        _Key(t(f"paper.short.{name}"), _symbol(sheet, name))
        for name in _SYMBOLS if name in symbols
    ]  # fmt: skip
    if len(scene.houses) and scene.weight:
        for solid, word in ((True, "within"), (False, "beyond")):
            rows = scene.within == solid
            if rows.any():
                key = _house(sheet, int(scene.house_band[rows][0]), solid)
                keys.append(_Key(t(f"paper.short.{word}", radius=radius), key))
    if _has_added(scene):
        keys.append(_Key(t("paper.short.added"), _added(sheet)))
    if not shapely.is_empty(scene.gaps):
        keys.append(_Key(t("paper.short.gap-left" if scene.plan else "paper.short.gap"), _hatched(sheet)))
    if len(scene.deep_alleys):
        keys.append(_Key(t("paper.short.deep"), _line(sheet, C["deep_alley"], 0.9, (3, 2))))
    if scene.safe_areas:
        keys.append(_Key(t("paper.short.safe"), _dotted(sheet)))
    return keys


def _keys(sheet: Sheet, scene: MapScene, t: Translator) -> list[_Key]:
    radius = t.metres(scene.radius_m)
    present = {point.symbol for point in scene.points}
    keys = [
        _Key(t(f"paper.key.{name}"), _symbol(sheet, name))
        for name in _SYMBOLS if name in present
    ]  # fmt: skip
    keys += _houses(sheet, scene, t)
    if sheet.style.colour and not shapely.is_empty(scene.reach):
        words = t("paper.key.reach-walking" if scene.walking else "paper.key.reach-straight", radius=radius)
        keys.append(_Key(words, _patch(sheet, mixed(C["reach"], 0.2), C["reach_edge"])))
    if _has_added(scene):
        keys.append(_Key(t("paper.key.added", radius=radius), _added(sheet)))
    if not shapely.is_empty(scene.gaps):
        keys.append(_Key(t("paper.key.gap-left" if scene.plan else "paper.key.gap"), _hatched(sheet)))
    if scene.safe_areas:
        keys.append(_Key(t("paper.key.safe"), _dotted(sheet)))
    if any(shapely.get_dimensions(shape) == 2 for shape in scene.interfamily):
        keys.append(_Key(t("paper.key.interfamily"), _line(sheet, C["interfamily"], 1.0, (1.5, 2))))
    if len(scene.deep_alleys):
        keys.append(_Key(t("paper.key.deep"), _line(sheet, C["deep_alley"], 0.9, (3, 2))))
    if len(scene.borders):
        keys.append(_Key(t("paper.key.border"), _line(sheet, C["group_border"], 0.8, (5, 2, 1, 2))))
    if not shapely.is_empty(scene.outline):
        keys.append(_Key(t("paper.key.ward"), _line(sheet, C["ward_line"], 1.7, (7, 2, 1.5, 2))))
    return keys


def _houses(sheet: Sheet, scene: MapScene, t: Translator) -> list[_Key]:
    if not len(scene.houses) or not scene.weight:
        return []
    if not sheet.style.colour:
        radius = t.metres(scene.radius_m)
        return [
            _Key(t("paper.key.within", radius=radius), _house(sheet, 0, True)),
            _Key(t("paper.key.hollow", radius=radius), _house(sheet, 0, False)),
        ]
    keys = []
    for index in np.unique(scene.house_band).tolist():
        solid = bool(scene.within[scene.house_band == index].any())
        words = _band_words(scene, t, index)
        words = words if solid or index < 0 else t("paper.key.beyond", band=words)
        keys.append((index if index >= 0 else 99, _Key(words, _house(sheet, index, solid))))
    return [key for _, key in sorted(keys, key=lambda pair: pair[0])]


def _band_words(scene: MapScene, t: Translator, index: int) -> str:
    if index < 0:
        return t("paper.key.no-way")
    radii = scene.radii_m
    if index >= len(radii):
        return t("paper.key.over", **{"from": t.metres(radii[-1])})
    if index == 0:
        return t("paper.key.first", to=t.metres(radii[0]))
    return t("paper.key.upto", **{"from": t.number(radii[index - 1]), "to": t.metres(radii[index])})


def _symbol(sheet: Sheet, name: str) -> Callable[[float, float], None]:
    return lambda x, y: sheet.symbol(name, x, y, 4.0)


def _house(sheet: Sheet, index: int, within: bool) -> Callable[[float, float], None]:
    fill, edge = sheet.style.house(band_of(index, index < 0), within)
    return lambda x, y: sheet.fills([_rectangle(x, y, 4.2, 2.6)], fill, edge, 0.4 if within else 0.7)


def _patch(sheet: Sheet, fill: str, line: str) -> Callable[[float, float], None]:
    return lambda x, y: sheet.fills([_rectangle(x, y, 6, 3)], fill, line, 0.4)


def _hatched(sheet: Sheet) -> Callable[[float, float], None]:
    def draw(x: float, y: float) -> None:
        ink = mixed(C["gap"], 0.5) if sheet.style.colour else "#000000"
        lines = [np.array([(x - 3 + k, y - 1.5), (x + k, y + 1.5)]) for k in np.arange(0, 3.1, 1.0)]
        sheet.strokes(lines, ink, 0.4, cap="butt")
        sheet.fills([_rectangle(x, y, 6, 3)], None, ink, 0.5)

    return draw


def _has_added(scene: MapScene) -> bool:
    return scene.plan is not None and not shapely.is_empty(scene.plan.added)


def _added(sheet: Sheet) -> Callable[[float, float], None]:
    return lambda x, y: draw_key(sheet, x, y, _rectangle(x, y, 6, 3))


def _dotted(sheet: Sheet) -> Callable[[float, float], None]:
    def draw(x: float, y: float) -> None:
        ink = sheet.style.ink(C["safe_area"])
        dots = [Path.circle((x + dx, y + dy), 0.18) for dx in (-2, -0.7, 0.7, 2) for dy in (-0.6, 0.6)]
        sheet.fills(dots, ink)
        sheet.fills([_rectangle(x, y, 6, 3)], None, ink, 1.2)

    return draw


def _line(sheet: Sheet, colour: str, width: float, dash: tuple[float, ...]) -> Callable[[float, float], None]:
    return lambda x, y: sheet.line([(x - 3.5, y), (x + 3.5, y)], width, colour, dash)


def _rectangle(x: float, y: float, width: float, height: float) -> Path:
    x0, x1, y0, y1 = x - width / 2, x + width / 2, y - height / 2, y + height / 2
    return Path([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], closed=True)
