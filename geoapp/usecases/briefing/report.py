"""The report of a ward in words: what the Word document says, from the figures that the screen shows."""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.errors import CallFault
from geoapp.exports import office, paper
from geoapp.exports.office.word import NotADocument, map_room
from geoapp.i18n import Translator
from geoapp.usecases.briefing import digest as words
from geoapp.usecases.briefing.brief import Brief, unserved
from geoapp.usecases.briefing.plan import BriefedPlan
from geoapp.usecases.briefing.plan_words import PlanWords
from geoapp.usecases.groups.facts import PointFacts
from geoapp.usecases.groups.words import GroupWords

MAP_DPI = 200.0
ALLEYS = 10


@dataclass(frozen=True)
class Letterhead:
    """The head of an office's letter; what is empty stands in the ward's own words, or is a blank to fill in.

    `date` is written as the office gives it.
    """

    parent: str = ""
    office: str = ""
    number: str = ""
    place: str = ""
    date: str = ""
    signer: str = ""


def report(found: Brief, t: Translator, letter: Letterhead, template: bytes | None, colour: bool) -> bytes:
    """Return the Word document.

    Raises
    ------
    CallFault
        If the template is no Word document.
    """
    try:
        return office.report_bytes(_report(found, t, letter, template, colour), template)
    except NotADocument as error:
        raise CallFault("report-template") from error


def face(found: Brief, t: Translator, letter: Letterhead) -> paper.Letter:
    """Return the first page in words, to show before the document is made."""
    head = _head(found, t, letter)
    text = [
        f"#{block.text}" if isinstance(block, office.Heading) else block.text
        for block in _body(found, t)
        if not isinstance(block, office.Table)
    ]
    left = tuple(line for line in (head.parent, *head.office, head.number) if line)
    warning = t("paper.illustrative") if found.scene.illustrative else ""
    subject = t("office.report.subject", ward=found.scene.ward)
    right = (head.country, head.motto, head.place_and_date)
    return paper.Letter(left, right, t("office.report.kind"), subject, warning, tuple(text))


def about(found: Brief, t: Translator, title: str) -> office.About:
    """Return what a document says of itself."""
    scene = found.scene
    subject = t("paper.illustrative") if scene.illustrative else t("paper.subject", ward=scene.ward)
    return office.About(f"{title}, {scene.ward}", subject, scene.ward, t.language, scene.updated)


def _report(
    found: Brief, t: Translator, letter: Letterhead, template: bytes | None, colour: bool
) -> office.Report:
    scene = found.scene
    west, south, east, north = scene.outline.bounds if not scene.outline.is_empty else (0, 0, 1, 1)
    width, height = map_room(template, landscape=east - west > north - south)
    picture = paper.map_picture(scene, width, height, colour)
    png = paper.png_bytes(picture.sheet, MAP_DPI)
    return office.Report(
        about=about(found, t, t("product.report")),
        head=_head(found, t, letter),
        kind=t("office.report.kind"),
        subject=t("briefed.report.subject" if found.plan else "office.report.subject", ward=scene.ward),
        warning=t("paper.illustrative") if scene.illustrative else "",
        body=_body(found, t),
        signer=letter.signer or t("office.report.signer"),
        recipients=tuple(t(f"office.report.recipients-{n}") for n in (1, 2, 3)),
        appendix=t("office.report.appendix"),
        map=office.Image(png, width, height, map_alt(found, t)),
        map_caption=t("office.report.map-caption", scale=picture.denominator, crs=scene.crs_words),
    )


def map_alt(found: Brief, t: Translator) -> str:
    """Return in words what the ward's map shows."""
    return t("office.map-alt", ward=found.scene.ward, result=words.sentence(found, t))


def _head(found: Brief, t: Translator, letter: Letterhead) -> office.LetterHead:
    ward = found.scene.ward
    own = (t("office.report.office"), ward.upper())
    kind, _, rest = ward.partition(" ")
    place = letter.place or (rest if kind.lower() in ("phường", "xã", "đặc") and rest else ward)
    date = letter.date or t("office.report.date-blank")
    return office.LetterHead(
        parent=letter.parent,
        office=(letter.office,) if letter.office else own,
        country=t("office.report.country"),
        motto=t("office.report.motto"),
        number=letter.number or t("office.report.number-blank"),
        place_and_date=f"{place}, {date}",
    )


def _body(found: Brief, t: Translator) -> tuple[office.Block, ...]:
    blocks: list[office.Block] = [
        office.Paragraph(t("office.report.opening", ward=found.scene.ward, points=len(found.points),
                           groups=len(found.scene.groups), date=t.date(found.scene.updated))),
        office.Heading(t("office.report.result")),
        office.Paragraph(result(found, t)),
    ]  # fmt: skip
    if found.share is not None:
        blocks.append(group_table(found, t))
    blocks += [office.Heading(t("office.report.points")), office.Paragraph(kit_sentence(found, t))]
    if to_mend(found):
        blocks.append(mend_table(found, t))
    blocks += [office.Heading(t("office.report.alleys")), office.Paragraph(alley_sentence(found, t))]
    if found.alleys:
        blocks.append(alley_table(found, t, ALLEYS))
    if found.plan is not None:
        blocks += plan_blocks(found.plan, t)
    blocks += [
        office.Heading(t("briefed.report.method" if found.plan else "office.report.method")),
        office.Paragraph(words.method(found, t)),
        office.Paragraph(f"{words.sources(found, t)} {t('office.planning-aid')}"),
    ]
    return tuple(blocks)


