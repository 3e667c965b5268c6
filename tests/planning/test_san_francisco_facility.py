"""The published values of the San Francisco case for full cover, p-median and p-center."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from geoapp.planning import Cover, DistanceMatrix, solve_lscp, solve_p_center, solve_p_median

from .san_francisco import (
    LSCP_SITES,
    P_CENTER_FOUR_SITES_M,
    P_MEDIAN_FOUR_SITES,
    RADIUS_M,
    san_francisco,  # noqa: F401 - a fixture
)


def _matrix(case: Any) -> DistanceMatrix:
    return DistanceMatrix(case.metres, case.tracts, case.stores)


def test_eight_stores_leave_no_tract_out_of_reach(san_francisco: Any) -> None:  # noqa: F811
    cover = Cover.from_distances(_matrix(san_francisco), RADIUS_M)
    plan = solve_lscp(cover)
    assert (plan.status, plan.objective, plan.bound) == ("optimal", LSCP_SITES, LSCP_SITES)
    assert plan.uncovered == ()
    assert (cover.counts(plan.chosen) > 0).all()


def test_four_stores_have_the_published_ways_together(san_francisco: Any) -> None:  # noqa: F811
    plan = solve_p_median(_matrix(san_francisco), san_francisco.people, 4)
    assert plan.status == "optimal"
    assert round(plan.objective, 2) == P_MEDIAN_FOUR_SITES
    assert round(plan.objective / san_francisco.people.sum(), 2) == 2_982.13
    assert plan.bound == pytest.approx(plan.objective, rel=1e-9)
    assert plan.bound <= plan.objective


def test_four_stores_have_the_published_farthest_tract(san_francisco: Any) -> None:  # noqa: F811
    plan = solve_p_center(_matrix(san_francisco), 4)
    assert plan.status == "optimal"
    assert round(plan.objective, 2) == P_CENTER_FOUR_SITES_M
    assert plan.objective == plan.bound == np.min(san_francisco.metres[:, plan.chosen], axis=1).max()
