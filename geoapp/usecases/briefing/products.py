"""Everything that can be made of a ward, by kind: what it is called, its file's ending, and how it is made.

A maker takes the ward, the reader's words and the options, and returns the whole file. Progress is told as (pages
done, pages in all).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.exports import gis, paper
from geoapp.exports.gis.packing import zipped
from geoapp.i18n import Translator
from geoapp.usecases.briefing.brief import Brief, brief
from geoapp.usecases.briefing.data_files import gis_maker, spreadsheet
from geoapp.usecases.briefing.deck import slides
from geoapp.usecases.briefing.digest import digest, phone_words
from geoapp.usecases.briefing.group_sheet import group_sheets
from geoapp.usecases.briefing.map_scene import map_scene
from geoapp.usecases.briefing.plan import BriefedPlan, study_of
from geoapp.usecases.briefing.report import Letterhead, report
from geoapp.usecases.coverage import Metric
from geoapp.usecases.groups import find_group
from geoapp.usecases.groups.naming import file_part

Told = Callable[[int, int], None]
PNG_DPI = 200.0


@dataclass(frozen=True)
class Options:
    """What a caller may choose; every product takes what concerns it.

    `radius_m` and `metric` are ``None`` for the plan's own, and without a plan for those that pages open with.
    `groups` are ids or numbers, none means all; `plan` is a variant of the planner. `crs` is the system of a
    GIS file, ``None`` for its usual one; `addresses` lets the addresses of houses into data files; `template` is an
    office's own Word document for the report.
    """

    radius_m: float | None = None
    metric: Metric | None = None
    colour: bool = True
    groups: tuple[str, ...] = ()
    plan: BriefedPlan | None = None
    crs: gis.System | None = None
    addresses: bool = False
    letterhead: Letterhead = Letterhead()
    template: bytes | None = None


Maker = Callable[[Ward, Translator, Options, Told], bytes]


@dataclass(frozen=True)
class Product:
    """A kind of export: its file's ending and its maker; its words are ``product.<kind>``."""

    kind: str
    ending: str
    make: Maker


def product_bytes(
    ward: Ward, kind: str, t: Translator, options: Options | None = None, told: Told | None = None
) -> bytes:
    """Return the file of one product.

    Raises
    ------
    CallFault
        If there is no such kind, an option names a group that is not there, or the plan speaks of another radius or
        way of measuring than the one asked for.
    """
    if kind not in PRODUCTS:
        raise CallFault("export-unknown-kind", kind=kind, kinds=", ".join(PRODUCTS))
    return PRODUCTS[kind].make(ward, t, options or Options(), told or (lambda done, total: None))


def _wall_map(size: str) -> Maker:
    def make(ward: Ward, t: Translator, options: Options, told: Told) -> bytes:
        scene = scene_of(ward, t, options)
        made = paper.wall_map(scene, size, options.colour)
        told(1, 1)
        names = [t("product.map"), *made.titles]
        frames = [made.frame, *[None] * (len(made.sheets) - 1)]
        pages = [paper.Page(*parts) for parts in zip(made.sheets, names, frames, strict=True)]
        return paper.pdf_bytes(pages, _facts(ward, t, scene, t("product.map")))

    return make


def _wall_png(ward: Ward, t: Translator, options: Options, told: Told) -> bytes:
    scene = scene_of(ward, t, options)
    made = paper.wall_map(scene, "a3", options.colour)
    told(1, 1)
    return paper.png_bytes(made.sheets[0], PNG_DPI)


def _atlas(ward: Ward, t: Translator, options: Options, told: Told) -> bytes:
    scene = scene_of(ward, t, options)
    wanted = _chosen(ward, options.groups)
    sheets = [s for s in group_sheets(ward, scene, t, options.plan) if not wanted or s.group.id in wanted]
    made = paper.atlas(scene, sheets, options.colour, told)
    return paper.pdf_bytes(made.pages, _facts(ward, t, scene, t("product.atlas")))


def _group_sheet(ward: Ward, t: Translator, options: Options, told: Told) -> bytes:
    """Return the sheets of the chosen groups alone, without cover and overview."""
    wanted = _chosen(ward, options.groups)
    if not wanted:
        raise CallFault("export-group-needed")
    scene = scene_of(ward, t, options)
    sheets = [s for s in group_sheets(ward, scene, t, options.plan) if s.group.id in wanted]
    pages = []
    for at, sheet in enumerate(sheets, start=1):
        pages.append(paper.group_page(scene, sheet, t, options.colour)[0])
        told(at, len(sheets))
    return paper.pdf_bytes(pages, _facts(ward, t, scene, ", ".join(s.title for s in sheets)))


