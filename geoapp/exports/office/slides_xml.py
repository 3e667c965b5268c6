"""What python-pptx has no word for: the theme's fonts and colours, a wide master, the slide's number."""

from __future__ import annotations

import re
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu

FONT = "Arial"
_LATIN = re.compile(rb'(<a:(?:majorFont|minorFont)>\s*<a:latin typeface=")[^"]*(")')
_ACCENTS = {b"accent1": b"1F4E79", b"accent2": b"D55E00", b"accent3": b"0072B2", b"accent4": b"00664B"}


def set_theme(presentation: Any) -> None:
    """Give the theme our font and colours, so that what an office adds looks alike."""
    part = presentation.slide_master.part.part_related_by(RT.THEME)
    theme = _LATIN.sub(rb"\g<1>" + FONT.encode() + rb"\g<2>", part.blob)
    for name, colour in _ACCENTS.items():
        pattern = rb"(<a:" + name + rb'>\s*<a:srgbClr val=")[0-9A-Fa-f]{6}(")'
        theme = re.sub(pattern, rb"\g<1>" + colour + rb"\g<2>", theme)
    part._blob = theme


def widen(presentation: Any, width: int, height: int) -> None:
    """Make the slides 16:9 and stretch master and layouts with them."""
    across, up = width / presentation.slide_width, height / presentation.slide_height
    presentation.slide_width, presentation.slide_height = Emu(width), Emu(height)
    for holder in (presentation.slide_master, *presentation.slide_layouts):
        for shape in holder.placeholders:
            if (
                shape.element.spPr.find("{http://schemas.openxmlformats.org/drawingml/2006/main}xfrm")
                is not None
            ):
                shape.left, shape.width = round(shape.left * across), round(shape.width * across)
                shape.top, shape.height = round(shape.top * up), round(shape.height * up)


def keep_layouts(presentation: Any, names: frozenset[str]) -> None:
    """Drop the layouts that nobody uses."""
    for layout in list(presentation.slide_layouts):
        if layout.name not in names:
            presentation.slide_layouts.remove(layout)


def slide_number(paragraph: Any, size_pt: float) -> None:
    """Write the field of the slide's number into a paragraph."""
    paragraph._p.append(
        parse_xml(
            f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
            f'<a:rPr lang="vi-VN" sz="{round(size_pt * 100)}"/><a:t>‹#›</a:t></a:fld>'
        )
    )


def describe(shape: Any, name: str, words: str) -> None:
    """Say what a shape shows, for who cannot see it."""
    facts = shape._element.xpath(".//p:cNvPr")[0]
    facts.set("name", name)
    facts.set("descr", words)
