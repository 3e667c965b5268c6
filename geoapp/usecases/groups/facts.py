"""What is known of a group, as plain values: numbers, dates, and the values of choice fields.

Nothing here depends on the reader's language; the door puts it into words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from geoapp.usecases.coverage import Metric

KitWord = Literal["complete", "needs", "unusable"]
Audience = Literal["households", "business_households", "party_members"]
Direction = Literal["n", "ne", "e", "se", "s", "sw", "w", "nw"]


@dataclass(frozen=True)
class Phrase:
    """A sentence of the catalogues: its key and the values of its placeholders."""

    key: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class GroupName:
    """What tells one group from another; `ward_code` is set where its number stands twice in the ward."""

    id: str
    number: int | None
    ward_code: str | None = None


@dataclass(frozen=True)
class Reach:
    """Households within `radius_m` of a usable point, and how all of them lie by distance.

    `bands` are (up to metres or ``None``, households); the last holds those beyond every radius, and those
    without a way. `unreachable` counts the latter alone.
    """

    radius_m: float
    metric: Metric
    covered: float
    total: float
    share: float | None
    bands: tuple[tuple[float | None, float], ...]
    unreachable: int
    median_m: float | None
    estimated: bool

    @property
    def missing(self) -> float:
        """Return the households that no point reaches within the radius."""
        return self.total - self.covered


@dataclass(frozen=True)
class KitItem:
    """Pieces of one kind in one condition; what is past its date counts as ``expired``."""

    kind: str
    quantity: int
    condition: str
    size_kg: float | None = None
    expires_on: dt.date | None = None


@dataclass(frozen=True)
class Check:
    """When a point was last looked at, and when it is due; both may be unknown.

    `days_left` counts from today to the next check: negative is overdue. `fault` is what the last check
    found and nobody has mended since.
    """

    last: dt.date | None
    next: dt.date | None
    days_left: int | None
    result: str | None = None
    fault: str | None = None

    @property
    def overdue_days(self) -> int:
        """Return by how many days the check is late, 0 where it is not."""
        return max(0, -self.days_left) if self.days_left is not None else 0


@dataclass(frozen=True)
class PointFacts:
    """A fire point as a resident needs it: where, what it holds, whether it opens, when it was checked.

    `position`, `cabinet`, `lock` are values of the layer's choices; flags are ``None`` where nobody said.
    """

    id: str
    title: str
    subtitle: str | None
    address: str | None
    position: str | None
    cabinet: str | None
    lock: str | None
    flags: Mapping[str, bool | None]
    state: KitWord
    reason: Phrase | None
    missing: tuple[Phrase, ...]
    kit: tuple[KitItem, ...]
    check: Check
    serves: float | None


@dataclass(frozen=True)
class CampaignLine:
    """How far one promise of the extinguisher campaign is; a count nobody gave is ``None``.

    `needed` is the count that meets the target; `days_left` is negative once the date has passed.
    """

    audience: Audience
    done: int | None
    total: int | None
    target_share: float | None
    needed: int | None
    by: dt.date | None
    days_left: int | None

    @property
    def share(self) -> float | None:
        """Return what share has an extinguisher, where both counts are known."""
        return self.done / self.total if self.done is not None and self.total else None

    @property
    def remaining(self) -> int | None:
        """Return how many are still missing to the target, 0 once it is met."""
        return max(0, self.needed - self.done) if self.needed is not None and self.done is not None else None


@dataclass(frozen=True)
class Away:
    """How far something lies from the middle of a group: on foot where there is a way, and where to go.

    `bearing_deg` is clockwise from north.
    """

    walking_m: float | None
    straight_m: float
    bearing_deg: float
    direction: Direction

    @property
    def order_m(self) -> tuple[bool, float]:
        """Return what sorts nearest first; what has no way there comes after all that has."""
        return self.walking_m is None, self.straight_m if self.walking_m is None else self.walking_m


@dataclass(frozen=True)
class NearPoint:
    """A usable fire point outside the group."""

    id: str
    title: str
    group: GroupName | None
    away: Away


@dataclass(frozen=True)
class NearWater:
    """A water source near the group; `kind` and `status` are values of the layer's choices."""

    id: str
    code: str | None
    kind: str
    status: str
    volume_m3: float | None
    flow_ls: float | None
    truck_standing: bool | None
    away: Away


@dataclass(frozen=True)
class DeepAlley:
    """An alley deeper than the ward's trigger that no fire engine enters; `depth_m` ``None``: cut off."""

    id: str
    name: str
    depth_m: float | None
    households: float
    households_beyond: float


@dataclass(frozen=True)
class AreaFacts:
    """A safe residential area of the group: its recognition, its checklist and its figures."""

    id: str
    name: str
    status: str | None
    recognised_on: dt.date | None
    review_on: dt.date | None
    met: int
    criteria: int
    covered: float | None
    total: float | None
    points: int | None


@dataclass(frozen=True)
class InterfamilyFacts:
    """An inter-family group: neighbours whose bells are linked."""

    id: str
    name: str
    households: int | None
    bells: int | None
    linked: bool | None
    drilled_on: dt.date | None
    usual_size: bool


@dataclass(frozen=True)
class ModelFacts:
    """Another self-governing model of the group."""

    id: str
    name: str
    members: int | None


@dataclass(frozen=True)
class GroupFacts:
    """Everything the page of a group shows, as of `today`."""

    name: GroupName
    today: dt.date
    households: int | None
    population: int | None
    militia: int | None
    business_households: int | None
    provisional_border: bool
    reach: Reach | None
    points: tuple[PointFacts, ...]
    campaign: tuple[CampaignLine, ...]
    outside: tuple[NearPoint, ...]
    water: tuple[NearWater, ...]
    deep_alleys: tuple[DeepAlley, ...]
    alley_depth_m: float
    safe_areas: tuple[AreaFacts, ...]
    interfamily: tuple[InterfamilyFacts, ...]
    models: tuple[ModelFacts, ...]
    neighbours: tuple[GroupName | None, GroupName | None]

    @property
    def usable_points(self) -> int:
        """Return how many of the group's points count."""
        return sum(point.state != "unusable" for point in self.points)


@dataclass(frozen=True)
class GroupRow:
    """One line of the list; `place` is its row by number, `search` the folded text in which a search looks."""

    name: GroupName
    place: int
    search: str
    households: int | None
    population: int | None
    reach: Reach | None
    points: int
    usable_points: int
    needing_kit: int
    overdue_checks: int
    with_extinguisher: int | None

    @property
    def extinguisher_share(self) -> float | None:
        """Return the share of households with an extinguisher, where both counts are known."""
        if self.with_extinguisher is None or not self.households:
            return None
        return self.with_extinguisher / self.households


@dataclass(frozen=True)
class GroupList:
    """All groups of a ward by number, and the figures they share."""

    rows: tuple[GroupRow, ...]
    radius_m: float
    metric: Metric | None
    estimated: bool
