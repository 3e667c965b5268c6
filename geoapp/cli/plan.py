"""``geoapp plan``: the best places for new points, for a ward or for any files."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import click

from geoapp.cli.calls import home_option, in_words, language_option, print_bytes
from geoapp.cli.files import need_folder, read_file, read_files, write_whole
from geoapp.cli.places import open_ward
from geoapp.cli.plan_table import as_table
from geoapp.cli.watching import Watching
from geoapp.errors import CallFault, DataFault
from geoapp.i18n import Translator
from geoapp.planning import engine
from geoapp.usecases.coverage import Metric, Weight
from geoapp.usecases.planning import plan_answer, read_wish, terrain_of_files, terrain_of_ward
from geoapp.usecases.planning.document import plan_document, problem
from geoapp.usecases.planning.geojson import sites_geojson
from geoapp.usecases.planning.sites import Facts
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.wish import FIRST_BUDGET_S, FIRST_NEW, FIRST_RADIUS_M, GOALS, KINDS

_FILE = click.Path(path_type=Path)
_HELP = """Tìm vị trí tốt nhất cho điểm chữa cháy mới, và chứng minh.

The best places for new fire points, with proof: for a ward (its id, or a folder with ward.json), or for any
GeoJSON files (WGS 84 longitude, latitude). Rules (spacing, caps, widths …) stand in a TOML file.

\b
Ví dụ / Examples:
  geoapp plan phuong-lam --new 5 --radius 50
  geoapp plan phuong-lam --new 3 --rules rules.toml --format geojson --out sites.geojson
  geoapp plan --fire-points points.geojson --demand houses.geojson \\
      --ways streets.geojson --new 5 --radius 100 --format json
"""


@click.command("plan", help=_HELP)
@click.argument("ward", required=False)
@click.option("--fire-points", type=_FILE, help="Điểm chữa cháy / fire points.")
@click.option("--demand", type=_FILE, help="Nhà, hộ: điểm hoặc vùng / houses: points or polygons.")
@click.option("--ways", type=_FILE, help="Ngõ, đường đi bộ được / ways people walk.")
@click.option("--groups", type=_FILE, help="Tổ dân phố: vùng / residential groups: polygons.")
@click.option("--safe-areas", type=_FILE, help="Khu dân cư an toàn: vùng / safe areas: polygons.")
@click.option(
    "--new", type=int, default=FIRST_NEW, show_default=True, help="Số điểm mới / how many new points."
)
@click.option(
    "--radius", type=float, default=FIRST_RADIUS_M, show_default=True, help="Bán kính, mét / radius, metres."
)
@click.option(
    "--metric",
    type=click.Choice(get_args(Metric)),
    help="Đi bộ hay đường thẳng; mặc định đi bộ khi có đường / walking where ways are given, else straight.",
)
@click.option("--weight", type=click.Choice(get_args(Weight)), default="households", show_default=True)
@click.option("--goal", type=click.Choice(GOALS), default="max-coverage", show_default=True)
@click.option(
    "--candidates",
    metavar=f"[{'|'.join(KINDS)}|FILE]",
    help="Nơi được chọn, hoặc tệp điểm GeoJSON; mặc định along-alleys khi có đường / "
    "where points may stand, or a GeoJSON file of points; along-alleys where ways are given, else grid.",
)
@click.option("--rules", type=_FILE, help="Tệp quy định TOML / TOML file of rules.")
@click.option(
    "--budget", type=float, default=FIRST_BUDGET_S, show_default=True, help="Giây / seconds for the search."
)
@click.option("--crs", metavar="EPSG:9211", help="Hệ tọa độ để đo, mét / measuring system, metres.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "geojson"]), default="table", show_default=True
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Tệp đích / file to write.")
@home_option
@language_option
@in_words
def plan(
    t: Translator, /, ward: str | None, form: str, out: Path | None, home: Path | None, **options: Any
) -> None:
    """Parse the call, ask the use case, print; exit 1 where no plan can keep the rules."""
    if out is not None:
        need_folder(out)
    wish = read_wish(_sent(options))
    terrain = _terrain(ward, home, options)
    # the budget is for the search, not for a compiler
    engine.warm(everything=options["goal"] != "max-coverage")
    with Watching(t) as watching:
        found = plan_answer(terrain, wish, watching, with_curve=True)
    _write(_text(found, form, t), out, t)
    if found["status"] == "infeasible":
        told = problem(found, t)
        click.echo(f"{told['detail']} {told['nearest']}", err=True)
        click.get_current_context().exit(1)


def _terrain(ward: str | None, home: Path | None, options: Mapping[str, Any]) -> Terrain:
    files = read_files(options)
    opened = open_ward(ward, home) if ward is not None else None
    if opened is not None and not files and options["crs"] is None:
        return terrain_of_ward(opened)
    return terrain_of_files(files, opened, options["crs"])


def _sent(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the call as the wire has it."""
    sent = {key: options[key] for key in ("new", "radius", "metric", "weight", "goal")}
    sent |= {"budget_s": options["budget"], "candidates": _candidates(options["candidates"])}
    if options["rules"] is not None:
        sent["rules"] = _rules(options["rules"])
    return sent


def _candidates(text: str | None) -> object:
    if text is None or text in KINDS:
        return text
    path = Path(text)
    if not path.exists() and path.suffix == "":
        raise CallFault(
            "plan-not-among", name="--candidates", value=text, allowed=", ".join((*KINDS, "FILE"))
        )
    file = read_file("--candidates", path)
    try:
        return json.loads(file.data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DataFault("plan-file-not-json", file=str(path)) from error


def _rules(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(read_file("--rules", path).data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CallFault("plan-file-not-toml", file=str(path), reason=str(error)) from error


def _text(found: Facts, form: str, t: Translator) -> str:
    if form == "json":
        return json.dumps(plan_document(found, t), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    if form == "geojson":
        return (
            json.dumps(sites_geojson(found["sites"], t), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
        )
    return as_table(found, t)


def _write(text: str, out: Path | None, t: Translator) -> None:
    if out is None:
        print_bytes(text)
        return
    content = text.encode("utf-8")
    write_whole(out, content)
    click.echo(t("export.written", file=str(out), size=max(round(len(content) / 1000), 1)), err=True)
