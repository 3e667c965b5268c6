"""What a plan reaches by its own goal and what is proved of it, in sentences that promise nothing more."""

from __future__ import annotations

from geoapp.i18n import Translator
from geoapp.usecases.planning.sites import Facts


def proof_sentence(facts: Facts, t: Translator) -> str:
    """Return what the bound says: no better choice, among which places, or by how much at most."""
    parameters, status = facts["parameters"], facts["status"]
    if status == "infeasible":
        return t("plan.proof.infeasible")
    scope = t(
        "plan.proof.scope-exact" if parameters["exact"] else "plan.proof.scope-places",
        places=parameters["places"],
        kind=t(f"plan.kind.{parameters['candidates']}"),
    )
    better = t(f"plan.better.{parameters['goal']}")
    seconds = t.number(facts["seconds"], 1)
    if status == "optimal":
        return t("plan.proof.optimal", scope=scope, seconds=seconds, better=better)
    return t("plan.proof.feasible", scope=scope, gap=t.percent(facts["gap"]), seconds=seconds, better=better)


def outcome_sentence(facts: Facts, t: Translator) -> str | None:
    """Return what the goal itself comes to; ``None`` for the cover that the headline tells already."""
    goal, objective = facts["parameters"]["goal"], facts["objective"]
    if facts["fairness"]:
        fair = facts["fairness"]
        return t(
            "plan.outcome.fairest", worst=t.percent(fair["worst_share"]), bound=t.percent(fair["bound_share"])
        )
    if goal == "max-coverage" or objective is None:
        return None
    if goal == "full-coverage":
        left = len(facts["uncovered"])
        least = t("plan.outcome.full-coverage", count=len(facts["sites"]))
        return f"{least} {t('plan.outcome.hopeless', count=left)}" if left else least
    if goal == "p-median":
        mean = objective / facts["weighed"] if facts["weighed"] else None
        return t("plan.outcome.p-median", mean=t.metres(mean, 1))
    return t("plan.outcome.p-center", most=t.metres(objective, 1), least=t.metres(facts["bound"], 1))
