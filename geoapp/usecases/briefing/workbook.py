"""The workbook of a ward: summary, groups, points, the door-to-door list, deep alleys, assumptions."""

from __future__ import annotations

from typing import Any

import shapely

from geoapp.domain.norms import NORMS, norm
from geoapp.exports.tables import Book, Column, Facts, Line, Table
from geoapp.i18n import sort_key
from geoapp.usecases.briefing.findings import Findings
from geoapp.usecases.briefing.plan_words import PlanWords, capital
from geoapp.usecases.briefing.unreached import unreached_houses
from geoapp.usecases.groups.records import Record, records

_STATED_NORMS = (
    "first_radius_m", "alley_depth_trigger_m", "point_spacing_m", "truck_width_m", "least_extinguishers",
    "check_interval_days", "household_extinguisher_share",
)  # fmt: skip


def ward_book(found: Findings, addresses: bool) -> Book:
    """Return the workbook; no name, phone or restricted field, and addresses of houses only with `addresses`."""
    t, info = found.t, found.ward.info
    title = t("data.title", what=t("product.xlsx"), ward=info.name)
    version = t("paper.version", date=t.date(found.ward.modified), version=found.ward.version)
    warning = f" · {t('paper.illustrative')}" if info.illustrative else ""
    return Book(
        title, found.sentence(), info.name, found.ward.modified, t.language, t("sheet.whole"),
        f"{info.name} · {version}{warning} · {t('paper.call')}",
        (_summary(found), *_plan(found), _groups(found), _points(found), _houses(found, addresses), _alleys(found),
         _assumptions(found)),
    )  # fmt: skip


def _summary(found: Findings) -> Facts:
    t = found.t
    lines = [*_by_radius(found), *_by_distance(found), *_stock(found)]
    lines += [Line(""), Line(t("sheet.summary.provenance"), heading=True)]
    lines += [Line(label, note=text) for label, text in found.about(None)]
    return Facts(t("sheet.summary.name"), found.ward.info.name, found.sentence(), tuple(lines))


def _plan(found: Findings) -> tuple[Table, ...]:
    """Return the sheet of the plan's sites; none without a plan. What sites add overlaps, so there is no sum."""
    if found.plan is None:
        return ()
    t, plan, say = found.t, found.plan, PlanWords(found.plan, found.t)
    whole = all(site.gain == round(site.gain) for site in plan.sites)
    columns = [
        Column(t("briefed.head.number"), "count", 8),
        Column(t("briefed.head.group"), "text", 12),
        Column(t("sheet.head.alley"), "wrapped", 30),
        Column(say.gain_head(), "count" if whole else "number", 12, bar=True),
        Column(t("briefed.head.reason"), "wrapped", 60),
        Column(t("sheet.head.lon"), "degrees", 12),
        Column(t("sheet.head.lat"), "degrees", 12),
    ]
    rows: list[tuple[Any, ...]] = [
        (site.number, capital(site.group_name), site.alley or None, site.gain, say.reason(site), site.lon, site.lat)
        for site in plan.sites
    ]
    if any(site.cost is not None for site in plan.sites):
        columns[1] = Column(t("briefed.head.group"), "text", 12, "label")
        columns.insert(5, Column(t("briefed.head.cost"), "number", 14, "sum"))
        rows = [(*row[:5], site.cost, *row[5:]) for row, site in zip(rows, plan.sites, strict=True)]
    note = " ".join((say.result(), say.proof_sentence(), *say.notes()))
    return (Table(t("briefed.workbook"), say.name(), note, tuple(columns), tuple(rows), empty=t("briefed.no-sites")),)


