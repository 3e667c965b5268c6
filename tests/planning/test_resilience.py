"""What is lost with a point, and which can be spared. Oracle: every set of points is taken away in turn."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoapp.planning.cover import Cover
from geoapp.planning.resilience import resilience
from geoapp.planning.resilience_cover import Steps, fewest_covering

QUICK = settings(deadline=None, max_examples=100)


@st.composite
def covers(draw, columns=7, rows=9):
    matrix = draw(
        st.lists(
            st.lists(st.booleans(), min_size=rows, max_size=rows).map(tuple), min_size=0, max_size=columns
        )
    )
    parts = [np.flatnonzero(c) for c in matrix]
    indptr = np.concatenate([[0], np.cumsum([len(p) for p in parts])]).astype(int)
    indices = np.concatenate([*parts, np.empty(0, dtype=int)])
    weights = draw(st.lists(st.integers(0, 9), min_size=rows, max_size=rows))
    return Cover(indptr, indices, rows), weights


def held(cover, columns):
    return set().union(*(cover.column(j).tolist() for j in columns))


def lost(cover, gone):
    rest = [j for j in range(cover.column_count) if j not in gone]
    return held(cover, range(cover.column_count)) - held(cover, rest)


@QUICK
@given(given_cover=covers())
def test_the_loss_of_each_point_and_of_the_worst_pair_is_what_taking_them_away_loses(given_cover):
    cover, weights = given_cover
    found = resilience(cover, weights)
    assert sorted(loss.points[0] for loss in found.points) == list(range(cover.column_count))
    ranks = [(-loss.weight, loss.points[0]) for loss in found.points]
    assert ranks == sorted(ranks)
    for loss in found.points:
        rows = lost(cover, loss.points)
        assert (loss.rows, loss.weight) == (len(rows), sum(weights[i] for i in rows))
    pairs = [
        sum(weights[i] for i in lost(cover, pair))
        for pair in itertools.combinations(range(cover.column_count), 2)
    ]
    if found.worst_pair is None:
        assert not pairs
        return
    rows = lost(cover, found.worst_pair.points)
    assert found.worst_pair.weight == max(pairs) == sum(weights[i] for i in rows)
    assert found.worst_pair.rows == len(rows)


@QUICK
@given(given_cover=covers())
def test_redundant_points_lose_nobody_and_no_more_can_go_together(given_cover):
    cover, weights = given_cover
    found = resilience(cover, weights)
    everyone = range(cover.column_count)
    assert found.redundant.tolist() == [j for j in everyone if not lost(cover, {j})]
    assert set(found.removable) <= set(found.redundant)
    assert not lost(cover, set(found.removable.tolist()))
    assert found.exact
    more = len(found.removable) + 1
    assert all(lost(cover, set(gone)) for gone in itertools.combinations(everyone, more))


@QUICK
@given(given_cover=covers())
def test_without_time_to_search_the_greedy_answer_is_valid_and_says_that_it_is_greedy(given_cover):
    cover, weights = given_cover
    found = resilience(cover, weights, most_steps=0)
    assert not found.exact
    assert not lost(cover, set(found.removable.tolist()))


def test_where_greedy_takes_three_the_search_finds_two():
    """The middle column has most rows, and after it both others are needed as well."""
    sets = {0: [0, 1, 2], 1: [3, 4, 5], 2: [1, 2, 3, 4]}
    assert fewest_covering(sets, Steps(0)) == {0, 1, 2}
    assert fewest_covering(sets, Steps(100)) == {0, 1}


def test_points_in_a_row_are_counted_by_hand():
    """Homes every 10 m, points at 10, 20, 30 with R = 10: the middle one can go, the outer ones cannot."""
    homes = np.column_stack([np.arange(0, 50, 10.0), np.zeros(5)])
    cover = Cover.from_points(homes, [[10, 0], [20, 0], [30, 0]], 10)
    found = resilience(cover, [5, 1, 1, 1, 7])
    assert [(loss.points, loss.rows, loss.weight) for loss in found.points] == [
        ((2,), 1, 7),
        ((0,), 1, 5),
        ((1,), 0, 0),
    ]
    assert found.redundant.tolist() == found.removable.tolist() == [1]
    assert found.worst_pair.points == (0, 2)
    assert (found.worst_pair.rows, found.worst_pair.weight) == (2, 12)


def test_sixty_points_round_a_ring_need_thirty_and_the_search_says_whether_it_knows():
    """Each point reaches two neighbouring homes of a ring: every second point can go."""
    parts = [sorted({j, (j + 1) % 60}) for j in range(60)]
    cover = Cover(np.arange(0, 121, 2), np.concatenate(parts), 60)
    found = resilience(cover, np.ones(60))
    assert len(found.redundant) == 60
    assert len(found.removable) == 30
    assert found.exact


def test_weights_must_fit():
    with pytest.raises(ValueError, match="weights must have one value"):
        resilience(Cover([0, 1], [0], 1), [1, 2])
