"""Who lives where: exactly the published and the wished totals, spread over the houses."""

from __future__ import annotations

from random import Random

from sampleward.alleys import CROWDED
from sampleward.groups import Group
from sampleward.houses import House
from sampleward.naming import position
from sampleward.streets import Way

HOUSEHOLDS, POPULATION, MILITIA = 3260, 12_200, 180
GROUP_9 = 9
GROUP_9_HOUSEHOLDS, GROUP_9_POPULATION = 181, 678
"""Published by the source article; everything else here is invented."""

_SHARES = (("rented", 0.028, (3, 7)), ("home", 0.05, (2, 2)))


def settle(groups: list[Group], random: Random) -> None:
    """Give every house its use and households; houses in loose rows go until the totals are exact."""
    for group in groups:
        for house in group.houses:
            _furnish(house, random)
    nine = [g for g in groups if g.number == GROUP_9]
    rest = [g for g in groups if g.number != GROUP_9]
    _fit(nine, GROUP_9_HOUSEHOLDS, random)
    _fit(rest, HOUSEHOLDS - GROUP_9_HOUSEHOLDS, random)


def _furnish(house: House, random: Random) -> None:
    chance = random.random()
    street = house.way.rank <= 2
    if house.use == "old_block":
        house.households = random.randint(16, 24)
        return
    house.floors = random.choice((2, 3, 3, 4, 4, 5) if street else (1, 2, 2, 3, 3, 4))
    if house.crowded > CROWDED:
        for use, share, (least, most) in _SHARES:
            if chance < share:
                house.use, house.households = use, random.randint(least, most)
                return
            chance -= share
    if street and random.random() < 0.04:
        house.use, house.households = "premises", 0
    elif random.random() < (0.45 if street else 0.07):
        house.use = "mixed"


def _fit(groups: list[Group], wanted: int, random: Random) -> None:
    """Take houses away, loosest first, or add households to crowded houses, until the sum is exact."""
    surplus = sum(g.households for g in groups) - wanted
    houses = [(h, g) for g in groups for h in g.houses if h.use != "old_block" and h.households == 1]
    random.shuffle(houses)
    if surplus > 0:
        houses.sort(key=lambda pair: (round(pair[0].crowded, 1), not pair[0].way.is_street))
        for house, group in houses[:surplus]:
            group.houses.remove(house)
        return
    houses.sort(key=lambda pair: -round(pair[0].crowded, 1))
    for k in range(-surplus):
        house = houses[k % len(houses)][0]
        house.households += 1
        house.use = "rented" if house.households > 2 else house.use


def lived_in(alleys: list[Way], houses: list[House]) -> list[Way]:
    """Return the alleys that somebody lives along, and those that lead to one."""
    served: dict[int, int] = {}
    for house in houses:
        served[id(house.way)] = served.get(id(house.way), 0) + 1
    kept: list[Way] = []
    for alley in reversed(alleys):
        alley.children = [c for c in alley.children if any(c is k for k in kept)]
        through = alley.joined and alley.parent is not None and alley.parent.is_street
        if alley.children or through or served.get(id(alley), 0) >= 2:
            kept.append(alley)
    ids = {id(k) for k in kept}
    for alley in kept:
        alley.joined = alley.joined and (
            alley.meets is None or alley.meets.is_street or id(alley.meets) in ids
        )
    for house in houses:
        while house.way.parent and id(house.way) not in ids:
            house.way = house.way.parent
            house.at, house.side = position(house.way, house.centre, house.centre)
    return kept[::-1]


def spread(total: int, weights: list[float]) -> list[int]:
    """Return whole numbers with that sum, in proportion to the weights (largest remainders)."""
    whole = sum(weights)
    exact = [total * w / whole for w in weights]
    counts = [int(e) for e in exact]
    order = sorted(range(len(weights)), key=lambda i: (counts[i] - exact[i], i))
    for i in order[: total - sum(counts)]:
        counts[i] += 1
    return counts
