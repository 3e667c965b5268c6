"""Array types of this room, and what makes an array fit: faults are told with their place."""

from __future__ import annotations

import operator
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def checked_xy(values: npt.ArrayLike, name: str) -> Floats:
    """Return finite coordinates of shape (n, 2), or say which is not."""
    xy = np.asarray(values, dtype=np.float64)
    if xy.size == 0:
        return np.empty((0, 2))
    if xy.ndim != 2 or xy.shape[1] != 2:
        raise ValueError(f"{name} must have shape (n, 2), not {xy.shape}")
    _refuse(np.asarray(~np.isfinite(xy).all(axis=1)), xy, name, "is not finite")
    return np.require(xy, requirements=("C", "W"))  # one type for the kernels, or they compile anew


def checked_weights(values: npt.ArrayLike, count: int, name: str = "weights") -> npt.NDArray[np.generic]:
    """Return `count` finite numbers of at least zero, integers where they were integers."""
    weights = np.asarray(values)
    if weights.dtype == np.bool_:
        weights = weights.astype(np.int64)
    if weights.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be numbers, not {weights.dtype}")
    if weights.shape != (count,):
        raise ValueError(
            f"{name} must have one value per row of demand, shape ({count},), not {weights.shape}"
        )
    if weights.dtype.kind == "f":
        _refuse(~np.isfinite(weights), weights, name, "is not finite")
    _refuse(weights < 0, weights, name, "is negative")
    return weights


def checked_columns(values: Iterable[int], count: int, name: str) -> Ints:
    """Return ascending distinct column indices in 0..count-1, or say which is not."""
    columns = []
    for at, value in enumerate(values):
        try:
            index = operator.index(value)
        except TypeError:
            raise ValueError(f"{name}[{at}] must be a column index, not {value!r}") from None
        if not 0 <= index < count:
            raise ValueError(f"{name}[{at}] is {index}; columns go from 0 to {count - 1}")
        columns.append(index)
    return np.unique(np.array(columns, dtype=np.int64))


def checked_count(value: int, name: str) -> int:
    """Return a whole number of at least zero."""
    try:
        count = operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be a whole number, not {value!r}") from None
    if count < 0 or isinstance(value, bool):
        raise ValueError(f"{name} must be zero or more, not {value!r}")
    return count


def _refuse(bad: Bools, values: npt.NDArray[np.generic], name: str, why: str) -> None:
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        raise ValueError(f"{name}[{at}] {why}: {values[at]}")
