"""Drawing a ward into a frame, from the ground up; order and colours are those of the screen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.path import Path

from geoapp.exports.paper.added import draw_added
from geoapp.exports.paper.fonts import MM_PER_PT
from geoapp.exports.paper.frame import Drawn, Frame
from geoapp.exports.paper.hatch import hatch_dots, hatch_lines
from geoapp.exports.paper.scene import MapScene, Shapes
from geoapp.exports.paper.sheet import Sheet
from geoapp.exports.paper.style import band_of, mixed
from geoapp.symbology import MAP_COLOURS as C

ALLEY_RANK = 4
_WIDTH_FLOOR_PT = (2.2, 1.7, 1.3, 0.9, 0.45)
_HATCH_MM = {"gap": 0.95, "safe": 2.2, "water": 1.7, "green": 2.4}


class MapDrawing:
    """One frame of one sheet, and what was drawn there."""

    def __init__(self, sheet: Sheet, frame: Frame, scene: MapScene) -> None:
        self.sheet, self.frame, self.scene = sheet, frame, scene
        self.style = sheet.style
        self.clip = sheet.window(frame.x, frame.y, frame.width, frame.height)

    def ground(self) -> None:
        """Draw land, water, greens, yards."""
        frame, sheet = self.frame, self.sheet
        sheet.box(frame.x, frame.y, frame.width, frame.height, fill=self.style.map("land"))
        self._water()
        self._fill(self.scene.outline, C["ward_land"], None)
        for kind in ("green", "hill"):
            self._fill(
                self._around(kind), C["green"], C["green_edge"] if kind == "green" else C["contour"], 0.3
            )
        self._water(shapely.intersection(self._around("water"), self.scene.outline))
        self._fill(self._around("yard"), C["yard"], C["yard_edge"], 0.3)

    def reach(self) -> None:
        """Draw walking reach and, hatched, the gaps."""
        style, spacing = self.style, _HATCH_MM["gap"] / self.frame.mm_per_m
        if style.colour:
            self._fill(self.scene.reach, C["reach"], C["reach_edge"], 0.4, share=0.16)
        gaps = shapely.get_parts(self.frame.clipped(self.scene.gaps))
        if len(gaps):
            ink = mixed(C["gap"], 0.5) if style.colour else "#000000"
            lines = np.concatenate([hatch_lines(gap, spacing) for gap in gaps])
            self._stroke(lines, ink, 0.35 if style.colour else 0.25)
            self._stroke(gaps, ink, 0.35)
        if self.scene.plan is not None:
            draw_added(self.sheet, self.frame, self.clip, self.scene.plan.added)

    def ways(self, land: Drawn = None) -> None:
        """Draw streets and alleys: all casings first, then all fills; on `land` alone if it is given."""
        groups: dict[tuple[int, float], list[Drawn]] = {}
        for way in self.scene.ways:
            shape = way.shape if land is None else shapely.intersection(way.shape, land)
            groups.setdefault((way.rank, way.width_m), []).append(shape)
        order = sorted(groups, key=lambda key: (-key[0], key[1]))
        for rank, width in order:
            casing = C["alley_casing"] if rank == ALLEY_RANK else C["street_casing"]
            ink = mixed(casing, 1.0) if self.style.colour else "#000000"
            extra = 0.5 if rank == ALLEY_RANK else 0.9
            self._stroke(groups[rank, width], ink, self._way_pt(rank, width) + extra)
        for rank, width in order:
            self._stroke(groups[rank, width], "#FFFFFF", self._way_pt(rank, width))

    def _way_pt(self, rank: int, width_m: float) -> float:
        return max(width_m * self.frame.mm_per_m / MM_PER_PT, _WIDTH_FLOOR_PT[min(rank, ALLEY_RANK)])

    def deep_alleys(self) -> None:
        """Draw alleys where no truck gets in, deeper than the norm."""
        self._stroke(self.scene.deep_alleys, self.style.ink(C["deep_alley"]), 0.8, dash=(3, 2))

    def buildings(self) -> None:
        """Draw public buildings and houses: solid within reach, hollow beyond it."""
        self._fill(self._around("public_building"), C["public_building"], C["public_building_edge"], 0.3)
        scene = self.scene
        if not scene.weight:  # nothing was counted: houses say nothing of distance
            inks = (C["house"], C["house_edge"]) if self.style.colour else ("#FFFFFF", "#000000")
            self._houses(scene.houses, *inks, 0.25)
            return
        keys = np.where(scene.within, scene.house_band, scene.house_band + 100)
        for key in np.unique(keys).tolist():
            rows = keys == key
            within, index = key < 99, key if key < 99 else key - 100
            fill, edge = self.style.house(band_of(index, index < 0), bool(within))
            self._houses(scene.houses[rows], fill, edge, 0.25 if within else 0.4)

    def _houses(self, shapes: Shapes, fill: str, edge: str, width: float) -> None:
        solid = shapely.get_dimensions(shapes) == 2
        self._plain_fill(shapes[solid], fill, edge, width)
        self._dots(shapely.get_coordinates(shapes[~solid]), fill, edge)

    def _dots(self, xy: np.ndarray, fill: str, edge: str) -> None:
        if len(xy):
            squares = _squares(self.frame.place(xy), max(5.0 * self.frame.mm_per_m, 0.55))
            self.sheet.fills([squares], fill, edge, 0.25, self.clip)

    def borders(self, veil: bool = True) -> None:
        """Draw group borders, pale the land outside, and the ward's line."""
        self._stroke(self.scene.borders, self.style.ink(C["group_border"]), 0.8, dash=(5, 2, 1, 2))
        if shapely.is_empty(self.scene.outline):
            return
        if veil and self.style.colour:
            self._veil()
        self._stroke(self.scene.outline.boundary, "#FFFFFF", 3.4)
        self._stroke(self.scene.outline.boundary, self.style.ink(C["ward_line"]), 1.7, dash=(7, 2, 1.5, 2))
        self._bridges()

    def _veil(self) -> None:
        west, south, east, north = self.frame.bounds_m
        outside = shapely.difference(shapely.box(west, south, east, north), self.scene.outline)
        patches = self.frame.paths(outside)
        self.sheet.fills(patches, C["veil"], clip=self.clip, alpha=0.5)

    def _bridges(self) -> None:
        bridges = self._around("bridge")
        self._stroke(bridges, "#9AA5AF" if self.style.colour else "#000000", 3.4)
        self._stroke(bridges, "#FFFFFF", 2.2)

    def areas(self) -> None:
        """Draw safe residential areas (dotted) and inter-family groups."""
        for _, shape in self.scene.safe_areas:
            places = self.frame.place(hatch_dots(shape, _HATCH_MM["safe"] / self.frame.mm_per_m))
            self.sheet.dots(places[self._inside(places)], 0.9, self.style.ink(C["safe_area"]), self.clip)
            self._stroke(shape.boundary, "#FFFFFF", 3.0)
            self._stroke(shape.boundary, self.style.ink(C["safe_area"]), 1.5)
        edges = [shape for shape in self.scene.interfamily if shapely.get_dimensions(shape) == 2]
        self._stroke(edges, self.style.ink(C["interfamily"]), 1.0, dash=(1.5, 2))

    def mask(self, group_shape: Drawn) -> None:
        """Pale everything outside one group and draw its own boundary strongly."""
        west, south, east, north = self.frame.bounds_m
        outside = shapely.difference(shapely.box(west, south, east, north), group_shape)
        self.sheet.fills(self.frame.paths(outside), "#FFFFFF", clip=self.clip, alpha=0.55 if self.style.colour else 1.0)
        if not self.style.colour:  # nothing pale without grey: only streets and borders are left out there
            self.ways(outside)
            self._stroke(shapely.intersection(self.scene.borders, outside), "#000000", 0.5, dash=(5, 2, 1, 2))
            line = shapely.intersection(shapely.boundary(self.scene.outline), outside)
            self._stroke(line, "#000000", 1.0, dash=(7, 2, 1.5, 2))
        boundary = shapely.boundary(group_shape)
        self._stroke(boundary, "#FFFFFF", 4.2)
        self._stroke(boundary, self.style.ink("#9B0D18"), 2.2)

    def _around(self, kind: str) -> Drawn:
        """Return the surroundings of a kind that the window shows, as one shape."""
        shapes = self.scene.surroundings.get(kind)
        return shapely.Point() if shapes is None else shapely.union_all(self.frame.clipped(shapes))

    def _water(self, shape: Drawn = None) -> None:
        water = self._around("water") if shape is None else shape
        if self.style.colour:
            self._fill(water, C["water"], C["water_bank"], 0.5)
            return
        self._plain_fill(water, "#FFFFFF", "#000000", 0.5)
        for part in self.frame.clipped(water):
            self._stroke(hatch_lines(part, _HATCH_MM["water"] / self.frame.mm_per_m, 0), "#000000", 0.2)

    def _inside(self, places: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        frame, (x, y) = self.frame, places.T
        across = (frame.x <= x) & (x <= frame.x + frame.width)
        return np.asarray(across & (frame.y <= y) & (y <= frame.y + frame.height), dtype=np.bool_)

    def _fill(
        self, shape: Drawn, fill: str, line: str | None, width: float = 0.0, share: float = 1.0
    ) -> None:
        """Fill with a colour of the map; in black and white tints become paper and keep a thin line."""
        if self.style.colour:
            self.sheet.fills(self.frame.paths(shape), fill, line, width, self.clip, alpha=share)
            return
        self._plain_fill(shape, "#FFFFFF", "#000000" if line else None, min(width, 0.25))

    def _plain_fill(self, shape: Drawn, fill: str, line: str | None, width: float) -> None:
        self.sheet.fills(self.frame.paths(shape), fill, line, width, self.clip)

    def _stroke(self, shapes: Drawn, colour: str, width: float, dash: tuple[float, ...] = ()) -> None:
        self.sheet.strokes(self.frame.lines(shapes), colour, width, self.clip, dash)


def _squares(middles: npt.NDArray[np.float64], size: float) -> Path:
    """Return a square around each place, as one path."""
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * (size / 2)
    codes = np.array([Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY], dtype=np.uint8)
    return Path((middles[:, None, :] + corners).reshape(-1, 2), np.tile(codes, len(middles)))
