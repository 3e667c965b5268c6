"""The planner in a real browser: pins, live figures, proposals with their proof, curve, slider; silent and alone.

In the ward ``thu`` the answers are counted by hand: twenty houses at 5, 15, … 195 m along one alley, one usable
point at 50 m, radius 24 m: a walk of 5 m to the alley and 19 m along it. The houses at 35 to 65 m are reached, 4 of
20, and a new point reaches four more at best. Three houses lie west of those, thirteen east: five new points reach
everyone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from .plan_world import site

READY = "html[data-ready]"
TINY, SAMPLE = "thu", "phuong-lam"
LONG_MS = 240_000
Served = tuple[str, Path]


def open_plan(page: Any, origin: str, ward: str = TINY, query: str = "?radius=24") -> Any:
    page.goto(f"{origin}/wards/{ward}/plan{query}")
    page.wait_for_selector(READY, state="attached", timeout=LONG_MS)
    page.wait_for_selector("#say .big", timeout=LONG_MS)
    return page


def propose(page: Any, new: int = 1) -> None:
    """Set the number of points and wait for the end of the proposal."""
    wanted = page.locator("#wanted")
    for _ in range(60):
        present = number(wanted.inner_text())
        if present == new:
            break
        page.locator("#more" if present < new else "#fewer").click()
    page.locator("#propose").click()
    page.wait_for_function("() => !document.querySelector('#propose').hidden", timeout=LONG_MS)


def number(text: str) -> int:
    match = re.search(r"[\d.,]+", text)
    assert match, text
    return int(re.sub(r"[.,]", "", match[0]))


def says(page: Any, selector: str, words: str) -> None:
    """Wait until an element holds the words."""
    page.wait_for_function(
        "([s, w]) => document.querySelector(s)?.textContent.replaceAll('\\u00a0', ' ').includes(w)",
        arg=[selector, words],
        timeout=LONG_MS,
    )


def pins(page: Any) -> list[list[float]]:
    """Return the pins of the address as [lon, lat]."""
    held = parse_qs(urlparse(page.url).query).get("pins", [""])[0]
    return [[float(part) for part in pair.split(",")] for pair in held.split(";") if pair]


def middle(locator: Any) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def click_map(page: Any, x: float, y: float) -> None:
    box = page.locator("#map-box").bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)


@pytest.fixture
def plan(new_page: Callable[..., Any], planning_server: Served) -> Any:
    """Return a desktop page with the tiny ward's planner open."""
    page, _ = new_page(planning_server[0])
    return open_plan(page, planning_server[0])


def test_the_navigation_leads_to_the_planner_which_says_how_things_stand(
    new_page: Callable[..., Any], planning_server: Served
) -> None:
    page, _ = new_page(planning_server[0])
    page.goto(f"{planning_server[0]}/wards/{TINY}/?radius=24")
    page.wait_for_selector(READY, state="attached", timeout=LONG_MS)
    page.locator(".nav a", has_text="Quy hoạch").click()
    page.wait_for_url("**/plan")
    page.wait_for_selector("#say .big", timeout=LONG_MS)
    page.locator("[data-choice=radius-24]").click()
    says(page, "#say", "4 / 20 hộ")
    assert "20,0" in page.locator(".figure-share").inner_text()
    assert page.locator(".plan-pin").count() == 0
    assert not page.locator("#split").is_visible()


def test_one_proposed_point_reaches_four_more_and_is_proved(plan: Any) -> None:
    propose(plan)
    says(plan, "#say", "+4 hộ")
    says(plan, "#say", "20,0 → 40,0 %")
    assert plan.locator("#proof .note.ok").inner_text().startswith("Đã chứng minh tối ưu")
    assert plan.locator(".plan-pin").count() == 1
    assert plan.locator(".site .gain").inner_text() == "+4 hộ"
    assert re.search(r"Tổ [12]", plan.locator(".site-head").inner_text())
    assert "Ngõ Thử" in plan.locator(".site-head small").inner_text()
    assert len(pins(plan)) == 1
    says(plan, "#split-now", "20,0 %")
    says(plan, "#split-after", "40,0 %")


