"""What-if: whatever is added and taken away, the answer is that of computing everything anew.

Oracles: the coverage engine on all points at once, equal to the last bit; networkx on the edges cut at every place.
"""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from geoapp.coverage import Network, engine, nearest_straight, nearest_walking, within
from geoapp.coverage.summary import reach
from geoapp.planning.travel import Straight, Walking
from geoapp.planning.what_if import WhatIf

MANY = settings(
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

round_ten = st.integers(-4, 4).map(lambda v: 10.0 * v)
fine = st.floats(-50, 50).map(lambda v: round(v, 3))
far = st.sampled_from([-900.0, 0.0, 700.0])


@pytest.fixture(params=["compiled", "scipy"])
def either_engine(request, monkeypatch):
    """Prepare the state once with the compiled coverage engine and once with scipy's."""
    if request.param == "compiled":
        assert engine.warm(), "the compiled kernels must be available where tests run"
    else:
        monkeypatch.setattr(engine, "_kernels", None)


@st.composite
def towns(draw):
    """Return a network (bridges, loops, parts of its own), homes, points that stand, pins and removed rows.

    Pins stand on homes, on points, on each other, on the same edge, far from any way.
    """
    number = draw(st.sampled_from([round_ten, fine]))
    place = st.tuples(number, number)
    lines = draw(st.lists(st.lists(place, min_size=2, max_size=5), min_size=1, max_size=7))
    shapes = [shapely.LineString(c) for c in lines if len(set(c)) > 1]
    assume(shapes)
    if draw(st.booleans()):
        shapes.append(shapely.LineString([(500, 500), (540, 500), (540, 530), (500, 500)]))
    network = Network.from_lines(shapes, [draw(st.booleans()) for _ in shapes])
    spot = st.one_of(st.tuples(fine, fine), place, st.tuples(far, far), st.tuples(st.just(520.0), fine))
    homes = np.array(draw(st.lists(spot, min_size=1, max_size=9)))
    existing = np.array(draw(st.lists(spot, max_size=6))).reshape(-1, 2)
    known = st.sampled_from([*map(tuple, homes), *map(tuple, existing)])
    pins = np.array(draw(st.lists(st.one_of(spot, known), max_size=5))).reshape(-1, 2)
    remove = [row for row in range(len(existing)) if draw(st.booleans())]
    weights = draw(st.lists(st.integers(0, 9), min_size=len(homes), max_size=len(homes)))
    return network, homes, existing, pins, remove, weights


def walked_matrix(network, homes, points):
    """Return distances, homes x points, by networkx on edges cut at every place."""
    graph, stops = nx.Graph(), {}
    for kind, places in (("home", homes), ("point", points)):
        for i, xy in enumerate(places):
            gaps = [edge.distance(shapely.Point(xy)) for edge in network.edges]
            row = int(np.argmin(gaps))
            along = network.edges[row].project(shapely.Point(xy))
            stops.setdefault(row, []).append((along, ("stop", kind, i)))
            graph.add_edge((kind, i), ("stop", kind, i), weight=gaps[row])
    for row, edge in enumerate(network.edges):
        chain = [(0.0, edge.coords[0]), *sorted(stops.get(row, []), key=lambda s: s[0])]
        chain.append((edge.length, edge.coords[-1]))
        for (a, u), (b, v) in itertools.pairwise(chain):
            if u != v and (not graph.has_edge(u, v) or graph[u][v]["weight"] > b - a):
                graph.add_edge(u, v, weight=max(b - a, 0.0))
    matrix = np.full((len(homes), len(points)), np.inf)
    for j in range(len(points)):
        lengths = nx.single_source_dijkstra_path_length(graph, ("point", j))
        for i in range(len(homes)):
            matrix[i, j] = lengths.get(("home", i), np.inf)
    return matrix


def anew(nearest, existing, pins, remove):
    """Return the full answer over what is left and the pins, with the numbers that what-if gives to points."""
    kept = np.setdiff1d(np.arange(len(existing)), remove)
    found = nearest(np.vstack([existing[kept], pins]))
    numbers = np.concatenate([kept, len(existing) + np.arange(len(pins)), [-1]]).astype(int)
    return found.distance_m, numbers[found.facility], found.second_m


def metrics(network, homes):
    return (
        (Walking(network, homes), lambda xy: nearest_walking(network, homes, xy)),
        (Straight(homes), lambda xy: nearest_straight(homes, xy)),
    )


@MANY
@given(town=towns())
def test_pins_and_removals_give_what_computing_everything_anew_gives_to_the_last_bit(either_engine, town):
    network, homes, existing, pins, remove, weights = town
    for travel, nearest in metrics(network, homes):
        state = WhatIf(travel, weights, existing)
        answer = state.ask(20, pins, remove)
        distance, facility, second = anew(nearest, existing, pins, remove)
        assert answer.distance_m.tolist() == distance.tolist()
        assert answer.second_m.tolist() == second.tolist()
        assert answer.facility.tolist() == facility.tolist()


@settings(MANY, max_examples=80)
@given(town=towns())
def test_on_foot_the_answer_is_that_of_networkx(town):
    network, homes, existing, pins, remove, weights = town
    kept = np.setdiff1d(np.arange(len(existing)), remove)
    answer = WhatIf(Walking(network, homes), weights, existing).ask(20, pins, remove)
    matrix = walked_matrix(network, homes, np.vstack([existing[kept], pins]))
    ranked = np.sort(np.hstack([matrix, np.full((len(homes), 2), np.inf)]), axis=1)
    np.testing.assert_allclose(answer.distance_m, ranked[:, 0], atol=1e-6)
    np.testing.assert_allclose(answer.second_m, ranked[:, 1], atol=1e-6)


@settings(MANY, max_examples=60)
@given(town=towns(), radius=st.sampled_from([5.0, 10.0, 20.0, 31.7]))
def test_the_figures_are_those_of_coverage_and_the_rows_those_that_differ(town, radius):
    network, homes, existing, pins, remove, weights = town
    for travel, nearest in metrics(network, homes):
        state = WhatIf(travel, weights, existing)
        answer = state.ask(radius, pins, remove)
        before = nearest(existing)
        distance, facility, second = anew(nearest, existing, pins, remove)
        differs = (
            (distance != before.distance_m) | (facility != before.facility) | (second != before.second_m)
        )
        assert answer.rows.tolist() == np.flatnonzero(differs).tolist()
        for side, found in ((answer.before, before), (answer.after, answer)):
            (figures,) = reach(found, np.array(weights, dtype=float), [radius])
            assert side.covered == figures.covered
            assert side.covered_weight == figures.covered_weight
            assert side.share == figures.share
            assert (side.backup, side.backup_weight) == (figures.backup, figures.backup_weight)


@settings(MANY, max_examples=60)
@given(town=towns(), radius=st.sampled_from([5.0, 20.0, 31.7]))
def test_a_pins_gain_is_what_is_lost_without_it_and_its_nearest_is_a_point_that_stands(town, radius):
    network, homes, existing, pins, remove, weights = town
    weights = np.array(weights)
    kept = np.setdiff1d(np.arange(len(existing)), remove)
    for travel, nearest in metrics(network, homes):
        answer = WhatIf(travel, weights, existing).ask(radius, pins, remove)
        assert len(answer.pins) == len(pins)
        for i, pin in enumerate(answer.pins):
            others = np.vstack([existing[kept], np.delete(pins, i, axis=0)])
            without = within(nearest(others).distance_m, radius)
            covered = within(answer.distance_m, radius)
            assert pin.gain_weight == weights[covered & ~without].sum()
            if isinstance(travel, Walking):
                found = nearest_walking(network, pins[i : i + 1], existing[kept])
            else:
                found = nearest_straight(pins[i : i + 1], existing[kept])
            assert pin.nearest_m == found.distance_m[0]
            assert pin.nearest == (kept[found.facility[0]] if found.facility[0] >= 0 else -1)


@settings(MANY, max_examples=60)
@given(town=towns())
def test_asking_leaves_the_state_as_it_was(town):
    network, homes, existing, pins, remove, weights = town
    for travel, nearest in metrics(network, homes):
        state = WhatIf(travel, weights, existing)
        state.ask(20, pins, remove)
        nothing = state.ask(20)
        base = nearest(existing)
        assert nothing.rows.size == 0
        assert nothing.before == nothing.after
        assert nothing.distance_m.tolist() == base.distance_m.tolist()
        assert nothing.facility.tolist() == base.facility.tolist()


def test_on_one_street_a_pin_and_a_removal_are_counted_by_hand():
    """Homes at 10, 60 and 150 of a street, a point at 0; R = 50. A pin at 100 serves 60 and 150; without the
    point, 10 is 90 m away from it."""
    network = Network.from_lines([shapely.LineString([(0, 0), (200, 0)])])
    homes = np.array([[10.0, 0], [60, 0], [150, 0]])
    state = WhatIf(Walking(network, homes), [2, 3, 4], [[0.0, 0]])
    added = state.ask(50, [[100.0, 0]])
    assert (added.before.covered_weight, added.after.covered_weight) == (2, 9)
    assert (added.after.covered, added.after.share, added.after.backup) == (3, 1.0, 0)
    assert added.pins[0].gain_weight == 7
    assert added.distance_m.tolist() == [10, 40, 50]
    assert added.second_m.tolist() == [90, 60, 150]
    assert added.facility.tolist() == [0, 1, 1]
    assert (added.pins[0].line, added.pins[0].offset_m, added.pins[0].access_m) == (0, 100, 0)
    assert (added.pins[0].nearest, added.pins[0].nearest_m) == (0, 100)
    moved = state.ask(50, [[100.0, 5]], [0])
    assert moved.distance_m.tolist() == [95, 45, 55]
    assert (moved.pins[0].nearest, moved.pins[0].nearest_m) == (-1, np.inf)
    assert moved.after.covered_weight == 3


def test_a_point_in_the_middle_of_a_way_counts_though_no_end_of_the_way_is_near_it():
    """Two points near either end hide the one in the middle from both crossings, but not from the home beside it."""
    network = Network.from_lines([shapely.LineString([(0, 0), (100, 0)])])
    travel, ends = Walking(network, np.array([[52.0, 0]])), [[5.0, 0], [10, 0], [90, 0], [95, 0]]
    gone = WhatIf(travel, [1], [*ends, [50, 0]]).ask(20, remove=[4])
    assert (gone.rows.tolist(), gone.distance_m.tolist(), gone.second_m.tolist()) == ([0], [38], [42])
    come = WhatIf(travel, [1], ends).ask(20, [[50.0, 0]])
    assert (come.rows.tolist(), come.distance_m.tolist(), come.second_m.tolist()) == ([0], [2], [38])
    assert come.pins[0].gain_weight == 1


def test_two_pins_in_one_place_gain_nothing_alone_and_give_backup():
    state = WhatIf(Straight(np.array([[0.0, 0]])), [5], np.empty((0, 2)))
    answer = state.ask(10, [[3.0, 4], [3, 4]])
    assert [pin.gain_weight for pin in answer.pins] == [0, 0]
    assert (answer.after.covered_weight, answer.after.backup_weight) == (5, 5)
    assert answer.facility.tolist() == [0]


def test_a_ward_without_ways_reaches_nobody_on_foot():
    homes = np.array([[0.0, 0], [5, 5]])
    state = WhatIf(Walking(Network.from_lines([]), homes), [1, 1], [[0.0, 0]])
    answer = state.ask(50, [[1.0, 1]])
    assert np.isinf(answer.distance_m).all()
    assert answer.after.covered == 0
    assert answer.pins[0].nearest == -1
    assert np.isnan(answer.pins[0].offset_m)


def test_nobody_lives_there():
    for travel in (
        Straight(np.empty((0, 2))),
        Walking(Network.from_lines([shapely.LineString([(0, 0), (9, 0)])]), np.empty((0, 2))),
    ):
        answer = WhatIf(travel, [], [[0.0, 0]]).ask(50, [[3.0, 0]], [0])
        assert answer.after.share is None
        assert answer.pins[0].gain_weight == 0


def test_many_may_ask_one_state_at_a_time():
    rng = np.random.default_rng(7)
    grid = [shapely.LineString([(0, v), (200, v)]) for v in range(0, 201, 20)]
    grid += [shapely.LineString([(v, 0), (v, 200)]) for v in range(0, 201, 20)]
    network = Network.from_lines(grid)
    homes, existing = rng.uniform(0, 200, (200, 2)), rng.uniform(0, 200, (12, 2))
    state = WhatIf(Walking(network, homes), np.ones(200), existing)
    asked = [(rng.uniform(0, 200, (3, 2)), rng.choice(12, 3, replace=False)) for _ in range(40)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda question: state.ask(30, *question), asked))
    for (pins, remove), answer in zip(asked, answers, strict=True):
        distance, _, second = anew(lambda xy: nearest_walking(network, homes, xy), existing, pins, remove)
        assert answer.distance_m.tolist() == distance.tolist()
        assert answer.second_m.tolist() == second.tolist()


def test_faults_of_a_call_are_named():
    state = WhatIf(Straight(np.array([[0.0, 0]])), [1], [[0.0, 0]])
    with pytest.raises(ValueError, match=r"add_xy\[1\] is not finite"):
        state.ask(50, [[0, 0], [np.nan, 0]])
    with pytest.raises(ValueError, match=r"remove\[0\] is 3"):
        state.ask(50, remove=[3])
    with pytest.raises(ValueError, match="radius_m"):
        state.ask(-1)
    with pytest.raises(ValueError, match="weights must have one value"):
        WhatIf(Straight(np.array([[0.0, 0]])), [1, 2], [])
