"""A ward as layers for GIS files: the public fields of its layers, the figures joined to them, and derived areas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from shapely.geometry import shape as from_geojson

from geoapp.coverage import within
from geoapp.domain.fields import Field
from geoapp.domain.layers import LAYERS
from geoapp.exports.gis import Column, Kind, Layer, Look
from geoapp.i18n import Translator
from geoapp.symbology import BANDS, MAP_COLOURS, TOKENS, UNREACHABLE
from geoapp.usecases.briefing.findings import Findings
from geoapp.usecases.briefing.gis_plan import planned_area, planned_sites
from geoapp.usecases.coverage import ward_areas, ward_radii
from geoapp.usecases.groups.records import Record, records

ADDRESSES = frozenset({"address", "note"})
"""Fields of a house that say who lives there, or may: they leave only when an officer asks for them."""

ORDER = (
    "fire_points", "water_sources", "residential_groups", "safe_areas", "interfamily_groups", "alleys", "buildings",
    "self_governing_models", "surroundings",
)  # fmt: skip
_LABELS = {
    "fire_points": "code",
    "residential_groups": "name",
    "water_sources": "code",
    "buildings": "",
    "surroundings": "name",
}
_OPEN = frozenset(
    {"fire_points", "water_sources", "residential_groups", "safe_areas", "gap_area"}
)
_PLAIN: Mapping[str, Look] = {
    "residential_groups": Look("", None, MAP_COLOURS["group_border"], 2.0),
    "safe_areas": Look("", MAP_COLOURS["safe_area"], MAP_COLOURS["safe_area"], 2.0, 0.15),
    "interfamily_groups": Look("", MAP_COLOURS["interfamily"], MAP_COLOURS["interfamily"], 1.5, 0.2),
    "water_sources": Look("", "#0072B2", "#0072B2", 1.0, 1.0, "water"),
    "self_governing_models": Look("", TOKENS["navy"], TOKENS["navy2"], 1.0, 1.0, "group"),
    "covered_area": Look("", MAP_COLOURS["reach"], MAP_COLOURS["reach_edge"], 1.0, 0.25),
    "gap_area": Look("", MAP_COLOURS["gap"], MAP_COLOURS["gap"], 1.5, 0.35),
}
Values = Callable[[Record], Any]
Extra = tuple[str, Kind, str, Values]


def gis_layers(found: Findings, addresses: bool) -> tuple[Layer, ...]:
    """Return the layers that the ward has, the plan's sites and the land it adds, covered land and gaps, kit as tables.

    Restricted fields are never read; addresses and notes of houses only with `addresses`.
    """
    made = [_stored(found, name, addresses) for name in ORDER if len(found.ward.layer(name))]
    if found.plan and found.plan.sites:
        made.insert(1, planned_sites(found, found.plan))
    if len(found.ward.layer("fire_points")):
        made += [_child_rows(found, name) for name in ("equipment", "inspections")]
    return (*made, *(planned_area(found, found.plan) if found.plan else ()), *_areas(found))


def _stored(found: Findings, name: str, addresses: bool) -> Layer:
    t, spec, frame = found.t, LAYERS[name], found.ward.layer(name)
    rows = records(frame)
    hidden = ADDRESSES if name == "buildings" and not addresses else frozenset()
    fields = [f for f in spec.fields if not f.restricted and f.name not in hidden and f.name in frame.columns]
    fields = [f for f in fields if f.name == "id" or any(row.raw(f.name) is not None for row in rows)]
    if not any(f.name == "id" for f in fields):
        fields.insert(0, next(f for f in spec.fields if f.name == "id"))
    extras = _extras(found).get(name, [])
    looks, look_of = _looks(found, name)
    columns = [
        *(_column(f, t, found) for f in fields),
        *(_own_column(t, key, kind, unit) for key, kind, unit, _ in extras),
        _own_column(t, "look", "text"),
    ]
    table = [
        (*(_value(row, f) for f in fields), *(value(row) for _, _, _, value in extras), look_of(row))
        for row in rows
    ]
    label = _LABELS.get(name, "name")
    held = [c.name for c in columns]
    return Layer(
        name, spec.vi if t.language == "vi" else spec.en, tuple(columns), tuple(table),
        np.array([*(row.shape for row in rows), None], dtype=object)[:-1],
        label if label in held else None, looks, tuple(row[-1] for row in table), name in _OPEN,
    )  # fmt: skip


def _column(field: Field, t: Translator, found: Findings) -> Column:
    vietnamese = t.language == "vi"
    words = {c.value: c.vi if vietnamese else c.en for c in field.choices}
    kinds: Mapping[str, Kind] = {"choice": "text"}
    kind: Kind = kinds.get(field.kind, field.kind)  # type: ignore[arg-type]
    return Column(
        field.name, kind, field.vi if vietnamese else field.en, field.unit, words, _reads(field, found)
    )


def _reads(field: Field, found: Findings) -> Mapping[str, str]:
    if field.name == "group_id":
        return found.group_names
    return found.alley_names if field.name == "alley_id" else {}


def _own_column(t: Translator, name: str, kind: Kind, unit: str = "") -> Column:
    words = {}
    if name == "kit_state":
        words = {state: t(f"group.state.{state}") for state in ("complete", "needs", "unusable")}
    key = "about.ward" if name == "name" else f"column.{name}"
    return Column(name, kind, t(f"data.{key}") if name != "name" else t("paper.head.group"), unit, words)


def _value(row: Record, field: Field) -> Any:
    if field.name == "id":
        return row.id
    if field.kind == "date":
        return row.date(field.name)
    if field.kind == "int":
        return row.count(field.name)
    if field.kind == "float":
        return row.measure(field.name)
    if field.kind == "rows":
        inner = [f for f in field.rows if not f.restricted]
        kept = [{f.name: r.raw(f.name) for f in inner} for r in row.rows(field.name)]
        return [{k: v for k, v in item.items() if v is not None} for item in kept]
    return row.raw(field.name)


def _extras(found: Findings) -> dict[str, list[Extra]]:
    """Return the columns that each layer gains; without figures only the kit is known."""
    made: dict[str, list[Extra]] = {"fire_points": _kit(found)}
    made["residential_groups"] = [("name", "text", "", lambda row: found.group_names[row.id])]
    if found.result is None:
        return made
    made["fire_points"] += [
        ("catchment", "float", "", lambda row: found.facilities.get(row.id, {}).get("catchment_weight")),
        ("sole_cover", "float", "", lambda row: found.sole_cover(row.id)),
    ]
    made["residential_groups"] += _zone(found, found.groups)
    made["safe_areas"] = _zone(found, found.areas)
    made["alleys"] = _deep(found)
    if not found.estimated:
        made["buildings"] = _distances(found)
    return made


def _kit(found: Findings) -> list[Extra]:
    say, points = found.say, found.points
    gone = {key for key, _ in found.plan.removed} if found.plan else set()

    def kit(row: Record) -> str | None:
        return ", ".join(say.kit(item) for item in points[row.id].kit) or None

    def reason(row: Record) -> str | None:
        told = points[row.id].reason
        return say.phrase(told) if told else None

    given_up: list[Extra] = [("given_up", "bool", "", lambda row: row.id in gone)] if gone else []
    return [
        *given_up,
        ("counts", "bool", "", lambda row: points[row.id].state != "unusable"),
        ("not_counted", "text", "", reason),
        ("kit_state", "text", "", lambda row: points[row.id].state),
        ("kit", "text", "", kit),
        ("lacks", "text", "", lambda row: ", ".join(map(say.phrase, points[row.id].missing)) or None),
    ]


def _zone(found: Findings, figures: Mapping[str, Mapping[str, Any]]) -> list[Extra]:
    def reach(row: Record) -> dict[str, Any]:
        return found.reach(dict(figures[row.id]))

    return [
        ("counted_households", "float", "", lambda row: figures[row.id]["weight"]),
        ("covered_households", "float", "", lambda row: reach(row)["covered_weight"]),
        ("covered_share", "float", "", lambda row: reach(row)["share"]),
        ("median_m", "float", "m", lambda row: _rounded(figures[row.id]["distance_m"]["median"])),
    ]


def _deep(found: Findings) -> list[Extra]:
    deep = {row["id"]: row for row in found.document["deep_alleys"]}

    def of(key: str) -> Values:
        return lambda row: deep.get(row.id, {}).get(key)

    def beyond(row: Record) -> Any:
        return deep[row.id]["households_beyond"][found.radius_key()] if row.id in deep else None

    return [
        ("deep_m", "float", "m", of("depth_m")),
        ("deep_households", "float", "", of("households")),
        ("deep_beyond", "float", "", beyond),
    ]


def _distances(found: Findings) -> list[Extra]:
    assert found.result is not None
    nearest, ids, rows = found.result.nearest, found.result.study.facility_ids, found.demand_rows
    reached = within(nearest.distance_m, found.radius_m)

    def facility(row: Record) -> str | None:
        at = nearest.facility[rows[row.id]]
        return ids[at] if at >= 0 else None

    return [
        ("distance_m", "float", "m", lambda row: _rounded(float(nearest.distance_m[rows[row.id]]))),
        ("nearest_id", "text", "", facility),
        ("reached", "bool", "", lambda row: bool(reached[rows[row.id]])),
    ]


def _rounded(metres: float | None) -> float | None:
    return round(metres, 1) if metres is not None and np.isfinite(metres) else None


def _looks(found: Findings, name: str) -> tuple[dict[str, Look], Callable[[Record], str]]:
    """Return the looks of a layer by key, and what tells the key of a feature."""
    t = found.t
    if name == "fire_points":
        return _point_looks(found)
    if name == "buildings":
        return _house_looks(found)
    if name == "alleys":
        deep = {row["id"] for row in found.document.get("deep_alleys", [])}
        looks = {
            "street": Look(t("data.look.street"), None, "#8A8175", 3.0),
            "alley": Look(t("data.look.alley"), None, "#B7AE9F", 1.5),
            "deep": Look(t("data.look.deep"), None, MAP_COLOURS["deep_alley"], 2.5),
        }
        return (
            looks,
            lambda row: "deep" if row.id in deep else "alley" if row.count("rank") in (4, None) else "street",
        )
    if name == "surroundings":
        kinds = next(f for f in LAYERS[name].fields if f.name == "kind").choices
        fills = {
            "water": "water",
            "green": "green",
            "hill": "green",
            "yard": "yard",
            "public_building": "public_building",
        }
        made = {
            c.value: Look(
                c.vi if t.language == "vi" else c.en,
                MAP_COLOURS[fills.get(c.value, "street")],
                "#9AA0A6",
                0.5,
            )
            for c in kinds
        }
        return made, lambda row: str(row.text("kind"))
    plain = _PLAIN[name]
    spec = LAYERS[name]
    title = spec.vi if t.language == "vi" else spec.en
    return {"all": Look(title, *list(vars(plain).values())[1:])}, lambda row: "all"


def _point_looks(found: Findings) -> tuple[dict[str, Look], Callable[[Record], str]]:
    t = found.t
    colours = {"fire": TOKENS["red"], "proposed": TOKENS["purple"], "unusable": "#3D4653"}
    looks = {
        key: Look(t(f"data.look.{key}"), colour, colour, 1.0, 1.0, key) for key, colour in colours.items()
    }

    def look(row: Record) -> str:
        if found.points[row.id].state != "unusable":
            return "fire"
        return "proposed" if row.text("status") == "proposed" else "unusable"

    return looks, look


def _house_looks(found: Findings) -> tuple[dict[str, Look], Callable[[Record], str]]:
    t, say = found.t, found.say
    if found.result is None or found.estimated:
        return {
            "none": Look(t("data.look.none"), MAP_COLOURS["house"], MAP_COLOURS["house_edge"], 0.5)
        }, lambda row: "none"
    radii = [float(r) for r in ward_radii(found.ward)]
    distance, rows = found.result.nearest.distance_m, found.demand_rows
    looks = {}
    for at, radius in enumerate(radii):
        band = BANDS[min(at, len(BANDS) - 2)]
        looks[f"{radius:g}"] = Look(t("data.look.upto", to=say.radius(radius)), band.fill, band.edge, 0.5)
    looks["far"] = Look(
        t("data.look.over", **{"from": say.radius(radii[-1])}), BANDS[-1].fill, BANDS[-1].edge, 0.5
    )
    looks["no-way"] = Look(t("data.look.no-way"), UNREACHABLE.fill, UNREACHABLE.edge, 0.5)

    def look(row: Record) -> str:
        metres = distance[rows[row.id]]
        if not np.isfinite(metres):
            return "no-way"
        return next((f"{radius:g}" for radius in radii if within(metres, radius)), "far")

    return looks, look


def _child_rows(found: Findings, name: str) -> Layer:
    """Return the equipment or the inspections of all points as a table, a row each with its point's id."""
    t = found.t
    fields = [
        f for f in next(f for f in LAYERS["fire_points"].fields if f.name == name).rows if not f.restricted
    ]
    rows = [
        (point.id, *(_value(row, f) for f in fields))
        for point in records(found.ward.layer("fire_points"))
        for row in point.rows(name)
    ]
    columns = (_own_column(t, "point_id", "text"), *(_column(f, t, found) for f in fields))
    return Layer(f"fire_point_{name}", t(f"data.layer.{name}"), columns, tuple(rows), None)


