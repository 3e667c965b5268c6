"""GIS files are read back by other programs: every feature, every accent, the right place, and no secret."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import sqlite3
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path

import ezdxf
import ezdxf.units
import geopandas as gpd
import numpy as np
import pyogrio
import pyproj
import pytest

from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.exports.gis import FORMATS, drivers, icons
from geoapp.exports.gis.drivers import short_names
from geoapp.i18n import translator
from geoapp.usecases.briefing import PRODUCTS, Options, product_bytes
from tests.exports.conftest import CHANGED, HOME_ADDRESS, HOME_NOTE, HOSTILE, SAMPLE_FILES, SECRETS
from tests.exports.plans import briefed, placed

VI, EN = translator("vi"), translator("en")
KINDS = tuple(FORMATS)
NAME = "Điểm chữa cháy giữa ngõ 181 Cù Chính Lan"
KML = {"k": "http://www.opengis.net/kml/2.2"}
LAYERS = ("fire_points", "water_sources", "residential_groups", "safe_areas", "interfamily_groups", "alleys",
          "buildings", "self_governing_models", "surroundings")  # fmt: skip
Told = Callable[..., str]


@pytest.fixture(scope="module")
def written(phuong_lam: Ward, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str | None], Path]:
    """Return what writes the sample ward in a kind and system, once; zips are unpacked into a folder."""
    kept: dict[tuple[str, str | None], Path] = {}

    def write(kind: str, crs: str | None = None) -> Path:
        if (kind, crs) not in kept:
            folder = tmp_path_factory.mktemp(f"{kind}-{crs}")
            data = product_bytes(phuong_lam, kind, VI, Options(crs=crs))  # type: ignore[arg-type]
            kept[kind, crs] = folder
            if PRODUCTS[kind].ending == "zip":
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    archive.extractall(folder)
            else:
                kept[kind, crs] = folder / f"ward.{PRODUCTS[kind].ending}"
                kept[kind, crs].write_bytes(data)
        return kept[kind, crs]

    return write


def source(layer: str) -> list[dict]:
    """Return the features of a layer as its file holds them."""
    return json.loads((SAMPLE_FILES / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]


def corners(value: object) -> list[list[float]]:
    """Return every pair of coordinates of a GeoJSON geometry."""
    if isinstance(value, list) and value and isinstance(value[0], int | float):
        return [value[:2]]
    return [pair for item in value for pair in corners(item)]  # type: ignore[attr-defined]


def bounds_m(layer: str) -> np.ndarray:
    """Return the bounds of a layer's file in EPSG:9211, by pyproj alone."""
    lonlat = np.array(
        [c for f in source(layer) if f["geometry"] for c in corners(f["geometry"]["coordinates"])]
    )
    turn = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:9211", always_xy=True)
    x, y = turn.transform(lonlat[:, 0], lonlat[:, 1])
    return np.array([x.min(), y.min(), x.max(), y.max()])


def read(path: Path | str, layer: str | None = None) -> gpd.GeoDataFrame:
    return pyogrio.read_dataframe(path, layer=layer)


def layer_frames(kind: str, path: Path, layer: str) -> list[gpd.GeoDataFrame]:
    """Return the frames that hold a layer: one, or one per kind of geometry."""
    if kind == "gpkg":
        names = [
            n for n in pyogrio.list_layers(path)[:, 0] if re.fullmatch(rf"{layer}(_points|_lines|_areas)?", n)
        ]
        return [read(path, name) for name in names]
    ending = {"geojson": "geojson", "shp": "shp", "tab": "tab"}[kind]
    files = [path / f"{layer}{part}.{ending}" for part in ("", "_points", "_lines", "_areas")]
    return [read(file) for file in files if file.exists()]


CASES = [("geojson", None), ("gpkg", None), ("gpkg", "ward"), ("shp", None), ("shp", "ward"), ("tab", None)]


