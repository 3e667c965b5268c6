"""Good plans fast: greedy, swap and kicks on exact gains, see :mod:`geoapp.planning.kernels_search`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geoapp.planning import engine
from geoapp.planning.arrays import Ints
from geoapp.planning.rows import Rows

Random = npt.NDArray[np.uint64]
"""One number, the state of the generator; kernels move it on."""


def random_state(seed: int) -> Random:
    """Return the generator's state for a seed."""
    return np.array([(seed * 2 + 88172645463325253) % 2**64], dtype=np.uint64)


def local_search(rows: Rows, start: Ints, kicks: int, random: Random) -> Ints:
    """Return the columns of a plan: `start` completed greedily and swapped, kicked and swapped again.

    Where rows need two columns, a first search counts half for the first of them, lest greedy see no gain at all.
    """
    kernel = engine.kernels().search
    if (rows.need[rows.sign > 0] > 1).any():
        twice = np.where(rows.need > 1, rows.worth, 0)
        first = 2 * rows.worth - twice
        half = (rows.cptr, rows.cidx, rows.rptr, rows.ridx, first, twice, rows.need, rows.sign)
        start, _ = kernel.search(
            half, rows.picks, rows.cost, rows.purse, start.astype(np.int64), kicks, random
        )
    single = np.where(rows.need > 1, 0, rows.worth)
    data = (rows.cptr, rows.cidx, rows.rptr, rows.ridx, single, rows.worth - single, rows.need, rows.sign)
    found, _ = kernel.search(data, rows.picks, rows.cost, rows.purse, start.astype(np.int64), kicks, random)
    return np.sort(found)
