"""Search and proof for covering: a walk for cheap covers, a bound, columns decided by it, and splits.

Floats guide the search; what is decided follows from exact sums in integers, as in
:mod:`geoapp.planning.covering_certificate`, and each such step is kept for the certificate.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from geoapp.planning.arrays import Floats, Ints
from geoapp.planning.covering import Covering, Part, everything, tidied
from geoapp.planning.covering_certificate import FREE, IN, OUT, CoverStep, fixable
from geoapp.planning.covering_dual import CoveringDual
from geoapp.planning.facility_engine import facility_kernels
from geoapp.planning.watch import Watch

_ROOT_STEPS = 6_000
_NODE_STEPS = 200
_SHRINK_AT = 0.8
_MOST_KEPT_BYTES = 400_000_000
_FIRST_WALK = 2_000
_IDLE = 100_000
_NONE = np.empty(0, dtype=np.int64)

Tell = Callable[[Ints, int, int, str], None]
"""Called with the best columns of the whole, their cost, the bound and the phase."""


@dataclass(eq=False)
class Node:
    """Decisions on the columns of the whole, the part that they leave, and the multipliers of its best bound."""

    status: Ints
    part: Part
    step: CoverStep
    bound: int = 0
    rows: Ints = field(default_factory=lambda: _NONE)
    values: Ints = field(default_factory=lambda: _NONE)
    depth: int = 0
    warm: tuple[Floats, Floats, float] | None = None


class Walk:
    """The local search on one part, going on from where it is; see the kernel for the method."""

    def __init__(self, part: Part, seed: int) -> None:
        self._kernel = facility_kernels().covering_search
        self._part = part
        self._cost = part.problem.cost.astype(np.float64)
        self.best = self._kernel.greedy(part.problem.matrix, self._cost)
        self._marks, self._bare = self._kernel.begin(part.problem.matrix, self.best)
        self._clock = np.zeros(1, dtype=np.int64)
        self._random = np.array([np.uint64(seed) * np.uint64(2) + np.uint64(88172645463325253)])
        size, degree = (
            len(part.problem.ridx) / max(n, 1) for n in (part.problem.column_count, part.problem.row_count)
        )
        self.work_per_step = 3 * size * (1 + 0.1 * degree) + len(self.best) + 1_500

    def go(self, steps: int, enough: float) -> Ints:
        """Take `steps` steps, fewer at a cover that costs `enough`; return the best cover as columns of the whole."""
        if self._part.problem.row_count:
            self.best, _ = self._kernel.walk(
                self._part.problem.matrix, self._cost, self._marks, self._bare, self.best, enough, self._clock,
                steps, self._random,
            )  # fmt: skip
        return np.asarray(self._part.columns[self.best], dtype=np.int64)


class CoveringProver:
    """Finds a cheap cover of `whole` and closes the gap between it and the bound.

    Parameters
    ----------
    aim
        Where only the question counts whether a cover of this cost exists: the search ends when one is found, or when
        it is proved that there is none. ``None`` asks for the cheapest.
    tree
        Whether to split what the bound leaves open.
    """

    def __init__(
        self, whole: Covering, watch: Watch, tell: Tell, seed: int = 0, aim: int | None = None, *,
        tree: bool = True,
    ) -> None:  # fmt: skip
        self._tree = tree
        self.whole, self.watch, self.tell, self.aim = whole, watch, tell, aim
        self.unit = max(int(np.gcd.reduce(whole.cost, initial=0)), 1)
        self.step = CoverStep()
        self.proved = False
        self.bound = 0
        self.nodes = 0
        self._seed, self._kept_bytes, self._credit, self._idle = seed, 0, 0.0, 0
        greedy = facility_kernels().covering_search.greedy(whole.matrix, whole.cost.astype(np.float64))
        self.columns = whole.needed(greedy)
        self.cost = whole.price(self.columns)
        self.scale = _scale(whole, self.cost)

    @property
    def below(self) -> int:
        """Parts are closed when every cover in them costs more than this."""
        best = self.cost - self.unit
        return best if self.aim is None else min(best, self.aim)

    @property
    def done(self) -> bool:
        """Whether the question is answered by the best cover alone."""
        return self.aim is not None and self.cost <= self.aim

    def run(self) -> None:
        """Work until proved, answered or out of time; `columns`, `cost`, `bound`, `proved` and `step` tell."""
        status = np.full(self.whole.column_count, FREE, dtype=np.int64)
        root = Node(status, everything(self.whole), self.step)
        still = self._tidy(root)
        self._walk = Walk(root.part, self._seed)
        self._base = np.flatnonzero(root.status == IN)
        if still:
            self._simple_bound(root)
            self._publish(root.bound, "search")
            self._stroll(_FIRST_WALK)
            still = not self._closes(root) and (self._stop() or self._work(root, _ROOT_STEPS))
        self._grow([(root.bound, 0, 0, root)] if still else [])

    def _stop(self) -> bool:
        return self.done or self.watch.over() or self._kept_bytes > _MOST_KEPT_BYTES

    def _grow(self, heap: list[tuple[int, int, int, Node]]) -> None:
        """Split the open part of least bound until none is left or time is up."""
        made = 1
        while heap:
            self._publish(heap[0][0], "tree")
            if not self._tree or self._stop():
                return
            self._stroll()
            node = heapq.heappop(heap)[3]
            self.nodes += 1
            if self._closes(node):
                continue
            for child in self._split(node):
                if self._tidy(child) and self._work(child, _NODE_STEPS):
                    heapq.heappush(heap, (child.bound, -child.depth, made, child))
                    made += 1
        if not self.done:
            self.proved = True
            self.bound = max(self.bound, self.below + self.unit)

    def _tidy(self, node: Node) -> bool:
        """Make the part of a node as small as it gets; return whether it is still open."""
        while True:
            before = node.part
            node.part, batches = tidied(before)
            self._drop(node, batches)
            self._follow(node, before)
            problem = node.part.problem
            degree = np.diff(problem.rptr)
            lonely = np.flatnonzero(degree == 0)
            if len(lonely):
                node.rows, node.values = node.part.rows[lonely[:1]], np.array([self._dear])
                node.bound = self.scale * (self.below + self.unit)
                return not self._closes(node)
            forced = np.flatnonzero(degree == 1)
            if len(forced) == 0:
                break
            columns, first = np.unique(problem.ridx[problem.rptr[forced]], return_index=True)
            rows = node.part.rows[forced[first]]
            node.step.forced = np.column_stack([rows, node.part.columns[columns]])
            self._settle(node, _NONE, columns.astype(np.int64))
        if node.part.problem.row_count == 0:
            chosen = np.flatnonzero(node.status == IN)
            self._offer(chosen)
            node.rows, node.values, node.bound = _NONE, _NONE, self.scale * self.whole.price(chosen)
        return not self._closes(node)

    @property
    def _dear(self) -> int:
        """Multiplier of a row that must be served at any price."""
        return self.scale * (self.cost + self.unit)

    def _drop(self, node: Node, batches: list[tuple[Ints, Ints]]) -> None:
        """Note rows and columns that others make superfluous."""
        for rows, columns in batches:
            node.step.superfluous, node.step.dominated = rows, columns
            node.status = node.status.copy()
            node.status[columns[:, 0]] = OUT
            self._onward(node)
            self._kept_bytes += rows.nbytes + columns.nbytes

    def _decide(self, node: Node, rows: Ints, values: Ints, zeros: Ints, ones: Ints) -> None:
        """Rule out and choose columns of the part, by what some multipliers say."""
        self._note(node.step, rows, values)
        node.step.zeros, node.step.ones = node.part.columns[zeros], node.part.columns[ones]
        self._settle(node, zeros, ones)

    def _settle(self, node: Node, zeros: Ints, ones: Ints) -> None:
        """Leave decided columns, and the rows that the chosen ones serve, out of the part."""
        part = node.part
        node.status = node.status.copy()
        node.status[part.columns[zeros]], node.status[part.columns[ones]] = OUT, IN
        self._onward(node)
        keep = np.ones(part.problem.column_count, dtype=bool)
        keep[zeros] = keep[ones] = False
        node.part = part.pick(keep, ~part.problem.served(ones))
        self._follow(node, part)

    @staticmethod
    def _onward(node: Node) -> None:
        node.step.parts = [CoverStep()]
        node.step = node.step.parts[0]

    @staticmethod
    def _follow(node: Node, before: Part) -> None:
        """Carry the start of the primal-dual steps over to the node's new part."""
        if node.warm is not None and node.part is not before:
            x, y, omega = node.warm
            columns = np.searchsorted(before.columns, node.part.columns)
            rows = np.searchsorted(before.rows, node.part.rows)
            node.warm = x[columns], y[rows], omega

    def _note(self, step: CoverStep, rows: Ints, values: Ints) -> None:
        some = values > 0
        step.rows, step.values = rows[some], values[some]
        self._kept_bytes += 2 * step.rows.nbytes

    def _closes(self, node: Node) -> bool:
        """Close a node if its bound is enough by now; return whether it is."""
        if not node.bound > self.scale * self.below:
            return False
        self._note(node.step, node.rows, node.values)
        return True

    def _simple_bound(self, node: Node) -> None:
        """Bound a node without any search: every column shares its cost among its rows."""
        problem = node.part.problem
        size = np.diff(problem.cptr)
        share = self.scale * problem.cost // size
        self._bound(node, np.minimum.reduceat(share[problem.ridx], problem.rptr[:-1]))

    def _bound(self, node: Node, values: Ints) -> tuple[int, Ints]:
        """Keep some multipliers if their exact bound is the best; return it and the reduced costs."""
        problem = node.part.problem
        served = facility_kernels().covering.column_sums(
            problem.rptr, problem.ridx, np.arange(problem.row_count), values, problem.column_count
        )
        reduced = self.scale * problem.cost - served
        base = self.whole.price(np.flatnonzero(node.status == IN))
        total = self.scale * base + int(values.sum()) + sum(np.minimum(reduced, 0).tolist())
        if total > node.bound:
            node.bound, node.rows, node.values = total, node.part.rows, values
        return total, reduced

    def _work(self, node: Node, most: int) -> bool:
        """Raise the bound of a node by at most `most` steps; return whether it is still open."""
        dual = CoveringDual(node.part.problem, *(node.warm or ()))
        taken = 0
        while True:
            chunk = _chunk(node.part.problem)
            base = self.whole.price(np.flatnonzero(node.status == IN))
            dual.run(chunk, self.below + 1e-6 * self.unit - base)
            taken += chunk
            self._credit += 2.0 * chunk * len(node.part.problem.cidx)
            values = np.floor(dual.y * self.scale).astype(np.int64)
            total, reduced = self._bound(node, values)
            if self._closes(node):
                return False
            finished = dual.converged or taken >= most or self._stop()
            if most == _ROOT_STEPS:
                self._publish(node.bound, "bound")
                self._stroll()
            node.warm = dual.x, dual.y, dual.omega
            limit = self.scale * self.below
            zeros, ones = fixable(total, reduced, np.full(len(reduced), FREE), limit)
            left = 1 - (len(zeros) + len(ones)) / len(reduced)
            if left < _SHRINK_AT or (finished and left < 1):
                self._decide(node, node.part.rows, values, zeros, ones)
                if not self._tidy(node):
                    return False
                dual = CoveringDual(node.part.problem, *node.warm)
            if finished:
                self._round(node)
                return not self._closes(node)

    def _split(self, node: Node) -> list[Node]:
        """Return the parts with and without the likeliest column of the row with the fewest."""
        problem = node.part.problem
        x = node.warm[0] if node.warm is not None else np.ones(problem.column_count)
        i = int(np.argmin(np.diff(problem.rptr)))
        row = problem.ridx[problem.rptr[i] : problem.rptr[i + 1]]
        at = int(row[np.argmax(x[row])])
        column = int(node.part.columns[at])
        node.step.column = column
        node.step.parts = [CoverStep(), CoverStep()]
        children = []
        for value, step in zip((IN, OUT), node.step.parts, strict=True):
            status = node.status.copy()
            status[column] = value
            keep = np.ones(problem.column_count, dtype=bool)
            keep[at] = False
            rows = ~problem.served(np.array([at])) if value == IN else np.ones(problem.row_count, dtype=bool)
            part = node.part.pick(keep, rows)
            child = Node(status, part, step, node.bound, node.rows, node.values, node.depth + 1, node.warm)
            self._follow(child, node.part)
            children.append(child)
        return children

    def _round(self, node: Node) -> None:
        """Complete the decisions of a node to a cover."""
        problem = node.part.problem
        chosen = facility_kernels().covering_search.greedy(problem.matrix, problem.cost.astype(np.float64))
        self._offer(np.concatenate([np.flatnonzero(node.status == IN), node.part.columns[chosen]]))

    def _stroll(self, steps: int | None = None) -> None:
        """Walk on for a better cover, by default about as long as the bound has worked since the last time."""
        if steps is None:
            share = 1.0 if self._idle < _IDLE else 0.05
            steps = int(share * self._credit / self._walk.work_per_step)
            self._credit = 0.0 if steps else self._credit
        while steps > 0 and not self._stop():
            some = min(steps, max(int(2e7 / self._walk.work_per_step), 1))
            enough = self.below + self.unit * 0.5 if self.aim is None else float(self.aim)
            enough -= self.whole.price(self._base)
            steps -= some
            self._idle += some
            self._offer(np.concatenate([self._base, self._walk.go(some, enough)]))

    def _offer(self, columns: Ints) -> None:
        cost = self.whole.price(columns)
        if cost < self.cost:
            self.columns = self.whole.needed(columns)
            self.cost = self.whole.price(self.columns)
            self._idle = 0

    def _publish(self, total: int, phase: str) -> None:
        whole_units = -(-total // (self.scale * self.unit)) * self.unit
        self.bound = min(max(self.bound, whole_units), self.cost)
        self.tell(self.columns, self.cost, self.bound, phase)


def _chunk(problem: Covering) -> int:
    """Return how many steps to take between looks: fewer where a step is long."""
    return int(min(max(20_000_000 // max(len(problem.cidx), 1), 10), 100)) // 10 * 10


def _scale(whole: Covering, cost: int) -> int:
    """Return K, as fine as sums in 64 bits allow."""
    cheapest = np.minimum.reduceat(np.append(whole.cost[whole.ridx], 0), whole.rptr[:-1])
    reach = math.fsum(cheapest.tolist()) + float(whole.cost.sum()) + 4.0 * cost + 4
    bits = math.floor(61 - math.log2(reach))
    if bits < 1:
        raise ValueError("costs are too large for exact arithmetic")
    return 1 << min(bits, 20)
