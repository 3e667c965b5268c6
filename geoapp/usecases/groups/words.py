"""The groups' facts in the reader's words: names, kit, checks, distances, campaign."""

from __future__ import annotations

import functools
import math
import re

from geoapp.domain.layers import LAYERS
from geoapp.i18n import Translator, fold
from geoapp.usecases.groups.facts import (
    Away,
    CampaignLine,
    Check,
    GroupName,
    KitItem,
    Phrase,
    PointFacts,
    Reach,
)

LATELY_DAYS = 60
"""How long after its date a target is told with the days that have passed."""

_SAID_BY_THE_ROW = frozenset(
    {"kit.extinguisher-spent", "kit.low-pressure", "kit.check-overdue", "kit.no-working-extinguisher"}
)
_ROUND_FROM_M, _ROUND_TO_M = 100, 10
_PREFIX = re.compile(r"^điểm chữa cháy( công cộng)?\s+", re.IGNORECASE)
"""What the heading of the list has said already."""


def _says(text: str, part: str) -> bool:
    """Tell whether `text` holds every word of `part`."""
    return set(fold(part).split()) <= set(fold(text).replace(",", " ").split())


@functools.cache
def _labels(layer: str, field: str) -> dict[str, tuple[str, str]]:
    fields = LAYERS[layer].fields
    inner = [row for f in fields for row in f.rows]
    spec = next(f for f in (*fields, *inner) if f.name == field)
    return {choice.value: (choice.vi, choice.en) for choice in spec.choices}


