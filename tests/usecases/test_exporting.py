"""Orders for files: what can be ordered, what contradicts itself, names of files, what is cleared away, the page in one file."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from geoapp.domain.ward import Ward
from geoapp.errors import CallFault, GeoappError, NotFound
from geoapp.exports import gis
from geoapp.i18n import LANGUAGES, translator
from geoapp.paths import samples_folder, templates_folder
from geoapp.store import LooseFolder
from geoapp.usecases.briefing import PRODUCTS, Options, product_bytes
from geoapp.usecases.exporting import history
from geoapp.usecases.exporting.kinds import KINDS, PAGE_KIND, QR_KIND
from geoapp.usecases.exporting.order import file_name, fingerprint, order_of, read_order
from geoapp.usecases.exporting.page_file import html_page
from geoapp.usecases.exporting.qr_file import qr_pdf
from geoapp.usecases.offline import offline_payloads
from geoapp.usecases.planning.variants import need_same_study
from geoapp.usecases.wards import WardLibrary

Files = dict[str, bytes]
DAY = dt.date(2026, 11, 26)
PLAIN = re.compile(r"[a-z0-9-]+\.[a-z]{3,7}\Z")
HOSTILE_IDS = ("../../x", "a/b.pdf", "<img src=x>", 'T"1', "Tổ 1", "CON", "x" * 60, "{{7*7}}", "T 1;rm")
DAY_S = 24 * 3600.0


def opened(folder: Path, files: Files) -> Ward:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    store = LooseFolder(folder)
    return WardLibrary(store).open(store.ward_id)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory, tiny_files: Callable[..., Files]) -> Ward:
    return opened(tmp_path_factory.mktemp("home") / "thu", tiny_files())


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory, tiny_files: Callable[..., Files]) -> Ward:
    """Return the ward as it is after a point went out of use."""
    return opened(tmp_path_factory.mktemp("home") / "thu", tiny_files(second="suspended"))


def told(error: GeoappError) -> list[str]:
    """Return what a fault says in every language: one sentence or two, without a gap left open."""
    words = [error.sentence(translator(language)) for language in LANGUAGES]
    for text in words:
        assert text.endswith("."), text
        assert not re.search(r"\{[a-z]", text), text
        assert text != f"error.{error.code}"
    return words


def test_every_product_can_be_ordered_and_nothing_else() -> None:
    assert set(KINDS) == {*PRODUCTS, PAGE_KIND, QR_KIND}


@pytest.mark.parametrize("kind", sorted(PRODUCTS))
def test_an_order_knows_its_files_ending_and_systems_as_its_maker_does(kind: str) -> None:
    assert KINDS[kind].ending == PRODUCTS[kind].ending
    made = gis.FORMATS.get(kind)
    assert KINDS[kind].systems == (made.systems if made else ())
    assert KINDS[kind].personal == (made is not None or kind == "xlsx")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_title_and_a_plain_name_in_both_languages(kind: str, language: str, ward: Ward) -> None:
    t = translator(language)
    assert t.has(f"export.title.{kind}")
    groups = ["T1"] if KINDS[kind].groups in ("some", "one", "one-or-none") else []
    order = read_order({"kind": kind, "groups": groups, "colour": not KINDS[kind].colour}, ward, t.language)
    name = file_name(order, ward, DAY, t)
    assert PLAIN.match(name), name
    assert name.startswith("thu-")
    assert f"2026-11-26.{KINDS[kind].ending}" in name
    assert ("t1" in name) == bool(groups)
    assert (("den-trang" in name) or ("black-white" in name)) == KINDS[kind].colour


def test_names_of_files_tell_kinds_apart_in_each_language(ward: Ward) -> None:
    for language in LANGUAGES:
        t = translator(language)
        names = set()
        for kind, traits in KINDS.items():
            groups = ["T1"] if traits.groups in ("some", "one") else []
            names.add(file_name(read_order({"kind": kind, "groups": groups}, ward, t.language), ward, DAY, t))
        assert len(names) == len(KINDS)


@pytest.mark.parametrize("key", HOSTILE_IDS)
def test_a_hostile_group_id_never_gets_into_a_name(
    key: str, tmp_path: Path, tiny_files: Callable[..., Files]
) -> None:
    files = tiny_files()
    groups = json.loads(files["residential_groups.geojson"])
    groups["features"][1]["id"] = key
    houses = {name: data for name, data in files.items() if name in ("ward.json", "alleys.geojson")}
    found = opened(tmp_path / "thu", {**houses, "residential_groups.geojson": json.dumps(groups).encode()})
    order = read_order({"kind": "group", "groups": [key]}, found, "vi")
    assert order.groups == (key,)
    for language in LANGUAGES:
        name = file_name(order, found, DAY, translator(language))
        assert PLAIN.match(name), name
        assert len(name) <= 90, "a long id is cut"
    with pytest.raises(NotFound) as missing:
        read_order({"kind": "group", "groups": [f"{key}?"]}, found, "vi")
    told(missing.value)


def test_every_group_has_its_file_in_the_zip_also_where_plain_letters_do_not_tell_them_apart(
    tmp_path: Path, tiny_files: Callable[..., Files]
) -> None:
    files = tiny_files()
    groups = json.loads(files["residential_groups.geojson"])
    for key, feature in zip(("Tổ/🔥", "Tố 火"), groups["features"], strict=False):
        feature["id"], feature["properties"]["number"] = key, 9
        feature["properties"]["ward_code"] = "00001" if "🔥" in key else "00002"
    facts = json.loads(files["ward.json"])
    facts["codes"] = [{"code": c, "level": "ward", "from": None, "to": None} for c in ("00001", "00002")]
    facts["campaign"] = []
    kept = {"ward.json": facts, "residential_groups.geojson": groups}
    written = {name: json.dumps(data, ensure_ascii=False).encode() for name, data in kept.items()}
    found = opened(tmp_path / "thu", written)
    made = product_bytes(found, "atlas-files", translator("vi"), Options())
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = archive.namelist()
        whole = {sheet: " ".join(pdf_titles(archive.read(sheet))) for sheet in names}
    assert len(set(names)) == len(groups["features"]) == len(set(whole.values())), names
    assert all(PLAIN.match(name) for name in names), names


def test_a_ward_of_houses_without_groups_has_its_page_in_one_file_too(
    tmp_path: Path, tiny_files: Callable[..., Files]
) -> None:
    files = {name: data for name, data in tiny_files().items() if "groups" not in name}
    found = opened(tmp_path / "thu", files)
    payloads = offline_payloads(found)
    assert "coverage:straight:households" in payloads
    assert not any(key.endswith(":people") for key in payloads), "no group tells its population"
    assert b"</html>" in html_page(found, translator("vi"), templates_folder())


def pdf_titles(data: bytes) -> list[str]:
    """Return the titles that a PDF's bookmarks and its head bear."""
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        return [str(pdf.docinfo.get("/Title")), *(item.title for item in outline.root)]


