"""The slides of a ward in words: result, gaps, points and kit, deep alleys, method."""

from __future__ import annotations

from geoapp.exports import office, paper
from geoapp.exports.office.slides import LEFT_MM
from geoapp.i18n import Translator
from geoapp.usecases.briefing import digest as words
from geoapp.usecases.briefing import report
from geoapp.usecases.briefing.brief import Brief, unserved
from geoapp.usecases.briefing.plan import BriefedPlan
from geoapp.usecases.briefing.plan_words import PlanWords, capital

PICTURE_DPI = 220.0
GROUPS, POINTS, ALLEYS, SITES, NAMED = 10, 10, 10, 10, 3
PLAN_MAP_MM = (160.0, 150.0)
REACHED, MISSING = "#0072B2", "#D55E00"
PICTURE_MM = LEFT_MM[2:]
"""Width and height of the first slide's map."""


def slides(found: Brief, t: Translator, colour: bool, today: Brief) -> bytes:
    """Return the presentation.

    Parameters
    ----------
    today
        The same without the plan, for the map of the ward as it is.
    """
    scene = found.scene
    made = (
        _result(today, t, colour),
        *_plan(found, t, colour),
        _groups(found, t),
        _points(found, t),
        _alleys(found, t),
        _method(found, t),
    )
    warning = t("office.illustrative") if scene.illustrative else ""
    return office.slides_bytes(office.Deck(report.about(found, t, t("product.slides")), made, foot(found, t), warning))


def foot(found: Brief, t: Translator) -> str:
    """Return the line that stands on every slide."""
    scene = found.scene
    return t(
        "office.slides.foot", ward=scene.ward, date=t.date(scene.updated), version=scene.version[:8]
    )


def opening(found: Brief, t: Translator) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the first slide's statement and its figures with what they count."""
    title = t("paper.no-figures")
    if found.share is not None:
        key = "office.slides.result-walking" if found.scene.walking else "office.slides.result-straight"
        title = t(key, share=t.percent(found.share), radius=words.radius(found, t))
    return title, words.figures(found, t)


def _notes(found: Brief, t: Translator, said: str) -> str:
    return f"{said} {words.method(found, t)} {words.sources(found, t)}"


def _result(found: Brief, t: Translator, colour: bool) -> office.Slide:
    width, height = PICTURE_MM
    picture = paper.slide_picture(found.scene, width, height, colour)
    image = office.Image(paper.png_bytes(picture.sheet, PICTURE_DPI), width, height, report.map_alt(found, t))
    title, figures = opening(found, t)
    shown = tuple(office.Figure(*pair) for pair in figures)
    return office.Slide(title, _notes(found, t, report.result(found, t)), image, shown)


def _plan(found: Brief, t: Translator, colour: bool) -> list[office.Slide]:
    """Return a slide with the map of the plan and its first sites, and others with the rest; none without a plan."""
    if found.plan is None:
        return []
    say, plan, (width, height) = PlanWords(found.plan, t), found.plan, PLAN_MAP_MM
    picture = paper.slide_picture(found.scene, width, height, colour)
    alt = t("briefed.map-alt", ward=found.scene.ward, result=say.result())
    image = office.Image(paper.png_bytes(picture.sheet, PICTURE_DPI), width, height, alt)
    notes = f"{say.result()} {say.proof_sentence()} {say.foot()} {words.sources(found, t)}"
    tables = [_sites(plan, at, t) for at in range(0, len(plan.sites), SITES)]
    warning = f" {say.stale()}" if plan.stale else ""
    if not tables:
        return [office.Slide(say.headline(), notes, image, (office.Figure(say.proof(), say.result()),))]
    first = office.Slide(say.headline(), notes, image, tables[0], (say.result(), f"{say.proof()}.{warning}"))
    lines = tuple(line for line in (say.result(), say.proof_sentence(), say.stale()) if line)
    title = t("briefed.slide.more", name=plan.name)
    return [first, *(office.Slide(title, notes, lines, table) for table in tables[1:])]