def _areas(found: Findings) -> list[Layer]:
    if found.result is None:
        return []
    t, areas = found.t, ward_areas(found.ward, found.radius_m, found.result.metric, found.today)
    columns = (
        _own_column(t, "radius_m", "float", "m"),
        Column(
            "metric",
            "text",
            t("data.column.metric"),
            "",
            {k: t(f"data.metric.{k}") for k in ("walking", "straight")},
        ),
        _own_column(t, "area_m2", "float", "m²"),
        _own_column(t, "look", "text"),
    )
    made = []
    for name, key, size in (("covered_area", "covered", "covered_m2"), ("gap_area", "gaps", "gap_m2")):
        geometry = areas.get(key)
        shape = from_geojson(geometry) if geometry else None
        if shape is None or shape.is_empty:
            continue
        row = (found.radius_m, found.result.metric, round(float(areas[size]), 1), "all")
        made.append(_derived(t, name, columns, (row,), np.array([shape, None], dtype=object)[:-1]))
    return made


def _derived(
    t: Translator, name: str, columns: tuple[Column, ...], rows: tuple[Any, ...], shapes: Any
) -> Layer:
    title = t(f"data.layer.{name}")
    looks = {"all": Look(title, *list(vars(_PLAIN[name]).values())[1:])}
    return Layer(name, title, columns, rows, shapes, None, looks, ("all",) * len(rows), name in _OPEN)
