"""Files for others over the wire: ordered, watched, fetched and read back, made by a real worker process."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sqlite3
import sys
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from flask.testing import FlaskClient
from PIL import Image

from geoapp.bootstrap import Services, services
from geoapp.config import Config
from geoapp.store import keys
from geoapp.store.database import FILE
from geoapp.usecases.exporting import history
from geoapp.usecases.exporting.kinds import KINDS
from geoapp.web import create_app

Files = dict[str, bytes]
REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE_S = 240.0
LAM = "phuong-lam"
ADDRESS = "Số 1 ngõ Kín"
OVER = ("done", "gone", "cancelled", "failed", "interrupted")
MAGIC = {"pdf": b"%PDF-", "png": b"\x89PNG", "zip": b"PK", "docx": b"PK", "pptx": b"PK", "xlsx": b"PK", "kmz": b"PK",
         "gpkg": b"SQLite format 3", "gpx": b"<?xml", "dxf": b"999", "html": b"<!"}  # fmt: skip
"""How a file of each ending begins."""


def base(ward: str) -> str:
    return f"/api/wards/{ward}/exports"


class Reader(FlaskClient):
    """A client that reads answers whole, so that the files behind them are closed."""

    def open(self, *arguments: Any, **options: Any) -> Any:
        return super().open(*arguments, **{"buffered": True, **options})


class World:
    """A workspace with the sample ward and tiny ones, its server, and callers at this computer and elsewhere."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.services: Services = services(Config(home, "http://192.168.1.10:8000"))
        self.app = create_app(self.services)
        self.app.test_client_class = Reader
        self.app.testing = False
        self.app.config["PROPAGATE_EXCEPTIONS"] = False
        self.here: FlaskClient = self.app.test_client()

    def far(self, number: int = 77) -> FlaskClient:
        """Return a caller at another computer."""
        client: FlaskClient = self.app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"192.168.7.{number}"
        return client

    def lying(self) -> set[str]:
        """Return the files on the shelf, previews aside."""
        folder = self.home / "exports"
        return {file.name for file in folder.glob("*") if not file.name.startswith("preview-")}


def write(home: Path, ward: str, files: Files) -> Path:
    folder = home / "layers" / ward
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def with_address(files: Files) -> Files:
    houses = json.loads(files["buildings.geojson"])
    houses["features"][0]["properties"]["address"] = ADDRESS
    return {**files, "buildings.geojson": json.dumps(houses, ensure_ascii=False).encode()}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, tiny_files: Callable[..., Files]) -> Iterator[World]:
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(REPOSITORY / "data" / "geojson" / LAM, home / "layers" / LAM)
    tiny = with_address(tiny_files())
    write(home, "thu", tiny)
    write(home, "doi", tiny)
    write(home, "khong-to", {name: tiny[name] for name in ("ward.json", "alleys.geojson")})
    made = World(home)
    yield made
    made.services.close()


def ask(client: FlaskClient, kind: str, ward: str = "thu", lang: str = "vi", **options: Any) -> Any:
    answer = client.post(f"{base(ward)}?lang={lang}", json={"kind": kind, **options})
    assert answer.status_code == 202, answer.data
    found = answer.get_json()
    assert answer.headers["Location"] == f"{base(ward)}/{found['id']}"
    assert found["state"] in ("waiting", "running")
    return found


