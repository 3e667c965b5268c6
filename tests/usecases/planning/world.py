"""The sample ward and the tiny one as the planner sees them, and how its answers are measured again."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geoapp import crs as systems
from geoapp.coverage import Nearest, nearest_straight, nearest_walking
from geoapp.domain.ward import Ward
from geoapp.i18n import translator
from geoapp.store import LooseFolder
from geoapp.usecases.planning import plan_answer, read_wish, terrain_of_ward
from geoapp.usecases.planning.sites import Facts
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.wards import WardLibrary

Files = dict[str, bytes]
REPOSITORY = Path(__file__).resolve().parents[3]
TODAY = dt.date(2026, 11, 25)
VI, EN = translator("vi"), translator("en")


@functools.cache
def sample() -> Terrain:
    folder = LooseFolder(REPOSITORY / "data" / "geojson" / "phuong-lam")
    return terrain_of_ward(WardLibrary(folder).open(folder.ward_id), TODAY)


@pytest.fixture
def tiny(tmp_path: Path, tiny_files: Callable[..., Files]) -> Callable[..., Terrain]:
    def make(change: Callable[[Files], None] = lambda files: None, **names: str) -> Terrain:
        files = tiny_files(**names)
        change(files)
        folder = tmp_path / "thu"
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return terrain_of_ward(open_folder(folder), TODAY)

    return make


def open_folder(folder: Path) -> Ward:
    loose = LooseFolder(folder)
    return WardLibrary(loose).open(loose.ward_id)


def ask(terrain: Terrain, **wish: Any) -> Facts:
    return plan_answer(terrain, read_wish(wish))


def metres(terrain: Terrain, facts: Facts) -> np.ndarray:
    places = [[site["lon"], site["lat"]] for site in facts["sites"]]
    return systems.project(places, terrain.study.crs) if places else np.empty((0, 2))


def measured(terrain: Terrain, facts: Facts, removed: tuple[str, ...] = ()) -> Nearest:
    """Return distances to the points that stand and the sites of a plan, by the coverage engine alone."""
    study = terrain.study
    stands = [i for i, key in enumerate(study.facility_ids) if key not in removed]
    points = np.concatenate([study.facility_xy[stands], metres(terrain, facts)])
    if facts["parameters"]["metric"] == "walking":
        return nearest_walking(study.network, study.demand.xy, points)
    return nearest_straight(study.demand.xy, points)


def places(*along: float) -> dict[str, Any]:
    corner = np.array([[430_000.0 + x, 2_302_050.0] for x in along])
    lonlat = systems.unproject(corner, systems.measuring("EPSG:9211")).tolist()
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": f"C{i}",
                "properties": {"cost": 10 + i},
                "geometry": {"type": "Point", "coordinates": place},
            }
            for i, place in enumerate(lonlat)
        ],
    }


SPOTS = (5, 20, 41, 75, 99, 118, 133, 171, 190)
