"""Figures that can be counted by hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.coverage import Nearest, nearest_straight, summary

STREET = nearest_straight([[0, 0], [10, 0], [50, 0], [120, 0]], [[0, 0], [60, 0]])
HOUSEHOLDS = np.array([1.0, 2.0, 3.0, 4.0])


def test_a_radius_counts_features_and_sums_weights():
    (fifty,) = summary.reach(STREET, HOUSEHOLDS, [50])
    assert (fifty.covered, fifty.covered_weight, fifty.share) == (3, 6, 0.6)
    assert (fifty.backup, fifty.backup_weight, fifty.backup_share) == (2, 5, 0.5)


def test_statistics_are_per_feature_and_linear():
    stats = summary.distances(np.array([0.0, 10.0, 10.0, 60.0, np.inf]))
    assert (stats.mean, stats.median, stats.max, stats.unreachable) == (20, 10, 60, 1)
    assert stats.p95 == pytest.approx(np.percentile([0, 10, 10, 60], 95))


def test_nobody_has_no_statistics_and_no_share():
    empty = Nearest(np.empty(0), np.empty(0, dtype=np.int64), np.empty(0))
    assert summary.distances(empty.distance_m) == summary.Distances(None, None, None, None, 0)
    assert summary.reach(empty, np.empty(0), [50])[0].share is None
    assert summary.facilities(empty, np.empty(0), [50], 2)[1].catchment == 0


def test_a_facility_is_told_its_catchment_and_what_it_alone_covers():
    first, second = summary.facilities(STREET, HOUSEHOLDS, [10, 50], 2)
    assert (first.catchment, first.catchment_weight, first.sole_cover_weight) == (2, 3, (3, 1))
    assert (second.catchment, second.catchment_weight, second.sole_cover_weight) == (2, 7, (3, 0))


def test_who_is_unreachable_belongs_to_no_catchment():
    alone = Nearest(np.array([np.inf]), np.array([-1]), np.array([np.inf]))
    assert summary.facilities(alone, np.ones(1), [50], 1)[0].catchment == 0
    assert summary.distances(alone.distance_m).unreachable == 1


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 9)), min_size=1, max_size=30))
def test_a_larger_radius_never_lowers_a_share(rows):
    distance, weight = np.array(rows).T
    nearest = Nearest(distance, np.zeros(len(rows), dtype=np.int64), distance + 10)
    covered = [r.covered_weight for r in summary.reach(nearest, weight, [25, 50, 100, 200])]
    # sums of fractions may differ by rounding; of whole households they are exact
    assert all(more >= less - 1e-9 for less, more in pairwise(covered))
