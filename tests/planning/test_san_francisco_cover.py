"""The published value of the San Francisco case for the most people within reach."""

from __future__ import annotations

from geoapp.planning import Cover, frontier, solve_mclp

from .san_francisco import MCLP_FOUR_SITES, RADIUS_M, SanFrancisco


def test_four_stores_reach_as_many_people_as_published(san_francisco: SanFrancisco) -> None:
    cover = Cover.from_distances(san_francisco.metres, RADIUS_M)
    plan = solve_mclp(cover, san_francisco.people, 4)
    assert (san_francisco.metres.shape, plan.status) == ((205, 16), "optimal")
    assert plan.objective == plan.bound == MCLP_FOUR_SITES
    assert frontier(cover, san_francisco.people, 4)[3].objective == MCLP_FOUR_SITES
