"""Safe residential areas and inter-family groups: named places within groups."""

from __future__ import annotations

from random import Random
from typing import Any

from sampleward.census import GROUP_9
from sampleward.groups import Group
from sampleward.houses import House
from sampleward.kit import weakest
from sampleward.points import FirePoint
from sampleward.vector import Line, Point, apart, area, snap, total
from sampleward.writer import feature, polygon

CRITERIA = ("rules", "roads_and_water", "spread_barriers", "equipment", "fire_plan", "trained_militia",
            "household_extinguishers", "household_tools", "trained_person_per_household")  # fmt: skip
_FIRST, _SECOND = 9, 12
_HULL_MARGIN_M = 1.2


def safe_areas(groups: list[Group], points: list[FirePoint]) -> list[dict[str, Any]]:
    """Return the two safe areas: group 9, whose area grew out of its fire point, and another group."""
    other = second_group(groups, points)
    nine = groups[GROUP_9 - 1]
    return [_safe_area(nine, "2023-03-30", 9), _safe_area(other, "2023-06-15", 7)]


def second_group(groups: list[Group], points: list[FirePoint]) -> Group:
    """Return the group, other than 9, with most points in order, then the smallest: a compact one."""
    count = {g.number: sum(p.group == g.number for p in points) for g in groups}
    rest = [g for g in groups if g.number not in (GROUP_9, weakest(points).group)]
    return min(rest, key=lambda g: (-count[g.number], abs(area(g.ring))))


def _safe_area(group: Group, recognised: str, met: int) -> dict[str, Any]:
    answers = ["met"] * met + ["not_met"] * (8 - met) + ["unknown"] * (9 - max(met, 8))
    return feature(
        f"kdc-{group.number:02d}",
        polygon(group.ring),
        code=f"KDC-{group.number:02d}",
        name=f"Khu dân cư an toàn về PCCC tổ {group.number}",
        group_ids=[f"to-{group.number:02d}"],
        recognised_on=recognised,
        review_on="2027-03-30",
        status="recognised",
        checklist=dict(zip(CRITERIA, answers, strict=False)),
        note="Ranh giới minh họa" if group.number != GROUP_9 else "Phát triển từ điểm chữa cháy công cộng của tổ; ranh giới minh họa",
    )  # fmt: skip


def interfamily_groups(groups: list[Group], points: list[FirePoint], random: Random) -> list[dict[str, Any]]:
    """Return the two inter-family groups: adjoining houses around a fire point."""
    chosen = [groups[GROUP_9 - 1], second_group(groups, points)]
    found = []
    for n, (group, wanted) in enumerate(zip(chosen, (_FIRST, _SECOND), strict=True), start=1):
        houses = _adjoining(group, points, wanted)
        households = sum(h.households for h in houses)
        found.append(
            feature(
                f"tlg-{n:02d}",
                polygon(hull([p for h in houses for p in h.ring], _HULL_MARGIN_M)),
                code=f"TLG-{group.number:02d}-01",
                name=f"Tổ liên gia an toàn PCCC số {n}",
                group_id=f"to-{group.number:02d}",
                household_count=households,
                bells=households,
                buttons_in=households,
                buttons_out=households,
                linked=True,
                has_regulation=True,
                established_on=("2022-10-12", "2022-11-25")[n - 1],
                drilled_on=("2026-09-18", "2026-05-06")[n - 1],
                alarm_type=("wireless", "wired")[n - 1],
            )
        )
    return found


def _adjoining(group: Group, points: list[FirePoint], wanted: int) -> list[House]:
    """Return houses of one alley side by side, as many as hold the wanted households."""
    heart = next(p for p in points if p.group == group.number)
    rows: dict[tuple[int, int], list[House]] = {}
    for house in group.houses:
        if house.use != "old_block" and house.crowded > 0.5:
            rows.setdefault((id(house.way), house.side), []).append(house)
    best: list[House] = []
    for row in rows.values():
        row.sort(key=lambda h: h.at)
        for i in range(len(row)):
            run = _as_many(row[i:], wanted)
            if run and (not best or _spread(run, heart.at) < _spread(best, heart.at)):
                best = run
    return best


def _as_many(row: list[House], wanted: int) -> list[House]:
    """Return the first houses of a row with exactly the wanted households, none if there is no such run."""
    total = 0
    for k, house in enumerate(row, start=1):
        total += house.households
        if total >= wanted:
            return row[:k] if total == wanted else []
    return []


def _spread(run: list[House], heart: Point) -> float:
    """Return how far a row of houses lies apart, and from the fire point."""
    return 3.0 * apart(run[0].centre, run[-1].centre) + apart(run[len(run) // 2].centre, heart)


def hull(places: list[Point], margin: float) -> Line:
    """Return the convex ring around places, drawn out by a margin, counter-clockwise."""
    ordered = sorted(set(places))
    ring = _chain(ordered)[:-1] + _chain(ordered[::-1])[:-1]
    x, y = total(p[0] for p in ring) / len(ring), total(p[1] for p in ring) / len(ring)
    out = []
    for p in ring:
        d = apart(p, (x, y))
        out.append(snap(p[0] + (p[0] - x) / d * margin, p[1] + (p[1] - y) / d * margin))
    return [*out, out[0]]


def _chain(ordered: list[Point]) -> list[Point]:
    chain: list[Point] = []
    for p in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], p) <= 0:
            chain.pop()
        chain.append(p)
    return chain


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
