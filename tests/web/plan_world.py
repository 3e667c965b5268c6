"""One workspace with the tiny ward, and clients at this computer and elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from geoapp import crs as systems
from geoapp.bootstrap import Services, services
from geoapp.config import Config
from geoapp.web import create_app

Files = dict[str, bytes]
HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "hostile-strings.json"
BASE = "/api/wards/thu"
FAR = {"REMOTE_ADDR": "192.168.1.77"}


class World:
    """One workspace with the tiny ward, and clients at this computer and elsewhere."""

    def __init__(self, home: Path, files: Files) -> None:
        folder = home / "layers" / "thu"
        folder.mkdir(parents=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        self.home, self.layer = home, folder / "fire_points.geojson"
        self.services: Services = services(Config(home))
        app = create_app(self.services)
        app.testing = False
        app.config["PROPAGATE_EXCEPTIONS"] = False
        self.app = app
        self.here: FlaskClient = app.test_client()
        self.there: FlaskClient = app.test_client()
        self.there.environ_base["REMOTE_ADDR"] = FAR["REMOTE_ADDR"]

    def save(self, client: FlaskClient | None = None, **changes: Any) -> Any:
        body = {"name": "Phương án A", "parameters": {"radius": 25}, "sites": [site("a", 100)], **changes}
        return (client or self.here).post(f"{BASE}/plans", json=body)


def site(key: str, x: float, y: float = 50) -> dict[str, Any]:
    """Return a pin at a place given in metres from the tiny ward's corner."""
    corner = systems.unproject(np.array([[430_000.0 + x, 2_302_000.0 + y]]), systems.measuring("EPSG:9211"))
    lon, lat = corner[0].tolist()
    return {"id": key, "lon": round(lon, 7), "lat": round(lat, 7)}


@pytest.fixture
def world(tmp_path: Path, tiny_files: Callable[..., Files]) -> World:
    return World(tmp_path, tiny_files())


def problem(answer: Any) -> dict[str, Any]:
    assert answer.mimetype == "application/problem+json", answer.data
    found: dict[str, Any] = json.loads(answer.data)
    assert found["detail"]
    return found
