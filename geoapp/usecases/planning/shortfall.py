"""What a plan leaves open of the number asked for: fewer sites than wished, or sites that bring nobody, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geoapp.i18n import Translator
from geoapp.usecases.planning.sites import Asked, Facts, answer_of, plain
from geoapp.usecases.planning.wish import RuleWishes

if TYPE_CHECKING:
    from geoapp.usecases.planning.solve import Proposal

RULE_OF = {"spacing": "spacing_m", "group-cap": "cap_per_group", "cost": "most_in_all"}
"""The rules of a wish behind the solver's names."""


def shortfall(found: Proposal) -> Facts | None:
    """Return how many sites were asked for, placed, and needed for the same result; ``None`` if all three agree.

    `rule` names what keeps a further site out: a rule of the wish, ``together`` for several, ``places`` where every
    place is taken; ``None`` if all were placed. A plan that cannot be kept at all tells that itself.
    """
    wish, plan = found.wish, found.plan
    if wish.goal == "full-coverage" or plan.status == "infeasible":
        return None
    asked, placed, useful = wish.new, len(plan.chosen), _useful(found)
    if placed == asked == useful:
        return None
    rule = _rule(wish.rules, plan.held_back) if placed < asked else None
    value = getattr(wish.rules, rule, None) if rule else None
    return {
        "asked": asked, "placed": placed, "useful": useful, "rule": rule,
        "value": None if value is None else plain(value), "weight": wish.weight,
    }  # fmt: skip


def _rule(rules: RuleWishes, held_back: tuple[str, ...]) -> str:
    if not held_back:
        return "places" if rules.most_per_site is None else "most_per_site"
    return RULE_OF[held_back[0]] if len(held_back) == 1 else "together"


def _useful(found: Proposal) -> int:
    """Return how many of the sites do for the same cover: those that bring nobody by themselves may be left out together.

    Of two sites that serve the same homes neither brings anybody by itself; then nothing is said.
    """
    asked, rules = found.asked, found.wish.rules
    count = len(asked.ids)
    if found.wish.goal != "max-coverage" or rules.backup or rules.graded:
        return count
    gaining = [row for row, site in enumerate(found.facts["sites"]) if site["gain_weight"] > 0]
    if len(gaining) == count:
        return count
    fewer: Asked = replace(
        asked, ids=tuple(asked.ids[row] for row in gaining), lonlat=asked.lonlat[gaining], xy=asked.xy[gaining]
    )
    kept = answer_of(found.terrain, fewer).after.covered_weight
    return len(gaining) if plain(kept) == found.facts["after"]["covered_weight"] else count


def told(short: Facts, t: Translator) -> dict[str, Any]:
    """Return the same with the sentence, as the wire has it."""
    return {**{key: short[key] for key in ("asked", "placed", "useful", "rule", "value")}, "text": sentence(short, t)}


def sentence(short: Facts, t: Translator) -> str:
    """Return what an officer must know before counting on the number asked for; the page's words serve here too."""
    asked, placed, useful, value = (short[key] for key in ("asked", "placed", "useful", "value"))
    parts = []
    if placed < asked:
        shown = t.metres(value, 0 if value == int(value) else 1) if short["rule"] == "spacing_m" else value
        parts.append(t(f"js.plan.short.{short['rule']}", asked=asked, placed=placed, value=shown))
    if useful < placed:
        unit = t(f"coverage.unit.{short['weight']}")
        key = "js.plan.short.useless" if useful else "js.plan.short.useless-all"
        parts.append(t(key, useful=useful, rest=placed - useful, unit=unit))
    return " ".join(parts)
