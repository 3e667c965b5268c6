"""The answer to a coverage question, and the document ``geoapp/coverage@1`` that tells it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geoapp import crs, i18n
from geoapp.coverage import Nearest, summary
from geoapp.usecases.coverage.alleys import deep_alleys
from geoapp.usecases.coverage.analysis import Analysis, Metric, Weight
from geoapp.usecases.coverage.study import Floats, Ints, Study

FORMAT = "geoapp/coverage@1"


@dataclass(frozen=True, eq=False)
class CoverageResult:
    """Who is covered, by one metric, for several radii, counted by one weight."""

    analysis: Analysis
    metric: Metric
    radii_m: tuple[float, ...]
    weight: Weight

    @property
    def study(self) -> Study:
        """Return what was asked about."""
        return self.analysis.study

    @functools.cached_property
    def nearest(self) -> Nearest:
        """Return distance, facility and second distance of every demand feature."""
        return self.analysis.nearest(self.metric)

    @functools.cached_property
    def weights(self) -> Floats:
        """Return what every demand feature counts for."""
        return self.analysis.weight(self.weight)

    @property
    def estimated(self) -> bool:
        """Tell whether the weights are estimates: spread over land, or people from households."""
        return self.study.demand.estimated or self.weight == "people"

    @functools.cached_property
    def radii(self) -> list[summary.Reach]:
        """Return the figures of every radius."""
        return summary.reach(self.nearest, self.weights, self.radii_m)

    def document(self, language: str = i18n.DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return the contract's object; only words depend on the language."""
        return {**self._figures, **self._worded(i18n.translator(language))}

    def _worded(self, t: i18n.Translator) -> dict[str, Any]:
        study, none = self.study, {"id": None, "name": t("coverage.no-group")}
        groups = [{"id": g, "name": study.groups.name(i, t)} for i, g in enumerate(study.groups.ids)] + [none]
        rows = [{**groups[i], **figures} for i, figures in self._group_figures]
        areas = [
            {"id": a, "name": study.safe_areas.name(i, t), **figures, "facilities": inside}
            for i, (a, figures, inside) in enumerate(
                zip(
                    study.safe_areas.ids,
                    self._area_figures,
                    self.analysis.facilities_in_safe_area,
                    strict=True,
                )
            )
        ]
        return {
            "issues": [issue.as_dict(t) for issue in study.issues],
            "excluded": [point.as_dict(t) for point in study.excluded],
            "groups": rows,
            "safe_areas": areas,
        }

    @functools.cached_property
    def _figures(self) -> dict[str, Any]:
        study = self.study
        unreachable = np.flatnonzero(~np.isfinite(self.nearest.distance_m))
        return {
            "format": FORMAT,
            "parameters": {
                "metric": self.metric,
                "radii_m": [_plain(r) for r in self.radii_m],
                "weight": self.weight,
                "crs": crs.name(study.crs),
            },
            "inputs": [entry.as_dict() for entry in study.inputs],
            "issues": [],
            "excluded": [],
            "demand": {
                "features": len(study.demand.ids),
                "weight": _plain(float(self.weights.sum())),
                "estimated": self.estimated,
            },
            "radii": [_reach(r) for r in self.radii],
            "distance_m": summary.distances(self.nearest.distance_m)._asdict(),
            "unreachable": [study.demand.ids[i] for i in unreachable],
            "groups": [],
            "safe_areas": [],
            "facilities": self._facilities(),
            "deep_alleys": deep_alleys(study, self.analysis.alleys, self.nearest.distance_m, self.radii_m),
        }

    @functools.cached_property
    def _group_figures(self) -> list[tuple[int, dict[str, Any]]]:
        group, count = self.study.demand_group, len(self.study.groups.ids)
        order = np.argsort(group, kind="stable")
        cuts = np.searchsorted(group[order], np.arange(-1, count + 1))
        rows = [order[cuts[g + 1] : cuts[g + 2]] for g in range(count)]
        nobodys = order[cuts[0] : cuts[1]]
        named = [*range(count), -1] if count and len(nobodys) else [*range(count)]
        return list(zip(named, self._zones([*rows, nobodys][: len(named)]), strict=True))

    @functools.cached_property
    def _area_figures(self) -> list[dict[str, Any]]:
        return self._zones(self.analysis.in_safe_area)

    def _zones(self, rows: Sequence[Ints]) -> list[dict[str, Any]]:
        return [
            {
                "demand": len(own),
                "weight": _plain(weight),
                "radii": [_reach(r) for r in radii],
                "distance_m": distances._asdict(),
            }
            for own, (weight, radii, distances) in zip(
                rows, summary.zones(self.nearest, self.weights, self.radii_m, rows), strict=True
            )
        ]

    def _facilities(self) -> list[dict[str, Any]]:
        study = self.study
        figures = summary.facilities(self.nearest, self.weights, self.radii_m, len(study.facility_ids))
        return [
            {
                "id": study.facility_ids[i],
                "group": study.groups.ids[study.facility_group[i]] if study.facility_group[i] >= 0 else None,
                "catchment": f.catchment,
                "catchment_weight": _plain(f.catchment_weight),
                "sole_cover_weight": keyed_by_radius(self.radii_m, [_plain(w) for w in f.sole_cover_weight]),
            }
            for i, f in enumerate(figures)
        ]


def keyed_by_radius(radii_m: Sequence[float], values: Sequence[Any]) -> dict[str, Any]:
    """Return ``{"50": …, "62.5": …}``."""
    return {str(_plain(r)): value for r, value in zip(radii_m, values, strict=True)}


def _reach(figures: summary.Reach) -> dict[str, Any]:
    plain = figures._asdict()
    for key in ("radius_m", "covered_weight", "backup_weight"):
        plain[key] = _plain(plain[key])
    return plain


def _plain(value: float) -> int | float:
    """Return whole numbers as integers, so that 50.0 is written 50."""
    return int(value) if value == int(value) else value
