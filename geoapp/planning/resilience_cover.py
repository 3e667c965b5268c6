"""The fewest of a few columns that cover all their rows: an exact search with a limit of steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass
class Steps:
    """How many steps a search may still take; 0 or less: it was cut."""

    left: int


def fewest_covering(sets: Mapping[int, Sequence[int]], steps: Steps) -> set[int]:
    """Return the fewest columns that cover every row any of them covers; the best found if steps run out.

    Depth first on the open row with the fewest columns; rows that share no column bound from below how many
    more are needed. Sets are bits of integers.

    Examples
    --------
    >>> sorted(fewest_covering({4: [0, 1], 5: [1, 2], 6: [2, 3], 7: [1]}, Steps(100)))
    [4, 6]
    """
    columns = sorted(sets)
    rows = sorted({row for rows in sets.values() for row in rows})
    place = {row: k for k, row in enumerate(rows)}
    holds = [sum(1 << place[row] for row in set(sets[j])) for j in columns]
    on_row = [sum(1 << c for c in range(len(columns)) if holds[c] >> k & 1) for k in range(len(rows))]
    search = _Search(holds, on_row, steps)
    search.best = search.greedy((1 << len(rows)) - 1)
    search.go((1 << len(rows)) - 1, [])
    return {columns[c] for c in search.best}


@dataclass
class _Search:
    holds: list[int]
    on_row: list[int]
    steps: Steps
    best: list[int] | tuple[int, ...] = ()

    def greedy(self, open_rows: int) -> list[int]:
        """Return columns that cover the open rows, each taken for the most rows it adds (ties: the first)."""
        chosen = []
        while open_rows:
            c = max(range(len(self.holds)), key=lambda c: ((self.holds[c] & open_rows).bit_count(), -c))
            chosen.append(c)
            open_rows &= ~self.holds[c]
        return chosen

    def go(self, open_rows: int, chosen: list[int]) -> None:
        """Try all ways to cover the open rows that could be better than the best known."""
        if self.steps.left <= 0:
            return
        self.steps.left -= 1
        if not open_rows:
            self.best = list(chosen)
            return
        if len(chosen) + self._least(open_rows) >= len(self.best):
            return
        row = min(_bits(open_rows), key=lambda k: (self.on_row[k].bit_count(), k))
        members = sorted(_bits(self.on_row[row]), key=lambda c: -(self.holds[c] & open_rows).bit_count())
        for c in members:
            self.go(open_rows & ~self.holds[c], [*chosen, c])

    def _least(self, open_rows: int) -> int:
        """Return how many open rows share no column with each other: each needs a column of its own."""
        taken, count = 0, 0
        for row in sorted(_bits(open_rows), key=lambda k: (self.on_row[k].bit_count(), k)):
            if not self.on_row[row] & taken:
                taken |= self.on_row[row]
                count += 1
        return count


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
