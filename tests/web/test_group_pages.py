"""The pages of the groups as the server writes them: every fact without a script, and no personal data."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from geoapp.bootstrap import services
from geoapp.config import Config
from geoapp.web import create_app
from geoapp.web.qr import qr_svg

Files = dict[str, bytes]
WriteFiles = Callable[..., Files]
Start = Callable[..., FlaskClient]
HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}</script>"
SECRETS = ("lien-he-17", "Trần Văn Kín", "0912345678")


@pytest.fixture
def start(tmp_path: Path) -> Start:
    def make(files: Files, **config: Any) -> FlaskClient:
        folder = tmp_path / "layers" / "thu"
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        app = create_app(services(Config(tmp_path, **config)))
        app.testing = True
        return app.test_client()

    return make


@pytest.fixture
def client(start: Start, tiny_files: WriteFiles) -> FlaskClient:
    return start(tiny_files())


def changed(files: Files, layer: str, **values: Any) -> Files:
    """Return the files with `values` written into every feature of a layer."""
    name = f"{layer}.geojson"
    root = json.loads(files[name])
    for one in root["features"]:
        one["properties"].update(values)
    return {**files, name: json.dumps(root, ensure_ascii=False).encode()}


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    """Return what a reader sees of a page, without markup, with single blanks."""
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:2000]
    body = re.sub(r"<(script|style|noscript)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    plain = html.unescape(re.sub(r"<[^>]+>", " ", body))
    return re.sub(r"[\s\u00a0]+", " ", plain)


def rows_of(client: FlaskClient, query: str) -> list[str]:
    found = re.findall(
        r'class="mini-plate" aria-hidden="true">(\d+)', client.get(f"/wards/thu/groups/{query}").text
    )
    return list(found)


def test_the_list_shows_every_group_with_its_figures(client: FlaskClient) -> None:
    text = text_of(client, "/wards/thu/groups/")
    assert "2 tổ · 20 hộ · 2 điểm chữa cháy" in text
    assert "Tổ 1" in text
    assert "Tổ 2" in text
    # 8 of 10 homes of each group lie within 50 m of their point on foot
    assert "80 %" in text
    assert "Tới được trong 50 m" in text
    assert "1 / 1 đủ đồ" in text


def test_the_list_can_be_searched_and_ordered_without_a_script(start: Start, tiny_files: WriteFiles) -> None:
    client = start(tiny_files(second="suspended"))
    assert rows_of(client, "") == ["1", "2"]
    assert rows_of(client, "?sort=missing") == ["2", "1"]
    assert rows_of(client, "?sort=nonsense") == ["1", "2"]
    assert rows_of(client, "?q=T%E1%BB%94+2") == ["2"]
    assert rows_of(client, "?q=diem+1") == ["1"]
    assert rows_of(client, "?q=khong-co") == []
    assert "Không có tổ nào khớp" in text_of(client, "/wards/thu/groups/?q=khong-co")


def test_a_ward_without_groups_says_what_to_do(start: Start, tiny_files: WriteFiles) -> None:
    files = tiny_files()
    del files["residential_groups.geojson"]
    del files["fire_points.geojson"]  # a point must name a group that is there
    del files["buildings.geojson"]
    ward = {**json.loads(files["ward.json"]), "campaign": []}
    text = text_of(start({**files, "ward.json": json.dumps(ward).encode()}), "/wards/thu/groups/")
    assert "Chưa có tổ dân phố nào" in text
    assert "geoapp check thu" in text


def test_the_page_of_a_group_tells_everything_without_a_script(client: FlaskClient) -> None:
    text = text_of(client, "/wards/thu/groups/T1")
    for fact in (
        "Tổ dân phố 1",
        "10 hộ · 40 nhân khẩu · 1 điểm chữa cháy",
        "8 / 10 hộ trong 50 m đi bộ 2 hộ chưa tới",
        "2 bình bột ABC",
        "xà beng",
        "nội quy",
        "Đủ đồ",
        "kỳ tới 31/12/2031",
        "mục tiêu 90 % vào 31/12/2026",
        "D2 Tổ 2 110 m, hướng đông",
        "Khi có cháy, gọi 114",
        "Vị trí minh họa, không phải vị trí thật",
        "In bản đồ tổ",
        "Mã QR",
    ):
        assert fact in text, fact
    assert 'href="tel:114"' in client.get("/wards/thu/groups/T1").text


def test_the_page_of_a_group_speaks_english(client: FlaskClient) -> None:
    text = text_of(client, "/wards/thu/groups/T2?lang=en")
    for fact in (
        "Residential group 2",
        "10 households · 30 residents · 1 fire point",
        "8 / 10 households within 50 m on foot 2 not reached",
        "2 × ABC powder extinguisher",
        "Kit complete",
        "to the west",
        "In a fire, call 114",
    ):
        assert fact in text, fact
    assert not re.search(
        r"[àáạảãâầấậẩẫăằắặẳẵèéẹẻẽêềếệểễìíịỉĩòóọỏõôồốộổỗơờớợởỡùúụủũưừứựửữỳýỵỷỹđ]",
        text.split("Nearest outside")[1].split("QR code")[0],
    )


def test_the_radius_of_the_address_changes_sentence_and_map_alike(client: FlaskClient) -> None:
    page = client.get("/wards/thu/groups/T1?radius=25")
    assert "4 / 10 hộ trong 25" in text_of(client, "/wards/thu/groups/T1?radius=25")
    assert (
        json.loads(re.search(r'id="page">(.*?)</script>', page.text, re.DOTALL)[1])["state"]["radius"] == 25
    )  # type: ignore[index]
    for nonsense in ("abc", "-5", "nan", "1e400", "33", ""):
        assert "hộ trong 50" in text_of(client, f"/wards/thu/groups/T1?radius={nonsense}"), nonsense


def test_a_number_leads_to_the_page_of_its_id_and_keeps_the_query(client: FlaskClient) -> None:
    answer = client.get("/wards/thu/groups/2?radius=100&lang=en")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/wards/thu/groups/T2?radius=100&lang=en",
    )
    sheet = client.get("/wards/thu/print/groups/2")
    assert (sheet.status_code, sheet.headers["Location"]) == (302, "/wards/thu/print/groups/T2")


@pytest.mark.parametrize(
    "path", ["groups/99", "groups/T9", "print/groups/99", "groups/99/qr.svg", "groups/%3Cscript%3E"]
)
def test_an_unknown_group_is_a_page_that_says_so(client: FlaskClient, path: str) -> None:
    assert "không có tổ nào mang số hoặc mã" in text_of(client, f"/wards/thu/{path}", status=404)


def test_an_id_of_any_characters_has_a_page_a_sheet_and_a_code(start: Start, tiny_files: WriteFiles) -> None:
    strange = "tổ 1?/#&"
    files = {name: data.replace(b'"T1"', json.dumps(strange).encode()) for name, data in tiny_files().items()}
    client = start(files)
    found = re.search(r'href="(/wards/thu/groups/t[^"]+)"', client.get("/wards/thu/groups/").text)
    assert found
    assert strange not in found[1]
    page = client.get(found[1])
    assert page.status_code == 200
    assert json.loads(re.search(r'id="page">(.*?)</script>', page.text, re.DOTALL)[1])["group"] == strange  # type: ignore[index]
    assert client.get(f"{found[1]}/qr.svg").data == qr_svg(f"http://localhost{found[1]}")
    assert client.get(found[1].replace("/groups/", "/print/groups/")).status_code == 200


def test_the_code_opens_the_configured_address(start: Start, tiny_files: WriteFiles) -> None:
    client = start(tiny_files(), public_url="http://192.168.1.10:8000")
    answer = client.get("/wards/thu/groups/T1/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.data == qr_svg("http://192.168.1.10:8000/wards/thu/groups/T1")
    text = text_of(client, "/wards/thu/groups/T1")
    assert "http://192.168.1.10:8000/wards/thu/groups/T1" in text
    assert "chỉ mở được trên chính máy này" not in text


def test_without_a_configured_address_the_code_opens_the_one_that_was_asked(client: FlaskClient) -> None:
    answer = client.get("/wards/thu/groups/T1/qr.svg", headers={"Host": "10.0.0.5:8000"})
    assert answer.data == qr_svg("http://10.0.0.5:8000/wards/thu/groups/T1")
    assert "private" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["groups/T1", "print/groups/T1"])
def test_an_address_that_phones_cannot_open_is_said_to_be_one(client: FlaskClient, path: str) -> None:
    assert "chỉ mở được trên chính máy này" in text_of(client, f"/wards/thu/{path}")
    elsewhere = client.get(f"/wards/thu/{path}", headers={"Host": "10.0.0.5:8000"}).text
    assert "chỉ mở được trên chính máy này" not in elsewhere


def test_the_sheet_carries_what_paper_needs(client: FlaskClient) -> None:
    text = text_of(client, "/wards/thu/print/groups/T1")
    for fact in (
        "Phường Thử",
        "Tổ dân phố 1",
        "Bản đồ điểm chữa cháy công cộng",
        "Số hộ 10",
        "Nhân khẩu 40",
        "Hộ trong 50 m đi bộ 8 / 10 (80 %)",
        "Vị trí minh họa, không phải vị trí thật",
        "điểm chữa cháy",
        "Nguồn: thử. Dữ liệu bản",
        "Khi có cháy, gọi 114",
    ):
        assert fact in text, fact


def test_points_out_of_use_and_late_checks_are_told_with_their_reason(
    start: Start, tiny_files: WriteFiles
) -> None:
    files = changed(
        tiny_files(second="suspended"),
        "fire_points",
        next_check_on="2026-01-01",
        lock="locked",
        has_rules=False,
    )
    text = text_of(start(files), "/wards/thu/groups/T2")
    assert "Không dùng được" in text
    assert "Không tính: tạm ngừng." in text
    assert "có khóa, cần người giữ chìa" in text
    assert "Thiếu nội quy" in text
    assert re.search(r"quá hạn [\d.]+ ngày", text)
    assert "Cần bổ sung" in text_of(start(files), "/wards/thu/groups/T1")


@pytest.mark.parametrize("path", ["groups/", "groups/T1", "print/groups/T1"])
def test_text_of_a_layer_stays_text(start: Start, tiny_files: WriteFiles, path: str) -> None:
    files = changed(
        tiny_files(point=HOSTILE, ward="Phường <b>Thử</b>"), "fire_points", address=HOSTILE, code=HOSTILE
    )
    answer = start(files).get(f"/wards/thu/{path}").text
    assert "<img src=x" not in answer
    assert "49</script>" not in answer
    assert "<b>Thử" not in answer
    if path != "groups/":
        assert "{{7*7}}" in answer


@pytest.mark.parametrize("path", ["groups/", "groups/T1", "print/groups/T1"])
def test_no_personal_data_reaches_a_page(start: Start, tiny_files: WriteFiles, path: str) -> None:
    files = changed(tiny_files(), "residential_groups", leader_ref=SECRETS[0])
    files = changed(files, "fire_points", manager_ref=SECRETS[1], keyholder_ref=SECRETS[2],
                    inspections=[{"inspected_on": "2026-11-01", "by_ref": SECRETS[0], "result": "pass"}])  # fmt: skip
    files = changed(files, "buildings", need_help=3)
    answer = start(files).get(f"/wards/thu/{path}").text
    assert not [secret for secret in SECRETS if secret in answer]
    assert "need_help" not in answer