def _sites(plan: BriefedPlan, at: int, t: Translator) -> office.Table:
    """Return up to as many sites as a slide holds, from the place `at` on."""
    say = PlanWords(plan, t)
    rows = tuple(
        (str(site.number), capital(site.group_name), site.alley, say.gain(site)) for site in plan.sites[at : at + SITES]
    )
    heads = (*(t(f"briefed.head.{head}") for head in ("number", "group", "place")), say.gain_head())
    return office.Table(t("briefed.report.table", name=plan.name), heads, rows, (15, 28, 75, 32), frozenset({3}))


def _groups(found: Brief, t: Translator) -> office.Slide:
    worst = found.worst()
    notes = _notes(found, t, report.result(found, t))
    if not worst:
        title = t("office.none-missing") if found.share is not None else t("paper.no-figures")
        return office.Slide(title, notes, (words.sentence(found, t) + ".",))
    top = worst[:GROUPS]
    names = report.listed([words.group_name(group, t) for group in worst[:NAMED]], t)
    share = sum(unserved(group) for group in worst[:NAMED]) / found.missing
    bars = office.Bars(
        tuple(words.group_name(group, t) for group in top),
        (
            office.Series(t("office.head.covered"), tuple(round(g.covered, 1) for g in top), REACHED),
            office.Series(t("office.head.missing"), tuple(round(unserved(g), 1) for g in top), MISSING),
        ),
        t("office.slides.groups-alt", count=len(top)),
    )
    key = "office.slides.groups" if len(worst) > NAMED else "office.slides.groups-all"
    return office.Slide(t(key, names=names, share=t.percent(share, 0)), notes, bars, _group_table(found, t))


def _group_table(found: Brief, t: Translator) -> office.Table:
    whole = report.group_table(found, t, GROUPS)
    keep = (0, 1, 3, 4, 5)
    heads = tuple(whole.heads[i] for i in keep)
    rows = tuple(tuple(row[i] for i in keep) for row in whole.rows)
    return office.Table(whole.caption, heads, rows, (28, 33, 29, 27, 33), frozenset({1, 2, 3, 4}))


def _points(found: Brief, t: Translator) -> office.Slide:
    total, complete = len(found.points), found.in_state("complete")
    said = report.kit_sentence(found, t)
    if not total:
        return office.Slide(t("office.slides.no-points"), _notes(found, t, said), (said,))
    mend = report.to_mend(found)
    title = t("office.slides.points", complete=complete, total=total, count=len(mend))
    if not mend:
        title = t("office.slides.points-complete", total=total)
    states = ("complete", "needs", "unusable")
    counts = office.Series(
        t("office.slides.points-axis"), tuple(float(found.in_state(s)) for s in states), REACHED
    )
    bars = office.Bars(tuple(t(f"group.state.{state}") for state in states), (counts,), said)
    return office.Slide(
        title, _notes(found, t, said), bars, report.mend_table(found, t, POINTS) if mend else ()
    )


def _alleys(found: Brief, t: Translator) -> office.Slide:
    said = report.alley_sentence(found, t)
    if not found.alleys:
        return office.Slide(t("office.slides.no-alleys"), _notes(found, t, said), (said,))
    beyond = round(sum(alley.beyond for alley in found.alleys))
    top = found.alleys[:ALLEYS]
    bars = office.Bars(
        tuple(alley.name for alley in top),
        (
            office.Series(
                t("office.head.covered"), tuple(round(a.households - a.beyond, 1) for a in top), REACHED
            ),
            office.Series(t("office.head.missing"), tuple(round(a.beyond, 1) for a in top), MISSING),
        ),
        t("office.slides.alleys-alt", count=len(top)),
    )
    title = t("office.slides.alleys", beyond=beyond, count=len(found.alleys))
    return office.Slide(title, _notes(found, t, said), bars, report.alley_table(found, t, ALLEYS))


def _method(found: Brief, t: Translator) -> office.Slide:
    key = "walking" if found.scene.walking else "straight"
    title = t(f"office.slides.method-{key}", radius=words.radius(found, t))
    lines = [
        t(f"paper.assume-{key}"),
        t("paper.assume-points"),
        t("paper.assume-radius", radius=words.radius(found, t)),
    ]
    if found.scene.estimated:
        lines.append(t("office.assume-estimated"))
    if found.plan is not None:
        lines.append(PlanWords(found.plan, t).foot())
    lines += [words.sources(found, t), t("office.planning-aid")]
    return office.Slide(title, _notes(found, t, words.sentence(found, t) + "."), tuple(lines))