def until(client: FlaskClient, order: Any, done: Callable[[Any], bool], ward: str = "thu") -> Any:
    """Poll an order until something is so; what never comes fails with what came."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        answer = client.get(f"{base(ward)}/{order['id']}")
        assert answer.status_code == 200, answer.data
        found = answer.get_json()
        if done(found):
            return found
        time.sleep(0.02)
    pytest.fail(f"still {found}")


def over(order: Any) -> bool:
    return order["state"] in OVER


def drawing(order: Any) -> bool:
    return order["state"] == "running" and bool(order["progress"]) and order["progress"]["done"] >= 1


def made(client: FlaskClient, kind: str, ward: str = "thu", lang: str = "vi", **options: Any) -> tuple[Any, bytes]:
    """Return a finished order and its file."""
    order = until(client, ask(client, kind, ward, lang, **options), over, ward)
    assert order["state"] == "done", order
    answer = client.get(order["url"])
    assert answer.status_code == 200
    assert len(answer.data) == order["file"]["bytes"]
    return order, answer.data


def problem(answer: Any, status: int) -> Any:
    assert answer.status_code == status, answer.data
    assert answer.mimetype == "application/problem+json"
    found = json.loads(answer.data)
    assert found["detail"].endswith(".")
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_ordered_made_and_fetched_under_its_own_name(world: World, kind: str) -> None:
    groups = ["T2"] if KINDS[kind].groups in ("some", "one") else []
    order, data = made(world.here, kind, groups=groups)
    ending = KINDS[kind].ending
    assert data.startswith(MAGIC[ending])
    answer = world.here.get(order["url"])
    assert answer.headers["Content-Disposition"] == f"attachment; filename={order['file']['name']}"
    assert order["file"]["name"].endswith(f".{ending}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]
    assert order["title"]
    assert order["problem"] is None


def test_an_atlas_tells_every_sheet_and_pages_are_answered_while_it_is_drawn(world: World) -> None:
    order = ask(world.here, "atlas", LAM)
    seen = []
    while True:
        found = until(world.here, order, lambda o: over(o) or drawing(o), LAM)
        if over(found):
            break
        seen.append((found["progress"]["done"], found["progress"]["total"]))
        for page in ("/healthz", f"/wards/{LAM}/", f"/wards/{LAM}/exports", f"/api/wards/{LAM}/coverage?radius=50"):
            assert world.here.get(page).status_code == 200
    assert found["state"] == "done"
    assert len(set(seen)) >= 2, "pages were answered between sheets"
    assert seen == sorted(seen)
    assert {total for _, total in seen} == {found["file"]["pages"]}
    with pikepdf.open(io.BytesIO(world.here.get(found["url"]).data)) as pdf:
        groups = json.loads((world.home / "layers" / LAM / "residential_groups.geojson").read_bytes())["features"]
        assert len(pdf.pages) == found["file"]["pages"] > len(groups)


def test_chosen_groups_alone_are_in_the_atlas_and_in_its_zip(world: World) -> None:
    whole, _ = made(world.here, "atlas")
    one, data = made(world.here, "atlas", groups=["T2"])
    assert one["file"]["pages"] == whole["file"]["pages"] - 1
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == one["file"]["pages"]
    assert one["words"].startswith("Tổ 2")
    _, data = made(world.here, "atlas-files", groups=["T1", "T2"])
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        assert files.testzip() is None
        assert len(files.namelist()) == 2
        for name in files.namelist():
            with pikepdf.open(io.BytesIO(files.read(name))) as pdf:
                assert len(pdf.pages) == 1


def test_a_workbook_opens_with_the_wards_figures(world: World) -> None:
    _, data = made(world.here, "xlsx", radius=25, metric="walking")
    with warnings.catch_warnings():
        # openpyxl tells that it would not write data bars again; here it only reads
        warnings.filterwarnings("ignore", ".*extension is not supported and will be removed", UserWarning)
        book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line]
    assert {8, 20} <= {cell for cell in cells if isinstance(cell, int)}, "8 of 20 households are within 25 m"


@pytest.mark.parametrize("kind", ["map-a4", "slides", "xlsx", "gpkg", "html"])
def test_the_same_order_twice_brings_the_same_bytes_and_another_language_other_ones(world: World, kind: str) -> None:
    first, data = made(world.here, kind)
    again, same = made(world.here, kind)
    assert first["id"] != again["id"]
    assert data == same
    assert made(world.here, kind, lang="en")[1] != data


def test_an_order_cancelled_in_the_middle_leaves_nothing_on_the_shelf(world: World) -> None:
    before = world.lying()
    order = until(world.here, ask(world.here, "atlas", LAM), drawing, LAM)
    assert order["progress"]["done"] < order["progress"]["total"]
    assert world.here.delete(f"{base(LAM)}/{order['id']}").status_code == 200
    found = until(world.here, order, over, LAM)
    assert (found["state"], found["file"], found["url"]) == ("cancelled", None, None)
    assert world.lying() == before
    told = problem(world.here.get(f"{base(LAM)}/{order['id']}/file"), 404)
    assert told["code"] == "export-not-ready"
    assert world.here.delete(f"{base(LAM)}/{order['id']}").get_json() == {"deleted": order["id"]}
    problem(world.here.get(f"{base(LAM)}/{order['id']}"), 404)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not there")
def test_a_worker_killed_in_the_middle_is_said_and_the_next_order_is_made(world: World) -> None:
    before = world.lying()
    order = until(world.here, ask(world.here, "atlas", LAM), drawing, LAM)
    pid = world.services.exports.worker_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    found = until(world.here, order, over, LAM)
    assert found["state"] == "interrupted"
    assert found["problem"]["detail"].endswith(".")
    assert world.lying() == before
    made(world.here, "summary")


def test_a_server_that_ends_in_the_middle_says_so_after_and_keeps_its_finished_files(
    tmp_path: Path, tiny_files: Callable[..., Files]
) -> None:
    shutil.copytree(REPOSITORY / "data" / "geojson" / LAM, tmp_path / "layers" / LAM)
    write(tmp_path, "thu", tiny_files())
    first = World(tmp_path)
    finished, data = made(first.here, "map-a4")
    broken = until(first.here, ask(first.here, "atlas", LAM), drawing, LAM)
    waiting = ask(first.here, "atlas", LAM)
    first.services.close()
    second = World(tmp_path)
    second.services.open()
    try:
        for order in (broken, waiting):
            found = second.here.get(f"{base(LAM)}/{order['id']}").get_json()
            assert found["state"] == "interrupted"
            assert "ngắt" in found["problem"]["detail"]
        assert second.here.get(finished["url"]).data == data
        listed = second.here.get(base("thu")).get_json()
        assert [(o["id"], o["state"]) for o in listed] == [(finished["id"], "done")]
        made(second.here, "xlsx")
    finally:
        second.services.close()


def test_a_disk_that_takes_nothing_is_told_in_a_sentence_and_the_server_goes_on(
    tmp_path: Path, tiny_files: Callable[..., Files]
) -> None:
    write(tmp_path, "thu", tiny_files())
    (tmp_path / "exports").write_bytes(b"a file where the folder should be")
    found = World(tmp_path)
    try:
        order = until(found.here, ask(found.here, "csv"), over)
        assert order["state"] == "failed"
        assert str(tmp_path / "exports") in order["problem"]["detail"]
        (tmp_path / "exports").unlink()
        made(found.here, "csv")
    finally:
        found.services.close()


def test_addresses_are_ordered_seen_and_fetched_by_the_officer_alone(world: World) -> None:
    far = world.far()
    told = problem(far.post(base("thu"), json={"kind": "csv", "addresses": True}), 403)
    assert told["code"] == "officer-needed"
    assert "phương án" not in told["detail"], "it speaks of what was asked for"
    problem(far.post(f"{base('thu')}/preview", json={"kind": "csv", "addresses": True}), 403)
    order, data = made(world.here, "csv", addresses=True)
    assert order["personal"]
    assert ADDRESS in texts(data)
    assert ADDRESS not in texts(made(world.here, "csv")[1])
    for url in (f"{base('thu')}/{order['id']}", order["url"]):
        assert problem(far.get(url), 403)["code"] == "officer-needed"
    problem(far.delete(f"{base('thu')}/{order['id']}"), 403)
    assert order["id"] not in {o["id"] for o in far.get(f"{base('thu')}?job={order['id']}").get_json()}
    assert order["id"] in {o["id"] for o in world.here.get(base("thu")).get_json()}
    assert far.post("/api/officer", json={"code": keys.officer_code(world.home)}).status_code == 200
    assert far.get(order["url"]).data == data, "the code makes an officer of anybody"


def texts(data: bytes) -> str:
    """Return everything that stands in the files of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        return "\n".join(files.read(name).decode("utf-8-sig") for name in files.namelist())


