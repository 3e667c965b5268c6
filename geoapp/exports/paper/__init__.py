"""Paper: maps and sheets in millimetres, as vector PDF and as pictures.

Law of this room: what is drawn comes in as plain shapes and words (:mod:`geoapp.exports.paper.scene`); no ward, no
use case, no clock. The same input gives the same bytes.
"""

from geoapp.exports.paper.atlas import Atlas, atlas, group_page
from geoapp.exports.paper.face import Letter, letter_face, list_face, screen_face, slide_face, small_png
from geoapp.exports.paper.pdf import Facts, Page, pdf_bytes, png_bytes
from geoapp.exports.paper.picture import (
    PHONE_DPI,
    PhoneWords,
    Picture,
    group_picture,
    map_picture,
    slide_picture,
)
from geoapp.exports.paper.qr_sheet import Code, qr_sheets
from geoapp.exports.paper.scene import GroupRow, MapScene, PointMark
from geoapp.exports.paper.sheet import Sheet
from geoapp.exports.paper.summary import Digest, DigestRow, Summary, summary
from geoapp.exports.paper.wall_map import PAPERS, WallMap, wall_map

__all__ = [
    "PAPERS", "PHONE_DPI", "Atlas", "Code", "Digest", "DigestRow", "Facts", "GroupRow", "Letter", "MapScene", "Page",
    "PhoneWords", "Picture", "PointMark", "Sheet", "Summary", "WallMap", "atlas", "group_page", "group_picture",
    "letter_face", "list_face", "map_picture", "pdf_bytes", "png_bytes", "qr_sheets", "screen_face", "slide_face",
    "slide_picture", "small_png", "summary", "wall_map",
]  # fmt: skip
