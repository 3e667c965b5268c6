"""A planner's variant in every product: its sites, before and after, what is proved, and where it comes from."""

from __future__ import annotations

import dataclasses
import functools
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import ezdxf
import numpy as np
import openpyxl
import pikepdf
import pyogrio
import pytest
import shapely
from pptx import Presentation

from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.exports.paper import atlas, group_picture, summary, wall_map
from geoapp.exports.paper.apart import apart
from geoapp.exports.paper.frame import fitting
from geoapp.exports.paper.naming import SIZES_MM
from geoapp.exports.paper.sheet import Sheet
from geoapp.exports.paper.style import Style
from geoapp.i18n import translator
from geoapp.usecases.briefing import (
    PRODUCTS,
    BriefedPlan,
    BriefedSite,
    Options,
    group_sheets,
    map_scene,
    product_bytes,
)
from geoapp.usecases.briefing.brief import brief
from geoapp.usecases.briefing.digest import digest, phone_words
from geoapp.usecases.briefing.plan_words import PlanWords
from tests.conftest import lonlat
from tests.exports.plans import briefed, placed, proposed

VI, EN = translator("vi"), translator("en")
NAME = "Họp tháng 11"
PROOF = "Đã chứng minh tối ưu"
PAPER_KINDS = ("map-a3", "summary", "atlas", "group")
HOSTILE = '=HYPERLINK("http://x.example") <b>&"Ngõ"]]></b> {{7*7}} $x^2$'
Told = Callable[..., str]
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.fixture(scope="module")
def plan(phuong_lam: Ward) -> BriefedPlan:
    """Return the best five points of the sample ward, proved."""
    made = briefed(phuong_lam, proposed(phuong_lam, NAME, new=5))
    assert (len(made.sites), made.status) == (5, "optimal")
    return made


@pytest.fixture(scope="module")
def scene(phuong_lam: Ward, plan: BriefedPlan):  # type: ignore[no-untyped-def]
    return map_scene(phuong_lam, VI, plan.metric, plan.radius_m, plan)


@pytest.fixture(scope="module")
def made(phuong_lam: Ward, plan: BriefedPlan) -> Callable[[str], bytes]:
    """Return what gives the product of a kind with that plan, in Vietnamese, made once."""

    @functools.cache
    def make(kind: str) -> bytes:
        return product_bytes(phuong_lam, kind, VI, Options(plan=plan, groups=groups_of(kind, plan)))

    return make


def groups_of(kind: str, plan: BriefedPlan) -> tuple[str, ...]:
    """Return the group of the first site, for products of chosen groups."""
    group = next((site.group for site in plan.sites if site.group), "to-09")
    return (group,) if kind.startswith("group") or kind == "atlas" else ()


@pytest.fixture
def words(made: Callable[[str], bytes], tmp_path: Path, told_by: Told) -> Callable[[str], str]:
    """Return what reads the words of a PDF with that plan, on one line with single spaces."""

    def read(kind: str) -> str:
        (tmp_path / "read.pdf").write_bytes(made(kind))
        return flat(told_by("pdftotext", "-layout", str(tmp_path / "read.pdf"), "-"))

    return read


def printed(ward: Ward, kind: str, plan: BriefedPlan, folder: Path, told_by: Told) -> str:
    """Return the words of a PDF of another plan."""
    file = folder / f"{kind}.pdf"
    file.write_bytes(product_bytes(ward, kind, VI, Options(plan=plan, groups=groups_of(kind, plan))))
    return flat(told_by("pdftotext", "-layout", str(file), "-"))


def flat(text: str) -> str:
    return " ".join(text.split())


def row_of(site: BriefedSite) -> str:
    """Return the line of a site in tables on paper."""
    return f" {site.number} {site.group_name.capitalize()} {site.alley} {site.gain:.0f} "


@pytest.mark.parametrize("kind", PAPER_KINDS)
def test_paper_tells_the_plan_its_proof_and_what_it_was_asked(words: Callable[[str], str], kind: str) -> None:
    text = words(kind)
    assert NAME in text
    assert PROOF in text
    assert "lưu 20/11/2026 15:30" in text, "half past eight UTC, by the clock of Vietnam"
    for asked in ("nhiều hộ tới được nhất", "số điểm mới: 5", "trong 50 m đi bộ", "không ràng buộc"):
        assert asked in text, asked


@pytest.mark.parametrize("kind", ["map-a3", "summary", "atlas"])
def test_paper_lists_every_site_with_what_it_adds_and_tells_before_and_after(
    words: Callable[[str], str], plan: BriefedPlan, kind: str
) -> None:
    text = words(kind)
    for site in plan.sites:
        assert row_of(site) in text
    for figure in (VI.number(plan.before_weight), VI.number(plan.after_weight), VI.number(plan.gained)):
        assert figure in text
    for share in (plan.before_share, plan.after_share):
        assert flat(VI.percent(share)) in text