def test_a_chosen_site_gives_its_reason_and_its_checklist_and_ticks_are_kept(plan: Any) -> None:
    propose(plan)
    says(plan, "#say", "+4 hộ")
    plan.locator(".site-head").click()
    says(plan, ".site-more", "Thêm 4 hộ")
    assert plan.locator(".plan-pin.selected").count() == 1
    assert plan.locator(".checklist li").count() >= 5
    box = plan.locator(".checklist input").first
    box.check()
    plan.reload()
    plan.wait_for_selector(READY, state="attached", timeout=LONG_MS)
    says(plan, "#say", "+4 hộ")
    assert "Đã chứng minh" in plan.locator("#proof").inner_text()
    plan.locator(".plan-pin").click()
    assert plan.locator(".site.on .checklist input").first.is_checked()


def test_a_pin_is_placed_by_a_click_and_nothing_is_claimed_for_it(plan: Any) -> None:
    click_map(plan, 500, 250)
    says(plan, "#toast", "Đã đặt điểm 1.")
    says(plan, "#proof", "Không chứng minh")
    plan.wait_for_selector("#split", state="visible")
    assert len(pins(plan)) == 1
    plan.locator("#toast button").click()
    says(plan, "#say", "4 / 20 hộ")
    assert pins(plan) == []
    assert plan.locator(".plan-pin").count() == 0


def test_the_keyboard_places_moves_and_removes_a_pin_and_steps_back_and_forward(plan: Any) -> None:
    plan.locator("#place").focus()
    plan.keyboard.press("Enter")
    plan.wait_for_selector(".plan-pin")
    [start] = pins(plan)
    plan.locator(".plan-pin").focus()
    before = middle(plan.locator(".plan-pin"))
    plan.keyboard.press("ArrowRight")
    plan.keyboard.press("ArrowUp")
    after = middle(plan.locator(".plan-pin"))
    assert (after[0] - before[0], before[1] - after[1]) == pytest.approx((8, 8), abs=1)
    plan.keyboard.press("Delete")
    says(plan, "#toast", "Đã bỏ điểm 1.")
    assert pins(plan) == []
    plan.keyboard.press("Control+z")
    assert plan.locator(".plan-pin").count() == 1
    plan.keyboard.press("Control+z")
    assert pins(plan) == [start]
    plan.keyboard.press("Control+z")
    assert pins(plan) == []
    plan.keyboard.press("Control+Shift+z")
    assert pins(plan) == [start]


