"""What surrounds the houses: river, ponds, greens, the hill, and the yards of public buildings."""

from __future__ import annotations

from dataclasses import dataclass

from sampleward.place import block, curved, patch
from sampleward.vector import Line, moved, right_of, snap, spline, unit

Places = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Shape:
    """One feature of the surroundings: a closed ring, or a line for contours."""

    kind: str
    name: str
    line: Line

    @property
    def is_area(self) -> bool:
        return self.line[0] == self.line[-1]


@dataclass(frozen=True)
class Yard:
    """A plot with public buildings: where its centre lies, its size, and what stands in it."""

    name: str
    s: float
    d: float
    wide: float
    deep: float
    layout: str


YARDS = (
    Yard("UBND phường Phương Lâm", 1340, 268, 62, 44, "office"),
    Yard("Công an phường", 1262, 262, 40, 34, "office"),
    Yard("Trạm Y tế phường", 1018, 488, 46, 38, "wings"),
    Yard("Trường Tiểu học", 566, 398, 92, 70, "school"),
    Yard("Trường THCS", 1600, 780, 112, 84, "school"),
    Yard("Trường Mầm non", 2230, 392, 64, 54, "school"),
    Yard("Trường THPT", 2470, 850, 124, 92, "school"),
    Yard("Chợ phường", 1770, 130, 74, 66, "market"),
    Yard("Nhà văn hóa phường", 1478, 498, 56, 42, "office"),
    Yard("Nhà văn hóa khu Thủy Sản", 250, 418, 40, 30, "office"),
    Yard("Nhà văn hóa khu Đồi Chè", 846, 760, 40, 30, "office"),
    Yard("Sân vận động", 1880, 850, 104, 72, "pitch"),
    Yard("Khu liên cơ quan", 3052, 330, 118, 72, "wings"),
    Yard("Chùa Phương Lâm", 3010, 560, 52, 44, "office"),
    Yard("Bến xe", 690, 880, 84, 56, "office"),
)

BLOCKS = (
    ("Khu tập thể Sông Đà", 1264, 142, 3),
    ("Khu tập thể Xây lắp", 2066, 545, 3),
    ("Khu tập thể Cơ khí", 1160, 402, 2),
    ("Khu tập thể Dệt", 2736, 562, 2),
    ("Khu tập thể Giáo viên", 574, 642, 2),
)
"""Estates of old blocks: name, place, how many blocks."""

_PONDS: tuple[tuple[str, Places], ...] = (
    ("Hồ Thủy Sản", ((300, 378), (345, 384), (400, 376), (424, 400), (398, 434), (340, 446), (302, 420))),
    ("Hồ Phương Lâm", ((1200, 800), (1270, 782), (1340, 800), (1364, 850), (1318, 898), (1236, 906), (1190, 862))),
    ("Ao Đồi Chè", ((600, 800), (640, 792), (664, 822), (640, 858), (598, 846))),
    ("Hồ Suối Trong", ((2960, 800), (3020, 790), (3080, 820), (3090, 874), (3020, 906), (2958, 870))),
)  # fmt: skip

_GREENS: tuple[tuple[str, Places], ...] = (
    ("Công viên ven sông", ((1480, 8), (1700, 6), (2000, 8), (2300, 6), (2560, 10), (2560, 42), (2300, 46),
                            (2000, 46), (1700, 48), (1480, 44))),
    ("", ((60, 8), (400, 6), (800, 8), (1330, 8), (1330, 44), (800, 46), (400, 44), (60, 42))),
    ("", ((2650, 8), (3000, 6), (3290, 10), (3270, 50), (3000, 46), (2650, 44))),
    ("Công viên Hồ Phương Lâm", ((1150, 790), (1270, 752), (1390, 784), (1396, 880), (1320, 932), (1210, 934),
                                 (1146, 878))),
    ("", ((80, 640), (260, 610), (380, 640), (430, 640), (420, 700), (250, 730), (60, 790))),
    ("", ((250, 860), (440, 800), (470, 880), (460, 980), (330, 1000), (180, 1060))),
    ("", ((3080, 540), (3250, 560), (3330, 620), (3300, 720), (3140, 690), (3060, 640))),
    ("", ((2720, 740), (2860, 740), (2890, 830), (2860, 920), (2720, 900), (2680, 820))),
    ("", ((2040, 760), (2130, 740), (2200, 770), (2200, 850), (2090, 890), (2050, 840))),
)  # fmt: skip

_SANDBANK: Places = ((640, -120), (760, -104), (900, -112), (1010, -134), (900, -158), (760, -160))

