"""Where new points may stand under the terms of one wish, and whom these places and the standing points reach."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geoapp import crs as systems
from geoapp.errors import CallFault
from geoapp.planning import candidates as search
from geoapp.planning.candidates import Candidates, Limits, TooManyPlaces, for_p_median
from geoapp.planning.cover import Cover
from geoapp.planning.travel import Walking
from geoapp.usecases.coverage import Metric
from geoapp.usecases.coverage.questions import chosen_metric
from geoapp.usecases.coverage.study import Floats, Ints, belonging
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.wish import Wish

Flags = npt.NDArray[np.bool_]
GRID_STEP_M = 10.0
MOST_ENTRIES = 3_000
NEARNESS = ("p-median", "p-center")
"""Goals about how far people are, not about who is within a radius."""

_AREA_LAYERS = ("surroundings", "safe_areas", "interfamily_groups")


@dataclass(frozen=True, eq=False)
class Ground:
    """k places to choose from and m points that stand, as columns of one cover: places first.

    Attributes
    ----------
    ids, lonlat, xy
        Of the places; degrees are rounded as layers store them, and metres follow the rounded degrees.
    covers
        Who is within the radius and, for graded cover, within the wider one; shape (k + m) columns each.
    group
        Row of the residential group of every place, -1: none.
    standing, removed
        Rows of the study's points that stand, in the order of their columns, and of those thought away.
    exact
        Whether no other place of the kind allows a better plan.
    """

    metric: Metric
    ids: tuple[str, ...]
    lonlat: Floats
    xy: Floats
    covers: tuple[Cover, ...]
    group: Ints
    standing: Ints
    removed: Ints
    exact: bool

    @property
    def existing(self) -> list[int]:
        """Return the columns of the points that stand."""
        return list(range(self.count, self.count + len(self.standing)))

    @property
    def count(self) -> int:
        """Return how many places there are."""
        return len(self.ids)


def settled(terrain: Terrain, wish: Wish) -> Wish:
    """Return the wish with the kind of places that the data allow, where it names none."""
    if wish.kind is not None:
        return wish
    return replace(wish, kind="along-alleys" if terrain.has_ways else "grid")


def ground_of(terrain: Terrain, wish: Wish) -> Ground:
    """Return the ground of a settled wish; computed once for all wishes of the same terms.

    Raises
    ------
    CallFault
        If the data cannot tell what a rule asks for, or there are too many places to compare.
    """
    metric = chosen_metric(terrain.study, wish.metric)
    rules = wish.rules
    terms = (
        wish.goal in NEARNESS, metric, wish.radius_m, wish.kind, wish.given, wish.removed, rules.min_width_m, rules.spacing_m,
        rules.backup, rules.graded, rules.near_alley_m, rules.cap_per_group is not None, _digest(rules.forbidden_areas), rules.forbidden_ids,
    )  # fmt: skip
    return cast(Ground, terrain.grounds.get(cast(Hashable, terms), lambda: _ground(terrain, wish, metric)))


def _digest(areas: object) -> str:
    return hashlib.sha256(json.dumps(areas).encode()).hexdigest()


def _ground(terrain: Terrain, wish: Wish, metric: Metric) -> Ground:
    study = terrain.study
    removed = terrain.rows_of(wish.removed, "removed")
    standing = np.setdiff1d(np.arange(len(study.facility_ids)), removed)
    found = _found(terrain, wish, metric, standing)
    lonlat, xy = terrain.rounded(found.sites.xy)
    travel = terrain.travel(metric)
    radii = [wish.radius_m, *([wish.rules.graded[0]] if wish.rules.graded else [])]
    covers = tuple(
        travel.cover(np.concatenate([xy, study.facility_xy[standing]]), radius) for radius in radii
    )
    return Ground(
        metric=metric,
        ids=_ids(wish, found, lonlat),
        lonlat=lonlat,
        xy=xy,
        covers=covers,
        group=belonging((None,) * len(xy), xy, study.groups),
        standing=standing,
        removed=removed,
        exact=found.exact,
    )


def _ids(wish: Wish, found: Candidates, lonlat: Floats) -> tuple[str, ...]:
    if wish.given is not None:
        return tuple(wish.given.ids[row] for row in found.sites.given.tolist())
    return tuple(place_id(lon, lat) for lon, lat in lonlat.tolist())


def place_id(lon: float, lat: float) -> str:
    """Return the id of a place: the same for the same place, so that what is noted about it stays with it.

    >>> place_id(105.3370123, 20.8120456)
    'sa24cf7d908'
    """
    return "s" + hashlib.sha256(f"{lon:.7f},{lat:.7f}".encode()).hexdigest()[:10]


def _found(terrain: Terrain, wish: Wish, metric: Metric, standing: Ints) -> Candidates:
    rules, travel = wish.rules, terrain.travel(metric)
    radii = [wish.radius_m, *([rules.graded[0]] if rules.graded else [])]
    limits = _limits(terrain, wish, standing)
    network = terrain.study.network if terrain.has_ways else None
    plain = not (rules.backup or rules.graded)
    try:
        if wish.kind == "along-alleys":
            if network is None:
                raise CallFault("plan-alleys-without-ways")
            if wish.goal in NEARNESS:
                return _entries(terrain, wish, metric, limits)
            return search.along_alleys(
                network, travel, radii, limits=limits, backup=rules.backup,
                wanted=_unserved(terrain, wish, metric, standing) if plain else None,
                spacing_m=rules.spacing_m or 0.0,
            )  # fmt: skip
        if wish.kind == "anywhere":
            if rules.graded:
                raise CallFault("plan-anywhere-graded")
            return search.anywhere(
                travel, wish.radius_m, limits=limits, network=network, backup=rules.backup,
                wanted=_unserved(terrain, wish, metric, standing) if plain else None,
            )  # fmt: skip
        near = _near_alley(terrain, wish)
        if wish.given is not None:
            xy = systems.project(wish.given.lonlat, terrain.study.crs)
            return search.from_points(travel, radii, xy, network=network, near_alley_m=near, limits=limits)
        return search.grid(travel, radii, GRID_STEP_M, network=network, near_alley_m=near, limits=limits)
    except TooManyPlaces as error:
        raise CallFault("plan-too-many-places", places=error.places, most=error.most) from error


def _entries(terrain: Terrain, wish: Wish, metric: Metric, limits: Limits) -> Candidates:
    """Return where homes enter the ways and where ways end or meet: among these stands the least sum of walks.

    For the least worst distance, and for straight lines, they are many places but not all that matter.
    """
    found = for_p_median(cast(Walking, terrain.travel("walking")), limits=limits)
    exact = metric == "walking" and wish.goal == "p-median"
    if len(found.sites.xy) <= MOST_ENTRIES:
        return replace(found, exact=exact)
    some = np.linspace(0, len(found.sites.xy) - 1, MOST_ENTRIES).astype(np.int64)
    thinned = search.from_points(terrain.travel(metric), [wish.radius_m], found.sites.xy[some])
    return replace(thinned, exact=False)


def _unserved(terrain: Terrain, wish: Wish, metric: Metric, standing: Ints) -> Flags:
    """Tell which demand no standing point serves: places only need to differ in these."""
    counts = terrain.travel(metric).cover(terrain.study.facility_xy[standing], wish.radius_m)
    flags: Flags = counts.counts(np.arange(len(standing))) == 0
    return flags


def _near_alley(terrain: Terrain, wish: Wish) -> float | None:
    """Return how near to an alley a given place must be; a grid keeps to the alleys where there are any."""
    asked = wish.rules.near_alley_m
    if asked is not None and not terrain.has_ways:
        raise CallFault("plan-alleys-without-ways")
    if asked is None and wish.kind == "grid" and terrain.has_ways:
        return search.NEAR_ALLEY_M
    return asked


def _limits(terrain: Terrain, wish: Wish, standing: Ints) -> Limits:
    rules, study = wish.rules, terrain.study
    lines = None
    if rules.min_width_m:
        if study.ways.width_m is None or not np.isfinite(study.ways.width_m).any():
            raise CallFault("plan-no-widths")
        lines = study.ways.width_m >= rules.min_width_m
    return Limits(
        lines=lines,
        forbidden=_forbidden(terrain, wish),
        keep_out_xy=study.facility_xy[standing] if rules.spacing_m else np.empty((0, 2)),
        keep_out_m=rules.spacing_m or 0.0,
        groups=list(study.groups.shapes) if rules.cap_per_group is not None else (),
    )


def _forbidden(terrain: Terrain, wish: Wish) -> list[BaseGeometry]:
    crs = terrain.study.crs
    areas = [
        shapely.make_valid(shapely.transform(shape(dict(area)), lambda xy: systems.project(xy, crs)))
        for area in wish.rules.forbidden_areas
    ]
    return areas + [_named_area(terrain, key) for key in wish.rules.forbidden_ids]


def _named_area(terrain: Terrain, key: str) -> BaseGeometry:
    """Return the land of a feature of the ward by its id: a group, an area, water, a hill."""
    for zones in (terrain.study.groups, terrain.study.safe_areas):
        if key in zones.ids:
            return cast(BaseGeometry, zones.shapes[zones.ids.index(key)])
    for layer in _AREA_LAYERS if terrain.ward else ():
        assert terrain.ward is not None
        frame = terrain.ward.layer(layer)
        if key in frame.index:
            found = systems.to_metric(frame.loc[[key]], terrain.study.crs).geometry.iloc[0]
            if shapely.area(found) > 0:
                return cast(BaseGeometry, found)
    raise CallFault("plan-no-such-area", id=key)