def test_an_order_is_read_whole_kept_whole_and_names_each_group_once(ward: Ward) -> None:
    sent = {"kind": "atlas", "radius": 25, "metric": "straight", "colour": False, "groups": ["T2", 1, "T2", "T1"], "plan": "v1"}
    order = read_order(sent, ward, "en")
    assert order.groups == ("T2", "T1"), "a number is a group's number while it is unique"
    assert (order.radius_m, order.metric, order.colour, order.plan) == (25.0, "straight", False, "v1")
    assert order_of(json.loads(json.dumps(order.document))) == order
    plain = read_order({"kind": "map-a3"}, ward, "vi")
    assert (plain.radius_m, plain.metric, plain.colour, plain.groups) == (None, None, True, ())
    assert (plain.system, plain.addresses, plain.plan) == (None, False, None)
    assert read_order({"kind": "map-a3", "radius": None, "groups": None, "colour": None}, ward, "vi") == plain


CONTRADICTIONS: Mapping[str, Any] = {
    "no order": ["map-a3"], "no kind": {}, "an unknown kind": {"kind": "map-a9"}, "a kind that is a list": {"kind": ["map-a3"]},
    "an unknown key": {"kind": "map-a3", "scale": 500}, "a radius of nothing": {"kind": "map-a3", "radius": 0},
    "a radius beyond the ward": {"kind": "map-a3", "radius": 1001}, "a radius in words": {"kind": "map-a3", "radius": "50"},
    "a radius that is true": {"kind": "map-a3", "radius": True}, "an unknown metric": {"kind": "map-a3", "metric": "driving"},
    "a colour in words": {"kind": "map-a3", "colour": "black"}, "groups that are no list": {"kind": "atlas", "groups": "T1"},
    "a group that is a list": {"kind": "atlas", "groups": [["T1"]]}, "a group sheet of no group": {"kind": "group"},
    "a picture of no group": {"kind": "group-picture", "groups": []},
    "a picture of two groups": {"kind": "group-picture", "groups": ["T1", "T2"]},
    "a page of two groups": {"kind": "html", "groups": ["T1", "T2"]}, "a wall map of a group": {"kind": "map-a3", "groups": ["T1"]},
    "a workbook of a group": {"kind": "xlsx", "groups": ["T1"]}, "addresses on paper": {"kind": "map-a3", "addresses": True},
    "addresses in words": {"kind": "xlsx", "addresses": "yes"}, "a system for paper": {"kind": "map-a3", "crs": "ward"},
    "a system for a workbook": {"kind": "xlsx", "crs": "wgs84"}, "TAB in VN-2000": {"kind": "tab", "crs": "ward"},
    "DXF in degrees": {"kind": "dxf", "crs": "wgs84"}, "an unknown system": {"kind": "gpkg", "crs": "EPSG:4326"},
    "a plan that is a number": {"kind": "map-a3", "plan": 7}, "a plan without a name": {"kind": "map-a3", "plan": ""},
    "a plan with a long name": {"kind": "map-a3", "plan": "v" * 33}, "a plan on the offline map": {"kind": "html", "plan": "v1"},
    "a plan on codes": {"kind": "qr", "plan": "v1"}, "codes of a system": {"kind": "qr", "crs": "ward"},
}  # fmt: skip


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_what_cannot_be_made_is_refused_in_words_before_it_waits(case: str, ward: Ward) -> None:
    with pytest.raises(CallFault) as refused:
        read_order(CONTRADICTIONS[case], ward, "vi")
    vietnamese, english = told(refused.value)
    assert vietnamese != english


