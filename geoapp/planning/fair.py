"""Plans that lift the groups left behind: weights that follow the need, then swaps in lexicographic order."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geoapp.planning import engine
from geoapp.planning.arrays import Bools, Floats, Ints
from geoapp.planning.rows import Rows
from geoapp.planning.search import Random, local_search
from geoapp.planning.watch import Watch

_ROUNDS = 12
_KICKS = 6
_TIE = 1e-12


@dataclass(frozen=True, eq=False)
class Ladder:
    """What is compared: shares of `weights`, capped at 1 if floors are meant, the smallest first; then the worth."""

    rows: Rows
    weights: Ints
    capped: bool

    def score(self, columns: Ints) -> Floats:
        """Return the sorted shares and the worth of a plan."""
        shares = self._shares(self.rows.group_values(columns).astype(np.float64))
        return np.append(np.sort(shares), float(self.rows.value(columns)))

    def _shares(self, covered: Floats) -> Floats:
        shares = covered / self.weights
        return np.minimum(shares, 1.0) if self.capped else shares

    def best_added(self, columns: Ints, may: Bools) -> tuple[int, Floats]:
        """Return the column whose addition scores best among those that may be added, and that score."""
        rows, groups = self.rows, len(self.weights)
        count = np.bincount(rows.members(columns), minlength=rows.row_count)
        gains = (rows.sign > 0) & (count == rows.need - 1)
        added = engine.kernels().search.group_gains(
            rows.cptr, rows.cidx, rows.worth, rows.group, gains, groups
        )
        covered: Floats = np.asarray(added[:, :groups] + rows.group_values(columns), dtype=np.float64)
        worth = added[:, groups:] + float(rows.value(columns))
        scores = np.concatenate([np.sort(self._shares(covered), axis=1), worth], axis=1)
        options = np.flatnonzero(may)
        for place in range(groups + 1):
            values = scores[options, place]
            options = options[values >= values.max() - _TIE]
            if len(options) == 1:
                break
        best = int(options[0])
        return best, scores[best]


def fair_search(ladder: Ladder, starts: list[Ints], random: Random, watch: Watch) -> Ints:
    """Return the fairest plan found, as columns of the rows; `starts` are tried first."""
    rows = ladder.rows
    best = max(starts, key=lambda c: tuple(ladder.score(c)))
    pull = np.ones(len(ladder.weights))
    for _ in range(_ROUNDS):
        watch.beat()
        if watch.over():
            break
        found = local_search(_pulled(rows, pull / ladder.weights), best[:0], 2, random)
        if _better(ladder.score(found), ladder.score(best)):
            best = found
        shares = rows.group_values(found) / ladder.weights
        behind = shares <= np.quantile(shares, 0.34)
        pull = np.where(behind, pull * 1.7, pull)
        pull /= pull.max()
    best = swapped(ladder, best, watch)
    chance = np.random.default_rng(int(random[0]))
    for _ in range(_KICKS):
        if watch.over() or len(best) < 2:
            break
        moved = swapped(ladder, _kicked(rows, best, chance), watch)
        if _better(ladder.score(moved), ladder.score(best)):
            best = moved
    return best


def _kicked(rows: Rows, columns: Ints, chance: np.random.Generator) -> Ints:
    """Return a plan of two or more columns with two of them replaced at random, as far as limits allow."""
    rest = np.delete(columns, chance.choice(len(columns), 2, replace=False))
    while len(rest) < len(columns):
        may = np.flatnonzero(_may_add(rows, rest))
        if not len(may):
            break
        rest = np.append(rest, chance.choice(may))
    return rest


def swapped(ladder: Ladder, columns: Ints, watch: Watch) -> Ints:
    """Return the plan after replacing one column at a time, as long as that is fairer."""
    rows, failures, at = ladder.rows, 0, 0
    score = ladder.score(columns)
    while len(columns) < rows.picks and not watch.over():
        may = _may_add(rows, columns)
        if not may.any():
            break
        new, after = ladder.best_added(columns, may)
        if not _better(after, score):
            break
        columns, score = np.append(columns, new), after
    while failures < len(columns) and not watch.over():
        watch.beat()
        at %= len(columns)
        rest = np.delete(columns, at)
        new, after = ladder.best_added(rest, _may_add(rows, rest))
        if _better(after, score):
            columns, score, failures = np.insert(rest, at, new), after, 0
        else:
            failures += 1
        at += 1
    return np.sort(columns)


def _pulled(rows: Rows, pull: Floats) -> Rows:
    """Return the rows with worth by the pull of their group; a little is left of the worth itself."""
    finest = min(4096.0, 2.0**60 / max(float(rows.worth.sum()), 1.0))
    size = np.maximum(np.rint(pull / max(float(pull.max()), 1e-300) * finest), 1).astype(np.int64)
    factor = np.where(rows.group >= 0, size[rows.group], 1)
    return replace(rows, worth=rows.worth * factor)


def _may_add(rows: Rows, columns: Ints) -> Bools:
    """Tell which columns limits and purse allow beside these."""
    may = rows.cost <= rows.purse - int(rows.cost[columns].sum())
    may[columns] = False
    count = np.bincount(rows.members(columns), minlength=rows.row_count)
    full = (rows.sign < 0) & (count >= rows.need)
    may[_of(rows, np.flatnonzero(full))] = False
    return np.asarray(may)


def _of(rows: Rows, lines: Ints) -> Ints:
    """Return the columns on some rows."""
    parts = [rows.ridx[rows.rptr[i] : rows.rptr[i + 1]] for i in lines.tolist()]
    return np.concatenate(parts).astype(np.int64) if parts else np.empty(0, np.int64)


def _better(one: Floats, other: Floats) -> bool:
    """Tell whether a score is larger at the first place where two differ by more than rounding."""
    apart = np.flatnonzero(np.abs(one - other) > _TIE)
    return len(apart) > 0 and bool(one[apart[0]] > other[apart[0]])