def test_a_groups_sheet_lists_its_own_sites_and_no_others(
    words: Callable[[str], str], plan: BriefedPlan
) -> None:
    text = words("group")
    group = next(site.group for site in plan.sites)
    for site in plan.sites:
        assert (f"Vị trí {site.number}," in text) == (site.group == group)
    assert "Tới được khi có phương án" in text


def test_no_label_touches_another_with_a_plan_on_any_paper(scene, phuong_lam: Ward, plan: BriefedPlan) -> None:  # type: ignore[no-untyped-def]
    for size in ("a4", "a3", "a1"):
        made = wall_map(scene, size)
        assert made.conflicts == 0
        assert len(made.sheets) == 1, "five sites stand beside the map"
    assert atlas(scene, group_sheets(phuong_lam, scene, VI, plan)[:3]).conflicts == 0
    found = brief(phuong_lam, VI, plan.metric, plan.radius_m, plan)
    assert summary(found.scene, digest(found, VI)).conflicts == 0
    group = next(g for g in scene.groups if g.id == plan.sites[0].group)
    assert group_picture(scene, group, phone_words(scene, group, VI)).conflicts == 0


def crowd(ward: Ward, count: int) -> BriefedPlan:
    """Return a plan by hand with sites at the doors of houses, many of them near a point that stands."""
    houses = ward.layer("buildings").geometry.array
    doors = shapely.get_coordinates(shapely.centroid(houses))[np.linspace(0, len(houses) - 1, count).astype(int)]
    return briefed(ward, placed(ward, [(lon, lat) for lon, lat in doors.tolist()], "Nhiều điểm"))


def test_many_sites_go_on_to_a_sheet_of_their_own_and_none_is_lost(
    phuong_lam: Ward, tmp_path: Path, told_by: Told
) -> None:
    many = crowd(phuong_lam, 60)
    made = wall_map(map_scene(phuong_lam, VI, many.metric, many.radius_m, many))
    assert made.conflicts == 0
    assert len(made.titles) == len(made.sheets) - 1 >= 1
    text = printed(phuong_lam, "map-a3", many, tmp_path, told_by)
    left = re.search(r"và (\d+) vị trí nữa: xem tờ kèm theo", text)
    assert left
    assert 0 < int(left[1]) < 60
    for site in many.sites:
        assert row_of(site) in text
    with pikepdf.open(tmp_path / "map-a3.pdf") as document:
        assert len(document.pages) == len(made.sheets)


