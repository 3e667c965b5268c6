"""Exact areas of covered land: worlds countable by hand, tiles that add up, and fine polygons as an oracle."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely import affinity

from geoapp.coverage.arcs import covered_areas, covered_by_radius
from geoapp.coverage.areas import equal_area_radius

RADIUS_M = 100.0
DISC_M2 = math.pi * RADIUS_M**2
FINE_SEGMENTS = 256


def areas(polygons, facilities, radius=RADIUS_M):
    return covered_areas(np.array(polygons, dtype=object), np.array(facilities, dtype=float).reshape(-1, 2), radius)


def fine(polygon, facilities, radius):
    """Return the area with discs of 1,024 corners and the circle's area: right to about 1e-5 of a disc."""
    return shapely.intersection(union_of_fine_discs(facilities, radius), polygon).area


def union_of_fine_discs(facilities, radius):
    wide = equal_area_radius(radius, FINE_SEGMENTS)
    return shapely.union_all(shapely.buffer(shapely.points(np.array(facilities)), wide, quad_segs=FINE_SEGMENTS))


@pytest.mark.parametrize(
    ("at", "share"),
    [((500, 500), 1.0), ((500, 0), 0.5), ((0, 0), 0.25), ((1000, 300), 0.5), ((-100, 500), 0.0), ((-200, 0), 0.0)],
    ids=["inside", "on an edge", "on a corner", "on the far edge", "touching from outside", "far away"],
)
def test_the_part_of_one_disc_in_a_square_is_what_the_eye_sees(at, share):
    assert areas([shapely.box(0, 0, 1000, 1000)], [at]) == pytest.approx([share * DISC_M2], rel=1e-12, abs=1e-6)


def test_a_disc_that_touches_all_four_sides_of_a_square_covers_pi_quarters_of_it():
    assert areas([shapely.box(-100, -100, 100, 100)], [(0, 0)]) == pytest.approx([DISC_M2], rel=1e-12)


def test_a_disc_through_all_four_corners_of_a_square_covers_it_whole():
    side = RADIUS_M * math.sqrt(2)
    square = shapely.box(-side / 2, -side / 2, side / 2, side / 2)
    assert areas([square], [(0, 0)]) == pytest.approx([side**2], rel=1e-12)


def test_a_polygon_inside_a_disc_is_covered_whole_and_its_hole_is_not_counted():
    ring = shapely.Polygon(shapely.box(-50, -50, 50, 50).exterior, [shapely.box(-10, -10, 10, 10).exterior])
    assert areas([ring], [(0, 0)]) == pytest.approx([100**2 - 20**2], rel=1e-12)


def test_a_disc_inside_a_hole_covers_nothing_and_one_around_it_all_but_the_hole():
    hole = shapely.Polygon(shapely.box(-300, -300, 300, 300).exterior, [shapely.box(-150, -150, 150, 150).exterior])
    small = shapely.Polygon(shapely.box(-300, -300, 300, 300).exterior, [shapely.box(-5, -5, 5, 5).exterior])
    assert areas([hole, small], [(0, 0)]) == pytest.approx([0, DISC_M2 - 100], abs=1e-8)


def test_two_discs_share_a_lens_that_counts_once():
    lens = RADIUS_M**2 * (2 * math.acos(0.5) - math.sqrt(3) / 2)
    everywhere = shapely.box(-500, -500, 500, 500)
    assert areas([everywhere], [(0, 0), (RADIUS_M, 0)]) == pytest.approx([2 * DISC_M2 - lens], rel=1e-12)


def test_tangent_discs_and_coinciding_points_count_what_they_cover_once():
    everywhere = shapely.box(-500, -500, 500, 500)
    assert areas([everywhere], [(0, 0), (2 * RADIUS_M, 0)]) == pytest.approx([2 * DISC_M2], rel=1e-9)
    assert areas([everywhere], [(0, 0), (0, 0), (3e-7, 0)]) == pytest.approx([DISC_M2], rel=1e-9)


def test_a_disc_that_others_hide_adds_nothing():
    around = [(RADIUS_M / 2 * math.cos(a), RADIUS_M / 2 * math.sin(a)) for a in np.arange(12) * math.pi / 6]
    everywhere = shapely.box(-500, -500, 500, 500)
    without = areas([everywhere], around)
    assert areas([everywhere], [*around, (0, 0)]) == pytest.approx(without, rel=1e-12)


def test_empty_polygons_and_no_facilities_have_no_area():
    square = shapely.box(0, 0, 10, 10)
    assert areas([square], []).tolist() == [0.0]
    assert areas([], [(0, 0)]).tolist() == []
    assert areas([shapely.Polygon(), square], [(5, 5)]) == pytest.approx([0.0, 100.0], rel=1e-12)


