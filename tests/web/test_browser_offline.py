"""Files that open from disk with the network off: the notebook's map and the exported page."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from geoapp.domain.layers import LAYERS
from geoapp.domain.ward import Ward, WardInfo
from geoapp.exports.html import ward_html
from geoapp.i18n import translator
from geoapp.maps import map_shell, ward_map
from geoapp.usecases.offline import offline_page

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = ROOT.parent / "shared" / "reference" / "hostile-strings.json"
WEST, SOUTH, STEP = 105.33, 20.81, 0.002
RADII = [25, 50, 100, 200]
MARK = "window.__pwned"
REFUSED = ("Cc", "Cs")  # control characters and lone surrogates: refused at input
BUILT_IN = [
    "{{7*7}}",
    "{% raw %}",
    "{#",
    "</script><script>window.__pwned=1</script>",
    '<img src=x onerror="window.__pwned=1">',
    "${window.__pwned=1}",
    "`;window.__pwned=1;`",
    "\\\\`",
    "' onmouseover='window.__pwned=1",
    "__proto__",
]
IS_DRAWN = """() => {
  const canvas = document.querySelector("canvas.base");
  const copy = Object.assign(document.createElement("canvas"), { width: 400, height: 300 });
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0, 400, 300);
  const { data } = pen.getImageData(0, 0, 400, 300);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
  return seen.size;
}"""


def hostile_texts() -> list[str]:
    """Return the corpus where it is at hand, else the built-in strings, less what input refuses."""
    if not HOSTILE.is_file():
        return BUILT_IN
    texts = [entry["text"] for entry in json.loads(HOSTILE.read_text(encoding="utf-8"))]
    return BUILT_IN + [text for text in texts if not any(unicodedata.category(c) in REFUSED for c in text)]


def square(column: int, row: int, share: float = 1.0) -> shapely.Polygon:
    """Return a cell of a lattice of squares."""
    west, south = WEST + column * STEP, SOUTH + row * STEP
    return shapely.box(west, south, west + STEP * share, south + STEP * share)


def frame(rows: dict[str, list[Any]], shapes: list[Any], prefix: str) -> gpd.GeoDataFrame:
    """Return a layer with text ids."""
    layer = gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)
    layer.index = [f"{prefix}{i + 1}" for i in range(len(layer))]
    return layer


def ward_named(texts: list[str]) -> Ward:
    """Return a ward whose every name is one of `texts`."""
    size = len(texts)
    cells = [(i % 8, i // 8) for i in range(size)]
    middles = [square(c, r).centroid for c, r in cells]
    layers = {
        "residential_groups": frame(
            {"number": list(range(1, size + 1))}, [square(c, r) for c, r in cells], "T"
        ),
        "fire_points": frame(
            {
                "name": texts,
                "address": texts,
                "status": ["active"] * size,
                "group_id": [f"T{i + 1}" for i in range(size)],
            },
            middles,
            "P",
        ),
        "alleys": frame(
            {"name": texts, "width_min_m": [9.0] * size, "truck_access": ["truck"] * size},
            [shapely.LineString([(p.x - STEP, p.y), (p.x + STEP, p.y)]) for p in middles],
            "W",
        ),
        "surroundings": frame(
            {"kind": ["yard"] * size, "name": texts}, [square(c, r, 0.4) for c, r in cells], "S"
        ),
        "safe_areas": frame({"name": texts[:1], "status": ["recognised"]}, [square(0, 0, 0.5)], "K"),
        "buildings": frame(
            {"use": ["home"] * size, "households": [1] * size}, [p.buffer(0.0001) for p in middles], "N"
        ),
    }
    bounds = tuple(float(v) for v in layers["residential_groups"].total_bounds)
    info = WardInfo(texts[0], "phường", "EPSG:9211", True, texts[-1], bounds)  # type: ignore[arg-type]
    known = {name: layer for name, layer in layers.items() if name in LAYERS}
    return Ward("hostile", info, known, (), "abc123", dt.datetime(2026, 11, 20, tzinfo=dt.UTC))


def payloads(ward: Ward) -> dict[str, Any]:
    """Return figures by hand: the first house of every four within 25 m, the last one unreachable."""
    layers = {
        f"layer:{name}": json.loads(layer.to_json())
        for name, layer in ward.layers.items()
        if name != "buildings"
    }
    count = len(ward.layers["buildings"])
    bands = [i % 5 for i in range(count)]
    reach = [{"radius_m": r, "covered_weight": sum(b <= i for b in bands)} for i, r in enumerate(RADII)]
    figures = [{**row, "share": row["covered_weight"] / count} for row in reach]
    groups = [
        {
            "id": f"T{i + 1}",
            "name": f"Tổ {i + 1}",
            "weight": 1,
            "radii": [{**row, "covered_weight": 0, "share": 0.0} for row in reach],
        }
        for i in range(count)
    ]
    coverage = {
        "demand": {"features": count, "weight": count, "estimated": False},
        "radii": figures,
        "groups": groups,
        "safe_areas": [],
        "facilities": [
            {"id": f"P{i + 1}", "group": f"T{i + 1}", "catchment_weight": 1, "sole_cover_weight": {}}
            for i in range(count - 1)
        ],
        "excluded": [{"id": f"P{count}", "reason": ward.info.source}],
        "deep_alleys": [{"id": "W1"}],
    }
    middles = [p.centroid for p in ward.layers["buildings"].geometry]
    distances = [b * 300 + 100 for b in bands[:-1]] + [-1]
    households = {
        "origin": [WEST, SOUTH],
        "step": [1e-6, 1e-6],
        "estimated": False,
        "ids": [f"N{i + 1}" for i in range(count)],
        "shape": [v for p in middles for v in (1, round((p.x - WEST) * 1e6), round((p.y - SOUTH) * 1e6))],
        "households": [1] * count,
        "people": [4] * count,
        "group": list(range(count)),
        "groups": [f"T{i + 1}" for i in range(count)],
        "distance_dm": {"walking": distances, "straight": distances},
        "band": {"walking": bands, "straight": bands},
        "nearest": {m: [i if i < count - 1 else -1 for i in range(count)] for m in ("walking", "straight")},
        "facilities": [f"P{i + 1}" for i in range(count - 1)],
        "radii_m": RADII,
    }
    kit = {f"P{i + 1}": {"state": "needs", "lacks": [ward.info.source]} for i in range(count)}
    area = json.loads(shapely.to_geojson(square(0, 0)))
    areas = {
        f"areas:{r}:{m}": {"covered": area, "gaps": area} for r in RADII for m in ("walking", "straight")
    }
    documents = {
        f"coverage:{m}:{w}": coverage for m in ("walking", "straight") for w in ("households", "people")
    }
    return {**layers, **documents, **areas, "households": households, "kit": {"points": kit}}


def exported(ward: Ward, lang: str = "vi") -> bytes:
    parts, t = map_shell(ward.info.bounds, lambda path: path), translator(lang)
    return ward_html(offline_page(ward, t), payloads(ward), parts, ROOT / "templates", t)


def opened(new_page: Callable[..., Any], file: Path, **options: Any) -> Any:
    page, _ = new_page("file://", **options)
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached", timeout=20000)
    return page


def test_the_notebooks_map_opens_from_disk_and_draws(new_page: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "notebook.html"
    ward_map(ward_named(["Phố Hoa Ban", "Ngõ 12", "Chợ", "Đê"])).save(str(file))
    page = opened(new_page, file)
    assert page.evaluate(IS_DRAWN) > 8
    assert page.locator(".point").count() == 4
    assert "Chú giải" not in page.locator("#legend").inner_text()  # its heading says what is listed
    assert "Điểm chữa cháy" in page.locator("#legend").inner_text()


def test_the_notebooks_layer_control_changes_map_and_legend(
    new_page: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "notebook.html"
    ward_map(ward_named(["Một", "Hai", "Ba", "Bốn"]), "en").save(str(file))
    page = opened(new_page, file)
    before = page.evaluate("document.querySelector('canvas.base').toDataURL()")
    assert "Safe residential area" in page.locator("#legend").inner_text()
    page.locator("[data-layer=safe_areas]").uncheck()
    page.wait_for_timeout(200)
    assert "Safe residential area" not in page.locator("#legend").inner_text()
    assert page.evaluate("document.querySelector('canvas.base').toDataURL()") != before


def test_a_notebooks_map_with_figures_colours_houses(new_page: Callable[..., Any], tmp_path: Path) -> None:
    ward = ward_named(["Một", "Hai", "Ba", "Bốn", "Năm"])
    file = tmp_path / "notebook.html"
    ward_map(ward, data=payloads(ward)).save(str(file))
    page = opened(new_page, file)
    assert "đến 25 m" in page.locator("#legend").inner_text()
    assert "không có đường tới" in page.locator("#legend").inner_text()


def test_a_real_folium_layer_can_be_added_to_the_notebooks_map(
    new_page: Callable[..., Any], tmp_path: Path
) -> None:
    import folium

    shell = ward_map(ward_named(["Một", "Hai"]))
    folium.Circle([SOUTH, WEST], radius=50).add_to(shell)
    file = tmp_path / "notebook.html"
    shell.save(str(file))
    assert opened(new_page, file).locator("path.leaflet-interactive").count() == 1


def test_the_exported_page_opens_from_disk_with_panel_and_map(
    new_page: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "ward.html"
    file.write_bytes(exported(ward_named(["Phường Phương Lâm", "Hai", "Ba", "Bốn", "Năm"])))
    page = opened(new_page, file)
    assert page.evaluate(IS_DRAWN) > 8
    assert "5 hộ" in page.locator("#say").inner_text()
    assert page.locator("#table tbody tr").count() == 5
    page.locator("[data-choice=radius-200]").click()
    assert "trong 200 m" in page.locator("#say").inner_text()
    for box in page.locator("[data-layer]").all():
        box.click()
    page.wait_for_timeout(200)
    assert page.evaluate(IS_DRAWN) > 4


def test_the_exported_page_speaks_english_and_fits_a_phone(
    new_page: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "ward.html"
    file.write_bytes(exported(ward_named(["Một", "Hai", "Ba"]), "en"))
    page = opened(new_page, file, phone=True)
    assert "households" in page.locator("#say").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("door", ["notebook", "export"])
def test_hostile_names_are_shown_as_typed_and_nothing_runs(
    door: str, new_page: Callable[..., Any], tmp_path: Path
) -> None:
    texts = hostile_texts()
    ward = ward_named(texts)
    file = tmp_path / f"{door}.html"
    if door == "notebook":
        ward_map(ward).save(str(file))
    else:
        file.write_bytes(exported(ward))
    page = opened(new_page, file)
    assert page.evaluate(MARK) is None
    labels = page.locator(".point").evaluate_all(
        "nodes => nodes.map(node => node.getAttribute('aria-label'))"
    )
    assert len(labels) == len(texts)
    missing = [t for t in texts if t.strip() and not any(label.startswith(f"{t},") for label in labels)]
    assert not missing
    page.locator(".point").first.evaluate("node => node.click()")
    assert page.locator("#card-title").text_content() == texts[0]
    assert page.evaluate(MARK) is None
