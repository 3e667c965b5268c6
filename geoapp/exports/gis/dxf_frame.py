"""The parts that a DXF of release 2000 must have around its entities. Source: DXF reference, AC1015.

Everything with a handle gets the next one, in hexadecimal.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Pair = tuple[int, object]
Pairs = Iterator[Pair]
MODEL_SPACE, PAPER_SPACE = "*Model_Space", "*Paper_Space"
_LINE_TYPES = (("ByBlock", ""), ("ByLayer", ""), ("Continuous", "Solid line"))


@dataclass
class Handles:
    """Handles in the order in which they are asked for; those of the two spaces are known from the start."""

    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(0x20))
    last: int = 0x1F
    spaces: Mapping[str, str] = field(default_factory=lambda: {MODEL_SPACE: "10", PAPER_SPACE: "11"})

    def next(self) -> str:
        """Return a new handle."""
        self.last = next(self.numbers)
        return f"{self.last:X}"


def header(bounds: Sequence[float], next_handle: int) -> Pairs:
    """Yield the header: release, metres, extent (west, south, east, north), the next free handle."""
    yield from ((0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1015"))
    yield from ((9, "$DWGCODEPAGE"), (3, "ANSI_1252"), (9, "$HANDSEED"), (5, f"{next_handle:X}"))
    yield from ((9, "$INSUNITS"), (70, 6), (9, "$MEASUREMENT"), (70, 1))
    west, south, east, north = bounds
    yield from ((9, "$EXTMIN"), (10, west), (20, south), (30, 0.0))
    yield from ((9, "$EXTMAX"), (10, east), (20, north), (30, 0.0), (0, "ENDSEC"))
    yield from ((0, "SECTION"), (2, "CLASSES"), (0, "ENDSEC"))


def tables(layers: Mapping[str, int], bounds: Sequence[float], handles: Handles) -> Pairs:
    """Yield the tables; `layers` are colours (AutoCAD's index) by name."""
    yield from ((0, "SECTION"), (2, "TABLES"))
    yield from _table("VPORT", [_view(bounds)], "AcDbViewportTableRecord", handles)
    types = [((2, name), (70, 0), (3, text), (72, 65), (73, 0), (40, 0.0)) for name, text in _LINE_TYPES]
    yield from _table("LTYPE", types, "AcDbLinetypeTableRecord", handles)
    rows = [
        ((2, name), (70, 0), (62, colour), (6, "Continuous")) for name, colour in {"0": 7, **layers}.items()
    ]
    yield from _table("LAYER", rows, "AcDbLayerTableRecord", handles)
    style = (
        (2, "Standard"),
        (70, 0),
        (40, 0.0),
        (41, 1.0),
        (50, 0.0),
        (71, 0),
        (42, 2.5),
        (3, "arial.ttf"),
        (4, ""),
    )
    yield from _table("STYLE", [style], "AcDbTextStyleTableRecord", handles)
    yield from _table("VIEW", [], "AcDbViewTableRecord", handles)
    yield from _table("UCS", [], "AcDbUCSTableRecord", handles)
    yield from _table("APPID", [((2, "ACAD"), (70, 0))], "AcDbRegAppTableRecord", handles)
    yield from _dimension_styles(handles)
    yield from _block_records(handles)
    yield 0, "ENDSEC"


def _view(bounds: Sequence[float]) -> tuple[Pair, ...]:
    west, south, east, north = bounds
    return (
        (2, "*Active"), (70, 0), (10, 0.0), (20, 0.0), (11, 1.0), (21, 1.0), (12, (west + east) / 2),
        (22, (south + north) / 2), (13, 0.0), (23, 0.0), (14, 10.0), (24, 10.0), (15, 10.0), (25, 10.0), (16, 0.0),
        (26, 0.0), (36, 1.0), (17, 0.0), (27, 0.0), (37, 0.0), (40, max(north - south, 100.0)), (41, 1.5), (42, 50.0),
        (43, 0.0), (44, 0.0), (50, 0.0), (51, 0.0), (71, 0), (72, 100), (73, 1), (74, 3), (75, 0), (76, 0), (77, 0),
        (78, 0),
    )  # fmt: skip


def _table(name: str, rows: Sequence[tuple[Pair, ...]], subclass: str, handles: Handles) -> Pairs:
    owner = handles.next()
    yield from ((0, "TABLE"), (2, name), (5, owner), (330, "0"), (100, "AcDbSymbolTable"), (70, len(rows)))
    for row in rows:
        yield from (
            (0, name),
            (5, handles.next()),
            (330, owner),
            (100, "AcDbSymbolTableRecord"),
            (100, subclass),
        )
        yield from row
    yield 0, "ENDTAB"


def _dimension_styles(handles: Handles) -> Pairs:
    owner = handles.next()
    yield from ((0, "TABLE"), (2, "DIMSTYLE"), (5, owner), (330, "0"), (100, "AcDbSymbolTable"), (70, 1))
    yield from ((100, "AcDbDimStyleTable"), (0, "DIMSTYLE"), (105, handles.next()), (330, owner))
    yield from ((100, "AcDbSymbolTableRecord"), (100, "AcDbDimStyleTableRecord"), (2, "Standard"), (70, 0))
    yield 0, "ENDTAB"


def _block_records(handles: Handles) -> Pairs:
    owner = handles.next()
    yield from ((0, "TABLE"), (2, "BLOCK_RECORD"), (5, owner), (330, "0"), (100, "AcDbSymbolTable"), (70, 2))
    for name, handle in handles.spaces.items():
        yield from ((0, "BLOCK_RECORD"), (5, handle), (330, owner), (100, "AcDbSymbolTableRecord"))
        yield from ((100, "AcDbBlockTableRecord"), (2, name), (340, "0"))
    yield 0, "ENDTAB"


def blocks(handles: Handles) -> Pairs:
    """Yield the two empty blocks that model and paper are."""
    yield from ((0, "SECTION"), (2, "BLOCKS"))
    for name, owner in handles.spaces.items():
        yield from ((0, "BLOCK"), (5, handles.next()), (330, owner), (100, "AcDbEntity"), (8, "0"))
        yield from (
            (100, "AcDbBlockBegin"),
            (2, name),
            (70, 0),
            (10, 0.0),
            (20, 0.0),
            (30, 0.0),
            (3, name),
            (1, ""),
        )
        yield from ((0, "ENDBLK"), (5, handles.next()), (330, owner), (100, "AcDbEntity"), (8, "0"))
        yield 100, "AcDbBlockEnd"
    yield 0, "ENDSEC"


def objects(handles: Handles) -> Pairs:
    """Yield the dictionary of dictionaries, with the one entry it needs."""
    root, groups = handles.next(), handles.next()
    yield from ((0, "SECTION"), (2, "OBJECTS"))
    yield from (
        (0, "DICTIONARY"),
        (5, root),
        (330, "0"),
        (100, "AcDbDictionary"),
        (281, 1),
        (3, "ACAD_GROUP"),
    )
    yield from ((350, groups), (0, "DICTIONARY"), (5, groups), (330, root), (100, "AcDbDictionary"), (281, 1))
    yield 0, "ENDSEC"
