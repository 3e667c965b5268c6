"""Which places lie in which boxes: the same pairs as trying all, whether few are tried or many are sorted."""

from __future__ import annotations

import numpy as np
import pytest

from geoapp.coverage import boxes
from geoapp.coverage.boxes import places_in_boxes


@pytest.fixture(params=["tried", "sorted"])
def either_way(request, monkeypatch):
    """Run a test once with every pair tried, and once with places sorted into rows."""
    monkeypatch.setattr(boxes, "_FEW_PAIRS", 10**9 if request.param == "tried" else 0)


def pairs(xy, low, high):
    box, place = places_in_boxes(*(np.array(a, dtype=float).reshape(-1, 2) for a in (xy, low, high)))
    assert (np.diff(box) >= 0).all(), "boxes must come in order"
    return sorted(zip(box.tolist(), place.tolist(), strict=True))


def tried(xy, low, high):
    """Return the pairs by comparing one place with one box at a time."""
    return [
        (b, p)
        for b in range(len(low))
        for p in range(len(xy))
        if low[b][0] <= xy[p][0] <= high[b][0] and low[b][1] <= xy[p][1] <= high[b][1]
    ]


def test_a_place_on_the_edge_of_a_box_lies_in_it(either_way):
    assert pairs([(0, 0), (2, 1), (2.0000001, 1)], [(0, 0)], [(2, 1)]) == [(0, 0), (0, 1)]


def test_places_in_one_spot_are_all_found(either_way):
    assert pairs([(5, 5), (5, 5), (9, 9)], [(4, 4), (5, 5)], [(6, 6), (5, 5)]) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_a_box_far_from_all_places_holds_none(either_way):
    assert pairs([(0, 0), (1, 1)], [(1e7, 1e7), (-1e7, 0), (0, -1e9)], [(2e7, 2e7), (-9e6, 1), (1, -1e8)]) == []


def test_a_box_that_holds_nothing_holds_nothing(either_way):
    assert pairs([(0, 0), (1, 1)], [(1, 1)], [(0, 0)]) == []


def test_without_places_or_boxes_there_are_no_pairs(either_way):
    assert pairs([], [(0, 0)], [(1, 1)]) == []
    assert pairs([(0, 0)], [], []) == []


@pytest.mark.parametrize("origin", [(0.0, 0.0), (588_000.0, 2_302_000.0), (-1e6, 1e7)])
@pytest.mark.parametrize("seed", range(8))
def test_random_boxes_hold_what_trying_all_finds(either_way, origin, seed):
    rng = np.random.default_rng(seed)
    stretch = rng.choice([1.0, 50.0, 4_000.0], 2)
    xy = np.round(rng.random((60, 2)) * stretch, rng.integers(0, 4)) + origin
    low = np.round(rng.random((40, 2)) * stretch * 1.4 - stretch * 0.2, 1) + origin
    high = low + np.round(rng.random((40, 2)) * stretch * rng.choice([0.0, 0.05, 2.0], (40, 1)), 1)
    found = pairs(xy, low, high)
    assert found == tried(xy.tolist(), low.tolist(), high.tolist())
