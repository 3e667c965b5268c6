"""Walking distances against networkx on lines split at every household and facility."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoapp.coverage import Network, kernels, nearest_walking, within
from geoapp.coverage.walking import spread, two_labels, walked

SHARED_FIXTURE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
MILLIMETRE = 1e-3


def line(*coords):
    return shapely.LineString(coords)


def agrees(found, matrix):
    """Compare with the matrix of an oracle: distance, second distance, and that the facility is a nearest one."""
    ranked = np.sort(np.hstack([matrix, np.full((len(matrix), 2), np.inf)]), axis=1)
    for mine, theirs in ((found.distance_m, ranked[:, 0]), (found.second_m, ranked[:, 1])):
        assert np.array_equal(np.isfinite(mine), np.isfinite(theirs))
        finite = np.isfinite(theirs)
        np.testing.assert_allclose(mine[finite], theirs[finite], atol=MILLIMETRE, rtol=0)
    for row, facility in enumerate(found.facility):
        if np.isinf(ranked[row, 0]):
            assert facility == -1
        else:
            assert matrix[row, facility] <= ranked[row, 0] + MILLIMETRE


def test_every_real_building_agrees_with_networkx_to_a_millimetre(either_engine, walked_matrix, helsinki):
    network = Network.from_lines(helsinki["roads"])
    demand = np.array([[g.centroid.x, g.centroid.y] for g in helsinki["buildings"]])
    facility = np.array([[g.x, g.y] for g in helsinki["hydrants"]])
    agrees(nearest_walking(network, demand, facility), walked_matrix(list(network.edges), demand, facility))


coordinate = st.integers(-4, 4).map(lambda v: 10.0 * v)
fine = st.floats(-50, 50).map(lambda v: round(v, 3))


@st.composite
def towns(draw, number=coordinate):
    place = st.tuples(number, number)
    lines = draw(st.lists(st.lists(place, min_size=2, max_size=5), min_size=1, max_size=8))
    shapes = [shapely.LineString(c) for c in lines if len(set(c)) > 1]
    flags = draw(
        st.lists(st.sampled_from([False, False, False, True]), min_size=len(shapes), max_size=len(shapes))
    )
    spots = st.lists(st.tuples(fine, fine), min_size=1, max_size=6)
    return shapes, flags, np.array(draw(spots)), np.array(draw(spots))


@SHARED_FIXTURE
@given(town=towns())
def test_random_towns_on_a_lattice_agree_with_networkx(either_engine, walked_matrix, town):
    lines, separated, demand, facility = town
    network = Network.from_lines(lines, separated)
    if len(network.edges):
        agrees(
            nearest_walking(network, demand, facility), walked_matrix(list(network.edges), demand, facility)
        )


@SHARED_FIXTURE
@given(town=towns(fine))
def test_random_dirty_towns_agree_with_networkx(either_engine, walked_matrix, town):
    lines, separated, demand, facility = town
    network = Network.from_lines(lines, separated)
    if len(network.edges):
        agrees(
            nearest_walking(network, demand, facility), walked_matrix(list(network.edges), demand, facility)
        )


@SHARED_FIXTURE
@given(town=towns(), order=st.randoms(use_true_random=False))
def test_the_order_of_ways_and_the_way_they_are_drawn_change_nothing(either_engine, town, order):
    lines, separated, demand, facility = town
    shuffled = list(zip(lines, separated, strict=True))
    order.shuffle(shuffled)
    a = nearest_walking(Network.from_lines(lines, separated), demand, facility)
    turned = Network.from_lines([s.reverse() for s, _ in shuffled], [f for _, f in shuffled])
    b = nearest_walking(turned, demand, facility)
    np.testing.assert_allclose(a.distance_m, b.distance_m, atol=1e-6)
    np.testing.assert_allclose(a.second_m, b.second_m, atol=1e-6)


@SHARED_FIXTURE
@given(town=towns())
def test_another_point_never_uncovers_anyone(either_engine, town):
    lines, separated, demand, facility = town
    network = Network.from_lines(lines, separated)
    before = nearest_walking(network, demand, facility[:-1]).distance_m
    after = nearest_walking(network, demand, facility).distance_m
    assert (after <= before).all()
    assert (within(after, 60) | ~within(before, 60)).all()


@SHARED_FIXTURE
@given(town=towns())
def test_compiled_and_scipy_labels_are_equal(town):
    lines, separated, _, facility = town
    network = Network.from_lines(lines, separated)
    if len(network.edges) == 0:
        return
    entry, n = network.locate(facility), len(facility)
    nodes = network.edge_nodes[entry.edge].T.ravel()
    rest = network.length_m[entry.edge] - entry.along_m
    keys = np.concatenate([entry.access_m + entry.along_m, entry.access_m + rest])
    graph, rows = network.graph, np.tile(np.arange(n), 2)
    parts = (graph.indptr.astype(np.int64), graph.indices.astype(np.int64), graph.data)
    a, b = kernels.two_labels(*parts, nodes, keys, rows), two_labels(graph, nodes, keys, rows)
    np.testing.assert_allclose(a[0].T, b[0], atol=1e-9)
    assert np.array_equal(a[1].T, b[1])


def test_neighbours_in_mid_alley_walk_directly_to_each_other(either_engine):
    alley = Network.from_lines([line((0, 0), (100, 0))])
    found = nearest_walking(alley, [[40, 5]], [[60, 2]])
    assert found.distance_m.tolist() == [5 + 20 + 2]


def test_a_facility_in_mid_block_is_not_moved_to_a_junction(either_engine):
    block = Network.from_lines([line((0, 0), (100, 0)), line((100, 0), (100, 50))])
    assert nearest_walking(block, [[100, 50]], [[30, 0]]).distance_m.tolist() == [70 + 50]


def test_a_loop_is_walked_the_shorter_way(either_engine):
    loop = Network.from_lines([line((0, 0), (10, 0), (10, 10), (0, 10), (0, 0))])
    assert len(loop.edges) == 1
    found = nearest_walking(loop, [[0, 9], [5, 0]], [[9, 0]])
    assert found.distance_m.tolist() == [18.0, 4.0]


def test_the_second_facility_is_another_one_even_behind_the_first(either_engine):
    street = Network.from_lines([line((0, 0), (100, 0))])
    found = nearest_walking(street, [[0, 0], [50, 0]], [[10, 0], [40, 0], [90, 0]])
    assert found.distance_m.tolist() == [10.0, 10.0]
    assert found.facility.tolist() == [0, 1]
    assert found.second_m.tolist() == [40.0, 40.0]


def test_equal_walks_go_to_the_lowest_facility(either_engine):
    cross = Network.from_lines([line((-50, 0), (50, 0)), line((0, -50), (0, 50))])
    found = nearest_walking(cross, [[0, 0]], [[0, 30], [30, 0], [-30, 0], [0, -30]])
    assert (found.distance_m[0], found.facility[0], found.second_m[0]) == (30.0, 0, 30.0)


def test_who_stands_on_a_part_without_a_facility_is_unreachable(either_engine):
    parts = Network.from_lines([line((0, 0), (100, 0)), line((0, 50), (100, 50))])
    assert parts.components == 2
    found = nearest_walking(parts, [[10, 1], [10, 49]], [[90, 0]])
    assert np.isfinite(found.distance_m).tolist() == [True, False]
    assert found.facility.tolist() == [0, -1]
    assert np.isinf(found.second_m).all()


def test_a_facility_on_the_same_spot_as_a_node_is_at_distance_zero(either_engine):
    street = Network.from_lines([line((0, 0), (10, 0)), line((10, 0), (20, 0))])
    assert nearest_walking(street, [[10, 0], [15, 0]], [[10, 0]]).distance_m.tolist() == [0.0, 5.0]


def test_two_ways_between_the_same_places_count_by_the_shorter(either_engine):
    ways = Network.from_lines([line((0, 0), (5, 3), (10, 0)), line((0, 0), (10, 0)), line((10, 0), (20, 0))])
    assert nearest_walking(ways, [[20, 0]], [[0, 0]]).distance_m.tolist() == [20.0]
    assert ways.graph.max() < 11.7


def test_nothing_to_walk_on_reaches_nobody(either_engine):
    nothing = Network.from_lines([])
    assert nothing.components == 0
    assert np.isinf(nearest_walking(nothing, [[0, 0]], [[0, 0]]).distance_m).all()
    street = Network.from_lines([line((0, 0), (9, 0))])
    assert np.isinf(nearest_walking(street, [[0, 0]], []).distance_m).all()
    assert len(nearest_walking(street, [], [[0, 0]]).distance_m) == 0


def test_a_coordinate_that_is_no_number_is_refused_with_its_place():
    street = Network.from_lines([line((0, 0), (9, 0))])
    with pytest.raises(ValueError, match=r"demand_xy\[0\]"):
        nearest_walking(street, [[np.nan, 0]], [[0, 0]])


def test_a_spread_answers_for_any_place_on_the_network(either_engine):
    street = Network.from_lines([line((0, 0), (100, 0))])
    source = spread(street, np.array([[20.0, 0.0]]))
    assert walked(source, street.locate(np.array([[70.0, 3.0]]))).distance_m.tolist() == [53.0]
