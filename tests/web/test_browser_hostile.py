"""One ward whose every field is hostile: what the check lets in is shown as plain text on every page, and nothing runs.

The ward is built at run time: every string stands in every field of every layer, as a feature's id and as the
name of a property. What the check refuses must be named with file, feature and field; it is then replaced by
something harmless, until the check has nothing more to say. So the test holds whatever the check allows.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from pyproj import CRS

from geoapp import crs as systems
from geoapp.domain.fields import Field
from geoapp.domain.layers import LAYERS
from geoapp.domain.ward_check import check_ward
from geoapp.exports.html import ward_html
from geoapp.i18n import translator
from geoapp.maps import map_shell
from geoapp.store.folder import FolderStore
from geoapp.usecases.offline import offline_page, offline_payloads
from geoapp.usecases.wards import WardLibrary

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "reference" / "hostile-strings.json"
BUILT_IN = [
    "{{7*7}}", "{{ 1337*1331 }}", "{% raw %}", "{% raw", "{# x", "</script><script>window.__pwned=1</script>",
    '<img src=x onerror="window.__pwned=1">', "&lt;img src=x onerror=window.__pwned=1&gt;", "${window.__pwned=1}",
    "`;window.__pwned=1;`", "\\\\`);window.__pwned=1;(`", "' onfocus='window.__pwned=1' autofocus='",
    "javascript:window.__pwned=1", "__proto__", "constructor", "a\u2028b", "=1+1", "a\x00b", "\ud83d", "A" * 10_000,
    "../../x", "a/b", "Tên tổ", "", "   ", "null",
]  # fmt: skip
READY = "html[data-ready]"
ROUNDS = 6
LONG_MS = 240_000
COLUMNS, CELL_M = 13, 30
HOME_M = COLUMNS * CELL_M
EVALUATED = ("1779547", "pwned-str", "pwnedx")
SAFE: dict[str, Any] = {
    "ward_code": "00001", "group_id": "G1", "status": None, "group_ids": ["G1"], "household_count": 8,
    "households": 1, "members": 3, "quantity": 1, "name": "Tên", "inspected_on": "2026-01-02",
}  # fmt: skip
STATUS = {"fire_points": "active", "safe_areas": "recognised", "water_sources": "usable"}


def degrees(*places: tuple[float, float]) -> list[list[float]]:
    """Return the degrees of places in metres from a corner in EPSG:9211."""
    corner = np.array([430_000.0, 2_302_000.0])
    found = systems.unproject(np.array(places, dtype=float) + corner, CRS.from_user_input("EPSG:9211"))
    return [[round(float(x), 8), round(float(y), 8)] for x, y in found]


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = degrees((west, south), (east, south), (east, north), (west, north), (west, south))
    return {"type": "Polygon", "coordinates": [ring]}


def corpus() -> list[str]:
    """Return every string once: the corpus where it is at hand, and always the built-in ones."""
    known = json.loads(CORPUS.read_text(encoding="utf-8")) if CORPUS.is_file() else []
    return list(dict.fromkeys([entry["text"] for entry in known] + BUILT_IN))


TEXTS = corpus()


def hostile(field: Field, text: str) -> Any:
    """Return a value of a field's own kind that holds `text` wherever a text can stand."""
    if field.kind == "rows":
        return [{child.name: text for child in field.rows}]
    if field.kind == "texts":
        return [text]
    return {text: "met"} if field.kind == "checklist" else text


