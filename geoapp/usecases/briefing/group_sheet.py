"""The words of a group's page in the atlas, from the facts that its page on the screen shows too."""

from __future__ import annotations

from geoapp.domain.ward import Ward
from geoapp.exports.paper.scene import GroupRow, GroupSheet, MapScene, PointNote, Progress
from geoapp.i18n import Translator
from geoapp.usecases.briefing.plan import BriefedPlan
from geoapp.usecases.briefing.plan_words import PlanWords
from geoapp.usecases.groups import group_facts
from geoapp.usecases.groups.facts import DeepAlley, GroupFacts, PointFacts
from geoapp.usecases.groups.words import GroupWords


def group_sheets(
    ward: Ward, scene: MapScene, t: Translator, plan: BriefedPlan | None = None
) -> tuple[GroupSheet, ...]:
    """Return a sheet per group of the scene, in its order; with a plan what it changes in the group."""
    say, gone = GroupWords(t), {key for key, _ in plan.removed} if plan else set()
    sheets = []
    for group in scene.groups:
        facts = group_facts(ward, group.id, scene.radius_m)
        sheets.append(
            GroupSheet(
                group=group,
                title=say.name(facts.name),
                figures=(*_figures(facts, say, t), *_after(group, t)),
                points=tuple(_point(point, say, t, point.id in gone) for point in facts.points),
                campaign=tuple(
                    Progress(
                        t(f"group.campaign.{line.audience}"),
                        line.share,
                        line.target_share,
                        f"{t.number(line.done)} / {t.number(line.total)}"
                        + (f", {say.target(line)}" if line.target_share else ""),
                    )
                    for line in facts.campaign
                ),
                outside=tuple(
                    (
                        f"{near.title} ({say.short(near.group)})",
                        say.away(near.away, near.away.walking_m is not None),
                    )
                    for near in facts.outside
                ),
                deep_alleys=tuple((alley.name, _alley(alley, t)) for alley in facts.deep_alleys),
                planned=_planned(plan, group, t) if plan else (),
            )  # fmt: skip
        )
    return tuple(sheets)


def _figures(facts: GroupFacts, say: GroupWords, t: Translator) -> tuple[tuple[str, str], ...]:
    rows = [
        (t("group.print.households"), facts.households),
        (t("group.print.population"), facts.population),
        (t("group.print.militia"), facts.militia),
    ]
    shown = [(label, t.number(value)) for label, value in rows if value is not None]
    if facts.reach:
        reach = facts.reach
        key = "group.print.reached" if reach.metric == "walking" else "group.print.reached-straight"
        share = f"{t.number(reach.covered)} / {t.number(reach.total)} ({t.percent(reach.share, 0)})"
        shown.append((t(key, radius=say.radius(reach.radius_m)), share))
        shown.append((t("group.print.missing"), t.number(reach.missing)))
    return tuple(shown)


def _after(group: GroupRow, t: Translator) -> tuple[tuple[str, str], ...]:
    """Return how many are within reach with the plan."""
    if group.after is None or not group.households:
        return ()
    share = t.percent(group.after / group.households, 0)
    return ((t("briefed.group-after"), f"{t.number(group.after)} / {t.number(group.households)} ({share})"),)


def _planned(plan: BriefedPlan, group: GroupRow, t: Translator) -> tuple[PointNote, ...]:
    say = PlanWords(plan, t)
    return tuple(
        PointNote(
            t("briefed.site-at", number=str(site.number), place=site.alley) if site.alley
            else t("briefed.site", number=str(site.number)),
            f"+{say.gain(site)} {say.unit}", "proposed", (say.reason(site),), str(site.number),
        )
        for site in plan.of_group(group.id)
    )  # fmt: skip


def _point(point: PointFacts, say: GroupWords, t: Translator, gone: bool) -> PointNote:
    kit = ", ".join(text for _, text in say.shown(point)) or t("group.point.kit-none")
    lines = [say.place(point), f"{say.capital(kit)}."]
    if point.reason:
        lines.append(t("group.point.reason", reason=say.phrase(point.reason)))
    lacking = say.lacking(point)
    if lacking:
        lines.append(f"{say.capital(', '.join(lacking))}.")
    late = point.check.overdue_days
    checked = say.checked(point.check)
    lines.append(f"{checked}, {say.plural('group.point.overdue', late)}" if late else checked)
    symbol = "unusable" if point.state == "unusable" else "removed" if gone else "fire"
    state = t("briefed.point-gone") if gone else t(f"group.state.{point.state}")
    return PointNote(point.title, state, symbol, tuple(line for line in lines if line))


def _alley(alley: DeepAlley, t: Translator) -> str:
    depth = t.metres(alley.depth_m) if alley.depth_m is not None else t("paper.cut-off")
    return t(
        "paper.deep-alley",
        depth=depth,
        households=round(alley.households),
        beyond=round(alley.households_beyond),
    )
