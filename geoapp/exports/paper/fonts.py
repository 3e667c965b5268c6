"""The fonts of paper: Be Vietnam Pro, with DejaVu Sans for the few signs that it lacks."""

from __future__ import annotations

import functools
import unicodedata
from importlib import resources
from pathlib import Path
from typing import Literal

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
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


@functools.cache
def _family(weight: Weight) -> str:
    """Register one file as a family of its own, so that a missing sign finds the fallback at its one weight."""
    folder = Path(str(resources.files("geoapp"))) / "web" / "static" / "vendor" / "paper"
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


@functools.lru_cache(maxsize=2048)
def outline(text: str, weight: Weight, size_pt: float) -> TextPath:
    """Return a line of text as a path in points, its baseline's start at the origin."""
    return TextPath((0, 0), text, prop=font(weight, size_pt))


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
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_mm(longer, weight, size_pt) <= most_mm:
            lines[-1] = longer
        else:
            lines.append(fitted(word, weight, size_pt, most_mm))
    return lines
