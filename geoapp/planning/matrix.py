"""Distances between demand and facilities, as a full matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geoapp.planning.arrays import Floats


@dataclass(frozen=True, eq=False)
class DistanceMatrix:
    """Distances in metres from every row of demand to every facility or candidate.

    Attributes
    ----------
    metres
        Shape (demand, facility), float64, zero or more; infinite where there is no path.
    demand_ids, facility_ids
        Names of the rows and columns; row numbers from 0 where none are given.

    Raises
    ------
    ValueError
        If a distance is negative or not a number, or an id is missing or occurs twice; the message names the place.

    Examples
    --------
    >>> DistanceMatrix([[0.0, 30.0], [40.0, float("inf")]], ["N1", "N2"], ["D1", "D2"]).metres.shape
    (2, 2)
    """

    metres: Floats
    demand_ids: Sequence[str] | None = None
    facility_ids: Sequence[str] | None = None

    def __post_init__(self) -> None:
        metres = np.asarray(self.metres)
        if metres.dtype.kind not in "iuf":
            raise ValueError(f"metres must be numbers, not {metres.dtype}")
        if metres.ndim != 2:
            raise ValueError(f"metres must have shape (demand, facility), not {metres.shape}")
        metres = np.ascontiguousarray(metres, dtype=np.float64)
        bad = np.isnan(metres) | (metres < 0)
        if bad.any():
            i, j = (int(v) for v in np.argwhere(bad)[0])
            what = "is not a number" if np.isnan(metres[i, j]) else f"is negative: {metres[i, j]}"
            raise ValueError(f"metres[{i}, {j}] {what}")
        object.__setattr__(self, "metres", metres)
        object.__setattr__(self, "demand_ids", _names(self.demand_ids, metres.shape[0], "demand_ids"))
        object.__setattr__(self, "facility_ids", _names(self.facility_ids, metres.shape[1], "facility_ids"))


def _names(values: Sequence[str] | None, count: int, name: str) -> tuple[str, ...]:
    if values is None:
        return tuple(str(at) for at in range(count))
    names = tuple(str(value) for value in values)
    if len(names) != count:
        raise ValueError(f"{name} must be {count} names, one for each, not {len(names)}")
    seen: set[str] = set()
    for at, value in enumerate(names):
        if value in seen:
            raise ValueError(f"{name}[{at}] occurs twice: {value!r}")
        seen.add(value)
    return names


def metres_of(matrix: DistanceMatrix | npt.ArrayLike) -> Floats:
    """Return the checked distances of a matrix, or of an array of them."""
    return (matrix if isinstance(matrix, DistanceMatrix) else DistanceMatrix(np.asarray(matrix))).metres
