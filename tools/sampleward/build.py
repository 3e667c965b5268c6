"""From a seed to the files of the ward."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from sampleward import features
from sampleward.alleys import grow_alleys
from sampleward.census import lived_in, make_exact, settle
from sampleward.gardens import lay_gardens
from sampleward.groups import Group, draw_groups, open_borders
from sampleward.houses import House, build_houses
from sampleward.naming import address_houses, name_alleys
from sampleward.points import FirePoint, place_points
from sampleward.streets import Way, draw_streets
from sampleward.terrain import Shape, draw_terrain, obstacles, old_blocks
from sampleward.wardfile import ward_document
from sampleward.writer import document_bytes, layer_bytes

SEED = 9


@dataclass
class Town:
    """Everything of the ward in metres, before it is written."""

    streets: list[Way]
    alleys: list[Way]
    shapes: list[Shape]
    houses: list[House]
    groups: list[Group]
    points: list[FirePoint]

    @property
    def ways(self) -> list[Way]:
        return [*self.streets, *self.alleys]


def build_town(random: Random) -> Town:
    """Draw the ward: streets, alleys, houses, groups, people, points."""
    streets, shapes = draw_streets(), draw_terrain()
    closed = obstacles(shapes)
    alleys = grow_alleys(streets, closed, random)
    houses = build_houses([*streets, *alleys], closed, open_borders(), old_blocks(), random)
    houses = settle(houses, random)
    groups = draw_groups(streets, houses)
    make_exact(groups, random)
    houses = [house for group in groups for house in group.houses]
    alleys = lived_in(alleys, houses)
    name_alleys(streets, alleys)
    address_houses(houses)
    points = place_points(groups, [*streets, *alleys], houses, random)
    shapes += lay_gardens([*streets, *alleys], houses, shapes, random)
    return Town(streets, alleys, shapes, houses, groups, points)


def ward_files(seed: int = SEED) -> dict[str, bytes]:
    """Return the bytes of every file of the ward by name; the same seed gives the same bytes."""
    random = Random(seed)
    layers = features.of(build_town(random), random)
    written = {f"{name}.geojson": layer_bytes(rows) for name, rows in layers.items()}
    return {"ward.json": document_bytes(ward_document()), **written}
