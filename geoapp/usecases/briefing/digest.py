"""The words of the one-page summary, from a ward's figures."""

from __future__ import annotations

import dataclasses

from geoapp.exports.paper.picture import PhoneWords
from geoapp.exports.paper.scene import GroupRow, MapScene, PlanScene
from geoapp.exports.paper.summary import Digest, DigestRow
from geoapp.i18n import Translator
from geoapp.usecases.briefing.brief import Brief, unserved

ROWS = 8


def digest(found: Brief, t: Translator) -> Digest:
    """Return what the summary says."""
    worst, scene = found.worst(), found.scene
    rows = [_row(group, t) for group in worst[:ROWS]]
    heads: tuple[str, ...] = ("group", "households", "missing", "points", "share")
    rows = [*rows, _whole(found, t)] if scene.weight else rows
    if scene.plan is not None:  # the sites of the plan stand beside it
        heads = ("group", "missing", "share")
        rows = [dataclasses.replace(row, cells=tuple(row.cells[at] for at in (0, 2, 4))) for row in rows]
    return Digest(
        title=t("office.summary-title"),
        sentence=sentence(found, t) + ".",
        figures=figures(found, t),
        table_title=_table_title(len(worst), scene, t),
        heads=tuple(t(f"office.head.{head}") for head in heads),
        rows=tuple(rows),
        notes=(method(found, t), sources(found, t)),
    )


def _table_title(worst: int, scene: MapScene, t: Translator) -> str:
    key = "office.summary-table" if worst > ROWS else "office.summary-table-all"
    if scene.plan is not None and worst > ROWS:
        key = "briefed.summary-table"
    return t(key, count=ROWS)


def sentence(found: Brief, t: Translator) -> str:
    """Return the result: how many of all households a fire point reaches."""
    scene, share = found.scene, found.share
    if share is None:
        return t("paper.no-figures")
    key = "paper.sentence-walking" if scene.walking else "paper.sentence-straight"
    said = t(
        key,
        covered=round(scene.covered),
        total=round(scene.weight),
        share=t.percent(share),
        radius=radius(found, t),
    )
    return f"{said} ({t('office.estimated')})" if scene.estimated else said


def figures(found: Brief, t: Translator) -> tuple[tuple[str, str], ...]:
    """Return the four key figures with what each counts."""
    scene = found.scene
    known = found.share is not None
    return (
        (t.percent(found.share), t("office.big-share", radius=radius(found, t))),
        (t.number(found.missing if known else None), t("office.big-missing")),
        (f"{t.number(found.usable)} / {t.number(len(found.points))}", t("office.big-points")),
        (
            f"{t.number(len(found.worst()) if known else None)} / {t.number(len(scene.groups))}",
            t("office.big-groups"),
        ),
    )


def method(found: Brief, t: Translator) -> str:
    """Return how it was counted, in sentences."""
    walking = "paper.assume-walking" if found.scene.walking else "paper.assume-straight"
    parts = [t(walking), t("paper.assume-points"), t("paper.assume-radius", radius=radius(found, t))]
    if found.scene.estimated:
        parts.append(t("office.assume-estimated"))
    return " ".join(parts)


def sources(found: Brief, t: Translator) -> str:
    """Return whose data these are, of which day and version."""
    scene = found.scene
    said = t("office.sources", ward=scene.ward, date=t.date(scene.updated), version=scene.version[:8])
    return f"{said} {t('office.illustrative')}" if scene.illustrative else said


def radius(found: Brief, t: Translator) -> str:
    """Return the radius with its unit."""
    metres = found.scene.radius_m
    return t.metres(metres, 0 if metres == round(metres) else 1)


def _row(group: GroupRow, t: Translator) -> DigestRow:
    cells = (group_name(group, t), t.number(group.households), t.number(unserved(group)), points(group, t))
    return DigestRow((*cells, t.percent(group.share)), group.share)


def _whole(found: Brief, t: Translator) -> DigestRow:
    scene = found.scene
    cells = (t("office.whole-ward"), t.number(scene.weight), t.number(found.missing), t.number(found.usable))
    return DigestRow((*cells, t.percent(found.share)), found.share, total=True)


def group_name(group: GroupRow, t: Translator) -> str:
    """Return ``Tổ 9``."""
    return t("group.short", number=group.short)


def points(group: GroupRow, t: Translator) -> str:
    """Return how many points of a group count, a dash for none."""
    return t.number(group.points or None)


def _phone_plan(plan: PlanScene, group: GroupRow, t: Translator) -> tuple[str, ...]:
    """Return what a plan brings a group, in lines that fit a phone."""
    count = sum(row.group_id == group.id for row in plan.rows)
    after = t.percent(group.after / group.households, 0) if group.after is not None and group.households else ""
    said = t("briefed.phone-one" if count == 1 else "briefed.phone", count=count, after=after)
    return (plan.name, said if after else t("briefed.phone-plain", count=count), *plan.warnings)


def phone_words(scene: MapScene, group: GroupRow, t: Translator) -> PhoneWords:
    """Return what stands beside a group's map on a phone."""
    metres = t.metres(scene.radius_m, 0 if scene.radius_m == round(scene.radius_m) else 1)
    key = "office.phone.result-walking" if scene.walking else "office.phone.result-straight"
    said = t("paper.no-figures")
    if group.share is not None:
        said = t(key, covered=round(group.covered), total=round(group.households), radius=metres)
        said = f"{said} ({t('office.estimated')})" if scene.estimated else said
    data = t("office.phone.data", date=t.date(scene.updated), version=scene.version[:8])
    planned = _phone_plan(scene.plan, group, t) if scene.plan else ()
    warning = (t("office.phone.illustrative"),) if scene.illustrative else ()
    notes = (*planned, *warning, data, t("paper.call"))
    return PhoneWords(t("group.name", number=group.short), t.percent(group.share, 0), said, notes)
