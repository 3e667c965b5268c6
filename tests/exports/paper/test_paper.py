"""Maps on paper: true scale, readable text, no label that touches another, the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from geoapp import crs as systems
from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.exports.paper import PAPERS, MapScene, atlas, furniture, labels, svg_path, wall_map
from geoapp.exports.paper.fonts import MM_PER_PT, halo, width_mm
from geoapp.exports.paper.frame import SCALES, Frame, fitting
from geoapp.i18n import translator
from geoapp.symbology import SYMBOLS
from geoapp.usecases.briefing import Options, group_sheets, map_scene, product_bytes
from geoapp.usecases.coverage import ward_coverage
from tests.exports.plans import briefed, placed

VI = translator("vi")
Read = Callable[..., str]


@pytest.fixture(scope="module")
def a3(sample: Ward, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("a3") / "map.pdf"
    file.write_bytes(product_bytes(sample, "map-a3", VI))
    return file


@pytest.fixture(scope="module")
def book(sample: Ward, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("atlas") / "atlas.pdf"
    file.write_bytes(product_bytes(sample, "atlas", VI, Options(groups=("9", "16"))))
    return file


@pytest.fixture(scope="module", params=PAPERS)
def wall(request: pytest.FixtureRequest, sample: Ward, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Return a size of paper and the wall map on it."""
    file = tmp_path_factory.mktemp(request.param) / "map.pdf"
    file.write_bytes(product_bytes(sample, f"map-{request.param}", VI))
    return request.param, file


def test_a_wall_map_has_the_size_of_its_paper(wall: tuple[str, Path], told_by: Read) -> None:
    size, file = wall
    found = re.search(r"Page size:\s+([\d.]+) x ([\d.]+) pts", told_by("pdfinfo", str(file)))
    assert found
    assert [float(found[1]), float(found[2])] == pytest.approx([mm * 72 / 25.4 for mm in PAPERS[size]], abs=1.5)


def test_every_font_is_embedded_and_none_is_type_3(a3: Path, book: Path, told_by: Read) -> None:
    for file in (a3, book):
        rows = told_by("pdffonts", str(file)).splitlines()[2:]
        assert rows
        for row in rows:
            assert "Type 3" not in row
            assert re.search(r"\byes yes yes\b", row), row


def test_vietnamese_text_is_found_in_the_map(a3: Path, sample_scene: MapScene, told_by: Read) -> None:
    text = told_by("pdftotext", "-layout", str(a3), "-")
    for words in (
        "TỔ 1",
        "BẢN ĐỒ ĐIỂM CHỮA CHÁY CÔNG CỘNG",
        "SỐ LIỆU THEO TỔ DÂN PHỐ",
        "Chùa Phương Lâm",
        "3.260",
    ):
        assert words in text, words
    for point in sample_scene.points:
        if point.label:
            assert point.label in text


def test_the_printed_scale_is_true_to_a_tenth_of_a_millimetre_on_every_paper(
    wall: tuple[str, Path], told_by: Read
) -> None:
    """Figures of the grid stand as far apart on the sheet as the printed scale says they must."""
    said = re.search(r"Tỷ lệ 1:([\d.]+)", told_by("pdftotext", "-layout", str(wall[1]), "-"))
    assert said
    denominator = int(said[1].replace(".", ""))
    words = told_by("pdftotext", "-bbox", str(wall[1]), "-")
    places: dict[str, float] = {}
    for x0, x1, figure in re.findall(r'xMin="([\d.]+)"[^>]*xMax="([\d.]+)"[^>]*>(\d{3}\.\d{3})<', words):
        places.setdefault(figure, (float(x0) + float(x1)) / 2 * 25.4 / 72)
    eastings = sorted(
        (int(figure.replace(".", "")), x) for figure, x in places.items() if figure.startswith("43")
    )
    assert len(eastings) >= 3
    for (one, x_one), (other, x_other) in zip(eastings, eastings[1:], strict=False):
        assert x_other - x_one == pytest.approx((other - one) * 1000 / denominator, abs=0.1)


