"""Places anywhere in the plane, on a grid, and given ones. Oracle: fine lattices of places over whole towns."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoapp.coverage import Network, nearest_straight, within
from geoapp.planning.candidates import Limits, TooManyPlaces, anywhere, from_points, grid
from geoapp.planning.travel import Straight, Walking

QUICK = settings(deadline=None, max_examples=80)

spot = st.one_of(
    st.tuples(st.integers(0, 6).map(lambda v: 10.0 * v), st.integers(0, 6).map(lambda v: 10.0 * v)),
    st.tuples(st.floats(0, 60).map(lambda v: round(v, 2)), st.floats(0, 60).map(lambda v: round(v, 2))),
)
homes_in_a_town = st.lists(spot, min_size=1, max_size=9).map(np.array)
radii = st.sampled_from([5.0, 10.0, 20.0, 25.0, 33.3])


def sets_of(cover):
    return [frozenset(cover.column(j).tolist()) for j in range(cover.column_count)]


def everywhere(homes, radius, step=1.0):
    """Return whom the places of a lattice reach, its own and those exactly between or beside homes."""
    low, high = homes.min(axis=0) - radius, homes.max(axis=0) + radius
    x, y = np.meshgrid(np.arange(low[0], high[0] + step, step), np.arange(low[1], high[1] + step, step))
    xy = np.column_stack([x.ravel(), y.ravel()])
    between = [(a + b) / 2 for a, b in itertools.combinations_with_replacement(homes, 2)]
    xy = np.vstack([xy, between])
    distance = np.hypot(*(homes[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    return {frozenset(np.flatnonzero(distance[:, k] <= radius).tolist()) for k in range(len(xy))}


def most_covered(sets, weights, count):
    best = 0
    for chosen in itertools.combinations(list(sets), min(count, len(sets))):
        best = max(best, sum(weights[i] for i in frozenset().union(*chosen)))
    return best


@QUICK
@given(homes=homes_in_a_town, radius=radii)
def test_no_place_in_the_plane_reaches_more(homes, radius):
    found = anywhere(Straight(homes), radius)
    candidates = sets_of(found.covers[0])
    for one in everywhere(homes, radius):
        assert not one or any(one <= other for other in candidates), sorted(one)


@QUICK
@given(homes=homes_in_a_town, radius=radii)
def test_no_candidate_with_room_is_part_of_another_and_each_reaches_what_coverage_says(homes, radius):
    found = anywhere(Straight(homes), radius)
    candidates = sets_of(found.covers[0])
    roomy = [one for one, room in zip(candidates, found.sites.room_m, strict=True) if room >= 0.01]
    assert all(not a <= b for a, b in itertools.permutations(roomy, 2))
    for xy, one in zip(found.sites.xy, candidates, strict=True):
        assert one == set(np.flatnonzero(within(nearest_straight(homes, [xy]).distance_m, radius)).tolist())


@QUICK
@given(homes=homes_in_a_town, radius=radii, angle=st.floats(0, 6.28))
def test_within_its_room_a_place_may_move_and_reach_the_same(homes, radius, angle):
    found = anywhere(Straight(homes), radius)
    away = 0.999 * found.sites.room_m[:, None] * [[np.cos(angle), np.sin(angle)]]
    moved = Straight(homes).cover(found.sites.xy + away, radius)
    for before, after in zip(sets_of(found.covers[0]), sets_of(moved), strict=True):
        assert before <= after


@settings(deadline=None, max_examples=25)
@given(homes=homes_in_a_town, radius=radii, data=st.data())
def test_one_or_two_of_them_cover_as_much_as_any_two_places(homes, radius, data):
    weights = data.draw(st.lists(st.integers(0, 9), min_size=len(homes), max_size=len(homes)))
    found = sets_of(anywhere(Straight(homes), radius).covers[0])
    for count in (1, 2):
        assert most_covered(found, weights, count) >= most_covered(
            everywhere(homes, radius, 2.5), weights, count
        )


def test_three_homes_round_a_place_are_reached_from_its_middle():
    """Three homes 40 m from the origin, R = 40: one point reaches all; around it places with room reach two."""
    angles = np.array([0, 2, 4]) * np.pi / 3
    homes = 40 * np.column_stack([np.cos(angles), np.sin(angles)])
    found = anywhere(Straight(homes), 40)
    row = sets_of(found.covers[0]).index({0, 1, 2})
    np.testing.assert_allclose(found.sites.xy[row], [0, 0], atol=1e-5)
    assert len(found.sites) == 4
    roomy = anywhere(Straight(homes), 41)
    assert sets_of(roomy.covers[0]) == [{0, 1, 2}]
    np.testing.assert_allclose(roomy.sites.xy, [[0, 0]], atol=1e-5)


def test_homes_of_one_building_are_one_place_and_stay_two_rows():
    found = anywhere(Straight(np.array([[5.0, 5], [5, 5], [200, 0]])), 50)
    assert sorted(map(sorted, sets_of(found.covers[0]))) == [[0, 1], [2]]


def test_for_backup_every_set_has_two_places():
    found = anywhere(Straight(np.array([[0.0, 0], [30, 0]])), 50, backup=True)
    assert sets_of(found.covers[0]) == [{0, 1}, {0, 1}]
    assert not np.array_equal(found.sites.xy[0], found.sites.xy[1])


def test_places_in_forbidden_zones_are_left_out_and_it_is_no_longer_called_exact():
    homes = np.array([[0.0, 0], [60, 0], [500, 0]])
    limits = Limits(forbidden=[shapely.box(20, -30, 40, 30)])
    found = anywhere(Straight(homes), 35, limits=limits)
    assert sets_of(found.covers[0]) == [{2}]
    assert not found.exact
    far = Limits(keep_out_xy=np.array([[500.0, 3]]), keep_out_m=20)
    assert sets_of(anywhere(Straight(homes), 35, limits=far).covers[0]) == [{0, 1}]
    assert anywhere(Straight(homes), 35).exact


def test_on_foot_the_best_places_anywhere_are_on_the_ways():
    network = Network.from_lines([shapely.LineString([(0, 0), (200, 0)])])
    travel = Walking(network, np.array([[40.0, 10], [100, 0]]))
    found = anywhere(travel, 50)
    assert sets_of(found.covers[0]) == [{0, 1}]
    assert found.exact
    assert abs(found.sites.xy[0, 1]) < 1e-9


def test_too_many_places_in_the_plane_are_told():
    homes = np.random.default_rng(5).uniform(0, 300, (300, 2))
    with pytest.raises(TooManyPlaces) as fault:
        anywhere(Straight(homes), 60, most=50)
    assert fault.value.most == 50 < fault.value.places


def test_nobody_to_serve_needs_no_place():
    assert len(anywhere(Straight(np.empty((0, 2))), 50).sites) == 0
    assert len(anywhere(Straight(np.array([[0.0, 0]])), 50, wanted=np.array([False])).sites) == 0


def test_a_grid_has_the_places_of_its_step_that_reach_somebody_and_says_it_is_not_exact():
    travel = Straight(np.array([[3.0, 3]]))
    found = grid(travel, [10], 10)
    assert sorted(map(tuple, found.sites.xy.tolist())) == [(0, 0), (0, 10), (10, 0), (10, 10)]
    assert not found.exact
    with pytest.raises(TooManyPlaces, match="441 places"):
        grid(travel, [95], 10.0, most=20)
    with pytest.raises(ValueError, match="step_m"):
        grid(travel, [10], 0)


def test_a_grid_moved_onto_alleys_stands_on_them():
    network = Network.from_lines([shapely.LineString([(0, 2), (40, 2)])])
    found = grid(Straight(np.array([[20.0, 0]])), [15], 10, network=network, near_alley_m=3)
    np.testing.assert_allclose(found.sites.xy, [[10, 2], [20, 2], [30, 2]])
    assert found.sites.line.tolist() == [0, 0, 0]


def test_given_places_keep_their_order_and_the_others_are_named_with_the_reason():
    network = Network.from_lines(
        [shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(0, 50), (100, 50)])]
    )
    travel = Walking(network, np.array([[50.0, 0]]))
    limits = Limits(
        lines=np.array([True, False]),
        forbidden=[shapely.box(60, -5, 80, 5)],
        keep_out_xy=np.array([[10.0, 0]]),
        keep_out_m=5,
    )
    xy = [[50, 3], [50, 3.5], [50, 51], [70, 1], [12, 0], [90, 0]]
    found = from_points(travel, [30, 45], xy, network=network, near_alley_m=3, limits=limits)
    assert found.dropped == {1: "far", 2: "line", 3: "forbidden", 4: "keep_out"}
    assert found.sites.given.tolist() == [0, 5]
    np.testing.assert_allclose(found.sites.xy, [[50, 0], [90, 0]], atol=1e-12)
    np.testing.assert_allclose(found.sites.offset_m, [50, 90])
    assert sets_of(found.covers[0]) == [{0}, set()]
    assert sets_of(found.covers[1]) == [{0}, {0}]


def test_given_places_that_are_not_moved_walk_to_the_way_first():
    network = Network.from_lines([shapely.LineString([(0, 0), (100, 0)])])
    travel = Walking(network, np.array([[50.0, 0]]))
    found = from_points(travel, [50], [[10, 10], [10, 11]], network=network)
    assert sets_of(found.covers[0]) == [{0}, set()]
    np.testing.assert_allclose(found.sites.place.access_m, [10, 11])


def test_without_ways_every_given_place_is_far_from_one():
    found = from_points(Straight(np.array([[0.0, 0]])), [50], [[0, 0], [1, 1]], near_alley_m=3)
    assert found.dropped == {0: "far", 1: "far"}
    assert found.covers[0].column_count == 0