REFUSED: dict[str, tuple[str, Any, int]] = {
    "an unknown plan": ("thu", {"kind": "map-a3", "plan": "nobody"}, 404),
    "an unknown group": ("thu", {"kind": "group", "groups": ["T9"]}, 404),
    "a sheet of no group": ("thu", {"kind": "group"}, 400),
    "a picture of no group": ("thu", {"kind": "group-picture"}, 400),
    "a group of a ward without groups": ("khong-to", {"kind": "group", "groups": ["T1"]}, 404),
    "a system that the kind has not": ("thu", {"kind": "tab", "crs": "ward"}, 400),
    "an unknown key": ("thu", {"kind": "map-a3", "file": "../../x.pdf"}, 400),
    "an unknown kind": ("thu", {"kind": "../../etc"}, 400),
    "no object": ("thu", ["map-a3"], 400),
    "an unknown ward": ("nowhere", {"kind": "map-a3"}, 404),
}


@pytest.mark.parametrize("call", ["", "/preview"])
@pytest.mark.parametrize("case", REFUSED)
def test_an_order_that_cannot_be_made_never_becomes_a_job(world: World, case: str, call: str) -> None:
    ward, body, status = REFUSED[case]
    before = {job.id for kind in ("export", "preview") for job in world.services.exports.recent(kind)}
    vietnamese = problem(world.here.post(f"{base(ward)}{call}", json=body), status)
    english = problem(world.here.post(f"{base(ward)}{call}?lang=en", json=body), status)
    assert vietnamese["detail"] != english["detail"]
    assert {job.id for kind in ("export", "preview") for job in world.services.exports.recent(kind)} == before


