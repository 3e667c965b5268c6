"""A plan in sentences: what it changes, what is proved of it, what was asked. Every product says them the same way."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from geoapp.i18n import Translator
from geoapp.usecases.briefing.plan import BriefedPlan, BriefedSite

_GAP_STEPS, _SAME = 1000.0, 1e-6
_SWITCHES = {"min_width_m": "width", "spacing_m": "spacing", "deep_alleys_weight": "deep", "cap_per_group": "cap",
             "backup": "backup", "graded": "graded", "floor_share": "floor", "fairest": "fair",
             "need_help_weight": "help"}  # fmt: skip
"""Rules whose short words the planner's page has, by their names on the wire."""


class PlanWords:
    """What is said of one plan in one language."""

    def __init__(self, plan: BriefedPlan, t: Translator) -> None:
        self.plan, self.t = plan, t

    @property
    def unit(self) -> str:
        """Return what is counted: ``hộ``, ``người``, ``nơi``."""
        return self.t(f"coverage.unit.{self.plan.weight}")

    @property
    def reach(self) -> str:
        """Return the radius with the way it is measured: ``50 m đi bộ``."""
        return self.t(f"briefed.reach.{self.plan.metric}", radius=_length(self.plan.radius_m, self.t))

    def title(self) -> str:
        """Return the plan's name as a title in capitals."""
        return self.t("briefed.title", name=self.plan.name)

    def name(self) -> str:
        """Return the plan's name as a part of a sentence."""
        return self.t("briefed.name", name=self.plan.name)

    @property
    def direction(self) -> str:
        """Return whether weight within reach goes up, down, or stays the same: the key of what is said of it."""
        gained = self.plan.gained
        return "same" if abs(gained) < _SAME else "up" if gained > 0 else "down"

    def result(self) -> str:
        """Return who is within reach without and with the plan, in one sentence."""
        plan, t = self.plan, self.t
        return t(
            f"briefed.{self.direction}", estimated=t("briefed.estimated") if plan.estimated else "",
            points=self.points(), unit=self.unit, reach=self.reach,
            before=amount(plan.before_weight, t), before_share=t.percent(plan.before_share),
            after=amount(plan.after_weight, t), after_share=t.percent(plan.after_share),
            gain=amount(abs(plan.gained), t),
        )  # fmt: skip

    def points(self) -> str:
        """Return how many points are new and how many go."""
        t, said, gone = self.t, self.new_points(), len(self.plan.removed)
        if not gone:
            return said
        return t("briefed.points-less-one" if gone == 1 else "briefed.points-less", points=said, count=gone)

    def proof(self) -> str:
        """Return what is proved, in a few words."""
        return self.t(f"briefed.proof.{self.plan.status}", gap=self._gap())

    def proof_sentence(self) -> str:
        """Return what is proved and what that means, in one sentence."""
        plan, t = self.plan, self.t
        kind = t(f"plan.kind.{plan.kind}")
        why = t(
            f"briefed.proof.{plan.status}-why",
            scope=t("briefed.proof.exact" if plan.exact else "briefed.proof.places", kind=kind),
            better=t(f"plan.better.{plan.goal}"), gap=self._gap(),
            rules=t("briefed.proof.rules") if self.rules() else "",
        )  # fmt: skip
        return f"{self.proof()}: {why}."

    def _gap(self) -> str:
        """Return the gap rounded up, so that "at most" stays true."""
        gap = self.plan.gap
        return self.t.percent(None if gap is None else math.ceil(gap * _GAP_STEPS - 1e-9) / _GAP_STEPS)

    def gone(self) -> str:
        """Return which points the plan takes away; empty where it takes none."""
        names = ", ".join(name for _, name in self.plan.removed)
        return self.t("briefed.removed", names=names) if names else ""

    def stale(self) -> str:
        """Return the warning that data have changed since; empty where they have not."""
        return self.t("briefed.stale", date=self.saved_on()) if self.plan.stale else ""

    def short_warnings(self) -> tuple[str, ...]:
        """Return the warning that data have changed since, for where there is little room."""
        return (self.t("briefed.stale-short", date=self.saved_on()),) if self.plan.stale else ()

    def notes(self) -> tuple[str, ...]:
        """Return what else must be said: points that go, a plan that is a part of the data, data that changed."""
        adopted = self.t("briefed.adopted") if self.plan.adopted else ""
        return tuple(note for note in (self.gone(), adopted, self.stale()) if note)

    def foot(self) -> str:
        """Return provenance for the foot of a page: name and time, what was asked, what is proved, and the warning."""
        t = self.t
        said = t(
            "briefed.about.foot", name=self.name(), saved=self.saved_at(), asked=self.asked(), proof=self.proof()
        )
        return f"{said} {self.stale()}".strip()

    def saved_at(self) -> str:
        """Return when the plan was last saved, to the minute."""
        return self.t.moment(self.plan.saved)

    def asked(self) -> str:
        """Return what the plan was asked: goal, points, radius, what is counted, where they may stand, constraints.

        Sites that people placed or changed were not what was asked: their number alone is told.
        """
        plan, t, rules = self.plan, self.t, self.rules()
        if plan.status == "none":
            return t(
                "briefed.about.placed-text", new=t.number(len(plan.sites)), reach=self.reach, unit=self.unit
            )
        return t(
            "briefed.about.asked-text", goal=t(f"briefed.goal.{plan.goal}", unit=self.unit),
            new=t.number(plan.parameters.get("new", len(plan.sites))), reach=self.reach, unit=self.unit,
            kind=t(f"plan.kind.{plan.kind}"),
            rules=t("briefed.about.rules", rules=rules) if rules else t("briefed.about.rules-none"),
        )  # fmt: skip

    def saved_on(self) -> str:
        """Return the day on which the plan was last saved."""
        return self.t.date(self.plan.saved)

    def gain(self, site: BriefedSite) -> str:
        """Return what a site adds, as a number."""
        return amount(site.gain, self.t)

    def place(self, site: BriefedSite) -> str:
        """Return where a site is: its alley, and its group in brackets."""
        group = capital(site.group_name)
        return f"{site.alley} ({group})" if site.alley else group

    def cost(self, site: BriefedSite) -> str:
        """Return what a site costs; empty where nobody said."""
        return "" if site.cost is None else amount(site.cost, self.t)

    def headline(self) -> str:
        """Return the change as the title of a slide."""
        plan, t = self.plan, self.t
        shares = {"before": t.percent(plan.before_share), "after": t.percent(plan.after_share)}
        return t(f"briefed.slide.{self.direction}", points=capital(self.new_points()), unit=self.unit, **shares)

    def new_points(self) -> str:
        """Return how many points are new."""
        count = len(self.plan.sites)
        return self.t("briefed.points-one") if count == 1 else self.t("briefed.points", count=count)

    def gain_head(self) -> str:
        """Return the head over what sites add, with the unit."""
        return self.t(f"briefed.head.gain-{self.plan.weight}")

    def reason(self, site: BriefedSite) -> str:
        """Return why a site is proposed, as a sentence."""
        return f"{capital(site.reason)}." if site.reason else ""

    def rules(self) -> str:
        """Return the constraints that were switched on, in short words; empty without any."""
        rules: Mapping[str, Any] = self.plan.parameters.get("rules") or {}
        said = (self._rule(key, value) for key, value in rules.items() if value not in (None, False, [], {}, ""))
        return ", ".join(words for words in said if words)

    def _rule(self, key: str, value: Any) -> str:
        t = self.t
        if key in _SWITCHES:
            return t(f"js.plan.rule.{_SWITCHES[key]}.short", value=self._value(key, value))
        return t(f"briefed.rule.{key}", value=self._value(key, value)) if t.has(f"briefed.rule.{key}") else key

    def _value(self, key: str, value: Any) -> str:
        t = self.t
        if key == "graded":
            return t.percent(value["share"], 0)
        if key.endswith("share"):
            return t.percent(value, 0)
        if key.endswith("_m"):
            return _length(float(value), t)
        if key == "removed":
            return t.number(len(value))
        if isinstance(value, bool) or not isinstance(value, int | float):
            return ""
        return f"×{amount(float(value), t)}" if key.endswith("_weight") else amount(float(value), t)

    def about(self) -> tuple[tuple[str, str], ...]:
        """Return the plan's provenance as (label, text): name, time, what was asked, what is proved."""
        plan, t = self.plan, self.t
        lines = [
            ("plan", plan.name), ("id", plan.id), ("saved", self.t.moment(plan.saved)),
            ("result", self.result()), ("asked", self.asked()), ("proof", self.proof_sentence()),
        ]  # fmt: skip
        if plan.bound is not None and plan.objective is not None:
            key = "bound-text" if plan.goal == "max-coverage" else "bound-least"
            values = {"objective": _exactly(plan.objective, t), "bound": _exactly(plan.bound, t)}
            lines.append(("bound", t(f"briefed.about.{key}", **values)))
        if notes := " ".join(self.notes()):
            lines.append(("warning", notes))
        return tuple((t(f"briefed.about.{key}"), text) for key, text in lines)


def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def amount(value: float, t: Translator) -> str:
    """Return a weight as a reader writes it: whole, else with one decimal."""
    return t.number(value, 0 if value == round(value) else 1)


def _exactly(value: float, t: Translator) -> str:
    return t.number(value, 0 if value == round(value) else 3)


def _length(metres: float, t: Translator) -> str:
    return t.metres(metres, 0 if metres == round(metres) else 1)
