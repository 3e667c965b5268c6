"""The door-to-door list: homes that no point reaches, by group and alley."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoapp.coverage import within
from geoapp.i18n import sort_key
from geoapp.usecases.briefing.findings import Findings
from geoapp.usecases.groups.records import Record, records


@dataclass(frozen=True)
class House:
    """A building with households beyond the radius; `distance_m` is ``None`` where no way leads to a point."""

    id: str
    group: str
    alley: str
    address: str | None
    households: int
    distance_m: float | None
    nearest: str | None
    use: str | None
    extinguishers: int | None
    second_exit: str | None
    lon: float
    lat: float


def unreached_houses(found: Findings) -> list[House]:
    """Return the homes that no usable point reaches, group by group and alley by alley, as one walks.

    Empty where households are estimates on a grid: a cell is no door to knock at.
    """
    result = found.result
    if result is None or found.estimated:
        return []
    frame = found.ward.layer("buildings")
    houses = dict(zip(frame.index.astype(str), records(frame), strict=True))
    beyond = ~within(result.nearest.distance_m, found.radius_m) & (result.study.demand.households > 0)
    ways = _ways(found)
    rows = np.flatnonzero(beyond).tolist()
    made = [
        (*_order(found, row), _house(found, row, houses[result.study.demand.ids[row]], ways)) for row in rows
    ]
    made.sort(key=lambda entry: (entry[0], entry[1], sort_key(entry[2].alley), _door(entry[2])))
    return [house for _, _, house in made]


def _order(found: Findings, row: int) -> tuple[bool, int]:
    """Return what sorts groups as the sheet of groups does; who belongs to none comes last."""
    assert found.result is not None
    study = found.result.study
    group = int(study.demand_group[row])
    number = study.groups.names[group] if group >= 0 else None
    return not isinstance(number, int), number if isinstance(number, int) else group


def _door(house: House) -> object:
    return sort_key(house.address or ""), sort_key(house.id)


def _ways(found: Findings) -> list[str]:
    """Return the name of the way each house of the study lies on, empty where there is none."""
    assert found.result is not None
    study = found.result.study
    if len(study.ways.ids) == 0 or len(study.network.edges) == 0:
        return [""] * len(study.demand.ids)
    way = study.network.way[study.demand_place.edge]
    return [(study.ways.names[w] or study.ways.ids[w]) if w >= 0 else "" for w in way.tolist()]


def _house(found: Findings, row: int, record: Record, ways: list[str]) -> House:
    assert found.result is not None
    assert record.shape is not None
    result, study = found.result, found.result.study
    group, facility = int(study.demand_group[row]), int(result.nearest.facility[row])
    metres = float(result.nearest.distance_m[row])
    names = dict(zip(study.ways.ids, study.ways.names, strict=True))
    point = study.facility_ids[facility] if facility >= 0 else None
    place = record.shape.representative_point()
    return House(
        id=record.id,
        group=found.group_names[study.groups.ids[group]] if group >= 0 else found.t("group.none"),
        alley=names.get(record.text("alley_id") or "") or ways[row],
        address=record.text("address"),
        households=round(float(study.demand.households[row])),
        distance_m=metres if np.isfinite(metres) else None,
        nearest=found.points[point].title if point else None,
        use=record.text("use"),
        extinguishers=record.count("extinguishers"),
        second_exit=record.text("second_exit"),
        lon=place.x,
        lat=place.y,
    )
