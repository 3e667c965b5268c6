"""The Map page in a real browser: figures, controls, address, keyboard, phone; silent and alone."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("geoapp.web.pages") is None,
    reason="THE FLASK SERVER IS NOT BUILT YET: the Map page's tests wait for geoapp.web.pages",
)
READY = "html[data-ready]"
WARD = "phuong-lam"
LEAST_TARGET_PX = 24
COARSE_TARGET_PX = 44
REACH_BEYOND_THEIR_BOX = ".sos, #grab, #search-input, .pin button, .leaflet-control a"
"""Controls whose area is larger than their box, and symbols, which would cover each other."""


def open_map(page: Any, server: str, query: str = "") -> Any:
    page.goto(f"{server}/wards/{WARD}/{query}")
    page.wait_for_selector(READY, state="attached", timeout=60000)
    return page


def number(text: str) -> int:
    match = re.search(r"[\d.,]+", text)
    assert match, text
    return int(re.sub(r"[.,]", "", match[0]))


def covered(page: Any) -> int:
    return number(page.locator("#say .big span").first.inner_text())


def query(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query, keep_blank_values=True)


def picture(page: Any) -> str:
    page.wait_for_timeout(250)
    return str(page.evaluate("document.querySelector('canvas.base').toDataURL()"))


def test_the_page_says_what_matters_and_draws_the_ward(page: Any, server: str) -> None:
    open_map(page, server)
    assert page.locator("#table tbody tr[data-group]").count() == 18
    assert page.locator(".badge").count() == 18
    assert page.locator(".point-fire_points").count() == 21
    assert covered(page) > 0
    assert "Dữ liệu minh họa" in page.locator(".top").inner_text()
    assert "Dữ liệu minh họa" in page.locator(".leaflet-control-attribution").inner_text()
    assert "114" in page.locator(".sos").inner_text()


def test_the_bands_add_up_to_all_households(page: Any, server: str) -> None:
    open_map(page, server)
    bands = [number(text) for text in page.locator(".keys b").all_inner_texts()]
    total = number(page.locator("#say .big i").inner_text())
    assert sum(bands) == total
    assert bands[0] + bands[1] == covered(page)


def test_the_rows_of_the_groups_add_up_to_the_figure(page: Any, server: str) -> None:
    open_map(page, server)
    rows = page.locator("#table tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('td.num')].map(cell => cell.textContent))"
    )
    assert sum(number(row[0]) for row in rows) - sum(number(row[2]) for row in rows) == covered(page)


def test_a_larger_radius_reaches_more_and_goes_into_the_address(page: Any, server: str) -> None:
    open_map(page, server)
    figures = []
    for radius in (25, 50, 100, 200):
        page.locator(f"[data-choice=radius-{radius}]").click()
        page.wait_for_timeout(150)
        assert query(page)["radius"] == [str(radius)]
        assert f"{radius} m" in page.locator("#say p").first.inner_text()
        figures.append(covered(page))
    assert figures == sorted(figures)
    assert figures[0] < figures[-1]


def test_one_step_changes_figure_table_badges_and_map(page: Any, server: str) -> None:
    open_map(page, server, "?radius=25")
    before = (
        covered(page),
        page.locator("#table").inner_text(),
        page.locator(".share").all_inner_texts(),
        picture(page),
    )
    page.locator("[data-choice=radius-200]").click()
    after = (
        covered(page),
        page.locator("#table").inner_text(),
        page.locator(".share").all_inner_texts(),
        picture(page),
    )
    assert all(a != b for a, b in zip(before, after, strict=True))
    assert (
        page.locator("#spoken")
        .inner_text()
        .startswith(str(page.locator("#say .big span").first.inner_text()))
    )


def test_straight_distance_reaches_at_least_as_many(page: Any, server: str) -> None:
    open_map(page, server, "?radius=100")
    walking = covered(page)
    page.locator("[data-choice=metric-straight]").click()
    page.wait_for_timeout(800)
    assert "đường thẳng" in page.locator("#say p").first.inner_text()
    assert covered(page) >= walking


def test_people_are_counted_and_called_an_estimate(page: Any, server: str) -> None:
    open_map(page, server)
    page.locator("[data-choice=weight-people]").click()
    page.wait_for_timeout(800)
    assert "người" in page.locator("#say .big").inner_text()
    assert "ước lượng" in page.locator("#say").inner_text()


def test_an_address_brings_back_its_view(page: Any, server: str) -> None:
    open_map(page, server, "?radius=200&metric=straight&weight=households&layers=water_sources")
    assert page.locator("[data-choice=radius-200]").get_attribute("aria-pressed") == "true"
    assert page.locator("[data-choice=metric-straight]").get_attribute("aria-pressed") == "true"
    assert page.locator("[data-layer=water_sources]").is_checked()
    assert not page.locator("[data-layer=households]").is_checked()
    assert page.locator(".point-water_sources").count() > 0


def test_nonsense_in_the_address_falls_back_to_the_default(page: Any, server: str) -> None:
    open_map(page, server, "?layers=nothing&group=%3Cscript%3E")
    assert page.locator("[data-choice=radius-50]").get_attribute("aria-pressed") == "true"
    assert page.locator("#table tbody tr.selected").count() == 0


def test_a_row_its_badge_and_its_polygon_are_one_selection(page: Any, server: str) -> None:
    open_map(page, server)
    row = page.locator("#table tbody tr[data-group]").nth(2)
    group = row.get_attribute("data-group")
    zoom = page.evaluate("geoapp.map.getZoom()")
    row.click()
    page.wait_for_timeout(600)
    assert query(page)["group"] == [group]
    assert page.locator("#table tr.selected").get_attribute("data-group") == group
    assert page.locator(".badge.selected").count() == 1
    assert page.evaluate("geoapp.map.getZoom()") > zoom
    page.go_back()
    page.wait_for_timeout(400)
    assert page.locator("#table tr.selected").count() == 0
    assert page.locator(".badge.selected").count() == 0


def test_columns_sort_both_ways_and_say_so(page: Any, server: str) -> None:
    open_map(page, server)

    def missing() -> list[int]:
        return [number(t) for t in page.locator("#table tbody tr td:nth-child(5)").all_inner_texts()]

    assert missing() == sorted(missing(), reverse=True)
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    page.locator("[data-sort=missing]").click()
    assert missing() == sorted(missing())
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    page.locator("[data-sort=label]").press("Enter")
    labels = [number(t) for t in page.locator(".row-button").all_inner_texts()]
    assert labels == sorted(labels)
    assert page.evaluate("document.activeElement.dataset.sort") == "label"


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_point_is_a_button_that_opens_its_card_by_keyboard(key: str, page: Any, server: str) -> None:
    open_map(page, server)
    point = page.locator(".point-fire_points").first
    name = point.get_attribute("aria-label")
    assert name
    point.focus()
    page.keyboard.press(key)
    heading = page.locator("#card-title").inner_text()
    assert name.startswith(heading)
    assert page.evaluate("document.activeElement.id") == "card-title"
    assert "Khóa" in page.locator(".card-float").inner_text()
    page.keyboard.press("Escape")
    assert page.locator(".card-float").count() == 0
    assert page.evaluate("document.activeElement.classList.contains('point')")


def test_every_layer_changes_the_map_and_the_legend_lists_only_what_is_on(page: Any, server: str) -> None:
    open_map(page, server)
    for box in page.locator("[data-layer]").all():
        name = box.get_attribute("data-layer")
        seen = picture(page) + page.locator(".leaflet-marker-pane").inner_html()
        legend = page.locator("#legend").inner_text()
        box.click()
        page.wait_for_timeout(700)
        assert picture(page) + page.locator(".leaflet-marker-pane").inner_html() != seen, name
        assert page.locator("#legend").inner_text() != legend, name


def test_search_ignores_accents_and_case(page: Any, server: str) -> None:
    open_map(page, server)
    page.locator("#search-input").fill("TO 9")
    assert page.locator("#search-list li").first.inner_text().startswith("Tổ 9")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert page.locator(".badge.selected").get_attribute("aria-label").startswith("Tổ 9")


def test_search_says_when_it_finds_nothing(page: Any, server: str) -> None:
    open_map(page, server)
    page.locator("#search-input").fill("zzzz")
    assert "Không tìm thấy" in page.locator("#search-list").inner_text()


def test_a_house_tells_its_distance(page: Any, server: str) -> None:
    open_map(page, server)
    page.evaluate("document.querySelector('.point-fire_points').focus()")
    page.locator(".point-fire_points").first.click()
    page.locator(".card-float .btn.quiet").click()
    page.wait_for_timeout(600)
    box = page.locator(".point-fire_points.selected").bounding_box()
    for dx, dy in [
        (x, y) for r in (30, 60, 90, 130, 180) for x, y in ((r, 0), (0, r), (-r, 0), (0, -r), (r, r), (-r, r))
    ]:
        page.mouse.click(box["x"] + box["width"] / 2 + dx, box["y"] + box["height"] / 2 + dy)
        page.wait_for_timeout(60)
        if page.locator("#card-title").count() and page.locator("#card-title").inner_text().startswith("Nhà"):
            break
    assert re.search(r"\d+(,\d)?\sm", page.locator(".card-float").inner_text())


def test_the_skip_link_comes_first_and_controls_have_names(page: Any, server: str) -> None:
    open_map(page, server)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, a[href], input")]
        .filter(node => node.checkVisibility())
        .filter(node => !node.getAttribute("aria-label") && !node.textContent.trim())
        .filter(node => !node.labels?.[0]?.textContent.trim())
        .map(node => node.outerHTML)"""
    )
    assert nameless == []


