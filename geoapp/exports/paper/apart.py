"""Planned sites that would hide another symbol stand beside it, tied by a line to a dot at their true place."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from geoapp.exports.paper import labels
from geoapp.exports.paper.fonts import MM_PER_PT
from geoapp.exports.paper.frame import Frame
from geoapp.exports.paper.naming import SIZES_MM
from geoapp.exports.paper.scene import MapScene, PointMark
from geoapp.exports.paper.sheet import Sheet
from geoapp.symbology import TOKENS

Box = tuple[float, float, float, float]
Floats = npt.NDArray[np.float64]
_RINGS_MM, _DIRECTIONS, _FAR_FEE = (5.0, 6.5, 8.0, 9.5, 11.0, 13.0), 16, 0.12
_DOT_MM, _CLEAR_MM, _HIDES_MM2 = 1.3, 0.4, 1.5


@dataclasses.dataclass(frozen=True, eq=False)
class Apart:
    """The scene with its sites moved where they must be, and the boxes of the dots at their true places."""

    scene: MapScene
    dots: tuple[Box, ...]

    def draw_dots(self, sheet: Sheet) -> None:
        """Draw the dots; last, so that no symbol hides where a site really is."""
        places = np.array([((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in self.dots]).reshape(-1, 2)
        size_pt = _DOT_MM / MM_PER_PT
        sheet.dots(places, size_pt + 1.2, "#FFFFFF", None)
        sheet.dots(places, size_pt, sheet.style.ink(TOKENS["purple"]), None)


def apart(sheet: Sheet, frame: Frame, scene: MapScene) -> Apart:
    """Move sites off other symbols and draw the lines that tie them to their places; symbols and dots come later on top.

    In the order of their numbers each site that hides something takes the nearest free place around its own; one that
    stands free stays. Nothing is random: the same scene gives the same map.
    """
    sites = [p for p in scene.points if p.number and _shows(frame, p)]
    if not sites:
        return Apart(scene, ())
    others = [p for p in scene.points if not p.number and p.symbol != "water" and _shows(frame, p)]
    taken = [_box(_place(frame, p), SIZES_MM[p.symbol]) for p in others]
    free = {p.id for p in sites if not _hides(_box(_place(frame, p), SIZES_MM["proposed"]), taken)}
    kept: dict[str, Floats] = {}
    for site in sites:
        place = _place(frame, site)
        if site.id in free and not _hides(_box(place, SIZES_MM["proposed"]), taken):
            kept[site.id] = place
            taken.append(_box(place, SIZES_MM["proposed"]))
    dots: list[Box] = []
    for site in sites:
        if site.id not in kept:
            place = _place(frame, site)
            kept[site.id] = _beside(frame, place, [*taken, *dots])
            taken.append(_box(kept[site.id], SIZES_MM["proposed"]))
            dots.append(_box(place, _DOT_MM))
            _tie(sheet, place, kept[site.id])
    points = tuple(_moved(frame, p, kept[p.id]) if p.id in kept else p for p in scene.points)
    return Apart(dataclasses.replace(scene, points=points), tuple(dots))


def _place(frame: Frame, point: PointMark) -> Floats:
    return np.asarray(frame.place([(point.x, point.y)])[0], dtype=np.float64)


def _shows(frame: Frame, point: PointMark) -> bool:
    x, y = _place(frame, point)
    half = SIZES_MM[point.symbol] / 2
    across = frame.x + half <= x <= frame.x + frame.width - half
    return bool(across and frame.y + half <= y <= frame.y + frame.height - half)


def _box(place: Floats, size_mm: float) -> Box:
    (x, y), half = place.tolist(), size_mm / 2
    return x - half, y - half, x + half, y + half


def _hides(box: Box, taken: list[Box]) -> bool:
    return bool(len(taken) and labels.overlap(np.array([box]), np.array(taken)).max() > _HIDES_MM2)


def _beside(frame: Frame, place: Floats, taken: list[Box]) -> Floats:
    """Return the place around `place` where a site hides least; of equal ones the nearest, then the first."""
    angles = np.arange(_DIRECTIONS) * 2 * np.pi / _DIRECTIONS
    around = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    places = np.concatenate([place + ring * around for ring in _RINGS_MM])
    half = SIZES_MM["proposed"] / 2 + _CLEAR_MM
    boxes = np.hstack([places - half, places + half])
    cost = labels.overlap(boxes, np.array(taken)).sum(axis=1)
    cost += _FAR_FEE * np.repeat(_RINGS_MM, _DIRECTIONS)
    edge = np.array([frame.x, frame.y, frame.x + frame.width, frame.y + frame.height])
    outside = (boxes[:, :2] < edge[:2]).any(axis=1) | (boxes[:, 2:] > edge[2:]).any(axis=1)
    cost[outside] += 1e6
    return np.asarray(places[int(np.argmin(np.round(cost, 6)))], dtype=np.float64)


def _tie(sheet: Sheet, place: Floats, moved: Floats) -> None:
    ink = sheet.style.ink(TOKENS["purple"])
    sheet.strokes([np.array([place, moved])], "#FFFFFF", 2.2)
    sheet.strokes([np.array([place, moved])], ink, 1.0)


def _moved(frame: Frame, point: PointMark, place: Floats) -> PointMark:
    """Return the mark where its symbol stands; its true place is told by the dot."""
    x, y = (place - frame.place([(point.x, point.y)])[0]) / frame.mm_per_m
    return dataclasses.replace(point, x=point.x + float(x), y=point.y + float(y))
