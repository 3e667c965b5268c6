"""Places where a new fire point may stand, and whom each of them reaches.

The number of places on a map is infinite; the number of different sets of demand that a place can reach is not.
:func:`along_alleys` and :func:`anywhere` find the places from which these sets are as large as they get (breakpoints
along lines; crossings of circles, Church 1984), so that the best choice among them is the best choice among ALL
places; :func:`for_p_median` does so for the least sum of walks. :func:`grid` and :func:`from_points` take what they are given. Which rules keep that exact is said at each.
"""

from __future__ import annotations

import numpy as np
import shapely

from geoapp.coverage import Network
from geoapp.planning.candidates_alleys import along_alleys
from geoapp.planning.candidates_given import from_points, grid
from geoapp.planning.candidates_medians import for_p_median
from geoapp.planning.candidates_plane import anywhere
from geoapp.planning.candidates_types import Candidates, Limits, Sites, TooManyPlaces
from geoapp.planning.cover import Cover
from geoapp.planning.travel import Straight, Walking
from geoapp.planning.what_if import WhatIf

__all__ = [
    "NEAR_ALLEY_M",
    "Candidates",
    "Limits",
    "Sites",
    "TooManyPlaces",
    "along_alleys",
    "anywhere",
    "for_p_median",
    "from_points",
    "grid",
    "side_by_side",
    "warm_sites",
]

NEAR_ALLEY_M = 3.0
"""A given place this near to an alley stands on it."""


def side_by_side(*covers: Cover) -> Cover:
    """Return one cover with the columns of all: first those of the first (new places, then existing points).

    Examples
    --------
    >>> a, b = Cover([0, 2], [0, 1], 3), Cover([0, 0, 1], [2], 3)
    >>> side_by_side(a, b).indptr.tolist()
    [0, 2, 2, 3]
    """
    counts = {c.demand_count for c in covers}
    if len(counts) != 1:
        raise ValueError(f"covers must be of the same demand, not of {sorted(counts)} rows")
    sizes = np.concatenate([np.diff(c.indptr) for c in covers])
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Cover(indptr, np.concatenate([c.indices for c in covers]), counts.pop())


def warm_sites() -> None:
    """Load every compiled loop of candidates and of what-if, by using each on a town of one street."""
    street = Network.from_lines(
        [shapely.LineString([(0, 0), (60, 0)]), shapely.LineString([(60, 0), (90, 0)])]
    )
    homes = np.array([[10.0, 1.0], [40.0, 1.0], [80.0, 0.0]])
    for travel in (Straight(homes), Walking(street, homes)):
        along_alleys(street, travel, [20])
        along_alleys(street, travel, [20, 40], spacing_m=10)
        anywhere(travel, 30)
        WhatIf(travel, np.ones(3), homes[:2]).ask(20, homes[2:], [0])
