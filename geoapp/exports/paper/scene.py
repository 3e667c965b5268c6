"""What a map on paper shows, as plain shapes in metres and plain words: the window's side of the contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geoapp.i18n import Language

Shapes = npt.NDArray[np.object_]
STANDING = ("fire", "removed")
"""Symbols of fire points that count today, those that a plan takes away among them."""


@dataclass(frozen=True)
class PointMark:
    """A symbol with its label: `symbol` names one of the symbology, `number` is written into a proposed site."""

    id: str
    x: float
    y: float
    symbol: str
    label: str
    group: str | None = None
    number: str = ""


@dataclass(frozen=True)
class GroupRow:
    """A residential group: its land, its names on the map, its figures in the table.

    `short` is what the table calls it ("9"), `name` what the map does ("TỔ 9"). `share` is covered / weight, ``None``
    where nobody lives. `after` are the households within reach with the plan, ``None`` without a plan.
    """

    id: str
    short: str
    name: str
    shape: BaseGeometry
    households: float
    people: float | None
    points: int
    covered: float
    share: float | None
    after: float | None = None


@dataclass(frozen=True)
class Way:
    """A street or alley: rank 0 to 3 are streets, 4 is an alley; width in metres."""

    shape: BaseGeometry
    rank: int
    width_m: float
    name: str


@dataclass(frozen=True)
class PlanRow:
    """A planned site in words: its number on the map, its group and alley, what it adds and why; no cost is empty."""

    number: str
    group: str
    place: str
    gain: str
    reason: str
    cost: str = ""
    group_id: str | None = None


@dataclass(frozen=True, eq=False)
class PlanScene:
    """A plan in words, and the land that it brings within reach.

    `result` tells before and after in a sentence, `proof` what is proved in a few words and `proof_sentence` what that
    means; `notes` are what else must be said, `warnings` the short ones for where there is little room; `gain_head` names
    what sites add; `foot` is provenance for the foot of a sheet.
    """

    title: str
    name: str
    result: str
    proof: str
    proof_sentence: str
    notes: tuple[str, ...]
    gain_head: str
    rows: tuple[PlanRow, ...]
    foot: str
    warnings: tuple[str, ...]
    added: BaseGeometry


@dataclass(frozen=True, eq=False)
class MapScene:
    """Everything that maps of one ward are drawn from. Shapes are in metres of `crs`.

    With a `plan`, `reach` is the land within reach that stays so, and `gaps` are those that the plan leaves.
    `surroundings` are shapes by kind; `named` places have a label. `house_band` is the index of the smallest radius
    that covers a house (-1: none does because there is no way), `within` tells solid from hollow. `language` is that
    of the words printed.
    """

    ward: str
    office: str
    crs: CRS
    crs_words: str
    illustrative: bool
    estimated: bool
    radius_m: float
    walking: bool
    radii_m: tuple[float, ...]
    outline: BaseGeometry
    borders: Shapes
    groups: tuple[GroupRow, ...]
    ways: tuple[Way, ...]
    surroundings: Mapping[str, Shapes]
    named: tuple[tuple[str, str, BaseGeometry], ...]
    houses: Shapes
    house_band: npt.NDArray[np.int64]
    within: npt.NDArray[np.bool_]
    reach: BaseGeometry
    gaps: BaseGeometry
    safe_areas: tuple[tuple[str, BaseGeometry], ...]
    interfamily: Shapes
    deep_alleys: Shapes
    points: tuple[PointMark, ...]
    covered: float
    weight: float
    version: str
    updated: dt.datetime
    source: str
    language: Language = "vi"
    plan: PlanScene | None = None


@dataclass(frozen=True)
class PointNote:
    """A fire point or a planned site on a group's sheet: its name, its state in words, its symbol, lines about it.

    `number` is what stands in the symbol of a planned site.
    """

    title: str
    state: str
    symbol: str
    lines: tuple[str, ...]
    number: str = ""


@dataclass(frozen=True)
class Progress:
    """A campaign's line: whom, how far (0 to 1, ``None`` unknown), where it should be, and the words beside it."""

    label: str
    share: float | None
    target: float | None
    words: str


@dataclass(frozen=True)
class GroupSheet:
    """What a group's page of the atlas says beside its map."""

    group: GroupRow
    title: str
    figures: tuple[tuple[str, str], ...]
    points: tuple[PointNote, ...]
    campaign: tuple[Progress, ...]
    outside: tuple[tuple[str, str], ...]
    deep_alleys: tuple[tuple[str, str], ...]
    planned: tuple[PointNote, ...] = ()