def test_the_parts_of_a_multipolygon_count_together_and_direction_of_rings_does_not_matter():
    one, two = shapely.box(0, 0, 300, 300), shapely.box(300, 0, 700, 300)
    points = [(290, 150), (320, 40), (650, 300)]
    both = shapely.MultiPolygon([one, two])
    apart = areas([one, two], points)
    assert areas([both, both.reverse()], points) == pytest.approx([apart.sum()] * 2, rel=1e-12)


def test_a_corner_that_is_written_twice_changes_nothing():
    once, twice = [(0, 0), (90, 0), (90, 90)], [(0, 0), (90, 0), (90, 0), (90, 90), (0, 0)]
    assert areas([shapely.Polygon(twice)], [(0, 0)], 30) == areas([shapely.Polygon(once)], [(0, 0)], 30)


@pytest.mark.parametrize("count", [1, 7, 60, 400])
def test_tiles_of_a_ward_add_up_to_the_ward_to_a_billionth(count):
    rng = np.random.default_rng(count)
    points = rng.random((count, 2)) * 1200 - 100
    low = np.stack(np.meshgrid(np.arange(8), np.arange(8)), axis=-1).reshape(-1, 2) * 125.0
    tiles = affinity.rotate(shapely.MultiPolygon(list(shapely.box(*low.T, *(low + 125).T))), 17, origin=(0, 0))
    ward = affinity.rotate(shapely.box(0, 0, 1000, 1000), 17, origin=(0, 0))
    whole = areas([ward], points)[0]
    assert areas(list(tiles.geoms), points).sum() == pytest.approx(whole, rel=1e-9)


@pytest.mark.parametrize("seed", range(30))
def test_random_crooked_polygons_agree_with_very_fine_discs(seed):
    rng = np.random.default_rng(seed)
    corners = int(rng.integers(3, 30))
    turn = np.sort(rng.random(corners)) * 2 * math.pi
    reach = rng.uniform(20, 600, corners)
    star = shapely.make_valid(shapely.Polygon(np.column_stack([reach * np.cos(turn), reach * np.sin(turn)])))
    points = rng.uniform(-600, 600, (int(rng.integers(1, 40)), 2))
    radius = float(rng.uniform(20, 300))
    disc = math.pi * radius**2
    assert areas([star], points, radius)[0] == pytest.approx(fine(star, points, radius), abs=1e-5 * disc * math.sqrt(len(points)))


@pytest.mark.parametrize("step", [50.0, 100.0, 100 * math.sqrt(2), 200.0])
def test_a_lattice_of_discs_over_a_lattice_of_tiles_keeps_every_tangent_and_corner(step):
    """Circles touch each other, run through corners and centres stand on edges, all at once."""
    at = np.stack(np.meshgrid(np.arange(6), np.arange(6)), axis=-1).reshape(-1, 2) * step
    tiles = list(shapely.box(*at.T, *(at + step).T))
    found = areas(tiles, at)
    expected = shapely.area(shapely.intersection(union_of_fine_discs(at, RADIUS_M), tiles))
    assert found == pytest.approx(expected, abs=3e-5 * DISC_M2)
    whole = areas([shapely.union_all(tiles)], at)
    assert found.sum() == pytest.approx(whole[0], rel=1e-9)


def test_far_from_the_origin_nothing_is_lost():
    """VN-2000 coordinates are millions of metres; squares of them would eat the digits."""
    near = areas([shapely.box(0, 0, 400, 400)], [(10, 20), (250, 333)])
    far = areas([shapely.box(5e5, 2.3e6, 5e5 + 400, 2.3e6 + 400)], [(5e5 + 10, 2.3e6 + 20), (5e5 + 250, 2.3e6 + 333)])
    assert far == pytest.approx(near, rel=1e-9)


def test_several_radii_at_once_are_each_radius_alone():
    rng = np.random.default_rng(9)
    land = np.array([shapely.box(x, y, x + 90, y + 70) for x in (0, 90, 180) for y in (0, 70)], dtype=object)
    places, radii = rng.random((12, 2)) * [300, 180] - 15, [1.0, 25.0, 60.0, 400.0]
    alone = np.column_stack([covered_areas(land, places, radius) for radius in radii])
    together = covered_by_radius(land, places, radii)
    assert together.tolist() == alone.tolist()
    assert together[:, 3] == pytest.approx(90 * 70, rel=1e-12)


def test_land_without_shape_or_facility_is_not_covered_at_any_radius():
    assert covered_by_radius(np.array([shapely.Polygon()], dtype=object), np.zeros((1, 2)), [5, 50]).tolist() == [[0, 0]]
    assert covered_by_radius(np.array([shapely.box(0, 0, 1, 1)]), np.empty((0, 2)), [5]).tolist() == [[0]]
