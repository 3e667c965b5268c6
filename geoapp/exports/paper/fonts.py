"""The fonts of paper: Be Vietnam Pro, with DejaVu Sans for the few signs that it lacks."""

from __future__ import annotations

import functools
import pathlib
import unicodedata
from importlib import resources
from typing import Literal

import numpy as np
import shapely
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath, text_to_path

Weight = Literal["regular", "semibold", "bold", "italic"]

_FILES: dict[Weight, str] = {
    "regular": "BeVietnamPro_400Regular.ttf",
    "semibold": "BeVietnamPro_600SemiBold.ttf",
    "bold": "BeVietnamPro_700Bold.ttf",
    "italic": "BeVietnamPro_600SemiBold_Italic.ttf",
}
_FALLBACK = "DejaVu Sans"
MM_PER_PT = 25.4 / 72
_HALO_PT = 0.12
_DOUBT_SHARE = 0.02


@functools.cache
def _family(weight: Weight) -> str:
    """Register one file as a family of its own, so that a missing sign finds the fallback at its one weight."""
    folder = pathlib.Path(str(resources.files("geoapp"))) / "web" / "static" / "vendor" / "paper"
    name = f"geoapp {weight}"
    font_manager.fontManager.ttflist.append(
        font_manager.FontEntry(fname=str(folder / _FILES[weight]), name=name, size="scalable")
    )
    return name


@functools.cache
def font(weight: Weight, size_pt: float) -> FontProperties:
    """Return the font of a weight at a size in points."""
    return FontProperties(family=[_family(weight), _FALLBACK], size=size_pt)


@functools.lru_cache(maxsize=8192)
def width_mm(text: str, weight: Weight, size_pt: float) -> float:
    """Return how wide a line of text is, in millimetres."""
    if not text:
        return 0.0
    width, _, _ = text_to_path.get_text_width_height_descent(text, font(weight, size_pt), ismath=False)
    return float(width) * MM_PER_PT


@functools.lru_cache(maxsize=4096)
def halo(text: str, weight: Weight, size_pt: float, width_pt: float) -> tuple[Path, ...]:
    """Return the paper around a line of text: its letters widened, in points from the start of its baseline.

    One smooth shape per word is a tenth of the letters' own outlines.
    """
    plain = text.replace("$", r"\$")  # two dollars would make it a formula
    letters = [np.asarray(ring) for ring in TextPath((0, 0), plain, prop=font(weight, size_pt)).to_polygons()]
    shapes = [shapely.Polygon(ring) for ring in letters if len(ring) > 3]
    grown = shapely.buffer(np.array(shapes, dtype=object), width_pt / 2, quad_segs=2)
    around = shapely.simplify(shapely.union_all(grown), _HALO_PT)
    parts = [part for part in shapely.get_parts(around) if part.geom_type == "Polygon"]
    return tuple(Path(shapely.get_coordinates(part.exterior), closed=True) for part in parts)


def clean(text: str) -> str:
    """Return text in NFC without what no font draws: controls, and marks that turn the writing direction."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in composed)


def fitted(text: str, weight: Weight, size_pt: float, most_mm: float) -> str:
    """Return the text, or as much of it as fits with an ellipsis."""
    if width_mm(text, weight, size_pt) <= most_mm:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        short = text[:middle].rstrip() + "…"
        low, high = (middle, high) if width_mm(short, weight, size_pt) <= most_mm else (low, middle - 1)
    return text[:low].rstrip() + "…"


def wrapped(text: str, weight: Weight, size_pt: float, most_mm: float) -> list[str]:
    """Return the text in lines no wider than `most_mm`; a word that is wider alone is cut."""
    lines: list[str] = []
    about = 0.0
    for word in text.split(" "):
        # words are measured once each; a line is measured as it stands only where their sum leaves a doubt
        more = width_mm(f" {word}", weight, size_pt)
        if lines and _fits(f"{lines[-1]} {word}", weight, size_pt, most_mm, about + more):
            lines[-1] += f" {word}"
            about += more
        else:
            lines.append(fitted(word, weight, size_pt, most_mm))
            about = more
    return lines


def _fits(line: str, weight: Weight, size_pt: float, most_mm: float, about_mm: float) -> bool:
    if abs(about_mm - most_mm) > _DOUBT_SHARE * about_mm + size_pt * MM_PER_PT:
        return about_mm < most_mm
    return width_mm(line, weight, size_pt) <= most_mm


def balanced(text: str, weight: Weight, size_pt: float, most_mm: float) -> list[str]:
    """Return the text in as few lines as :func:`wrapped` needs, about equally long: no word left alone on the last."""
    lines = wrapped(text, weight, size_pt, most_mm)
    low, high = 0.0, most_mm
    while len(lines) > 1 and high - low > 1.0:
        middle = (low + high) / 2
        tried = wrapped(text, weight, size_pt, middle)
        whole = len(tried) <= len(lines) and not any(line.endswith("…") for line in tried)
        low, high = (low, middle) if whole else (middle, high)
    return wrapped(text, weight, size_pt, high)