def test_a_site_that_would_hide_a_point_stands_beside_it_and_the_dot_tells_where_it_is(phuong_lam: Ward) -> None:
    many = crowd(phuong_lam, 40)
    scene = map_scene(phuong_lam, VI, many.metric, many.radius_m, many)
    sheet = Sheet(420, 297, Style())
    frame = fitting(scene.outline.bounds, (16, 19, 288, 243), margin_share=0.01)
    moved = apart(sheet, frame, scene)
    where = {p.id: frame.place([(p.x, p.y)])[0] for p in moved.scene.points}
    true = {p.id: frame.place([(p.x, p.y)])[0] for p in scene.points if p.number}
    standing = [where[p.id] for p in scene.points if p.symbol in ("fire", "unusable")]
    strayed = [key for key in true if np.hypot(*(where[key] - true[key])) > 0.01]
    assert 0 < len(strayed) < len(true), "some must give way, those that stand free stay"
    assert len(moved.dots) == len(strayed)
    dots = {((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in moved.dots}
    assert {tuple(np.round(true[key], 6)) for key in strayed} == {tuple(np.round(dot, 6)) for dot in dots}
    least = (SIZES_MM["proposed"] + SIZES_MM["fire"]) / 2
    for key, place in where.items():
        if key in true:
            apart_mm = [np.abs(place - other).max() for other in standing]
            assert min(apart_mm) > least - 1.0, key


def test_a_plan_is_legible_in_pure_black_and_white(phuong_lam: Ward, plan: BriefedPlan) -> None:
    content = product_bytes(phuong_lam, "map-a3", VI, Options(plan=plan, colour=False))
    with pikepdf.open(io.BytesIO(content)) as document:
        drawn = document.pages[0].Contents.read_bytes().decode("latin-1")
    inks = set(re.findall(r"(?:^|\s)([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b", drawn))
    assert inks <= {("0", "0", "0"), ("1", "1", "1")}
    assert set(re.findall(r"(?:^|\s)([\d.]+) [gG]\b", drawn)) <= {"0", "1"}


def test_the_report_has_a_section_with_a_row_for_every_site(
    made: Callable[[str], bytes], plan: BriefedPlan
) -> None:
    document = docx.Document(io.BytesIO(made("report")))
    paragraphs = [p.text for p in document.paragraphs]
    start, end = paragraphs.index("4. Phương án đề xuất"), paragraphs.index("5. Cách tính và số liệu")
    said, say = " ".join(paragraphs[start:end]), PlanWords(plan, VI)
    for part in (NAME, say.result(), say.proof_sentence(), say.asked(), plan.id):
        assert part in said
    table = next(t for t in document.tables if t.rows[0].cells[0].text == "Số")
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert rows == [[str(s.number), say.place(s), say.gain(s), say.reason(s)] for s in plan.sites]


def test_slides_show_the_ward_as_it_is_then_the_plan_with_its_table(
    made: Callable[[str], bytes], plan: BriefedPlan
) -> None:
    deck = Presentation(io.BytesIO(made("slides")))
    assert len(deck.slides) == 6
    first, second = deck.slides[0], deck.slides[1]
    assert second.shapes.title.text == (
        f"5 điểm mới đưa tỷ lệ hộ tới được từ {VI.percent(plan.before_share)} lên {VI.percent(plan.after_share)}"
    )
    pictures = [[s for s in slide.shapes if s.shape_type == 13] for slide in (first, second)]
    assert [len(found) for found in pictures] == [1, 1]
    assert pictures[0][0].image.blob != pictures[1][0].image.blob
    table = next(s for s in second.shapes if s.has_table).table
    rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
    assert [(row[0], row[3]) for row in rows] == [(str(s.number), f"{s.gain:.0f}") for s in plan.sites]
    assert PROOF in "\n".join(s.text_frame.text for s in second.shapes if s.has_text_frame)
    assert NAME in second.notes_slide.notes_text_frame.text
    assert all(s.left + s.width <= deck.slide_width and s.top + s.height <= deck.slide_height for s in second.shapes)


def test_slides_of_many_sites_lose_none(phuong_lam: Ward) -> None:
    many = crowd(phuong_lam, 23)
    deck = Presentation(io.BytesIO(product_bytes(phuong_lam, "slides", EN, Options(plan=many))))
    numbers = []
    for slide in list(deck.slides)[1:4]:
        table = next(s for s in slide.shapes if s.has_table).table
        numbers += [table.cell(row, 0).text for row in range(1, len(table.rows))]
    assert numbers == [str(number) for number in range(1, 24)]


def test_the_spreadsheet_has_a_sheet_of_typed_cells(made: Callable[[str], bytes], plan: BriefedPlan) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx")))
    assert book.sheetnames[:2] == ["Tóm tắt", "Phương án"]
    sheet = book["Phương án"]
    assert sheet.cell(1, 1).value == f"Phương án “{NAME}”"
    assert PROOF in str(sheet.cell(2, 1).value)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert [(row[0], row[3]) for row in rows] == [(s.number, s.gain) for s in plan.sites]
    assert all(isinstance(value, int | float) for row in rows for value in (row[0], row[3], row[5], row[6]))
    assert [row[4] for row in rows] == [PlanWords(plan, VI).reason(s) for s in plan.sites]
    facts = {row[0].value: row[1].value for row in book["Tóm tắt"].iter_rows()}
    assert facts["Chứng minh"] == PlanWords(plan, VI).proof_sentence()
    assert facts["Trị số và cận đã chứng minh"] == (
        f"{VI.number(plan.objective)}; không cách nào vượt {VI.number(plan.bound)}"
    )


@pytest.mark.parametrize(
    ("kind", "inside"),
    [("gpkg", ""), ("geojson", "planned_sites.geojson"), ("shp", "planned_sites.shp"), ("tab", "planned_sites.tab")],
)
def test_a_layer_of_gis_files_holds_every_site_with_what_it_adds_and_why(
    made: Callable[[str], bytes], plan: BriefedPlan, tmp_path: Path, kind: str, inside: str
) -> None:
    file = tmp_path / f"w.{PRODUCTS[kind].ending}"
    file.write_bytes(made(kind))
    table = pyogrio.read_dataframe(*(((f"/vsizip/{file}/{inside}"),) if inside else (file, "planned_sites")))
    assert table["number"].tolist() == [site.number for site in plan.sites]
    assert table["gain"].tolist() == [site.gain for site in plan.sites]
    assert set(table["plan"]) == {NAME}
    assert set(table["proof"]) == {f"{PROOF}."}
    assert table["reason"].tolist() == [PlanWords(plan, VI).reason(site) for site in plan.sites]
    found = shapely.get_coordinates(table.to_crs("EPSG:4326").geometry.array)
    assert np.abs(found - [(site.lon, site.lat) for site in plan.sites]).max() < 2e-6


def test_other_files_name_every_site_too(made: Callable[[str], bytes], plan: BriefedPlan, tmp_path: Path) -> None:
    names = [f"Vị trí {site.number}" for site in plan.sites]
    rows = zipped(made("csv"), "planned_sites.csv").splitlines()[1:]
    assert len(rows) == len(names)
    assert all(name in row for name, row in zip(names, rows, strict=True))
    root = ET.fromstring(zipped(made("kmz"), "doc.kml"))
    folders = {f.findtext("{*}name"): f for f in root.iter("{http://www.opengis.net/kml/2.2}Folder")}
    marks = folders["Vị trí đề xuất"].findall("{*}Placemark")
    assert [mark.findtext("{*}name") for mark in marks] == names
    points = [w.findtext("{*}name") or "" for w in ET.fromstring(made("gpx")).findall("{*}wpt")]
    assert [name for name in points if name.startswith("Vị trí ")] == names
    (tmp_path / "w.dxf").write_bytes(made("dxf"))
    drawing = ezdxf.readfile(tmp_path / "w.dxf")
    assert len(drawing.modelspace().query('POINT[layer=="VI_TRI_DE_XUAT"]')) == len(names)


def test_the_land_that_a_plan_adds_is_a_layer_too(phuong_lam: Ward, plan: BriefedPlan, scene, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "w.gpkg"
    file.write_bytes(product_bytes(phuong_lam, "gpkg", VI, Options(plan=plan, crs="ward")))
    (row,) = pyogrio.read_dataframe(file, layer="planned_area").itertuples()
    assert row.geometry.area == pytest.approx(scene.plan.added.area, rel=0.001)
    assert row.area_m2 == pytest.approx(scene.plan.added.area, abs=0.1)


@pytest.mark.parametrize("kind", ["map-a3", "summary", "group", "report", "slides", "xlsx", "gpkg", "kmz"])
def test_the_same_plan_gives_the_same_bytes(
    phuong_lam: Ward, plan: BriefedPlan, made: Callable[[str], bytes], kind: str
) -> None:
    options = Options(plan=plan, groups=groups_of(kind, plan))
    assert made(kind) == product_bytes(phuong_lam, kind, VI, options)


def office_text(content: bytes) -> str:
    """Return every word in the XML of an office file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        roots = [ET.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")]
    return flat(" ".join("".join(root.itertext()) for root in roots))


@pytest.mark.parametrize("kind", ["map-a3", "summary", "group", "report", "slides", "xlsx", "geojson"])
def test_a_stale_plan_without_a_proof_says_both(
    phuong_lam: Ward, plan: BriefedPlan, tmp_path: Path, told_by: Told, kind: str
) -> None:
    stale = dataclasses.replace(plan, stale=True, status="none", gap=None, bound=None, objective=None)
    if kind in PAPER_KINDS:
        text = printed(phuong_lam, kind, stale, tmp_path, told_by)
    else:
        content = product_bytes(phuong_lam, kind, VI, Options(plan=stale))
        text = office_text(content) if kind != "geojson" else flat(zipped(content, "about.txt"))
    assert "Không chứng minh" in text
    assert PROOF not in text
    assert "Số liệu của phường đã đổi từ khi lưu phương án (20/11/2026)" in text


def zipped(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode("utf-8-sig")


def test_a_gap_is_told_as_far_as_it_goes(phuong_lam: Ward, plan: BriefedPlan, tmp_path: Path, told_by: Told) -> None:
    near = dataclasses.replace(plan, status="feasible", gap=0.0036)
    assert "Còn cách tối đa 0,4 %" in printed(phuong_lam, "group", near, tmp_path, told_by)


EVERY = tuple(kind for kind in PRODUCTS if kind not in ("map-a0", "map-a1", "map-a2", "map-png"))


@pytest.mark.parametrize("kind", EVERY)
def test_a_plan_with_a_hostile_name_or_without_a_site_still_makes_every_product(secretive: Ward, kind: str) -> None:
    lon, lat = lonlat(105, 50)
    groups = ("1",) if kind.startswith("group") else ()
    for sites, name in (([(lon, lat)], HOSTILE), ([], "Trống"), ([(lon, lat)], "W" * 120)):
        plan = briefed(secretive, placed(secretive, sites, name, radius=26))
        assert product_bytes(secretive, kind, VI, Options(plan=plan, groups=groups))


def test_a_product_of_another_radius_is_refused(secretive: Ward) -> None:
    plan = briefed(secretive, placed(secretive, [], radius=26))
    with pytest.raises(CallFault, match="made for 26 m on foot"):
        product_bytes(secretive, "map-a4", VI, Options(50, plan=plan))