@pytest.mark.parametrize(("kind", "crs"), CASES)
@pytest.mark.parametrize("layer", LAYERS)
def test_every_feature_is_read_back_in_its_place(written, kind: str, crs: str | None, layer: str) -> None:
    frames = layer_frames(kind, written(kind, crs), layer)
    assert sum(len(frame) for frame in frames) == len(source(layer))
    assert all(frame.crs is not None for frame in frames)
    assert all(frame.crs.is_projected == (crs == "ward") for frame in frames)
    turned = np.array([frame.to_crs("EPSG:9211").total_bounds for frame in frames])
    found = np.array([*np.nanmin(turned[:, :2], axis=0), *np.nanmax(turned[:, 2:], axis=0)])
    assert np.abs(found - bounds_m(layer)).max() < 1.0


@pytest.mark.parametrize(("kind", "crs"), CASES)
def test_a_vietnamese_name_comes_back_letter_by_letter(written, kind: str, crs: str | None) -> None:
    (points,) = layer_frames(kind, written(kind, crs), "fire_points")
    row = points.set_index("id").loc["dcc-01-01"]
    assert row["name"] == NAME
    assert row["code"] == "DCC-01-01"
    assert row["kit"].startswith("2 bình bột ABC 4 kg, xà beng")


def test_a_file_in_the_ward_system_says_so(written) -> None:
    assert read(written("gpkg", "ward"), "fire_points").crs.to_epsg() == 9211
    told = (written("shp", "ward") / "fire_points.prj").read_text()
    assert "VN-2000" in told or "Vietnam_2000" in told


@pytest.mark.parametrize("kind", ["geojson", "kmz", "tab", "gpx"])
def test_a_format_on_wgs_84_alone_refuses_the_ward_system(phuong_lam: Ward, kind: str) -> None:
    with pytest.raises(CallFault, match="WGS 84"):
        product_bytes(phuong_lam, kind, EN, Options(crs="ward"))


def test_a_drawing_is_in_metres_alone(phuong_lam: Ward) -> None:
    with pytest.raises(CallFault, match="EPSG:9211"):
        product_bytes(phuong_lam, "dxf", EN, Options(crs="wgs84"))


def test_a_kmz_has_a_folder_per_layer_and_every_style_and_icon_it_names(written) -> None:
    with zipfile.ZipFile(written("kmz")) as archive:
        assert archive.namelist()[0] == "doc.kml"
        root = ET.fromstring(archive.read("doc.kml"))
        named = {e.text for e in root.iterfind(".//k:href", KML)}
        assert {"icons/fire.png", "icons/water.png"} <= named
        for name in named:
            assert archive.read(name).startswith(b"\x89PNG")
    styles = {f"#{style.get('id')}" for style in root.iterfind(".//k:Style", KML)}
    used = {e.text for e in root.iterfind(".//k:styleUrl", KML)}
    assert used <= styles
    folders = {f.findtext("k:name", None, KML): f for f in root.iterfind("k:Document/k:Folder", KML)}
    for title, layer in (
        ("Điểm chữa cháy công cộng", "fire_points"),
        ("Nhà, hộ", "buildings"),
        ("Tổ dân phố", "residential_groups"),
    ):
        assert len(folders[title].findall(".//k:Placemark", KML)) == len(source(layer)), title
    assert folders["Nhà, hộ"].findtext("k:visibility", None, KML) == "0"
    assert folders["Điểm chữa cháy công cộng"].findtext("k:visibility", None, KML) == "1"


