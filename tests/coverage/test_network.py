"""Cleaning: crossings, loose ends, grade separation, duplicates."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geoapp.coverage import Network


def line(*coords):
    return shapely.LineString(coords)


def total(network):
    return round(float(network.length_m.sum()), 6)


def test_crossing_ways_are_joined_where_they_cross():
    network = Network.from_lines([line((0, 5), (10, 5)), line((5, 0), (5, 10))])
    assert len(network.edges) == 4
    assert [5.0, 5.0] in network.nodes_xy.tolist()
    assert network.components == 1


def test_a_grade_separated_way_is_joined_only_at_its_ends():
    street, bridge, ramp = line((0, 5), (10, 5)), line((5, 0), (5, 10)), line((5, 10), (9, 10))
    network = Network.from_lines([street, bridge, ramp], [False, True, False])
    assert network.components == 2
    assert sorted(network.length_m.tolist()) == [4.0, 10.0, 10.0]


def test_the_end_of_a_bridge_in_the_middle_of_a_street_joins_it():
    network = Network.from_lines([line((0, 0), (10, 0)), line((4, 0), (4, 20))], [False, True])
    assert network.components == 1
    assert sorted(network.length_m.tolist()) == [4.0, 6.0, 20.0]


@pytest.mark.parametrize(("gap", "parts"), [(0.4, 1), (1.0, 1), (1.01, 2)])
def test_a_loose_end_within_a_metre_of_a_middle_is_joined_to_it(gap, parts):
    network = Network.from_lines([line((0, 0), (10, 0)), line((5, gap), (5, 20))])
    assert network.components == parts
    if parts == 1:
        assert total(network) == pytest.approx(10 + 20)
        assert int((network.way == -1).sum()) == 1


@pytest.mark.parametrize(("gap", "parts"), [(0.3, 1), (0.99, 1), (1.5, 2)])
def test_two_loose_ends_within_a_metre_are_joined_once(gap, parts):
    network = Network.from_lines([line((0, 0), (10, 0)), line((10 + gap, 0), (20, 0))])
    assert network.components == parts
    assert len(network.edges) == (3 if parts == 1 else 2)


def test_a_loose_end_between_two_ways_joins_both_where_nothing_else_links_them():
    network = Network.from_lines(
        [line((0, 0), (10, 0)), line((0, 1.5), (10, 1.5)), line((-5, 0.7), (-0.2, 0.7))]
    )
    assert network.components == 1


def test_parallel_alleys_half_a_metre_apart_stay_apart():
    network = Network.from_lines(
        [line((0, 0), (50, 0)), line((0, 0.5), (50, 0.5)), line((0, -9), (0, 9)), line((50, -9), (50, 9))]
    )
    assert len(network.edges) == 2 + 2 * 3


def test_an_end_that_overshoots_a_crossing_gets_no_second_join():
    network = Network.from_lines([line((0, 0), (10, 0)), line((5, -0.5), (5, 10))])
    assert int((network.way == -1).sum()) == 0
    assert len(network.edges) == 4


def test_a_way_does_not_join_its_own_other_end():
    network = Network.from_lines([line((0, 0), (10, 0), (10, 10), (0, 10), (0, 0.5))])
    assert len(network.edges) == 1


def test_a_loose_end_does_not_join_the_middle_of_a_bridge_but_its_end():
    bridge = line((0, 0), (10, 0))
    assert Network.from_lines([bridge, line((5, 0.5), (5, 9))], [True, False]).components == 2
    assert Network.from_lines([bridge, line((10.5, 0), (20, 0))], [True, False]).components == 1


def test_nothing_is_snapped_to_a_grid():
    coords = np.array([[0.123456789, 7.000000123], [33.987654321, 7.5]])
    network = Network.from_lines([shapely.LineString(coords)])
    assert np.array_equal(np.sort(network.nodes_xy, axis=0), np.sort(coords, axis=0))


def test_duplicates_are_merged_whichever_way_they_were_drawn():
    network = Network.from_lines([line((0, 0), (5, 5)), line((5, 5), (0, 0)), line((0, 0), (5, 5))])
    assert len(network.edges) == 1
    assert network.way.tolist() == [0]


def test_of_parallel_edges_the_graph_keeps_the_shortest_and_the_list_keeps_all():
    network = Network.from_lines([line((0, 0), (6, 0)), line((0, 0), (3, 4), (6, 0))])
    assert sorted(network.length_m.tolist()) == [6.0, 10.0]
    assert network.graph.toarray().tolist() == [[0.0, 6.0], [6.0, 0.0]]


def test_loops_stay_in_the_list_and_out_of_the_graph():
    network = Network.from_lines([line((0, 0), (4, 0), (4, 4), (0, 0))])
    assert len(network.edges) == 1
    assert network.edge_nodes[0, 0] == network.edge_nodes[0, 1]
    assert network.graph.nnz == 0


def test_every_edge_knows_the_way_it_is_part_of():
    ways = [line((0, 5), (10, 5)), line((5, 0), (5, 10))]
    network = Network.from_lines(ways)
    for edge, way in zip(network.edges, network.way, strict=True):
        assert ways[way].buffer(1e-6).covers(edge)


def test_parts_and_heights_are_taken_as_plain_lines():
    flat = Network.from_lines([shapely.MultiLineString([[(0, 0, 9), (5, 0, 9)], [(9, 0, 1), (20, 0, 2)]])])
    assert sorted(flat.length_m.tolist()) == [5.0, 11.0]
    assert flat.way.tolist() == [0, 0]


def test_lines_without_length_are_passed_over():
    assert len(Network.from_lines([line((1, 1), (1, 1)), shapely.LineString()]).edges) == 0


def test_what_is_no_line_is_refused_with_its_place():
    with pytest.raises(ValueError, match=r"lines\[1\]"):
        Network.from_lines([line((0, 0), (1, 0)), shapely.Point(0, 0)])
    with pytest.raises(ValueError, match=r"lines\[0\]"):
        Network.from_lines([line((0, 0), (1, np.inf))])
    with pytest.raises(ValueError, match="grade_separated"):
        Network.from_lines([line((0, 0), (1, 0))], [True, False])


def test_the_real_town_has_the_crossings_that_others_counted(helsinki):
    network = Network.from_lines(helsinki["roads"])
    joined = int((network.way == -1).sum())
    # exact noding gives 5371 edges, 3947 nodes and 40 parts; a join adds its connector and one split
    assert (len(network.edges), len(network.nodes_xy)) == (5371 + 2 * joined, 3947 + joined)
    assert network.components == 39
