"""Which line is nearest: the same answer as asking every line, ties to the lowest row."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geoapp.coverage.pieces import Pieces


def lines(*paths):
    return np.array([shapely.LineString(path) for path in paths], dtype=object)


def every_line(ways, points):
    """Return the lowest row of the nearest lines by measuring all of them."""
    return np.argmin(shapely.distance(points[:, None], ways[None, :]), axis=1)


def test_of_lines_equally_near_the_lowest_row_is_taken(either_engine):
    ways = lines([(0, 10), (10, 10)], [(0, 0), (10, 0)], [(10, 0), (10, -10)])
    places = shapely.points([(5, 5), (12, -1), (13, 0), (5, 5.001)])
    assert Pieces.of(ways).nearest(places).tolist() == [0, 2, 1, 0]


def test_a_place_far_from_all_lines_still_has_a_nearest_one(either_engine):
    ways = lines([(0, 0), (1, 0)], [(5, 0), (6, 0)])
    assert Pieces.of(ways).nearest(shapely.points([(1e6, 0), (-1e6, 3), (2, 0)])).tolist() == [1, 0, 0]


def test_no_places_have_no_lines(either_engine):
    assert Pieces.of(lines([(0, 0), (1, 0)])).nearest(np.empty(0, dtype=object)).tolist() == []


def test_a_vertex_that_is_written_twice_changes_nothing(either_engine):
    ways = lines([(0, 0), (5, 0), (5, 0), (9, 0)], [(0, 3), (9, 3)])
    assert Pieces.of(ways).nearest(shapely.points([(5, 1), (5, 2), (5, 1.5)])).tolist() == [0, 1, 0]


@pytest.mark.parametrize("seed", range(20))
def test_random_winding_lines_agree_with_measuring_all_of_them(either_engine, seed):
    rng = np.random.default_rng(seed)
    walks = np.cumsum(rng.normal(0, 8, (60, 12, 2)), axis=1) + rng.random((60, 1, 2)) * 400
    ways = np.array([shapely.LineString(walk) for walk in walks], dtype=object)
    places = shapely.points(rng.random((500, 2)) * 700 - 150)
    assert Pieces.of(ways).nearest(places).tolist() == every_line(ways, places).tolist()


@pytest.mark.parametrize("scale", [1.0, 7.0, 1e5])
def test_on_a_lattice_full_of_ties_the_lowest_row_is_taken_everywhere(either_engine, scale):
    ticks = range(6)
    across = [[(x * scale, y * scale), ((x + 1) * scale, y * scale)] for x in ticks for y in ticks]
    along = [[(x * scale, y * scale), (x * scale, (y + 1) * scale)] for x in ticks for y in ticks]
    ways = lines(*across, *along)
    at = np.stack(np.meshgrid(np.arange(0, 6.5, 0.5), np.arange(0, 6.5, 0.5)), axis=-1).reshape(-1, 2) * scale
    places = shapely.points(at)
    assert Pieces.of(ways).nearest(places).tolist() == every_line(ways, places).tolist()


def test_a_long_slanting_way_among_short_ones_is_found_along_its_whole_length(either_engine):
    rng = np.random.default_rng(3)
    short = [[(x, y), (x + 4, y + 3)] for x, y in rng.random((80, 2)) * 300 + [0, 2_000]]
    ways = lines([(0, 0), (3_000, 1_700)], *short)
    along = rng.random(200)[:, None] * [3_000, 1_700] + rng.normal(0, 30, (200, 2))
    places = shapely.points(along)
    assert Pieces.of(ways).nearest(places).tolist() == every_line(ways, places).tolist()


def test_places_far_outside_agree_with_measuring_all_lines(either_engine):
    rng = np.random.default_rng(4)
    walks = np.cumsum(rng.normal(0, 2, (300, 8, 2)), axis=1) + rng.random((300, 1, 2)) * 900
    ways = np.array([shapely.LineString(walk) for walk in walks], dtype=object)
    places = shapely.points(rng.normal(450, 9_000, (300, 2)))
    assert Pieces.of(ways).nearest(places).tolist() == every_line(ways, places).tolist()


@pytest.mark.parametrize("metres", [1e-6, 1.0, 5.0])
def test_all_lines_within_a_distance_are_found_once_and_in_order(either_engine, metres):
    rng = np.random.default_rng(5)
    walks = np.cumsum(rng.integers(-2, 3, (40, 6, 2)), axis=1) + rng.integers(0, 60, (40, 1, 2))
    ways = np.array([shapely.LineString(walk) for walk in walks], dtype=object)
    places = shapely.points(rng.integers(0, 60, (200, 2)))
    at, way = Pieces.of(ways).within(places, metres)
    true = np.argwhere(shapely.distance(places[:, None], ways[None, :]) <= metres)
    assert np.column_stack([at, way]).tolist() == true.tolist()


def test_nothing_is_within_a_distance_of_nothing(either_engine):
    at, way = Pieces.of(lines([(0, 0), (1, 0)])).within(np.empty(0, dtype=object), 1.0)
    assert (at.tolist(), way.tolist()) == ([], [])
