"""Colour and pure black and white: one drawing, two inks.

In black and white nothing is grey: tints become paper, dark colours ink, and what tells things apart is line,
hatch and hollow against solid.
"""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.symbology import BANDS, MAP_COLOURS, TOKENS, UNREACHABLE, Band

INK, PAPER = "#000000", "#FFFFFF"
_DARK = 0.45


@dataclass(frozen=True)
class Style:
    """How colours come to paper."""

    colour: bool = True

    def ink(self, hex_colour: str) -> str:
        """Return the colour as printed: itself, or black or white."""
        if self.colour:
            return hex_colour
        return INK if _luminance(hex_colour) < _DARK else PAPER

    def map(self, name: str) -> str:
        """Return a colour of the map by name."""
        return self.ink(MAP_COLOURS[name])

    def token(self, name: str) -> str:
        """Return a colour of controls and text by name."""
        return self.ink(TOKENS[name])

    def tint(self, hex_colour: str, share: float) -> str:
        """Return the colour thinned with paper; paper in black and white."""
        return mixed(hex_colour, share) if self.colour else PAPER

    def house(self, band: Band, within: bool) -> tuple[str, str]:
        """Return fill and edge of a house: solid within the radius, hollow beyond it."""
        if not self.colour:
            return (INK, INK) if within else (PAPER, INK)
        return (band.fill, band.edge) if within else (mixed(band.fill, 0.38), band.edge)


def band_of(index: int, unreachable: bool) -> Band:
    """Return the band of a house by the index of the smallest radius that covers it."""
    return UNREACHABLE if unreachable else BANDS[min(index, len(BANDS) - 1)]


def mixed(hex_colour: str, share: float) -> str:
    """Return `share` of a colour over white.

    >>> mixed("#000000", 0.5)
    '#808080'
    """
    parts = (int(hex_colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (part - 255) * share):02X}" for part in parts)


def _luminance(hex_colour: str) -> float:
    red, green, blue = (int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue
