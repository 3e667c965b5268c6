"""Office files: the report (DOCX) and the slides (PPTX).

Law of this room: finished words, figures and pictures come in (:mod:`geoapp.exports.office.model`), bytes go out; no
ward, no use case, no clock. The same input gives the same bytes. Every text goes through
:func:`geoapp.exports.office.package.plain`, because XML cannot hold all that a layer can.
"""

from geoapp.exports.office.model import (
    About,
    Bars,
    Block,
    Deck,
    Figure,
    Heading,
    Image,
    LetterHead,
    Paragraph,
    Report,
    Series,
    Slide,
    Table,
)  # fmt: skip
from geoapp.exports.office.slides import slides_bytes
from geoapp.exports.office.word import report_bytes

__all__ = [
    "About", "Bars", "Block", "Deck", "Figure", "Heading", "Image", "LetterHead", "Paragraph", "Report", "Series",
    "Slide", "Table", "report_bytes", "slides_bytes",
]  # fmt: skip
