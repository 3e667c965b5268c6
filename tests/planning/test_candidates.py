"""Places along ways: no place on any way reaches a set of households that none of them reaches.

Oracle: every quarter of a metre of every way is tried. On foot whom such a place reaches is found by networkx on
the edges cut at every place and household (level ways), or by the coverage engine (with bridges).
"""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from geoapp.coverage import Network, nearest_straight, nearest_walking, within
from geoapp.planning.candidates import (
    Limits,
    TooManyPlaces,
    along_alleys,
    anywhere,
    for_p_median,
    side_by_side,
)
from geoapp.planning.cover import Cover
from geoapp.planning.travel import Straight, Walking

STEP_M = 0.25
QUICK = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])

round_ten = st.integers(-4, 4).map(lambda v: 10.0 * v)
fine = st.floats(-50, 50).map(lambda v: round(v, 3))
radii = st.sampled_from([5.0, 10.0, 15.0, 20.0, 31.7])


@st.composite
def towns(draw, bridges=False):
    """Return a network and households: half of the time on a lattice, where ties and exact radii abound."""
    number = draw(st.sampled_from([round_ten, fine]))
    place = st.tuples(number, number)
    lines = draw(st.lists(st.lists(place, min_size=2, max_size=4), min_size=1, max_size=5))
    shapes = [shapely.LineString(c) for c in lines if len(set(c)) > 1]
    assume(shapes)
    flags = [bridges and draw(st.booleans()) for _ in shapes]
    network = Network.from_lines(shapes, flags)
    spots = draw(st.lists(st.tuples(draw(st.sampled_from([round_ten, fine])), fine), min_size=1, max_size=7))
    return network, np.array(spots)


def street(*coords):
    return Network.from_lines([shapely.LineString(coords)])


def samples(network, rows=None):
    """Return edge, metres along it and coordinates of places every quarter of a metre on every way."""
    found = []
    for row in np.flatnonzero(network.way >= 0) if rows is None else rows:
        length = network.length_m[row]
        along = np.append(np.arange(0, length, STEP_M), length)
        found += [(int(row), float(t)) for t in along]
    xy = np.array([network.edges[row].interpolate(t).coords[0] for row, t in found]).reshape(-1, 2)
    return found, xy


def sets_of(cover):
    return [frozenset(cover.column(j).tolist()) for j in range(cover.column_count)]


def walked_sets(network, homes, found, radius):
    """Return whom each place reaches, by networkx on edges cut at places and households."""
    stops = {}
    for k, (row, along) in enumerate(found):
        stops.setdefault(row, []).append((along, ("place", k)))
    graph = nx.Graph()
    gaps = []
    for i, xy in enumerate(homes):
        point = shapely.Point(xy)
        distance = [edge.distance(point) for edge in network.edges]
        row = int(np.argmin(distance))
        gaps.append(distance[row])
        stops.setdefault(row, []).append((network.edges[row].project(point), ("home", i)))
    for row, edge in enumerate(network.edges):
        chain = [(0.0, edge.coords[0]), *sorted(stops.get(row, []), key=lambda s: s[0])]
        chain.append((edge.length, edge.coords[-1]))
        for (a, u), (b, v) in itertools.pairwise(chain):
            if u != v and (not graph.has_edge(u, v) or graph[u][v]["weight"] > b - a):
                graph.add_edge(u, v, weight=max(b - a, 0.0))
    held = [set() for _ in found]
    for i in range(len(homes)):
        reached = nx.single_source_dijkstra_path_length(graph, ("home", i), cutoff=radius - gaps[i])
        for node in reached:
            if node[0] == "place":
                held[node[1]].add(i)
    return [frozenset(s) for s in held]


