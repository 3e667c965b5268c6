"""Access by the numbers: contrast, names, order and focus of everything that is shown, on every page (WCAG 2.2 AA)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geoapp.symbology import BANDS, TOKENS

READY = "html[data-ready]"
ICONS = ".brand svg"
WARD = "/wards/phuong-lam"
PAGES = {
    "map": (f"{WARD}/?group=to-10", READY),
    "groups": (f"{WARD}/groups/", READY),
    "group": (f"{WARD}/groups/to-10", READY),
    "print": (f"{WARD}/print/groups/to-10", READY),
    "data": (f"{WARD}/data", ICONS),
    "exports": (f"{WARD}/exports", READY),
    "error": (f"{WARD}/groups/none", ICONS),
    "faults": ("/wards/hong/data", ICONS),
    "wards": ("/", ICONS),
}
TEXT, LARGE, CONTROL = 4.5, 3.0, 3.0
ON_SURFACE = {
    "ink": "paper wash navyw redw greenw amberw", "ink2": "paper wash navyw", "ink3": "paper wash", "navy": "paper wash navyw",
    "navy2": "paper navyw", "red": "paper redw", "green": "paper greenw", "amber": "paper amberw", "purple": "paper",
}  # fmt: skip
"""Which text colour stands on which surface."""

AUDIT = """([text, large, control]) => {
  const parse = (c) => { const v = c.match(/[\\d.]+/g).map(Number); return [v[0], v[1], v[2], v[3] ?? 1]; };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = ([r, g, b]) => { const f = [r, g, b].map(v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
  const behind = (node) => { const layers = []; for (let n = node; n; n = n.parentElement) layers.push(parse(getComputedStyle(n).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]); };
  const shown = (n) => n.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !n.closest(".vh, .skip, svg, .leaflet-pane, :disabled");
  const name = (n) => `${n.tagName.toLowerCase()}.${n.className} "${(n.textContent || n.value || "").trim().slice(0, 40)}"`;
  const faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node || node.matches("script, style, noscript, option") || !shown(node)) continue;
    const style = getComputedStyle(node), size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? large : text;
    const back = behind(node), got = ratio(over(parse(style.color), back), back);
    if (got < least - .01) faults.push(`contrast ${got.toFixed(2)} of ${name(node)}`);
    if (size < 11 && !node.closest(".sheet")) faults.push(`text of ${size}px: ${name(node)}`);
  }
  const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter(shown);
  for (const node of controls) {
    const label = node.getAttribute("aria-label") || document.getElementById(node.getAttribute("aria-labelledby"))?.textContent
      || node.textContent.trim() || node.labels?.[0]?.textContent.trim() || node.querySelector("img[alt]")?.alt;
    if (!label) faults.push(`no name: ${node.outerHTML.slice(0, 90)}`);
    const style = getComputedStyle(node);
    if (!node.matches("input:not([type=checkbox]), select, .btn, .chip, .seg button") || style.borderStyle === "none" || parseFloat(style.borderTopWidth) === 0) continue;
    const edge = parse(style.borderTopColor), outside = behind(node.parentElement), fill = behind(node);
    if (edge[3] && Math.max(ratio(over(edge, outside), outside), ratio(fill, outside)) < control - .01) faults.push(`edge of ${name(node)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map(n => n.id);
  ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => faults.push(`id twice: ${id}`));
  for (const key of ["aria-controls", "aria-labelledby", "aria-describedby"])
    document.querySelectorAll(`[${key}]`).forEach(n => document.getElementById(n.getAttribute(key)) || faults.push(`${key} leads nowhere: ${n.getAttribute(key)}`));
  document.querySelectorAll("img:not([alt])").forEach(n => faults.push(`picture without words: ${n.src}`));
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  if (document.querySelectorAll("main").length !== 1) faults.push("not one main");
  return [...new Set(faults)];
}"""
FOCUS = """() => { const node = document.activeElement, box = node.closest("label") ?? node;
  const ring = (n, pseudo) => { const s = getComputedStyle(n, pseudo); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; };
  const at = node.getBoundingClientRect();
  return { ring: ring(node) || ring(box) || ring(node, "::after"), name: node.outerHTML.slice(0, 90), tag: node.tagName,
    within: at.bottom > 0 && at.top < innerHeight && at.right > 0 && at.left < innerWidth, key: [node.outerHTML.slice(0, 200), at.x, at.y].join() }; }"""


TARGETS = """(least) => { const reach = least / 2 - 1, small = [];
  const nodes = [...document.querySelectorAll("main a[href], main button, main input, main select, main summary, .lang-foot a")]
    .filter(n => n.checkVisibility({ visibilityProperty: true }) && !n.matches("p > a, li a, td:not(.num) a, .pin button, :disabled, .leaflet-control-attribution a"));
  for (const node of nodes) {
    node.scrollIntoView({ block: "center", inline: "center" });
    const box = node.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    const hits = [[0, -reach], [0, reach], [-reach, 0], [reach, 0]].map(([dx, dy]) => document.elementFromPoint(x + dx, y + dy));
    const mine = (hit) => hit && (node.contains(hit) || node.closest("label")?.contains(hit));
    if (!hits.every(mine)) small.push(`${node.outerHTML.slice(0, 80)} ${box.width}x${box.height}`);
  }
  return small; }"""
COARSE_PX = 44


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("token", ON_SURFACE)
def test_a_text_colour_is_readable_on_every_surface_it_stands_on(token: str) -> None:
    for surface in ON_SURFACE[token].split():
        assert contrast(TOKENS[token], TOKENS[surface]) >= TEXT, surface


def test_edges_of_controls_and_houses_stand_out_from_paper() -> None:
    assert contrast(TOKENS["line2"], TOKENS["paper"]) >= CONTROL
    for band in BANDS:
        assert contrast(band.edge, TOKENS["paper"]) >= CONTROL, band.edge


@pytest.fixture(scope="module")
def origin(
    start_server: Callable[..., str], tmp_path_factory: pytest.TempPathFactory, tiny_files: Callable[..., Any]
) -> str:
    """Return a server over the sample ward and a ward with faults."""
    import shutil

    home = tmp_path_factory.mktemp("home")
    shutil.copytree(
        Path(__file__).resolve().parents[2] / "data" / "geojson" / "phuong-lam",
        home / "layers" / "phuong-lam",
    )
    folder = home / "layers" / "hong"
    folder.mkdir()
    for name, data in {**tiny_files(), "alleys.geojson": b"{"}.items():
        (folder / name).write_bytes(data)
    return start_server(home)


@pytest.fixture
def opened(new_page: Callable[..., Any], origin: str) -> Callable[..., Any]:
    def go(name: str, lang: str = "vi", **options: Any) -> Any:
        path, ready = PAGES[name]
        page, _ = new_page(origin, expect=("console",) if name == "error" else (), **options)
        page.goto(f"{origin}{path}{'&' if '?' in path else '?'}lang={lang}")
        page.wait_for_selector(ready, state="attached", timeout=60000)
        return page

    return go


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_everything_shown_can_be_read_and_has_a_name(
    opened: Callable[..., Any], name: str, phone: bool
) -> None:
    page = opened(name, "en" if phone else "vi", phone=phone)
    assert page.evaluate(AUDIT, [TEXT, LARGE, CONTROL]) == []
    if name == "exports":
        page.locator("[data-card=summary] [data-do=make]").click()
        page.wait_for_selector("[data-card=summary] [data-do=get]", timeout=240000)
        assert page.evaluate(AUDIT, [TEXT, LARGE, CONTROL]) == []
        page.locator("[data-card=atlas] [data-field=groups]").click()
        page.wait_for_selector("dialog[open]")
        assert page.evaluate(AUDIT, [TEXT, LARGE, CONTROL]) == []
    if name != "map":
        return
    page.locator(".point-fire_points").first.evaluate("node => node.dispatchEvent(new CustomEvent('choose'))")
    page.locator("#search-input").fill("to")
    page.locator(".foot summary").evaluate("node => node.click()")
    assert page.evaluate(AUDIT, [TEXT, LARGE, CONTROL]) == []


@pytest.mark.parametrize("name", ["groups", "print", "data", "exports", "error", "faults", "wards"])
def test_a_finger_hits_every_control_of_a_page_that_is_read(opened: Callable[..., Any], name: str) -> None:
    page = opened(name, phone=True)
    assert page.evaluate(TARGETS, COARSE_PX) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything_in_sight_with_a_ring(opened: Callable[..., Any], name: str) -> None:
    page = opened(name)
    if name == "faults":
        page.evaluate("document.activeElement.blur()")  # the summary has the focus at first
    page.keyboard.press("Tab")
    if name != "faults":
        assert page.evaluate("document.activeElement.className") == "skip"
    seen: list[str] = []
    for _ in range(45):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found["tag"] == "BODY" or found["key"] in seen:
            break
        seen.append(found["key"])
        assert found["ring"], f"no ring: {found['name']}"
        assert found["within"], f"out of sight: {found['name']}"
    assert len(seen) >= (1 if name == "faults" else 3)


@pytest.mark.parametrize("name", PAGES)
def test_the_skip_link_leads_past_the_header(opened: Callable[..., Any], name: str) -> None:
    page = opened(name)
    page.evaluate("document.querySelector('.skip').focus()")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("name", PAGES)
def test_at_four_hundred_percent_nothing_is_lost_sideways(opened: Callable[..., Any], name: str) -> None:
    page = opened(name, viewport={"width": 360, "height": 225})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("h1").count() == 1
    assert page.locator(".sos").is_visible()


def test_the_audit_itself_finds_what_it_looks_for(opened: Callable[..., Any]) -> None:
    page = opened("wards")
    page.evaluate(
        """() => { const add = (html) => document.querySelector("main").insertAdjacentHTML("beforeend", html);
        add('<p class="pale">Chữ nhạt</p><button></button><input class="faint"><img src="data:,"><p id="main"></p><h1>x</h1>');
        document.querySelector(".pale").style.color = "#A0A8B0";
        document.querySelector(".faint").style.border = "1px solid #E0E4E8"; }"""
    )
    found = " ".join(page.evaluate(AUDIT, [TEXT, LARGE, CONTROL]))
    for sign in (
        "contrast 2.",
        "no name: <button>",
        "edge of input.faint",
        "picture without words",
        "id twice: main",
        "not one h1",
    ):
        assert sign in found, sign


def test_a_change_of_the_figure_is_spoken_once(opened: Callable[..., Any]) -> None:
    page = opened("map")
    assert page.locator("#spoken").get_attribute("aria-live") == "polite"
    before = page.locator("#spoken").inner_text()
    page.locator("[data-choice=radius-200]").click()
    page.wait_for_timeout(200)
    after = page.locator("#spoken").inner_text()
    assert after != before
    assert "200" in after
