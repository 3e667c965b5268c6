"""What the ward loses if a point fails, and which points it could do without."""

from __future__ import annotations

from dataclasses import dataclass

import numpy.typing as npt

from geoapp.planning.arrays import Ints
from geoapp.planning.cover import Cover


@dataclass(frozen=True)
class Loss:
    """What goes out of reach if `points` (rows) fail together: features of demand and their weight."""

    points: tuple[int, ...]
    rows: int
    weight: float


@dataclass(frozen=True, eq=False)
class Resilience:
    """How much hangs on each point.

    Attributes
    ----------
    points
        The loss of every point alone, the largest weight first (ties: the lowest row first).
    worst_pair
        The largest loss of any two together; None with fewer than two points.
    redundant
        Points each of which can go alone without anyone losing cover, ascending.
    removable
        As many of them as can go TOGETHER without anyone losing cover, ascending.
    exact
        Whether no larger set can go together (else a greedy answer, which is valid but may not be the largest).
    """

    points: tuple[Loss, ...]
    worst_pair: Loss | None
    redundant: Ints
    removable: Ints
    exact: bool


def resilience(cover: Cover, weights: npt.ArrayLike, *, most_steps: int = 100_000) -> Resilience:
    """Return what hangs on each point of a cover (``travel.cover(existing_xy, radius_m)``).

    Parameters
    ----------
    cover
        Whom each existing point reaches: one column a point.
    weights
        Weight of every row of demand. Nobody may lose cover, whatever the weight.
    most_steps
        Steps of the exact search for `removable`; after them the greedy answer stands.
    """
    raise NotImplementedError
