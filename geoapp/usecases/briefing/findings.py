"""What tables and GIS files tell beside the layers: who is covered, the kit of the day, and where figures are from."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Any

from geoapp import crs as systems
from geoapp.domain.ward import Ward
from geoapp.errors import DataFault
from geoapp.i18n import Translator
from geoapp.usecases.briefing.plan import BriefedPlan
from geoapp.usecases.briefing.plan_words import PlanWords
from geoapp.usecases.coverage import CoverageResult, Metric, ward_coverage, ward_radii
from geoapp.usecases.groups.facts import PointFacts
from geoapp.usecases.groups.naming import group_names
from geoapp.usecases.groups.questions import ward_points
from geoapp.usecases.groups.words import GroupWords
from geoapp.usecases.page import has_figures


@dataclass(frozen=True, eq=False)
class Findings:
    """A ward with its figures for one radius and metric, in the reader's language, on one day."""

    ward: Ward
    t: Translator
    radius_m: float
    metric_asked: Metric | None
    today: dt.date
    plan: BriefedPlan | None = None

    @functools.cached_property
    def result(self) -> CoverageResult | None:
        """Return who is covered; ``None`` where the ward has nothing to count."""
        if not has_figures(self.ward):
            return None
        radii = sorted({*map(float, ward_radii(self.ward)), float(self.radius_m)})
        try:
            return ward_coverage(self.ward, self.metric_asked, radii, today=self.today)
        except DataFault:
            return None

    @functools.cached_property
    def document(self) -> dict[str, Any]:
        """Return the coverage document, empty where nothing can be counted."""
        return self.result.document(self.t.language) if self.result else {}

    @property
    def walking(self) -> bool:
        """Tell whether distances are walked."""
        return bool(self.result and self.result.metric == "walking")

    @property
    def estimated(self) -> bool:
        """Tell whether households are spread over land."""
        return bool(self.result and self.result.estimated)

    @functools.cached_property
    def groups(self) -> dict[str, dict[str, Any]]:
        """Return the coverage figures of every group by id; what belongs to none stands under ``""``."""
        return {row["id"] or "": row for row in self.document.get("groups", [])}

    @functools.cached_property
    def areas(self) -> dict[str, dict[str, Any]]:
        """Return the coverage figures of every safe area by id."""
        return {row["id"]: row for row in self.document.get("safe_areas", [])}

    @functools.cached_property
    def facilities(self) -> dict[str, dict[str, Any]]:
        """Return the figures of every usable point by id."""
        return {row["id"]: row for row in self.document.get("facilities", [])}

    @functools.cached_property
    def points(self) -> dict[str, PointFacts]:
        """Return the kit and checks of every fire point by id."""
        return {point.id: point for point in ward_points(self.ward, self.today)}

    @functools.cached_property
    def demand_rows(self) -> dict[str, int]:
        """Return the row of every house in the study by its id."""
        return {house: row for row, house in enumerate(self.result.study.demand.ids)} if self.result else {}

    @functools.cached_property
    def say(self) -> GroupWords:
        """Return the words about points and groups."""
        return GroupWords(self.t)

    @functools.cached_property
    def group_names(self) -> dict[str, str]:
        """Return ``Tổ 9`` by a group's id."""
        return group_names(self.ward, self.t)

    @functools.cached_property
    def alley_names(self) -> dict[str, str]:
        """Return the name of every way by its id."""
        frame = self.ward.layer("alleys")
        return dict(zip(frame.index.astype(str), frame["name"].astype(str), strict=True))

    def reach(self, figures: dict[str, Any] | None) -> dict[str, Any]:
        """Return the row of this radius in the figures of a zone, empty without figures."""
        rows = figures["radii"] if figures else []
        found: dict[str, Any] = next((r for r in rows if r["radius_m"] == self.radius_m), {})
        return found

    def radius_key(self) -> str:
        """Return the radius as the document's keys write it."""
        return f"{self.radius_m:g}"

    def sole_cover(self, point: str) -> float | None:
        """Return the households whom only this point covers; ``None`` for a point that does not count."""
        figures = self.facilities.get(point)
        return figures["sole_cover_weight"][self.radius_key()] if figures else None

    def sentence(self) -> str:
        """Return the sentence that matters."""
        t = self.t
        if self.result is None:
            return t("paper.no-figures")
        row = self.reach(self.document)
        return t(
            "paper.sentence-walking" if self.walking else "paper.sentence-straight",
            covered=t.number(row["covered_weight"]), total=t.number(self.document["demand"]["weight"]),
            share=t.percent(row["share"]), radius=self.say.radius(self.radius_m),
        )  # fmt: skip

    def assumptions(self) -> list[str]:
        """Return how figures were counted, a sentence each."""
        t = self.t
        lines = [
            t("paper.assume-walking" if self.walking else "paper.assume-straight"),
            t("paper.assume-points"),
        ]
        lines.append(t("paper.assume-radius", radius=self.say.radius(self.radius_m)))
        lines.append(t("data.assume-estimate" if self.estimated else "data.assume-households"))
        lines.append(t("data.assume-planning"))
        return lines

    def about(self, file_system: str | None) -> tuple[tuple[str, str], ...]:
        """Return provenance as (label, text): whose data of when, and by which parameters."""
        t, info = self.t, self.ward.info
        lines = [
            (t("data.about.ward"), info.name),
            (t("data.about.sentence"), self.sentence()),
            (t("data.about.version"), self.ward.version),
            (t("data.about.modified"), t.moment(self.ward.modified)),
            (t("data.about.source"), info.source),
            (t("data.about.day"), t.date(self.today)),
            (t("data.about.radius"), self.say.radius(self.radius_m)),
            (t("data.about.metric"), t("data.metric.walking" if self.walking else "data.metric.straight")),
            (t("data.about.measuring"), system_words(info.crs)),
        ]
        if file_system:
            lines.append((t("data.about.system"), system_words(file_system)))
        if info.illustrative:
            lines.append((t("data.about.warning"), t("paper.illustrative")))
        if self.plan is not None:
            lines += PlanWords(self.plan, t).about()
        lines += [(t("data.about.assumption", number=str(n)), s) for n, s in enumerate(self.assumptions(), 1)]
        return (*lines, (t("data.about.call"), t("paper.call")))


def system_words(name: str) -> str:
    """Return a coordinate system by name and code: ``VN-2000 / TM-3 106-00 (EPSG:9211)``."""
    if name == systems.STORED:
        return "WGS 84, longitude, latitude (EPSG:4326)"
    crs = systems.measuring(name)
    return f"{crs.name} ({systems.name(crs)})"


def today() -> dt.date:
    """Return the present day where the program runs."""
    return dt.datetime.now(tz=dt.UTC).astimezone().date()
