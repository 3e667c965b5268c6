"""The summary and the picture for chat: one page or one picture, right figures, readable where they are read."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.exports.paper import MapScene, group_picture, map_picture, slide_picture, summary
from geoapp.exports.paper.picture import PHONE_DPI, PHONE_MM, PHONE_PX
from geoapp.i18n import translator
from geoapp.usecases.briefing import Options, map_scene, product_bytes
from geoapp.usecases.briefing.brief import brief
from geoapp.usecases.briefing.digest import digest, phone_words
from geoapp.usecases.coverage import ward_coverage

VI, EN = translator("vi"), translator("en")
Read = Callable[..., str]
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def page(sample: Ward, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("summary") / "summary.pdf"
    file.write_bytes(product_bytes(sample, "summary", VI))
    return file


def test_the_summary_is_one_a4_page_with_embedded_fonts(page: Path, told_by: Read) -> None:
    told = told_by("pdfinfo", str(page))
    assert re.search(r"Pages:\s+1\n", told)
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+) pts", told)
    assert size
    assert [float(size[1]), float(size[2])] == pytest.approx([595.28, 841.89], abs=0.5)
    for row in told_by("pdffonts", str(page)).splitlines()[2:]:
        assert "Type 3" not in row
        assert re.search(r"\byes yes yes\b", row), row


def test_the_summary_tells_the_screen_s_figures_and_the_worst_groups_first(
    sample: Ward, page: Path, told_by: Read
) -> None:
    document = ward_coverage(sample).document("vi")
    reach = next(row for row in document["radii"] if row["radius_m"] == 50)
    weight = document["demand"]["weight"]
    text = told_by("pdftotext", "-layout", str(page), "-").replace("\u00a0", " ")
    for figure in (
        VI.percent(reach["share"]),
        VI.number(weight),
        VI.number(weight - reach["covered_weight"]),
    ):
        assert figure.replace("\u00a0", " ") in text, figure
    left = {
        row["name"]: row["weight"] - next(r for r in row["radii"] if r["radius_m"] == 50)["covered_weight"]
        for row in document["groups"] if row["id"] is not None
    }  # fmt: skip
    rows = [(int(n), m) for n, m in re.findall(r"^ *Tổ (\d+) +[\d.]+ +([\d.]+) ", text, re.MULTILINE)]
    assert len(rows) == 8
    shown = [float(missing.replace(".", "")) for _, missing in rows]
    assert shown == sorted(left.values(), reverse=True)[:8]


def test_the_summary_says_that_positions_are_illustrative_and_whose_data_they_are(
    page: Path, told_by: Read
) -> None:
    text = told_by("pdftotext", "-layout", str(page), "-")
    assert "VỊ TRÍ MINH HỌA" in text
    assert "Nguồn: số liệu của Phường Phương Lâm" in text
    assert "Khi có cháy, gọi 114" in text


def test_the_summary_is_georeferenced_and_titled(page: Path) -> None:
    with pikepdf.open(page) as document:
        assert "/VP" in document.pages[0]
        assert str(document.docinfo["/Title"]) == "Tóm tắt điểm chữa cháy công cộng, Phường Phương Lâm"
        assert str(document.Root.Lang) == "vi-VN"


def test_no_label_of_a_summary_touches_another(sample: Ward) -> None:
    for t in (VI, EN):
        found = brief(sample, t, None, 50)
        assert summary(found.scene, digest(found, t)).conflicts == 0


def test_a_crowded_ward_still_has_its_summary_without_a_conflict(crowded: Ward) -> None:
    found = brief(crowded, VI, None, 100)
    assert summary(found.scene, digest(found, VI)).conflicts == 0


def test_the_same_ward_gives_the_same_summary_and_picture(sample: Ward) -> None:
    options = Options(groups=("9",))
    for kind in ("summary", "group-picture"):
        assert product_bytes(sample, kind, VI, options) == product_bytes(sample, kind, VI, options)


def test_a_summary_in_english_has_no_vietnamese_words_of_ours(
    sample: Ward, tmp_path: Path, told_by: Read
) -> None:
    file = tmp_path / "summary.pdf"
    file.write_bytes(product_bytes(sample, "summary", EN))
    text = told_by("pdftotext", "-layout", str(file), "-")
    assert "PUBLIC FIRE POINTS: SUMMARY" in text
    for word in ("Tổ dân phố", "Số hộ", "Nguồn", "Tỷ lệ"):
        assert word not in text


def test_a_black_and_white_summary_has_no_colour(sample: Ward) -> None:
    with pikepdf.open(BytesIO(product_bytes(sample, "summary", VI, Options(colour=False)))) as document:
        content = document.pages[0].Contents.read_bytes().decode("latin-1")
    inks = set(re.findall(r"(?:^|\s)([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b", content))
    assert inks <= {("0", "0", "0"), ("1", "1", "1")}


def test_a_ward_with_nothing_to_count_says_so(
    tiny_files: Callable[..., Files], open_files: Callable[[Files], Ward], tmp_path: Path, told_by: Read
) -> None:
    files = tiny_files()
    ward = open_files({name: files[name] for name in ("ward.json", "residential_groups.geojson")})
    file = tmp_path / "summary.pdf"
    file.write_bytes(product_bytes(ward, "summary", VI))
    assert "Chưa đủ số liệu" in told_by("pdftotext", "-layout", str(file), "-")
    assert product_bytes(ward, "group-picture", VI, Options(groups=("1",)))[:4] == b"\x89PNG"


def test_hostile_names_are_text_in_a_summary(
    tiny_files: Callable[..., Files], open_files: Callable[[Files], Ward], tmp_path: Path, told_by: Read
) -> None:
    ward = open_files(tiny_files(ward="Phường $x^2$ <b>{{7*7}}</b>", point="$\\frac{1}{2}$ %s"))
    file = tmp_path / "summary.pdf"
    file.write_bytes(product_bytes(ward, "summary", VI))
    assert "$x^2$ <b>{{7*7}}</b>" in told_by("pdftotext", "-layout", str(file), "-")


def test_a_picture_for_chat_is_upright_and_2048_px_long(sample: Ward) -> None:
    png = product_bytes(sample, "group-picture", VI, Options(groups=("9",)))
    assert struct.unpack(">II", png[16:24]) == (1152, 2048)


def test_every_text_of_a_picture_is_14_px_high_on_a_phone(sample: Ward, sample_scene: MapScene) -> None:
    """Shown 390 px wide; and no label touches another, in groups small and large, in both languages."""
    to_screen = PHONE_PX / (PHONE_MM[0] / 25.4 * PHONE_DPI)
    for t in (VI, EN):
        scene = sample_scene if t is VI else map_scene(sample, t)
        for group in (g for g in scene.groups if g.short in ("3", "9", "16")):
            made = group_picture(scene, group, phone_words(scene, group, t))
            sizes = [text.get_fontsize() / 72 * PHONE_DPI * to_screen for text in made.sheet.texts]
            assert len(sizes) > 10
            assert min(sizes) >= 14
            assert made.conflicts == 0, group.id


def test_a_picture_s_result_is_that_of_the_group(sample: Ward, sample_scene: MapScene) -> None:
    document = ward_coverage(sample).document("vi")
    for row, group in (
        (row, g) for row in document["groups"] for g in sample_scene.groups if g.id == row["id"]
    ):
        covered = next(r for r in row["radii"] if r["radius_m"] == 50)["covered_weight"]
        said = phone_words(sample_scene, group, VI).result
        assert said.startswith(f"{VI.number(covered)} / {VI.number(row['weight'])} hộ trong 50")


def test_a_picture_wants_exactly_one_group(sample: Ward) -> None:
    with pytest.raises(CallFault, match="--group"):
        product_bytes(sample, "group-picture", VI)
    with pytest.raises(CallFault, match="one group"):
        product_bytes(sample, "group-picture", VI, Options(groups=("1", "2")))


def test_a_map_for_a_document_has_a_round_scale_and_one_for_a_slide_fills_its_room(
    sample_scene: MapScene,
) -> None:
    printed = map_picture(sample_scene, 165, 220)
    assert printed.denominator in (10_000, 12_500, 15_000, 20_000)
    slide = slide_picture(sample_scene, 214, 150)
    assert slide.conflicts == printed.conflicts == 0
    west, south, east, north = sample_scene.outline.bounds
    assert (north - south) * 1000 / slide.denominator > 0.75 * 150  # three quarters of the picture's height
    assert min(text.get_fontsize() for text in slide.sheet.texts) >= 9.5
