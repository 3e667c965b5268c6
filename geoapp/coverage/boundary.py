"""Where reach ends: the one comparison that coverage and planner share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

SLACK_M = 1e-6
"""Absorbs rounding, so that a household exactly at the radius is covered."""


def within(distance_m: npt.ArrayLike, radius_m: float) -> npt.NDArray[np.bool_]:
    """Tell which distances lie within the radius; exactly at it counts as covered.

    Parameters
    ----------
    distance_m
        Distances in metres, any shape; infinite means unreachable.
    radius_m
        Radius in metres.

    Examples
    --------
    >>> within([49.0, 50.0, 50.1], 50).tolist()
    [True, True, False]
    """
    return np.asarray(distance_m, dtype=np.float64) <= radius_m + SLACK_M