def shape(layer: str, geometries: tuple[str | None, ...], i: int) -> dict[str, Any]:
    """Return the place of the i-th feature: groups beside the one that holds everything else, in a lattice."""
    x, y = CELL_M * (i % COLUMNS) + 2, CELL_M * (i // COLUMNS) + 2
    if layer == "residential_groups":
        return box(HOME_M + x, y, HOME_M + x + 20, y + 20)
    if layer == "alleys":
        return {"type": "LineString", "coordinates": degrees((x, y + 15), (x + CELL_M, y + 15))}
    d = {"fire_points": 14, "water_sources": 18, "safe_areas": 0, "interfamily_groups": 8}.get(layer, 4)
    if geometries == ("Point",):
        return {"type": "Point", "coordinates": degrees((x + d, y + d))[0]}
    return box(x + d, y + d, x + d + 5, y + d + 5)


def row_of(key: str, geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": key, "properties": properties, "geometry": geometry}


def raw_ward() -> dict[str, list[dict[str, Any]]]:
    """Return the features of every layer, each with one string as id, as every value and as a property's name."""
    layers: dict[str, list[dict[str, Any]]] = {}
    for name, spec in LAYERS.items():
        rows = []
        for i, text in enumerate(TEXTS):
            values = {f.name: hostile(f, text) for f in spec.fields if f.name != "id"}
            if name == "fire_points":
                values["group_id"] = "G1"  # one page and one sheet show them all
            extra = {} if text in values or text == "id" else {text: "x"}
            key = text if unicodedata.is_normalized("NFC", text) and as_utf8(text) else f"F{i}"
            rows.append(row_of(key, shape(name, spec.geometries, i), {**values, **extra}))
        layers[name] = rows
    facts = {"number": 900, "households": len(TEXTS), "population": 600, "boundary_status": "provisional"}
    common = {"ward_code": "00001", "pos_method": "illustrative"}
    layers["residential_groups"].append(row_of("G1", box(0, 0, HOME_M, HOME_M), {**common, **facts}))
    return layers


def ward_file(name: str, source: str) -> bytes:
    (west, south), (east, north) = degrees((-30, -30), (2 * HOME_M + 30, HOME_M + 30))
    facts = {
        "name": name, "kind": "phường", "crs": "EPSG:9211", "illustrative": True, "source": source,
        "codes": [{"code": "00001", "level": "ward", "from": "2020-01-01", "to": None}],
        "bounds": [west, south, east, north], "forces": {}, "campaign": [], "settings": {},
    }  # fmt: skip
    return json.dumps(facts).encode()


def files_of(layers: dict[str, list[dict[str, Any]]], name: str, source: str) -> dict[str, bytes]:
    """Return the ward's files; odd characters are written as escapes, lone surrogates too."""
    collections = {n: {"type": "FeatureCollection", "features": rows} for n, rows in layers.items()}
    files = {f"{n}.geojson": json.dumps(found).encode() for n, found in collections.items()}
    return {"ward.json": ward_file(name, source), **files}


def tame(layers: dict[str, list[dict[str, Any]]], file: str, where: str, field: str) -> None:
    """Replace what a fault names by something harmless."""
    layer = file.removesuffix(".geojson")
    rows, known = layers[layer], {f.name: f for f in LAYERS[layer].fields}
    number = row_named(where, [row["id"] for row in rows])
    values = rows[number]["properties"]
    head, _, child = re.sub(r"\[\d+\]", "", field).partition(".")
    if head == "id":
        rows[number]["id"] = f"F{number}"
    elif head not in known:
        for key in [key for key in values if key not in known]:
            del values[key]
    elif child:
        values[head][0][child] = harmless({f.name: f for f in known[head].rows}[child], layer, number)
    else:
        values[head] = harmless(known[head], layer, number)


def as_utf8(text: str) -> bool:
    """Tell whether UTF-8 can carry a text: it has no lone surrogate."""
    return text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text)


def row_named(where: str, ids: list[str]) -> int:
    """Return the row a fault means: its id, of which odd characters may be codes and a long end cut, or ``#12``."""
    place, names = printable(where), [printable(key) for key in ids]
    if place in names:
        return names.index(place)
    if place.endswith("…") and len(place) > 40:
        return next(i for i, name in enumerate(names) if name.startswith(place[:-1]))
    return int(where[1:]) - 1


@functools.cache
def printable(text: str) -> str:
    plain = unicodedata.normalize("NFC", text)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in plain)


def harmless(field: Field, layer: str, number: int) -> Any:
    if field.name == "number":
        return number + 1
    if field.kind == "choice":
        usual = STATUS.get(layer) if field.name == "status" else None
        return usual or field.choices[0].value
    return SAFE.get(field.name)