def _by_radius(found: Findings) -> list[Line]:
    t = found.t
    if found.result is None:
        return []
    heads = tuple(t(f"sheet.summary.{key}") for key in ("covered", "share", "backup", "backup-share"))
    rows = [
        Line(
            t("sheet.summary.within", radius=found.say.radius(r["radius_m"])),
            (r["covered_weight"], r["share"], r["backup_weight"], r["backup_share"]), ("count", "share", "count", "share"),
        )
        for r in found.document["radii"]
    ]  # fmt: skip
    return [
        Line(t("sheet.summary.by-radius"), heads, ("count", "share", "count", "share"), heading=True),
        *rows,
        Line(""),
    ]


def _by_distance(found: Findings) -> list[Line]:
    t = found.t
    if found.result is None:
        return []
    told = found.document["distance_m"]
    rows = [
        Line(t(f"sheet.summary.{key}"), (told[key],), ("metres",)) for key in ("mean", "median", "p95", "max")
    ]
    lost = Line(t("sheet.summary.unreachable"), (told["unreachable"],), ("count",))
    return [Line(t("sheet.summary.by-distance"), heading=True), *rows, lost, Line("")]


def _stock(found: Findings) -> list[Line]:
    t, ward = found.t, found.ward
    states = [point.state for point in found.points.values()]
    deep = found.document.get("deep_alleys", [])
    rows = [
        ("groups", len(ward.layer("residential_groups"))),
        ("households", found.document["demand"]["weight"] if found.result else None),
        ("houses", len(ward.layer("buildings"))),
        ("points", len(states)),
        ("usable", sum(state != "unusable" for state in states)),
        ("needing", states.count("needs")),
        ("safe-areas", len(ward.layer("safe_areas"))),
        ("deep", len(deep)),
        ("lived-in", sum(bool(alley["households"]) for alley in deep)),
    ]
    shown = [Line(t(f"sheet.summary.{key}"), (value,), ("count",)) for key, value in rows]
    return [Line(t("sheet.summary.stock"), heading=True), *shown]


def _groups(found: Findings) -> Table:
    t = found.t
    columns = (
        Column(t("sheet.head.group"), "text", 16, "label"),
        Column(t("sheet.head.registered"), "count", 11, "sum"),
        Column(t("sheet.head.people"), "count", 11, "sum"),
        Column(t("sheet.head.counted"), "count", 11, "sum"),
        Column(t("sheet.head.covered"), "count", 11, "sum"),
        Column(t("sheet.head.share"), "share", 13, "share", (4, 3), bar=True),
        Column(t("sheet.head.missing"), "count", 13, "sum", bar=True),
        Column(t("sheet.head.median"), "metres", 12),
        Column(t("sheet.head.p95"), "metres", 12),
        Column(t("sheet.head.points"), "count", 10, "sum"),
        Column(t("sheet.head.usable"), "count", 10, "sum"),
        Column(t("sheet.head.with-extinguisher"), "count", 12, "sum"),
        Column(t("sheet.head.extinguisher-share"), "share", 13, "share", (11, 1), bar=True),
        Column(t("sheet.head.militia"), "count", 10, "sum"),
    )
    groups = sorted(
        records(found.ward.layer("residential_groups")),
        key=lambda g: (g.count("number") is None, g.count("number") or 0, g.id),
    )
    rows = [_group(found, found.group_names[group.id], group) for group in groups]
    if "" in found.groups:
        rows.append(_group(found, t("group.none"), None))
    return Table(
        t("sheet.groups.name"), t("sheet.groups.title"), found.sentence(), columns, tuple(rows),
        empty=t("sheet.groups.empty"),
    )  # fmt: skip


def _group(found: Findings, name: str, group: Record | None) -> tuple[Any, ...]:
    figures = found.groups.get(group.id if group else "")
    reach = found.reach(figures)
    weight = figures["weight"] if figures else None
    covered = reach.get("covered_weight")
    distance = figures["distance_m"] if figures else {}
    inside = [p for p in records(found.ward.layer("fire_points")) if group and p.text("group_id") == group.id]
    households, having = (
        group.count(n) if group else None for n in ("households", "households_with_extinguisher")
    )
    return (
        name, households, group.count("population") if group else None, weight, covered, reach.get("share"),
        weight - covered if weight is not None and covered is not None else None,
        distance.get("median"), distance.get("p95"), len(inside) if group else None,
        sum(found.points[p.id].state != "unusable" for p in inside) if group else None,
        having, having / households if having is not None and households else None,
        group.count("militia_count") if group else None,
    )  # fmt: skip


