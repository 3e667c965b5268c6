"""What a plan leaves open of the number asked for: fewer sites than wished, or sites that bring nobody, and why."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from geoapp.i18n import Translator
from geoapp.planning import Plan
from geoapp.planning.what_if import Answer
from geoapp.usecases.planning.sites import Asked, Facts, answer_of, plain
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.wish import RuleWishes, Wish

RULE_OF = {"spacing": "spacing_m", "group-cap": "cap_per_group", "cost": "most_in_all"}
"""The rules of a wish behind the solver's names."""


def shortfall(terrain: Terrain, wish: Wish, plan: Plan, asked: Asked, answer: Answer) -> Facts | None:
    """Return how many sites were asked for, placed, and needed for the same result; ``None`` if all three agree.

    `asked` and `answer` are the sites of the plan and what they change. `rule` names what keeps a further site out: a
    rule of the wish, ``together`` for several, ``places`` where every place is taken; ``None`` if all were placed. A
    plan that cannot be kept at all tells that itself.
    """
    if wish.goal == "full-coverage" or plan.status == "infeasible":
        return None
    placed, useful = len(plan.chosen), _useful(terrain, wish, asked, answer)
    if placed == wish.new == useful:
        return None
    rule = _rule(wish.rules, plan.held_back) if placed < wish.new else None
    value = getattr(wish.rules, rule, None) if rule else None
    return {
        "asked": wish.new, "placed": placed, "useful": useful, "rule": rule,
        "value": None if value is None else plain(value), "weight": wish.weight,
    }  # fmt: skip


def _rule(rules: RuleWishes, held_back: tuple[str, ...]) -> str:
    if not held_back:
        return "places" if rules.most_per_site is None else "most_per_site"
    return RULE_OF[held_back[0]] if len(held_back) == 1 else "together"


def _useful(terrain: Terrain, wish: Wish, asked: Asked, answer: Answer) -> int:
    """Return how many of the sites do for the same cover: those that bring nobody by themselves may be left out together.

    Of two sites that serve the same homes neither brings anybody by itself; then nothing is said.
    """
    count = len(asked.ids)
    if wish.goal != "max-coverage" or wish.rules.backup or wish.rules.graded:
        return count
    gaining = [row for row, pin in enumerate(answer.pins) if pin.gain_weight > 0]
    if len(gaining) == count:
        return count
    ids = tuple(asked.ids[row] for row in gaining)
    fewer = replace(asked, ids=ids, lonlat=asked.lonlat[gaining], xy=asked.xy[gaining])
    kept = answer_of(terrain, fewer).after.covered_weight
    return len(gaining) if math.isclose(kept, answer.after.covered_weight, abs_tol=1e-6) else count


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
        parts.append(t(key, useful=useful, placed=placed, rest=placed - useful, unit=unit))
    return " ".join(parts)
