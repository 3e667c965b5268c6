"""The questions about groups, as the pages ask them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from geoapp.domain.norms import norm
from geoapp.domain.ward import Ward
from geoapp.errors import NotFound
from geoapp.i18n import fold
from geoapp.usecases.coverage.cache import Cache
from geoapp.usecases.coverage.questions import ward_radii
from geoapp.usecases.groups import around
from geoapp.usecases.groups.campaign import campaign_lines
from geoapp.usecases.groups.facts import GroupFacts, GroupList, GroupName, GroupRow, PointFacts, Reach
from geoapp.usecases.groups.nearest import middle
from geoapp.usecases.groups.points import in_order, point_facts
from geoapp.usecases.groups.records import Record
from geoapp.usecases.groups.survey import Survey

DEFAULT_RADIUS_M = norm("first_radius_m")

_surveys: Cache[Survey] = Cache(8)
_facts: Cache[GroupFacts] = Cache(256)
_lists: Cache[GroupList] = Cache(32)


def find_group(ward: Ward, key: str) -> str:
    """Return the id of the group that `key` names: an id, or a number while it is unique.

    Raises
    ------
    NotFound
        If no group has this id or number, or several have this number.
    """
    frame = ward.layer("residential_groups")
    if key in frame.index:
        return key
    numbered = [] if "number" not in frame else frame.index[[_same(n, key) for n in frame["number"]]].tolist()
    if len(numbered) > 1:
        raise NotFound("group-number-shared", number=key, ids=", ".join(map(str, numbered)))
    if not numbered:
        raise NotFound("group-unknown", group=key[:80], ward=ward.info.name)
    return str(numbered[0])


def _same(number: Any, key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) <= 9 and number is not None and number == int(key)


def chosen_radius(ward: Ward, radius_m: float | None) -> float:
    """Return the radius of the ward that was asked for, else 50 m, else the ward's first."""
    radii = [float(r) for r in ward_radii(ward)]
    if radius_m is not None and radius_m in radii:
        return radius_m
    return DEFAULT_RADIUS_M if DEFAULT_RADIUS_M in radii else radii[0]


def group_facts(
    ward: Ward, group_id: str, radius_m: float | None = None, today: dt.date | None = None
) -> GroupFacts:
    """Return everything the page of a group shows; cached by the ward's version and the day.

    Parameters
    ----------
    group_id
        An id, as :func:`find_group` returns it.
    radius_m
        One of the ward's radii; any other gives the default, 50 m.
    today
        The day on which kit counts as expired and checks as overdue; default the present day.
    """
    day, radius = today or _today(), chosen_radius(ward, radius_m)
    key = (ward.id, ward.version, day, group_id, radius)
    return _facts.get(key, lambda: _group_facts(_survey(ward, day), group_id, radius))


def group_list(ward: Ward, radius_m: float | None = None, today: dt.date | None = None) -> GroupList:
    """Return all groups by number, with the figures of the list; cached like :func:`group_facts`."""
    day, radius = today or _today(), chosen_radius(ward, radius_m)
    return _lists.get((ward.id, ward.version, day, radius), lambda: _group_list(_survey(ward, day), radius))


def ward_points(ward: Ward, today: dt.date | None = None) -> tuple[PointFacts, ...]:
    """Return every fire point of the ward, in a group or in none."""
    survey = _survey(ward, today or _today())
    return tuple(_point(survey, point) for point in survey.points)


def _survey(ward: Ward, day: dt.date) -> Survey:
    return _surveys.get((ward.id, ward.version, day), lambda: Survey(ward, day))


