"""The streets: our own plan in the curved frame of the river, with the names that such streets bear."""

from __future__ import annotations

from dataclasses import dataclass, field

from sampleward.place import OUTLINE, curve
from sampleward.vector import (
    Line,
    Point,
    along,
    apart,
    crossing,
    inside,
    locate,
    measure,
    segments,
    snap,
    split_at,
    with_vertex,
)

LOOSE_END_M = 40.0
"""A street that overshoots the street it ends at by less than this is cut there."""

BEYOND_M = 140.0
"""How far a street goes on outside the ward."""


@dataclass
class Way:
    """A street or an alley: centre line in metres and what is known of it.

    `rank` is 0 for the widest streets to 4 for alleys; `parent` is the way it branches off, `meets` the way an alley ends at.
    """

    id: str
    name: str
    line: Line
    width: float
    rank: int
    parent: Way | None = None
    joined: bool = True
    meets: Way | None = None
    start_m: float = 0.0
    number: str = ""
    children: list[Way] = field(default_factory=list)
    bridge: bool = False

    @property
    def is_street(self) -> bool:
        return self.rank < 4

    def street(self) -> Way:
        """Return the street from which one enters."""
        return self.parent.street() if self.parent else self


PLAN: tuple[tuple[str, str, float, int, tuple[tuple[float, float], ...]], ...] = (
    ("duong-da-giang", "Đường Đà Giang", 10.0, 1,
     ((-160, 64), (200, 60), (700, 66), (1250, 58), (1800, 62), (2400, 58), (2950, 64), (3480, 70))),
    ("duong-cu-chinh-lan", "Đường Cù Chính Lan", 15.0, 0,
     ((-190, 268), (150, 244), (500, 218), (900, 226), (1400, 212), (1900, 222), (2350, 204), (2800, 222),
      (3180, 232), (3480, 262))),
    ("duong-chi-lang", "Đường Chi Lăng", 12.0, 1,
     ((-220, 600), (0, 530), (200, 486), (480, 462), (800, 446), (1150, 462), (1400, 448), (1750, 470), (2050, 448),
      (2400, 456), (2750, 440), (3010, 450), (3300, 500), (3560, 560))),
    ("duong-le-thanh-tong", "Đường Lê Thánh Tông", 10.5, 1,
     ((-120, 880), (180, 770), (420, 722), (640, 700), (950, 690), (1250, 716), (1420, 700), (1700, 706), (2020, 690), (2340, 706),
      (2660, 690), (2980, 700), (3280, 760), (3500, 840))),
    ("duong-an-duong-vuong", "Đường An Dương Vương", 14.0, 0,
     ((-160, 1330), (60, 1185), (330, 1060), (640, 990), (1000, 962), (1400, 976), (1750, 940), (2100, 956), (2450, 940),
      (2800, 960), (3150, 1040), (3420, 1140))),
    ("duong-tran-hung-dao", "Đường Trần Hưng Đạo", 13.0, 0,
     ((1400, 212), (1404, 450), (1418, 702), (1430, 962))),
    ("duong-doi-thong", "Đường Đồi Thông", 7.0, 2,
     ((1430, 970), (1440, 1080), (1390, 1210), (1450, 1340), (1425, 1470), (1460, 1640))),
    ("pho-phan-boi-chau", "Phố Phan Bội Châu", 7.5, 2, ((196, 40), (205, 244), (190, 486), (205, 520))),
    ("pho-hoang-van-thu", "Phố Hoàng Văn Thụ", 8.0, 2,
     ((476, 40), (484, 220), (470, 462), (500, 708), (490, 1045))),
    ("pho-ba-trieu", "Phố Bà Triệu", 7.5, 2, ((778, 40), (770, 222), (792, 446), (780, 722))),
    ("pho-le-loi", "Phố Lê Lợi", 8.0, 2, ((1078, 200), (1092, 456), (1080, 698), (1098, 990))),
    ("pho-ben-ngoc", "Phố Bến Ngọc", 7.0, 2, ((1120, 40), (1112, 222), (1130, 245))),
    ("pho-dinh-tien-hoang", "Phố Đinh Tiên Hoàng", 8.0, 2,
     ((1690, 40), (1702, 218), (1686, 466), (1708, 730))),
    ("pho-nguyen-thai-hoc", "Phố Nguyễn Thái Học", 8.0, 2,
     ((2000, 40), (1990, 216), (2012, 450), (2000, 692), (2020, 985))),
    ("pho-hai-ba-trung", "Phố Hai Bà Trưng", 7.5, 2, ((2296, 190), (2308, 454), (2290, 725))),
    ("pho-ngo-quyen", "Phố Ngô Quyền", 8.0, 2,
     ((2590, 40), (2600, 212), (2588, 442), (2612, 668), (2600, 975))),
    ("pho-tran-quy-cap", "Phố Trần Quý Cáp", 7.5, 2, ((2900, 40), (2908, 226), (2900, 448), (2915, 715))),
    ("pho-thuy-san", "Phố Thủy Sản", 6.0, 3, ((180, 358), (330, 350), (500, 338))),
    ("pho-ly-tu-trong", "Phố Lý Tự Trọng", 6.0, 3, ((456, 588), (630, 572), (800, 582))),
    ("pho-to-hien-thanh", "Phố Tô Hiến Thành", 6.0, 3, ((760, 334), (930, 342), (1105, 330))),
    ("pho-cao-ba-quat", "Phố Cao Bá Quát", 6.0, 3, ((1066, 582), (1240, 592), (1430, 578))),
    ("pho-vo-thi-sau", "Phố Võ Thị Sáu", 6.0, 3, ((1385, 332), (1550, 344), (1716, 332))),
    ("pho-ngo-thi-nham", "Phố Ngô Thì Nhậm", 6.0, 3, ((1674, 586), (1850, 578), (2022, 590))),
    ("pho-le-lai", "Phố Lê Lai", 6.0, 3, ((1985, 330), (2150, 338), (2318, 326))),
    ("pho-tran-nhat-duat", "Phố Trần Nhật Duật", 6.0, 3, ((2285, 574), (2450, 566), (2616, 560))),
    ("pho-dang-dung", "Phố Đặng Dung", 6.0, 3, ((2580, 322), (2750, 326), (2925, 330))),
    ("pho-ben-cat", "Phố Bến Cát", 6.0, 3, ((940, 40), (936, 140), (944, 240))),
    ("pho-ben-do", "Phố Bến Đò", 6.0, 3, ((2330, 40), (2322, 140), (2330, 225))),
    ("pho-van-chai", "Phố Vạn Chài", 6.0, 3, ((2690, 40), (2694, 140), (2684, 235))),
    ("pho-nguyen-du", "Phố Nguyễn Du", 6.0, 3, ((1840, 40), (1836, 140), (1844, 235))),
    ("pho-cho-cu", "Phố Chợ Cũ", 6.0, 3, ((1545, 40), (1552, 130), (1540, 236))),
    ("pho-nguyen-hue", "Phố Nguyễn Huệ", 6.5, 3, ((1240, 446), (1252, 590), (1236, 735))),
    ("pho-doi-che", "Phố Đồi Chè", 6.0, 3, ((800, 678), (815, 840), (800, 1005))),
    ("pho-vuon-dao", "Phố Vườn Đào", 6.0, 3, ((1720, 690), (1738, 820), (1728, 970))),
    ("pho-suoi-trong", "Phố Suối Trong", 6.0, 3, ((2320, 690), (2310, 800), (2330, 975))),
)  # fmt: skip
"""Id, name, width (m), rank, places along and inland of the bank (m)."""

