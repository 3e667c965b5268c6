"""The pages of the groups in a real browser: list, page, sheet of paper; desktop, phone, keyboard, no script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

READY = "html[data-ready]"
WARD = "phuong-lam"
PAGES = {"list": "groups/", "group": "groups/to-10", "print": "print/groups/to-10"}
LEAST_TARGET_PX = 24
COARSE_TARGET_PX = 44
A4_PX = (793.7, 1122.5)
REACH_BEYOND_THEIR_BOX = ".sos, .pin button, .leaflet-control-attribution a"
"""Controls whose area is larger than their box, and symbols, which would cover each other."""
HOSTILE = '<img src=x onerror="window.__hit=1">{{7*7}}</script><script>window.__hit=1</script>'


def open_page(page: Any, server: str, path: str, ward: str = WARD) -> Any:
    page.goto(f"{server}/wards/{ward}/{path}")
    page.wait_for_selector(READY, state="attached", timeout=60000)
    return page


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def colours(page: Any) -> int:
    """Return how many colours the base map's middle holds: a blank canvas has one."""
    return int(
        page.evaluate(
            """() => { const canvas = document.querySelector("canvas.base");
            const { width, height } = canvas;
            const { data } = canvas.getContext("2d").getImageData(width / 4, height / 4, width / 2, height / 2);
            const seen = new Set();
            for (let i = 0; i < data.length; i += 4) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
            return seen.size; }"""
        )
    )


def shown_groups(page: Any) -> list[str]:
    return list(page.locator("#glist tbody tr:visible .mini-plate").all_inner_texts())


