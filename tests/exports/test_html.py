"""The exported page holds everything it needs and asks nobody for anything."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner

from geoapp.cli.export import export
from geoapp.cli.files import write_whole
from geoapp.domain.ward import Ward, WardInfo
from geoapp.errors import CallFault
from geoapp.exports.html import ward_html
from geoapp.i18n import translator
from geoapp.maps import map_shell
from geoapp.usecases.offline import offline_page

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
BOUNDS = (105.33, 20.81, 105.34, 20.82)


def small_ward(name: str = "Phường Phương Lâm") -> Ward:
    groups = gpd.GeoDataFrame({"number": [1]}, geometry=[shapely.box(*BOUNDS)], crs=4326, index=["T1"])
    info = WardInfo(name, "phường", "EPSG:9211", True, "minh họa", BOUNDS)
    return Ward(
        "x", info, {"residential_groups": groups}, (), "abc", dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    )


def page(name: str = "Phường Phương Lâm", data: dict[str, object] | None = None, lang: str = "vi") -> str:
    ward = small_ward(name)
    parts = map_shell(ward.info.bounds, lambda path: path)
    t = translator(lang)
    return ward_html(offline_page(ward, t), data or {}, parts, TEMPLATES, t).decode("utf-8")


def test_the_file_links_to_nothing_outside_itself() -> None:
    text = page()
    assert not re.findall(r"<link[^>]+href=\"(?!data:)", text)
    assert not re.findall(r"<script[^>]+src=", text)
    assert "default-src 'none'" in text


def test_the_file_is_complete_without_a_server() -> None:
    text = page()
    assert "geoapp/map_page" in text
    assert "font/woff2" in text
    assert "L.map(" in text


def test_data_cannot_close_their_script() -> None:
    text = page(data={"layer:x": {"name": "</script><script>alert(1)</script>\u2028"}})
    embedded = re.search(r'id="data">(.*?)</script>', text, re.DOTALL)
    assert embedded is not None
    assert json.loads(embedded[1])["layer:x"]["name"] == "</script><script>alert(1)</script>\u2028"


def test_a_hostile_ward_name_stays_text() -> None:
    text = page("{{7*7}}</title><script>alert(1)</script>")
    assert "<script>alert(1)" not in text
    assert "{{7*7}}" in text


def test_the_file_speaks_the_language_asked_for() -> None:
    assert "In a fire, call 114" in page(lang="en")
    assert "Khi có cháy, gọi 114" in page(lang="vi")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "map.html"
    target.write_bytes(b"old")

    def broken(_source: object, _target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", broken)
    with pytest.raises(CallFault, match="No space left"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]


def test_writing_replaces_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    target.write_bytes(b"old")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"


def test_a_missing_folder_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(CallFault, match="Create it"):
        write_whole(tmp_path / "none" / "map.html", b"")


def test_an_unknown_kind_is_the_callers_fault() -> None:
    result = CliRunner().invoke(export, ["x", "pdf", "--out", "x.pdf"])
    assert result.exit_code == 2
    assert "html" in result.output
