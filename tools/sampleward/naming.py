"""Names and ids of alleys, and addresses: odd numbers on the left, even on the right, as in Vietnam."""

from __future__ import annotations

import unicodedata

from sampleward.houses import House
from sampleward.streets import Way
from sampleward.vector import along, locate, right_of, unit

_METRES_PER_NUMBER = 5.0


def name_alleys(streets: list[Way], alleys: list[Way]) -> None:
    """Give every alley its number along its parent, its name and its id."""
    kept = {id(a) for a in alleys}
    for parent in [*streets, *alleys]:
        taken: set[int] = set()
        for alley in sorted(
            (c for c in parent.children if id(c) in kept), key=lambda c: locate(parent.line, c.line[0])[0]
        ):
            at, side = position(parent, alley.line[1], alley.line[0])
            alley.start_m = at + parent.start_m if not parent.is_street else 0.0
            alley.number = _full_number(parent, _free(taken, at, side))
            alley.name, alley.id = _name(alley), _id(alley)


def position(way: Way, towards: tuple[float, float], start: tuple[float, float]) -> tuple[float, int]:
    """Return how far along a way something starts, and on which side: 1 right, -1 left."""
    at, _ = locate(way.line, start)
    nearest = min(range(len(way.line) - 1), key=lambda i: locate(way.line[i : i + 2], start)[1])
    n = right_of(unit(way.line[nearest], way.line[nearest + 1]))
    foot = along(way.line, at)[0]
    side = (towards[0] - foot[0]) * n[0] + (towards[1] - foot[1]) * n[1]
    return at, 1 if side > 0 else -1


def _free(taken: set[int], at: float, side: int) -> int:
    number = 2 * int(at / _METRES_PER_NUMBER) + (2 if side > 0 else 1)
    while number in taken:
        number += 2
    taken.add(number)
    return number


def _full_number(parent: Way, number: int) -> str:
    return str(number) if parent.is_street else f"{parent.number}/{number}"


def _name(alley: Way) -> str:
    word = ("Ngõ", "Ngách", "Hẻm")[min(2, alley.number.count("/"))]
    return f"{word} {alley.number} {short(alley.street().name)}"


def short(street: str) -> str:
    """Return a street's name without the word for street."""
    return street.removeprefix("Đường ").removeprefix("Phố ")


def _id(alley: Way) -> str:
    word = ("ngo", "ngach", "hem")[min(2, alley.number.count("/"))]
    street = alley.street().id.removeprefix("duong-").removeprefix("pho-")
    return f"{word}-{street}-{alley.number.replace('/', '-')}"


def address_houses(houses: list[House]) -> None:
    """Number the houses along every way."""
    taken: dict[int, set[int]] = {}
    for house in sorted(houses, key=lambda h: (h.way.id, h.at)):
        if house.estate:
            house.address = house.estate
            continue
        numbers = taken.setdefault(id(house.way), set())
        number = _free(numbers, house.at, house.side)
        house.address = f"Số {number} {_lower_first(house.way.name)}"


def _lower_first(text: str) -> str:
    return text[0].lower() + text[1:]


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