def _points(found: Findings) -> Table:
    t = found.t
    columns = (
        Column(t("sheet.head.code"), "text", 13, "label"),
        Column(t("sheet.head.name"), "wrapped", 34),
        Column(t("sheet.head.group"), "text", 11),
        Column(t("sheet.head.status"), "wrapped", 14),
        Column(t("sheet.head.counts"), "text", 9),
        Column(t("sheet.head.kit-state"), "text", 14),
        Column(t("sheet.head.kit"), "wrapped", 40),
        Column(t("sheet.head.lacks"), "wrapped", 32),
        Column(t("sheet.head.checked"), "date", 12),
        Column(t("sheet.head.next"), "date", 12),
        Column(t("sheet.head.overdue"), "count", 10),
        Column(t("sheet.head.catchment"), "count", 12, "sum", bar=True),
        Column(t("sheet.head.sole"), "count", 13, "sum", bar=True),
        Column(t("sheet.head.place"), "wrapped", 30),
        Column(t("sheet.head.lon"), "degrees", 12),
        Column(t("sheet.head.lat"), "degrees", 12),
    )
    points = sorted(records(found.ward.layer("fire_points")), key=lambda p: sort_key(p.text("code") or p.id))
    return Table(
        t("sheet.points.name"), t("sheet.points.title"), t("sheet.points.note", date=t.date(found.today)), columns,
        tuple(_point(found, point) for point in points), empty=t("sheet.points.empty"), printed=13,
    )  # fmt: skip


def _point(found: Findings, point: Record) -> tuple[Any, ...]:
    t, say, facts = found.t, found.say, found.points[point.id]
    reason = [say.phrase(facts.reason)] if facts.reason else []
    return (
        facts.title, point.text("name"), found.group_names.get(point.text("group_id") or "", ""),
        say.choice("fire_points", "status", point.text("status")),
        t("data.no" if facts.state == "unusable" else "data.yes"), t(f"group.state.{facts.state}"),
        ", ".join(say.kit(item) for item in facts.kit) or None,
        "; ".join([*reason, *map(say.phrase, facts.missing)]) or None,
        facts.check.last, facts.check.next, facts.check.overdue_days or None,
        found.facilities.get(point.id, {}).get("catchment_weight"), found.sole_cover(point.id),
        point.text("address"), *_lonlat(point),
    )  # fmt: skip


def _houses(found: Findings, addresses: bool) -> Table:
    t = found.t
    columns = [
        Column(t("sheet.head.group"), "text", 12, "label"),
        Column(t("sheet.head.alley"), "wrapped", 28),
        Column(t("sheet.head.house"), "text", 13, "rows"),
        Column(t("sheet.head.address"), "wrapped", 28),
        Column(t("sheet.head.households"), "count", 9, "sum"),
        Column(t("sheet.head.distance"), "number", 13, bar=True),
        Column(t("sheet.head.nearest"), "text", 14),
        Column(t("sheet.head.use"), "wrapped", 31),
        Column(t("sheet.head.extinguishers"), "count", 10, "sum"),
        Column(t("sheet.head.second-exit"), "text", 10),
        Column(t("sheet.head.visited"), "date", 13),
        Column(t("sheet.head.remark"), "wrapped", 30),
        Column(t("sheet.head.lon"), "degrees", 12),
        Column(t("sheet.head.lat"), "degrees", 12),
    ]
    rows: list[tuple[Any, ...]] = [
        (
            house.group, house.alley, house.id, house.address, house.households, house.distance_m, house.nearest,
            found.say.choice("buildings", "use", house.use), house.extinguishers,
            found.say.choice("buildings", "second_exit", house.second_exit), None, None, house.lon, house.lat,
        )
        for house in unreached_houses(found)
    ]  # fmt: skip
    if not addresses:
        del columns[3]
        rows = [(*row[:3], *row[4:]) for row in rows]
    key = "estimated" if found.estimated else "unknown" if found.result is None else "none"
    note = t(
        "sheet.houses.note-walking" if found.walking else "sheet.houses.note-straight",
        radius=found.say.radius(found.radius_m),
    )
    return Table(
        t("sheet.houses.name"), t("sheet.houses.title"), note, tuple(columns), tuple(rows), 3,
        t(f"sheet.houses.empty-{key}"), len(columns) - 2,
    )  # fmt: skip


