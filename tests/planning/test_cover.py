"""Who is within reach: equal to the matrix of distances, the boundary included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.coverage import within
from geoapp.planning.cover import Cover


@given(st.integers(0, 100_000), st.sampled_from([0.0, 1.0, 2.5, 7.0, 1e4]), st.sampled_from([1.0, 1e-3, 1e5]))
def test_points_and_distances_give_the_same_cover(seed: int, radius_m: float, spread: float) -> None:
    rng = np.random.default_rng(seed)
    demand, candidate = (rng.integers(-6, 6, (int(rng.integers(0, 40)), 2)) * spread for _ in range(2))
    metres = np.sqrt(((demand[:, None, :] - candidate[None, :, :]) ** 2).sum(axis=2))
    one, other = Cover.from_points(demand, candidate, radius_m), Cover.from_distances(metres, radius_m)
    assert one.indptr.tolist() == other.indptr.tolist()
    assert one.indices.tolist() == other.indices.tolist()
    assert len(one.indices) == within(metres, radius_m).sum()


def test_exactly_at_the_radius_is_covered_and_a_millimetre_beyond_is_not() -> None:
    cover = Cover.from_points([[0, 0], [3, 4], [3, 4.001]], [[0, 0]], 5)
    assert cover.column(0).tolist() == [0, 1]


def test_a_far_outlier_costs_nothing() -> None:
    candidates = np.array([[0.0, 0.0], [1e8, 1e8]])
    assert Cover.from_points([[1e8, 1e8], [2, 0]], candidates, 2).indices.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("indptr", "indices", "rows", "place"),
    [
        ([1, 2], [0, 0], 3, "begin with 0"),
        ([0, 2, 1], [0, 1], 3, r"indptr\[2\]"),
        ([0, 1], [0, 1], 3, "end with the number of indices, 2"),
        ([0, 2], [0, 3], 3, r"indices\[1\] is 3"),
        ([0, 2], [1, 1], 3, "column 0 covers row 1 twice"),
        ([0, 1], [0.5], 3, "indices must be whole numbers"),
        ([0, 0], [], -1, "demand_count"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_with_their_place(
    indptr: list[int], indices: list[int], rows: int, place: str
) -> None:
    with pytest.raises(ValueError, match=place):
        Cover(np.array(indptr), np.array(indices), rows)


def test_rows_may_come_in_any_order() -> None:
    assert Cover(np.array([0, 3]), np.array([2, 0, 1]), 3).indices.tolist() == [0, 1, 2]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -1.0])
def test_a_radius_must_be_a_length(bad: float) -> None:
    with pytest.raises(ValueError, match="radius_m"):
        Cover.from_points([[0, 0]], [[0, 0]], bad)
