"""On the sample ward: thousands of places on its ways, chosen at random, reach nothing that no candidate reaches."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import shapely

from geoapp.planning.candidates import Limits, along_alleys, anywhere
from geoapp.planning.travel import Straight, Walking
from geoapp.planning.what_if import WhatIf
from geoapp.usecases.coverage.from_ward import study_of_ward
from geoapp.usecases.wards import WardLibrary

WARD = Path(__file__).resolve().parents[2] / "data" / "geojson" / "phuong-lam"


class OneWard:
    """The store of the sample ward alone."""

    def wards(self):
        return ("w",)

    def files(self, ward):
        return {path.name: path.read_bytes() for path in WARD.iterdir()}

    def signature(self, ward):
        return ()


@pytest.fixture(scope="module")
def study():
    return study_of_ward(WardLibrary(OneWard()).open("w"), None, dt.date(2026, 11, 25))


def bits(cover):
    """Return every column as the bits of an integer."""
    return [
        sum(1 << row for row in cover.indices[a:b].tolist())
        for a, b in zip(cover.indptr[:-1], cover.indptr[1:], strict=True)
    ]


def test_no_place_on_any_alley_of_the_ward_reaches_more(study):
    network, rng = study.network, np.random.default_rng(3)
    edge = rng.choice(len(network.edges), 3000, p=network.length_m / network.length_m.sum())
    edge = edge[network.way[edge] >= 0]
    xy = shapely.get_coordinates(
        shapely.line_interpolate_point(network.edges[edge], rng.random(len(edge)), normalized=True)
    )
    for travel in (Walking(network, study.demand.xy), Straight(study.demand.xy)):
        found = bits(along_alleys(network, travel, [50]).covers[0])
        for one in set(bits(travel.cover(xy, 50))):
            assert any(one & ~other == 0 for other in found)


def test_no_place_anywhere_in_the_ward_reaches_more(study):
    travel, rng = Straight(study.demand.xy), np.random.default_rng(4)
    xy = rng.uniform(study.demand.xy.min(axis=0), study.demand.xy.max(axis=0), (3000, 2))
    found = bits(anywhere(travel, 50).covers[0])
    for one in set(bits(travel.cover(xy, 50))):
        assert any(one & ~other == 0 for other in found)


def test_narrow_alleys_and_the_land_around_points_stay_free(study):
    network, travel = study.network, Walking(study.network, study.demand.xy)
    wide = study.ways.width_m >= 3.5
    limits = Limits(lines=wide, keep_out_xy=study.facility_xy, keep_out_m=60.0)
    found = along_alleys(network, travel, [50], limits=limits)
    assert 0 < len(found.sites) < len(along_alleys(network, travel, [50]).sites)
    assert wide[found.sites.line].all()
    gap = np.hypot(*(found.sites.xy[:, None, :] - study.facility_xy[None]).transpose(2, 0, 1))
    assert gap.min() >= 60.0


def test_a_pin_at_a_candidate_gains_what_its_column_says(study):
    network, travel = study.network, Walking(study.network, study.demand.xy)
    weights = study.demand.households
    state = WhatIf(travel, weights, study.facility_xy)
    found = along_alleys(network, travel, [50])
    unserved = ~(state.nearest.distance_m <= 50 + 1e-6)
    for j in np.random.default_rng(5).choice(len(found.sites), 60, replace=False).tolist():
        rows = found.covers[0].column(j)
        answer = state.ask(50, found.sites.xy[j : j + 1])
        assert answer.pins[0].gain_weight == weights[rows][unserved[rows]].sum()
