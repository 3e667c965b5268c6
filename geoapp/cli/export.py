"""``geoapp export``: a ward as one file for people without a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from geoapp.bootstrap import place, services
from geoapp.cli.calls import home_option, in_words, language_option
from geoapp.cli.files import need_folder, write_whole
from geoapp.cli.places import open_ward
from geoapp.config import load_config
from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.exports.gis import System
from geoapp.i18n import Translator
from geoapp.usecases.briefing import BriefedPlan, Letterhead, Options, briefed_plan, chosen_plan
from geoapp.usecases.coverage import Metric
from geoapp.usecases.exporting.kinds import KINDS
from geoapp.usecases.exporting.make import made
from geoapp.usecases.page import FIRST_RADIUS_M
from geoapp.usecases.planning import terrain_of_ward

_HELP = """Ghi bản đồ của một phường thành một tệp: giấy A4 đến A0, tập bản đồ theo tổ, trang mở được khi không có mạng.
Kèm phương án đã lưu ở trang Quy hoạch: --plan.

Write a ward as one file. html: the map page with everything inside, with --group opened at one group. map-a3 (a4 to
a0): a wall map, PDF; map-png: the same as a picture. atlas: a sheet of A4 per group; atlas-files: the same as a file
per group (zip); group: the sheets of chosen groups alone; group-picture: one group as a picture for phones; qr: codes
that open the groups' pages. summary: one page of A4; report: a Word document with the map as appendix; slides:
PowerPoint. xlsx: the figures as a spreadsheet. geojson, gpkg, shp, kmz, tab, gpx, dxf, csv: the layers for other
programs (geojson, shp, tab, csv are zips).

With --plan a saved plan of the planner goes along: its sites and what they change on maps and in the atlas, a section of
the report, a slide, a sheet of the spreadsheet, a layer. Radius and metric are then the plan's.

\b
Ví dụ / Examples:
  geoapp export phuong-lam html --out phuong-lam.html
  geoapp export phuong-lam map-a3 --out ban-do.pdf
  geoapp export phuong-lam group --group 9 --out to-9.pdf
  geoapp export phuong-lam gpkg --crs ward --out phuong-lam.gpkg
  geoapp export phuong-lam report --template mau.docx --out bao-cao.docx
  geoapp export phuong-lam map-a3 --plan "Họp tháng 11" --out phuong-an.pdf
"""


@click.command("export", help=_HELP)
@click.argument("ward")
@click.argument("kind", type=click.Choice(tuple(KINDS)))
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Tệp đích / file to write."
)
@click.option(
    "--radius", type=float, show_default=f"{FIRST_RADIUS_M:g}, hoặc của phương án / or the plan's",
    help="Bán kính, mét / metres.",
)  # fmt: skip
@click.option(
    "--metric", type=click.Choice(("walking", "straight")), help="Đi bộ hay đường thẳng / how measured."
)
@click.option("--plan", "named", metavar="NAME|ID", help="Phương án đã lưu: tên hoặc mã / a saved plan, by name or id.")
@click.option("--group", "groups", multiple=True, help="Tổ, số hoặc mã; lặp lại được / group, repeatable.")
@click.option(
    "--template", type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Mẫu văn bản của cơ quan, DOCX / the office's own document, for report.",
)  # fmt: skip
@click.option("--black-white", is_flag=True, help="Chỉ đen và trắng / pure black and white.")
@click.option(
    "--crs", "system", type=click.Choice(("ward", "wgs84")), help="Hệ tọa độ của tệp GIS / system of a GIS file."
)
@click.option("--addresses", is_flag=True, help="Ghi cả địa chỉ nhà / with the addresses of houses.")
@home_option
@language_option
@in_words
def export(
    t: Translator, /, ward: str, kind: str, out: Path, radius: float | None, metric: Metric | None,
    named: str | None, groups: tuple[str, ...], template: Path | None, black_white: bool, system: System | None, addresses: bool,
    home: Path | None,
) -> None:  # fmt: skip
    """Parse the call, ask the use cases, write the file whole or not at all."""
    need_ending(out, kind)
    need_folder(out)
    if named is not None and not KINDS[kind].plan:
        raise CallFault("export-plan-kind", kind=kind)
    _need_used(kind, groups, template, black_white, system, addresses)
    opened = open_ward(ward, home)
    plan = _plan(named, opened, home, t) if named is not None else None
    config = load_config(home)
    letterhead = Letterhead(**config.report)
    own = template.read_bytes() if template else config.report_document() if kind == "report" else None
    options = Options(
        radius, metric, not black_white, groups, plan, system, addresses, letterhead, own,
    )  # fmt: skip
    content = made(kind, opened, t, options, place(config), _tell(t))
    write_whole(out, content)
    click.echo(t("export.written", file=str(out), size=round(len(content) / 1000)))


def _need_used(
    kind: str, groups: tuple[str, ...], template: Path | None, black_white: bool, system: System | None, addresses: bool
) -> None:
    """Refuse an option that the kind does not take: who gives it would believe that it did something."""
    traits = KINDS[kind]
    for option, given, taken in (
        ("--group", groups, traits.groups != "none"),
        ("--template", template, kind == "report"),
        ("--black-white", black_white, traits.colour),
        ("--crs", system, bool(traits.systems)),
        ("--addresses", addresses, traits.personal),
    ):
        if given and not taken:
            raise CallFault("export-option-unused", kind=kind, option=option)


def _plan(named: str, ward: Ward, home: Path | None, t: Translator) -> BriefedPlan:
    """Return a plan that was saved for the ward in the workspace; refuse a name that none has."""
    config = load_config(home)
    saved = services(config).variants.all(ward.id) if config.home.is_dir() else []
    return briefed_plan(chosen_plan(saved, named, ward.info.name), terrain_of_ward(ward), t)


def _tell(t: Translator) -> Callable[[int, int], None]:
    """Return what says on standard error which page is done, where there are several."""

    def tell(done: int, total: int) -> None:
        if total > 1:
            click.echo(t("export.page", done=done, total=total), err=True)

    return tell


def need_ending(file: Path, kind: str) -> None:
    """Refuse a file whose ending is another program's than the kind's: it would not open with a click."""
    ending = KINDS[kind].ending
    given = file.suffix.lower().removeprefix(".")
    if given == ending or (given, ending) == ("htm", "html"):
        return
    known = {"htm", *(traits.ending for traits in KINDS.values())}
    better = file.with_suffix(f".{ending}") if given in known else file.with_name(f"{file.name}.{ending}")
    raise CallFault("export-wrong-ending", kind=kind, ending=ending, file=str(file), better=str(better))