@pytest.fixture(scope="module")
def tamed() -> dict[str, bytes]:
    """Return the files of the ward that keeps every hostile string the check accepts."""
    layers = raw_ward()
    name, source = '{{7*7}}<img src=x onerror="window.__pwned=1">`${window.__pwned=1}`', "</script>{% raw"
    for _ in range(ROUNDS):
        files = files_of(layers, name, source)
        errors = check_ward(files, dt.date(2026, 11, 25)).errors
        if not errors:
            return files
        for fault in errors:
            assert fault.file, fault
            assert fault.field is not None, fault
            if fault.file == "ward.json":
                name, source = "Phường Thử", "thử"
                continue
            assert fault.feature, f"{fault.code} in {fault.file} names no feature"
            tame(layers, fault.file, fault.feature, fault.field)
    pytest.fail("the check never came to an end: " + "; ".join(str(e) for e in errors[:5]))


def kept(files: dict[str, bytes], layer: str, field: str) -> list[str]:
    """Return the hostile values that the check let in."""
    rows = json.loads(files[f"{layer}.geojson"])["features"]
    texts = [row["properties"].get(field) for row in rows]
    return [nfc(text) for text in texts if text in TEXTS and text.strip()]


def nfc(text: str) -> str:
    """Return text as the program may keep it; what is shown is compared in the same form."""
    return unicodedata.normalize("NFC", text)


def write(home: Path, ward: str, files: dict[str, bytes]) -> None:
    folder = home / "layers" / ward
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory, tamed: dict[str, bytes]) -> Path:
    home = tmp_path_factory.mktemp("hostile")
    write(home, "thu", tamed)
    write(home, "tho", files_of(raw_ward(), "Phường Thô", "thô"))
    return home


@pytest.fixture(scope="module")
def origin(start_server: Callable[..., str], hostile_home: Path) -> str:
    return start_server(hostile_home)


