"""What a product will look like, before it is made: its first page as a small picture, of the same data and options."""

from __future__ import annotations

from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.exports import gis, paper
from geoapp.i18n import Translator
from geoapp.usecases.briefing import deck, digest, report
from geoapp.usecases.briefing.brief import Brief
from geoapp.usecases.briefing.data_files import findings_of
from geoapp.usecases.briefing.gis_layers import gis_layers
from geoapp.usecases.briefing.group_sheet import group_sheets
from geoapp.usecases.briefing.products import Options, brief_of, scene_of, today_of
from geoapp.usecases.exporting.kinds import PAGE_KIND

_SMALL_DPI = 110.0
_SCREEN_MAP_MM = (226.0, 176.0)


def preview_png(ward: Ward, kind: str, t: Translator, options: Options) -> bytes:
    """Return the first page of a product as a PNG of about a thousand pixels.

    Raises
    ------
    CallFault
        If a group is needed and the ward has none.
    """
    return paper.small_png(_face(ward, kind, t, options))


def _face(ward: Ward, kind: str, t: Translator, options: Options) -> paper.Sheet:
    if kind in gis.FORMATS:
        return _layers(ward, kind, t, options)
    if kind in ("atlas", "atlas-files", "group", "group-picture"):
        return _group(ward, kind, t, options)
    if kind == "slides":
        return _slides(today_of(ward, t, options), t, options)
    if kind in _BRIEFED:
        return _BRIEFED[kind](brief_of(ward, t, options), t, options)
    scene = scene_of(ward, t, options)
    size = kind.removeprefix("map-")
    return paper.wall_map(scene, size if size in paper.PAPERS else "a3", options.colour).sheets[0]


def _group(ward: Ward, kind: str, t: Translator, options: Options) -> paper.Sheet:
    """Return the sheet of the first group chosen, else of the ward's first."""
    scene = scene_of(ward, t, options)
    wanted = next((g for g in scene.groups if not options.groups or g.id in options.groups), None)
    if wanted is None:
        raise CallFault("export-group-missing")
    if kind == "group-picture":
        return paper.group_picture(scene, wanted, digest.phone_words(scene, wanted, t), options.colour).sheet
    sheet = next(s for s in group_sheets(ward, scene, t, options.plan) if s.group.id == wanted.id)
    return paper.group_page(scene, sheet, t, options.colour)[0].sheet


def _summary(found: Brief, t: Translator, options: Options) -> paper.Sheet:
    return paper.summary(found.scene, digest.digest(found, t), options.colour).sheet


def _slides(found: Brief, t: Translator, options: Options) -> paper.Sheet:
    title, figures = deck.opening(found, t)
    picture = paper.slide_picture(found.scene, *deck.PICTURE_MM, options.colour)
    return paper.slide_face(title, deck.foot(found, t), paper.png_bytes(picture.sheet, _SMALL_DPI), figures,
                            options.colour)  # fmt: skip


def _report(found: Brief, t: Translator, options: Options) -> paper.Sheet:
    return paper.letter_face(report.face(found, t, options.letterhead), options.colour)


def _workbook(found: Brief, t: Translator, options: Options) -> paper.Sheet:
    table = report.group_table(found, t)
    return paper.list_face(t("product.xlsx"), table.heads, table.rows, table.widths, options.colour)


def _page(found: Brief, t: Translator, options: Options) -> paper.Sheet:
    width, height = _SCREEN_MAP_MM
    picture = paper.slide_picture(found.scene, width, height)
    name = f"{t('layout.nav.map')} – {found.scene.ward}"
    png = paper.png_bytes(picture.sheet, _SMALL_DPI)
    return paper.screen_face(name, digest.sentence(found, t), png, width, height)


def _layers(ward: Ward, kind: str, t: Translator, options: Options) -> paper.Sheet:
    layers = gis_layers(findings_of(ward, t, options), options.addresses)
    rows = [(layer.title, layer.name, t.number(len(layer.rows))) for layer in layers]
    heads = (t("export.face.layer"), t("export.face.name"), t("export.face.features"))
    return paper.list_face(t(f"product.{kind}"), heads, rows, (44, 34, 16), options.colour)


_BRIEFED = {"summary": _summary, "report": _report, "xlsx": _workbook, PAGE_KIND: _page}