def plan_blocks(plan: BriefedPlan, t: Translator) -> list[office.Block]:
    """Return the section on the plan: what it changes, what is proved, its sites, what was asked."""
    say = PlanWords(plan, t)
    said = " ".join((f"{say.name()}. {say.result()}", *say.notes()))
    blocks: list[office.Block] = [
        office.Heading(t("briefed.report.section")), office.Paragraph(said), office.Paragraph(say.proof_sentence()),
    ]  # fmt: skip
    if plan.sites:
        blocks.append(sites_table(plan, t))
    asked = t("briefed.report.asked", asked=say.asked(), saved=say.saved_at(), id=plan.id)
    return [*blocks, office.Paragraph(asked)]


def sites_table(plan: BriefedPlan, t: Translator) -> office.Table:
    """Return the sites with place, what each adds and why; costs only where there are any."""
    say, costs = PlanWords(plan, t), any(site.cost is not None for site in plan.sites)
    heads = [t("briefed.head.number"), t("briefed.head.place"), say.gain_head(), t("briefed.head.reason")]
    rows = [[str(site.number), say.place(site), say.gain(site), say.reason(site)] for site in plan.sites]
    widths = [12.0, 42.0, 27.0, 79.0]
    if costs:
        heads, widths = [*heads, t("briefed.head.cost")], [12.0, 36.0, 27.0, 63.0, 22.0]
        rows = [[*row, say.cost(site)] for row, site in zip(rows, plan.sites, strict=True)]
    return office.Table(
        t("briefed.report.table", name=plan.name), tuple(heads), tuple(map(tuple, rows)), tuple(widths),
        frozenset({2, 4} if costs else {2}),
    )  # fmt: skip


def result(found: Brief, t: Translator) -> str:
    """Return the result in sentences: who is reached, who is not, and where most are not."""
    said = words.sentence(found, t) + "."
    worst = found.worst()[:3]
    if found.share is None:
        return said
    if not worst:
        return f"{said} {t('office.none-missing')}"
    names = listed(
        [t("office.group-missing", group=words.group_name(g, t), count=round(unserved(g))) for g in worst], t
    )
    return f"{said} {t('office.missing', count=round(found.missing), names=names)}"


def listed(names: list[str], t: Translator) -> str:
    """Return ``a, b and c``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {t('office.and')} {names[-1]}"


def group_table(found: Brief, t: Translator, most: int | None = None) -> office.Table:
    """Return the groups with figures, most unserved households first, then those without any."""
    scene = found.scene
    order = sorted(scene.groups, key=lambda group: -unserved(group))[:most]
    rows = [
        (words.group_name(g, t), t.number(g.households), t.number(g.covered), t.number(unserved(g)),
         t.percent(g.share), words.points(g, t))
        for g in order
    ]  # fmt: skip
    if most is None:
        rows.append((t("office.whole-ward"), t.number(scene.weight), t.number(scene.covered), t.number(found.missing),
                     t.percent(found.share), t.number(found.usable)))  # fmt: skip
    heads = tuple(
        t(f"office.head.{h}") for h in ("group", "households", "covered", "missing", "share", "points")
    )
    return office.Table(
        t("office.group-table", radius=words.radius(found, t)), heads, tuple(rows), (27, 28, 23, 25, 29, 34),
        frozenset({1, 2, 3, 4, 5}), total=most is None,
    )  # fmt: skip


def to_mend(found: Brief) -> tuple[PointFacts, ...]:
    """Return the points that do not count, then those that need something."""
    return tuple(p for state in ("unusable", "needs") for p in found.points if p.state == state)


def kit_sentence(found: Brief, t: Translator) -> str:
    """Return how many points are complete, need something, or do not count."""
    counts = {state: found.in_state(state) for state in ("complete", "needs", "unusable")}
    said = t("office.kit", points=len(found.points), **counts)
    return f"{said} {t('office.overdue', count=found.overdue)}" if found.overdue else said


def mend_table(found: Brief, t: Translator, most: int | None = None) -> office.Table:
    """Return the points to mend with what each needs."""
    say, rows = GroupWords(t), to_mend(found)
    lines = tuple((p.title, t(f"group.state.{p.state}"), _needs(p, say)) for p in rows[:most])
    return office.Table(
        t("office.mend-table"), tuple(t(f"office.head.{h}") for h in ("point", "state", "needs")), lines, (34, 36, 90)
    )  # fmt: skip


def _needs(point: PointFacts, say: GroupWords) -> str:
    parts = [say.phrase(point.reason)] if point.reason else [say.phrase(phrase) for phrase in point.missing]
    return say.capital("; ".join(parts))


def alley_sentence(found: Brief, t: Translator) -> str:
    """Return how many live deep in alleys, and how many of them no point reaches."""
    if not found.alleys:
        return t("office.no-alleys")
    return t("office.alleys", alleys=len(found.alleys), households=round(sum(a.households for a in found.alleys)),
             beyond=round(sum(a.beyond for a in found.alleys)), radius=words.radius(found, t))  # fmt: skip


def alley_table(found: Brief, t: Translator, most: int) -> office.Table:
    """Return the deep alleys, most unserved households first."""
    rows = tuple(
        (a.name, t.metres(a.depth_m) if a.depth_m is not None else t("paper.cut-off"), t.number(a.households),
         t.number(a.beyond))
        for a in found.alleys[:most]
    )  # fmt: skip
    key = "office.alley-table" if len(found.alleys) > most else "office.alley-table-all"
    heads = tuple(t(f"office.head.{h}") for h in ("alley", "depth", "households", "missing"))
    return office.Table(t(key, count=most), heads, rows, (64, 26, 36, 34), frozenset({1, 2, 3}))
