"""The Map page and its data against a Folium map with everything inline: server time and bytes on the wire.

Every answer of ours is timed three ways: *kept* (asked before, so only read from memory), *anew* (the first
after a ward's file changed: everything about the ward is computed again, the program is warm) and *first* (a
process that has answered nothing yet and has no compiled kernels). Folium renders per request, for it keeps
nothing; its data and distances are computed before.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import folium_peer
from benchmarks.table import Table, agree
from benchmarks.timing import lesser_time, race
from benchmarks.wire import REPOSITORY, Socket, free_port, request_of, served
from geoapp.bootstrap import Services, services
from geoapp.config import load_config
from geoapp.coverage import engine
from geoapp.i18n import translator
from geoapp.web import create_app

WARD = "phuong-lam"
HOUSEHOLDS = 3260
PAGE = f"/wards/{WARD}/"
DRAWN = (
    "residential_groups", "fire_points", "alleys", "surroundings", "safe_areas", "interfamily_groups",
    "water_sources", "ward_outline", "group_borders", "built_up",
)  # fmt: skip
"""Layers that the Map page asks for when it opens."""

GOAL_MS, GOAL_KB, GOAL_RATIO = 50.0, 300.0, 50.0
EDITS = 5
_IMPORT = re.compile(r"""(?:import|from)\s*\(?["'](geoapp/[a-z_]+)["']""")


@dataclass(frozen=True)
class Addresses:
    """What a browser asks for to show the map, by kind, and what it asks for on a click."""

    layers: tuple[str, ...]
    households: str
    walking: str
    straight: str
    areas: str

    @classmethod
    def of(cls, settings: dict[str, Any]) -> Addresses:
        """Read them from the page's settings, as ``geoapp/data`` does."""
        urls, radii = settings["urls"], "".join(f"&radius={r}" for r in settings["radii_m"])
        coverage = {m: f"{urls['coverage']}{radii}&metric={m}&weight=households" for m in ("walking", "straight")}
        return cls(
            tuple(urls["layer"].replace("{layer}", name) for name in DRAWN),
            urls["households"],
            coverage["walking"],
            coverage["straight"],
            f"{urls['areas']}&radius=50&metric=walking",
        )

    def questions(self) -> dict[str, tuple[str, ...]]:
        """Return the lines of the table: words and addresses."""
        return {
            "map page": (PAGE,),
            "coverage on foot, all radii": (self.walking,),
            "coverage straight, all radii": (self.straight,),
            "households, columns": (self.households,),
            f"{len(self.layers)} layers, GeoJSON": self.layers,
            "covered land and gaps, 50 m": (self.areas,),
        }


def main(table: Table, *, small: bool) -> None:
    """Measure the sample ward; there is only one size."""
    engine.warm()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        running = services(load_config(home))
        app = create_app(running)
        html = request_of(app, PAGE)
        settings = _settings(_unpacked(html()))
        addresses = Addresses.of(settings)
        table.begin("pages, server time")
        _times(table, running, app, addresses, home)
        table.begin("pages, over a waitress socket")
        _wire(table, addresses, home)


def _times(table: Table, running: Services, app: Any, addresses: Addresses, home: Path) -> None:
    questions = addresses.questions()
    every = [url for urls in questions.values() for url in urls]
    for url in every:
        request_of(app, url)()
    kept = {url: race((url, request_of(app, url)), patience_s=1)[0].seconds for url in every}
    opened_s, anew = _after_edits(running, app, every, home)
    first = _first(home, every)
    for words, urls in questions.items():
        for state, seconds in (("kept", kept), ("anew", anew), ("first", first["first_s"])):
            goal = GOAL_MS if words == "map page" or words.startswith("coverage") else None
            # the first answer of all is told, not judged: the server computes it before anybody asks
            judged = goal if state != "first" else None
            table.limit(f"{words}, {state}", 1000 * sum(seconds[u] for u in urls), "ms", below=judged)
    table.note(
        f"anew = first answer after an edit, once the ward was checked again, which takes {1000 * opened_s:.0f} ms; first = new "
        f"process: import {first['import_s']:.1f} s and check {1000 * first['open_s']:.0f} ms come before."
    )
    _against_folium(table, running, app, questions)


def _after_edits(running: Services, app: Any, urls: list[str], home: Path) -> tuple[float, dict[str, float]]:
    """Return seconds to open the ward again and to answer each address first after that, the best of some edits."""
    file = home / "layers" / WARD / "ward.json"
    opened, best = float("inf"), dict.fromkeys(urls, float("inf"))
    for _ in range(EDITS):
        file.write_bytes(file.read_bytes() + b"\n")  # another version: whatever was kept is of no use
        opened = min(opened, lesser_time(lambda: running.library.open(WARD)))
        for url in urls:
            best[url] = min(best[url], lesser_time(request_of(app, url)))
    return opened, best


def _first(home: Path, urls: list[str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.first_answers", str(home), *urls]
    found = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


def _against_folium(table: Table, running: Services, app: Any, questions: dict[str, tuple[str, ...]]) -> None:
    ward = running.library.open(WARD)
    ready = folium_peer.Ready(ward)
    agree(int(ready.households["households"].sum()) == HOUSEHOLDS, "households of the sample ward")
    inline = folium_peer.map_of(ready, folium_peer.as_geojson)
    agree(folium_peer.households_in(inline) == set(ready.households["id"]), "houses in Folium's page")
    peer = folium_peer.create_app(ward)
    asks = [request_of(app, url) for name in questions for url in questions[name] if name != "covered land and gaps, 50 m"]

    def page_and_data() -> None:
        for ask in asks:
            ask()

    page, whole, lean, heavy = race(
        ("", request_of(app, PAGE)),
        ("", page_and_data),
        ("Folium inline, one GeoJson", request_of(peer, "/geojson")),
        ("Folium inline, an object per house", request_of(peer, "/objects")),
        patience_s=6,
    )
    table.compare("map page", page, lean, at_least=GOAL_RATIO)
    table.compare("", page, heavy, at_least=GOAL_RATIO)
    table.compare("map page and all its data", whole, lean, heavy)


def _wire(table: Table, addresses: Addresses, home: Path) -> None:
    """Measure both servers over a socket on this machine, each in a process of its own."""
    ports = free_port(), free_port()
    geoapp = ("geoapp.cli", "serve", "--port", str(ports[0]), "--home", str(home))
    folium = ("benchmarks.folium_peer", str(home), str(ports[1]))
    warmed = translator("vi")("serve.warmed")
    with served(ports[0], warmed, *geoapp) as ours, served(ports[1], folium_peer.READY, *folium) as theirs:
        kilobytes: dict[str, float] = {}
        for words, urls in addresses.questions().items():
            answers = [ours.get(url) for url in urls]
            kilobytes[words] = sum(a.wire_bytes for a in answers) / 1000
            (asked,) = race(("", lambda urls=urls: [ours.get(url) for url in urls]), patience_s=1, elapsed_only=True)
            table.text(words, f"{asked.seconds * 1000:.2g} ms, {kilobytes[words]:.0f} kB")
        code = _own_code(ours)
        areas = kilobytes.pop("covered land and gaps, 50 m")
        whole = sum(kilobytes.values()) - _second_metric(ours, addresses) + code
        table.limit("map page with its data, styles and modules", whole, "kB", below=GOAL_KB)
        table.note(f"styles and modules of ours {code:.0f} kB, kept by the browser for good; land and gaps, {areas:.0f} kB, only on demand.")
        page, lean, heavy = race(
            ("", lambda: ours.get(PAGE)),
            ("Folium inline, one GeoJson", lambda: theirs.get("/geojson")),
            ("Folium inline, an object per house", lambda: theirs.get("/objects")),
            patience_s=6,
            elapsed_only=True,
        )
        table.compare("map page", page, lean, heavy)
        data = sum(kilobytes.values()) - _second_metric(ours, addresses)
        for variant, name in (("geojson", "one GeoJson"), ("objects", "an object per house")):
            size = theirs.get(f"/{variant}").wire_bytes / 1000
            table.sizes("map page and its data" if variant == "geojson" else "", data, f"Folium inline, {name}", size)
        table.sizes("households alone", kilobytes["households, columns"], "the same as GeoJSON, gzip", _as_geojson_kb(home))
        table.note("kB are 1,000 bytes as served, gzip, headers included. Neither side counts vendored libraries and fonts.")


def _as_geojson_kb(home: Path) -> float:
    """Return the compressed kilobytes of houses with the same figures, as geopandas writes them."""
    frame = folium_peer.Ready(services(load_config(home)).library.open(WARD)).households
    return len(gzip.compress(frame.to_json(drop_id=True).encode("utf-8"), folium_peer.LEVEL, mtime=0)) / 1000


def _second_metric(ours: Socket, addresses: Addresses) -> float:
    """Return the kilobytes of the metric that the page does not open with."""
    return ours.get(addresses.straight).wire_bytes / 1000


def _own_code(ours: Socket) -> float:
    """Return the kilobytes of our styles and modules that the Map page loads, found by following its imports."""
    html = ours.get(PAGE).text
    modules: dict[str, str] = json.loads(re.findall(r'<script type="importmap"[^>]*>(.*?)</script>', html, re.S)[0])["imports"]
    links = re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]+)"', html)
    total = sum(ours.get(link).wire_bytes for link in links if "/vendor/" not in link)
    waiting, seen = set(_IMPORT.findall(html)), set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        answer = ours.get(modules[name])
        total += answer.wire_bytes
        waiting |= set(_IMPORT.findall(answer.text)) - seen
    return total / 1000


def _settings(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="page">(.*?)</script>', html, re.S)
    if found is None:
        raise AssertionError("the map page carries no settings")
    settings: dict[str, Any] = json.loads(found[1])
    return settings


def _unpacked(body: bytes) -> str:
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode("utf-8")