def test_a_group_that_is_not_there_is_named(ward: Ward) -> None:
    with pytest.raises(NotFound) as missing:
        read_order({"kind": "group", "groups": ["T9"]}, ward, "vi")
    assert all("T9" in words for words in told(missing.value))


def test_a_radius_that_is_not_its_plans_is_refused_and_the_plans_own_is_not(ward: Ward) -> None:
    def checked(**asked: object) -> None:
        order = read_order({"kind": "map-a3", "plan": "v", **asked}, ward, "vi")
        need_same_study("Họp", 25, "walking", order.radius_m, order.metric)

    for agreeing in ({}, {"radius": 25}, {"metric": "walking"}, {"radius": 25.0, "metric": "walking"}):
        checked(**agreeing)
    for other in ({"radius": 50}, {"metric": "straight"}, {"radius": 25, "metric": "straight"}):
        with pytest.raises(CallFault) as refused:
            checked(**other)
        assert all("Họp" in words and "25 m" in words for words in told(refused.value))


def test_a_fingerprint_is_another_with_each_thing_that_changes_the_picture(ward: Ward, changed: Ward) -> None:
    usual = {"kind": "map-a3", "plan": "v1"}
    order = read_order(usual, ward, "vi")
    first = fingerprint(order, ward, 1, DAY)
    assert first == fingerprint(read_order(usual, ward, "vi"), ward, 1, DAY)
    assert re.fullmatch(r"[0-9a-f]{32}", first)
    others = [
        fingerprint(read_order({**usual, **change}, ward, "vi"), ward, 1, DAY)
        for change in ({"kind": "map-a1"}, {"radius": 25}, {"metric": "straight"}, {"colour": False}, {"plan": "v2"})
    ]
    others += [
        fingerprint(read_order(usual, ward, "en"), ward, 1, DAY),
        fingerprint(order, ward, 2, DAY),
        fingerprint(order, ward, 1, DAY + dt.timedelta(days=1)),
        fingerprint(order, changed, 1, DAY),
        fingerprint(order, ward, 1, DAY, ["http://192.168.1.10:8000"]),
        fingerprint(read_order({"kind": "group", "groups": ["T1"]}, ward, "vi"), ward, 1, DAY),
        fingerprint(read_order({"kind": "group", "groups": ["T2"]}, ward, "vi"), ward, 1, DAY),
        fingerprint(read_order({"kind": "gpkg", "crs": "ward"}, ward, "vi"), ward, 1, DAY),
        fingerprint(read_order({"kind": "gpkg"}, ward, "vi"), ward, 1, DAY),
    ]
    assert len({first, *others}) == 1 + len(others)