def farthest_off(told: str, frame: Frame, scene: MapScene) -> float:
    """Return how far the corners that GDAL tells are from a frame's, in metres."""
    assert 'EPSG",32648' in told
    ring = re.search(r"NEATLINE=POLYGON \(\((.*?)\)\)", told)
    assert ring
    corners = np.array([[float(n) for n in pair.split()] for pair in ring[1].split(",")])[:4]
    west, south, east, north = frame.bounds_m
    lonlat = systems.unproject([(west, south), (west, north), (east, north), (east, south)], scene.crs)
    wanted = systems.project(lonlat, systems.measuring("EPSG:32648"))
    off = np.sqrt(((corners[:, None, :] - wanted[None, :, :]) ** 2).sum(axis=2)).min(axis=1)
    return float(off.max())


def test_gdal_reads_the_corners_of_the_map_within_a_metre(
    wall: tuple[str, Path], sample_scene: MapScene, told_by: Read
) -> None:
    size, file = wall
    assert farthest_off(told_by("gdalinfo", str(file)), wall_map(sample_scene, size).frame, sample_scene) < 1.0


def test_gdal_reads_the_corners_of_every_map_of_the_atlas_within_a_metre(
    sample: Ward, book: Path, sample_scene: MapScene, told_by: Read
) -> None:
    sheets = [sheet for sheet in group_sheets(sample, sample_scene, VI) if sheet.group.short in ("9", "16")]
    maps = [(n, page.frame) for n, page in enumerate(atlas(sample_scene, sheets).pages, start=1) if page.frame]
    assert [n for n, _ in maps] == [2, 3, 4]
    for number, frame in maps:
        assert farthest_off(told_by("gdalinfo", f"PDF:{number}:{book}"), frame, sample_scene) < 1.0


def test_no_label_touches_another_on_any_paper(sample_scene: MapScene) -> None:
    for size in PAPERS:
        made = wall_map(sample_scene, size)
        assert made.conflicts == 0
        assert not made.unlabelled
        assert made.frame.denominator in SCALES


@pytest.fixture(scope="module")
def crowded_scene(crowded: Ward) -> MapScene:
    return map_scene(crowded, VI, radius_m=100)


@pytest.mark.parametrize("size", ["a4", "a3", "a1"])
def test_sixty_groups_and_two_hundred_points_still_have_no_conflict(crowded_scene: MapScene, size: str) -> None:
    made = wall_map(crowded_scene, size)
    assert made.conflicts == 0
    named = {p.label for p in crowded_scene.points if p.label} - set(made.unlabelled)
    assert len(named) > {"a4": 90, "a3": 140, "a1": 150}[size]  # the rest is listed, not lost
    assert len(made.sheets) > 1  # the table goes on


def test_an_atlas_of_sixty_groups_and_two_hundred_points_has_no_conflict(
    crowded: Ward, crowded_scene: MapScene
) -> None:
    made = atlas(crowded_scene, group_sheets(crowded, crowded_scene, VI))
    assert len(made.pages) == 62
    assert made.conflicts == 0


def test_a_crowded_ward_with_a_plan_has_no_conflict_either_and_loses_no_group(
    crowded: Ward, tmp_path: Path, told_by: Read
) -> None:
    """Twenty sites where points stand: estimated households, straight lines, tables that go on to another sheet."""
    doors = [(float(p.x), float(p.y)) for p in crowded.layer("fire_points").geometry[::10]]
    plan = briefed(crowded, placed(crowded, doors, radius=100))
    scene = map_scene(crowded, VI, plan.metric, plan.radius_m, plan)
    made = wall_map(scene, "a1")
    assert made.conflicts == 0
    assert made.titles[0] == "SỐ LIỆU THEO TỔ DÂN PHỐ (TIẾP)"
    assert len(made.titles) == len(made.sheets) - 1
    file = tmp_path / "dong.pdf"
    file.write_bytes(product_bytes(crowded, "map-a1", VI, Options(plan=plan)))
    first, second, *_ = told_by("pdftotext", "-layout", str(file), "-").split("\f")
    for group in range(1, 61):
        assert re.search(rf"(?<!\d){group} +50 +200 ", first + second), group