def test_targets_are_large_enough_for_a_mouse(page: Any, server: str) -> None:
    open_map(page, server)
    assert too_small(page, LEAST_TARGET_PX) == []


def test_targets_are_large_enough_for_a_finger(phone: Any, server: str) -> None:
    open_map(phone, server)
    assert too_small(phone, COARSE_TARGET_PX, skip=REACH_BEYOND_THEIR_BOX) == []


def too_small(page: Any, least: int, skip: str = "p a, .foot a") -> list[str]:
    """Return visible controls below `least` pixels; links inside a sentence are excepted by the standard."""
    return list(
        page.evaluate(
            """([least, skip]) =>
            [...document.querySelectorAll("button, a[href], input:not([type=checkbox]), label.check")]
            .filter(node => node.checkVisibility({ visibilityProperty: true }))
            .filter(node => !node.matches(".skip") && !node.matches(skip))
            .map(node => [node, node.getBoundingClientRect()])
            .filter(([, box]) => box.width && Math.min(box.width, box.height) < least - 0.5)
            .map(([node, box]) => `${node.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)""",
            [least, skip],
        )
    )


def test_the_sheet_has_three_stops_by_button_and_keys(phone: Any, server: str) -> None:
    open_map(phone, server)
    panel = phone.locator("#panel")
    assert panel.get_attribute("data-stop") == "half"
    phone.locator("#grab").click()
    assert panel.get_attribute("data-stop") == "full"
    phone.locator("#grab").press("ArrowDown")
    phone.locator("#grab").press("ArrowDown")
    assert panel.get_attribute("data-stop") == "peek"
    phone.wait_for_timeout(300)
    assert panel.bounding_box()["height"] == pytest.approx(132, abs=2)