@dataclass
class Row:
    """A job as the desk shows it."""

    id: str
    state: str
    created: float
    order: Mapping[str, Any]
    progress: Mapping[str, Any] | None = None
    result: Mapping[str, Any] | None = None
    problem: Mapping[str, Any] | None = None

    @property
    def over(self) -> bool:
        return self.state not in ("waiting", "running")

    def seconds(self, now: float) -> float:
        return 0.0


@dataclass
class FakeDesk:
    """A desk of given rows at a given time."""

    at: float
    rows: dict[str, list[Row]]
    forgotten: list[str] = field(default_factory=list)

    def recent(self, kind: str) -> list[Row]:
        return self.rows.get(kind, [])

    def forget(self, key: str) -> None:
        self.forgotten.append(key)

    def now(self) -> float:
        return self.at


class FakeShelf:
    """Files by name and age in seconds."""

    def __init__(self, files: Mapping[str, float]) -> None:
        self.files = dict(files)

    def has(self, name: str) -> bool:
        return name in self.files

    def sweep(self, gone: Callable[[str, float], bool]) -> int:
        before = len(self.files)
        self.files = {name: age for name, age in self.files.items() if not gone(name, age)}
        return before - len(self.files)


def row(ward: Ward, key: str, state: str, created: float, **options: Any) -> Row:
    order = read_order({"kind": "atlas", **options}, ward, "vi")
    return Row(key, state, created, {**order.document, "ward": "thu", "file": f"{key}.pdf"})


def test_files_stay_a_week_previews_a_day_and_what_is_no_orders_goes(ward: Ward) -> None:
    now = 100 * DAY_S
    young, old = now - 6.9 * DAY_S, now - 7.1 * DAY_S
    exports = [
        row(ward, "young", "done", young), row(ward, "running", "running", now - 300), row(ward, "waiting", "waiting", old),
        row(ward, "old", "done", old), row(ward, "old-broken", "interrupted", old), row(ward, "broken", "interrupted", young),
        row(ward, "cancelled", "cancelled", now - 300),
    ]  # fmt: skip
    previews = [row(ward, "p-old", "done", now - 2 * 3600), row(ward, "p-young", "done", now - 600), row(ward, "p-runs", "running", now - 2 * 3600)]
    desk = FakeDesk(now, {"export": exports, "preview": previews})
    ages = {
        "young.pdf": 6.9 * DAY_S, "running.pdf": 10.0, "waiting.pdf": 7.1 * DAY_S, "old.pdf": 7.1 * DAY_S, "old-broken.pdf": 7.1 * DAY_S,
        "broken.pdf": 6.9 * DAY_S, "cancelled.pdf": 300.0, "nobodys.pdf": 300.0, "just-come.pdf": 1.0,
        "preview-old.png": 1.1 * DAY_S, "preview-young.png": 0.9 * DAY_S,
    }  # fmt: skip
    shelf = FakeShelf(ages)
    history.clear_away(desk, shelf)
    assert sorted(desk.forgotten) == ["old", "old-broken", "p-old"], "what is under way is never forgotten"
    assert set(shelf.files) == {"young.pdf", "running.pdf", "waiting.pdf", "just-come.pdf", "preview-young.png"}