def _group_facts(survey: Survey, group_id: str, radius_m: float) -> GroupFacts:
    row = survey.row_of(group_id)
    group, study = survey.groups[row], survey.study
    origin = middle(study, row) if study else None
    document = survey.document
    return GroupFacts(
        name=survey.names[row],
        today=survey.today,
        households=group.count("households"),
        population=group.count("population"),
        militia=group.count("militia_count"),
        business_households=group.count("business_households"),
        provisional_border=group.text("boundary_status") == "provisional",
        reach=_reach(survey, group_id, radius_m),
        points=_points(survey, row),
        campaign=campaign_lines(group, survey.ward.info.campaign, survey.today),
        outside=around.outside_points(survey, row, origin, study) if study and origin is not None else (),
        water=around.near_water(survey, origin, study) if study and origin is not None else (),
        deep_alleys=around.deep_alleys(document, study, row, radius_m) if document and study else (),
        alley_depth_m=study.alley_depth_m
        if study
        else norm("alley_depth_trigger_m", survey.ward.info.settings),
        safe_areas=around.safe_areas(survey, group_id, radius_m),
        interfamily=around.interfamily(survey, group_id),
        models=around.models(survey, group_id),
        neighbours=_neighbours(survey, row),
    )


def _reach(survey: Survey, group_id: str, radius_m: float) -> Reach | None:
    figures = survey.figures.get(group_id)
    if figures is None or survey.coverage is None or not figures["weight"]:
        return None
    here = next(r for r in figures["radii"] if r["radius_m"] == radius_m)
    return Reach(
        radius_m=radius_m,
        metric=survey.coverage.metric,
        covered=here["covered_weight"],
        total=figures["weight"],
        share=here["share"],
        bands=_bands(figures),
        unreachable=figures["distance_m"]["unreachable"],
        median_m=figures["distance_m"]["median"],
        estimated=survey.coverage.estimated,
    )


def _bands(figures: dict[str, Any]) -> tuple[tuple[float | None, float], ...]:
    bands: list[tuple[float | None, float]] = []
    before = 0.0
    for radius in figures["radii"]:
        bands.append((radius["radius_m"], radius["covered_weight"] - before))
        before = radius["covered_weight"]
    return (*bands, (None, figures["weight"] - before))


def _points(survey: Survey, group: int) -> tuple[PointFacts, ...]:
    ours = [point for i, point in enumerate(survey.points) if survey.points_group[i] == group]
    return in_order([_point(survey, point) for point in ours])


def _point(survey: Survey, point: Record) -> PointFacts:
    return point_facts(point, survey.unusable.get(point.id), survey.serves.get(point.id), survey.today)


def _neighbours(survey: Survey, row: int) -> tuple[GroupName | None, GroupName | None]:
    """Return the groups before and after this one in the order of the list."""
    order = _in_order(survey)
    place = order.index(row)
    before = survey.names[order[place - 1]] if place else None
    after = survey.names[order[place + 1]] if place + 1 < len(order) else None
    return before, after


def _in_order(survey: Survey) -> list[int]:
    names = survey.names
    return sorted(
        range(len(names)), key=lambda i: (names[i].number is None, names[i].number or 0, names[i].id)
    )


def _group_list(survey: Survey, radius_m: float) -> GroupList:
    rows = tuple(_row(survey, row, place, radius_m) for place, row in enumerate(_in_order(survey)))
    coverage = survey.coverage
    return GroupList(
        rows, radius_m, coverage.metric if coverage else None, bool(coverage and coverage.estimated)
    )


def _row(survey: Survey, row: int, place: int, radius_m: float) -> GroupRow:
    group, points = survey.groups[row], _points(survey, row)
    return GroupRow(
        name=survey.names[row],
        place=place,
        search=_search_text(survey, row, points),
        households=group.count("households"),
        population=group.count("population"),
        reach=_reach(survey, group.id, radius_m),
        points=len(points),
        usable_points=sum(p.state != "unusable" for p in points),
        needing_kit=sum(p.state == "needs" for p in points),
        overdue_checks=sum(p.check.overdue_days > 0 for p in points if p.state != "unusable"),
        with_extinguisher=group.count("households_with_extinguisher"),
    )


def _search_text(survey: Survey, row: int, points: tuple[PointFacts, ...]) -> str:
    """Return what a search finds a group by: its number and id, its points and where they hang."""
    name = survey.names[row]
    texts = ["Tổ dân phố", "group", str(name.number or ""), name.id, name.ward_code or ""]
    for point in points:
        texts += [point.title, point.subtitle or "", point.address or ""]
    return fold(" ".join(filter(None, texts)))


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).astimezone().date()
