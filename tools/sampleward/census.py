"""Who lives where: exactly the published and the wished totals, spread over the houses."""

from __future__ import annotations

from random import Random

from sampleward.alleys import CROWDED
from sampleward.groups import Group
from sampleward.houses import House
from sampleward.naming import position
from sampleward.pockets import is_core
from sampleward.streets import Way
from sampleward.vector import total as plain_sum

HOUSEHOLDS, POPULATION, MILITIA = 3260, 12_200, 180
GROUP_9 = 9
GROUP_9_HOUSEHOLDS, GROUP_9_POPULATION = 181, 678
"""Published by the source article; everything else here is invented."""

_SHARES = (("rented", 0.17, (3, 8)), ("home", 0.2, (2, 2)))
"""Use, share of the houses in the heart of a quarter, least and most households."""

_PREMISES = (0.1, 0.09, 0.06, 0.04, 0.02)
"""Share of shops, workshops and offices where nobody lives, by the rank of the way."""

_TRADING = (0.34, 0.28, 0.16, 0.0, 0.0)
"""Share of whole rows of them, outside the crowded quarters."""


def settle(houses: list[House], random: Random) -> list[House]:
    """Give every house its use and households; return as many houses as the ward has households for."""
    trading: dict[int, bool] = {}
    for house in houses:
        if house.row not in trading:
            trading[house.row] = random.random() < _TRADING[house.way.rank]
        _furnish(house, random, trading[house.row])
    return _fitted(houses, HOUSEHOLDS, random)


def make_exact(groups: list[Group], random: Random) -> None:
    """Give group 9 its published households and the other groups together the rest."""
    nine = [h for g in groups if g.number == GROUP_9 for h in g.houses]
    rest = [h for g in groups if g.number != GROUP_9 for h in g.houses]
    kept = {id(h) for h in _fitted(nine, GROUP_9_HOUSEHOLDS, random)}
    kept |= {id(h) for h in _fitted(rest, HOUSEHOLDS - GROUP_9_HOUSEHOLDS, random)}
    for group in groups:
        group.houses = [h for h in group.houses if id(h) in kept]


def _furnish(house: House, random: Random, trading: bool) -> None:
    chance = random.random()
    street = house.way.rank <= 2
    if house.use == "old_block":
        house.households = random.randint(16, 24)
        return
    house.floors = random.choice((2, 3, 3, 4, 4, 5) if street else (1, 2, 2, 3, 3, 4))
    if is_core(house.centre):
        for use, share, (least, most) in _SHARES:
            if chance < share:
                house.use, house.households = use, random.randint(least, most)
                return
            chance -= share
    if random.random() < (0.95 if trading and house.crowded < CROWDED else _PREMISES[house.way.rank]):
        house.use, house.households = "premises", 0
    elif random.random() < (0.45 if street else 0.07):
        house.use = "mixed"


def _fitted(houses: list[House], wanted: int, random: Random) -> list[House]:
    """Return the houses without some, loosest first, or with more households in crowded ones: the sum is exact."""
    surplus = sum(h.households for h in houses) - wanted
    single = [h for h in houses if h.use != "old_block" and h.households == 1]
    random.shuffle(single)
    if surplus > 0:
        return _without(houses, single, surplus, random)
    single.sort(key=lambda h: -round(h.crowded, 1))
    for k in range(-surplus):
        house = single[k % len(single)]
        house.households += 1
        house.use = "rented" if house.households > 2 else house.use
    return houses


def _without(houses: list[House], single: list[House], surplus: int, random: Random) -> list[House]:
    """Return the houses without whole loose rows, and so many of the next row that the sum is exact."""
    level: dict[int, float] = {}
    for house in houses:
        level[house.row] = max(level.get(house.row, 0.0), round(house.crowded, 1))
    luck = {row: random.random() for row in level}
    single = sorted(single, key=lambda h: (level[h.row], luck[h.row], h.at))
    gone = {id(h) for h in single[:surplus]}
    emptied = {h.row for h in single[:surplus]} - {
        h.row for h in houses if h.households and id(h) not in gone
    }
    kept = [h for h in houses if id(h) not in gone and not (h.households == 0 and h.row in emptied)]
    _shrink(kept, surplus - len(gone))
    return kept


def _shrink(houses: list[House], surplus: int) -> None:
    """Take households out of houses with several, a household at a time."""
    while surplus > 0:
        fullest = max(houses, key=lambda h: h.households)
        fullest.households -= 1
        surplus -= 1


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
    whole = plain_sum(weights)
    exact = [total * w / whole for w in weights]
    counts = [int(e) for e in exact]
    order = sorted(range(len(weights)), key=lambda i: (counts[i] - exact[i], i))
    for i in order[: total - sum(counts)]:
        counts[i] += 1
    return counts
