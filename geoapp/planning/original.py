"""The unreduced problem: every row of demand and every candidate, as the caller gave them.

It may be large (a million rows), so the matrix is kept once, by candidates, and is the caller's own where it can be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geoapp.planning.arrays import Bools, Indices, Ints
from geoapp.planning.rows import group_sums


@dataclass(frozen=True, eq=False)
class Original:
    """Candidate j covers the rows ``entries[start[j]:stop[j]]``.

    Attributes
    ----------
    worth, need, group
        Per row: what it is worth once `need` more candidates are on it (none, if it counts already), and its group
        of demand (-1: none).
    limits, room, kinds
        Candidates of which at most so many are chosen, and the rule that says so: ``spacing`` or ``group-cap``.
    picks, cost, purse
        At most so many candidates, whose costs sum to at most the purse (0 and 0 where there are no costs).
    floors, fairest
        The least that groups 0, 1, … must have covered, and whether the worst group is to be raised first; no
        groups, if neither is wished.
    """

    start: Ints
    stop: Ints
    entries: Indices
    worth: Ints
    need: Ints
    group: Ints
    limits: tuple[Ints, ...]
    room: Ints
    kinds: tuple[str, ...]
    picks: int
    cost: Ints
    purse: int
    floors: Ints
    fairest: bool

    @property
    def group_count(self) -> int:
        """Number of groups of demand that a wish speaks of."""
        return len(self.floors)

    @property
    def row_count(self) -> int:
        return len(self.worth)

    @property
    def column_count(self) -> int:
        return len(self.start)

    @cached_property
    def alive(self) -> Bools:
        """Tell which rows still matter: worth something, not counted already, within reach of enough candidates."""
        degree = self.counts(np.arange(self.column_count))
        return (self.worth > 0) & (self.need > 0) & (degree >= self.need)

    @property
    def base(self) -> int:
        """What counts before anything is chosen."""
        return int(self.worth[self.need <= 0].sum())

    @property
    def group_base(self) -> Ints:
        """What each group has before anything is chosen."""
        return group_sums(self.worth, self.group, (self.need <= 0) & (self.group >= 0), self.group_count)

    @property
    def group_worth(self) -> Ints:
        """What each group would have if everybody counted."""
        return group_sums(self.worth, self.group, self.group >= 0, self.group_count)

    def column(self, j: int) -> Indices:
        """Return the rows that candidate j covers."""
        return self.entries[self.start[j] : self.stop[j]]

    def counts(self, columns: Ints) -> Ints:
        """Return for every row how many of some candidates cover it."""
        count = np.zeros(self.row_count, dtype=np.int64)
        for j in columns.tolist():
            count[self.column(j)] += 1
        return count

    def served(self, columns: Ints) -> Bools:
        """Tell which rows count when these candidates are chosen."""
        return np.asarray(self.counts(columns) >= self.need)

    def value(self, columns: Ints) -> int:
        """Return what is covered with these candidates, counted row by row."""
        return int(self.worth[self.served(columns)].sum())

    def group_values(self, columns: Ints) -> Ints:
        """Return what every group has covered with these candidates."""
        rows = self.served(columns) & (self.group >= 0)
        return group_sums(self.worth, self.group, rows, self.group_count)

    def permits(self, columns: Ints) -> bool:
        """Tell whether these candidates keep number, limits and purse."""
        inside = np.zeros(self.column_count, dtype=np.int64)
        np.add.at(inside, columns, 1)
        full = any(
            int(inside[members].sum()) > room for members, room in zip(self.limits, self.room, strict=True)
        )
        return bool(
            (inside <= 1).all()
            and len(columns) <= self.picks
            and not full
            and int(self.cost[columns].sum()) <= self.purse
        )

    def filled(self, chosen: Ints) -> Ints:
        """Return chosen candidates and, up to `picks`, the first others that limits and purse still allow."""
        missing = min(self.picks, self.column_count) - len(chosen)
        if missing <= 0:
            return chosen
        others = np.setdiff1d(np.arange(self.column_count), chosen)
        room = self.room.copy()
        mine: list[list[int]] = [[] for _ in range(self.column_count)]
        for at, members in enumerate(self.limits):
            for j in members.tolist():
                mine[j].append(at)
        for j in chosen.tolist():
            room[mine[j]] -= 1
        purse, found = self.purse - int(self.cost[chosen].sum()), chosen.tolist()
        for j in others[np.argsort(self.cost[others], kind="stable")].tolist():
            if len(found) == self.picks:
                break
            if self.cost[j] <= purse and (room[mine[j]] > 0).all():
                found.append(j)
                room[mine[j]] -= 1
                purse -= int(self.cost[j])
        return np.array(found, dtype=np.int64)
