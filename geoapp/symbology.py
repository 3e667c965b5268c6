"""One truth for colour, shape, order and legend, on screen and on paper.

Every symbol is one or two paths of our own in a 24 x 24 box, y down. Colours are those of the look
guide: Okabe-Ito bands that stay apart for colour-blind readers; beyond the radius
houses are drawn hollow, so that the reading survives a grey print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

TOKENS: Mapping[str, str] = {
    "ink": "#1A2330",
    "ink2": "#465160",
    "ink3": "#5F6A78",
    "paper": "#FFFFFF",
    "wash": "#F4F6F8",
    "line": "#DCE1E7",
    "line2": "#7C8794",
    "navy": "#1F4E79",
    "navy2": "#163A5C",
    "navyw": "#E6EEF6",
    "red": "#B71C1C",
    "redw": "#FCECEA",
    "purple": "#8E2A6B",
    "green": "#00664B",
    "greenw": "#E3F3EC",
    "amber": "#7A4B00",
    "amberw": "#FFF3D9",
}
"""Colours of controls, text and tags; published to the browser as custom properties."""


@dataclass(frozen=True)
class Band:
    """Households by walking distance: up to `upto_m` (``None``: beyond the last)."""

    upto_m: float | None
    fill: str
    edge: str


BANDS: tuple[Band, ...] = (
    Band(25, "#08457E", "#052F57"),
    Band(50, "#0072B2", "#00527F"),
    Band(100, "#56B4E9", "#2E87B8"),
    Band(200, "#F2B84B", "#B07A0C"),
    Band(None, "#D55E00", "#8F3F00"),
)
UNREACHABLE = Band(None, "#4A4A4A", "#2B2B2B")


@dataclass(frozen=True)
class Path:
    """One path of a symbol: SVG data, fill, line colour and line width in the 24-box."""

    d: str
    fill: str = "none"
    line: str = "none"
    line_width: float = 1.5


_SQUARE = "M5.5 1.5h13a4 4 0 0 1 4 4v13a4 4 0 0 1-4 4h-13a4 4 0 0 1-4-4v-13a4 4 0 0 1 4-4z"
_BOTTLE = "M9 11.6c0-1.7 1.3-2.8 3-2.8s3 1.1 3 2.8v6.6a1.1 1.1 0 0 1-1.1 1.1h-3.8A1.1 1.1 0 0 1 9 18.2z"
_HANDLE = "M8.1 4.6 15 5.1c2.3.2 3.4 1.7 3.4 3.9v2.8H17V9c0-1.3-.6-2.2-2-2.4l-1.9-.1v1.7h-2.2V6.4L8.1 6.1z"
_WHITE = "#FFFFFF"

SYMBOLS: Mapping[str, tuple[Path, ...]] = {
    "fire": (
        Path(_SQUARE, TOKENS["red"], _WHITE),
        Path(_BOTTLE, _WHITE),
        Path(_HANDLE, _WHITE),
    ),
    "proposed": (
        Path("M12 1.2 22.8 12 12 22.8 1.2 12z", _WHITE, TOKENS["purple"], 2.2),
        Path("M11 7.5h2V11h3.5v2H13v3.5h-2V13H7.5v-2H11z", TOKENS["purple"]),
    ),
    "unusable": (
        Path(_SQUARE, _WHITE, "#3D4653", 2),
        Path(
            "M7.4 5.6 12 10.2l4.6-4.6 1.8 1.8-4.6 4.6 4.6 4.6-1.8 1.8-4.6-4.6-4.6 4.6-1.8-1.8 4.6-4.6-4.6-4.6z",
            "#3D4653",
        ),
    ),
    "removed": (
        Path(_SQUARE, _WHITE, TOKENS["red"], 2),
        Path(_BOTTLE, TOKENS["red"]),
        Path(_HANDLE, TOKENS["red"]),
        Path("M3.4 18.9 18.9 3.4l1.7 1.7L5.1 20.6z", _WHITE, TOKENS["ink"], 1.1),
    ),
    "water": (
        Path("M12 1.5a10.5 10.5 0 1 1 0 21 10.5 10.5 0 0 1 0-21z", "#0072B2", _WHITE),
        Path("M12 5c2.6 3.3 4.7 5.7 4.7 8.5a4.7 4.7 0 0 1-9.4 0C7.3 10.7 9.4 8.3 12 5z", _WHITE),
    ),
    "safe_area": (
        Path(
            "M12 1.3 21.5 4.8v6.4c0 5.6-3.8 9.7-9.5 11.6-5.7-1.9-9.5-6-9.5-11.6V4.8z",
            TOKENS["green"],
            _WHITE,
        ),
        Path("M10.7 16.4 6.5 12.2l1.7-1.7 2.5 2.5 5.1-5.2 1.7 1.7z", _WHITE),
    ),
    "group": (
        Path(
            "M4.5 3.5h15a3 3 0 0 1 3 3v11a3 3 0 0 1-3 3h-15a3 3 0 0 1-3-3v-11a3 3 0 0 1 3-3z",
            TOKENS["navy"],
            _WHITE,
        ),
        Path(
            "M4.7 5.4h14.6a1.2 1.2 0 0 1 1.2 1.2v10.8a1.2 1.2 0 0 1-1.2 1.2H4.7a1.2 1.2 0 0 1-1.2-1.2"
            "V6.6a1.2 1.2 0 0 1 1.2-1.2z",
            "none",
            _WHITE,
            0.8,
        ),
    ),
}
"""Solid stands, hollow is proposed, crossed does not count, struck through goes."""

MAP_COLOURS: Mapping[str, str] = {
    "land": "#F6F4EF",
    "ward_land": "#F1F3E8",
    "built_up": "#ECE8E0",
    "water": "#C6DDED",
    "water_bank": "#8FB8D3",
    "green": "#DDE9D2",
    "green_edge": "#C6D7B8",
    "contour": "#C9DABA",
    "yard": "#F0E9DC",
    "yard_edge": "#DCD2BF",
    "public_building": "#DCD3C4",
    "public_building_edge": "#B9AE9B",
    "street": "#FFFFFF",
    "street_casing": "#CDC5B8",
    "alley": "#FFFFFF",
    "alley_casing": "#D8D1C5",
    "house": "#D9D2C6",
    "house_edge": "#B7AE9F",
    "group_border": "#5A6573",
    "ward_line": "#39424E",
    "veil": "#F8F8F6",
    "reach": "#0072B2",
    "reach_edge": "#00527F",
    "gap": "#D55E00",
    "deep_alley": "#8E2A6B",
    "safe_area": "#00664B",
    "interfamily": "#1F4E79",
    "label": "#4B4438",
    "label_soft": "#5E564A",
    "water_label": "#2F6488",
}
"""Colours of the map itself, drawn from back to front in the order of the look guide, section 4."""


def as_json() -> dict[str, object]:
    """Return the whole symbology as plain values, for the browser's modules."""
    return {
        "tokens": dict(TOKENS),
        "bands": [asdict(b) for b in BANDS],
        "unreachable": asdict(UNREACHABLE),
        "symbols": {name: [asdict(p) for p in paths] for name, paths in SYMBOLS.items()},
        "map": dict(MAP_COLOURS),
    }


def as_css() -> str:
    """Return the tokens and bands as custom properties of ``:root``."""
    names = ("b25", "b50", "b100", "b200", "bfar")
    rows = [f"--{k}:{v}" for k, v in TOKENS.items()]
    rows += [f"--{n}:{b.fill}" for n, b in zip(names, BANDS, strict=True)]
    rows += [f"--{n}-edge:{b.edge}" for n, b in zip(names, BANDS, strict=True)]
    rows.append(f"--unreachable:{UNREACHABLE.fill}")
    return ":root{" + ";".join(rows) + "}"
