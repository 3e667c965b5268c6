"""What every room's tests share: property tests without a deadline, and one small exact ward."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from pyproj import CRS

from geoapp import crs as systems

# A run that decides whether work lands must decide the same twice; no test asserts a time.
settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("house")

EAST_M, NORTH_M = 430_000.0, 2_302_000.0
"""Corner of the tiny ward in EPSG:9211."""

Files = dict[str, bytes]


def lonlat(x: float, y: float) -> list[float]:
    """Return the degrees of a place given in metres from the tiny ward's corner."""
    place = systems.unproject(np.array([[EAST_M + x, NORTH_M + y]]), CRS.from_user_input("EPSG:9211"))[0]
    return [round(float(place[0]), 9), round(float(place[1]), 9)]


def feature(key: str, geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """Return a feature with the fields that every layer needs."""
    common = {"ward_code": "00001", "pos_method": "illustrative"}
    return {"type": "Feature", "id": key, "properties": {**common, **properties}, "geometry": geometry}


def point(x: float, y: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": lonlat(x, y)}


def line(*places: tuple[float, float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [lonlat(*p) for p in places]}


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return {"type": "Polygon", "coordinates": [[lonlat(*c) for c in corners]]}


def as_file(features: list[dict[str, Any]]) -> bytes:
    """Return the bytes of a layer's file."""
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def write_tiny(**names: str) -> Files:
    """Return the files of the tiny ward: two groups of 100 m by 100 m, side by side, 200 m of one alley.

    Ten houses stand 5 m north of the alley in each group, at 5, 15, … 195 m. The points stand on the alley
    at 50 and 150 m, so from a house at 55 m the walk is 5 + 5 = 10 m. Within 25 m walking are the houses at
    most 20 m along from a point: at 35 to 65 m and 135 to 165 m, 8 of 20. The second point does not count in
    the ward with ``second="suspended"``.
    """
    kit = [
        {"kind": "abc_powder", "quantity": 2, "condition": "good", "expires_on": "2031-12-31"},
        {"kind": "crowbar", "quantity": 1, "condition": "good"},
    ]
    west, south = lonlat(-20, -20)
    east, north = lonlat(220, 120)
    ward = {
        "name": names.get("ward", "Phường Thử"),
        "kind": "phường",
        "codes": [{"code": "00001", "level": "ward", "from": "2020-01-01", "to": None}],
        "crs": "EPSG:9211",
        "illustrative": True,
        "source": "thử",
        "bounds": [west, south, east, north],
        "forces": {"police_officers": 2},
        "campaign": [
            {"audience": "households", "group_ids": ["T1"], "target_share": 0.9, "by": "2026-12-31"}
        ],
        "settings": {"radii_m": [25, 50, 100, 200]},
    }
    status = {"boundary_status": "provisional"}
    groups = [
        feature("T1", box(0, 0, 100, 100), number=1, households=10, population=40, **status),
        feature("T2", box(100, 0, 200, 100), number=2, households=10, population=30, **status),
    ]
    flags = {"has_rules": True, "has_sign": True, "next_check_on": "2031-12-31"}
    points = [
        feature(f"D{i}", point(50 + 100 * (i - 1), 50), name=names.get("point", f"Điểm {i}"), group_id=f"T{i}",
                status="active" if i == 1 else names.get("second", "active"), equipment=kit, **flags)
        for i in (1, 2)
    ]  # fmt: skip
    houses = [
        feature(f"N{i:02d}", point(5 + 10 * i, 55), use="home", households=1, group_id=f"T{1 + i // 10}")
        for i in range(20)
    ]
    alleys = [feature("A1", line((0, 50), (200, 50)), name="Ngõ Thử", truck_access="foot", width_min_m=2.0)]
    layers = {
        "residential_groups": groups,
        "fire_points": points,
        "buildings": houses,
        "alleys": alleys,
    }
    written = {f"{name}.geojson": as_file(features) for name, features in layers.items()}
    return {"ward.json": json.dumps(ward, ensure_ascii=False).encode(), **written}


@pytest.fixture(scope="session")
def tiny_files() -> Callable[..., Files]:
    """Return the function that writes the tiny ward's files; see :func:`write_tiny`."""
    return write_tiny