def test_a_kmz_lies_where_the_ward_does_and_its_balloon_speaks_words(written) -> None:
    with zipfile.ZipFile(written("kmz")) as archive:
        root = ET.fromstring(archive.read("doc.kml"))
    folder = next(
        f for f in root.iterfind("k:Document/k:Folder", KML) if f.findtext("k:name", None, KML) == "Nhà, hộ"
    )
    pairs = [p.split(",") for c in folder.iterfind(".//k:coordinates", KML) for p in (c.text or "").split()]
    lonlat = np.array(pairs, dtype=float)
    x, y = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:9211", always_xy=True).transform(*lonlat.T)
    assert np.abs(np.array([x.min(), y.min(), x.max(), y.max()]) - bounds_m("buildings")).max() < 1.0
    point = next(
        p for p in root.iterfind(".//k:Placemark", KML) if p.findtext("k:name", None, KML) == "DCC-01-01"
    )
    balloon = point.findtext("k:description", "", KML)
    for words in (NAME, "đang hoạt động", "Đủ đồ", "Tổ 1", "06/12/2026"):
        assert words in balloon
    assert "to-01" not in balloon


def test_gpx_holds_points_and_water_with_name_and_description(written) -> None:
    frame = read(written("gpx"), "waypoints")
    assert len(frame) == len(source("fire_points")) + len(source("water_sources"))
    row = frame.set_index("name").loc["DCC-01-01"]
    assert NAME in row["desc"]
    both = np.array(
        [frame[frame["name"].str.startswith("DCC")].to_crs("EPSG:9211").total_bounds, bounds_m("fire_points")]
    )
    assert np.abs(both[0] - both[1]).max() < 1.0


def test_a_drawing_holds_every_point_and_name_in_metres(written) -> None:
    frame = read(written("dxf"))
    on = frame[frame["Layer"] == "DIEM_CHUA_CHAY_CONG_CONG"]
    assert len(on) == len(source("fire_points"))
    assert np.abs(on.total_bounds - bounds_m("fire_points")).max() < 1.0
    houses = frame[frame["Layer"] == "NHA_HO"]
    assert len(houses) == len(source("buildings"))
    assert np.abs(houses.total_bounds - bounds_m("buildings")).max() < 1.0
    texts = set(frame.loc[frame["Layer"] == "NGO_PHO_DUONG_TEN", "Text"])
    assert {f["properties"]["name"] for f in source("alleys")} == texts
    assert any("Ngõ" in text for text in texts)


def test_a_drawing_has_every_part_that_release_2000_asks_for(written) -> None:
    drawing = ezdxf.readfile(written("dxf"))
    audit = drawing.audit()
    assert not audit.errors
    assert not audit.fixes
    assert drawing.dxfversion == "AC1015"
    assert drawing.units == ezdxf.units.M
    assert len(drawing.modelspace().query('POINT[layer=="DIEM_CHUA_CHAY_CONG_CONG"]')) == len(
        source("fire_points")
    )


def test_a_name_that_looks_like_a_command_of_the_drawing_stays_text(secretive: Ward, tmp_path: Path) -> None:
    frame = secretive.layer("alleys").copy()
    name = r"Ngõ {\H9;to} ^J \P 50%% " + "ữ" * 120
    frame["name"] = name
    ward = Ward(**{**vars(secretive), "layers": {**secretive.layers, "alleys": frame}, "version": "dxf"})
    (tmp_path / "w.dxf").write_bytes(product_bytes(ward, "dxf", VI))
    assert name in set(read(tmp_path / "w.dxf")["Text"])
    assert not ezdxf.readfile(tmp_path / "w.dxf").audit().errors


