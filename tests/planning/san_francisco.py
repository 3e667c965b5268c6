"""The acceptance case with public data: 16 stores for 205 census tracts of San Francisco, by road.

The files ship inside the wheel of spopt (BSD), which published the results. They are read as data; spopt itself
is never imported here.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
import pytest

_FOLDER = "spopt/tests/test_locate/data"
_DISTANCES = f"{_FOLDER}/SF_network_distance_candidateStore_16_censusTract_205_new.csv"
_TRACTS = f"{_FOLDER}/SF_demand_205_centroid_uniform_weight.csv"

# Published for this case: spopt's own tests and tutorials (radius 5,000 m).
RADIUS_M = 5_000.0
LSCP_SITES = 8
MCLP_FOUR_SITES = 875_247
P_MEDIAN_FOUR_SITES = 2_848_268_129.71
P_CENTER_FOUR_SITES_M = 7_403.06


@dataclass(frozen=True, eq=False)
class SanFrancisco:
    """Road distances in metres (205 tracts x 16 stores), people per tract, and the names of both."""

    metres: np.ndarray
    people: np.ndarray
    tracts: tuple[str, ...]
    stores: tuple[str, ...]


def _file(name: str) -> Path:
    """Return the place of one of spopt's files; skip aloud where spopt is not installed, fail where it must be."""
    try:
        path = Path(str(distribution("spopt").locate_file(name)))
    except PackageNotFoundError:
        path = Path(name)
    if not path.is_file():
        message = f"the San Francisco case needs spopt's {name}; install the dev dependencies"
        if os.environ.get("GEOAPP_REQUIRE_CASES") == "1":
            pytest.fail(f"GEOAPP_REQUIRE_CASES=1, but {message}")
        pytest.skip(message)
    return path


def read_san_francisco() -> SanFrancisco:
    """Return the case; tracts and stores in the order of their names."""
    with _file(_TRACTS).open(newline="", encoding="utf-8") as text:
        people = {row["NAME"]: int(row["POP2000"]) for row in csv.DictReader(text)}
    with _file(_DISTANCES).open(newline="", encoding="utf-8") as text:
        metres = {
            (row["DestinationName"], row["name"]): float(row["distance"]) for row in csv.DictReader(text)
        }
    tracts, stores = (tuple(sorted({key[at] for key in metres})) for at in (0, 1))
    return SanFrancisco(
        np.array([[metres[tract, store] for store in stores] for tract in tracts]),
        np.array([people[tract] for tract in tracts]),
        tracts,
        stores,
    )


@pytest.fixture(scope="session")
def san_francisco() -> SanFrancisco:
    """The acceptance case."""
    return read_san_francisco()