def test_codes_of_a_crowded_map_are_apart_as_a_reader_of_the_file_sees_them(
    crowded: Ward, crowded_scene: MapScene, tmp_path: Path, told_by: Read
) -> None:
    file = tmp_path / "dong.pdf"
    file.write_bytes(product_bytes(crowded, "map-a4", VI, Options(radius_m=100)))
    words = told_by("pdftotext", "-bbox", "-f", "1", "-l", "1", str(file), "-")
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(DCC-\d\d-\d+)<', words)
    boxes = np.array([[float(n) for n in row[:4]] for row in found])
    heights = boxes[:, 3] - boxes[:, 1]
    boxes[:, 1], boxes[:, 3] = boxes[:, 1] + heights * 0.15, boxes[:, 3] - heights * 0.15  # ink, not line spacing
    common = labels.overlap(boxes, boxes)
    np.fill_diagonal(common, 0)
    assert common.max() == 0
    labelled = {row[4] for row in found}
    assert len(labelled) == len(found) > 90
    # those without room are on a sheet of their own, every one
    rest = told_by("pdftotext", "-layout", "-f", "2", str(file), "-")
    for point in crowded_scene.points:
        assert point.label in labelled or point.label in rest, point.label


def test_what_finds_no_room_is_counted_at_the_map_s_foot(crowded: Ward, tmp_path: Path, told_by: Read) -> None:
    file = tmp_path / "dong.pdf"
    file.write_bytes(product_bytes(crowded, "map-a4", VI, Options(radius_m=100)))
    first = told_by("pdftotext", "-layout", "-l", "1", str(file), "-")
    assert re.search(r"Không đủ chỗ ghi tên \d+ điểm; danh sách ở tờ sau", first)


def test_a_group_s_legend_explains_what_its_map_shows_and_no_more(book: Path, told_by: Read) -> None:
    """Group 16 has neither a point that does not count nor the ward's inter-family groups; both are elsewhere."""
    pages = told_by("pdftotext", "-layout", str(book), "-").split("\f")
    assert "Điểm không dùng được" in pages[1]
    for page in pages[2:4]:
        assert "Ranh giới tổ này" in page
        assert "Điểm không dùng được" not in page


def test_a_name_that_no_map_has_room_for_is_shortened(
    tiny_files: Callable[..., dict[str, bytes]], open_files: Callable[[dict[str, bytes]], Ward], tmp_path: Path, told_by: Read
) -> None:
    name = "Điểm chữa cháy công cộng đầu ngõ ba mươi hai đường Nguyễn Thượng Hiền"
    file = tmp_path / "map.pdf"
    file.write_bytes(product_bytes(open_files(tiny_files(point=name)), "map-a3", VI))
    text = told_by("pdftotext", "-layout", str(file), "-")
    assert re.search(r"Điểm chữa cháy[^\n]*…", text)
    assert name not in text


def test_the_same_ward_gives_the_same_bytes(sample: Ward) -> None:
    options = Options(groups=("3",))
    assert product_bytes(sample, "group", VI, options) == product_bytes(sample, "group", VI, options)


def test_the_atlas_has_a_bookmark_and_an_allowed_scale_on_every_page(book: Path, told_by: Read) -> None:
    with pikepdf.open(book) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            "Bìa",
            "Bản đồ chung",
            "Tổ dân phố 9",
            "Tổ dân phố 16",
        ]
        assert str(document.Root.Lang) == "vi-VN"
        assert all("/VP" in page for page in list(document.pages)[1:])
    pages = told_by("pdftotext", "-layout", str(book), "-").split("\f")
    assert [f"Tờ {n}/4" in pages[n - 1] for n in (2, 3, 4)] == [True, True, True]
    for page in pages[1:4]:
        scale = re.search(r"Tỷ lệ 1:([\d.]+)", page)
        assert scale
        assert int(scale[1].replace(".", "")) in SCALES


def test_a_group_s_sheet_tells_its_points_kit_and_campaign(book: Path, told_by: Read) -> None:
    page = told_by("pdftotext", "-layout", str(book), "-").split("\f")[2]
    for words in (
        "TỔ DÂN PHỐ 9",
        "DCC-09-01",
        "181",
        "678",
        "MUA BÌNH CHỮA CHÁY",
        "mục tiêu 90 %",
        "GẦN NHẤT NGOÀI TỔ",
    ):
        assert words in page, words


def test_labels_of_every_atlas_page_are_free(sample: Ward, sample_scene: MapScene) -> None:
    sheets = group_sheets(sample, sample_scene, VI)[:4]
    made = atlas(sample_scene, sheets)
    assert made.conflicts == 0
    assert len(made.pages) == len(sheets) + 2


def test_pages_are_told_one_by_one(sample: Ward) -> None:
    told: list[tuple[int, int]] = []
    product_bytes(
        sample, "group", VI, Options(groups=("1", "2")), lambda done, total: told.append((done, total))
    )
    assert told == [(1, 2), (2, 2)]