_HILL = ((1262, 706), (1226, 800), (1330, 842), (1404, 960), (1520, 1092), (1690, 1188), (1868, 1226), (2010, 1200),
         (1962, 1090), (1862, 950), (1746, 800), (1604, 682), (1452, 586), (1340, 600))  # fmt: skip
_TOPS = ((1660, 1010), (1440, 760))
_CONTOURS = ((0, (0.78, 0.6, 0.44, 0.3, 0.18)), (1, (0.36, 0.22, 0.11)))
_RIVER_S = range(-760, 4300, 60)


def draw_terrain() -> list[Shape]:
    """Return everything but ways and houses, in drawing order."""
    shapes = [Shape("water", "Sông Đà", _river())]
    shapes.append(Shape("green", "Bãi nổi", patch(_SANDBANK)))
    shapes += [Shape("green", name, patch(places)) for name, places in _GREENS]
    shapes += [Shape("water", name, patch(places)) for name, places in _PONDS]
    hill = spline(_HILL, closed=True, step=25)
    shapes.append(Shape("hill", "Đồi Thông", hill))
    shapes += _contours(hill)
    for yard in YARDS:
        shapes.append(Shape("yard", yard.name, block(yard.s, yard.d, yard.wide, yard.deep)))
        shapes += [Shape("public_building", yard.name, ring) for ring in _buildings(yard)]
    shapes += [Shape("yard", name, block(s, d, 16.0 + 22.0 * n, 52.0)) for name, s, d, n in BLOCKS]
    return shapes


def old_blocks() -> list[tuple[str, Line]]:
    """Return the old blocks: estate and footprint."""
    return [
        (f"Nhà {chr(ord('A') + i)}, {name[0].lower()}{name[1:]}", block(s + (i - (n - 1) / 2) * 22.0, d, 10.0, 40.0))
        for name, s, d, n in BLOCKS
        for i in range(n)
    ]  # fmt: skip


def _river() -> Line:
    near = [snap(*curved(s, 0.0)) for s in _RIVER_S]
    far = [
        snap(*curved(s, -330.0 - 22.0 * ((s // 60) % 7 > 3) - 0.014 * abs(s - 1500))) for s in _RIVER_S[::4]
    ]
    bank = spline(far, step=45)
    return [*near, *bank[::-1], near[0]]


def _contours(hill: Line) -> list[Shape]:
    """Return lines of equal height: the foot of the hill drawn in towards each top."""
    found = []
    for top, shares in _CONTOURS:
        x, y = _TOPS[top]
        for k, share in enumerate(shares):
            ring = [(x + (p[0] - x) * share, y + (p[1] - y) * share) for p in hill[::3]]
            ring = [moved(p, (1.0, 0.0), 6.0 * ((i + k) % 3 - 1)) for i, p in enumerate(ring)]
            found.append(Shape("contour", "", spline(ring, closed=True, step=20)))
    return found


def _buildings(yard: Yard) -> list[Line]:
    """Return the buildings of a yard, inside it."""
    s, d, w, h = yard.s, yard.d, yard.wide, yard.deep
    if yard.layout == "school":
        return [block(s, d + h / 2 - 12, w - 16, 12), block(s - w / 2 + 14, d - 8, 12, h - 34)]
    if yard.layout == "market":
        rows = int((h - 10) // 19)
        return [block(s, d - h / 2 + 15 + 19 * i, w - 14, 11) for i in range(rows)]
    if yard.layout == "wings":
        return [
            block(s - w / 2 + 13, d, 12, h - 16),
            block(s + w / 2 - 13, d, 12, h - 16),
            block(s, d, w - 50, 11),
        ]
    if yard.layout == "pitch":
        return [block(s, d + h / 2 - 8, w - 40, 8)]
    return [block(s, d + 3, w - 16, 13)]


def obstacles(shapes: list[Shape]) -> list[Line]:
    """Return the rings on which nobody builds."""
    return [s.line for s in shapes if s.kind in ("water", "green", "hill", "yard") and s.is_area]


def bridge_deck(line: Line, width: float) -> Line:
    """Return the outline of a bridge's deck along the part of its line over water."""
    deck = line
    side = [(p, right_of(unit(a, b))) for p, a, b in zip(deck, deck, deck[1:], strict=False)]
    side.append((deck[-1], side[-1][1]))
    left = [snap(*moved(p, n, -width / 2)) for p, n in side]
    right = [snap(*moved(p, n, width / 2)) for p, n in side]
    return [*right, *left[::-1], right[0]]
