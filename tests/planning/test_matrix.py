"""A matrix of distances fits, or says where it does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from geoapp.planning import Cover, DistanceMatrix


def test_whole_numbers_are_welcome_and_places_get_names() -> None:
    matrix = DistanceMatrix(np.array([[1, 2], [3, 4]]))
    assert matrix.metres.dtype == np.float64
    assert (matrix.demand_ids, matrix.facility_ids) == (("0", "1"), ("0", "1"))


def test_a_cover_follows_from_a_matrix_and_no_path_is_never_within_reach() -> None:
    matrix = DistanceMatrix(np.array([[50.0, np.inf], [50.001, 20.0]]), ["a", "b"], ["x", "y"])
    cover = Cover.from_distances(matrix, 50)
    assert (cover.column(0).tolist(), cover.column(1).tolist()) == ([0], [1])


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (([1.0, 2.0],), r"shape \(demand, facility\), not \(2,\)"),
        (([[1.0, np.nan]],), r"metres\[0, 1\] is not a number"),
        (([[1.0], [-0.5]],), r"metres\[1, 0\] is negative: -0.5"),
        (([["a"]],), "metres must be numbers"),
        (([[1.0]], ["a", "b"]), "demand_ids must be 1 names, one for each, not 2"),
        (([[1.0, 2.0]], None, ["a", "a"]), r"facility_ids\[1\] occurs twice: 'a'"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(arguments: Any, place: str) -> None:
    with pytest.raises(ValueError, match=place):
        DistanceMatrix(*arguments)
