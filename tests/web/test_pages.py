"""The server's answers without a browser: pages, API, languages, headers, faults in words."""

from __future__ import annotations

import gzip
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from geoapp.bootstrap import services
from geoapp.config import Basemap, Config
from geoapp.web import create_app

Files = dict[str, bytes]
WriteFiles = Callable[..., Files]
Start = Callable[..., FlaskClient]


def fill(home: Path, wards: dict[str, Files]) -> None:
    (home / "layers").mkdir(parents=True, exist_ok=True)
    for ward, files in wards.items():
        folder = home / "layers" / ward
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)


@pytest.fixture
def start(tmp_path: Path) -> Start:
    def make(wards: dict[str, Files], **config: Any) -> FlaskClient:
        fill(tmp_path, wards)
        app = create_app(services(Config(tmp_path, **config)))
        app.testing = False  # faults must become answers, as they do for users
        app.config["PROPAGATE_EXCEPTIONS"] = False
        return app.test_client()

    return make


@pytest.fixture
def client(start: Start, tiny_files: WriteFiles) -> FlaskClient:
    return start({"thu": tiny_files()})


def settings_of(text: str) -> dict[str, Any]:
    found = re.search(r'id="page">(.*?)</script>', text, re.DOTALL)
    assert found
    page: dict[str, Any] = json.loads(found[1])
    return page


