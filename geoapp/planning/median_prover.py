"""Search and proof for p-median: swaps, the Lagrangean bound, columns decided by it, and splits.

Floats guide the search; what is decided follows from exact sums in integers, as in
:mod:`geoapp.planning.median_certificate`, and each such step is kept for the certificate.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geoapp.planning.arrays import Floats, Ints
from geoapp.planning.facility_engine import facility_kernels
from geoapp.planning.median import Lists, Median, without
from geoapp.planning.median_certificate import IN, OUT, Marks, MedianStep
from geoapp.planning.watch import Watch

_ROOT_STEPS = 2_000
_NODE_STEPS = 120
_CHUNK = 40
_SHRINK_AT = 0.85
_STALLED = 1e-6
_LOOKS_PER_STEP = 0.06
"""Looks for an exchange that take about a third as long as a step of the bound."""
_MOST_KEPT_BYTES = 400_000_000

Tell = Callable[[Ints, int, int, str], None]
"""Called with the best columns, their cost, the bound and the phase."""


@dataclass(eq=False)
class Node:
    """Decisions on the columns of the problem, the lists that they leave, and the multipliers of its best bound."""

    status: Ints
    lists: Lists
    columns: Ints
    step: MedianStep
    mu: Floats
    bound: int = 0
    multipliers: Ints | None = None
    likely: Floats | None = None
    depth: int = 0


class Dual:
    """The volume algorithm on the lists of a node, see the kernel."""

    def __init__(self, lists: Lists, columns: int, picks: int, mu: Floats, *, theta: float) -> None:
        self._kernel = facility_kernels().median_dual
        ptr, col, val, cap = lists
        self._lists = (ptr, col, val.astype(np.float64), cap.astype(np.float64))
        low = np.where(ptr[1:] > ptr[:-1], np.append(val, 0)[ptr[:-1]], cap)
        self._low, self._picks = low.astype(np.float64), picks
        self.mu = np.clip(mu, self._low, self._lists[3])
        self._rho, self.x = np.zeros(columns), np.zeros(columns)
        self._slope = np.zeros(len(cap))
        self._numbers = np.zeros(self._kernel.NUMBERS)
        self._numbers[self._kernel.LOWER] = -math.inf
        self._numbers[self._kernel.THETA] = theta
        self._numbers[self._kernel.ALPHA] = 0.1

    def run(self, steps: int, target: float, upper: float) -> None:
        self._kernel.run(
            self._lists, self._low, self._picks, self._numbers, self.mu, self._rho, self._slope, self.x, steps,
            target, upper,
        )  # fmt: skip

    @property
    def lower(self) -> float:
        """Best bound so far, in floats: a guide, not a proof."""
        return float(self._numbers[self._kernel.LOWER])


class MedianProver:
    """Finds cheap columns for `problem` and closes the gap between their cost and the bound."""

    def __init__(self, problem: Median, watch: Watch, tell: Tell, seed: int = 0) -> None:
        self.problem, self.watch, self.tell = problem, watch, tell
        self.unit = problem.unit
        self.scale = _scale(problem)
        self.step = MedianStep()
        self.proved = False
        self.bound = 0
        self.nodes = 0
        self._kernel = facility_kernels().median
        self._kept_bytes, self._credit = 0, 0.0
        self._random = np.array([np.uint64(seed) * np.uint64(2) + np.uint64(88172645463325255)])
        m = problem.column_count
        start = self._kernel.greedy(problem.lists, m, problem.picks, np.empty(0, dtype=np.int64))
        self.columns, self.cost = start, problem.cost(start)

    @property
    def below(self) -> int:
        """Parts are closed when every choice in them costs more than this."""
        return self.cost - self.unit

    def run(self) -> None:
        """Work until proved or out of time; `columns`, `cost`, `bound`, `proved` and `step` tell."""
        problem, m = self.problem, self.problem.column_count
        if not self.watch.over():
            self._search(self.columns, 0)
        mu = self._second_best()
        root = Node(np.zeros(m, dtype=np.int64), problem.lists, np.arange(m), self.step, mu)
        self._exact(root, mu)
        self._publish(root.bound, "search")
        still = not self._leaf(root) and not self._closes(root)
        if still and not self.watch.over():
            still = self._work(root, _ROOT_STEPS)
        self._grow([(root.bound, 0, 0, root)] if still else [])

    def _second_best(self) -> Floats:
        """Return first multipliers: halfway between what the rows pay and what they would pay next."""
        n, m = len(self.problem.rows), self.problem.column_count
        pays = self.problem.pays(self.columns)
        ptr, _, val, cap = self.problem.lists
        place = np.minimum(ptr[:-1] + max(m // max(self.problem.picks, 1), 1), ptr[1:] - 1)
        next_best = np.where(ptr[1:] > ptr[:-1], np.append(val, 0)[np.maximum(place, 0)], cap)
        return np.maximum(pays, next_best).astype(np.float64) if n else np.empty(0)

    def _grow(self, heap: list[tuple[int, int, int, Node]]) -> None:
        """Split the open part of least bound until none is left or time is up."""
        made = 1
        while heap:
            self._publish(heap[0][0], "tree")
            if self.watch.over() or self._kept_bytes > _MOST_KEPT_BYTES:
                return
            node = heapq.heappop(heap)[3]
            self.nodes += 1
            if self._closes(node):
                continue
            for child in self._split(node):
                if self._leaf(child) or self._closes(child):
                    continue
                if self._work(child, _NODE_STEPS):
                    heapq.heappush(heap, (child.bound, -child.depth, made, child))
                    made += 1
        self.proved = True
        self.bound = self.cost

    def _picks(self, node: Node) -> int:
        return self.problem.picks - int(np.count_nonzero(node.status == IN))

    def _work(self, node: Node, most: int) -> bool:
        """Raise the bound of a node by at most `most` steps; return whether it is still open."""
        root = most == _ROOT_STEPS
        taken, before, theta = 0, -math.inf, 0.1 if root else 0.05
        dual = Dual(node.lists, len(node.columns), self._picks(node), node.mu, theta=theta)
        while True:
            dual.run(_CHUNK, self.below + 1e-6 * self.unit, self.cost * 1.0001)
            taken += _CHUNK
            self._credit += _CHUNK * _LOOKS_PER_STEP
            marks = self._exact(node, dual.mu)
            node.mu, node.likely = dual.mu, dual.x
            if self._closes(node):
                return False
            if root:
                self._publish(node.bound, "bound")
            stalled = dual.lower - before < _STALLED * abs(dual.lower) and taken >= 3 * _CHUNK
            finished = taken >= most or self.watch.over() or stalled
            before = dual.lower
            if (self._credit > 0 and self.nodes % 4 == 0) or (root and finished):
                self._round(node, kicks=2 if root else 0)
            zeros, ones = marks.fixable(self.scale * self.below)
            left = 1 - (len(zeros) + len(ones)) / max(len(node.columns), 1)
            if self._closes(node):
                return False
            if left < _SHRINK_AT or (finished and left < 1):
                self._decide(node, zeros, ones)
                if self._leaf(node) or self._closes(node):
                    return False
                dual = Dual(node.lists, len(node.columns), self._picks(node), node.mu, theta=theta)
            if finished:
                return True

    def _exact(self, node: Node, mu: Floats) -> Marks:
        """Return the exact bound by some multipliers, and keep the best."""
        multipliers = np.rint(mu * self.scale).astype(np.int64)
        base, rho = self._kernel.relaxed(node.lists, self.scale, multipliers, len(node.columns))
        marks = Marks(int(base), rho, np.arange(len(node.columns)), self._picks(node))
        if node.multipliers is None or marks.total > node.bound:
            node.bound, node.multipliers = max(node.bound, marks.total), multipliers
        self._last = multipliers
        return marks

    def _decide(self, node: Node, zeros: Ints, ones: Ints) -> None:
        """Rule out and choose columns by the last multipliers; shorten the lists."""
        node.step.multipliers = self._last
        self._kept_bytes += self._last.nbytes
        node.step.zeros, node.step.ones = node.columns[zeros], node.columns[ones]
        node.step.parts = [MedianStep()]
        node.step = node.step.parts[0]
        self._settle(node, zeros, ones)

    def _settle(self, node: Node, zeros: Ints, ones: Ints) -> None:
        """Leave decided columns of the node out of its lists."""
        node.status = node.status.copy()
        node.status[node.columns[zeros]], node.status[node.columns[ones]] = OUT, IN
        chosen = np.zeros(len(node.columns), dtype=bool)
        chosen[ones] = True
        cap = self._kernel.caps(node.lists, chosen)
        keep = ~chosen
        keep[zeros] = False
        node.lists = without(node.lists, keep, cap)
        node.columns = node.columns[keep]
        node.likely = None if node.likely is None else node.likely[keep]
        node.mu = np.minimum(node.mu, cap)

    def _closes(self, node: Node) -> bool:
        """Close a node if its bound is enough by now; return whether it is."""
        if not node.bound > self.scale * self.below or node.multipliers is None:
            return False
        node.step.multipliers = node.multipliers
        self._kept_bytes += node.multipliers.nbytes
        return True

    def _leaf(self, node: Node) -> bool:
        """Close a node whose best choice is plain to see, after taking it into account."""
        picks, (ptr, _, val, cap) = self._picks(node), node.lists
        if picks > 0 and len(node.columns) > picks and len(val) > 0:
            return False
        chosen = np.flatnonzero(node.status == IN)
        best = cap
        if picks > 0:
            chosen = np.concatenate([chosen, node.columns[:picks]])
            best = np.where(ptr[1:] > ptr[:-1], np.append(val, 0)[ptr[:-1]], cap)
        self._offer(self._filled(chosen))
        node.multipliers, node.bound = self.scale * best, self.scale * int(best.sum())
        return self._closes(node)

    def _split(self, node: Node) -> list[Node]:
        """Return the parts with and without the most undecided column."""
        x = node.likely if node.likely is not None else np.full(len(node.columns), 0.5)
        listed = np.bincount(node.lists[1], minlength=len(node.columns))
        at = int(np.argmax((np.minimum(x, 1 - x) + 1e-4) * np.sqrt(listed + 1e-3)))
        node.step.column = int(node.columns[at])
        node.step.parts = [MedianStep(), MedianStep()]
        children = []
        for one, step in zip((True, False), node.step.parts, strict=True):
            child = Node(
                node.status, node.lists, node.columns, step, node.mu, node.bound, node.multipliers, node.likely,
                node.depth + 1,
            )  # fmt: skip
            none, this = np.empty(0, dtype=np.int64), np.array([at])
            self._settle(child, none if one else this, this if one else none)
            children.append(child)
        return children

    def _round(self, node: Node, kicks: int) -> None:
        """Make a choice of the likeliest columns, swap; at the root kick the best known one too."""
        if node.likely is None:
            return
        order = node.columns[np.argsort(-node.likely, kind="stable")]
        chosen = np.concatenate([np.flatnonzero(node.status == IN), order])[: self.problem.picks]
        self._search(self._filled(chosen), 0)
        if kicks and not self.watch.over():
            self._search(self.columns, kicks)

    def _filled(self, chosen: Ints) -> Ints:
        """Complete a choice to as many columns as may be chosen."""
        if len(chosen) >= self.problem.picks:
            return chosen
        return np.asarray(
            self._kernel.greedy(self.problem.lists, self.problem.column_count, self.problem.picks, chosen)
        )

    def _search(self, start: Ints, kicks: int) -> None:
        found, _, looks = self._kernel.search(
            self.problem.lists, self.problem.column_count, start.astype(np.int64), kicks, self._random
        )
        self._credit -= looks
        self._offer(found)

    def _offer(self, columns: Ints) -> None:
        cost = self.problem.cost(columns)
        if cost < self.cost:
            self.columns, self.cost = columns, cost

    def _publish(self, total: int, phase: str) -> None:
        units = -(-total // (self.scale * self.unit)) * self.unit
        self.bound = min(max(self.bound, units), self.cost)
        self.tell(self.columns, self.cost, self.bound, phase)


def _scale(problem: Median) -> int:
    """Return K, as fine as sums in 64 bits allow: no sum passes K times the sum of all caps, but for one row more."""
    cap = problem.lists[3]
    reach = float(cap.sum()) * 2 + 4
    bits = math.floor(61 - math.log2(reach))
    if bits < 0:
        raise ValueError("weights times metres are too large for exact arithmetic")
    return 1 << min(bits, 20)
