"""What the ward loses if a point fails, and which points it could do without."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geoapp.planning.arrays import Floats, Ints, checked_weights
from geoapp.planning.cover import Cover
from geoapp.planning.resilience_cover import Steps, fewest_covering


@dataclass(frozen=True)
class Loss:
    """What goes out of reach if `points` (columns) fail together: features of demand and their weight."""

    points: tuple[int, ...]
    rows: int
    weight: float


@dataclass(frozen=True, eq=False)
class Resilience:
    """How much hangs on each point.

    Attributes
    ----------
    points
        The loss of every point alone, the largest weight first (ties: the lowest column first).
    worst_pair
        The largest loss of any two together; ``None`` with fewer than two points.
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
        Steps of the exact search for `removable`; after them the best answer found stands.

    Examples
    --------
    >>> cover = Cover.from_points([[0, 0], [10, 0], [20, 0]], [[0, 0], [10, 0], [12, 0]], 10)
    >>> found = resilience(cover, [5, 1, 2])
    >>> [(loss.points, loss.weight) for loss in found.points], found.worst_pair
    ([((0,), 0.0), ((1,), 0.0), ((2,), 0.0)], Loss(points=(0, 1), rows=1, weight=5.0))
    >>> found.redundant.tolist(), found.removable.tolist(), found.exact
    ([0, 1, 2], [0, 2], True)
    """
    weight = checked_weights(weights, cover.demand_count).astype(np.float64)
    count = np.bincount(cover.indices, minlength=cover.demand_count)
    column = np.repeat(np.arange(cover.column_count), np.diff(cover.indptr))
    alone = count[cover.indices] == 1
    owner, row = column[alone], cover.indices[alone]
    rows = np.bincount(owner, minlength=cover.column_count)
    worth = np.bincount(owner, weight[row], minlength=cover.column_count).astype(np.float64)
    order = np.argsort(-worth, kind="stable")
    points = tuple(Loss((int(j),), int(rows[j]), float(worth[j])) for j in order)
    redundant = np.flatnonzero(rows == 0)
    removable, exact = _together(cover, redundant, most_steps)
    return Resilience(points, _worst_pair(cover, weight, count, rows, worth), redundant, removable, exact)


def _worst_pair(cover: Cover, weight: Floats, count: Ints, rows: Ints, worth: Floats) -> Loss | None:
    """Return the two columns whose loss together is largest: each alone, and who has only these two."""
    if cover.column_count < 2:
        return None
    order = np.argsort(-worth, kind="stable")
    pairs, shared_rows, shared = _shared(cover, weight, count)
    first, second = sorted((int(order[0]), int(order[1])))
    best = (float(worth[first] + worth[second]), int(rows[first] + rows[second]), first, second)
    total = worth[pairs].sum(axis=1) + shared if len(pairs) else np.empty(0)
    for k in np.flatnonzero(total >= best[0]).tolist():
        a, b = pairs[k].tolist()
        found = (float(total[k]), int(rows[a] + rows[b] + shared_rows[k]), a, b)
        if (-found[0], -found[1], a, b) < (-best[0], -best[1], best[2], best[3]):
            best = found
    return Loss((best[2], best[3]), best[1], best[0])


def _shared(cover: Cover, weight: Floats, count: Ints) -> tuple[Ints, Ints, Floats]:
    """Return the pairs of columns that some rows have alone, how many rows, and their weight."""
    column = np.repeat(np.arange(cover.column_count), np.diff(cover.indptr))
    twice = count[cover.indices] == 2
    order = np.lexsort((column[twice], cover.indices[twice]))
    row, by = cover.indices[twice][order][::2], column[twice][order].reshape(-1, 2)
    pairs, which = np.unique(by, axis=0, return_inverse=True)
    size = len(pairs)
    which = which.reshape(-1)
    rows = np.bincount(which, minlength=size).astype(np.int64)
    return pairs.astype(np.int64), rows, np.bincount(which, weight[row], minlength=size).astype(np.float64)


def _together(cover: Cover, redundant: Ints, most_steps: int) -> tuple[Ints, bool]:
    """Return redundant columns that can all go, and whether no more can: the others cover with the fewest.

    What the columns that must stay leave uncovered falls into parts that share no column; each is a small set
    cover of its own.
    """
    must = np.setdiff1d(np.arange(cover.column_count), redundant)
    held = cover.counts(must) > 0
    sets = {int(j): [int(i) for i in cover.column(int(j)) if not held[i]] for j in redundant}
    steps, stay = Steps(most_steps), set()
    for part in _parts(sets, cover.demand_count):
        stay |= fewest_covering({j: sets[j] for j in part}, steps)
    removable = np.array([j for j in redundant.tolist() if j not in stay], dtype=np.int64)
    return removable, steps.left > 0


def _parts(sets: dict[int, list[int]], demand_count: int) -> list[list[int]]:
    """Return columns that have rows, in groups that share no row."""
    used = [j for j in sets if sets[j]]
    if not used:
        return []
    at = np.repeat(np.arange(len(used)), [len(sets[j]) for j in used])
    row = np.concatenate([np.array(sets[j], dtype=np.int64) for j in used])
    size = len(used) + demand_count
    joined = csr_array((np.ones(len(at)), (at, len(used) + row)), shape=(size, size))
    label = connected_components(joined, directed=False)[1][: len(used)]
    return [[used[i] for i in np.flatnonzero(label == part)] for part in np.unique(label)]
