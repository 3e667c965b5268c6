"""Variants in a real browser: saved, compared, opened, exported, adopted and deleted, by the officer alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

READY = "html[data-ready]"
TINY = "thu"
LONG_MS = 240_000
STRANGER = {"X-Real-IP": "192.0.2.77"}
"""A request that a proxy passed on does not come from the officer's own computer."""
HOSTILE = [
    '<img src=x onerror="window.__pwned=1">',
    "{{ 7*7 }} {% raw %}",
    "</script><b>x</b>",
    "`${1+1}`",
    "=1+1",
]
Served = tuple[str, Path]


def says(page: Any, selector: str, words: str) -> None:
    page.wait_for_function(
        "([s, w]) => document.querySelector(s)?.textContent.replaceAll('\\u00a0', ' ').includes(w)",
        arg=[selector, words],
        timeout=LONG_MS,
    )


def open_plan(page: Any, origin: str, query: str = "?radius=24&new=1") -> Any:
    page.goto(f"{origin}/wards/{TINY}/plan{query}")
    page.wait_for_selector(READY, state="attached", timeout=LONG_MS)
    page.wait_for_selector("#say .big", timeout=LONG_MS)
    return page


def propose(page: Any) -> None:
    page.locator("#propose").click()
    page.wait_for_function("() => !document.querySelector('#propose').hidden", timeout=LONG_MS)
    says(page, "#proof", "Đã chứng minh")


def save(page: Any, name: str) -> None:
    """Save the plan on the table as a new variant."""
    page.locator("#save").click()
    page.locator("#variant-name").fill(name)
    page.keyboard.press("Enter")
    says(page, "#toast", f"Đã lưu “{name}”.")


def row(page: Any, name: str) -> Any:
    return page.locator(".variants tbody tr:not(.detail)").filter(
        has=page.get_by_role("button", name=f"Mở phương án {name}", exact=True)
    )


def unfold(page: Any, name: str) -> Any:
    """Open the row of actions of a variant and return it."""
    if row(page, name).locator(".more").get_attribute("aria-expanded") == "false":
        row(page, name).locator(".more").click()
    return page.locator(".variants .detail")


@pytest.fixture
def plan(new_page: Callable[..., Any], planning_server: Served) -> Any:
    page, _ = new_page(planning_server[0])
    return open_plan(page, planning_server[0])


def test_variants_stand_side_by_side_with_their_proof(plan: Any) -> None:
    propose(plan)
    save(plan, "So sánh A")
    assert "Tối ưu" in row(plan, "So sánh A").inner_text()
    assert "+4" in row(plan, "So sánh A").inner_text()
    assert "40,0" in row(plan, "So sánh A").inner_text()
    plan.locator("#place").click()
    says(plan, ".variants", "Đang xem (chưa lưu)")
    plan.locator("#save").click()
    plan.get_by_role("button", name="Lưu thành phương án mới").click()
    plan.locator("#variant-name").fill("So sánh B")
    plan.keyboard.press("Enter")
    says(plan, "#toast", "So sánh B")
    assert "Không chứng minh" in row(plan, "So sánh B").inner_text()
    row(plan, "So sánh A").locator(".link").click()
    says(plan, "#say", "+4 hộ")
    says(plan, "#proof", "Đã chứng minh tối ưu")
    assert plan.locator(".plan-pin").count() == 1
    assert plan.locator(".variants tr.on").count() == 1


def test_a_saved_variant_is_renamed_and_deleted_with_a_way_back(plan: Any) -> None:
    propose(plan)
    save(plan, "Tên cũ")
    unfold(plan, "Tên cũ").get_by_role("button", name="Đổi tên").click()
    plan.locator("#variant-name").fill("Tên mới")
    plan.locator("#variant-note").fill("đã hỏi tổ trưởng")
    plan.get_by_role("button", name="Đổi", exact=True).click()
    says(plan, "#toast", "Tên mới")
    assert "đã hỏi tổ trưởng" in unfold(plan, "Tên mới").inner_text()
    unfold(plan, "Tên mới").get_by_role("button", name="Xóa").click()
    says(plan, "#toast", "Đã xóa “Tên mới”.")
    assert row(plan, "Tên mới").count() == 0
    plan.locator("#toast button").click()
    row(plan, "Tên mới").wait_for(timeout=LONG_MS)
    assert "Tối ưu" in row(plan, "Tên mới").inner_text()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_as_it_was_typed(plan: Any, name: str) -> None:
    plan.locator("#place").click()
    plan.wait_for_selector(".plan-pin")
    save(plan, name)
    assert row(plan, name).locator(".link").inner_text() == name
    unfold(plan, name).get_by_role("button", name="Đưa vào lớp điểm").click()
    assert name in plan.locator("#dialog-title").inner_text()
    plan.get_by_role("button", name="Thôi").click()
    plan.reload()
    plan.wait_for_selector(READY, state="attached", timeout=LONG_MS)
    row(plan, name).wait_for(timeout=LONG_MS)
    assert plan.evaluate("window.__pwned") is None


