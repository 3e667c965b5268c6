"""A plan as text for people: the sentence that matters, what is proved, the sites with their reasons, the curve."""

from __future__ import annotations

from collections.abc import Sequence

from geoapp.cli.tables import clean, grid
from geoapp.i18n import Translator
from geoapp.usecases.planning.proof import outcome_sentence, proof_sentence
from geoapp.usecases.planning.shortfall import sentence
from geoapp.usecases.planning.sites import Facts
from geoapp.usecases.planning.words import amount, group_name, reason


def as_table(facts: Facts, t: Translator) -> str:
    """Return the plan as blocks of lines."""
    blocks = [_headline(facts, t), _sites(facts["sites"], t), _curve(facts["frontier"], t)]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _headline(facts: Facts, t: Translator) -> list[str]:
    parameters, before, after = facts["parameters"], facts["before"], facts["after"]
    lines = [
        t(
            f"plan.headline.{parameters['metric']}{'-one' if len(facts['sites']) == 1 else ''}",
            count=len(facts["sites"]),
            before=t.percent(before["share"]),
            after=t.percent(after["share"]),
            gain=amount(after["covered_weight"] - before["covered_weight"], t),
            unit=t(f"coverage.unit.{parameters['weight']}"),
            radius=t.metres(
                parameters["radius"], 0 if parameters["radius"] == int(parameters["radius"]) else 1
            ),
        ),
        outcome_sentence(facts, t),
        sentence(facts["shortfall"], t) if facts["shortfall"] else None,
        proof_sentence(facts, t),
    ]
    if facts["estimated"]:
        lines.append(t("coverage.estimated"))
    return [line for line in lines if line]


def _sites(sites: Sequence[Facts], t: Translator) -> list[str]:
    if not sites:
        return []
    head = [t(f"plan.column.{c}") for c in ("number", "place", "gain", "group")]
    rows = [
        [str(n), f"{s['lat']:.7f}, {s['lon']:.7f}", amount(s["gain_weight"], t), group_name(s, t)]
        for n, s in enumerate(sites, start=1)
    ]
    return [*grid([head, *rows]), "", *(clean(f"{n}. {reason(s, t)}") for n, s in enumerate(sites, start=1))]


def _curve(frontier: Sequence[Facts], t: Translator) -> list[str]:
    if len(frontier) < 2:
        return []
    head = [t(f"plan.column.{c}") for c in ("new", "covered", "share", "status")]
    rows = [
        [
            str(p["new"]),
            amount(p["covered_weight"], t),
            t.percent(p["share"]),
            t(f"plan.status.{p['status']}"),
        ]
        for p in frontier
    ]
    return grid([head, *rows])
