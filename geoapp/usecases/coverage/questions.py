"""The questions about coverage, as pages, API and command line ask them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Protocol

from geoapp import crs as systems
from geoapp.coverage import engine
from geoapp.domain.norms import LEAST_RADIUS_M, MOST_RADII, MOST_RADIUS_M, RADII_M
from geoapp.domain.norms import radii_m as radii_of
from geoapp.domain.ward import Ward
from geoapp.errors import CallFault, CrsFault
from geoapp.usecases.coverage.analysis import Analysis, Metric, Weight
from geoapp.usecases.coverage.cache import Cache
from geoapp.usecases.coverage.drawing import areas_payload, households_payload
from geoapp.usecases.coverage.from_ward import study_of_ward
from geoapp.usecases.coverage.geojson import LooseFile
from geoapp.usecases.coverage.loose import study_of_files
from geoapp.usecases.coverage.result import CoverageResult
from geoapp.usecases.coverage.study import Study

DEFAULT_RADII_M = RADII_M
_METRICS: tuple[Metric, ...] = ("walking", "straight")
_WEIGHTS: tuple[Weight, ...] = ("households", "people", "none")


class Library(Protocol):
    """What warming needs of the wards at hand."""

    def ids(self) -> Sequence[str]:
        """Return the ids of the wards."""
        ...

    def open(self, ward_id: str) -> Ward:
        """Return a checked ward."""
        ...


_studies: Cache[Analysis] = Cache(8)
_results: Cache[CoverageResult] = Cache(64)
_payloads: Cache[dict[str, Any]] = Cache(64)


def ward_coverage(
    ward: Ward,
    metric: Metric | None = None,
    radii_m: Sequence[float] | None = None,
    weight: Weight = "households",
    crs: str | None = None,
    today: dt.date | None = None,
) -> CoverageResult:
    """Return who is covered in a ward; cached by the ward's version.

    Parameters
    ----------
    metric
        Default: walking where the ward has ways, else straight.
    radii_m
        Default: the ward's own, else 25, 50, 100, 200.
    crs
        Measuring system; default the ward's.
    today
        Day on which equipment counts as expired; default the present day.

    Raises
    ------
    CallFault
        If a parameter is out of its range, or walking is asked for without ways.
    """
    _checked_crs(crs)
    analysis, key = _analysis(ward, crs, today)
    chosen = chosen_metric(analysis.study, metric)
    radii = checked_radii(ward_radii(ward) if radii_m is None else radii_m)
    _among("weight", weight, _WEIGHTS)
    return _results.get((key, chosen, radii, weight), lambda: CoverageResult(analysis, chosen, radii, weight))


def files_coverage(
    files: Mapping[str, LooseFile],
    metric: Metric | None = None,
    radii_m: Sequence[float] | None = None,
    weight: Weight = "households",
    crs: str | None = None,
    today: dt.date | None = None,
    ward: Ward | None = None,
) -> CoverageResult:
    """Return who is covered according to loose files: {role: file}.

    Roles are fire_points, demand, ways, groups, safe_areas; with `ward` the files take the place of its
    layers. The rest is as in :func:`ward_coverage`.
    """
    radii = checked_radii(radii_m if radii_m is not None else ward_radii(ward) if ward else DEFAULT_RADII_M)
    _among("weight", weight, _WEIGHTS)
    _checked_crs(crs)
    day = today or _today()
    base = _analysis(ward, crs, day)[0].study if ward else None
    study = study_of_files(files, crs, day, base)
    return CoverageResult(Analysis(study), chosen_metric(study, metric), radii, weight)


def ward_areas(
    ward: Ward, radius_m: float, metric: Metric | None = None, today: dt.date | None = None
) -> dict[str, Any]:
    """Return covered land and gaps as GeoJSON geometries, for drawing; straight areas are also true figures."""
    analysis, key = _analysis(ward, None, today)
    chosen = chosen_metric(analysis.study, metric)
    (radius,) = checked_radii([radius_m])
    return _payloads.get((key, "areas", chosen, radius), lambda: areas_payload(analysis, chosen, radius))


def households(ward: Ward, metric: Metric | None = None, today: dt.date | None = None) -> dict[str, Any]:
    """Return all demand as compact columns for the map, with distances by `metric` or, without one, by all."""
    analysis, key = _analysis(ward, None, today)
    if metric is not None:
        metrics = [chosen_metric(analysis.study, metric)]
    else:
        metrics = [m for m in _METRICS if m == "straight" or len(analysis.study.ways.ids)]
    radii = checked_radii(ward_radii(ward))
    return _payloads.get(
        (key, "households", tuple(metrics)), lambda: households_payload(ward, analysis, metrics, radii)
    )


def warm(library: Library, ward_ids: Sequence[str] | None = None) -> None:
    """Compute what pages ask first: engines, and the wards' default figures, shapes and columns."""
    engine.warm()
    for ward_id in library.ids() if ward_ids is None else ward_ids:
        ward = library.open(ward_id)
        for metric in (None, "straight"):
            result = ward_coverage(ward, metric)
            for language in ("vi", "en"):
                result.document(language)
        households(ward)
        ward_areas(ward, 50.0)


def ward_radii(ward: Ward) -> Sequence[float]:
    """Return the radii that a ward's settings name, else the defaults."""
    return radii_of(ward.info.settings)


def chosen_metric(study: Study, metric: Metric | None) -> Metric:
    """Return the metric asked for, by default walking where there are ways; refuse walking without ways."""
    has_ways = len(study.ways.ids) > 0
    if metric is None:
        return "walking" if has_ways else "straight"
    _among("metric", metric, _METRICS)
    if metric == "walking" and not has_ways:
        raise CallFault("coverage-walking-without-ways")
    return metric


def checked_radii(radii_m: Sequence[float]) -> tuple[float, ...]:
    """Return the radii as floats, in order, each once; refuse what is no sensible length."""
    radii = tuple(dict.fromkeys(float(r) for r in radii_m))
    if not 1 <= len(radii) <= MOST_RADII:
        raise CallFault("coverage-radii-count", most=MOST_RADII)
    for radius in radii:
        if not (math.isfinite(radius) and LEAST_RADIUS_M <= radius <= MOST_RADIUS_M):
            raise CallFault(
                "coverage-radius", radius=str(radius), least=LEAST_RADIUS_M, most=int(MOST_RADIUS_M)
            )
    return tuple(sorted(radii))


def _checked_crs(crs: str | None) -> None:
    """Refuse a measuring system of the caller's that is unknown, or not in metres."""
    try:
        if crs is not None:
            systems.measuring(crs)
    except CrsFault as fault:
        raise CallFault(f"coverage-{fault.code}", **fault.params) from fault


def _among(name: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise CallFault("coverage-unknown-choice", parameter=name, value=value, allowed=", ".join(allowed))


def _analysis(ward: Ward, crs: str | None, today: dt.date | None) -> tuple[Analysis, Hashable]:
    day = today or _today()
    key = (ward.id, ward.version, crs, day)
    return _studies.get(key, lambda: Analysis(study_of_ward(ward, crs, day))), key


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).astimezone().date()
