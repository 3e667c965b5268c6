"""A base map under ours: a PMTiles file in ranges from our own server, or online tiles where a setting says so."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geoapp.config import load_config
from geoapp.errors import CallFault

READY = "html[data-ready]"
ZOOM, EXTENT = 14, 4096
TILES = "https://nen.example"
BLUE = (20, 90, 200)
PIXELS = """(selector) => { const seen = {}; for (const canvas of document.querySelectorAll(selector)) {
  if (!canvas.width) continue;
  const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0);
  const { data } = pen.getImageData(0, 0, copy.width, copy.height);
  for (let i = 0; i < data.length; i += 4) {
    const key = [data[i], data[i + 1], data[i + 2]].join();
    if (data[i + 3]) seen[key] = (seen[key] || 0) + 1;
  }
} return seen; }"""


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def field(number: int, content: bytes | int) -> bytes:
    """Return one protobuf field: a number, or bytes with their length."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def vector_tile() -> bytes:
    """Return a Mapbox vector tile whose layers ``earth`` and ``water`` cover it whole."""
    corners = [(0, 0), (EXTENT, 0), (EXTENT, EXTENT), (0, EXTENT)]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(corners, corners[1:], strict=False)]
    zigzag = [value << 1 if value >= 0 else (-value << 1) - 1 for step in steps for value in step]
    shape = b"".join(varint(v) for v in (9, 0, 0, 3 << 3 | 2, *zigzag, 15))
    feature = field(2, varint(0) + varint(0)) + field(3, 3) + field(4, shape)
    tags = field(3, b"kind") + field(4, field(1, b"ocean")) + field(5, EXTENT)
    layers = [field(15, 2) + field(1, name) + field(2, feature) + tags for name in (b"earth", b"water")]
    return b"".join(field(3, layer) for layer in layers)


def tile_id(zoom: int, x: int, y: int) -> int:
    """Return the place of a tile along the Hilbert curve, after all tiles of lower zooms."""
    total, side = (4**zoom - 1) // 3, 2**zoom
    step = side // 2
    while step:
        right, down = int(bool(x & step)), int(bool(y & step))
        total += step * step * ((3 * right) ^ down)
        if not down:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        step //= 2
    return total


def pmtiles(bounds: tuple[float, float, float, float]) -> bytes:
    """Return a PMTiles 3 archive, uncompressed, whose tiles at zoom 14 cover `bounds` and one tile around."""

    def at(lon: float, lat: float) -> tuple[int, int]:
        y = math.asinh(math.tan(math.radians(lat)))
        return int((lon + 180) / 360 * 2**ZOOM), int((1 - y / math.pi) / 2 * 2**ZOOM)

    west, south, east, north = bounds
    (x0, y0), (x1, y1) = at(west, north), at(east, south)
    ids = sorted(tile_id(ZOOM, x, y) for x in range(x0 - 1, x1 + 2) for y in range(y0 - 1, y1 + 2))
    tile, metadata = vector_tile(), b"{}"
    deltas = [b - a for a, b in zip([0, *ids], ids, strict=False)]
    columns = [*deltas, *[1] * len(ids), *[len(tile)] * len(ids), *[1] * len(ids)]  # all share one content
    root = varint(len(ids)) + b"".join(varint(v) for v in columns)
    places = [
        127,
        len(root),
        127 + len(root),
        len(metadata),
        0,
        0,
        127 + len(root) + len(metadata),
        len(tile),
    ]
    counts = [len(ids), len(ids), 1]
    corners = [round(v * 1e7) for v in (west, south, east, north)]
    header = b"PMTiles\x03" + struct.pack("<11Q", *places, *counts) + bytes([0, 1, 1, 1, ZOOM, ZOOM])
    header += struct.pack("<4i", *corners) + bytes([ZOOM]) + struct.pack("<2i", corners[0], corners[1])
    return header + root + metadata + tile


