"""A sheet of paper: everything is placed in millimetres of the design, origin at the lower left corner.

A design is made for one size; `factor` prints it larger (A3 as A1: 2). Text never falls below 6 pt. Vector output
goes through matplotlib's `Figure` alone; its global state is not touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from matplotlib.typing import CapStyleType

from geoapp.exports.paper import svg_path
from geoapp.exports.paper.fonts import MM_PER_PT, Weight, clean, font, width_mm
from geoapp.exports.paper.fonts import halo as font_halo
from geoapp.exports.paper.style import Style
from geoapp.symbology import SYMBOLS

LEAST_PT = 6.0
LEAST_LINE_PT = 0.2
BOX = 24.0
Paths = Sequence[npt.NDArray[np.float64]]


class Sheet:
    """One page. Sizes of text and lines are in points of the design, places in its millimetres."""

    def __init__(self, width_mm: float, height_mm: float, style: Style, factor: float = 1.0) -> None:
        self.width_mm, self.height_mm = width_mm, height_mm
        self.style, self.factor = style, factor
        self.figure = Figure(figsize=(width_mm * factor / 25.4, height_mm * factor / 25.4))
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, width_mm)
        self.axes.set_ylim(0, height_mm)
        self.axes.set_axis_off()
        # Shapes are handed over in points, rounded: a hundredth of a point is 4 µm, and the file stays small.
        self._in_points = Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans
        self._level = 1.0

    def _next(self) -> float:
        """Return the place of the next artist: later ones lie on top."""
        self._level += 1e-3
        return self._level

    def points(self, size_pt: float) -> float:
        """Return a size of text as printed, in real points."""
        return max(size_pt * self.factor, LEAST_PT)

    def line_pt(self, width_pt: float) -> float:
        """Return a width of line as printed, in real points."""
        return max(width_pt * self.factor, LEAST_LINE_PT)

    def text_width(self, text: str, size_pt: float, weight: Weight = "regular") -> float:
        """Return the width of a line of text in millimetres of the design."""
        return width_mm(clean(text), weight, self.points(size_pt)) / self.factor

    def text_height(self, size_pt: float) -> float:
        """Return the height that a line of text takes, stacked marks included, in millimetres of the design."""
        return self.points(size_pt) * MM_PER_PT * 1.25 / self.factor

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size_pt: float = 8,
        weight: Weight = "regular",
        colour: str = "#000000",
        align: str = "left",
        turn: float = 0.0,
        halo: float = 0.0,
    ) -> None:
        """Write one line with its baseline at `y`; `halo` is the width in points of the paper around letters.

        The halo is a copy in white outlines below: a stroke on the text itself would make it unsearchable.
        """
        words, size = clean(text), self.points(size_pt)
        if not words.strip():
            return
        shift = (
            {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width_mm(words, weight, size) / self.factor
        )
        angle = np.deg2rad(turn)
        x0, y0 = x - shift * np.cos(angle), y - shift * np.sin(angle)
        if halo:
            self._halo(x0, y0, words, size, weight, turn, halo)
        self.axes.text(
            x0, y0, words, fontproperties=font(weight, size), color=self.style.ink(colour), ha="left",
            va="baseline", rotation=turn, rotation_mode="anchor", zorder=self._next(), parse_math=False,
        )  # fmt: skip

    def _halo(
        self, x: float, y: float, words: str, size: float, weight: Weight, turn: float, halo: float
    ) -> None:
        scale = MM_PER_PT / self.factor
        place = Affine2D().scale(scale).rotate_deg(turn).translate(x, y)
        around = font_halo(words, weight, size, self.line_pt(halo))
        self.fills([path.transformed(place) for path in around], "#FFFFFF")

    def line(
        self,
        places: Sequence[tuple[float, float]],
        width_pt: float = 0.5,
        colour: str = "#000000",
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a line through places."""
        xs, ys = zip(*places, strict=True)
        self.axes.add_artist(
            Line2D(xs, ys, linewidth=self.line_pt(width_pt), color=self.style.ink(colour), linestyle=_dashes(dash),
                   solid_capstyle="butt", zorder=self._next())
        )  # fmt: skip

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str | None = None,
        line: str | None = None,
        width_pt: float = 0.5,
    ) -> Rectangle:
        """Draw a rectangle and return it, so that others can be clipped to it."""
        patch = Rectangle(
            (x, y), width, height,
            facecolor=self.style.ink(fill) if fill else "none",
            edgecolor=self.style.ink(line) if line else "none",
            linewidth=self.line_pt(width_pt) if line else 0, zorder=self._next(),
        )  # fmt: skip
        self.axes.add_artist(patch)
        return patch

    def fills(
        self, paths: Sequence[Path], fill: str | None, line: str | None = None, width_pt: float = 0.0,
        clip: Rectangle | None = None, dash: Sequence[float] = (), alpha: float = 1.0,
    ) -> None:  # fmt: skip
        """Fill paths (in millimetres), all alike, as one shape; `alpha` thins the fill, not the line."""
        if not paths:
            return
        vertices = np.concatenate([path.vertices for path in paths])
        codes = np.concatenate([_codes(path) for path in paths])
        patch = PathPatch(
            Path(self._rounded(vertices), codes), facecolor=to_rgba(fill, alpha) if fill else "none",
            edgecolor=line or "none", linewidth=self.line_pt(width_pt) if line else 0,
            linestyle=_dashes(dash), joinstyle="round", zorder=self._next(),
        )  # fmt: skip
        self._add(patch, clip)

    def strokes(
        self, lines: Paths, colour: str, width_pt: float, clip: Rectangle | None = None,
        dash: Sequence[float] = (), cap: CapStyleType = "round",
    ) -> None:  # fmt: skip
        """Stroke lines (arrays of places in millimetres), all alike, as one shape."""
        if not lines:
            return
        codes = np.concatenate([_line_codes(len(line)) for line in lines])
        patch = PathPatch(
            Path(self._rounded(np.concatenate(list(lines))), codes), facecolor="none", edgecolor=colour,
            linewidth=self.line_pt(width_pt), linestyle=_dashes(dash), capstyle="butt" if dash else cap,
            joinstyle="round", zorder=self._next(),
        )  # fmt: skip
        self._add(patch, clip)

    def _add(self, patch: PathPatch, clip: Rectangle | None) -> None:
        patch.set_transform(self._in_points)
        self.axes.add_artist(patch)
        if clip is not None:
            patch.set_clip_path(clip)

    def _rounded(self, places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.round(np.asarray(places) * (self.factor / MM_PER_PT), 2)

    def dots(
        self, places: npt.NDArray[np.float64], size_pt: float, colour: str, clip: Rectangle | None
    ) -> None:
        """Draw round dots of one size."""
        if len(places):
            marks = Line2D(
                *self._rounded(places).T, linestyle="", marker="o", markersize=self.line_pt(size_pt),
                color=colour, markeredgewidth=0, transform=self._in_points, zorder=self._next(),
            )  # fmt: skip
            self.axes.add_artist(marks)
            if clip is not None:
                marks.set_clip_path(clip)

    def symbol(self, name: str, x: float, y: float, size_mm: float, number: str = "") -> None:
        """Draw a symbol centred at a place; `number` is written into it."""
        scale = size_mm / BOX
        place = Affine2D().translate(-BOX / 2, -BOX / 2).scale(scale, -scale).translate(x, y)
        for part in SYMBOLS[name][: 1 if number and name == "proposed" else None]:
            has_line = part.line != "none"
            self.fills(
                [svg_path.path(part.d).transformed(place)],
                None if part.fill == "none" else self.style.ink(part.fill),
                self.style.ink(part.line) if has_line else None,
                part.line_width * scale / MM_PER_PT,
            )
        if number:
            colour = "#8E2A6B" if name == "proposed" else "#FFFFFF"
            size = 11 * scale / MM_PER_PT
            self.text(x, y - size * MM_PER_PT * 0.36, number, size, "bold", colour, "center")

    def image(self, pixels: npt.NDArray[Any], x: float, y: float, width: float, height: float) -> None:
        """Lay a picture into a box; it takes the box's shape."""
        extent = (x, x + width, y, y + height)
        drawn = self.axes.imshow(pixels, extent=extent, aspect="auto", zorder=self._next())
        drawn.set_interpolation("antialiased")
        self.axes.set_xlim(0, self.width_mm)
        self.axes.set_ylim(0, self.height_mm)


def _dashes(dash: Sequence[float]) -> Any:
    return (0, tuple(dash)) if dash else "-"


def _codes(path: Path) -> npt.NDArray[np.uint8]:
    count = len(np.asarray(path.vertices))
    return _line_codes(count) if path.codes is None else np.asarray(path.codes, dtype=np.uint8)


def _line_codes(count: int) -> npt.NDArray[np.uint8]:
    codes = np.full(count, Path.LINETO, dtype=np.uint8)
    codes[0] = Path.MOVETO
    return codes
