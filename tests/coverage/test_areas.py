"""Covered land against exact arcs and fine polygons; walking reach; depth behind truck roads."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from geoapp.coverage import Network
from geoapp.coverage.areas import equal_area_radius, straight_land
from geoapp.coverage.depth import depth_from_trucks
from geoapp.coverage.isodistance import portions, walking_land
from geoapp.coverage.walking import spread

THOUSANDTH_PERCENT = 1e-5


def line(*coords):
    return shapely.LineString(coords)


def union_of_circles(centres, radius):
    """Return the exact area of a union of circles: exposed arcs by Green's theorem."""
    centres = np.unique(centres, axis=0)
    area = 0.0
    for i, (x, y) in enumerate(centres):
        hidden = []
        for dx, dy in np.delete(centres, i, axis=0) - (x, y):
            d = math.hypot(dx, dy)
            if d < 2 * radius:
                mid, half = math.atan2(dy, dx), math.acos(d / (2 * radius))
                a, b = (mid - half) % (2 * math.pi), (mid + half) % (2 * math.pi)
                hidden += [(a, b)] if a <= b else [(a, 2 * math.pi), (0.0, b)]
        at = 0.0
        for a, b in [*sorted(hidden), (2 * math.pi, 2 * math.pi)]:
            if a > at:
                area += radius**2 * (a - at) + radius * (
                    x * (math.sin(a) - math.sin(at)) - y * (math.cos(a) - math.cos(at))
                )
            at = max(at, b)
    return area / 2


def test_the_arcs_of_two_circles_are_right():
    lens = 2 * math.acos(0.5) - 0.5 * math.sqrt(3)
    assert union_of_circles(np.array([[0.0, 0], [1.0, 0]]), 1.0) == pytest.approx(2 * math.pi - lens)


@pytest.mark.parametrize("radius", [25.0, 50.0, 150.0])
def test_covered_land_is_right_to_a_thousandth_of_a_percent_against_exact_arcs(radius):
    rng = np.random.default_rng(3)
    points = rng.random((40, 2)) * 1000
    everywhere = np.array([shapely.box(-500, -500, 1500, 1500)])
    land = straight_land(everywhere, points, radius)
    exact = union_of_circles(points, radius)
    assert land.covered_m2 == pytest.approx(exact, rel=THOUSANDTH_PERCENT)
    assert land.gap_m2 == pytest.approx(2000**2 - exact, rel=THOUSANDTH_PERCENT)


@pytest.mark.parametrize("radius", [25.0, 50.0, 100.0, 200.0])
def test_land_cut_to_real_zones_agrees_with_very_fine_discs(radius, helsinki):
    zones = np.array([z for z in helsinki["zones"] if z.area > 0], dtype=object)
    points = np.array([[g.x, g.y] for g in helsinki["hydrants"]])
    land = straight_land(zones, points, radius)
    discs = shapely.buffer(shapely.points(points), equal_area_radius(radius, 512), quad_segs=512)
    ward = shapely.union_all(zones)
    fine = shapely.intersection(shapely.union_all(discs), ward).area
    assert land.covered_m2 == pytest.approx(fine, rel=THOUSANDTH_PERCENT)
    assert land.gap_m2 == pytest.approx(ward.area - fine, rel=THOUSANDTH_PERCENT)
    assert shapely.intersection(land.covered, land.gaps).area == pytest.approx(0, abs=1e-3)


def test_without_points_all_land_is_gap():
    square = np.array([shapely.box(0, 0, 10, 10)])
    land = straight_land(square, np.empty((0, 2)), 50)
    assert (land.covered_m2, land.gap_m2) == (0, 100)


def test_without_groups_there_is_no_land():
    land = straight_land(np.empty(0, dtype=object), np.array([[0.0, 0.0]]), 50)
    assert (land.covered_m2, land.gap_m2) == (0, 0)


