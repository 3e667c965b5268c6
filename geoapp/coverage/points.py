"""What every engine takes and gives: checked n x 2 metres in, nearest and second nearest out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Nearest:
    """The nearest facility of every demand point, and how far the next one is.

    Parameters
    ----------
    distance_m
        Distance to the nearest facility, metres, shape (n,); ``inf`` where none can be reached.
    facility
        Row of that facility, shape (n,); ties go to the lowest row, -1 where none can be reached.
    second_m
        Distance to the nearest *other* facility, metres, shape (n,); ``inf`` where there is none.
    """

    distance_m: Floats
    facility: Ints
    second_m: Floats

    def take(self, rows: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> Nearest:
        """Return the same answer for some rows only."""
        return Nearest(self.distance_m[rows], self.facility[rows], self.second_m[rows])


def nobody(count: int) -> Nearest:
    """Return the answer when there is no facility at all."""
    return Nearest(np.full(count, np.inf), np.full(count, -1, dtype=np.int64), np.full(count, np.inf))


def checked_xy(points: npt.ArrayLike, name: str) -> Floats:
    """Return `points` as a contiguous float array of shape (n, 2).

    Raises
    ------
    ValueError
        If the shape is another, or a coordinate is not finite; the first such row is named.
    """
    xy = np.ascontiguousarray(points, dtype=np.float64)
    if xy.size == 0:
        return xy.reshape(0, 2)
    if xy.ndim != 2 or xy.shape[1] != 2:
        raise ValueError(f"{name}: expected n x 2 coordinates in metres, got shape {xy.shape}")
    finite = np.isfinite(xy).all(axis=1)
    if not finite.all():
        row = int(np.argmin(finite))
        raise ValueError(f"{name}[{row}]: coordinates must be finite numbers, got {xy[row].tolist()}")
    return xy


@dataclass(frozen=True)
class Places:
    """Different places, by x and then y: `xy` (m, 2); the row of the first of each among all, `first` (m,); which of
    them each of all is, `of` (n,); and how many are each, `count` (m,)."""

    xy: Floats
    first: Ints
    of: Ints
    count: Ints


def distinct(xy: Floats) -> Places:
    """Return the different places among finite ones of shape (n, 2)."""
    # complex numbers are sorted by their parts, far quicker than rows of an array
    both = np.ascontiguousarray(xy).view(np.complex128).ravel()
    found, first, of, count = np.unique(both, return_index=True, return_inverse=True, return_counts=True)
    return Places(found.view(np.float64).reshape(-1, 2), first, of, count)