def test_a_broken_body_and_a_page_of_another_site_are_refused(world: World) -> None:
    for body, kind in ((b"{", "application/json"), (b'{"kind": "map-a3"}', "text/plain"), (b"\xff", "application/json")):
        problem(world.here.post(base("thu"), data=body, content_type=kind), 400)
    order, _ = made(world.here, "map-a4")
    url = f"{base('thu')}/{order['id']}"
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
        for answer in (
            world.here.post(base("thu"), json={"kind": "map-a3"}, headers=headers),
            world.here.post(f"{base('thu')}/preview", json={"kind": "map-a3"}, headers=headers),
            world.here.delete(url, headers=headers),
        ):
            assert problem(answer, 403)["code"] == "request-from-elsewhere"
    assert world.here.get(order["url"]).status_code == 200


def test_others_see_finished_files_and_their_own_orders_and_nobody_elses(world: World) -> None:
    mine, yours = world.far(11), world.far(12)
    finished, _ = made(mine, "summary")
    busy = ask(mine, "atlas", LAM)
    own = ask(mine, "map-a4")

    def listed(client: FlaskClient, *jobs: str) -> set[str]:
        query = "&".join(f"job={job}" for job in jobs)
        return {order["id"] for order in client.get(f"{base('thu')}?{query}").get_json()}

    assert own["id"] in listed(mine, own["id"])
    assert own["id"] not in listed(yours)
    assert finished["id"] in listed(yours)
    assert own["id"] in listed(world.here), "the officer sees every order"
    assert busy["id"] not in listed(world.here, busy["id"]), "an order of another ward is no order of this one"
    problem(world.here.get(f"{base('thu')}/{busy['id']}"), 404)
    assert mine.delete(f"{base('thu')}/{own['id']}").get_json()["state"] == "cancelled", "it had waited"
    assert own["id"] in listed(mine, own["id"])
    assert own["id"] not in listed(yours)
    mine.delete(f"{base(LAM)}/{busy['id']}")
    until(mine, busy, over, LAM)


