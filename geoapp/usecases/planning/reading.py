"""From what a caller sends (JSON, TOML, options) to a wish, or to one sentence: the name, the value, the remedy."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geoapp.errors import CallFault
from geoapp.usecases.planning.wish import (
    FIRST_BUDGET_S,
    FIRST_NEW,
    FIRST_RADIUS_M,
    GOALS,
    KINDS,
    GivenSites,
    Goal,
    Kind,
    RuleWishes,
    Wish,
)

_METRICS = ("walking", "straight")
_WEIGHTS = ("households", "people", "none")
_MOST_SHOWN = 80
MOST_IDS, MOST_ID_LENGTH = 2_000, 200
MOST_AREA_POINTS = 20_000


@dataclass(frozen=True)
class Bounds:
    """How much one question may ask for; a browser's caller less than the owner of the command line."""

    most_new: int = 10_000
    most_radius_m: float = 10_000.0
    least_budget_s: float = 0.0
    most_budget_s: float = 86_400.0
    most_sites: int = 50_000


OPEN = Bounds()
ON_THE_WEB = Bounds(most_new=100, most_radius_m=1_000.0, least_budget_s=0.1, most_budget_s=60.0, most_sites=5_000)


def read_wish(sent: object, bounds: Bounds = OPEN) -> Wish:
    """Return the wish that `sent` describes; keys as on the wire, all optional.

    Raises
    ------
    CallFault
        At the first key that is unknown, of a wrong type or out of its range.
    """
    box = Box(sent, "")
    kind, given = _candidates(box.take("candidates"), bounds)
    wish = Wish(
        new=box.whole("new", 0, bounds.most_new, FIRST_NEW),
        radius_m=box.number("radius", 1.0, bounds.most_radius_m, FIRST_RADIUS_M),
        metric=cast(Any, box.among("metric", _METRICS)),
        weight=cast(Any, box.among("weight", _WEIGHTS) or "households"),
        goal=cast(Goal, box.among("goal", GOALS) or "max-coverage"),
        kind=kind,
        given=given,
        rules=read_rules(box.take("rules"), bounds),
        budget_s=box.number("budget_s", bounds.least_budget_s, bounds.most_budget_s, FIRST_BUDGET_S),
        existing_off=box.ids("existing_off"),
        max_new=box.whole("max_new", 1, bounds.most_new, None),
    )
    box.close()
    assert isinstance(sent, Mapping)
    kept = {"new": wish.new, "radius": wish.radius_m, "weight": wish.weight, "goal": wish.goal, **sent}
    return Wish(**{**vars(wish), "document": json.loads(json.dumps(kept))})


def read_rules(sent: object, bounds: Bounds = OPEN) -> RuleWishes:
    """Return the rules of a wish; ``None`` and an empty object mean none."""
    box = Box({} if sent is None else sent, "rules")
    areas, ids = _forbidden(box)
    rules = RuleWishes(
        min_width_m=box.number("min_width_m", 0.0, 100.0, None),
        spacing_m=box.number("spacing_m", 0.0, 10_000.0, None),
        cap_per_group=box.whole("cap_per_group", 1, bounds.most_new, None),
        backup=box.flag("backup"),
        graded=_graded(box, bounds),
        floor_share=box.number("floor_share", 0.0, 1.0, None),
        fairest=box.flag("fairest"),
        deep_alleys_weight=box.number("deep_alleys_weight", 0.0, 100.0, 1.0),
        need_help_weight=box.number("need_help_weight", 0.0, 100.0, 1.0),
        forbidden_areas=areas,
        forbidden_ids=ids,
        removed=box.ids("removed"),
        site_costs=_costs(box),
        most_per_site=box.number("most_per_site", 0.0, 1e12, None),
        most_in_all=box.number("most_in_all", 0.0, 1e12, None),
        near_alley_m=box.number("near_alley_m", 0.0, 1_000.0, None),
    )
    box.close()
    return rules


