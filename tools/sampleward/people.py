"""Figures of the groups: residents, militia, party members, business households, extinguishers."""

from __future__ import annotations

from random import Random
from typing import Any

from sampleward.census import GROUP_9, GROUP_9_POPULATION, MILITIA, POPULATION, spread
from sampleward.groups import Group

_BUSY = ("mixed", "premises")


def group_properties(groups: list[Group], random: Random) -> list[dict[str, Any]]:
    """Return the properties of every group; the sums are exact."""
    people = _residents(groups, random)
    militia = _militia(groups, random)
    return [_properties(g, people[i], militia[i], random) for i, g in enumerate(groups)]


def _residents(groups: list[Group], random: Random) -> list[int]:
    weights = [g.households * random.uniform(0.94, 1.06) for g in groups]
    others = [w for g, w in zip(groups, weights, strict=True) if g.number != GROUP_9]
    counts = iter(spread(POPULATION - GROUP_9_POPULATION, others))
    return [GROUP_9_POPULATION if g.number == GROUP_9 else next(counts) for g in groups]


def _militia(groups: list[Group], random: Random) -> list[int]:
    """Return about ten members a group, more where more live; the sum is the article's."""
    return spread(MILITIA, [60.0 + g.households * 0.7 + random.uniform(-12, 12) for g in groups])


def _properties(group: Group, population: int, militia: int, random: Random) -> dict[str, Any]:
    total = group.households
    business = sum(h.households for h in group.houses if h.use in _BUSY)
    members = round(total * random.uniform(0.16, 0.24))
    nine = group.number == GROUP_9
    share = 0.86 if nine else random.uniform(0.42, 0.93)
    with_one = round(total * share)
    return {
        "number": group.number,
        "households": total,
        "population": population,
        "militia_count": militia,
        "business_households": business,
        "households_with_extinguisher": with_one,
        "party_members": members,
        "party_members_with_extinguisher": members if nine else round(members * random.uniform(0.6, 1.0)),
        "business_households_with_extinguisher": max(0, business - 2)
        if nine
        else round(business * random.uniform(0.55, 1.0)),
        "boundary_status": "provisional",
    }
