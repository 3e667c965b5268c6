"""Where fire engines draw water: hydrants along the streets, the river, ponds, a tank."""

from __future__ import annotations

from random import Random
from typing import Any

from sampleward.houses import House
from sampleward.place import OUTLINE, curved
from sampleward.streets import Way
from sampleward.vector import (
    Point,
    apart,
    inside,
    locate,
    measure,
    middle,
    moved,
    right_of,
    smooth_along,
    snap,
)
from sampleward.writer import feature, point

_SPACING_M = (118.0, 150.0)
_LEAST_APART_M = 70.0
_BESIDE_M = 0.7
_STATUS = ("usable",) * 17 + ("cap_missing", "dry", "blocked", "unchecked", "broken")
_PONDS = {"Hồ Thủy Sản": 9000.0, "Hồ Phương Lâm": 26000.0, "Hồ Suối Trong": 15000.0, "Ao Đồi Chè": 2600.0}
_RIVER = (
    (776, 6.0, "Bến nước Phố Bà Triệu"),
    (1688, 5.0, "Bến nước Phố Đinh Tiên Hoàng"),
    (2592, 6.0, "Bến nước Phố Ngô Quyền"),
)
_TANK = (1776, 176.0)


def water_sources(
    ways: list[Way], shapes: list[Any], houses: list[House], random: Random
) -> list[dict[str, Any]]:
    """Return every water source; most hydrants work, some do not."""
    found = _hydrants(ways, houses, random)
    for n, shape in enumerate((s for s in shapes if s.name in _PONDS), start=1):
        found.append(
            feature(f"ao-{n:02d}", point(snap(*middle(shape.line))), code=f"AO-{n:02d}", kind="pond", status="usable",
                    volume_m3=_PONDS[shape.name], truck_standing=n != 3, dry_season=n != 3, note=shape.name, checked_on="2026-10-14")
        )  # fmt: skip
    for n, (s, d, name) in enumerate(_RIVER, start=1):
        found.append(
            feature(f"song-{n:02d}", point(snap(*curved(s, d))), code=f"SONG-{n:02d}", kind="river", status="usable",
                    truck_standing=n != 2, dry_season=True, note=name, checked_on="2026-10-14")
        )  # fmt: skip
    tank = snap(*curved(*_TANK))
    found.append(feature("be-01", point(tank), code="BE-01", kind="tank", status="usable", volume_m3=60.0,
                         owner="Ban quản lý chợ", truck_standing=True, dry_season=True, checked_on="2026-10-20"))  # fmt: skip
    return found


def _hydrants(ways: list[Way], houses: list[House], random: Random) -> list[dict[str, Any]]:
    places: list[Point] = []
    for way in (w for w in ways if w.rank <= 2 and not w.bridge):
        at, total = random.uniform(20, 60), measure(way.line)
        while at < total:
            p, direction = smooth_along(way.line, at)
            n = right_of(direction)
            spot = snap(*moved(p, n, way.width / 2 + _BESIDE_M))
            if (
                inside(spot, OUTLINE)
                and all(apart(spot, q) >= _LEAST_APART_M for q in places)
                and _clear(spot, ways, houses)
            ):
                places.append(spot)
            at += random.uniform(*_SPACING_M)
    return [_hydrant(n, spot, random) for n, spot in enumerate(places, start=1)]


def _clear(p: Point, ways: list[Way], houses: list[House]) -> bool:
    if any(locate(w.line, p)[1] < w.width / 2 + 0.2 for w in ways):
        return False
    return not any(apart(h.ring[0], p) < 40 and inside(p, h.ring) for h in houses)


def _hydrant(n: int, spot: Point, random: Random) -> dict[str, Any]:
    status = random.choice(_STATUS)
    return feature(
        f"tru-{n:03d}",
        point(spot),
        code=f"TRU-{n:03d}",
        kind="sunk_hydrant" if random.random() < 0.15 else "hydrant",
        status=status,
        flow_ls=random.choice((5.0, 10.0, 10.0, 15.0)) if status != "dry" else 0.0,
        owner="Công ty nước sạch",
        checked_on=f"2026-{random.randint(6, 10):02d}-{random.randint(1, 28):02d}",
        truck_standing=status != "blocked",
    )