def _atlas_files(ward: Ward, t: Translator, options: Options, told: Told) -> bytes:
    """Return a zip with a PDF per group, all groups or those chosen."""
    scene, wanted = scene_of(ward, t, options), _chosen(ward, options.groups)
    sheets = [s for s in group_sheets(ward, scene, t, options.plan) if not wanted or s.group.id in wanted]
    files: dict[str, bytes] = {}
    for at, sheet in enumerate(sheets, start=1):
        page = paper.group_page(scene, sheet, t, options.colour)[0]
        files[_sheet_name(sheet.group, t, files)] = paper.pdf_bytes([page], _facts(ward, t, scene, sheet.title))
        told(at, len(sheets))
    return zipped(files)


def _sheet_name(group: paper.GroupRow, t: Translator, taken: Collection[str]) -> str:
    """Return what the file of a group's sheet is called; numbers sort with a leading zero, no two names are alike."""
    name = t("product.group-file", number=file_part(group.short).zfill(2), id=file_part(group.id))
    names = (f"{name}{again}.pdf" for again in ("", *(f"-{n}" for n in range(2, len(taken) + 3))))
    return next(one for one in names if one not in taken)


def _summary(ward: Ward, t: Translator, options: Options, told: Told) -> bytes:
    found = brief_of(ward, t, options)
    made = paper.summary(found.scene, digest(found, t), options.colour)
    told(1, 1)
    page = paper.Page(made.sheet, t("product.summary"), made.frame)
    return paper.pdf_bytes([page], _facts(ward, t, found.scene, t("product.summary")))


def _group_picture(ward: Ward, t: Translator, options: Options, told: Told) -> bytes:
    wanted = _chosen(ward, options.groups)
    if not wanted:
        raise CallFault("export-group-needed")
    if len(wanted) > 1:
        raise CallFault("export-one-group", count=len(wanted))
    scene = scene_of(ward, t, options)
    group = next(group for group in scene.groups if group.id in wanted)
    made = paper.group_picture(scene, group, phone_words(scene, group, t), options.colour)
    told(1, 1)
    return paper.png_bytes(made.sheet, paper.PHONE_DPI)


def _report(ward: Ward, t: Translator, options: Options, told: Told) -> bytes:
    found = brief_of(ward, t, options)
    made = report(found, t, options.letterhead, options.template, options.colour)
    told(1, 1)
    return made


def _slides(ward: Ward, t: Translator, options: Options, told: Told) -> bytes:
    found = brief_of(ward, t, options)
    made = slides(found, t, options.colour, today_of(ward, t, options) if options.plan else found)
    told(1, 1)
    return made


def scene_of(ward: Ward, t: Translator, options: Options) -> paper.MapScene:
    """Return what the maps of a product show."""
    radius_m, metric = study_of(options.plan, options.radius_m, options.metric)
    return map_scene(ward, t, metric, radius_m, options.plan)


def brief_of(ward: Ward, t: Translator, options: Options) -> Brief:
    """Return the figures of a product."""
    radius_m, metric = study_of(options.plan, options.radius_m, options.metric)
    return brief(ward, t, metric, radius_m, options.plan)


def today_of(ward: Ward, t: Translator, options: Options) -> Brief:
    """Return the same figures without the plan: the ward as it is."""
    radius_m, metric = study_of(options.plan, options.radius_m, options.metric)
    return brief(ward, t, metric, radius_m)


def _chosen(ward: Ward, groups: Sequence[str]) -> set[str]:
    return {find_group(ward, group) for group in groups}


def _facts(ward: Ward, t: Translator, scene: paper.MapScene, title: str) -> paper.Facts:
    subject = t("paper.illustrative") if scene.illustrative else t("paper.subject", ward=ward.info.name)
    return paper.Facts(
        f"{title}, {ward.info.name}", subject, ward.info.name, t.language, scene.updated, scene.crs
    )


_ALL = (
    *(Product(f"map-{size}", "pdf", _wall_map(size)) for size in paper.PAPERS),
    Product("map-png", "png", _wall_png),
    Product("atlas", "pdf", _atlas),
    Product("atlas-files", "zip", _atlas_files),
    Product("group", "pdf", _group_sheet),
    Product("group-picture", "png", _group_picture),
    Product("summary", "pdf", _summary),
    Product("report", "docx", _report),
    Product("slides", "pptx", _slides),
    Product("xlsx", "xlsx", spreadsheet),
    *(Product(made.kind, made.ending, gis_maker(made.kind)) for made in gis.FORMATS.values()),
)
PRODUCTS: Mapping[str, Product] = {product.kind: product for product in _ALL}
"""Every kind that :func:`product_bytes` makes."""
