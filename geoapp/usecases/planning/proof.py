"""What is proved of a plan, in one sentence that promises nothing more."""

from __future__ import annotations

from geoapp.i18n import Translator
from geoapp.usecases.planning.sites import Facts


def proof_sentence(facts: Facts, t: Translator) -> str:
    """Return what the bound says: no better choice, among which places, or by how much at most."""
    parameters, status = facts["parameters"], facts["status"]
    if status == "infeasible":
        return t("plan.proof.infeasible")
    scope = t("plan.proof.scope-exact" if parameters["exact"] else "plan.proof.scope-places",
              places=parameters["places"], kind=t(f"plan.kind.{parameters['candidates']}"))  # fmt: skip
    if status == "optimal":
        return t("plan.proof.optimal", scope=scope, seconds=t.number(facts["seconds"], 1))
    return t(
        "plan.proof.feasible", scope=scope, gap=t.percent(facts["gap"]), seconds=t.number(facts["seconds"], 1)
    )
