"""The nine layers as features."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from sampleward import areas, kit, models, people, water
from sampleward.houses import House
from sampleward.naming import nfc
from sampleward.streets import Way
from sampleward.terrain import bridge_deck
from sampleward.vector import locate, measure
from sampleward.writer import feature, line, point, polygon

if TYPE_CHECKING:
    from sampleward.build import Town

Features = list[dict[str, Any]]


def of(town: Town, random: Random) -> dict[str, Features]:
    """Return every layer's features."""
    return {
        "residential_groups": _groups(town, random),
        "fire_points": _points(town, random),
        "safe_areas": areas.safe_areas(town.groups, town.points),
        "interfamily_groups": areas.interfamily_groups(town.groups, town.points, random),
        "buildings": _buildings(town, random),
        "alleys": [_way(way) for way in town.ways],
        "water_sources": water.water_sources(town.ways, town.shapes, town.houses, random),
        "self_governing_models": models.self_governing_models(town.groups),
        "surroundings": _surroundings(town),
    }


def _groups(town: Town, random: Random) -> Features:
    rows = people.group_properties(town.groups, random)
    return [
        feature(f"to-{g.number:02d}", polygon(g.ring), code=f"TO-{g.number:02d}", **row)
        for g, row in zip(town.groups, rows, strict=True)
    ]


def _points(town: Town, random: Random) -> Features:
    rows = kit.point_properties(town.points, random)
    return [feature(p.code.lower(), point(p.at), **row) for p, row in zip(town.points, rows, strict=True)]


def _buildings(town: Town, random: Random) -> Features:
    ordered = sorted(town.houses, key=lambda h: (h.group, h.way.id, h.side, h.at, h.ring[0]))
    return [_building(n, house, random) for n, house in enumerate(ordered, start=1)]


def _building(n: int, house: House, random: Random) -> dict[str, Any]:
    alley = not house.way.is_street
    busy = house.use in ("mixed", "premises", "rented", "old_block")
    return feature(
        f"nha-{n:04d}",
        polygon(house.ring),
        use=house.use,
        households=house.households,
        group_id=f"to-{house.group:02d}",
        alley_id=house.way.id if alley else None,
        address=nfc(house.address),
        floors=house.floors,
        extinguishers=sum(random.random() < 0.62 for _ in range(min(4, max(1, house.households)))),
        second_exit="unknown"
        if random.random() < 0.2
        else "yes"
        if random.random() < (0.3 if alley else 0.5)
        else "no",
        hazard="high" if busy and alley and random.random() < 0.4 else "medium" if busy or alley else "low",
    )


def _way(way: Way) -> dict[str, Any]:
    alley = not way.is_street
    size = measure(way.line)
    dead = alley and not way.joined
    return feature(
        way.id,
        line(way.line),
        name=nfc(way.name),
        width_min_m=way.width,
        height_min_m=4.5 if not alley or way.width >= 3.5 else 3.0 if way.width >= 2.5 else 2.5,
        depth_m=round(way.start_m + size, 1) if alley else None,
        dead_end=dead if alley else None,
        turning_place=False if dead else None,
        truck_access=_truck_access(way),
        obstruction=_obstruction(way),
        surveyed_on="2026-09-15",
        rank=way.rank,
        grade_separated=True if way.bridge else None,
    )


def _truck_access(way: Way) -> str:
    """Return what gets in: no alley takes more than the alley it leaves."""
    if way.is_street:
        return "truck"
    own = 0 if way.width >= 4.0 else 1 if way.width >= 3.5 else 2 if way.width >= 2.0 else 3
    names = ("truck", "small_truck", "handcart", "foot")
    return names[max(own, names.index(_truck_access(way.parent)) if way.parent else 0)]


def _obstruction(way: Way) -> str:
    """Return what stands in the way, told by the alley's number so that it never changes by chance."""
    if way.is_street:
        return "none"
    digits = sum(int(c) for c in way.number if c.isdigit())
    if way.width >= 3.5:
        return "encroached" if digits % 7 == 0 else "none"
    return ("none", "low_wires", "none", "gate", "none", "encroached", "none", "low_wires", "steps")[
        digits % 9
    ]


def _surroundings(town: Town) -> Features:
    found: Features = []
    count: dict[str, int] = {}
    for shape in town.shapes:
        word = {"water": "nuoc", "green": "cay-xanh", "hill": "doi", "contour": "duong-dong-muc", "yard": "khuon-vien",
                "public_building": "cong-trinh"}[shape.kind]  # fmt: skip
        count[word] = count.get(word, 0) + 1
        geometry = line(shape.line) if shape.kind == "contour" else polygon(shape.line)
        kind = "hill" if shape.kind == "contour" else shape.kind
        found.append(feature(f"{word}-{count[word]:02d}", geometry, kind=kind, name=nfc(shape.name) or None))
    bridge = next(w for w in town.streets if w.bridge)
    landing = locate(bridge.line, next(p for p in bridge.line[::-1]))[0]
    deck = [p for p in bridge.line if locate(bridge.line, p)[0] <= landing - 150.0]
    found.append(
        feature("cau-01", polygon(bridge_deck(deck, bridge.width)), kind="bridge", name=nfc(bridge.name))
    )
    return found
