"""From a ward and its coverage to what maps on paper are drawn from: shapes in metres, names in words."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry import shape as from_geojson
from shapely.geometry.base import BaseGeometry

from geoapp import crs as systems
from geoapp.coverage import within
from geoapp.domain.ward import Ward
from geoapp.exports.paper.scene import GroupRow, MapScene, PlanRow, PlanScene, PointMark, Shapes, Way
from geoapp.i18n import Translator
from geoapp.usecases import scene
from geoapp.usecases.briefing.plan import BriefedPlan
from geoapp.usecases.briefing.plan_words import PlanWords, capital
from geoapp.usecases.briefing.planned_land import PlannedLand, planned_land
from geoapp.usecases.coverage import CoverageResult, Metric, ward_areas, ward_coverage, ward_radii
from geoapp.usecases.page import FIRST_RADIUS_M, has_figures

_ALLEY_RANK = 4
_GAP_REACH_M, _GAP_SHRINK_M = 16.0, 8.0
_EMPTY: BaseGeometry = shapely.Polygon()


def map_scene(
    ward: Ward,
    t: Translator,
    metric: Metric | None = None,
    radius_m: float = FIRST_RADIUS_M,
    plan: BriefedPlan | None = None,
) -> MapScene:
    """Return everything that maps of a ward show, for one radius and metric.

    A ward without points or households has its map all the same, without figures. With a plan the map shows the ward
    as it is and what the plan changes: land that comes within reach, gaps that are left, points that go.
    """
    crs = systems.measuring(ward.info.crs)
    radii = tuple(sorted({*map(float, ward_radii(ward)), float(radius_m)}))
    result = ward_coverage(ward, metric, radii) if has_figures(ward) else None
    areas = ward_areas(ward, radius_m, metric) if result else {}
    houses, band, rows = _houses(ward, crs, result)
    reach = _in_metres(areas.get("covered"), crs)
    land = planned_land(result.study, plan, reach) if plan and result else None
    solid = _within(rows, within(result.nearest.distance_m, radius_m) if result else None)
    served = _within(rows, land.within) if land else solid
    groups = _groups(ward, crs, t, result, float(radius_m), land)
    stays, added = (land.stays, land.added) if land else (reach, _EMPTY)
    return MapScene(
        ward=ward.info.name,
        office=ward.info.name.upper(),
        crs=crs,
        crs_words=_crs_words(crs, t),
        illustrative=ward.info.illustrative,
        estimated=bool(result and result.estimated),
        radius_m=float(radius_m),
        walking=bool(result and result.metric == "walking"),
        radii_m=radii,
        outline=shapely.union_all(_shapes(ward.layer("residential_groups"), crs)),
        borders=_from_features(scene.public_layer(ward, "group_borders"), crs),
        groups=groups,
        ways=_ways(ward, crs),
        surroundings=_surroundings(ward, crs),
        named=_named(ward, crs),
        houses=houses,
        house_band=band,
        within=solid,
        reach=stays,
        gaps=_gaps(houses[~served], shapely.union(stays, added)) if result else _EMPTY,
        safe_areas=_safe_areas(ward, crs),
        interfamily=_shapes(ward.layer("interfamily_groups"), crs),
        deep_alleys=_deep(ward, crs, result),
        points=(*_points(ward, crs, result, plan, t), *_water(ward, crs), *_proposed(plan, crs)),
        covered=_radius_row(result, radius_m, "covered_weight"),
        weight=float(result.weights.sum()) if result else 0.0,
        version=ward.version,
        updated=ward.modified,
        source=ward.info.source,
        language=t.language,
        plan=_plan(plan, t, added) if plan else None,
    )


def _plan(plan: BriefedPlan, t: Translator, added: BaseGeometry) -> PlanScene:
    say = PlanWords(plan, t)
    rows = tuple(
        PlanRow(
            str(site.number), capital(site.group_name), site.alley, say.gain(site), say.reason(site),
            say.cost(site), site.group,
        )
        for site in plan.sites
    )  # fmt: skip
    return PlanScene(
        say.title(), say.name(), say.result(), say.proof(), say.proof_sentence(), say.notes(), say.gain_head(), rows,
        say.foot(), say.short_warnings(), added,
    )  # fmt: skip


def _crs_words(crs: CRS, t: Translator) -> str:
    facts = systems.describe(crs)
    meridian = facts["meridian_deg"]
    if meridian is None:
        return f"{facts['name']} (EPSG:{facts['epsg']})" if facts["epsg"] else str(facts["name"])
    degrees, minutes = divmod(round(float(str(meridian)) * 60), 60)
    return t("paper.crs-vn2000", meridian=f"{degrees}°{minutes:02d}′", epsg=str(facts["epsg"]))


def _shapes(frame: gpd.GeoDataFrame, crs: CRS) -> Shapes:
    if len(frame) == 0:
        return np.empty(0, dtype=object)
    return np.asarray(systems.to_metric(frame, crs).geometry.array, dtype=object)


def _in_metres(geometry: Any, crs: CRS) -> BaseGeometry:
    if not geometry:
        return _EMPTY
    made: BaseGeometry = shapely.make_valid(
        shapely.transform(from_geojson(geometry), lambda xy: systems.project(xy, crs))
    )
    return made


def _from_features(collection: dict[str, Any], crs: CRS) -> Shapes:
    made = [_in_metres(f["geometry"], crs) for f in collection["features"]]
    return np.array([*made, None], dtype=object)[:-1]


def _houses(ward: Ward, crs: CRS, result: CoverageResult | None) -> tuple[Shapes, Any, Any]:
    """Return the houses, the band of each, and its row in the study (-1: households are not counted by house)."""
    frame = ward.layer("buildings")
    if result is None or result.study.demand.estimated or len(frame) == 0:
        shapes = _shapes(frame, crs)
        return shapes, np.full(len(shapes), 4, dtype=np.int64), np.full(len(shapes), -1, dtype=np.int64)
    distance = result.nearest.distance_m
    places = {house: row for row, house in enumerate(result.study.demand.ids)}
    rows = np.array([places.get(str(house), -1) for house in frame.index], dtype=np.int64)
    known = rows >= 0
    d = distance[rows[known]]
    radii = np.array(ward_radii(ward), dtype=float)
    band = np.sum([~within(d, radius) for radius in radii.tolist()], axis=0)
    band[~np.isfinite(d)] = -1
    return _shapes(frame, crs)[known], band.astype(np.int64), rows[known]


def _within(rows: Any, served: Any) -> Any:
    """Return whether each house is within reach, from what is known of all demand."""
    if served is None or (rows < 0).any():
        return np.zeros(len(rows), dtype=bool)
    return np.asarray(served[rows], dtype=bool)


def _gaps(beyond: Shapes, reach: BaseGeometry) -> BaseGeometry:
    """Return the land around houses that no point reaches: what a reader can go to, without empty ground."""
    near = shapely.union_all(shapely.buffer(beyond, _GAP_REACH_M, quad_segs=4))
    land: BaseGeometry = shapely.difference(shapely.buffer(near, -_GAP_SHRINK_M, quad_segs=4), reach)
    return shapely.simplify(land, 0.5)


def _groups(
    ward: Ward, crs: CRS, t: Translator, result: CoverageResult | None, radius_m: float, land: PlannedLand | None
) -> tuple[GroupRow, ...]:
    frame = ward.layer("residential_groups")
    rows = {row["id"]: row for row in result.document(t.language)["groups"]} if result else {}
    facilities = result.document(t.language)["facilities"] if result else []
    points: dict[str, int] = {}
    for facility in facilities:
        points[facility["group"]] = points.get(facility["group"], 0) + 1
    after = _covered_after(result, land) if result and land else {}
    made = []
    for key, number, households, people, shape in zip(
        frame.index.astype(str), frame["number"], frame["households"], frame["population"],
        _shapes(frame, crs), strict=True,
    ):  # fmt: skip
        figures = rows.get(key)
        reach = next((r for r in figures["radii"] if r["radius_m"] == radius_m), None) if figures else None
        weight = figures["weight"] if figures else (households or 0)
        short = str(int(number)) if number == number and number is not None else key
        made.append(
            GroupRow(
                key, short, t("paper.group", number=short), shape, float(weight),
                float(people) if people == people and people is not None else None,
                points.get(key, 0), float(reach["covered_weight"]) if reach else 0.0,
                reach["share"] if reach and weight else None, after.get(key),
            )
        )  # fmt: skip
    return tuple(sorted(made, key=lambda g: (int(g.short) if g.short.isdigit() else 10**9, g.id)))


def _covered_after(result: CoverageResult, land: PlannedLand) -> dict[str, float]:
    """Return the households within reach with the plan, by group."""
    groups, row = result.study.groups, result.study.demand_group
    counted = np.where(land.within, result.weights, 0.0)[row >= 0]
    sums = np.bincount(row[row >= 0], counted, minlength=len(groups.ids))
    return dict(zip(groups.ids, sums.tolist(), strict=True))


def _ways(ward: Ward, crs: CRS) -> tuple[Way, ...]:
    frame = ward.layer("alleys")
    return tuple(
        Way(
            shape, int(rank) if rank == rank and rank is not None else _ALLEY_RANK,
            float(width) if width == width and width is not None else 2.0, str(name or ""),
        )
        for shape, rank, width, name in zip(
            _shapes(frame, crs), frame["rank"], frame["width_min_m"], frame["name"], strict=True
        )
    )  # fmt: skip


def _surroundings(ward: Ward, crs: CRS) -> dict[str, Shapes]:
    frame = ward.layer("surroundings")
    shapes, kinds = _shapes(frame, crs), np.asarray(frame["kind"], dtype=object)
    return {str(kind): shapes[kinds == kind] for kind in dict.fromkeys(kinds.tolist())}


def _named(ward: Ward, crs: CRS) -> tuple[tuple[str, str, BaseGeometry], ...]:
    frame = ward.layer("surroundings")
    rows = zip(frame["kind"], frame["name"], _shapes(frame, crs), strict=True)
    return tuple((str(kind), name, shape) for kind, name, shape in rows if isinstance(name, str) and name)


def _safe_areas(ward: Ward, crs: CRS) -> tuple[tuple[str, BaseGeometry], ...]:
    frame = ward.layer("safe_areas")
    return tuple(zip(frame["name"].astype(str), _shapes(frame, crs), strict=True))


def _deep(ward: Ward, crs: CRS, result: CoverageResult | None) -> Shapes:
    if result is None:
        return np.empty(0, dtype=object)
    frame = ward.layer("alleys")
    deep = {row["id"] for row in result.document()["deep_alleys"]}
    rows = np.array([str(key) in deep for key in frame.index], dtype=bool)
    return np.asarray(_shapes(frame, crs)[rows], dtype=object)


def _points(
    ward: Ward, crs: CRS, result: CoverageResult | None, plan: BriefedPlan | None, t: Translator
) -> list[PointMark]:
    """Return the fire points; those that a plan takes away are marked, those that it has become stand as its sites."""
    gone = {key for key, _ in plan.removed} if plan else set()
    adopted = set(plan.adopted) if plan else set()
    frame = ward.layer("fire_points")
    counted = set(result.study.facility_ids) if result else set()
    xy = shapely.get_coordinates(_shapes(frame, crs))
    rows = zip(
        frame.index.astype(str),
        frame["code"],
        frame["name"],
        frame["status"],
        frame["group_id"],
        xy,
        strict=True,
    )
    marks = []
    for key, code, name, status, group, (x, y) in rows:
        usable = key in counted or (not counted and status == "active")
        symbol = "fire" if usable else "proposed" if status == "proposed" else "unusable"
        if symbol == "proposed" and key in adopted:
            continue
        label = str(code) if isinstance(code, str) and code else str(name)
        if key in gone:
            symbol, label = "removed" if usable else symbol, t("briefed.removed-label", name=label)
        marks.append(PointMark(key, float(x), float(y), symbol, label, str(group)))
    return sorted(marks, key=lambda mark: mark.id)


def _water(ward: Ward, crs: CRS) -> list[PointMark]:
    frame = ward.layer("water_sources")
    xy = shapely.get_coordinates(_shapes(frame, crs))
    rows = zip(frame.index.astype(str), frame["status"], xy, strict=True)
    return [
        PointMark(key, float(x), float(y), "water", "") for key, status, (x, y) in rows if status == "usable"
    ]


def _proposed(plan: BriefedPlan | None, crs: CRS) -> list[PointMark]:
    if plan is None or not plan.sites:
        return []
    xy = systems.project([(site.lon, site.lat) for site in plan.sites], crs)
    return [
        PointMark(f"new-{site.number}", float(x), float(y), "proposed", "", None, str(site.number))
        for site, (x, y) in zip(plan.sites, xy, strict=True)
    ]


def _radius_row(result: CoverageResult | None, radius_m: float, key: str) -> float:
    if result is None:
        return 0.0
    row = next(r for r in result.document()["radii"] if r["radius_m"] == radius_m)
    return float(row[key])