def test_a_finished_file_is_taken_away_by_the_officer_alone(world: World) -> None:
    far = world.far(21)
    order, _ = made(far, "map-a4")
    before = world.lying()
    assert problem(far.delete(f"{base('thu')}/{order['id']}"), 403)["code"] == "officer-needed"
    assert far.get(order["url"]).status_code == 200
    assert world.here.delete(f"{base('thu')}/{order['id']}").get_json() == {"deleted": order["id"]}
    assert len(before - world.lying()) == 1
    problem(far.get(order["url"]), 404)


def test_a_file_that_was_cleared_away_says_so_and_can_be_ordered_again(world: World) -> None:
    order, _ = made(world.here, "map-a4")
    [name] = [job.order["file"] for job in world.services.exports.recent("export") if job.id == order["id"]]
    world.services.shelf.remove(name)
    found = world.here.get(f"{base('thu')}/{order['id']}").get_json()
    assert (found["state"], found["url"], found["file"]) == ("gone", None, None)
    assert "7" in problem(world.here.get(order["url"]), 404)["detail"]


def test_after_a_week_a_file_is_gone_even_if_nobody_came_to_clear_it_away(tmp_path: Path, tiny_files: Callable[..., Files]) -> None:
    write(tmp_path, "thu", tiny_files())
    first = World(tmp_path)
    order, _ = made(first.here, "csv")
    rows = sqlite3.connect(tmp_path / FILE)
    with rows:
        rows.execute("UPDATE job SET created = created - ?", (history.KEPT_S + 1,))
    rows.close()
    for name in first.lying():
        os.utime(tmp_path / "exports" / name, (0, 0))
    found = first.here.get(f"{base('thu')}/{order['id']}").get_json()
    assert (found["state"], found["url"]) == ("gone", None)
    assert "7" in problem(first.here.get(order["url"]), 404)["detail"]
    assert first.lying(), "it still lies there"
    first.services.close()
    second = World(tmp_path)
    second.services.open()
    try:
        assert second.lying() == set(), "the next start clears it away"
        assert second.here.get(base("thu")).get_json() == []
    finally:
        second.services.close()


def test_one_client_does_not_fill_the_queue(world: World) -> None:
    far = world.far(31)
    orders = [ask(far, "atlas", LAM) for _ in range(12)]
    refused = far.post(base(LAM), json={"kind": "atlas"})
    told = problem(refused, 429)
    assert "12" in told["detail"]
    assert int(refused.headers["Retry-After"]) > 0
    ahead = far.get(f"{base(LAM)}/{orders[-1]['id']}").get_json()["ahead"]
    assert ahead >= 10
    for order in reversed(orders):
        far.delete(f"{base(LAM)}/{order['id']}")
    for order in orders:
        until(far, order, over, LAM)


def test_a_file_is_stale_once_the_wards_files_changed_and_a_new_one_is_not(world: World) -> None:
    order, _ = made(world.here, "summary", "doi")
    assert order["stale"] is False
    layer = world.home / "layers" / "doi" / "fire_points.geojson"
    points = json.loads(layer.read_bytes())
    points["features"][1]["properties"]["status"] = "suspended"
    layer.write_text(json.dumps(points), encoding="utf-8")
    assert world.here.get(f"{base('doi')}/{order['id']}").get_json()["stale"] is True
    assert made(world.here, "summary", "doi")[0]["stale"] is False


