"""Facts about sites become sentences: the reason, and the checklist of the guidance (domain reference, section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geoapp.domain.norms import norm, whole
from geoapp.i18n import Translator
from geoapp.usecases.planning.sites import Facts

ON_SITE = ("sheltered", "clear", "keyholder", "kit", "rules", "decision")
CHECKS = ("deep", "spacing", "water", *ON_SITE)
"""The checklist's codes: what the data can decide, then what only a look on site can."""

PUBLIC = ("id", "lon", "lat", "gain_weight", "group", "alley", "nearest")


def worded_site(facts: Facts, t: Translator) -> Facts:
    """Return a site as the wire has it, with its reason and checklist in the reader's language."""
    return {
        **{key: facts.get(key) for key in PUBLIC},
        **({"snapped": facts["snapped"]} if "snapped" in facts else {}),
        "reason": reason(facts, t),
        "checklist": checklist(facts, t),
    }


def worded_sites(sites: list[Facts], t: Translator) -> list[Facts]:
    """Return several sites as the wire has them."""
    return [worded_site(site, t) for site in sites]


def reason(facts: Facts, t: Translator) -> str:
    """Return why the site is proposed, in one sentence."""
    parts = [_added(facts, t), _alley(facts, t)]
    nearest = facts["nearest"]
    if nearest is None:
        parts.append(t("plan.reason.nearest-none"))
    else:
        parts.append(t("plan.reason.nearest", distance=t.metres(nearest["distance_m"])))
    return "; ".join(part for part in parts if part)


def _added(facts: Facts, t: Translator) -> str:
    values = {
        "amount": amount(facts["gain_weight"], t),
        "unit": t(f"coverage.unit.{facts['weight']}"),
        "radius": _length(facts["radius_m"], t),
    }
    added = facts["added"]
    if not facts["gain_weight"]:
        return t("plan.reason.added-none", **values)
    if not any(part["group"] for part in added):
        return t("plan.reason.added-plain", **values)
    if len(added) == 1:
        return t("plan.reason.added", group=group_name(added[0], t), **values)
    listed = (
        t("plan.reason.group-part", group=group_name(part, t), amount=amount(part["weight"], t))
        for part in added
    )
    return t("plan.reason.added-groups", groups=", ".join(listed), **values)


def group_name(part: Mapping[str, Any], t: Translator) -> str:
    """Return what a reader calls the group of a site or of a part of what it adds: number, else name, else id."""
    if part["group"] is None:
        return t("plan.no-group")
    name = part["group_name"]
    return t("plan.group-number", number=str(name)) if isinstance(name, int) else str(name or part["group"])


def _alley(facts: Facts, t: Translator) -> str:
    alley = facts["alley"]
    if alley is None:
        return ""
    width, depth = alley["width_m"], alley["depth_m"]
    if depth == 0:
        if width is None:
            return t("plan.reason.street-plain")
        return t("plan.reason.street", width=_length(width, t))
    if width is not None and depth is not None:
        return t("plan.reason.alley", width=_length(width, t), depth=t.metres(depth))
    if width is not None:
        return t("plan.reason.alley-width", width=_length(width, t))
    return t("plan.reason.alley-depth", depth=t.metres(depth)) if depth is not None else ""


def checklist(facts: Facts, t: Translator) -> list[Facts]:
    """Return every point of the guidance with its state: met, not_met, or on_site where only a look can tell."""
    rows = [_deep(facts, t), _spacing(facts, t), _water(facts, t)]
    rows += [("on_site", _on_site(code, facts, t)) for code in ON_SITE]
    return [
        {"code": code, "text": text, "state": state} for code, (state, text) in zip(CHECKS, rows, strict=True)
    ]


def _deep(facts: Facts, t: Translator) -> tuple[str, str]:
    deep, least = facts["deep"], t.metres(facts["deep"]["least_m"])
    state = {"yes": "met", "no": "not_met"}.get(deep["answer"], "on_site")
    depth = facts["alley"]["depth_m"] if facts["alley"] else None
    if state == "met" and depth is None:
        return state, t("plan.check.deep-met-plain", least=least)
    return state, t(f"plan.check.deep-{state}", least=least, depth=t.metres(depth))


def _spacing(facts: Facts, t: Translator) -> tuple[str, str]:
    metres, least = facts["spacing"]["metres"], facts["spacing"]["least_m"]
    if metres is None:
        return "met", t("plan.check.spacing-met-plain", least=t.metres(least))
    state = "met" if metres >= least else "not_met"
    return state, t(f"plan.check.spacing-{state}", metres=t.metres(metres), least=t.metres(least))


def _water(facts: Facts, t: Translator) -> tuple[str, str]:
    water = facts["water"]
    if water is None:  # plans saved before this was always told
        return "on_site", t("plan.check.water-on_site", most=t.metres(norm("hydrant_spacing_m")))
    most, metres = water["most_m"], water["distance_m"]
    near = metres is not None and metres <= most
    state = "met" if near else "on_site" if water["unsure"] else "not_met"
    return state, t(f"plan.check.water-{state}", metres=t.metres(metres), most=t.metres(most))


def _on_site(code: str, facts: Facts, t: Translator) -> str:
    width = facts["alley"]["width_m"] if facts["alley"] else None
    if code == "clear" and width is not None:
        return t("plan.check.clear-on_site-width", width=_length(width, t))
    return t(f"plan.check.{code}-on_site", least=whole("least_extinguishers"))


def amount(value: float, t: Translator) -> str:
    """Return a weight as a reader writes it: whole, else with one decimal."""
    return t.number(value, 0 if value == int(value) else 1)


def _length(value: float, t: Translator) -> str:
    return t.metres(value, 0 if value == int(value) else 1)
