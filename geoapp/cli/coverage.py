"""``geoapp coverage``: who is within reach, for a ward or for any files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import click

from geoapp.cli.calls import home_option, in_words, language_option, print_bytes
from geoapp.cli.coverage_table import as_table
from geoapp.cli.files import read_files
from geoapp.cli.places import open_ward
from geoapp.i18n import Translator
from geoapp.usecases.coverage import (
    CoverageResult,
    Metric,
    Weight,
    files_coverage,
    ward_coverage,
)
from geoapp.usecases.coverage.spreadsheet import as_csv

_FILE = click.Path(path_type=Path)

_HELP = """Số hộ trong tầm điểm chữa cháy: của một phường, hoặc từ các tệp GeoJSON bất kỳ.

Who is within reach of a fire point: a ward (its id, or a folder with ward.json), or any GeoJSON files
(WGS 84 longitude, latitude). Files given beside a ward take the place of its layers.

\b
Ví dụ / Examples:
  geoapp coverage phuong-lam --radius 50 --radius 100
  geoapp coverage --fire-points points.geojson --demand houses.geojson \\
      --ways streets.geojson --radius 50 --metric walking --format json
"""


@click.command("coverage", help=_HELP)
@click.argument("ward", required=False)
@click.option("--fire-points", type=_FILE, help="Điểm chữa cháy / fire points.")
@click.option("--demand", type=_FILE, help="Nhà, hộ: điểm hoặc vùng / houses: points or polygons.")
@click.option("--ways", type=_FILE, help="Ngõ, đường đi bộ được / ways people walk.")
@click.option("--groups", type=_FILE, help="Tổ dân phố: vùng / residential groups: polygons.")
@click.option("--safe-areas", type=_FILE, help="Khu dân cư an toàn: vùng / safe areas: polygons.")
@click.option(
    "--radius", "radii", type=float, multiple=True, help="Bán kính, mét; lặp lại được / metres; repeatable."
)
@click.option(
    "--metric",
    type=click.Choice(get_args(Metric)),
    help="Đi bộ hay đường thẳng; mặc định đi bộ khi có đường / walking where ways are given, else straight.",
)
@click.option("--weight", type=click.Choice(get_args(Weight)), default="households", show_default=True)
@click.option("--crs", metavar="EPSG:9211", help="Hệ tọa độ để đo, mét / measuring system, metres.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@home_option
@language_option
@in_words
def coverage(t: Translator, /, ward: str | None, form: str, home: Path | None, **options: Any) -> None:
    """Parse the call, ask the use case, print."""
    _print(_answer(ward, home, options), form, t)


def _answer(ward: str | None, home: Path | None, options: dict[str, Any]) -> CoverageResult:
    files = read_files(options)
    asked: dict[str, Any] = {
        "metric": options["metric"],
        "radii_m": options["radii"] or None,
        "weight": options["weight"],
        "crs": options["crs"],
    }
    if ward is None:
        return files_coverage(files, **asked)
    opened = open_ward(ward, home)
    return files_coverage(files, **asked, ward=opened) if files else ward_coverage(opened, **asked)


def _print(result: CoverageResult, form: str, t: Translator) -> None:
    document = result.document(t.language)
    if form == "json":
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    elif form == "csv":
        text = "\ufeff" + as_csv(document)
    else:
        text = as_table(document, t)
    print_bytes(text)