def test_the_front_page_goes_to_the_only_ward(client: FlaskClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/wards/thu/")


def test_several_wards_are_a_choice_and_one_with_faults_says_so(start: Start, tiny_files: WriteFiles) -> None:
    broken = {**tiny_files(ward="Phường Hỏng"), "fire_points.geojson": b"{"}
    text = start({"mot": tiny_files(ward="Phường Một"), "hong": broken}).get("/").text
    assert "Phường Một" in text
    assert "20 hộ" in text
    assert "Phường Hỏng" in text
    assert "1 chỗ cần sửa" in text


def test_an_empty_workspace_says_what_is_needed(start: Start) -> None:
    answer = start({}).get("/")
    assert answer.status_code == 200
    assert "Chưa có phường nào" in answer.text
    assert "geoapp demo" in answer.text


def test_the_map_page_carries_settings_and_no_data(client: FlaskClient) -> None:
    text = client.get("/wards/thu/").text
    page = settings_of(text)
    assert page["radii_m"] == [25, 50, 100, 200]
    assert page["state"] == {"radius": 50, "metric": "walking", "weight": "households"}
    assert "Ngõ Thử" not in text


def test_a_ward_with_nothing_but_groups_and_points_is_measured_straight(
    start: Start, tiny_files: WriteFiles
) -> None:
    files = {k: v for k, v in tiny_files().items() if k.split(".")[0] in ("ward", "fire_points", "residential_groups")}  # fmt: skip
    client = start({"thu": files})
    page = settings_of(client.get("/wards/thu/").text)
    assert page["metrics"] == ["straight"]
    document = client.get(page["urls"]["coverage"]).get_json()
    assert document["demand"]["estimated"] is True
    assert document["demand"]["weight"] == pytest.approx(20)


def test_english_is_remembered_and_vietnamese_comes_first(client: FlaskClient) -> None:
    assert "Khi có cháy, gọi 114" in client.get("/wards/thu/").text
    assert "In a fire, call 114" in client.get("/wards/thu/?lang=en").text
    assert "In a fire, call 114" in client.get("/wards/thu/").text
    assert "Khi có cháy, gọi 114" in client.get("/wards/thu/?lang=vi").text


def test_an_unknown_language_changes_nothing(client: FlaskClient) -> None:
    answer = client.get("/wards/thu/?lang=fr")
    assert 'lang="vi"' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_coverage_is_the_contract_and_right(client: FlaskClient) -> None:
    document = client.get("/api/wards/thu/coverage?radius=25&radius=51").get_json()
    assert document["format"] == "geoapp/coverage@1"
    assert document["parameters"]["metric"] == "walking"
    assert [r["covered"] for r in document["radii"]] == [8, 20]


def test_coverage_speaks_the_readers_language(
    client: FlaskClient, start: Start, tiny_files: WriteFiles
) -> None:
    url = "/api/wards/thu/coverage?radius=50"
    client = start({"thu": tiny_files(second="suspended")})
    vietnamese = client.get(url).get_json()["excluded"]
    english = client.get(url + "&lang=en").get_json()["excluded"]
    assert [e["id"] for e in vietnamese] == ["D2"]
    assert vietnamese != english


def test_coverage_comes_as_csv_too(client: FlaskClient) -> None:
    answer = client.get("/api/wards/thu/coverage?radius=25&format=csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.text.startswith("\ufefflevel,id,name")
    assert "all,,,20,20" in answer.text


@pytest.mark.parametrize(
    "value", ["nan", "inf", "1e400", "5e-324", "-1", "abc", "", "１０", "9" * 500, "0x10", "1_0"]
)
def test_a_radius_that_is_no_length_is_refused_in_words(client: FlaskClient, value: str) -> None:
    answer = client.get("/api/wards/thu/coverage", query_string={"radius": value})
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    problem = json.loads(answer.data)
    assert problem["detail"]
    assert problem["status"] == 400


@pytest.mark.parametrize("query", ["metric=flying", "weight=gold", "format=exe", "radius=50&metric=%00"])
def test_an_unknown_choice_names_the_known_ones(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/wards/thu/coverage?{query}")
    assert answer.status_code == 400
    assert re.search("straight|households|csv", json.loads(answer.data)["detail"])


def test_every_house_knows_its_nearest_point(client: FlaskClient) -> None:
    houses = client.get("/api/wards/thu/households").get_json()
    assert houses["facilities"] == ["D1", "D2"]
    assert houses["nearest"]["walking"] == [0] * 10 + [1] * 10
    assert houses["nearest"]["straight"] == houses["nearest"]["walking"]


def test_a_house_that_nothing_reaches_has_no_nearest_point(start: Start, tiny_files: WriteFiles) -> None:
    files = tiny_files(second="damaged")
    files["fire_points.geojson"] = files["fire_points.geojson"].replace(b'"active"', b'"damaged"')
    houses = start({"thu": files}).get("/api/wards/thu/households").get_json()
    assert set(houses["nearest"]["walking"]) == {-1}
    assert houses["facilities"] == []


def test_the_kit_of_every_point_is_told_in_the_readers_words(start: Start, tiny_files: WriteFiles) -> None:
    files = tiny_files(second="suspended")
    root = json.loads(files["fire_points.geojson"])
    root["features"][0]["properties"] |= {
        "has_sign": False,
        "next_check_on": "2020-01-02",
        "checked_on": "2019-12-31",
    }
    client = start({"thu": {**files, "fire_points.geojson": json.dumps(root).encode()}})
    points = client.get("/api/wards/thu/kit").get_json()["points"]
    assert points["D1"]["state"] == "needs"
    assert points["D1"]["lacks"] == ["Thiếu biển báo", "Quá hạn kiểm tra"]
    assert points["D1"]["checked_on"] == "2019-12-31"
    assert points["D1"]["overdue_days"] > 2000
    assert points["D2"]["state"] == "unusable"
    english = client.get("/api/wards/thu/kit?lang=en").get_json()["points"]
    assert english["D1"]["lacks"] == ["No sign", "Check is overdue"]


def test_areas_need_a_radius(client: FlaskClient) -> None:
    assert client.get("/api/wards/thu/coverage/areas").status_code == 400
    assert client.get("/api/wards/thu/coverage/areas?radius=25").get_json()["radius_m"] == 25


def test_every_layer_is_served_without_restricted_fields(client: FlaskClient) -> None:
    for layer in settings_of(client.get("/wards/thu/").text)["layers"]:
        assert client.get(f"/api/wards/thu/layers/{layer}").get_json()["features"]
    for layer in ("ward_outline", "group_borders", "built_up", "water_sources"):
        assert client.get(f"/api/wards/thu/layers/{layer}").status_code == 200
    assert client.get("/api/wards/thu/layers/secrets").status_code == 404


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/api/wards/thu/households")
    again = client.get("/api/wards/thu/households", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_answers_under_their_version_are_kept_and_others_are_checked(client: FlaskClient) -> None:
    url = settings_of(client.get("/wards/thu/").text)["urls"]["households"]
    assert "immutable" in client.get(url).headers["Cache-Control"]
    assert client.get("/api/wards/thu/households?v=old").headers["Cache-Control"] == "no-cache"


def test_a_change_on_disk_changes_the_answer(start: Start, tiny_files: WriteFiles, tmp_path: Path) -> None:
    client = start({"thu": tiny_files()})
    url = "/api/wards/thu/coverage?radius=25"
    before = client.get(url)
    fill(tmp_path, {"thu": tiny_files(second="damaged")})
    after = client.get(url, headers={"If-None-Match": before.headers["ETag"]})
    assert before.get_json()["radii"][0]["covered"] == 8
    assert after.get_json()["radii"][0]["covered"] == 4


def test_faulty_files_keep_the_last_good_map_and_say_so(
    start: Start, tiny_files: WriteFiles, tmp_path: Path
) -> None:
    client = start({"thu": tiny_files()})
    client.get("/wards/thu/")
    fill(tmp_path, {"thu": {"fire_points.geojson": b'{"type": "FeatureCollection", "features": [}'}})
    assert settings_of(client.get("/wards/thu/").text)["faults"] == 1
    data = client.get("/wards/thu/data").text
    assert "Điểm chữa cháy công cộng: 1" in data
    assert "Bản đồ vẫn dùng số liệu nhận lần trước" in data


def test_a_ward_that_never_opened_shows_its_faults(start: Start, tiny_files: WriteFiles) -> None:
    client = start({"thu": {**tiny_files(), "buildings.geojson": b"[]"}})
    page = client.get("/wards/thu/")
    assert page.status_code == 503
    assert "buildings.geojson" in page.text
    problem = client.get("/api/wards/thu/coverage")
    assert problem.mimetype == "application/problem+json"
    assert json.loads(problem.data)["faults"][0]["file"] == "buildings.geojson"
    assert client.get("/wards/thu/data").status_code == 200


def test_the_data_page_counts_every_layer(client: FlaskClient) -> None:
    text = client.get("/wards/thu/data").text
    assert "Số liệu không có lỗi" in text
    assert re.search(r"Nhà.*?20", text, re.DOTALL)


@pytest.mark.parametrize(
    "path", ["/nowhere", "/wards/none/", "/wards/..%2f..%2fetc/", "/wards/a%00b/", "/static/../config.py",
             "/static/%2e%2e/%2e%2e/config.py", "/static/js", "/api/wards/none/coverage", "/basemap.pmtiles",
             "/wards/thu/groups/none"]
)  # fmt: skip
def test_what_is_not_there_is_said_in_words(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
    assert re.search("Không|địa chỉ", answer.text)


def test_an_error_page_says_a_thing_once(client: FlaskClient) -> None:
    text = client.get("/nowhere").text
    assert text.count("Không có trang này") == 2  # the window's title and the heading
    assert "Xem lại địa chỉ" in text


def test_a_ward_in_which_nothing_can_be_counted_is_not_called_ready(
    start: Start, tiny_files: WriteFiles
) -> None:
    bare = {"ward.json": tiny_files(ward="Phường Trống")["ward.json"]}
    text = start({"mot": tiny_files(), "trong": bare}).get("/").text
    assert text.count("Sẵn sàng") == 1
    assert text.count("Chưa đủ số liệu") == 1


def test_a_wrong_method_is_refused_with_the_right_ones(client: FlaskClient) -> None:
    answer = client.post("/api/wards/thu/coverage")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_what_nobody_foresaw_goes_to_the_log_and_not_to_the_reader(
    start: Start, tiny_files: WriteFiles, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = start({"hong": tiny_files()})  # another ward: answers about the first are kept

    def broken(*_: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("geoapp.web.api.scene.public_layer", broken)
    with caplog.at_level(logging.ERROR):
        answer = client.get("/api/wards/hong/layers/alleys")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "secret of the house" in caplog.text


def test_pages_are_held_to_a_strict_policy_with_a_fresh_nonce(client: FlaskClient) -> None:
    policies = [client.get("/wards/thu/").headers["Content-Security-Policy"] for _ in range(2)]
    assert policies[0] != policies[1]
    assert "default-src 'none'" in policies[0]
    assert "unsafe-inline" not in policies[0]
    nonce = re.search(r"'nonce-(.+?)'", policies[0])
    assert nonce
    assert len(nonce[1]) >= 20


def test_every_inline_script_carries_the_nonce(client: FlaskClient) -> None:
    answer = client.get("/wards/thu/")
    scripts = re.findall(r"<script([^>]*)>", answer.text)
    assert scripts
    assert all("nonce=" in s or "application/json" in s for s in scripts)


def test_text_is_compressed_for_those_who_take_it(client: FlaskClient) -> None:
    for path in ("/wards/thu/", "/api/wards/thu/households", "/static/css/app.css"):
        plain = client.get(path)
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert len(packed.data) < len(plain.data)
        if not path.startswith("/wards"):
            assert gzip.decompress(packed.data) == plain.data


def test_static_files_are_kept_for_good_under_their_version(client: FlaskClient) -> None:
    page = client.get("/wards/thu/").text
    address = re.search(r'href="(/static/css/app\.css\?v=[0-9a-f]+)"', page)
    assert address
    assert "immutable" in client.get(address[1]).headers["Cache-Control"]
    assert client.get("/static/css/app.css?v=old").headers["Cache-Control"] == "no-cache"


def test_online_tiles_are_allowed_only_where_a_setting_names_them(
    start: Start, tiny_files: WriteFiles
) -> None:
    tiles = Basemap("tiles", "https://{s}.tiles.example/{z}/{x}/{y}.png", "© Ai đó")
    answer = start({"thu": tiny_files()}, basemap=tiles).get("/wards/thu/")
    assert "img-src 'self' data: blob: https://*.tiles.example;" in answer.headers["Content-Security-Policy"]
    assert settings_of(answer.text)["basemap"]["attribution"] == "© Ai đó"


def test_a_local_base_map_is_served_in_ranges(start: Start, tiny_files: WriteFiles, tmp_path: Path) -> None:
    file = tmp_path / "nen.pmtiles"
    file.write_bytes(bytes(range(256)))
    client = start({"thu": tiny_files()}, basemap=Basemap("pmtiles", str(file), "© OSM"))
    with client.get("/basemap.pmtiles", headers={"Range": "bytes=10-19"}) as answer:
        assert (answer.status_code, answer.data) == (206, bytes(range(10, 20)))


def test_hostile_names_stay_text_in_pages(start: Start, tiny_files: WriteFiles) -> None:
    name = "{{7*7}}<script>alert(1)</script>"
    client = start({"thu": tiny_files(ward=name)})
    for path in ("/wards/thu/", "/wards/thu/data", "/wards/thu/groups/", "/wards/thu/groups/T1"):
        text = client.get(path).text
        assert "<script>alert(1)" not in text
        assert "49" not in re.sub(r"[0-9a-f]{8,}|v=\w+|nonce=\S+", "", text).split("{{7*7}}")[0][-40:]


def test_health_answers_without_opening_a_ward(start: Start) -> None:
    assert start({"thu": {"ward.json": b"{"}}).get("/healthz").get_json()["status"] == "ok"


def test_pages_keep_apart_from_their_openers_wherever_browsers_let_them(client: FlaskClient) -> None:
    """Over plain http from another computer a browser refuses the header aloud, on every page's console."""
    name = "Cross-Origin-Opener-Policy"
    assert client.get("/wards/phuong-lam/", base_url="http://127.0.0.1:8000").headers[name] == "same-origin"
    assert client.get("/wards/phuong-lam/", base_url="https://may-chu.example").headers[name] == "same-origin"
    assert name not in client.get("/wards/phuong-lam/", base_url="http://192.168.1.10:8000").headers