def test_a_file_with_a_variant_names_it_and_another_radius_than_its_own_is_refused(world: World) -> None:
    houses = json.loads((world.home / "layers" / "thu" / "buildings.geojson").read_bytes())["features"]
    lon, lat = houses[9]["geometry"]["coordinates"]
    plan = {"name": "Họp <b>tháng</b> 11", "parameters": {"radius": 25}, "sites": [{"id": "a", "lon": lon, "lat": lat}]}
    saved = world.here.post("/api/wards/thu/plans", json=plan).get_json()
    order, data = made(world.here, "csv", plan=saved["id"])
    assert "Họp <b>tháng</b> 11" in order["words"]
    assert "planned_sites.csv" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    told = problem(world.here.post(base("thu"), json={"kind": "csv", "plan": saved["id"], "radius": 50}), 400)
    assert "25 m" in told["detail"]
    problem(world.here.post(base("doi"), json={"kind": "csv", "plan": saved["id"]}), 404)
    again = {"revision": saved["revision"], "note": "sau khi hỏi tổ trưởng"}
    assert world.here.put(f"/api/wards/thu/plans/{saved['id']}", json=again).status_code == 200
    found = world.here.get(f"{base('thu')}/{order['id']}").get_json()
    assert (found["stale"], found["plan_changed"]) == (True, True)
    newer, _ = made(world.here, "csv", plan=saved["id"])
    assert (newer["stale"], newer["plan_changed"]) == (False, False)
    assert world.here.delete(f"/api/wards/thu/plans/{saved['id']}").status_code in (200, 204)
    assert world.here.get(f"{base('thu')}/{newer['id']}").get_json()["stale"] is False
    assert world.here.get(order["url"]).data == data, "a file outlives its plan"


def shown(client: FlaskClient, ward: str = "thu", **order: Any) -> tuple[str, Any]:
    """Return where the picture of an order lies, and the job that drew it."""
    answer = client.post(f"{base(ward)}/preview", json=order)
    assert answer.status_code in (200, 202), answer.data
    found = answer.get_json()
    assert (found["job"] is None) == (answer.status_code == 200)
    end = time.monotonic() + PATIENCE_S
    while found["job"] is not None and time.monotonic() < end:
        job = client.get(f"/api/jobs/{found['job']}").get_json()
        if job["state"] not in ("waiting", "running"):
            assert job["state"] == "done", job
            break
        time.sleep(0.02)
    return found["url"], found["job"]


def test_a_preview_is_drawn_once_and_is_another_when_the_choice_or_the_data_change(world: World) -> None:
    far = world.far(41)
    url, job = shown(far, "doi", kind="map-a3", radius=25)
    assert job is not None
    answer = far.get(url)
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert picture.format == "PNG"
        assert 900 <= max(picture.size) <= 1100
        assert len(picture.convert("L").getcolors() or ()) > 8, "something is drawn"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert shown(world.far(42), "doi", kind="map-a3", radius=25) == (url, None)
    assert shown(far, "doi", kind="map-a3", radius=50)[0] != url
    layer = world.home / "layers" / "doi" / "alleys.geojson"
    layer.write_bytes(layer.read_bytes().replace("Ngõ Thử".encode(), "Ngõ Đổi".encode()))
    assert shown(far, "doi", kind="map-a3", radius=25)[0] != url


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_preview(world: World, kind: str) -> None:
    groups = ["T2"] if KINDS[kind].groups in ("some", "one") else []
    url, _ = shown(world.far(43), kind=kind, groups=groups)
    with Image.open(io.BytesIO(world.here.get(url).data)) as picture:
        assert len(picture.convert("L").getcolors() or ()) > 4


@pytest.mark.parametrize("name", ["x", "..%2f..%2fgeoapp.sqlite%00", "%2e%2e", "a" * 200])
def test_a_picture_that_was_never_drawn_is_not_found(world: World, name: str) -> None:
    assert world.far(44).get(f"{base('thu')}/preview/{name}.png").status_code == 404
