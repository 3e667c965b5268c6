"""Print, data, faults, errors, the choice of wards and empty states in a real browser: silent, alone, readable.

Every page is opened in both languages on a desk and on a phone. The fixture that opens it fails the test for a
console message, a policy report or a request outside; where the answer itself is an error the browser says so
in the console, and that one line is all it may say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import BaseWSGIServer, make_server

from geoapp.bootstrap import services
from geoapp.config import Config
from geoapp.web import create_app

READY = "html[data-ready]"
READ = ".brand svg"
"""Pages without a map are ready once their icons stand."""

Files = dict[str, bytes]
LANGUAGES = pytest.mark.parametrize("lang", ["vi", "en"])
DEVICES = pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])


def write(home: Path, ward: str, files: Files) -> None:
    folder = home / "layers" / ward
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def only(files: Files, *layers: str) -> Files:
    return {n: d for n, d in files.items() if n == "ward.json" or n.removesuffix(".geojson") in layers}


def edited(data: bytes, change: Callable[[list[dict[str, Any]]], Any]) -> bytes:
    root = json.loads(data)
    root["features"] = change(root["features"]) or root["features"]
    return json.dumps(root).encode()


def broken(files: Files) -> Files:
    """Return the files with one fault in a point, one in a group's count and one in a group's border."""

    def points(rows: list[dict[str, Any]]) -> None:
        rows[0]["properties"]["status"] = "đang dùng"

    def groups(rows: list[dict[str, Any]]) -> None:
        rows[0]["properties"]["households_with_extinguisher"] = 11
        ring = rows[1]["geometry"]["coordinates"][0]
        ring[1], ring[2] = ring[2], ring[1]

    return {
        **files,
        "fire_points.geojson": edited(files["fire_points.geojson"], points),
        "residential_groups.geojson": edited(files["residential_groups.geojson"], groups),
    }


def many_groups(files: Files, count: int) -> Files:
    """Return a ward of `count` strips in the place of the first group."""

    def strips(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        (west, south), (_, _), (east, north) = rows[0]["geometry"]["coordinates"][0][:3]
        step, out = (east - west) / count, []
        for i in range(count):
            a, b = west + i * step, west + (i + 1) * step
            ring = [[a, south], [b, south], [b, north], [a, north], [a, south]]
            facts = {**rows[0]["properties"], "number": i + 1, "households": 3}
            shape = {"type": "Polygon", "coordinates": [ring]}
            out.append({**rows[0], "id": f"T{i + 1}", "properties": facts, "geometry": shape})
        return out

    return {**files, "residential_groups.geojson": edited(files["residential_groups.geojson"], strips)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def origin(home: Path, start_server: Callable[..., str], tiny: Files) -> str:
    """Return a server over wards of every kind; ``cu`` was good when it started and has faults now."""
    write(home, "cu", tiny)
    write(home, "hong", {**tiny, "buildings.geojson": b"[]"})
    write(home, "to-va-diem", only(tiny, "residential_groups", "fire_points"))
    write(home, "chi-to", only(tiny, "residential_groups"))
    write(home, "chi-diem", only(tiny, "fire_points"))
    write(home, "trong", only(tiny))
    write(home, "mot-to", {**tiny, "residential_groups.geojson": edited(tiny["residential_groups.geojson"], lambda r: r[:1]),
                           "fire_points.geojson": edited(tiny["fire_points.geojson"], lambda r: r[:1]),
                           "buildings.geojson": edited(tiny["buildings.geojson"], lambda r: r[:10])})  # fmt: skip
    write(home, "sau-muoi", many_groups(only(tiny, "residential_groups", "fire_points"), 60))
    write(home, "khong-ngo", only(tiny, "residential_groups", "fire_points", "buildings"))
    no_points = edited(tiny["fire_points.geojson"], lambda rows: [{**rows[0], "properties": {**rows[0]["properties"], "status": "damaged"}}])  # fmt: skip
    write(home, "diem-hong", {**tiny, "fire_points.geojson": no_points})
    return start_server(home)


@pytest.fixture(scope="module")
def tiny(tiny_files: Callable[..., Files]) -> Files:
    return tiny_files()


@pytest.fixture
def serve_app() -> Iterator[Callable[[Path], str]]:
    """Return a function that serves a home folder from this process, with one address that breaks: ``/breaks``."""
    running: list[tuple[BaseWSGIServer, Thread]] = []

    def start(home: Path) -> str:
        app = create_app(services(Config(home)))
        app.add_url_rule("/breaks", view_func=lambda: 1 // 0)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def open_page(new_page: Callable[..., Any], origin: str) -> Callable[..., Any]:
    """Return a function that opens a page and waits for it; ``status`` is the one expected."""

    def go(path: str, ready: str = READY, status: int = 200, phone: bool = False) -> Any:
        page, watch = new_page(origin, phone=phone, expect=() if status == 200 else ("console",))
        answer = page.goto(f"{origin}{path}")
        page.wait_for_selector(ready, state="attached", timeout=60000)
        assert answer.status == status
        if status != 200:
            assert len(watch.console) == 1, watch.console
            assert f"status of {status}" in watch.console[0]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
        return page

    return go


@LANGUAGES
@DEVICES
def test_the_last_good_map_stays_in_use_and_says_so(
    open_page: Callable[..., Any], home: Path, tiny: Files, lang: str, phone: bool
) -> None:
    write(home, "cu", tiny)
    page = open_page("/wards/cu/?radius=100", phone=phone)
    assert page.locator("#stale").count() == 0
    write(home, "cu", broken(tiny))
    page.goto(page.url.split("?")[0] + f"?radius=100&lang={lang}")
    page.wait_for_selector(READY, state="attached")
    banner = page.locator("#stale").inner_text()
    assert ("3 chỗ cần sửa" if lang == "vi" else "3 faults to mend") in banner
    assert page.locator("#table tbody tr[data-group]").count() == 2
    assert page.locator("#say .big span").first.inner_text() == "20"
    for path in ("/wards/cu/groups/", "/wards/cu/groups/T1"):
        page.goto(page.url.split("/wards/")[0] + path)
        assert page.locator("#stale").inner_text() == banner
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
    page.locator("#stale a").click()
    page.wait_for_selector(".fault-box")
    assert page.url.endswith("/data")


@LANGUAGES
@DEVICES
def test_faults_are_numbered_alike_in_the_list_and_on_the_map(
    open_page: Callable[..., Any], home: Path, tiny: Files, lang: str, phone: bool
) -> None:
    write(home, "cu", tiny)
    open_page("/wards/cu/")
    write(home, "cu", broken(tiny))
    page = open_page(f"/wards/cu/data?lang={lang}", phone=phone)
    assert page.evaluate("document.activeElement.className") == "fault-box"
    listed = page.locator(".faults [data-fault]").all_inner_texts()
    marks = page.locator(".pin .fault-number").all_inner_texts()
    assert listed == ["1", "2", "3"]
    assert sorted(marks) == listed
    page.locator(".faults [data-fault='2']").click()
    assert page.evaluate("document.activeElement.textContent") == "2"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "fault-2"
    jumps = page.locator(".jumps a").all_inner_texts()
    assert [text[-1] for text in jumps] == ["2", "1"]
    assert not any(".geojson" in text for text in jumps)


@LANGUAGES
@DEVICES
def test_a_ward_that_never_opened_shows_what_to_mend(
    open_page: Callable[..., Any], lang: str, phone: bool
) -> None:
    page = open_page(f"/wards/hong/?lang={lang}", READ, 503, phone)
    rows = page.locator(".faults tbody tr").all_inner_texts()
    assert rows
    assert all("buildings.geojson" in row for row in rows)
    assert page.locator(".nav a, .tabs a").count() == 0
    assert page.evaluate("document.activeElement.className") == "fault-box"


@LANGUAGES
@DEVICES
def test_good_data_say_so_and_offer_every_layer(
    open_page: Callable[..., Any], lang: str, phone: bool
) -> None:
    page = open_page(f"/wards/mot-to/data?lang={lang}", READ, phone=phone)
    assert page.locator(".note.ok").is_visible()
    names = page.locator(".layer-table a").evaluate_all(
        "links => links.map(a => a.getAttribute('aria-label'))"
    )
    assert len(names) == len(set(names)) == 4


@LANGUAGES
@DEVICES
@pytest.mark.parametrize(
    "path", ["/nowhere", "/wards/none/", "/wards/mot-to/groups/none", "/wards/mot-to/print/groups/9"]
)
def test_what_is_not_there_is_said_once_with_a_way_on(
    open_page: Callable[..., Any], lang: str, phone: bool, path: str
) -> None:
    page = open_page(f"{path}?lang={lang}", READ, 404, phone)
    heading = page.locator("h1").inner_text()
    assert heading == ("Không có trang này" if lang == "vi" else "No such page")
    assert not page.locator(".fault-box p").inner_text().startswith(heading[:12])
    page.locator(".btn.main").click()
    page.wait_for_selector(READ, state="attached")
    assert "404" not in page.title()


@LANGUAGES
@DEVICES
def test_a_page_that_breaks_says_that_the_data_are_untouched(
    new_page: Callable[..., Any], serve_app: Callable[[Path], str], tmp_path: Path, lang: str, phone: bool
) -> None:
    origin = serve_app(tmp_path)
    page, watch = new_page(origin, phone=phone, expect=("console",))
    assert page.goto(f"{origin}/breaks?lang={lang}").status == 500
    page.wait_for_selector(READ, state="attached")
    assert len(watch.console) == 1, watch.console
    heading, text = page.locator("h1").inner_text(), page.locator(".fault-box p").inner_text()
    assert heading == ("Chương trình gặp lỗi" if lang == "vi" else "The program failed")
    assert ("Dữ liệu vẫn nguyên" if lang == "vi" else "data are untouched") in text
    assert "ZeroDivision" not in page.content()


@LANGUAGES
@DEVICES
def test_the_choice_of_wards_tells_which_can_be_used(
    open_page: Callable[..., Any], lang: str, phone: bool
) -> None:
    page = open_page(f"/?lang={lang}", READ, phone=phone)
    cards = {text.split("\n")[0]: text for text in page.locator(".ward").all_inner_texts()}
    assert page.locator(".ward").count() == 10
    tags = page.locator(".ward .tag").all_inner_texts()
    faults, incomplete, ready = (
        ("chỗ cần sửa", "Chưa đủ số liệu", "Sẵn sàng")
        if lang == "vi"
        else ("faults to mend", "Data incomplete", "Ready")
    )
    assert sum(faults in tag for tag in tags) >= 1
    assert sum(tag == incomplete for tag in tags) == 3
    assert sum(tag == ready for tag in tags) >= 5
    assert cards
    page.locator(".ward").first.press("Enter")
    page.wait_for_selector(READY, state="attached")


@LANGUAGES
@DEVICES
def test_an_empty_workspace_says_how_to_begin(
    new_page: Callable[..., Any], serve_app: Callable[[Path], str], tmp_path: Path, lang: str, phone: bool
) -> None:
    (tmp_path / "layers").mkdir()
    origin = serve_app(tmp_path)
    page, _ = new_page(origin, phone=phone)
    page.goto(f"{origin}/?lang={lang}")
    page.wait_for_selector(READ, state="attached")
    assert page.locator("h1").inner_text() == ("Chưa có phường nào" if lang == "vi" else "No ward yet")
    assert "geoapp demo" in page.locator("pre").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@LANGUAGES
@DEVICES
@pytest.mark.parametrize("ward", ["chi-to", "chi-diem", "trong"])
def test_a_ward_without_figures_lists_what_is_needed(
    open_page: Callable[..., Any], ward: str, lang: str, phone: bool
) -> None:
    page = open_page(f"/wards/{ward}/?lang={lang}", phone=phone)
    rows = page.locator(".needs li").all_inner_texts()
    there = "Đã có" if lang == "vi" else "Present"
    assert len(rows) == 4
    assert sum(there in row for row in rows) == (0 if ward == "trong" else 1)
    box, panel = page.locator(".empty .box").bounding_box(), page.locator("#panel").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    if phone:
        assert box["y"] + box["height"] <= panel["y"]
    assert page.locator(".badge").count() == (2 if ward == "chi-to" else 0)
    assert page.locator(".point-fire_points").count() == (2 if ward == "chi-diem" else 0)


@pytest.mark.parametrize(
    ("ward", "rows", "covered"),
    [
        ("to-va-diem", 2, None),
        ("mot-to", 1, "10"),
        ("sau-muoi", 60, None),
        ("khong-ngo", 2, "20"),
        ("diem-hong", 2, "0"),
    ],
)
@DEVICES
def test_a_ward_with_little_or_much_has_its_map_and_its_list(
    open_page: Callable[..., Any], ward: str, rows: int, covered: str | None, phone: bool
) -> None:
    page = open_page(f"/wards/{ward}/?radius=100", phone=phone)
    assert page.locator("#table tbody tr[data-group]").count() == rows
    if covered is not None:
        assert page.locator("#say .big span").first.inner_text() == covered
    has_ways = ward in ("mot-to", "diem-hong")
    assert page.locator("[data-choice=metric-walking]").count() == has_ways
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "the map scrolls as a document"
    estimated = ward in ("to-va-diem", "sau-muoi")
    assert ("ước lượng" in page.locator("#legend").text_content()) == estimated
    if phone:
        return
    listed = open_page(f"/wards/{ward}/groups/")
    assert listed.locator("#glist tbody tr").count() == rows
    for path in ("groups/T1", "print/groups/T1"):
        open_page(f"/wards/{ward}/{path}")


def test_rows_that_load_keep_the_height_of_the_rows_to_come(
    new_page: Callable[..., Any], origin: str
) -> None:
    page, _ = new_page(origin)
    held: list[Any] = []
    page.route("**/coverage?**", lambda route: held.append(route))
    page.goto(f"{origin}/wards/khong-ngo/")
    page.wait_for_selector(".skel-row")
    page.wait_for_selector(".point-fire_points")
    waiting = page.locator(".skel-row").first.bounding_box()["height"]
    for route in held:
        route.fallback()
    page.wait_for_selector(READY, state="attached")
    assert page.locator("#table tbody tr").first.bounding_box()["height"] == pytest.approx(waiting, abs=1)


@LANGUAGES
@DEVICES
def test_the_sheet_of_paper_is_ready_to_print(open_page: Callable[..., Any], lang: str, phone: bool) -> None:
    page = open_page(f"/wards/mot-to/print/groups/T1?lang={lang}", phone=phone)
    assert page.locator("#print").is_enabled()
    assert ("A4 đứng" if lang == "vi" else "A4 upright") in page.locator("#print-state").inner_text()
    page.emulate_media(media="print")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1


def test_a_house_names_its_nearest_point_and_leads_to_it(open_page: Callable[..., Any]) -> None:
    page = open_page("/wards/cu/?radius=50")
    lon, lat = page.evaluate(
        "fetch('/api/wards/cu/layers/buildings').then(r => r.json()).then(x => x.features[0].geometry.coordinates)"
    )
    page.evaluate("([lng, lat]) => geoapp.map.setView([lat, lng], 18, { animate: false })", [lon, lat])
    page.evaluate("([lng, lat]) => geoapp.map.fire('click', { latlng: L.latLng(lat, lng) })", [lon, lat])
    facts = page.locator(".card-float .kv").inner_text().replace("\u00a0", " ")
    assert "Điểm 1" in facts
    assert "50 m" in facts  # 45 m along the alley and 5 m to it
    page.get_by_role("button", name="Xem điểm gần nhất").click()
    assert page.locator("#card-title").inner_text() == "Điểm 1"


@LANGUAGES
def test_a_points_card_tells_kit_group_and_checks(open_page: Callable[..., Any], lang: str) -> None:
    page = open_page(f"/wards/cu/?lang={lang}")
    page.locator(".point-fire_points").first.focus()
    page.keyboard.press("Enter")
    card = page.locator(".card-float").inner_text()
    assert ("Đủ đồ" if lang == "vi" else "Kit complete") in card
    assert ("Tổ 1" if lang == "vi" else "Group 1") in card
    assert ("31/12/2031" if lang == "vi" else "31 Dec 2031") in card
