"""Wards to draw: the sample ward's scene, and a ward made up to be hard."""

from __future__ import annotations

import json

import numpy as np
import pytest

from geoapp.domain.ward import Ward
from geoapp.i18n import translator
from geoapp.usecases.briefing import map_scene
from tests.conftest import as_file, box, feature, lonlat, point
from tests.exports.conftest import opened


@pytest.fixture(scope="session")
def sample_scene(sample: Ward):  # type: ignore[no-untyped-def]
    return map_scene(sample, translator("vi"))


@pytest.fixture(scope="session")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    """Return a ward with 60 groups of 200 m by 200 m and 200 points, some of them at the same door."""
    folder = tmp_path_factory.mktemp("dong") / "phuong-dong"
    folder.mkdir()
    groups = [
        feature(f"T{n:02d}", box(200 * (n % 10), 200 * (n // 10), 200 * (n % 10 + 1), 200 * (n // 10 + 1)),
                number=n + 1, households=50, population=200, boundary_status="provisional")
        for n in range(60)
    ]  # fmt: skip
    random = np.random.default_rng(7)
    kit = [{"kind": "abc_powder", "quantity": 2, "condition": "good", "expires_on": "2031-12-31"}]
    points = []
    for n in range(200):
        x, y = random.uniform(10, 1990), random.uniform(10, 1190)
        group = int(y // 200) * 10 + int(x // 200)
        points.append(
            feature(f"D{n:03d}", point(x, y), code=f"DCC-{group + 1:02d}-{n:03d}", name=f"Điểm {n}",
                    group_id=f"T{group:02d}", status="active", equipment=kit)
        )  # fmt: skip
    west, south = lonlat(-50, -50)
    east, north = lonlat(2050, 1250)
    info = {
        "name": "Phường Đông", "kind": "phường", "codes": [{"code": "00001", "level": "ward", "from": "2020-01-01", "to": None}],
        "crs": "EPSG:9211", "illustrative": True, "source": "thử", "bounds": [west, south, east, north],
        "settings": {"radii_m": [25, 50, 100, 200]},
    }  # fmt: skip
    (folder / "ward.json").write_text(json.dumps(info), encoding="utf-8")
    (folder / "residential_groups.geojson").write_bytes(as_file(groups))
    (folder / "fire_points.geojson").write_bytes(as_file(points))
    return opened(folder)