def too_small(page: Any, least: int) -> list[str]:
    """Return visible controls below `least` pixels; links inside a sentence are excepted by the standard."""
    return list(
        page.evaluate(
            """([least, skip]) => [...document.querySelectorAll("button, a[href], input, select, summary")]
            .filter(node => node.checkVisibility({ visibilityProperty: true }))
            .filter(node => !node.matches(".skip") && !node.matches("p a") && !node.matches(skip))
            .map(node => [node, (node.matches("input") ? node.closest("label") : node).getBoundingClientRect()])
            .filter(([, box]) => box.width && Math.min(box.width, box.height) < least - 0.5)
            .map(([node, box]) => `${node.outerHTML.slice(0, 90)} ${box.width}x${box.height}`)""",
            [least, REACH_BEYOND_THEIR_BOX],
        )
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("device", ["page", "phone"])
def test_no_page_scrolls_sideways_and_every_control_can_be_hit(
    request: pytest.FixtureRequest, server: str, name: str, lang: str, device: str
) -> None:
    page = request.getfixturevalue(device)
    open_page(page, server, f"{PAGES[name]}?lang={lang}")
    width, view = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= view
    assert page.evaluate("document.documentElement.lang") == lang
    assert too_small(page, COARSE_TARGET_PX if device == "phone" else LEAST_TARGET_PX) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_number_114_stays_in_reach_while_the_page_scrolls(phone: Any, server: str, name: str) -> None:
    open_page(phone, server, PAGES[name])
    phone.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    phone.wait_for_timeout(200)
    assert phone.evaluate("scrollY") > 100
    box = phone.locator(".sos").bounding_box()
    assert 0 <= box["y"] < 60
    assert phone.locator(".sos").get_attribute("href") == "tel:114"


def test_the_list_searches_without_accents_and_orders_at_once(page: Any, server: str) -> None:
    open_page(page, server, "groups/")
    assert shown_groups(page) == [str(n) for n in range(1, 19)]
    page.locator("#find-text").fill("tô 9")
    assert shown_groups(page) == ["9"]
    assert "q=t" in page.url
    page.locator("#find-text").fill("dcc-10-02")
    assert shown_groups(page) == ["10"]
    page.locator("#find-text").fill("khong co dau")
    assert shown_groups(page) == []
    page.locator("#find-clear").click()
    page.locator("#find-sort").select_option("missing")
    missing = [
        int(re.sub(r"\D", "", text))
        for text in page.locator("#glist tbody td:nth-child(4)").all_inner_texts()
    ]
    assert missing == sorted(missing, reverse=True)
    page.reload()
    page.wait_for_selector(READY, state="attached")
    assert (
        shown_groups(page)[0]
        == max(zip(missing, shown_groups(page), strict=True), key=lambda pair: pair[0])[1]
    )


def test_the_browser_finds_and_orders_what_the_server_does(page: Any, server: str) -> None:
    for query in ("1", "ngõ 33", "TỔ 9", "308", "zzz"):
        for sort in ("number", "missing", "kit", "households"):
            open_page(page, server, f"groups/?q={query}&sort={sort}")
            served = shown_groups(page)
            open_page(page, server, "groups/")
            page.locator("#find-text").fill(query)
            page.locator("#find-sort").select_option(sort)
            assert shown_groups(page) == served, (query, sort)


def test_the_list_is_walked_by_keyboard_to_a_group(page: Any, server: str) -> None:
    open_page(page, server, "groups/")
    page.locator("#find-text").focus()
    page.keyboard.type("to 9")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/groups/to-09")
    page.wait_for_selector(READY, state="attached", timeout=60000)
    assert page.locator("h1").inner_text() == "Tổ dân phố 9"


def test_group_nine_shows_the_figures_of_the_article(page: Any, server: str) -> None:
    open_page(page, server, "groups/9")
    assert page.url.endswith("/groups/to-09")
    text = page.locator(".hero").inner_text().replace("\u00a0", " ")
    assert "181 hộ" in text
    assert "678 nhân khẩu" in text
    campaign = page.locator("[aria-labelledby=campaign-title]").inner_text().replace("\u00a0", " ")
    assert "mục tiêu 90 %" in campaign
    assert "30/08" in campaign
    assert "mục tiêu 100 %" in campaign


def test_the_map_shows_the_group_and_labels_its_points(page: Any, server: str) -> None:
    open_page(page, server, "groups/to-10")
    assert colours(page) > 50
    assert sorted(page.locator(".point-label").all_inner_texts()) == ["DCC-10-01", "DCC-10-02"]
    group = page.evaluate("JSON.parse(document.getElementById('page').textContent).group")
    assert group == "to-10"


def test_page_and_map_count_the_same_households(page: Any, server: str) -> None:
    open_page(page, server, "groups/to-10?radius=100")
    told = [
        int(n.replace(".", "")) for n in re.findall(r"[\d.]+", page.locator(".hero-say b").inner_text())[:2]
    ]
    answer = page.evaluate(
        """async () => { const page = JSON.parse(document.getElementById("page").textContent);
        const url = new URL(page.urls.coverage, location.href); url.searchParams.set("radius", "100");
        return (await (await fetch(url)).json()).groups.find(({ id }) => id === "to-10"); }"""
    )
    assert told == [answer["radii"][0]["covered_weight"], answer["weight"]]
    assert page.locator(".radii [aria-current]").inner_text() == "100\u00a0m"
    bands = [int(text.replace(".", "")) for text in page.locator(".band-keys b").all_inner_texts()]
    assert sum(bands) == told[1]
    assert sum(bands[:3]) == told[0]


def test_a_row_shows_its_point_on_the_map_and_a_symbol_opens_its_card(page: Any, server: str) -> None:
    open_page(page, server, "groups/to-10")
    page.locator(".show-point").nth(1).click()
    page.wait_for_timeout(500)
    assert page.locator(".point.selected .point-label").inner_text() == "DCC-10-02"
    page.keyboard.press("Enter")
    card = page.locator("#card-title")
    assert card.is_visible()
    page.keyboard.press("Escape")
    assert card.count() == 0
    assert page.locator(".point.selected").count() == 0


def test_the_wheel_scrolls_the_page_and_not_the_map(page: Any, server: str) -> None:
    open_page(page, server, "groups/to-10")
    zoom = page.evaluate("geoapp.map.getZoom()")
    page.locator("#map-box").hover()
    page.mouse.wheel(0, 400)
    page.wait_for_timeout(300)
    assert page.evaluate("geoapp.map.getZoom()") == zoom
    assert page.evaluate("scrollY") > 0
    page.get_by_role("button", name="Phóng to").click()
    page.wait_for_timeout(500)
    assert page.evaluate("geoapp.map.getZoom()") > zoom
    page.get_by_role("button", name="Xem cả tổ").click()
    page.wait_for_timeout(800)
    assert page.evaluate("geoapp.map.getZoom()") == pytest.approx(zoom, abs=0.06)


def test_a_phone_shows_plate_map_points_campaign_outside_and_code_in_this_order(
    phone: Any, server: str
) -> None:
    open_page(phone, server, "groups/to-10")
    parts = [
        ".plate",
        "#map-box",
        ".points",
        ".call",
        "[aria-labelledby=campaign-title]",
        "[aria-labelledby=outside-title]",
        "#qr",
    ]
    tops = [phone.locator(part).bounding_box()["y"] for part in parts]
    assert tops == sorted(tops)
    assert phone.locator(".plate").bounding_box()["height"] == pytest.approx(92, abs=1)
    assert phone.locator(".gmap").bounding_box()["height"] == pytest.approx(316, abs=1)
    assert phone.locator("#qr img").evaluate("image => image.naturalWidth > 0")


def test_without_scripts_every_fact_is_there(new_page: Callable[..., Any], server: str) -> None:
    page, _ = new_page(server, java_script_enabled=False)
    for path in PAGES.values():
        page.goto(f"{server}/wards/{WARD}/{path}")
        text = page.locator("main").inner_text()
        assert "DCC-10-01" in text or "Tổ 10" in text
    page.goto(f"{server}/wards/{WARD}/groups/to-10")
    assert page.locator(".point-row").count() == 2
    assert "Bản đồ cần JavaScript" in page.locator(".gmap").inner_text()


def test_a_server_that_fails_says_so_and_leaves_the_facts(new_page: Callable[..., Any], server: str) -> None:
    page, watch = new_page(server, expect=("console",))
    page.route("**/api/**", lambda call: call.fulfill(status=503, content_type="text/plain", body="busy"))
    open_page(page, server, "groups/to-10")
    note = page.locator("#map-failed")
    assert "Chưa lấy được số liệu" in note.inner_text()
    assert note.get_by_role("button", name="Thử lại").is_visible()
    assert page.locator(".point-row").count() == 2
    assert all("503" in line for line in watch.console)


@pytest.mark.parametrize("group", ["to-09", "to-10", "to-16"])
@pytest.mark.parametrize("device", ["page", "phone"])
def test_a_group_prints_as_exactly_one_sheet_of_a4(
    request: pytest.FixtureRequest, server: str, group: str, device: str
) -> None:
    page = request.getfixturevalue(device)
    open_page(page, server, f"print/groups/{group}")
    pdf = page.pdf(prefer_css_page_size=True)
    assert pages_of(pdf) == 1
    box = [float(n) for n in re.search(rb"/MediaBox\s*\[([^\]]+)\]", pdf)[1].split()]  # type: ignore[index]
    assert box[2:] == pytest.approx([595.3, 841.9], abs=1)


def test_the_sheet_has_the_size_of_paper_on_the_screen_and_waits_for_its_map(page: Any, server: str) -> None:
    page.goto(f"{server}/wards/{WARD}/print/groups/to-10")
    assert page.locator("#print").is_disabled()
    page.wait_for_selector(READY, state="attached", timeout=60000)
    assert page.locator("#print").is_enabled()
    box = page.locator("#sheet").bounding_box()
    assert (box["width"], box["height"]) == pytest.approx(A4_PX, abs=2)
    assert (
        page.evaluate("document.querySelector('canvas.base').width")
        >= 3 * page.locator(".sheet-map").bounding_box()["width"]
    )
    assert colours(page) > 50
    assert "Tỷ lệ khoảng 1:" in page.locator("#scale-text").inner_text()
    assert page.locator(".leaflet-control-scale-line").is_visible()
    assert page.locator(".north").is_visible()
    assert page.locator(".sheet-foot img").evaluate("image => image.naturalWidth > 0")


def test_paper_shows_no_controls_and_the_button_prints(page: Any, server: str) -> None:
    page.add_init_script("window.print = () => { window.__printed = (window.__printed || 0) + 1; };")
    open_page(page, server, "print/groups/to-10")
    page.locator("#print").click()
    assert page.evaluate("window.__printed") == 1
    height = page.locator(".sheet-map").bounding_box()["height"]
    page.emulate_media(media="print")
    for hidden in (".top", ".print-bar", ".print-warning", ".tabs"):
        assert not page.locator(hidden).is_visible(), hidden
    assert page.locator(".sheet-map").bounding_box()["height"] == pytest.approx(height, abs=1)


def test_a_group_with_many_points_runs_over_to_a_second_sheet(
    new_page: Callable[..., Any],
    start_server: Callable[..., str],
    tiny_files: Callable[..., Any],
    tmp_path: Path,
) -> None:
    files = tiny_files()
    root = json.loads(files["fire_points.geojson"])
    first = root["features"][0]
    root["features"] = [
        {**first, "id": f"P{n:02d}", "properties": {**first["properties"], "code": f"P{n:02d}"}}
        for n in range(24)
    ]
    origin = serve(start_server, tmp_path, {**files, "fire_points.geojson": json.dumps(root).encode()})
    page, _ = new_page(origin)
    open_page(page, origin, "print/groups/T1", ward="thu")
    assert page.locator(".sheet-point").count() == 24
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 2


def test_text_of_a_layer_stays_text_on_every_page(
    new_page: Callable[..., Any],
    start_server: Callable[..., str],
    tiny_files: Callable[..., Any],
    tmp_path: Path,
) -> None:
    files = tiny_files(point=HOSTILE)
    root = json.loads(files["fire_points.geojson"])
    for one in root["features"]:
        one["properties"].update(code=HOSTILE, address=HOSTILE)
    origin = serve(start_server, tmp_path, {**files, "fire_points.geojson": json.dumps(root).encode()})
    page, _ = new_page(origin)
    for path in ("groups/", "groups/T1", "print/groups/T1"):
        open_page(page, origin, path, ward="thu")
        assert page.evaluate("window.__hit") is None
    assert "{{7*7}}" in page.locator(".sheet-points").inner_text()
    open_page(page, origin, "groups/T1", ward="thu")
    page.locator(".point-fire_points").first.focus()
    page.keyboard.press("Enter")
    assert "{{7*7}}" in page.locator("#card-title").inner_text()
    assert page.evaluate("window.__hit") is None


def test_a_ward_with_nothing_but_groups_and_points_has_its_pages(
    new_page: Callable[..., Any],
    start_server: Callable[..., str],
    tiny_files: Callable[..., Any],
    tmp_path: Path,
) -> None:
    files = {
        name: data
        for name, data in tiny_files().items()
        if name not in ("buildings.geojson", "alleys.geojson")
    }
    origin = serve(start_server, tmp_path, files)
    page, _ = new_page(origin)
    for path in ("groups/", "groups/T1", "print/groups/T1"):
        open_page(page, origin, path, ward="thu")
    open_page(page, origin, "groups/T1", ward="thu")
    text = page.locator("main").inner_text().replace("\u00a0", " ")
    assert "đường thẳng" in text
    assert "Số liệu ước lượng" in text
    assert re.search(r"D2 Tổ 2 \d+ m, hướng đông", re.sub(r"\s+", " ", text))


def serve(start_server: Callable[..., str], home: Path, files: dict[str, bytes]) -> str:
    folder = home / "layers" / "thu"
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return start_server(home)