def png(colour: tuple[int, int, int], side: int = 256) -> bytes:
    """Return a picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes(colour) * side for _ in range(side))
    size = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def write_home(
    tmp_path_factory: pytest.TempPathFactory, tiny_files: Callable[..., dict[str, bytes]]
) -> Callable[[str], Path]:
    """Return a function that writes a workspace with the tiny ward and these settings."""

    def write(settings: str) -> Path:
        home = tmp_path_factory.mktemp("home")
        folder = home / "layers" / "thu"
        folder.mkdir(parents=True)
        for name, data in tiny_files().items():
            (folder / name).write_bytes(data)
        (home / "geoapp.toml").write_text(settings, encoding="utf-8")
        (home / "nen.pmtiles").write_bytes(pmtiles((105.33, 20.80, 105.34, 20.83)))
        return home

    return write


@pytest.fixture(scope="module")
def local(start_server: Callable[..., str], write_home: Callable[[str], Path]) -> str:
    return start_server(write_home('[basemap]\npmtiles = "nen.pmtiles"\nattribution = "© <b>Người vẽ</b>"\n'))


@pytest.fixture(scope="module")
def online(start_server: Callable[..., str], write_home: Callable[[str], Path]) -> str:
    return start_server(
        write_home(f'[basemap]\ntiles = "{TILES}/{{z}}/{{x}}/{{y}}.png"\nattribution = "© Nền"\n')
    )


def ready(page: Any, address: str) -> Any:
    page.goto(address)
    page.wait_for_selector(READY, state="attached", timeout=60000)
    return page


@pytest.mark.parametrize("path", ["", "groups/T1", "print/groups/T1"])
def test_a_local_base_map_lies_under_ours(new_page: Callable[..., Any], local: str, path: str) -> None:
    page, _ = new_page(local)
    ranges: list[int] = []
    page.on(
        "response", lambda answer: ranges.append(answer.status) if "basemap.pmtiles" in answer.url else None
    )
    ready(page, f"{local}/wards/thu/{path}")
    page.wait_for_function(f"Object.keys(({PIXELS})('.leaflet-layer canvas')).length > 0", timeout=30000)
    assert set(ranges) == {206}
    under = page.evaluate(PIXELS, ".leaflet-layer canvas")
    assert max(under, key=under.get) == "128,222,234"  # the water of the light style
    ours = page.evaluate(PIXELS, "canvas.base")
    assert "0,114,178" in ours  # a house within 50 m
    on_top = page.evaluate(
        """() => [getComputedStyle(document.querySelector("canvas.base")).zIndex,
        getComputedStyle(document.querySelector(".leaflet-tile-pane .leaflet-layer")).zIndex].map(Number)"""
    )
    assert on_top[0] > on_top[1]
    assert "© <b>Người vẽ</b>" in page.locator(".leaflet-control-attribution").inner_text()


def test_the_map_of_faults_stands_on_the_base_map_too(
    new_page: Callable[..., Any], start_server: Callable[..., str], write_home: Callable[[str], Path]
) -> None:
    home = write_home('[basemap]\npmtiles = "nen.pmtiles"\n')
    origin = start_server(home)
    page, _ = new_page(origin)
    page.goto(f"{origin}/wards/thu/data")
    assert page.locator(".note.ok").is_visible()
    file = home / "layers" / "thu" / "fire_points.geojson"
    file.write_bytes(file.read_bytes().replace(b'"active"', b'"?"'))
    ready(page, f"{origin}/wards/thu/data")
    assert page.locator(".pin .fault-number").count() == 2
    page.wait_for_selector(".leaflet-layer canvas", state="attached")


def test_online_tiles_come_from_the_one_host_that_was_named(
    new_page: Callable[..., Any], online: str
) -> None:
    page, watch = new_page(online, expect=("outside", "violations", "console", "failed"))
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(body=png(BLUE), content_type="image/png")

    page.route(f"{TILES}/**", answer)
    ready(page, f"{online}/wards/thu/")
    page.wait_for_function("document.querySelectorAll('img.leaflet-tile-loaded').length > 3")
    assert asked
    assert all(url.startswith(f"{TILES}/") for url in asked)
    assert watch.outside == watch.console == []
    assert page.evaluate("window.__violations") == []
    page.evaluate(
        "new Promise(done => { const i = new Image(); i.onerror = done; i.src = 'https://other.example/x.png'; })"
    )
    assert any("other.example" in line for line in page.evaluate("window.__violations"))
    assert watch.outside == []  # the policy stopped it before it was a request


def test_tiles_that_do_not_answer_leave_our_map_standing(new_page: Callable[..., Any], online: str) -> None:
    page, watch = new_page(online, expect=("outside", "console", "failed"))
    ready(page, f"{online}/wards/thu/")
    assert watch.outside
    assert page.locator(".point-fire_points").count() == 2
    assert "0,114,178" in page.evaluate(PIXELS, "canvas.base")


def test_without_a_setting_no_other_host_is_allowed(new_page: Callable[..., Any], server: str) -> None:
    page, watch = new_page(server)
    answer = page.goto(f"{server}/wards/phuong-lam/")
    policy = answer.headers["content-security-policy"]
    assert "http:" not in policy
    assert "https:" not in policy
    page.wait_for_selector(READY, state="attached", timeout=60000)
    assert page.locator(".leaflet-layer").count() == 0
    assert watch.outside == []


def test_a_file_that_is_no_base_map_is_refused_with_its_name(write_home: Callable[[str], Path]) -> None:
    home = write_home('[basemap]\npmtiles = "nen.pmtiles"\n')
    assert load_config(home).basemap.max_zoom == ZOOM
    whole = (home / "nen.pmtiles").read_bytes()
    for bad in (b"", whole[:60], b"PMTiles\x02" + whole[8:], whole[:99] + b"\x02" + whole[100:]):
        (home / "nen.pmtiles").write_bytes(bad)
        with pytest.raises(CallFault, match=r"nen\.pmtiles"):
            load_config(home)