def test_portions_end_exactly_where_the_radius_ends():
    network = Network.from_lines([line((0, 0), (100, 0)), line((100, 0), (100, 100))])
    source = spread(network, np.array([[60.0, 5.0]]))
    reached = shapely.union_all(portions(source, 55.0))
    assert reached.length == pytest.approx(50 + 50)
    assert reached.covers(shapely.Point(10, 0))
    assert not reached.covers(shapely.Point(9.9, 0))


def test_portions_of_a_short_radius_stay_on_the_facilitys_own_edge():
    network = Network.from_lines([line((0, 0), (100, 0))])
    source = spread(network, np.array([[50.0, 0.0]]))
    assert shapely.union_all(portions(source, 20.0)).bounds == (30, 0, 70, 0)


def test_walking_reach_and_gaps_fill_the_strips_and_do_not_overlap():
    network = Network.from_lines([line((0, 50), (100, 50))])
    ward = np.array([shapely.box(0, 0, 100, 100)])
    land = walking_land(ward, network, spread(network, np.array([[0.0, 50.0]])), 60.0)
    assert shapely.intersection(land.covered, land.gaps).area == pytest.approx(0, abs=1e-6)
    assert land.covered_m2 + land.gap_m2 == pytest.approx(100 * 30, rel=0.01)
    assert land.covered.bounds[2] <= 60.0 + 1e-9


def test_without_facilities_every_strip_is_gap():
    network = Network.from_lines([line((0, 50), (100, 50))])
    land = walking_land(np.array([shapely.box(0, 0, 100, 100)]), network, None, 60.0)
    assert land.covered_m2 == 0
    assert land.gap_m2 == pytest.approx(3000)


def deep(network, trucks, outline=None):
    flags = np.append(np.array(trucks, dtype=bool), True)[network.way]
    return depth_from_trucks(network, flags, outline)


def by_way(network, depth):
    return {int(w): round(float(depth.of_edges()[network.way == w].max()), 6) for w in np.unique(network.way)}


STREET = line((0, 0), (200, 0))


def test_a_dead_end_is_as_deep_as_it_is_long():
    network = Network.from_lines([STREET, line((50, 0), (50, 80))])
    assert by_way(network, deep(network, [True, False])) == {0: 0, 1: 80}


def test_an_alley_with_two_entries_is_deepest_in_its_middle():
    network = Network.from_lines([STREET, line((50, 0), (50, 30), (120, 30), (120, 0))])
    assert by_way(network, deep(network, [True, False]))[1] == 65


def test_a_loop_behind_an_alley_is_deepest_half_way_round():
    network = Network.from_lines(
        [STREET, line((50, 0), (50, 40)), line((50, 40), (60, 40), (60, 50), (50, 50), (50, 40))]
    )
    assert by_way(network, deep(network, [True, False, False]))[2] == 40 + 20


def test_a_wide_stretch_behind_a_narrow_gate_does_not_take_trucks():
    ways = [STREET, line((50, 0), (50, 10)), line((50, 10), (50, 90))]
    network = Network.from_lines(ways)
    assert by_way(network, deep(network, [True, False, True]))[2] == 90


def test_a_second_road_from_outside_the_ward_is_an_entry():
    ways = [STREET, line((50, 0), (50, 100)), line((40, 100), (120, 100))]
    network = Network.from_lines(ways)
    ward = shapely.box(-10, -10, 110, 150)
    assert by_way(network, deep(network, [True, False, True], ward))[1] == 50
    assert by_way(network, deep(network, [True, False, True]))[1] == 100


def test_an_alley_that_no_truck_road_links_has_no_depth():
    network = Network.from_lines([STREET, line((0, 50), (100, 50))])
    assert by_way(network, deep(network, [True, False]))[1] == np.inf


def test_houses_are_as_deep_as_their_walk_to_the_truck_road():
    network = Network.from_lines([STREET, line((50, 0), (50, 80))])
    places = network.locate(np.array([[53.0, 60.0], [150.0, -4.0]]))
    assert deep(network, [True, False]).of_places(places).tolist() == [63.0, 4.0]
