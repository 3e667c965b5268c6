"""The symbols as small pictures, for formats that carry icons."""

from __future__ import annotations

import functools
import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from geoapp.exports.paper import svg_path
from geoapp.symbology import SYMBOLS

SIZE_PX = 64
_BOX = 24
_DPI = 72


@functools.cache
def png(symbol: str) -> bytes:
    """Return a symbol on a transparent ground, 64 by 64 pixels."""
    figure = Figure(figsize=(SIZE_PX / _DPI, SIZE_PX / _DPI), dpi=_DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0, _BOX), ylim=(_BOX, 0))
    axes.axis("off")
    for part in SYMBOLS[symbol]:
        axes.add_patch(
            PathPatch(
                svg_path.path(part.d), facecolor=part.fill, edgecolor=part.line,
                linewidth=part.line_width * SIZE_PX / _BOX if part.line != "none" else 0,
            )
        )  # fmt: skip
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=_DPI, transparent=True, metadata={"Software": None})
    return out.getvalue()