def test_csv_has_its_mark_and_a_place_in_both_systems(written) -> None:
    raw = (written("csv", "ward") / "fire_points.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == len(source("fire_points"))
    assert rows[0]["name"] == NAME
    found = np.array([[float(r["easting_m"]), float(r["northing_m"])] for r in rows])
    assert np.abs(np.array([*found.min(axis=0), *found.max(axis=0)]) - bounds_m("fire_points")).max() < 1.0
    degrees = np.array([[float(r["lon"]), float(r["lat"])] for r in rows])
    points = np.array([f["geometry"]["coordinates"] for f in source("fire_points")])
    assert np.abs(degrees - points).max() < 1e-6
    houses = list(csv.DictReader(io.StringIO((written("csv") / "buildings.csv").read_text("utf-8-sig"))))
    assert len(houses) == len(source("buildings"))
    assert "easting_m" not in houses[0]


def test_a_geopackage_has_kit_as_a_table_a_style_per_layer_and_its_provenance(
    written, phuong_lam: Ward
) -> None:
    path = written("gpkg")
    with sqlite3.connect(path) as base:
        kit = base.execute("SELECT count(*) FROM fire_point_equipment").fetchone()[0]
        styles = dict(
            base.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault").fetchall()
        )
        about = dict(base.execute("SELECT label, value FROM about").fetchall())
        columns = {row[1] for row in base.execute("PRAGMA table_info(layer_styles)")}
    base.close()
    assert kit == sum(len(f["properties"].get("equipment", [])) for f in source("fire_points"))
    assert {
        "f_table_catalog",
        "f_table_schema",
        "f_geometry_column",
        "styleSLD",
        "ui",
        "update_time",
    } <= columns
    drawn = {name for name, kind in pyogrio.list_layers(path) if kind is not None}
    assert set(styles) == drawn
    for name, style in styles.items():
        root = ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", style))
        values = {c.get("value") for c in root.iter("category")}
        assert set(read(path, name)["look"]) <= values, name
        assert len(root.findall(".//symbol")) == len(values)
        assert {a.get("field") for a in root.iter("alias")} == set(read(path, name).columns) - {"geometry"}
    assert about["Phiên bản số liệu"] == phuong_lam.version
    assert about["Kết quả"].startswith("1.553 / 3.260 hộ")


def test_short_field_names_are_unique_and_explained(written) -> None:
    fields = list(csv.DictReader(io.StringIO((written("shp") / "fields.csv").read_text("utf-8-sig"))))
    for layer in ("residential_groups", "fire_points", "buildings"):
        held = {row["field"]: row["name"] for row in fields if row["layer"] == layer}
        names = {row["name"] for row in fields if row["layer"] == layer}
        assert len(held) == len(names)
        assert max(map(len, held)) <= 10
        assert set(held) == set(pyogrio.read_info(written("shp") / f"{layer}.shp")["fields"])
    assert "households_with_extinguisher" in {row["name"] for row in fields}
    assert (written("shp") / "fire_points.cpg").read_text().strip() == "UTF-8"


def test_names_cut_short_never_meet() -> None:
    names = [f"households_with_{letter}" for letter in "abcdefghijklm"]
    short = short_names(names)
    assert len(set(short.values())) == len(names)
    assert all(len(name) <= 10 for name in short.values())


def test_gdal_reads_every_file(written, told_by: Told) -> None:
    count = f"Feature Count: {len(source('fire_points'))}\n"
    for file, layer in (
        (written("geojson") / "fire_points.geojson", "fire_points"), (written("gpkg", "ward"), "fire_points"),
        (written("shp", "ward") / "fire_points.shp", "fire_points"), (written("tab") / "fire_points.tab", "fire_points"),
        (written("csv") / "fire_points.csv", "fire_points"),
    ):  # fmt: skip
        assert count in told_by("ogrinfo", "-so", str(file), layer), file
        assert NAME in told_by("ogrinfo", "-al", str(file), layer), file
    assert "VN-2000" in told_by("ogrinfo", "-so", str(written("gpkg", "ward")), "fire_points")
    assert NAME in told_by("ogrinfo", "-al", str(written("kmz")))
    assert NAME in told_by("ogrinfo", "-al", str(written("gpx")), "waypoints")
    assert "DCC-01-01" in told_by("ogrinfo", "-al", str(written("dxf")))


def contents(data: bytes) -> bytes:
    """Return everything a file says: a zip's files one after the other, a drawing's escaped letters as letters."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist())
    return re.sub(rb"\\U\+([0-9A-F]{4})", lambda m: chr(int(m[1], 16)).encode(), data)


@pytest.mark.parametrize("kind", [*KINDS, "xlsx"])
@pytest.mark.parametrize("addresses", [False, True])
def test_no_contact_leaves_and_an_address_only_when_asked_for(
    secretive: Ward, kind: str, addresses: bool
) -> None:
    said = contents(product_bytes(secretive, kind, VI, Options(radius_m=25, addresses=addresses)))
    assert "Điểm đầu ngõ".encode() in said or kind == "dxf"
    for secret in (*SECRETS, "7777", "need_help", "leader_ref", "manager_ref", "by_ref"):
        assert secret.encode() not in said, secret
    if not addresses:
        assert HOME_ADDRESS.encode() not in said
        assert HOME_NOTE.encode() not in said
    elif kind not in ("gpx", "dxf"):
        assert HOME_ADDRESS.encode() in said


def test_houses_groups_and_points_bear_figures_counted_by_hand(secretive: Ward, tmp_path: Path) -> None:
    """One point at 50 m counts. A house at x walks |x - 50| + 5 m; within 25 m are those at 35 to 65 m: 4 of 20."""
    (tmp_path / "w.gpkg").write_bytes(product_bytes(secretive, "gpkg", VI, Options(radius_m=25)))
    houses = read(tmp_path / "w.gpkg", "buildings").set_index("id")
    assert houses["distance_m"].tolist() == [abs(5 + 10 * i - 50) + 5 for i in range(20)]
    assert set(houses["nearest_id"]) == {"D1"}
    assert houses["reached"].sum() == 4
    # at 10, 30, 80 and 150 m
    assert houses.loc[["N04", "N02", "N12", "N19"], "look"].tolist() == ["25", "50", "100", "200"]
    groups = read(tmp_path / "w.gpkg", "residential_groups").set_index("id")
    assert groups["covered_households"].tolist() == [4, 0]
    assert groups["covered_share"].tolist() == [0.4, 0.0]
    points = read(tmp_path / "w.gpkg", "fire_points").set_index("id")
    assert points["counts"].tolist() == [True, False]
    assert points.loc["D1", ["catchment", "sole_cover"]].tolist() == [20, 4]
    assert points.loc["D2", "not_counted"] == "tạm ngừng"
    assert read(tmp_path / "w.gpkg", "covered_area")["radius_m"].tolist() == [25]


def test_hostile_names_stay_text(secretive: Ward) -> None:
    with zipfile.ZipFile(io.BytesIO(product_bytes(secretive, "kmz", VI))) as archive:
        names = [
            e.text for e in ET.fromstring(archive.read("doc.kml")).iterfind(".//k:Placemark/k:name", KML)
        ]
    assert HOSTILE in names
    with zipfile.ZipFile(io.BytesIO(product_bytes(secretive, "csv", VI))) as archive:
        (row,) = csv.DictReader(io.StringIO(archive.read("alleys.csv").decode("utf-8-sig")))
    assert row["name"] == f"'{HOSTILE}"
    with zipfile.ZipFile(io.BytesIO(product_bytes(secretive, "geojson", VI))) as archive:
        collection = json.loads(archive.read("alleys.geojson"))
    assert collection["features"][0]["properties"]["name"] == HOSTILE
    assert "crs" not in collection


def test_a_text_that_is_too_long_for_dbase_is_cut_between_letters(secretive: Ward, tmp_path: Path) -> None:
    long = "ữ" * 400
    frame = secretive.layer("fire_points").copy()
    frame["name"] = long
    ward = Ward(
        **{**vars(secretive), "layers": {**secretive.layers, "fire_points": frame}, "version": "long"}
    )
    (tmp_path / "w.zip").write_bytes(product_bytes(ward, "shp", VI))
    kept = read(f"/vsizip/{tmp_path / 'w.zip'}/fire_points.shp")["name"][0]
    assert len(kept) >= 80
    assert set(kept) == {"ữ"}


def test_sites_of_a_variant_are_a_layer_of_their_own(secretive: Ward, tmp_path: Path) -> None:
    lon, lat = secretive.layer("fire_points").geometry.iloc[0].coords[0]
    options = Options(plan=briefed(secretive, placed(secretive, [(lon, lat), (lon + 1e-4, lat)])))
    (tmp_path / "w.gpkg").write_bytes(product_bytes(secretive, "gpkg", VI, options))
    sites = read(tmp_path / "w.gpkg", "planned_sites")
    assert sites["number"].tolist() == [1, 2]
    assert len(ET.fromstring(product_bytes(secretive, "gpx", VI, options)).findall("{*}wpt")) == 4


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_ward_gives_the_same_bytes(secretive: Ward, kind: str) -> None:
    assert product_bytes(secretive, kind, VI) == product_bytes(secretive, kind, VI)


def test_files_bear_the_time_of_the_data_not_of_writing(secretive: Ward, tmp_path: Path) -> None:
    assert secretive.modified == CHANGED
    (tmp_path / "w.gpkg").write_bytes(product_bytes(secretive, "gpkg", VI))
    with sqlite3.connect(tmp_path / "w.gpkg") as base:
        times = {row[0] for row in base.execute("SELECT last_change FROM gpkg_contents")}
    base.close()
    assert times == {"2024-05-06T07:08:09.000Z"}
    with zipfile.ZipFile(io.BytesIO(product_bytes(secretive, "shp", VI))) as archive:
        head = archive.read("fire_points.dbf")
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    assert dt.date(1900 + head[1], head[2], head[3]) == CHANGED.date()


def test_gdal_s_clock_is_set_for_each_write_alone(secretive: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting is the whole process's: what else writes files meanwhile keeps its own clock."""
    clock, seen = "OGR_CURRENT_DATE", []
    write, styles = pyogrio.raw.write, drivers.layer_styles

    def writing(*args: object, **kwargs: object) -> None:
        seen.append(pyogrio.get_gdal_config_option(clock))
        write(*args, **kwargs)

    def between_two(*args: object) -> object:
        seen.append(pyogrio.get_gdal_config_option(clock))
        return styles(*args)

    monkeypatch.setattr(pyogrio.raw, "write", writing)
    monkeypatch.setattr(drivers, "layer_styles", between_two)
    product_bytes(secretive, "gpkg", VI)
    assert [seen[0], seen[-1]] == [f"{CHANGED:%Y-%m-%dT%H:%M:%S}.000Z"] * 2
    assert seen.count(None) == 1
    assert pyogrio.get_gdal_config_option(clock) is None


def test_a_mapinfo_table_holds_no_leftovers_of_memory(secretive: Ward) -> None:
    with zipfile.ZipFile(io.BytesIO(product_bytes(secretive, "tab", VI))) as archive:
        table = archive.read("buildings.dat")
    for at in range(32, int.from_bytes(table[8:10], "little") - 32, 32):
        name, _, rest = table[at : at + 11].partition(b"\0")
        assert name.isascii()
        assert not rest.strip(b"\0"), name


def test_a_ward_without_points_and_houses_still_has_its_layers(tiny_files, tmp_path: Path) -> None:
    from tests.exports.conftest import opened  # noqa: PLC0415 - only this test

    folder = tmp_path / "phuong-trong"
    folder.mkdir()
    files = tiny_files()
    for name in ("ward.json", "residential_groups.geojson", "alleys.geojson"):
        (folder / name).write_bytes(files[name])
    ward = opened(folder)
    for kind in (*KINDS, "xlsx"):
        assert product_bytes(ward, kind, VI), kind


@pytest.mark.parametrize("symbol", ["fire", "proposed", "unusable", "water"])
def test_an_icon_is_drawn_in_its_colour_on_a_clear_ground(symbol: str) -> None:
    from matplotlib.image import imread  # noqa: PLC0415 - only this test

    picture = imread(io.BytesIO(icons.png(symbol)))
    assert picture.shape == (icons.SIZE_PX, icons.SIZE_PX, 4)
    assert picture[0, 0, 3] == 0
    assert picture[32, 10 if symbol != "proposed" else 22, 3] > 0.9