@pytest.mark.parametrize("form", ["geojson", "csv"])
def test_a_variant_is_exported_as_a_file(plan: Any, form: str) -> None:
    propose(plan)
    name = f"Xuất {form}"
    save(plan, name)
    with plan.expect_download() as waiting:
        unfold(plan, name).locator(f"[data-format={form}]").click()
    file = Path(waiting.value.path())
    assert waiting.value.suggested_filename.endswith(f".{form}")
    if form == "geojson":
        assert len(json.loads(file.read_text(encoding="utf-8"))["features"]) == 1
    else:
        assert file.read_text(encoding="utf-8-sig").count("\n") >= 2


def test_the_export_of_what_is_not_saved_saves_it_first(plan: Any) -> None:
    propose(plan)
    plan.locator("#export").click()
    plan.locator("#variant-name").fill("Xuất ngay")
    plan.keyboard.press("Enter")
    says(plan, "#dialog-title", "Xuất phương án")
    with plan.expect_download() as waiting:
        plan.get_by_role("button", name="GeoJSON").last.click()
    assert waiting.value.suggested_filename.endswith(".geojson")


def test_adopted_sites_become_proposed_points_and_can_be_taken_back(plan: Any) -> None:
    propose(plan)
    save(plan, "Đưa vào")
    points = plan.locator(".point-fire_points").count()
    unfold(plan, "Đưa vào").get_by_role("button", name="Đưa vào lớp điểm").click()
    assert plan.evaluate("document.activeElement.textContent") == "Thôi"
    plan.get_by_role("button", name="Đưa vào 1 điểm").click()
    says(plan, "#toast", "Đã thêm 1 điểm đề xuất")
    assert plan.locator(".point-fire_points").count() == points + 1
    says(plan, "#say", "+4 hộ")
    plan.locator("#toast button").click()
    says(plan, "#toast", "Đã rút")
    assert plan.locator(".point-fire_points").count() == points


def test_a_stranger_may_plan_and_saves_with_the_officers_code(
    new_page: Callable[..., Any], planning_server: Served
) -> None:
    origin, home = planning_server
    page, _ = new_page(origin, extra_http_headers=STRANGER, expect=("console",))
    open_plan(page, origin)
    propose(page)
    page.locator("#save").click()
    page.locator("#variant-name").fill("Của người lạ")
    page.keyboard.press("Enter")
    says(page, "#dialog-title", "Nhập mã cán bộ")
    page.locator("#officer-code").fill("sai mã")
    page.keyboard.press("Enter")
    page.wait_for_selector(".ask .note.bad:not([hidden])")
    page.locator("#officer-code").fill(officer_code(home))
    page.keyboard.press("Enter")
    says(page, "#toast", "Đã lưu “Của người lạ”.")
    unfold(page, "Của người lạ").get_by_role("button", name="Xóa").click()
    says(page, "#toast", "Đã xóa")


def officer_code(home: Path) -> str:
    [file] = [f for f in home.iterdir() if f.is_file() and "officer" in f.name]
    return file.read_text(encoding="utf-8").strip()


def test_giving_up_the_code_saves_nothing_and_keeps_the_pins(
    new_page: Callable[..., Any], planning_server: Served
) -> None:
    page, _ = new_page(planning_server[0], extra_http_headers=STRANGER, expect=("console",))
    open_plan(page, planning_server[0])
    page.locator("#place").click()
    page.locator("#save").click()
    page.locator("#variant-name").fill("Không lưu")
    page.keyboard.press("Enter")
    says(page, "#dialog-title", "Nhập mã cán bộ")
    page.keyboard.press("Escape")
    assert page.locator("dialog").count() == 0
    assert row(page, "Không lưu").count() == 0
    assert page.locator(".plan-pin").count() == 1


def test_two_officers_at_one_variant_lose_nothing(
    new_page: Callable[..., Any], planning_server: Served
) -> None:
    origin = planning_server[0]
    first, _ = new_page(origin, expect=("console",))
    open_plan(first, origin)
    first.locator("#place").click()
    save(first, "Hai người")
    second, _ = new_page(origin)
    open_plan(second, origin)
    row(second, "Hai người").locator(".link").click()
    says(second, "#toast", "Đang xem")
    second.locator("#place").click()
    second.locator("#save").click()
    second.get_by_role("button", name="Ghi đè").click()
    says(second, "#toast", "Đã lưu")
    first.locator(".plan-pin").focus()
    first.keyboard.press("ArrowRight")
    first.locator("#save").click()
    first.get_by_role("button", name="Ghi đè").click()
    says(first, "#dialog-title", "vừa được người khác sửa")
    assert first.locator(".plan-pin").count() == 1
    first.get_by_role("button", name="Lưu thành phương án mới").click()
    first.locator("#variant-name").fill("Bản của tôi")
    first.keyboard.press("Enter")
    says(first, "#toast", "Bản của tôi")
    assert row(first, "Hai người").count() == 1
