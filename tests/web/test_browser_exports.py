"""The exports' page in a real browser: pictures, orders, progress, files on disk; by mouse, keyboard and thumb."""

from __future__ import annotations

import io
import json
import shutil
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pikepdf
import pytest

READY = "html[data-ready]"
LONG_MS = 240_000
LAM = "phuong-lam"
PLAN = "Họp <b>tháng</b> 11"
STRANGER = {"X-Real-IP": "192.0.2.77"}
"""A request that a proxy passed on does not come from the officer's own computer."""
REPOSITORY = Path(__file__).resolve().parents[2]
CARDS = ["map", "atlas", "summary", "slides", "report", "group", "xlsx", "data", "html"]
Files = dict[str, bytes]


def write(home: Path, ward: str, files: Files) -> None:
    folder = home / "layers" / ward
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@pytest.fixture(scope="module")
def origin(home: Path, start_server: Callable[..., str], tiny_files: Callable[..., Files]) -> str:
    """Return a server over the sample ward, the tiny one with a variant, and one with ways alone."""
    shutil.copytree(REPOSITORY / "data" / "geojson" / LAM, home / "layers" / LAM)
    tiny = tiny_files()
    write(home, "thu", tiny)
    write(home, "doi", tiny)
    write(home, "khong-ho", {name: tiny[name] for name in ("ward.json", "alleys.geojson")})
    started = start_server(home)
    lon, lat = json.loads(tiny["buildings.geojson"])["features"][9]["geometry"]["coordinates"]
    plan = {"name": PLAN, "parameters": {"radius": 25, "metric": "straight"}, "sites": [{"id": "a", "lon": lon, "lat": lat}]}
    call = urllib.request.Request(
        f"{started}/api/wards/thu/plans", json.dumps(plan).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(call, timeout=60) as answer:
        assert answer.status in (200, 201)
    return started


@pytest.fixture
def opened(new_page: Callable[..., Any], origin: str) -> Callable[..., Any]:
    def go(ward: str = "thu", query: str = "", **options: Any) -> Any:
        page, _ = new_page(origin, **options)
        page.goto(f"{origin}/wards/{ward}/exports{query}")
        page.wait_for_selector(READY, state="attached", timeout=LONG_MS)
        return page

    return go


def card(page: Any, name: str) -> Any:
    return page.locator(f"[data-card={name}]")


def shown(page: Any, selector: str) -> None:
    page.wait_for_selector(selector, timeout=LONG_MS)


def says(page: Any, selector: str, words: str) -> None:
    page.wait_for_function(
        "([s, w]) => document.querySelector(s)?.textContent.replaceAll('\\u00a0', ' ').includes(w)",
        arg=[selector, words],
        timeout=LONG_MS,
    )


def make(page: Any, name: str) -> None:
    """Press the button that makes a card's file, and wait for the file."""
    card(page, name).locator("[data-do=make], [data-do=again]").first.click()
    shown(page, f"[data-card={name}] [data-do=get]")


def fetched(page: Any, link: Any) -> tuple[str, bytes]:
    """Press a link and return the name and the bytes of the file that comes."""
    with page.expect_download(timeout=LONG_MS) as waiting:
        link.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def orders(page: Any) -> list[str]:
    """Return the ids of the orders in the list."""
    ids: list[str] = page.locator("#made li").evaluate_all("rows => rows.map(row => row.dataset.order)")
    return ids


def pictures(page: Any, count: int) -> None:
    """Wait until so many cards show a picture that has loaded."""
    page.wait_for_function(
        "n => [...document.querySelectorAll('.face img')].filter(i => i.complete && i.naturalWidth > 300).length === n",
        arg=count,
        timeout=LONG_MS,
    )


def test_every_card_shows_the_first_page_of_its_file(opened: Callable[..., Any]) -> None:
    page = opened()
    assert page.locator(".ecard").evaluate_all("cards => cards.map(card => card.dataset.card)") == CARDS
    pictures(page, len(CARDS))
    sources = page.locator(".face img").evaluate_all("pictures => pictures.map(one => one.src)")
    assert len(set(sources)) == len(CARDS)
    assert "50 m đi bộ" in page.locator("#lead").inner_text().replace("\u00a0", " ")
    assert page.locator(".skel").count() == 0


def test_another_choice_brings_another_picture_and_stays_in_the_address(opened: Callable[..., Any]) -> None:
    page = opened()
    pictures(page, len(CARDS))
    before = card(page, "map").locator("img").get_attribute("src")
    page.locator("[data-choice=radius-25]").click()
    says(page, "#lead", "25 m đi bộ")
    page.wait_for_function(
        "old => { const i = document.querySelector('[data-card=map] img'); return i && i.getAttribute('src') !== old; }",
        arg=before,
        timeout=LONG_MS,
    )
    page.locator("[data-choice=colour-false]").click()
    assert "radius=25" in page.url
    assert "colour=false" in page.url
    page.reload()
    page.wait_for_selector(READY, state="attached", timeout=LONG_MS)
    assert page.locator("[data-choice=radius-25]").get_attribute("aria-pressed") == "true"
    assert page.locator("[data-choice=colour-false]").get_attribute("aria-pressed") == "true"


def test_a_file_is_ordered_watched_sheet_by_sheet_and_fetched(opened: Callable[..., Any]) -> None:
    page = opened(LAM)
    card(page, "atlas").locator("[data-do=make]").click()
    says(page, "#line-atlas", "Đang vẽ tờ")
    shown(page, "[data-card=atlas] [role=progressbar][aria-valuenow]")
    page.wait_for_function(
        "() => Number(document.querySelector('[data-card=atlas] [role=progressbar]')?.getAttribute('aria-valuenow')) > 0",
        timeout=LONG_MS,
    )
    shown(page, "[data-card=atlas] [data-do=get]")
    assert "sẵn sàng" in page.locator("#spoken").inner_text()
    name, data = fetched(page, card(page, "atlas").locator("[data-do=get]"))
    assert name.startswith(f"{LAM}-tap-ban-do-")
    assert name.endswith(".pdf")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert f"{len(pdf.pages)} tờ" in page.locator("#line-atlas").inner_text().replace("\u00a0", " ")


def test_an_order_is_cancelled_and_can_be_given_again(opened: Callable[..., Any]) -> None:
    page = opened(LAM, "?radius=100")
    card(page, "atlas").locator("[data-do=make]").click()
    shown(page, "[data-card=atlas] [data-do=cancel]")
    [newest, *_] = orders(page)
    card(page, "atlas").locator("[data-do=cancel]").click()
    says(page, f"[data-order='{newest}']", "Đã hủy")
    shown(page, "[data-card=atlas] [data-do=make]")
    page.locator(f"[data-key='remove-{newest}']").click()
    page.wait_for_selector(f"[data-order='{newest}']", state="detached", timeout=LONG_MS)
    assert page.locator("dialog").count() == 0, "what never came to be leaves the list without a question"


def test_news_of_sheets_take_no_button_from_under_the_pointer(opened: Callable[..., Any]) -> None:
    page = opened(LAM, "?radius=50&colour=false")
    make(page, "summary")
    card(page, "atlas").locator("[data-do=make]").click()
    shown(page, "[data-card=atlas] [role=progressbar][aria-valuenow]")
    [busy, finished, *_] = orders(page)
    kept = [
        page.locator(selector).element_handle()
        for selector in ("[data-card=atlas] [data-do=cancel]", "[data-card=summary] [data-do=get]", f"[data-key='cancel-{busy}']",
                         f"[data-key='get-{finished}']", f"[data-key='remove-{finished}']")
    ]  # fmt: skip
    before = page.locator("#line-atlas").inner_text()
    page.wait_for_function(
        "old => { const s = document.querySelector('#line-atlas').textContent; return s !== old && s.includes('Đang vẽ tờ'); }",
        arg=before,
        timeout=LONG_MS,
    )
    assert [handle.evaluate("node => node.isConnected") for handle in kept] == [True] * 5
    said = page.locator("#line-atlas").inner_text()
    assert said in page.locator(f"[data-order='{busy}']").inner_text(), "the list tells the same sheet"
    kept[0].click()
    says(page, f"[data-order='{busy}']", "Đã hủy")


def test_a_reload_finds_what_is_under_way_and_what_is_finished(opened: Callable[..., Any]) -> None:
    page = opened(LAM, "?radius=25")
    make(page, "summary")
    card(page, "atlas").locator("[data-do=make]").click()
    shown(page, "[data-card=atlas] [data-do=cancel]")
    busy = orders(page)[0]
    page.reload()
    page.wait_for_selector(READY, state="attached", timeout=LONG_MS)
    assert card(page, "summary").locator("[data-do=get]").count() == 1
    assert busy in orders(page)
    assert card(page, "atlas").locator("[data-do=cancel], [data-do=get]").count() == 1
    if card(page, "atlas").locator("[data-do=cancel]").count():
        card(page, "atlas").locator("[data-do=cancel]").click()
        says(page, f"[data-order='{busy}']", "Đã hủy")


def test_a_finished_file_is_deleted_only_after_a_question(opened: Callable[..., Any], home: Path) -> None:
    page = opened("thu", "?radius=200")
    make(page, "summary")
    newest = orders(page)[0]
    url = card(page, "summary").locator("[data-do=get]").get_attribute("href")
    page.locator(f"[data-key='remove-{newest}']").click()
    assert page.evaluate("document.activeElement.textContent") == "Thôi", "the safe answer has the focus"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.key") == f"remove-{newest}"
    before = len(list((home / "exports").glob("*.pdf")))
    page.locator(f"[data-key='remove-{newest}']").click()
    page.locator("dialog .btn.danger").click()
    page.wait_for_selector(f"[data-order='{newest}']", state="detached", timeout=LONG_MS)
    shown(page, "[data-card=summary] [data-do=make]")
    assert page.request.get(urljoin(page.url, url)).status == 404
    assert len(list((home / "exports").glob("*.pdf"))) == before - 1


def test_the_keyboard_alone_makes_and_fetches_a_file(opened: Callable[..., Any]) -> None:
    page = opened("thu", "?radius=100")
    pictures(page, len(CARDS))
    card(page, "map").locator("select").focus()
    page.keyboard.press("Home")
    assert card(page, "map").locator("select").input_value() == "map-a4"
    assert page.evaluate("document.activeElement.dataset.field") == "kind", "the focus stays on the choice"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.do") == "make"
    page.keyboard.press("Enter")
    shown(page, "[data-card=map] [data-do=get]")
    assert page.evaluate("document.activeElement.dataset.do") == "get", "the focus goes to the file that came"
    with page.expect_download(timeout=LONG_MS) as waiting:
        page.keyboard.press("Enter")
    with pikepdf.open(waiting.value.path()) as pdf:
        width, height = (float(pdf.pages[0].mediabox[i]) / 72 * 25.4 for i in (2, 3))
    assert (round(width), round(height)) == (297, 210)


def test_a_preview_opens_large_and_escape_gives_the_focus_back(opened: Callable[..., Any]) -> None:
    page = opened()
    pictures(page, len(CARDS))
    card(page, "summary").locator(".face").focus()
    page.keyboard.press("Enter")
    large = page.locator("dialog.large img")
    assert large.get_attribute("src") == card(page, "summary").locator("img").get_attribute("src")
    assert large.evaluate("picture => picture.naturalWidth") > 300
    assert large.get_attribute("alt")
    page.keyboard.press("Escape")
    assert page.locator("dialog").count() == 0
    assert page.evaluate("document.activeElement.closest('.ecard').dataset.card") == "summary"


def test_a_variant_fixes_radius_and_metric_and_its_name_is_text(opened: Callable[..., Any]) -> None:
    page = opened()
    page.locator("#choice-plan").select_option(label=page.locator("#choice-plan option").nth(1).inner_text())
    says(page, "#lead", "25 m đường thẳng")
    assert page.locator("[data-choice=radius-25]").get_attribute("aria-pressed") == "true"
    assert page.locator("[data-choice=metric-straight]").get_attribute("aria-pressed") == "true"
    assert page.locator("[data-choice^=radius-]:not(:disabled), [data-choice^=metric-]:not(:disabled)").count() == 0
    assert "plan=" in page.url
    make(page, "data")
    newest = page.locator(f"[data-order='{orders(page)[0]}']")
    assert f"Phương án “{PLAN}”" in newest.inner_text()
    make(page, "html")
    newest = page.locator(f"[data-order='{orders(page)[0]}']")
    assert PLAN not in newest.inner_text(), "the offline map shows no variant, and says none"
    assert "25 m đường thẳng" in newest.inner_text().replace("\u00a0", " ")
    page.locator("#choice-plan").select_option("")
    says(page, "#lead", "50 m đi bộ")
    assert page.locator("[data-choice=radius-100]").is_enabled()


def test_a_file_of_yesterdays_data_says_so_and_is_made_again(opened: Callable[..., Any], home: Path) -> None:
    page = opened("doi")
    make(page, "summary")
    layer = home / "layers" / "doi" / "fire_points.geojson"
    points = json.loads(layer.read_bytes())
    points["features"][1]["properties"]["status"] = "suspended"
    layer.write_text(json.dumps(points), encoding="utf-8")
    page.reload()
    page.wait_for_selector(READY, state="attached", timeout=LONG_MS)
    assert "Số liệu đã đổi" in card(page, "summary").inner_text()
    assert card(page, "summary").locator("[data-do=get]").count() == 1, "the old file can still be fetched"
    old = orders(page)[0]
    card(page, "summary").locator("[data-do=again]").click()
    page.wait_for_function(
        "() => document.querySelector('[data-card=summary] .card-state').textContent === 'Sẵn sàng'", timeout=LONG_MS
    )
    assert orders(page)[1] == old
    assert "Số liệu đã đổi" in page.locator(f"[data-order='{old}']").inner_text()


def test_groups_for_an_atlas_are_chosen_and_none_is_refused(opened: Callable[..., Any]) -> None:
    page = opened("thu", "?radius=25")
    button = card(page, "atlas").locator("[data-field=groups]")
    assert "Tất cả 2 tổ" in button.inner_text().replace("\u00a0", " ")
    button.click()
    page.get_by_role("button", name="Bỏ hết").click()
    page.get_by_role("button", name="Dùng các tổ này").click()
    says(page, "dialog .note.bad", "ít nhất một tổ")
    page.get_by_label("Tổ 2").check()
    page.get_by_role("button", name="Dùng các tổ này").click()
    assert "1 trong 2 tổ" in button.inner_text().replace("\u00a0", " ")
    card(page, "atlas").locator("[data-field=kind]").select_option("atlas-files")
    make(page, "atlas")
    _, data = fetched(page, card(page, "atlas").locator("[data-do=get]"))
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        assert len(files.namelist()) == 1


def test_a_thumb_on_a_phone_makes_and_fetches_a_picture_for_the_chat(opened: Callable[..., Any]) -> None:
    page = opened("thu", "?group=T2", phone=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert card(page, "group").locator("[data-field=group]").input_value() == "T2"
    card(page, "group").locator("[data-field=kind]").select_option("group-picture")
    card(page, "group").locator("[data-do=make]").tap()
    shown(page, "[data-card=group] [data-do=get]")
    with page.expect_download(timeout=LONG_MS) as waiting:
        card(page, "group").locator("[data-do=get]").tap()
    assert waiting.value.suggested_filename.startswith("thu-anh-to-t2-")
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_english_readers_get_english_pages_and_files(opened: Callable[..., Any]) -> None:
    page = opened("thu", "?lang=en")
    assert page.locator("h1").inner_text() == "Files for the meeting"
    assert not [key for key in page.locator("main").inner_text().split() if key.startswith("export.")]
    make(page, "xlsx")
    name, data = fetched(page, card(page, "xlsx").locator("[data-do=get]"))
    assert name.startswith("thu-figures-")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = book.read("xl/workbook.xml").decode()
    assert "Groups" in sheets
    assert "Tổ" not in sheets


def test_a_ward_without_groups_and_houses_says_so_and_still_gives_a_map(opened: Callable[..., Any]) -> None:
    page = opened("khong-ho")
    for name in ("atlas", "group"):
        assert "chưa có lớp tổ dân phố" in card(page, name).inner_text()
        assert card(page, name).locator("[data-do]").count() == 0
    assert "chưa có đủ lớp" in page.locator("#lead").inner_text()
    pictures(page, len(CARDS) - 2)
    make(page, "map")
    _, data = fetched(page, card(page, "map").locator("[data-do=get]"))
    assert data.startswith(b"%PDF")


def test_addresses_ask_a_stranger_for_the_officers_code_and_giving_up_orders_nothing(
    opened: Callable[..., Any],
) -> None:
    page = opened("thu", "?radius=25", extra_http_headers=STRANGER, expect=("console",))
    before = orders(page)
    card(page, "xlsx").locator("[role=switch]").check()
    assert "chỉ cán bộ" in page.locator("#line-xlsx").inner_text()
    card(page, "xlsx").locator("[data-do=make]").click()
    says(page, "#dialog-title", "Nhập mã cán bộ")
    page.keyboard.press("Escape")
    assert page.locator("dialog").count() == 0
    assert orders(page) == before
    assert card(page, "xlsx").locator("[data-do=make]").is_enabled()


def test_a_server_that_does_not_answer_is_said_and_the_page_goes_on(opened: Callable[..., Any]) -> None:
    page = opened("thu", "?radius=25", expect=("console", "failed"))
    pictures(page, len(CARDS))
    page.route("**/api/wards/thu/exports?*", lambda call: call.abort("connectionfailed"))
    card(page, "slides").locator("[data-do=make]").click()
    says(page, "#toast", "Máy chủ không trả lời")
    assert card(page, "slides").locator("[data-do=make]").is_enabled()
    page.unroute("**/api/wards/thu/exports?*")
    make(page, "slides")
    _, data = fetched(page, card(page, "slides").locator("[data-do=get]"))
    assert data.startswith(b"PK")


def test_pictures_and_the_list_come_by_themselves_once_a_lost_network_is_back(
    new_page: Callable[..., Any], origin: str
) -> None:
    page, _ = new_page(origin, expect=("console", "failed"))
    page.route("**/api/wards/thu/exports**", lambda call: call.abort("connectionfailed"))
    page.goto(f"{origin}/wards/thu/exports")
    page.wait_for_selector(READY, state="attached", timeout=LONG_MS)
    says(page, "#toast", "Máy chủ không trả lời")
    says(page, "[data-card=map] .face", "Máy chủ không trả lời")
    assert page.locator(".face img").count() == 0
    page.unroute("**/api/wards/thu/exports**")
    pictures(page, len(CARDS))


def called(page: Any, method: str, url: str, body: Any = None) -> Any:
    """Call the API as the page does and return the answer."""
    return page.evaluate(
        "([method, url, body]) => fetch(url, {method, headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)})"
        ".then(answer => answer.json())", [method, url, body or {}],
    )  # fmt: skip


def test_what_was_broken_off_is_made_again_from_the_list_as_it_was_ordered(
    opened: Callable[..., Any]
) -> None:
    page = opened()
    atlas = called(page, "POST", f"/api/wards/{LAM}/exports", {"kind": "atlas"})  # so that the next one waits
    wanted = {"kind": "map-a4", "colour": False, "radius": 25, "metric": "straight"}
    ordered = called(page, "POST", "/api/wards/thu/exports?lang=en", wanted)
    for ward, order in (("thu", ordered), (LAM, atlas)):
        called(page, "DELETE", f"/api/wards/{ward}/exports/{order['id']}")
    page.reload()
    page.wait_for_selector(READY, state="attached", timeout=LONG_MS)
    row = page.locator(f"#made li[data-order='{ordered['id']}']")
    row.wait_for(timeout=LONG_MS)
    assert row.get_attribute("data-state") == "cancelled"
    row.locator("button", has_text="Làm lại").click()
    shown(page, "#made li:first-child a")
    name, data = fetched(page, page.locator("#made li:first-child a"))
    assert name.startswith("thu-map-a4-black-white-"), "in the language and the colours that were ordered"
    assert data.startswith(b"%PDF-")
    assert ordered["id"] not in orders(page), "what came to nothing leaves the list for it"


def test_the_page_of_a_group_opens_from_disk_at_that_group(
    opened: Callable[..., Any], new_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = opened("thu", "?group=T2&radius=25")
    card(page, "group").locator("[data-field=kind]").select_option("html")
    make(page, "group")
    name, data = fetched(page, card(page, "group").locator("[data-do=get]"))
    file = tmp_path / name
    file.write_bytes(data)
    alone, _ = new_page("file://")
    alone.goto(file.as_uri())
    alone.wait_for_selector(READY, state="attached", timeout=LONG_MS)
    assert alone.locator("#table tr.selected").evaluate_all("rows => rows.map(row => row.dataset.group)") == ["T2"]
    assert alone.locator("[data-choice=radius-25]").get_attribute("aria-pressed") == "true"
    alone.locator("#table tbody tr[data-group=T1] button").first.click()
    assert alone.locator("#table tr.selected").get_attribute("data-group") == "T1", "the reader can go on"