@pytest.fixture
def opened(new_page: Callable[..., Any], origin: str) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a page of the hostile ward; at the end nothing may have run or been evaluated."""
    pages = []

    def go(path: str, ready: str = READY, **options: Any) -> Any:
        page, _ = new_page(origin, **options)
        page.goto(f"{origin}{path}")
        page.wait_for_selector(ready, state="attached", timeout=60000)
        pages.append(page)
        return page

    yield go
    for page in pages:
        assert page.evaluate("window.__pwned") is None
        text = page.evaluate("document.title + document.body.innerText")
        assert not [mark for mark in EVALUATED if mark in text]


def squeezed(texts: list[str]) -> list[str]:
    return [re.sub(r"\s+", " ", nfc(text)).strip() for text in texts]


def test_the_check_lets_most_strings_in_as_text_and_names_the_place_of_the_rest(
    tamed: dict[str, bytes],
) -> None:
    for layer, field in (("fire_points", "name"), ("alleys", "name"), ("surroundings", "name"),
                         ("buildings", "address"), ("water_sources", "owner"), ("self_governing_models", "name"),
                         ("safe_areas", "name"), ("interfamily_groups", "name"), ("residential_groups", "note")):  # fmt: skip
        accepted = kept(tamed, layer, field)
        assert "{{7*7}}" in accepted, layer
        assert "</script><script>window.__pwned=1</script>" in accepted, layer
        assert len(accepted) >= 0.7 * len(TEXTS), layer
        assert not [text for text in accepted if "\x00" in text or "\ud83d" in text], layer


def test_the_map_its_search_and_its_cards_show_names_as_typed(
    opened: Callable[..., Any], tamed: dict[str, bytes]
) -> None:
    layers = "households,reach,gaps,deep_alleys,safe_areas,interfamily_groups,water_sources"
    page = opened(f"/wards/thu/?layers={layers}")
    names = kept(tamed, "fire_points", "name")
    cards = page.evaluate(
        """() => [...document.querySelectorAll(".point-fire_points")].map(node => {
          node.dispatchEvent(new CustomEvent("choose"));
          return [node.getAttribute("aria-label"), document.querySelector("#card-title").textContent];
        })"""
    )
    assert len(cards) == len(TEXTS)
    assert set(names) <= {nfc(title) for _, title in cards}
    assert all(label.startswith(f"{title},") for label, title in cards)
    found = page.evaluate(
        """(texts) => { const input = document.querySelector("#search-input"); return texts.map(text => {
          input.value = text; input.dispatchEvent(new Event("input"));
          return [...document.querySelectorAll("#search-list li span")].map(node => node.textContent); }); }""",
        names,
    )
    # eight at most are shown, and a name of two letters stands in many others
    shown = sum(text in map(nfc, rows) for text, rows in zip(names, found, strict=True))
    assert shown > 0.85 * len(names)


def test_cards_of_houses_areas_and_water_show_what_is_known_as_text(
    opened: Callable[..., Any], tamed: dict[str, bytes]
) -> None:
    page = opened("/wards/thu/?layers=households,safe_areas,interfamily_groups,water_sources")
    page.evaluate("geoapp.map.setZoom(18, { animate: false })")
    water = page.evaluate(
        """() => [...document.querySelectorAll(".point-water_sources")].map(node => {
          node.dispatchEvent(new CustomEvent("choose"));
          return document.querySelector(".card-float").textContent; })"""
    )
    assert len(water) == len(TEXTS)
    titles: dict[str, list[str]] = {}
    for layer in ("buildings", "safe_areas", "interfamily_groups"):
        places = []
        for row in json.loads(tamed[f"{layer}.geojson"])["features"]:
            shape = row["geometry"]["coordinates"]
            places.append(shape if row["geometry"]["type"] == "Point" else shape[0][0])
        titles[layer] = page.evaluate(
            """(places) => places.map(([lng, lat]) => {
              geoapp.map.fire("click", { latlng: L.latLng(lat + 1e-6, lng + 1e-6) });
              return document.querySelector("#card-title")?.textContent ?? ""; })""",
            places,
        )
    ids = [str(row["id"]) for row in json.loads(tamed["buildings.geojson"])["features"]]
    assert sum(
        f"Nhà {key}" == title for key, title in zip(ids, titles["buildings"], strict=True)
    ) > 0.9 * len(ids)
    names = kept(tamed, "safe_areas", "name")
    assert len(set(names) & set(map(nfc, titles["safe_areas"]))) > 0.9 * len(names)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_groups_page_and_sheet_show_every_point_as_typed(
    opened: Callable[..., Any], tamed: dict[str, bytes], lang: str, phone: bool
) -> None:
    codes = squeezed(kept(tamed, "fire_points", "code"))
    page = opened(f"/wards/thu/groups/G1?lang={lang}", phone=phone)
    assert set(codes) <= set(squeezed(page.locator(".point-row h3").all_text_contents()))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sheet = opened(f"/wards/thu/print/groups/G1?lang={lang}", phone=phone)
    assert set(codes) <= set(squeezed(sheet.locator(".sheet-point b:first-of-type").all_text_contents()))


def test_the_list_of_groups_leads_to_groups_with_hostile_ids(
    opened: Callable[..., Any], tamed: dict[str, bytes]
) -> None:
    page = opened("/wards/thu/groups/")
    assert page.locator("#glist tbody tr").count() == len(TEXTS) + 1
    ids = [row["id"] for row in json.loads(tamed["residential_groups.geojson"])["features"]]
    wanted = [key for key in ids if key in ("{{7*7}}", "</script>", "a/b.geojson", "%_%", "`", "=1+1")][:4]
    addresses = page.locator("#glist tbody a").evaluate_all("links => links.map(link => link.href)")
    for key in wanted:
        number = ids.index(key) + 1
        link = next(a for a in addresses if a.endswith(f"/groups/{quote(key, safe='')}"))
        found = opened(link.split("/", 3)[-1].join(["/", ""]))
        assert found.locator("h1").inner_text() == f"Tổ dân phố {number}"


def test_the_exports_page_draws_a_hostile_ward_and_orders_by_hostile_ids_and_names(
    opened: Callable[..., Any], origin: str, tamed: dict[str, bytes]
) -> None:
    ids = [row["id"] for row in json.loads(tamed["residential_groups.geojson"])["features"]]
    names = ["{{7*7}} {% raw %}", "</script><script>window.__pwned=1</script>", '<img src=x onerror="window.__pwned=1">']
    page = opened("/wards/thu/exports")
    [lon, lat] = degrees((20, 20))[0]
    for name in names:
        plan = {"name": name, "parameters": {"radius": 50}, "sites": [{"id": "a", "lon": lon, "lat": lat}]}
        assert page.request.post(f"{origin}/api/wards/thu/plans", data=plan).ok
    page = opened("/wards/thu/exports")
    select = page.locator("[data-card=group] [data-field=group]")
    assert select.locator("option").evaluate_all("all => all.map(one => one.value)") == ids
    offered = squeezed(page.locator("#choice-plan option").all_text_contents())[1:]
    assert [text.removesuffix(" (1 điểm)") for text in offered] == names
    page.locator("#choice-plan").select_option(index=2)
    key = next(key for key in ids if key in ("../../x", "a/b", "{{7*7}}"))
    select.select_option(key)
    page.locator("[data-card=group] [data-field=kind]").select_option("group-picture")
    page.locator("[data-card=group] [data-do=make]").click()
    page.wait_for_selector("[data-card=group] [data-do=get]", timeout=LONG_MS)
    assert names[1] in page.locator("#made li").first.inner_text()
    with page.expect_download(timeout=LONG_MS) as waiting:
        page.locator("[data-card=group] [data-do=get]").click()
    assert re.fullmatch(r"thu-anh-to-[a-z0-9-]+\.png", waiting.value.suggested_filename)
    page.wait_for_function("() => !document.querySelector('.skel')", timeout=LONG_MS)
    assert page.locator(".face img").count() == page.locator(".ecard").count(), "every first page was drawn"


def test_the_data_page_shows_the_wards_words_as_text(
    opened: Callable[..., Any], tamed: dict[str, bytes]
) -> None:
    facts = json.loads(tamed["ward.json"])
    page = opened("/wards/thu/data", ready=".brand svg")
    assert facts["source"] in page.locator("main").inner_text()
    assert page.locator(".brand b").inner_text() == facts["name"]


def test_the_faults_of_a_ward_that_was_refused_are_shown_as_text(
    new_page: Callable[..., Any], origin: str
) -> None:
    page, watch = new_page(origin, expect=("console",))
    answer = page.goto(f"{origin}/wards/tho/")
    assert answer.status == 503
    assert all("503" in line for line in watch.console)
    assert page.locator(".faults").first.locator("tbody tr").count() == 200
    assert page.evaluate("window.__pwned") is None
    assert "{{7*7}}" in page.locator(".faults").first.inner_text()


def test_the_offline_file_shows_names_as_typed(
    new_page: Callable[..., Any], hostile_home: Path, tamed: dict[str, bytes], tmp_path: Path
) -> None:
    ward, t = WardLibrary(FolderStore(hostile_home)).open("thu"), translator("vi")
    parts = map_shell(ward.info.bounds, lambda path: path)
    file = tmp_path / "thu.html"
    file.write_bytes(ward_html(offline_page(ward, t), offline_payloads(ward), parts, ROOT / "templates", t))
    page, _ = new_page("file://")
    page.goto(file.as_uri())
    page.wait_for_selector(READY, state="attached", timeout=60000)
    labels = page.locator(".point-fire_points").evaluate_all(
        "nodes => nodes.map(n => n.getAttribute('aria-label'))"
    )
    shown = [nfc(label) for label in labels]
    assert [
        n for n in kept(tamed, "fire_points", "name") if not any(x.startswith(f"{n},") for x in shown)
    ] == []
    assert page.evaluate("window.__pwned") is None