def straight_sets(homes, xy, radius):
    distance = np.hypot(*(homes[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    return [frozenset(np.flatnonzero(distance[:, k] <= radius).tolist()) for k in range(len(xy))]


def all_held(tried, candidates):
    for one in set(tried):
        assert not one or any(one <= other for other in candidates), f"{sorted(one)} is held by no candidate"


def most_covered(sets, weights, count):
    """Return the most weight that `count` of some sets cover."""
    kinds = list(set(sets))
    best = 0
    for chosen in itertools.combinations(kinds, min(count, len(kinds))):
        best = max(best, sum(weights[i] for i in frozenset().union(*chosen)))
    return best


def test_on_one_street_the_places_are_those_counted_by_hand():
    """Homes at 40, 100 and 190 of a street of 200 m, R = 50: together 40 and 100 from 50 to 90, 100 and 190
    from 140 to 150; the middles of these stretches."""
    network = street((0, 0), (200, 0))
    homes = np.array([[40.0, 0], [100, 0], [190, 0]])
    for travel in (Walking(network, homes), Straight(homes)):
        found = along_alleys(network, travel, [50])
        np.testing.assert_allclose(found.sites.xy, [[70, 0], [145, 0]], atol=1e-5)
        np.testing.assert_allclose(found.sites.room_m, [20, 5], atol=1e-5)
        assert sets_of(found.covers[0]) == [{0, 1}, {1, 2}]
        assert found.exact
        assert found.sites.line.tolist() == [0, 0]


def test_at_exactly_the_radius_from_two_homes_the_one_place_is_found():
    network = street((0, 0), (200, 0))
    homes = np.array([[50.0, 0], [150, 0]])
    for travel in (Walking(network, homes), Straight(homes)):
        found = along_alleys(network, travel, [50])
        row = sets_of(found.covers[0]).index({0, 1})
        np.testing.assert_allclose(found.sites.xy[row], [100, 0], atol=1e-5)


def test_beside_a_point_that_no_written_coordinates_hit_stand_places_that_they_do():
    """Homes every 10 m, R = 25: at 25, 35, … six homes meet at one point, and five are in reach around it.
    Written 4 mm beside, a point loses the sixth; the places with room keep theirs, so nothing better can be written."""
    network = street((0, 0), (200, 0))
    homes = np.column_stack([np.arange(0, 201, 10.0), np.zeros(21)])
    for travel in (Walking(network, homes), Straight(homes)):
        for found in (along_alleys(network, travel, [25]), anywhere(travel, 25)):
            written = sets_of(travel.cover(found.sites.xy + [[0.004, 0.0]], 25))
            tried = sets_of(
                travel.cover(np.column_stack([np.arange(0, 200, 0.25) + 0.004, np.zeros(800)]), 25)
            )
            all_held(tried, written)
            assert max(map(len, sets_of(found.covers[0]))) == 6


@QUICK
@given(town=towns(), radius=radii)
def test_written_with_centimetres_no_place_on_any_way_reaches_more(town, radius):
    """Every quarter of a metre of every way and all candidates, both written with two decimals of a metre."""
    network, homes = town
    for travel in (Walking(network, homes), Straight(homes)):
        found = along_alleys(network, travel, [radius])
        _, xy = samples(network)
        written = sets_of(travel.cover(np.round(found.sites.xy, 2), radius))
        # what a place reaches only by luck of rounding, it does not reach 2 cm farther: so it must reach it with room
        sure = sets_of(travel.cover(np.round(xy, 2), radius - 0.05))
        all_held(sure, written)


def test_at_exactly_the_radius_from_homes_behind_both_ends_of_a_way_the_one_place_is_found():
    """Homes 10 m behind either end of a way of 100 m, R = 60: both only from its middle."""
    lines = [[(-50, 0), (0, 0)], [(0, 0), (100, 0)], [(100, 0), (150, 0)]]
    network = Network.from_lines([shapely.LineString(c) for c in lines])
    found = along_alleys(network, Walking(network, np.array([[-10.0, 0], [110, 0]])), [60])
    row = sets_of(found.covers[0]).index({0, 1})
    np.testing.assert_allclose(found.sites.xy[row], [50, 0], atol=1e-5)


def test_on_foot_the_way_to_a_home_is_part_of_the_distance():
    """A home 30 m beside the street is reached from 20 m either way within 50."""
    network = street((0, 0), (200, 0))
    homes = np.array([[100.0, 30], [121, 0], [171, 0]])
    found = along_alleys(network, Walking(network, homes), [50])
    assert sets_of(found.covers[0]) == [{0, 1}, {1, 2}]
    np.testing.assert_allclose(found.sites.xy[:, 0], [(80 + 120) / 2, (121 + 171) / 2], atol=1e-5)


def test_a_ring_is_reached_from_both_sides():
    """On a ring of 400 m a home is within 50 m along 100 m of it, over the point where the ring begins."""
    network = street((0, 0), (100, 0), (100, 100), (0, 100), (0, 0))
    homes = np.array([[0.0, 10], [10, 0], [60, 100]])
    found = along_alleys(network, Walking(network, homes), [50])
    assert {0, 1} in sets_of(found.covers[0])
    assert {2} in sets_of(found.covers[0])


@QUICK
@given(town=towns(), radius=radii)
def test_on_foot_no_place_on_any_way_reaches_more(town, radius):
    network, homes = town
    found = along_alleys(network, Walking(network, homes), [radius])
    tried, _ = samples(network)
    all_held(walked_sets(network, homes, tried, radius), sets_of(found.covers[0]))


@QUICK
@given(town=towns(bridges=True), radius=radii)
def test_with_bridges_no_place_seen_on_the_map_reaches_more(town, radius):
    network, homes = town
    assume(len(network.edges))
    travel = Walking(network, homes)
    found = along_alleys(network, travel, [radius])
    _, xy = samples(network)
    within_reach = travel.metres(xy) <= radius  # equal to coverage: test_all_distances_are_those_of_coverage
    tried = [frozenset(np.flatnonzero(column).tolist()) for column in within_reach.T]
    all_held(tried, sets_of(found.covers[0]))


@QUICK
@given(town=towns(), radius=radii)
def test_in_a_straight_line_no_place_on_any_way_reaches_more(town, radius):
    network, homes = town
    found = along_alleys(network, Straight(homes), [radius])
    _, xy = samples(network)
    all_held(straight_sets(homes, xy, radius), sets_of(found.covers[0]))


@QUICK
@given(town=towns(bridges=True), radius=radii)
def test_every_cover_is_what_coverage_says_of_the_place(town, radius):
    network, homes = town
    for travel, engine in (
        (Walking(network, homes), lambda xy: nearest_walking(network, homes, xy)),
        (Straight(homes), lambda xy: nearest_straight(homes, xy)),
    ):
        found = along_alleys(network, travel, [radius, 2 * radius])
        for cover, r in zip(found.covers, (radius, 2 * radius), strict=True):
            for xy, one in zip(found.sites.xy, sets_of(cover), strict=True):
                assert one == set(np.flatnonzero(within(engine([xy]).distance_m, r)).tolist())


@QUICK
@given(town=towns(), radius=radii, data=st.data())
def test_one_or_two_of_them_cover_as_much_as_any_two_places(town, radius, data):
    network, homes = town
    weights = data.draw(st.lists(st.integers(0, 9), min_size=len(homes), max_size=len(homes)))
    tried, xy = samples(network)
    for travel, sets in (
        (Walking(network, homes), walked_sets(network, homes, tried, radius)),
        (Straight(homes), straight_sets(homes, xy, radius)),
    ):
        found = sets_of(along_alleys(network, travel, [radius]).covers[0])
        for count in (1, 2):
            assert most_covered(found, weights, count) >= most_covered(sets, weights, count)


@QUICK
@given(town=towns(), radius=radii)
def test_with_backup_two_places_serve_twice_as_many_as_any_two(town, radius):
    network, homes = town
    _, xy = samples(network)
    tried = set(straight_sets(homes, xy, radius))
    found = sets_of(along_alleys(network, Straight(homes), [radius], backup=True).covers[0])

    def twice(pairs):
        return max((len(a & b) for a, b in pairs), default=0)

    best = twice(itertools.combinations_with_replacement(tried, 2))
    assert twice(itertools.combinations(found, 2)) >= best


@QUICK
@given(town=towns(), radius=radii)
def test_with_two_radii_graded_cover_is_as_good_as_anywhere(town, radius):
    network, homes = town
    tried, _ = samples(network)
    near = walked_sets(network, homes, tried, radius)
    far = walked_sets(network, homes, tried, 2 * radius)
    found = along_alleys(network, Walking(network, homes), [radius, 2 * radius])
    mine = list(zip(sets_of(found.covers[0]), sets_of(found.covers[1]), strict=True))
    for a, b in set(zip(near, far, strict=True)):
        assert not b or any(a <= c and b <= d for c, d in mine)


@QUICK
@given(town=towns(), radius=radii, spacing=st.sampled_from([5.0, 12.0, 30.0]))
def test_with_spacing_two_of_them_cover_as_much_as_any_two_places_so_far_apart(town, radius, spacing):
    network, homes = town
    _, xy = samples(network)
    sets = straight_sets(homes, xy, radius)
    found = along_alleys(network, Straight(homes), [radius], spacing_m=spacing)
    assert not found.exact

    def best(places, sets, apart):
        most = max((len(s) for s in sets), default=0)
        by_set = {}
        for place, s in zip(places, sets, strict=True):
            by_set.setdefault(s, []).append(place)
        for (a, there), (b, here) in itertools.combinations_with_replacement(by_set.items(), 2):
            if len(a | b) > most:
                gap = np.hypot(*(np.array(there)[:, None] - np.array(here)[None]).transpose(2, 0, 1))
                if gap.max() >= apart:
                    most = len(a | b)
        return most

    mine = best(found.sites.xy, sets_of(found.covers[0]), spacing)
    assert mine >= best(xy, sets, spacing + 0.05)


def test_thinned_places_keep_the_fullest_sets():
    network = street((0, 0), (1000, 0))
    homes = np.column_stack([np.linspace(0, 1000, 200), np.zeros(200)])
    free = along_alleys(network, Straight(homes), [50])
    thin = along_alleys(network, Straight(homes), [50], spacing_m=30, most=300)
    assert len(thin.sites) <= 300
    all_held(sets_of(free.covers[0]), sets_of(thin.covers[0]))


@QUICK
@given(town=towns(), radius=radii, data=st.data())
def test_limits_are_obeyed_and_lose_nothing_that_they_allow(town, radius, data):
    network, homes = town
    ways = int(network.way.max()) + 1
    lines = np.array(data.draw(st.lists(st.booleans(), min_size=ways, max_size=ways)))
    x, y = data.draw(st.tuples(fine, fine))
    zone = shapely.box(x, y, x + 25, y + 20)
    keep = np.array(data.draw(st.lists(st.tuples(fine, fine), max_size=2))).reshape(-1, 2)
    limits = Limits(lines=lines, forbidden=[zone], keep_out_xy=keep, keep_out_m=8.0)
    allowed = np.flatnonzero((network.way >= 0) & lines[network.way])
    tried, xy = samples(network, allowed)
    if len(xy):
        points = shapely.points(xy)
        clear = ~shapely.contains(shapely.buffer(zone, 0.01), points)
        for place in keep:
            clear &= np.hypot(*(xy - place).T) >= 8.01
        tried = [one for one, free in zip(tried, clear, strict=True) if free]
    found = along_alleys(network, Walking(network, homes), [radius], limits=limits)
    all_held(walked_sets(network, homes, tried, radius), sets_of(found.covers[0]))
    assert lines[found.sites.line].all()
    assert not shapely.contains(shapely.buffer(zone, -1e-6), shapely.points(found.sites.xy)).any()
    for place in keep:
        assert (np.hypot(*(found.sites.xy - place).T) >= 8.0).all()


def test_a_set_is_kept_once_for_each_group_that_it_can_be_reached_from():
    """The same two homes are within reach on both sides of a border at 50 m."""
    network = street((0, 0), (100, 0))
    homes = np.array([[40.0, 0], [60, 0]])
    halves = [shapely.box(-1, -9, 50, 9), shapely.box(50, -9, 101, 9)]
    found = along_alleys(network, Straight(homes), [30], limits=Limits(groups=halves))
    assert sets_of(found.covers[0]) == [{0, 1}, {0, 1}]
    assert found.sites.group.tolist() == [0, 1]
    np.testing.assert_allclose(found.sites.xy[:, 0], [40, 60], atol=1e-5)


def test_demand_that_does_not_count_makes_no_places_but_stays_in_the_covers():
    network = street((0, 0), (200, 0))
    homes = np.array([[40.0, 0], [100, 0], [190, 0]])
    found = along_alleys(network, Walking(network, homes), [50], wanted=np.array([True, False, False]))
    assert len(found.sites) == 1
    assert 0 in sets_of(found.covers[0])[0]
    np.testing.assert_allclose(found.sites.xy, [[45, 0]], atol=1e-5)


@QUICK
@given(town=towns(), radius=radii)
def test_a_place_with_room_may_be_written_with_seven_decimals_of_a_degree(town, radius):
    """Seven decimals are about a centimetre: a place that has more room reaches the same after rounding."""
    network, homes = town
    found = along_alleys(network, Walking(network, homes), [radius])
    roomy = found.sites.room_m > 0.03
    rounded = Walking(network, homes).cover(np.round(found.sites.xy[roomy], 2), radius)
    exact = [one for one, free in zip(sets_of(found.covers[0]), roomy, strict=True) if free]
    for moved, one in zip(sets_of(rounded), exact, strict=True):
        assert one <= moved


def test_the_ways_are_cut_exactly_where_points_are_to_be_kept_from():
    """One home at 60, a point to keep from at 40, 12 m: from 52 on; R = 10 leaves 52 to 70, and its middle is 61."""
    network, homes = street((0, 0), (200, 0)), np.array([[60.0, 0]])
    limits = Limits(keep_out_xy=np.array([[40.0, 0]]), keep_out_m=12.0)
    for travel in (Walking(network, homes), Straight(homes)):
        found = along_alleys(network, travel, [10], limits=limits)
        np.testing.assert_allclose(found.sites.xy, [[61, 0]], atol=0.02)


def test_places_whose_demand_another_reaches_as_well_go_before_there_are_too_many():
    lines = [[(0, v), (90, v)] for v in (0, 30, 60, 90)] + [[(v, 0), (v, 90)] for v in (0, 30, 60, 90)]
    network = Network.from_lines([shapely.LineString(c) for c in lines])
    travel = Walking(network, np.random.default_rng(8).uniform(0, 90, (60, 2)))
    every = along_alleys(network, travel, [25])
    roomy = every.sites.room_m >= 0.01
    sets = [one for one, room in zip(sets_of(every.covers[0]), roomy, strict=True) if room]
    largest = {one for one in sets if not any(one < other for other in sets)}
    assert len(largest) < len(every.sites)
    found = along_alleys(network, travel, [25], most=len(largest))
    assert sorted(map(sorted, sets_of(found.covers[0]))) == sorted(map(sorted, largest))
    with pytest.raises(TooManyPlaces):
        along_alleys(network, travel, [25], most=len(largest) - 1)


def test_too_many_places_are_told_and_not_cut():
    network = street((0, 0), (1000, 0))
    homes = np.column_stack([np.linspace(0, 1000, 200), np.zeros(200)])
    with pytest.raises(TooManyPlaces) as fault:
        along_alleys(network, Straight(homes), [50], most=20)
    assert fault.value.places > 20
    assert fault.value.most == 20


def test_a_town_without_ways_or_without_homes_has_no_places():
    nobody, nowhere = np.empty((0, 2)), Network.from_lines([])
    for network, homes in ((street((0, 0), (9, 0)), nobody), (nowhere, np.array([[0.0, 0]]))):
        for travel in (Walking(network, homes), Straight(homes)):
            found = along_alleys(network, travel, [50, 100])
            assert len(found.sites) == 0
            assert [c.column_count for c in found.covers] == [0, 0]


def test_faults_of_a_call_are_named():
    network, homes = street((0, 0), (9, 0)), np.array([[0.0, 0]])
    travel = Straight(homes)
    with pytest.raises(ValueError, match="one radius"):
        along_alleys(network, travel, [])
    with pytest.raises(ValueError, match="radius_m must be"):
        along_alleys(network, travel, [float("nan")])
    with pytest.raises(ValueError, match="wanted must be 1 flags"):
        along_alleys(network, travel, [5], wanted=[1, 2])
    with pytest.raises(ValueError, match="the one that demand walks on"):
        along_alleys(street((0, 0), (5, 0)), Walking(network, homes), [5])


@QUICK
@given(town=towns(bridges=True))
def test_all_distances_are_those_of_coverage(town):
    network, homes = town
    places = np.vstack([homes[::-1] + 3.5, homes])
    for travel, nearest in (
        (Walking(network, homes), lambda xy: nearest_walking(network, homes, xy)),
        (Straight(homes), lambda xy: nearest_straight(homes, xy)),
    ):
        metres = travel.metres(places)
        for k, xy in enumerate(places):
            assert metres[:, k].tolist() == nearest([xy]).distance_m.tolist()


@QUICK
@given(town=towns(), data=st.data())
def test_the_least_sum_of_walks_of_one_or_two_places_is_found_among_those_for_p_median(town, data):
    network, homes = town
    weights = np.array(data.draw(st.lists(st.integers(0, 9), min_size=len(homes), max_size=len(homes))))
    travel = Walking(network, homes)
    _, xy = samples(network)
    mine, tried = travel.metres(for_p_median(travel).sites.xy), travel.metres(xy[::4])

    def least(metres):
        one = np.where(weights[:, None] > 0, metres, 0.0)
        two = [
            (weights * np.minimum(one[:, k : k + 1], one).T).sum(axis=1).min() for k in range(one.shape[1])
        ]
        return (weights @ one).min() if np.isfinite(one).any() else np.inf, min(two)

    with np.errstate(invalid="ignore"):
        for best, other in zip(least(mine), least(tried), strict=True):
            assert not other < best - 1e-6


def test_places_for_p_median_obey_limits_and_stand_at_their_borders():
    network = street((0, 0), (200, 0))
    travel = Walking(network, np.array([[40.0, 5], [90, 0], [150, 0]]))
    found = for_p_median(travel, [50], limits=Limits(forbidden=[shapely.box(80, -5, 120, 5)]))
    np.testing.assert_allclose(found.sites.xy[:, 0], [0, 40, 80, 120, 150, 200], atol=1e-9)
    assert sets_of(found.covers[0])[:3] == [{0}, {0, 1}, {0, 1}]


def test_covers_side_by_side_must_be_of_the_same_demand():
    with pytest.raises(ValueError, match=r"\[1, 2\] rows"):
        side_by_side(Cover([0], [], 1), Cover([0], [], 2))