BRIDGE = ("cau-hoa-binh", "Cầu Hòa Bình", 12.0, ((1392, -430), (1396, -150), (1400, 60), (1400, 212)))


def draw_streets() -> list[Way]:
    """Return the streets, noded: wherever two meet, both have the same vertex."""
    ways = [Way(key, name, curve(places), width, rank) for key, name, width, rank, places in PLAN]
    _cut_loose_ends(ways)
    for i, one in enumerate(ways):
        for other in ways[i + 1 :]:
            for p in meetings(one.line, other.line):
                one.line, other.line = with_vertex(one.line, p), with_vertex(other.line, p)
    return [*ways, _bridge(ways)]


def _bridge(ways: list[Way]) -> Way:
    """Return the bridge; it passes over the river street and lands where the main streets meet."""
    key, name, width, places = BRIDGE
    line = curve(places)
    landing = next(w for w in ways if w.id == "duong-tran-hung-dao").line[0]
    return Way(key, name, [*line[:-1], landing], width, 0, bridge=True)


def meetings(a: Line, b: Line) -> list[Point]:
    """Return where two lines meet, to the centimetre."""
    found: list[Point] = []
    for p, q in segments(a):
        for r, s in segments(b):
            if max(p[0], q[0]) < min(r[0], s[0]) or max(r[0], s[0]) < min(p[0], q[0]):
                continue
            shares = crossing(p, q, r, s)
            if shares:
                t = shares[0]
                at = snap(p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]))
                if not any(apart(at, one) < 1.0 for one in found):
                    found.append(at)
    return found


def _cut_loose_ends(ways: list[Way]) -> None:
    for way in ways:
        way.line = _within_reach(way.line)
    for way in ways:
        meets = (p for other in ways if other is not way for p in meetings(way.line, other.line))
        places = sorted(locate(way.line, p)[0] for p in meets)
        total = measure(way.line)
        start = places[0] if places and places[0] < LOOSE_END_M else 0.0
        end = places[-1] if places and total - places[-1] < LOOSE_END_M else total
        if (start, end) != (0.0, total):
            way.line = split_at(way.line, start, end)


def _within_reach(line: Line) -> Line:
    """Return the part of a street inside the ward and a little beyond."""
    runs = [locate(line, p)[0] for p in meetings(line, OUTLINE)]
    start, end = 0.0, measure(line)
    for run in sorted(runs):
        if inside(along(line, min(end, run + 5.0))[0], OUTLINE):
            start = max(0.0, run - BEYOND_M)
        else:
            end = min(end, run + BEYOND_M)
    return split_at(line, start, end)