def test_figures_on_paper_are_those_of_the_coverage(sample: Ward, sample_scene: MapScene) -> None:
    document = ward_coverage(sample, radii_m=(50,)).document("vi")
    assert sample_scene.covered == document["radii"][0]["covered_weight"]
    assert sample_scene.weight == document["demand"]["weight"]
    by_id = {row["id"]: row for row in document["groups"]}
    for group in sample_scene.groups:
        assert group.covered == by_id[group.id]["radii"][0]["covered_weight"]
    assert int(sample_scene.within.sum()) == document["radii"][0]["covered"]


def test_planned_sites_change_the_title_and_stand_on_the_map(
    sample: Ward, tmp_path: Path, told_by: Read
) -> None:
    file = tmp_path / "plan.pdf"
    plan = briefed(sample, placed(sample, [(105.336, 20.812), (105.338, 20.814)]))
    file.write_bytes(product_bytes(sample, "map-a3", VI, Options(plan=plan)))
    text = told_by("pdftotext", "-layout", str(file), "-")
    assert "BẢN ĐỒ QUY HOẠCH" in text
    assert "Vị trí đề xuất" in text


@pytest.mark.parametrize(("kind", "groups"), [("map-a3", ()), ("group", ("9",)), ("summary", ())])
def test_black_and_white_prints_no_grey_no_colour_and_nothing_half_transparent(
    sample: Ward, kind: str, groups: tuple[str, ...]
) -> None:
    options = Options(colour=False, groups=groups)
    with pikepdf.open(BytesIO(product_bytes(sample, kind, VI, options))) as document:
        page = document.pages[0]
        content = page.Contents.read_bytes().decode("latin-1")
        states = [state for _, state in page.Resources.get("/ExtGState", pikepdf.Dictionary()).items()]
        assert all(float(state.get(key, 1)) in (0, 1) for state in states for key in ("/ca", "/CA"))
    inks = set(re.findall(r"(?:^|\s)([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b", content))
    assert inks <= {("0", "0", "0"), ("1", "1", "1")}
    greys = set(re.findall(r"(?:^|\s)([\d.]+) [gG]\b", content))
    assert greys <= {"0", "1"}


def test_english_maps_are_english(sample: Ward, tmp_path: Path, told_by: Read) -> None:
    file = tmp_path / "map.pdf"
    file.write_bytes(product_bytes(sample, "map-a4", translator("en")))
    text = told_by("pdftotext", "-layout", str(file), "-")
    assert "PUBLIC FIRE POINTS" in text
    assert "FIGURES BY RESIDENTIAL GROUP" in text
    assert "Tỷ lệ" not in text


def test_a_ward_without_houses_alleys_or_surroundings_still_has_its_maps(
    tiny_files: Callable[..., dict[str, bytes]], open_files: Callable[[dict[str, bytes]], Ward]
) -> None:
    files = tiny_files()
    for layer in ("buildings", "alleys"):
        del files[f"{layer}.geojson"]
    ward = open_files(files)
    assert product_bytes(ward, "map-a3", VI)[:5] == b"%PDF-"
    assert product_bytes(ward, "atlas", VI)[:5] == b"%PDF-"


def test_a_ward_with_groups_alone_still_has_its_map(
    tiny_files: Callable[..., dict[str, bytes]], open_files: Callable[[dict[str, bytes]], Ward]
) -> None:
    files = tiny_files()
    ward = open_files({name: files[name] for name in ("ward.json", "residential_groups.geojson")})
    assert product_bytes(ward, "map-a3", VI)[:5] == b"%PDF-"


def test_hostile_names_are_text_on_paper(
    tiny_files: Callable[..., dict[str, bytes]],
    open_files: Callable[[dict[str, bytes]], Ward],
    tmp_path: Path,
    told_by: Read,
) -> None:
    ward = open_files(tiny_files(ward="Phường $x^2$ <b>{{7*7}}</b>", point="$\\frac{1}{2}$ %s"))
    file = tmp_path / "map.pdf"
    file.write_bytes(product_bytes(ward, "map-a3", VI))
    assert "$x^2$ <b>{{7*7}}</b>" in told_by("pdftotext", "-layout", str(file), "-").replace(
        "PHƯỜNG ", "Phường "
    )


