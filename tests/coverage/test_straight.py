"""Straight-line distances against every pair of points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geoapp.coverage import nearest_straight, within

SHARED_FIXTURE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
LATTICE = st.integers(-6, 6).map(float)
ANYWHERE = st.floats(-5e5, 5e6, allow_nan=False)


def points(coordinate, least=0, most=25):
    return st.integers(least, most).flatmap(lambda n: arrays(float, (n, 2), elements=coordinate))


@SHARED_FIXTURE
@given(demand=points(LATTICE), facility=points(LATTICE))
def test_every_tie_on_a_lattice_goes_to_the_lowest_row(either_engine, all_pairs, demand, facility):
    found, expected = nearest_straight(demand, facility), all_pairs(demand, facility)
    assert found.distance_m.tolist() == expected[0].tolist()
    assert found.facility.tolist() == expected[1].tolist()
    assert found.second_m.tolist() == expected[2].tolist()


@SHARED_FIXTURE
@given(demand=points(ANYWHERE), facility=points(ANYWHERE))
def test_any_points_agree_with_every_pair(either_engine, all_pairs, demand, facility):
    found, expected = nearest_straight(demand, facility), all_pairs(demand, facility)
    assert np.array_equal(np.isinf(found.distance_m), np.isinf(expected[0]))
    finite = np.isfinite(expected[0])
    np.testing.assert_allclose(found.distance_m[finite], expected[0][finite], rtol=1e-12, atol=1e-6)
    twice = np.isfinite(expected[2])
    np.testing.assert_allclose(found.second_m[twice], expected[2][twice], rtol=1e-12, atol=1e-6)
    assert found.facility.tolist() == expected[1].tolist()


@pytest.mark.parametrize("shape", ["even", "clustered", "line", "far outside"])
def test_ten_thousand_households_agree_with_every_pair(either_engine, all_pairs, shape):
    rng = np.random.default_rng(7)
    facility = rng.random((200, 2)) * [2000, 1500] + [430_000, 2_302_000]
    demand = rng.random((10_000, 2)) * [2400, 1900] + [429_800, 2_301_800]
    if shape == "clustered":
        facility = np.vstack([facility[:20], facility[0] + rng.normal(0, 0.5, (180, 2))])
    if shape == "line":
        facility[:, 1] = facility[0, 1]
    if shape == "far outside":
        demand += [50_000, -80_000]
    found, expected = nearest_straight(demand, facility), all_pairs(demand, facility)
    np.testing.assert_allclose(found.distance_m, expected[0], atol=1e-3, rtol=0)
    np.testing.assert_allclose(found.second_m, expected[2], atol=1e-3, rtol=0)
    assert np.array_equal(found.facility, expected[1])


def test_real_buildings_agree_with_every_pair_to_a_millimetre(either_engine, all_pairs, helsinki):
    demand = np.array([[g.centroid.x, g.centroid.y] for g in helsinki["buildings"]])
    facility = np.array([[g.x, g.y] for g in helsinki["hydrants"]])
    found, expected = nearest_straight(demand, facility), all_pairs(demand, facility)
    np.testing.assert_allclose(found.distance_m, expected[0], atol=1e-3, rtol=0)
    np.testing.assert_allclose(found.second_m, expected[2], atol=1e-3, rtol=0)
    assert np.array_equal(found.facility, expected[1])


def test_a_household_exactly_at_the_radius_is_covered(either_engine):
    found = nearest_straight([[30.0, 40.0], [30.0, 40.001]], [[0.0, 0.0]])
    assert within(found.distance_m, 50).tolist() == [True, False]


def test_without_facilities_nobody_is_reached(either_engine):
    found = nearest_straight([[0, 0], [1, 1]], [])
    assert np.isinf(found.distance_m).all()
    assert np.isinf(found.second_m).all()
    assert found.facility.tolist() == [-1, -1]


def test_without_demand_there_is_no_answer_to_give(either_engine):
    assert len(nearest_straight(np.empty((0, 2)), [[0, 0]]).distance_m) == 0


def test_one_facility_has_no_second(either_engine):
    assert nearest_straight([[3, 4]], [[0, 0]]).second_m.tolist() == [np.inf]


def test_facilities_in_one_place_back_each_other_up(either_engine):
    found = nearest_straight([[3, 4]], [[9, 9], [0, 0], [0, 0]])
    assert (found.distance_m[0], found.facility[0], found.second_m[0]) == (5.0, 1, 5.0)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_coordinate_that_is_no_number_is_refused_with_its_place(bad):
    with pytest.raises(ValueError, match=r"facility_xy\[1\]"):
        nearest_straight([[0, 0]], [[0, 0], [1, bad]])
    with pytest.raises(ValueError, match=r"demand_xy\[0\]"):
        nearest_straight([[bad, 0]], [[0, 0]])


def test_another_shape_is_refused():
    with pytest.raises(ValueError, match="n x 2"):
        nearest_straight([[0, 0, 0]], [[0, 0]])


@SHARED_FIXTURE
@given(demand=points(ANYWHERE, 1), facility=points(ANYWHERE, 1), radii=st.tuples(*[st.floats(0, 1e6)] * 2))
def test_a_larger_radius_and_another_point_never_uncover_anyone(either_engine, demand, facility, radii):
    small, large = sorted(radii)
    before = nearest_straight(demand, facility[:-1]).distance_m
    after = nearest_straight(demand, facility).distance_m
    assert (within(after, large) | ~within(after, small)).all()
    assert (within(after, small) | ~within(before, small)).all()