def test_an_order_is_told_with_its_file_its_age_and_whether_the_data_changed(ward: Ward, changed: Ward) -> None:
    t = translator("vi")
    made = row(ward, "a", "done", 5.0, groups=["T2"], colour=False, radius=25, metric="walking")
    made.result = {"name": "thu-x.pdf", "bytes": 12, "pages": 3, "version": ward.version}
    entry, shelf = history.entry_of(made), FakeShelf({"a.pdf": 1.0})
    found = history.served(entry, ward, shelf, 0, 10.0, t)
    assert found["file"] == {"name": "thu-x.pdf", "bytes": 12, "pages": 3}
    assert (found["state"], found["stale"], found["personal"]) == ("done", False, False)
    assert found["created"] == "1970-01-01T00:00:05+00:00"
    assert found["words"] == "25 m đi bộ · Tổ 2 · đen trắng".replace(" m", "\u00a0m")
    assert history.served(entry, changed, shelf, 0, 10.0, t)["changed"] == "data"
    made.result = {**made.result, "plan_revision": 2}
    newer = [history.served(history.entry_of(made), ward, shelf, 0, 10.0, t, revision) for revision in (None, 2, 3)]
    assert [(one["stale"], one["changed"]) for one in newer] == [(False, None), (False, None), (True, "plan")]
    away = history.served(entry, changed, FakeShelf({}), 0, 10.0, t)
    assert (away["state"], away["file"], away["stale"]) == ("gone", None, False)
    assert history.served(entry, ward, shelf, 0, 10.0, translator("en"))["words"].endswith("in Vietnamese")


def test_an_orders_words_name_at_most_four_groups_and_say_when_addresses_are_in_it(ward: Ward) -> None:
    t = translator("vi")
    with_plan = row(ward, "a", "done", 0.0, plan="v1", radius=25)
    with_plan.order = {**with_plan.order, "plan_name": "Họp <b>"}
    assert history.words(history.entry_of(with_plan), ward, t) == "Phương án “Họp <b>”"
    many = row(ward, "b", "done", 0.0)
    many.order = {**many.order, "groups": ["T1", "T2", "x3", "x4", "x5"]}
    assert history.words(history.entry_of(many), ward, t) == "Tổ 1, Tổ 2, x3, x4, …"
    data = row(ward, "c", "done", 0.0, kind="gpkg", crs="ward", addresses=True)
    entry = history.entry_of(data)
    assert entry.personal
    assert history.words(entry, ward, t) == "hệ VN-2000 của phường · kèm địa chỉ nhà"


def settings_of(page: bytes) -> dict[str, Any]:
    """Return the settings that a page in one file opens with."""
    found = re.search(rb'<script[^>]*id="page"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    settings: dict[str, Any] = json.loads(found[1])
    return settings


def test_the_page_of_one_group_opens_at_that_group_with_the_radius_asked_for(ward: Ward) -> None:
    t = translator("vi")
    page = html_page(ward, t, templates_folder(), 100.0, "straight", "T2")
    settings = settings_of(page)
    assert settings["group"] == "T2"
    assert (settings["state"]["radius"], settings["state"]["metric"]) == (100.0, "straight")
    assert page == html_page(ward, t, templates_folder(), 100.0, "straight", "T2"), "the same bytes each time"
    whole = settings_of(html_page(ward, t, templates_folder(), 33.0, None, None))
    assert whole["group"] is None
    assert whole["state"]["radius"] in whole["radii_m"], "a radius that the page does not offer is not opened"


def test_codes_stand_six_to_a_sheet_and_need_the_address_they_lead_to(ward: Ward) -> None:
    t = translator("vi")
    sample = LooseFolder(samples_folder() / "phuong-lam")
    lam = WardLibrary(sample).open(sample.ward_id)
    count = len(lam.layer("residential_groups"))
    told_pages: list[tuple[int, int]] = []
    whole = qr_pdf(lam, t, "http://192.168.1.10:8000", told=lambda done, total: told_pages.append((done, total)))
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        assert len(pdf.pages) == -(-count // 6) == told_pages[-1][1]
    one = qr_pdf(ward, t, "http://192.168.1.10:8000", {"T2"})
    assert one == qr_pdf(ward, t, "http://192.168.1.10:8000", {"T2"})
    assert one != qr_pdf(ward, t, "http://192.168.1.11:8000", {"T2"})
    assert one != qr_pdf(ward, t, "http://192.168.1.10:8000", {"T1"})
    with pytest.raises(CallFault) as refused:
        qr_pdf(ward, t, None)
    assert all("--public-url" in words for words in told(refused.value))