class Box:
    """An object of the caller's, emptied key by key; what is left at the end is unknown."""

    def __init__(self, sent: object, name: str) -> None:
        self.name = name
        if not isinstance(sent, Mapping):
            raise CallFault("plan-not-object", name=name or "JSON", value=shown(sent))
        self.left: dict[str, Any] = dict(sent)
        self.known: list[str] = []

    def take(self, key: str) -> Any:
        self.known.append(key)
        return self.left.pop(key, None)

    def where(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def close(self) -> None:
        for key in self.left:
            raise CallFault(
                "plan-unknown-key", name=shown(self.where(str(key))), allowed=", ".join(self.known)
            )

    def number(self, key: str, least: float, most: float, default: Any) -> Any:
        value = self.take(key)
        return default if value is None else finite(self.where(key), value, least, most)

    def whole(self, key: str, least: int, most: int, default: Any) -> Any:
        value = self.take(key)
        if value is None:
            return default
        number = finite(self.where(key), value, least, most)
        if number != int(number):
            raise CallFault("plan-not-whole", name=self.where(key), value=shown(value))
        return int(number)

    def flag(self, key: str) -> bool:
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            raise CallFault("plan-not-flag", name=self.where(key), value=shown(value))
        return bool(value)

    def among(self, key: str, allowed: tuple[str, ...]) -> str | None:
        value = self.take(key)
        if value is not None and value not in allowed:
            raise CallFault(
                "plan-not-among", name=self.where(key), value=shown(value), allowed=", ".join(allowed)
            )
        return cast("str | None", value)

    def ids(self, key: str) -> tuple[str, ...]:
        value = self.take(key)
        return () if value is None else ids(self.where(key), value)


def shown(value: object) -> str:
    """Return a caller's value as one short printable line: text as it is, everything else as JSON writes it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    line = "".join(c if c.isprintable() else "\ufffd" for c in text[: _MOST_SHOWN + 1])
    return line if len(line) <= _MOST_SHOWN else line[:_MOST_SHOWN] + "…"


def finite(name: str, value: object, least: float, most: float) -> float:
    """Return a number between two limits, both allowed."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CallFault("plan-not-number", name=name, value=shown(value))
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not least <= number <= most:
        raise CallFault(
            "plan-out-of-range", name=name, value=shown(value), least=f"{least:g}", most=f"{most:g}"
        )
    return number


def ids(name: str, value: object) -> tuple[str, ...]:
    """Return a list of ids as text; a number is an id too."""
    if not isinstance(value, list | tuple) or len(value) > MOST_IDS:
        raise CallFault("plan-not-ids", name=name, value=shown(value), most=MOST_IDS)
    found = []
    for entry in value:
        if (
            isinstance(entry, bool)
            or not isinstance(entry, str | int)
            or not 0 < len(str(entry)) <= MOST_ID_LENGTH
        ):
            raise CallFault("plan-not-ids", name=name, value=shown(entry), most=MOST_IDS)
        found.append(str(entry))
    return tuple(found)


def degrees(name: str, value: object) -> tuple[float, float]:
    """Return longitude and latitude."""
    if not isinstance(value, list | tuple) or len(value) < 2:
        raise CallFault("plan-not-place", name=name, value=shown(value))
    return finite(f"{name}.lon", value[0], -180.0, 180.0), finite(f"{name}.lat", value[1], -90.0, 90.0)


def _graded(box: Box, bounds: Bounds) -> tuple[float, float] | None:
    sent = box.take("graded")
    if sent is None:
        return None
    inner = Box(sent, box.where("graded"))
    radius = inner.number("radius_m", 1.0, bounds.most_radius_m, None)
    share = inner.number("share", 0.01, 0.99, None)
    inner.close()
    for key, value in (("radius_m", radius), ("share", share)):
        if value is None:
            raise CallFault("plan-missing", name=inner.where(key))
    return radius, share


def _costs(box: Box) -> float | Mapping[str, float] | None:
    sent = box.take("site_costs")
    name = box.where("site_costs")
    if isinstance(sent, Mapping):
        return {str(key): finite(f"{name}.{shown(key)}", value, 0.0, 1e12) for key, value in sent.items()}
    return None if sent is None else finite(name, sent, 0.0, 1e12)


def _forbidden(box: Box) -> tuple[tuple[Mapping[str, Any], ...], tuple[str, ...]]:
    """Return forbidden polygons and forbidden ids: a list holds ids or GeoJSON, an object is GeoJSON."""
    sent, name = box.take("forbidden"), box.where("forbidden")
    if sent is None:
        return (), ()
    if isinstance(sent, Mapping):
        return tuple(_areas(name, sent)), ()
    if not isinstance(sent, list):
        raise CallFault("plan-not-area", name=name, value=shown(sent))
    named = [entry for entry in sent if not isinstance(entry, Mapping)]
    areas = [area for entry in sent if isinstance(entry, Mapping) for area in _areas(name, entry)]
    return tuple(areas), ids(name, named)


def _areas(name: str, sent: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the polygons of a GeoJSON geometry, feature or collection."""
    kind = sent.get("type")
    if kind == "FeatureCollection" and isinstance(sent.get("features"), list):
        features = [_object(name, entry) for entry in sent["features"]]
        return [_area(name, _object(name, feature.get("geometry"))) for feature in features]
    return [_area(name, _object(name, sent.get("geometry")) if kind == "Feature" else sent)]


def _area(name: str, sent: Mapping[str, Any]) -> Mapping[str, Any]:
    kind = sent.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise CallFault("plan-not-area", name=name, value=shown(kind))
    geometry = {"type": kind, "coordinates": sent.get("coordinates")}
    try:
        places = shapely.get_coordinates(shape(geometry))
    except (ShapelyError, ValueError, TypeError, IndexError, AttributeError, OverflowError) as error:
        raise CallFault("plan-not-area", name=name, value=shown(kind)) from error
    if not 4 <= len(places) <= MOST_AREA_POINTS:
        raise CallFault("plan-not-area", name=name, value=shown(kind))
    for place in places.tolist():
        degrees(name, place)
    return geometry


def _object(name: str, sent: object) -> Mapping[str, Any]:
    if not isinstance(sent, Mapping):
        raise CallFault("plan-not-area", name=name, value=shown(sent))
    return sent


def _candidates(sent: object, bounds: Bounds) -> tuple[Kind | None, GivenSites | None]:
    if sent is None:
        return None, None
    if isinstance(sent, Mapping):
        return "given", read_sites(sent, "candidates", bounds)
    if sent not in KINDS:
        raise CallFault("plan-not-among", name="candidates", value=shown(sent), allowed=", ".join(KINDS))
    return cast(Kind, sent), None


def read_sites(sent: Mapping[str, Any], name: str, bounds: Bounds = OPEN) -> GivenSites:
    """Return the points of a GeoJSON FeatureCollection as places to choose from; property ``cost`` is kept."""
    features = sent.get("features")
    if sent.get("type") != "FeatureCollection" or not isinstance(features, list) or not features:
        raise CallFault("plan-not-sites", name=name)
    if len(features) > bounds.most_sites:
        raise CallFault("plan-too-many-sites", name=name, count=len(features), most=bounds.most_sites)
    names, places, costs = [], [], []
    for row, entry in enumerate(features, start=1):
        feature = entry if isinstance(entry, Mapping) else {}
        geometry, properties = _part(feature, "geometry"), _part(feature, "properties")
        if geometry.get("type") != "Point":
            raise CallFault("plan-site-not-point", name=name, row=row)
        key = next((v for v in (feature.get("id"), properties.get("id")) if v not in (None, "")), row)
        names.append(ids(f"{name}[{row}].id", [key])[0])
        places.append(degrees(f"{name}[{row}]", geometry.get("coordinates")))
        cost = properties.get("cost")
        costs.append(None if cost is None else finite(f"{name}[{row}].cost", cost, 0.0, 1e12))
    for key, count in Counter(names).items():
        if count > 1:
            raise CallFault("plan-site-twice", name=name, id=shown(key))
    return GivenSites(tuple(names), tuple(places), tuple(costs))


def _part(feature: Mapping[str, Any], key: Literal["geometry", "properties"]) -> Mapping[str, Any]:
    part = feature.get(key)
    return part if isinstance(part, Mapping) else {}