def test_dragging_a_pin_shows_numbers_on_the_way_and_is_one_step_back(
    new_page: Callable[..., Any], planning_server: Served
) -> None:
    page, _ = new_page(planning_server[0])
    open_plan(page, planning_server[0], SAMPLE, "?radius=100")
    propose(page)
    says(page, "#say", "→")
    [first] = pins(page)
    says(page, "#proof", "Đã chứng minh")
    figure = page.locator("#say .big").inner_text()
    x, y = middle(page.locator(".plan-pin"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 20, steps=4)
    page.mouse.move(x + 160, y - 90, steps=8)
    page.wait_for_function(
        "(old) => document.querySelector('#say .big').innerText !== old", arg=figure, timeout=LONG_MS
    )
    assert page.locator(".plan-pin.dragging").count() == 1
    page.mouse.up()
    says(page, "#toast", "Đã dời điểm 1.")
    says(page, "#proof", "Không chứng minh")
    assert pins(page) != [first]
    page.keyboard.press("Control+z")
    assert pins(page) == [first]
    says(page, "#proof", "Đã chứng minh tối ưu")


def test_a_pin_stays_near_the_ward(plan: Any) -> None:
    """Zoomed out until the map spans tens of kilometres, nearly every place is somebody else's."""
    plan.locator("#place").click()
    plan.wait_for_selector(".plan-pin")
    [home] = pins(plan)
    plan.evaluate("geoapp.map.setMinZoom(9).setZoom(11, { animate: false })")
    click_map(plan, 300, 150)
    says(plan, "#toast", "Chỗ này ở quá xa Phường Thử")
    x, y = middle(plan.locator(".plan-pin"))
    plan.mouse.move(x, y)
    plan.mouse.down()
    plan.mouse.move(x + 150, y - 120, steps=6)
    plan.mouse.up()
    says(plan, "#toast", "Chỗ này ở quá xa Phường Thử")
    assert pins(plan) == [home]
    assert middle(plan.locator(".plan-pin")) == pytest.approx((x, y), abs=1)
    says(plan, "#say", "→")
    assert plan.locator("#say [role=alert]").count() == 0
    plan.keyboard.press("Control+z")
    assert pins(plan) == []


def test_pins_on_one_spot_part_each_with_a_line_to_its_place(plan: Any) -> None:
    for _ in range(3):
        plan.locator("#place").click()
    assert plan.locator(".plan-pin").count() == 3
    places = [middle(pin) for pin in plan.locator(".plan-pin").all()]
    gaps = [
        ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5
        for i, a in enumerate(places)
        for b in places[i + 1 :]
    ]
    assert min(gaps) > 20
    assert plan.locator(".pin-lead.on").count() >= 2
    plan.locator(".site-head").first.click()
    tops = plan.locator(".plan-pin").evaluate_all(
        "all => all.map(pin => Number(getComputedStyle(pin.parentElement).zIndex))"
    )
    chosen = plan.locator(".plan-pin").evaluate_all("all => all.findIndex(pin => pin.matches('.selected'))")
    assert tops[chosen] == max(tops)


def test_the_line_between_before_and_after_follows_keys_mouse_and_its_labels(plan: Any) -> None:
    propose(plan, 2)
    says(plan, "#split-words", "Sau khi thêm 2 điểm")
    grip = plan.locator(".grip")
    start = float(grip.get_attribute("aria-valuenow"))
    width = plan.locator("#map-box").bounding_box()["width"]
    left = plan.locator("#map-box").bounding_box()["x"]
    line = left + width * start / 100
    assert all(abs(middle(pin)[0] - line) > 12 for pin in plan.locator(".plan-pin").all())
    grip.focus()
    plan.keyboard.press("ArrowRight")
    assert float(grip.get_attribute("aria-valuenow")) == pytest.approx(start + 2, abs=1)
    plan.keyboard.press("Home")
    assert grip.get_attribute("aria-valuenow") == "0"
    assert "20,0" in grip.get_attribute("aria-valuetext")
    plan.keyboard.press("End")
    assert grip.get_attribute("aria-valuenow") == "100"
    x, y = middle(grip)
    plan.mouse.move(x - 10, y)
    plan.mouse.down()
    plan.mouse.move(left + width / 2, y, steps=5)
    plan.mouse.up()
    assert float(grip.get_attribute("aria-valuenow")) == pytest.approx(50, abs=2)
    clip = "name => getComputedStyle(geoapp.map.getPane(name)).clipPath"
    assert plan.evaluate(clip, "now") != plan.evaluate(clip, "after")
    plan.locator(".lab.r").click()
    assert grip.get_attribute("aria-valuenow") == "0"
    plan.locator(".lab.r").click()
    assert float(grip.get_attribute("aria-valuenow")) == pytest.approx(50, abs=2)


def test_the_two_sides_of_the_line_are_drawn_apart(plan: Any) -> None:
    propose(plan, 2)
    plan.wait_for_selector("#split", state="visible")
    plan.wait_for_timeout(400)
    pictures = plan.evaluate(
        "() => ['now', 'after'].map(name => geoapp.map.getPane(name).querySelector('canvas').toDataURL())"
    )
    assert pictures[0] != pictures[1]


def test_the_right_side_shows_the_land_within_reach_of_the_new_points(
    new_page: Callable[..., Any], planning_server: Served
) -> None:
    """Only the reach is switched on: nothing else can differ between the sides."""
    page, _ = new_page(planning_server[0])
    pin = site("p", 150)
    with page.expect_response("**/what-if/areas*") as drawn:
        open_plan(page, planning_server[0], TINY, f"?radius=24&layers=reach&pins={pin['lon']},{pin['lat']}")
    today = page.evaluate("async url => (await fetch(url)).json()", f"/api/wards/{TINY}/coverage/areas?radius=24")
    assert len(today["covered"]["coordinates"]) == 1
    assert len(drawn.value.json()["covered"]["coordinates"]) == 2, "one new point, one more patch of land"
    sides = "() => ['now', 'after'].map(name => geoapp.map.getPane(name).querySelector('canvas').toDataURL())"
    page.wait_for_function(f"() => {{ const [a, b] = ({sides})(); return a !== b; }}", timeout=LONG_MS)
    page.locator("#side-open").click()
    page.locator("#layers label", has_text="Vùng trong tầm").click()
    page.wait_for_function(f"() => {{ const [a, b] = ({sides})(); return a === b; }}", timeout=LONG_MS)


def test_the_curve_grows_to_full_cover_and_each_point_can_be_chosen(plan: Any) -> None:
    plan.locator("#curve-ask").click()
    says(plan, "#curve-words", "5 điểm là tới được tất cả")
    dots = plan.locator(".dot")
    assert dots.count() == 6
    assert all("Tối ưu" in label for label in dots.evaluate_all("all => all.map(d => d.ariaLabel)"))
    dots.first.focus()
    for _ in range(3):
        plan.keyboard.press("ArrowRight")
    assert plan.evaluate("document.activeElement.dataset.new") == "3"
    plan.keyboard.press("Enter")
    says(plan, "#wanted", "3 điểm")
    assert plan.locator(".plan-pin").count() == 3
    says(plan, "#proof", "Đã chứng minh tối ưu")
    assert plan.locator(".dot.chosen").get_attribute("data-new") == "3"
    plan.locator("#curve-view").click()
    assert plan.locator("#curve-table tbody tr").count() == 6
    plan.locator("#curve-table [data-row='5']").click()
    says(plan, "#say", "100,0 %")
    assert plan.locator(".plan-pin").count() == 5


def test_a_change_of_the_question_ends_the_proof_in_words(plan: Any) -> None:
    propose(plan)
    says(plan, "#proof", "Đã chứng minh")
    plan.locator("[data-choice=radius-50]").click()
    says(plan, "#proof", "Chứng minh này trả lời câu hỏi khác")
    assert plan.locator("#proof .note.ok").count() == 0
    plan.locator("[data-choice=radius-24]").click()
    says(plan, "#proof", "Đã chứng minh")
    plan.locator("#more").click()
    says(plan, "#proof", "Chứng minh này trả lời câu hỏi khác")


def test_rules_are_switches_with_values_and_stand_in_the_address(plan: Any) -> None:
    plan.locator("#rule-cap").check()
    plan.locator("[data-key=value-cap]").select_option("1")
    plan.locator("#rule-spacing").check()
    assert parse_qs(urlparse(plan.url).query)["rules"] == ["spacing:50,cap:1"]
    plan.reload()
    plan.wait_for_selector(READY, state="attached", timeout=LONG_MS)
    assert plan.locator("#rule-cap").is_checked()
    assert plan.locator("[data-key=value-cap]").input_value() == "1"
    plan.locator("#rules-section > summary").click()
    says(plan, "#rules-words", "mỗi tổ nhiều nhất 1 điểm")


def test_a_wish_that_cannot_be_kept_names_the_rule_and_offers_the_nearest(plan: Any) -> None:
    plan.locator("#rule-cap").check()
    plan.locator("[data-key=value-cap]").select_option("1")
    propose(plan, 5)
    says(plan, "#infeasible", "2 điểm")
    assert plan.evaluate("document.activeElement.id") == "infeasible"
    assert pins(plan) == []
    plan.locator("#apply-nearest").click()
    says(plan, "#proof", "theo đúng các ràng buộc")
    assert plan.locator(".plan-pin").count() == 2
    assert number(plan.locator("#wanted").inner_text()) == 2


def test_a_floor_that_one_point_cannot_bring_names_the_groups_and_the_floor_that_it_can(plan: Any) -> None:
    """The standing point reaches 4 of 10 homes of group 1; a new one reaches 4 of 10 of group 2 at best."""
    plan.locator("#rules-more > summary").click()
    plan.locator("#rule-floor").check()
    plan.locator("[data-key=value-floor]").select_option("0.8")
    propose(plan, 1)
    says(plan, "#infeasible", "Với 1 điểm mới, không thể đưa mọi tổ lên 80 %; còn thiếu: tổ 1, tổ 2.")
    says(plan, "#infeasible", "Gần nhất: tỷ lệ tối thiểu 40,0 %.")
    plan.wait_for_timeout(500)
    assert plan.evaluate("document.activeElement.id") == "infeasible"
    assert plan.locator("#infeasible[role=alert]").count() == 1
    plan.keyboard.press("Tab")
    plan.keyboard.press("Enter")
    says(plan, "#proof", "theo đúng các ràng buộc")
    assert plan.locator("#rule-floor").is_checked()
    assert plan.locator("[data-key=value-floor]").input_value() == "0.4"
    says(plan, "#say", "20,0 → 40,0 %")
    says(plan, ".site-head", "Tổ 2")


def test_a_width_that_no_alley_has_offers_the_widest_there_is(plan: Any) -> None:
    plan.locator("#rule-width").check()
    plan.locator("[data-key=value-width]").select_option("4")
    propose(plan, 1)
    says(plan, "#infeasible", "Không có chỗ nào trên ngõ rộng từ 4 m; ngõ rộng nhất được ghi là 2 m.")
    plan.locator("#apply-nearest").click()
    says(plan, "#say", "+4 hộ")
    assert plan.locator("[data-key=value-width]").input_value() == "2"


def test_where_everybody_is_served_the_page_asks_for_no_other_rule(plan: Any) -> None:
    plan.locator("[data-choice=radius-200]").click()
    says(plan, "#say", "20 / 20 hộ")
    propose(plan, 1)
    says(plan, "#infeasible", "Không cần thêm điểm")
    assert plan.locator("#apply-nearest").count() == 0


def test_fewer_points_than_asked_for_are_told_beside_the_proof(plan: Any) -> None:
    """Five points serve everybody; of seven asked for, two more bring nobody or have no place."""
    propose(plan, 7)
    says(plan, "#proof", "điểm")
    placed = plan.locator(".plan-pin").count()
    words = plan.locator("#proof .note.warn").inner_text().replace("\u00a0", " ")
    assert ("Không đặt hết 7 điểm" in words) is (placed < 7)
    assert ("không thêm hộ nào" in words) is (placed > 5)
    says(plan, "#say", "20,0 → 100,0 %")
    assert plan.locator("#proof .note.ok").count() == 1
    plan.reload()
    plan.wait_for_selector(READY, state="attached", timeout=LONG_MS)
    says(plan, "#proof .note.warn", words)


def test_a_stopped_proposal_keeps_what_it_has_found(
    new_page: Callable[..., Any], planning_server: Served
) -> None:
    page, _ = new_page(planning_server[0])
    open_plan(page, planning_server[0], SAMPLE, "?radius=100&new=30&rules=fair")
    page.locator("#propose").click()
    page.wait_for_selector(".plan-pin", timeout=LONG_MS)
    assert page.locator("#stop").is_visible()
    click_map(page, 300, 200)
    says(page, "#toast", "Đang tính đề xuất")
    page.locator("#stop").click()
    page.wait_for_function("() => !document.querySelector('#propose').hidden", timeout=LONG_MS)
    assert page.locator(".plan-pin").count() > 0
    assert "Đã dừng theo yêu cầu" in page.locator("#proof").inner_text()
    assert page.locator("#proof .note.ok").count() == 0


def test_a_curve_that_an_earlier_page_began_gives_way_to_a_proposal(
    new_page: Callable[..., Any], planning_server: Served
) -> None:
    page, watch = new_page(planning_server[0], expect=("console",))
    open_plan(page, planning_server[0], SAMPLE, "?radius=50&new=2")
    wish = {"max_new": 30, "budget_s": 60, "weight": "people", "rules": {"backup": True, "spacing_m": 60}}
    begun = page.evaluate(
        """async ([url, wish]) => (await fetch(url, {
          method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(wish),
        })).json()""",
        [f"/api/wards/{SAMPLE}/plans/curve", wish],
    )
    page.locator("#propose").click()
    says(page, "#proof", "Đã chứng minh tối ưu")
    assert page.locator(".plan-pin").count() == 2
    state = page.evaluate("async url => (await (await fetch(url)).json()).state", f"/api/jobs/{begun['job']}")
    assert state == "cancelled"
    assert [line for line in watch.console if "429" not in line] == []
