"""A sheet of paper: everything is placed in millimetres of the design, origin at the lower left corner.

A design is made for one size; `factor` prints it larger (A3 as A1: 2). Text never falls below 6 pt. Vector output
goes through matplotlib's `Figure` alone; its global state is not touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.image import BboxImage
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox
from matplotlib.typing import CapStyleType

from geoapp.exports.paper import svg_path
from geoapp.exports.paper.fonts import MM_PER_PT, Weight, clean, font, width_mm
from geoapp.exports.paper.fonts import halo as font_halo
from geoapp.exports.paper.style import Style
from geoapp.symbology import SYMBOLS

LEAST_PT = 6.0
LEAST_LINE_PT = 0.2
BOX = 24.0
_SPECK_MM = 0.01
Paths = Sequence[npt.NDArray[np.float64]]


class Sheet:
    """One page. Sizes of text and lines are in points of the design, places in its millimetres."""

    def __init__(self, width_mm: float, height_mm: float, style: Style, factor: float = 1.0) -> None:
        self.width_mm, self.height_mm = width_mm, height_mm
        self.style, self.factor = style, factor
        self.figure = Figure(figsize=(width_mm * factor / 25.4, height_mm * factor / 25.4))
        FigureCanvasAgg(self.figure)
        self._in_mm = Affine2D().scale(factor / 25.4) + self.figure.dpi_scale_trans
        # Shapes are handed over in points, rounded: a hundredth of a point is 4 µm, and the file stays small.
        self._in_points = Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans
        self._level = 1.0

    def _next(self) -> float:
        """Return the place of the next artist: later ones lie on top."""
        self._level += 1e-3
        return self._level

    @property
    def texts(self) -> list[Text]:
        """Return the lines of text written so far, the lowest first."""
        return [artist for artist in self.figure.artists if isinstance(artist, Text)]

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
        # spaces that keep words together have done so: in a file they would hide words from a reader's search
        words, size = clean(text).replace("\u00a0", " "), self.points(size_pt)
        if not words.strip():
            return
        shift = (
            {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width_mm(words, weight, size) / self.factor
        )
        angle = np.deg2rad(turn)
        x0, y0 = x - shift * np.cos(angle), y - shift * np.sin(angle)
        if halo:
            self._halo(x0, y0, words, size, weight, turn, halo)
        line = _Line(x0, y0, words, fontproperties=font(weight, size), color=self.style.ink(colour), rotation=turn)
        line.set_transform(self._in_mm)
        self._add(line)

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
        self.strokes([np.array(places)], self.style.ink(colour), width_pt, dash=dash, cap="butt")

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str | None = None,
        line: str | None = None,
        width_pt: float = 0.5,
    ) -> None:
        """Draw a rectangle."""
        patch = Rectangle(
            (x, y), width, height,
            facecolor=self.style.ink(fill) if fill else "none",
            edgecolor=self.style.ink(line) if line else "none",
            linewidth=self.line_pt(width_pt) if line else 0,
        )  # fmt: skip
        patch.set_transform(self._in_mm)
        self._add(patch)

    def window(self, x: float, y: float, width: float, height: float) -> Rectangle:
        """Return a rectangle that others can be clipped to; nothing is drawn."""
        return Rectangle((x, y), width, height, transform=self._in_mm)

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
            linestyle=_dashes(dash), joinstyle="round",
        )  # fmt: skip
        patch.set_transform(self._in_points)
        self._add(patch, clip)

    def strokes(
        self, lines: Paths, colour: str, width_pt: float, clip: Rectangle | None = None,
        dash: Sequence[float] = (), cap: CapStyleType = "round",
    ) -> None:  # fmt: skip
        """Stroke lines (arrays of places in millimetres), all alike, as one shape."""
        if not lines:
            return
        counts = [len(line) for line in lines]
        codes = _line_codes(sum(counts))
        codes[np.cumsum(counts[:-1], dtype=np.intp)] = Path.MOVETO
        patch = PathPatch(
            Path(self._rounded(np.concatenate(list(lines))), codes), facecolor="none", edgecolor=colour,
            linewidth=self.line_pt(width_pt), linestyle=_dashes(dash), capstyle="butt" if dash else cap,
            joinstyle="round",
        )  # fmt: skip
        patch.set_transform(self._in_points)
        self._add(patch, clip)

    def _add(self, artist: Artist, clip: Rectangle | None = None) -> None:
        """Put something on top of what was drawn before."""
        artist.set_zorder(self._next())
        self.figure.add_artist(artist)
        if clip is not None:
            artist.set_clip_path(clip)

    def _rounded(self, places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.round(np.asarray(places) * (self.factor / MM_PER_PT), 2)

    def dots(
        self, places: npt.NDArray[np.float64], size_pt: float, colour: str, clip: Rectangle | None
    ) -> None:
        """Draw round dots of one size."""
        # a line too short to see, with a round pen: far quicker to write than a marker each
        self.strokes(list(np.stack([places, places + (_SPECK_MM, 0)], axis=1)), colour, size_pt, clip)

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
        box = TransformedBbox(Bbox.from_extents(x, y, x + width, y + height), self._in_mm)
        drawn = BboxImage(box, interpolation="antialiased", origin="upper")
        drawn.set_data(pixels)
        self._add(drawn)


class _Line(Text):
    """A line of text from the left end of its baseline: drawn as it stands, for its place is known.

    matplotlib's own way measures the text and its font first, which takes longer than to write it.
    """

    def draw(self, renderer: RendererBase) -> None:
        """Write the line."""
        x, y = self.get_transform().transform(self.get_position())
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        context = renderer.new_gc()
        context.set_foreground(to_rgba(self.get_color()), isRGBA=True)
        words, turn = self.get_text(), self.get_rotation()
        renderer.draw_text(context, x, y, words, self.get_fontproperties(), turn, ismath=False, mtext=self)
        context.restore()


def _dashes(dash: Sequence[float]) -> Any:
    return (0, tuple(dash)) if dash else "-"


def _codes(path: Path) -> npt.NDArray[np.uint8]:
    count = len(np.asarray(path.vertices))
    return _line_codes(count) if path.codes is None else np.asarray(path.codes, dtype=np.uint8)


def _line_codes(count: int) -> npt.NDArray[np.uint8]:
    codes = np.full(count, Path.LINETO, dtype=np.uint8)
    codes[0] = Path.MOVETO
    return codes