class GroupWords:
    """Sentences about groups in one language."""

    def __init__(self, t: Translator) -> None:
        self.t = t

    def plural(self, key: str, count: float, **values: object) -> str:
        """Return the sentence `key` for a whole number, its singular where that reads differently."""
        whole = round(count)
        one = f"{key}-one"
        return self.t(one if whole == 1 and self.t.has(one) else key, count=whole, **values)

    def name(self, name: GroupName) -> str:
        """Return ``Tổ dân phố 16``."""
        return self._named("group.name", name)

    def short(self, name: GroupName | None) -> str:
        """Return ``Tổ 16``."""
        return self._named("group.short", name) if name else self.t("group.none")

    def _named(self, key: str, name: GroupName) -> str:
        number = str(name.number) if name.number is not None else name.id
        coded = name.ward_code is not None
        return self.t(f"{key}-coded" if coded else key, number=number, ward_code=name.ward_code or "")

    def choice(self, layer: str, field: str, value: str | None) -> str:
        """Return the label of a choice value; an unknown one as it is."""
        vi, en = _labels(layer, field).get(value or "", (value or "", value or ""))
        return vi if self.t.language == "vi" else en

    def phrase(self, phrase: Phrase) -> str:
        """Return a phrase; a text value that is itself a key of the catalogues is put into words first."""
        params = {
            k: self.t(v) if isinstance(v, str) and self.t.has(v) else v for k, v in phrase.params.items()
        }
        return self.t(phrase.key, **params)

    def radius(self, metres: float) -> str:
        """Return ``50 m``."""
        return self.t.metres(metres, 0 if metres == round(metres) else 1)

    def around(self, metres: float) -> str:
        """Return a distance as one says it: to the metre below 100 m, else to ten metres."""
        step = _ROUND_TO_M if metres >= _ROUND_FROM_M else 1
        return self.t.metres(math.floor(metres / step + 0.5) * step)

    def reach(self, reach: Reach) -> str:
        """Return ``87 / 385 hộ trong 50 m đi bộ``."""
        return self.t(
            f"group.reach.{reach.metric}",
            covered=round(reach.covered),
            total=round(reach.total),
            radius=self.radius(reach.radius_m),
        )

    def bands(self, reach: Reach) -> list[dict[str, object]]:
        """Return the bands with their words: label, count, share (0 to 100), place, whether out of reach."""
        rows, before = [], None
        for place, (upto, weight) in enumerate(reach.bands):
            key = "over" if upto is None else "upto" if before is None else "between"
            words = {k: f"{v:g}" for k, v in {"from": before, "to": upto}.items() if v is not None}
            rows.append(
                {
                    "label": self.t(f"group.reach.{key}", **words),
                    "count": self.t.number(weight),
                    "percent": 100 * weight / reach.total,
                    "band": "far" if upto is None else str(min(place, 3)),
                    "beyond": upto is None or upto > reach.radius_m,
                }
            )
            before = upto
        return rows

    def away(self, away: Away, has_ways: bool) -> str:
        """Return ``150 m, hướng đông bắc``; straight, and said so, where one cannot walk."""
        on_foot = away.walking_m is not None
        key = "walking" if on_foot or not has_ways else "straight"
        metres = away.walking_m if away.walking_m is not None else away.straight_m
        direction = self.t(f"group.direction.{away.direction}")
        return self.t(f"group.outside.{key}", distance=self.around(metres), direction=direction)

    def place(self, point: PointFacts) -> str:
        """Return where a point is, what it hangs in and whether it opens; nothing is said twice."""
        address = point.address or ""
        position = self.choice("fire_points", "position", point.position)
        name = _PREFIX.sub("", point.subtitle or "")
        spoken = _labels("fire_points", "position").get(point.position or "", ("", ""))[
            0
        ]  # data are Vietnamese
        if _says(f"{spoken} {address}", name):
            name = ""
        if _says(f"{name} {address}", spoken):
            position = ""
        where = ", ".join(filter(None, (name, position, address[:1].lower() + address[1:])))
        box = ", ".join(
            filter(None, (self.choice("fire_points", "cabinet", point.cabinet), self.lock(point.lock)))
        )
        return self.capital(" · ".join(filter(None, (where, box))))

    @staticmethod
    def capital(text: str) -> str:
        """Return `text` beginning with a capital."""
        return text[:1].upper() + text[1:]

    def lock(self, lock: str | None) -> str:
        """Return how a point opens."""
        key = f"group.lock.{lock}"
        return self.t(key) if self.t.has(key) else ""

    def kit(self, item: KitItem) -> str:
        """Return ``2 bình bột ABC``, ``xà beng``, ``1 bình bột ABC yếu áp``."""
        kind = self.choice("fire_points", "kind", item.kind)
        counted = item.quantity > 1 or is_extinguisher(item)
        text = self.t("group.point.item", quantity=item.quantity, kind=kind) if counted else kind
        if item.size_kg:
            text = self.t("group.point.item-size", item=text, size=f"{item.size_kg:g}")
        if item.condition == "good":
            return text
        if item.condition == "missing":
            return self.t("group.point.item-missing", item=text)
        condition = self.choice("fire_points", "condition", item.condition)
        return self.t("group.point.item-bad", item=text, condition=condition)

    def shown(self, point: PointFacts) -> list[tuple[str, str]]:
        """Return chips (tone, text): equipment by condition, then rules, sign and steps that are there."""
        tones = {"good": "plain", "low_pressure": "caution"}
        chips = [(tones.get(item.condition, "bad"), self.kit(item)) for item in point.kit]
        chips += [
            ("plain", self.t(f"group.flag.{flag}"))
            for flag in ("has_rules", "has_sign", "has_steps")
            if point.flags.get(flag)
        ]
        return chips

    def lacking(self, point: PointFacts) -> list[str]:
        """Return what a point needs, without what its chips and its check already say."""
        return [self.phrase(phrase) for phrase in point.missing if phrase.key not in _SAID_BY_THE_ROW]

    def light(self, point: PointFacts) -> str:
        """Return whether the point is lit at night, where somebody said."""
        lit = point.flags.get("lit")
        return "" if lit is None else self.t("group.flag.lit" if lit else "group.flag.not-lit")

    def expires(self, point: PointFacts) -> str:
        """Return when the first sound extinguisher expires."""
        dates = [i.expires_on for i in point.kit if i.expires_on and i.condition in ("good", "low_pressure")]
        return self.t("group.point.expires", date=self.t.date(min(dates))) if dates else ""

    def checked(self, check: Check) -> str:
        """Return the last and the next check in one line."""
        if check.last is None and check.next is None:
            return self.t("group.point.checked-never")
        last = (
            self.t("group.point.checked", date=self.t.date(check.last))
            if check.last
            else self.t("group.point.checked-never")
        )
        if check.next is None:
            return f"{last} · {self.t('group.point.next-unknown')}"
        date = self.t("group.point.today") if check.days_left == 0 else self.t.date(check.next)
        return f"{last} · {self.t('group.point.next', date=date)}"

    def target(self, line: CampaignLine) -> str:
        """Return ``mục tiêu 90 % vào 30/8/2026``, and how many days are left or past."""
        if line.target_share is None:
            return ""
        share = self.t.percent(line.target_share, 0 if (line.target_share * 100) % 1 == 0 else 1)
        if line.by is None:
            return self.t("group.campaign.target", share=share)
        target = self.t("group.campaign.target-by", share=share, date=self.t.date(line.by))
        met = line.remaining == 0
        return target if met else f"{target}, {self._days(line.days_left or 0)}"

    def _days(self, left: int) -> str:
        if left > 0:
            return self.plural("group.campaign.left", left)
        if left == 0:
            return self.t("group.campaign.last-day")
        if -left <= LATELY_DAYS:
            return self.plural("group.campaign.passed-days", -left)
        return self.t("group.campaign.passed")


def is_extinguisher(item: KitItem) -> bool:
    """Tell whether pieces are always counted."""
    return item.kind in ("abc_powder", "co2", "water_foam")