def test_the_first_section_drags_the_sheet(phone: Any, server: str) -> None:
    open_map(phone, server)
    box = phone.locator("#say").bounding_box()
    phone.mouse.move(box["x"] + 60, box["y"] + 20)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 60, box["y"] + 120, steps=4)
    phone.mouse.move(box["x"] + 60, box["y"] + 300, steps=4)
    phone.mouse.up()
    assert phone.locator("#panel").get_attribute("data-stop") == "peek"


def test_a_phone_has_no_sideways_scroll_and_opens_layers_as_a_sheet(phone: Any, server: str) -> None:
    open_map(phone, server)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator("#side-open").tap()
    assert phone.locator("#layers").is_visible()
    assert phone.locator("#legend").is_visible()
    phone.locator("#side-close").tap()
    assert not phone.locator("#layers").is_visible()


def test_at_four_hundred_percent_the_panel_is_readable(new_page: Callable[..., Any], server: str) -> None:
    page, _ = new_page(server, viewport={"width": 360, "height": 225})
    open_map(page, server)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("#say .big").is_visible()


def test_english_words_and_numbers(page: Any, server: str) -> None:
    open_map(page, server, "?lang=en")
    assert "households" in page.locator("#say").inner_text()
    assert re.search(r"\d\.\d%", page.locator(".figure-share").inner_text())
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_failed_load_says_so_and_a_second_try_mends_it(new_page: Callable[..., Any], server: str) -> None:
    page, _ = new_page(server, expect=("console", "failed"))
    broken = {"on": True}

    def fail(route: Any) -> None:
        if broken["on"]:
            route.fulfill(status=503, content_type="application/problem+json", body='{"detail": "Đang bận"}')
        else:
            route.fallback()

    page.route("**/coverage?**", fail)
    page.goto(f"{server}/wards/{WARD}/")
    page.wait_for_selector(".failure", timeout=30000)
    assert "Đang bận" in page.locator(".failure").inner_text()
    assert page.locator(".point-fire_points").count() == 21
    broken["on"] = False
    page.locator(".failure button").click()
    page.wait_for_selector("#table tbody tr", timeout=30000)
    assert covered(page) > 0


def test_while_figures_load_the_base_map_and_points_stand(new_page: Callable[..., Any], server: str) -> None:
    page, _ = new_page(server)
    held: list[Any] = []
    page.route("**/coverage?**", lambda route: held.append(route))
    page.goto(f"{server}/wards/{WARD}/")
    page.wait_for_selector(".point-fire_points", timeout=30000)
    assert page.locator(".skel-row").count() > 0
    assert page.locator("#say").get_attribute("aria-busy") == "true"
    page.wait_for_timeout(900)
    assert "Nền bản đồ đã sẵn sàng" in page.locator("#toast").inner_text()
    for route in held:
        route.fallback()
    page.wait_for_selector(READY, state="attached")
    assert page.locator(".skel-row").count() == 0
    assert page.locator("#toast").inner_text() == ""


def test_badges_do_not_lie_on_points(page: Any, server: str) -> None:
    open_map(page, server)
    overlaps = page.evaluate(
        """() => {
      const boxes = (selector) =>
        [...document.querySelectorAll(selector)].map(node => node.getBoundingClientRect());
      const across = (a, b) => a.left < b.right - 2 && b.left < a.right - 2;
      const meets = (a, b) => across(a, b) && a.top < b.bottom - 2 && b.top < a.bottom - 2;
      const points = boxes(".point-fire_points svg");
      return boxes(".badge svg").flatMap(a => points.filter(b => meets(a, b))).length;
    }"""
    )
    assert overlaps == 0