def _alleys(found: Findings) -> Table:
    t, say = found.t, found.say
    columns = (
        Column(t("sheet.head.alley"), "wrapped", 32, "label"),
        Column(t("sheet.head.depth"), "metres", 12, bar=True),
        Column(t("sheet.head.depth-least"), "metres", 14),
        Column(t("sheet.head.deep-households"), "count", 13, "sum"),
        Column(t("sheet.head.deep-beyond"), "count", 13, "sum", bar=True),
        Column(t("sheet.head.truck"), "text", 16),
        Column(t("sheet.head.width"), "number", 10),
        Column(t("sheet.head.obstruction"), "text", 16),
    )
    ways = {way.id: way for way in records(found.ward.layer("alleys"))}
    rows = []
    for deep in found.document.get("deep_alleys", []):
        way = ways[deep["id"]]
        rows.append(
            (
                deep["name"], deep["depth_m"], deep.get("depth_range_m", [deep["depth_m"]])[0], deep["households"],
                deep["households_beyond"][found.radius_key()],
                say.choice("alleys", "truck_access", way.text("truck_access")), way.measure("width_min_m"),
                say.choice("alleys", "obstruction", way.text("obstruction")),
            )
        )  # fmt: skip
    depth = found.say.radius(norm("alley_depth_trigger_m", found.ward.info.settings))
    return Table(
        t("sheet.alleys.name"), t("sheet.alleys.title"), t("sheet.alleys.note", depth=depth), columns, tuple(rows),
        empty=t("sheet.alleys.empty"),
    )  # fmt: skip


def _assumptions(found: Findings) -> Facts:
    t, settings = found.t, found.ward.info.settings
    lines = [Line(t("sheet.assumptions.counted"), heading=True)]
    lines += [Line(str(number), note=text) for number, text in enumerate(found.assumptions(), 1)]
    heads = (t("sheet.assumptions.value"), t("sheet.assumptions.unit"), t("sheet.assumptions.source"))
    lines += [Line(""), Line(t("sheet.assumptions.norms"), heads, ("number", "text", "text"), heading=True)]
    for name in _STATED_NORMS:
        one = NORMS[name]
        own = one.setting and settings.get(name) is not None
        source = t("sheet.assumptions.own" if own else f"sheet.norm-source.{name}")
        unit = "" if one.unit == "share" else t(f"sheet.unit.{one.unit}")
        value = norm(name, settings)
        kind: Any = "share" if one.unit == "share" else "count" if value.is_integer() else "number"
        lines.append(Line(t(f"sheet.norm.{name}"), (value, unit), (kind, "text"), source))
    lines += [Line(""), Line(t("sheet.assumptions.personal"), note=t("sheet.assumptions.personal-text"))]
    return Facts(
        t("sheet.assumptions.name"),
        t("sheet.assumptions.title"),
        t("sheet.assumptions.sentence"),
        tuple(lines),
    )


def _lonlat(point: Record) -> tuple[float | None, float | None]:
    if point.shape is None or point.shape.is_empty:
        return None, None
    lon, lat = shapely.get_coordinates(point.shape)[0].tolist()
    return lon, lat