def test_a_long_name_of_a_ward_stays_beside_the_wards_outline_on_the_cover(
    tiny_files: Callable[..., dict[str, bytes]],
    open_files: Callable[[dict[str, bytes]], Ward],
    tmp_path: Path,
    told_by: Read,
) -> None:
    name = "Phường Nguyễn Thị Minh Khai Trường Chinh Nguyễn Trường Tộ Hoàng Hoa Thám Hoà Lạc"
    file = tmp_path / "atlas.pdf"
    file.write_bytes(product_bytes(open_files(tiny_files(ward=name)), "atlas", VI))
    words = told_by("pdftotext", "-bbox", "-l", "1", str(file), "-")
    found = re.findall(r'xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)<', words)
    band = [(float(x) * 25.4 / 72, word) for x, y, word in found if float(y) * 25.4 / 72 < 70]
    assert [word for _, word in band][: len(name.split())] == name.upper().split(), "whole, and first"
    assert max(x for x, _ in band) < 132, "where the outline begins"


@pytest.mark.parametrize("name", ["`${`${1+1}`}`", "$a_b$", "\\$5 \\$", "x^2 $y$ $z$", "$\\frac$ $"])
def test_the_paper_around_a_name_is_as_wide_as_its_letters_whatever_they_are(name: str) -> None:
    around = np.vstack([part.vertices for part in halo(name, "regular", 10.0, 1.0)])
    letters_mm = width_mm(name, "regular", 10.0)
    assert np.ptp(around[:, 0]) * MM_PER_PT == pytest.approx(letters_mm, abs=1.2), "a dollar makes no formula"


def test_a_kind_or_group_that_is_not_there_is_a_fault_of_the_call(sample: Ward) -> None:
    with pytest.raises(CallFault, match="no kind of file"):
        product_bytes(sample, "poster", VI)
    with pytest.raises(CallFault, match="--group"):
        product_bytes(sample, "group", VI)


def test_the_largest_round_scale_that_shows_everything_is_taken() -> None:
    frame = fitting((0, 0, 1000, 500), (0, 0, 110, 110), margin_share=0.0)
    assert frame.denominator == 10_000  # 1000 m on 110 mm: 9 091 is needed
    assert frame.place([(500, 250)]).tolist() == [[55.0, 55.0]]
    assert frame.place([(600, 250)])[0, 0] - 55.0 == pytest.approx(10.0)


def test_bars_and_grids_are_round_and_of_a_readable_length() -> None:
    for denominator in SCALES:
        frame = fitting((0, 0, 1, 1), (0, 0, 288, 243), scales=(denominator,))
        assert 30 <= furniture.bar_length(frame) * frame.mm_per_m <= 62
        assert 25 <= furniture.grid_step(frame) * frame.mm_per_m <= 130


def test_two_labels_that_want_one_place_share_the_room() -> None:
    wanted = [labels.Wanted(x, 50, 2.5, ("Tên",), ((10, 3),)) for x in (40, 44)]
    symbols = [(37.5, 47.5, 42.5, 52.5), (41.5, 47.5, 46.5, 52.5)]
    placed, missing = labels.place(wanted, symbols, [], (0, 0, 100, 100))
    assert not missing
    boxes = np.array([label.box for label in placed])
    assert labels.overlap(boxes, np.array(symbols)).max() <= labels.TOUCH_MM2
    assert labels.overlap(boxes[:1], boxes[1:]).max() <= labels.TOUCH_MM2


def test_a_label_without_room_is_given_up_and_told() -> None:
    wanted = [labels.Wanted(5, 5, 2.5, ("Một cái tên rất dài",), ((60, 3),))]
    placed, missing = labels.place(wanted, [(2.5, 2.5, 7.5, 7.5)], [], (0, 0, 10, 10))
    assert placed == []
    assert missing == [0]


@pytest.mark.parametrize("name", SYMBOLS)
def test_every_symbol_s_path_stays_in_its_box(name: str) -> None:
    for part in SYMBOLS[name]:
        vertices = np.asarray(svg_path.path(part.d).vertices)
        assert vertices.min() >= 0
        assert vertices.max() <= 24


def test_an_arc_of_a_path_keeps_its_radius() -> None:
    path = svg_path.path("M12 1.5a10.5 10.5 0 1 1 0 21 10.5 10.5 0 0 1 0-21z")
    ends = np.asarray(path.vertices)[[0, 3, 6, 9, 12]]
    assert np.hypot(*(ends - (12, 12)).T) == pytest.approx(10.5, abs=1e-9)
