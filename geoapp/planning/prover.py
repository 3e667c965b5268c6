"""The proof: bound, fix columns by reduced costs, shrink, and split what is left, best bound first.

Floats guide the search; nothing is decided by them. Whether a part is closed and which columns are fixed follows
from :func:`geoapp.planning.certificate.exact_sums`, in integers, and each such step is kept for the certificate.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geoapp.planning import engine
from geoapp.planning.arrays import Floats, Indices, Ints
from geoapp.planning.certificate import Step, Sums, exact_sums, fixable, settled
from geoapp.planning.dual import Dual
from geoapp.planning.rows import FREE, IN, OUT, Rows, Shrunk, shrink
from geoapp.planning.watch import Watch

_ROOT_STEPS = 6_000
_NODE_STEPS = 300
_SHRINK_AT = 0.75
_MOST_KEPT_BYTES = 400_000_000


@dataclass(eq=False)
class Node:
    """A part of the tree: decisions on the root's columns and the smaller problem that they leave."""

    status: Ints
    rows: Rows
    columns: Ints
    row_to: Ints
    share: Floats
    dual: Dual
    bound: int
    step: Step
    multipliers: Ints
    theta: int = 0


Tell = Callable[[Ints, int, float, str], None]
"""Called with the best columns of the root, their worth, the bound (in units) and the phase."""


class Prover:
    """Closes the gap between the best plan and the bound for one problem.

    Parameters
    ----------
    root
        The reduced problem.
    unit
        All worths differ by multiples of it.
    columns, worth
        The best plan known, as columns of the root.
    seed
        For the kicks of the local search.
    """

    def __init__(
        self, root: Rows, unit: int, columns: Ints, worth: int, watch: Watch, tell: Tell, seed: int = 0
    ) -> None:
        self.root, self.unit, self.watch, self.tell = root, unit, watch, tell
        self.columns, self.worth = columns, worth
        self.scale = _scale(root)
        self.step = Step()
        self.proved = False
        self.bound = math.inf
        self.nodes = 0
        self.first: Dual | None = None
        self._kept_bytes = 0
        self._random = np.array(
            [np.uint64(seed) * np.uint64(2) + np.uint64(88172645463325252)], dtype=np.uint64
        )

    @property
    def limit(self) -> int:
        """What the exact sum must stay below for a part to be closed."""
        return self.scale * (self.worth + self.unit)

    def run(self, dual: Dual | None = None) -> None:
        """Work until the plan is proved or the watch says stop; `columns`, `worth`, `bound` and `step` tell."""
        root = self.root
        status = np.full(root.column_count, FREE, dtype=np.int64)
        every, rows = np.arange(root.column_count), np.arange(root.row_count)
        dual = Dual(root) if dual is None else dual
        self.first = dual
        zero = np.zeros(root.row_count, dtype=np.int64)
        node = Node(status, root, every, rows, np.ones(root.row_count), dual, 0, self.step, zero)
        sums = self._bound_node(node)
        node.bound = sums.total
        self._publish(node.bound, "bound")
        if sums.total < self.limit or self._leaf(node):
            self._close(node)
            open_nodes: list[tuple[int, int, Node]] = []
        else:
            still = self.watch.over() or self._work(node, _ROOT_STEPS, root=True)
            open_nodes = [(-node.bound, 0, node)] if still else []
        self._grow(open_nodes)

    def _grow(self, heap: list[tuple[int, int, Node]]) -> None:
        """Split the open part of largest bound until none is left or time is up."""
        made = 1
        while heap:
            self._publish(max(-heap[0][0], self.scale * self.worth), "tree")
            if self.watch.over() or self._kept_bytes > _MOST_KEPT_BYTES:
                return
            node = heapq.heappop(heap)[2]
            self.nodes += 1
            if not self._refix(node):
                continue
            for child in self._split(node):
                if self._leaf(child):
                    self._close(child)
                elif self._work(child, _NODE_STEPS, root=False):
                    heapq.heappush(heap, (-child.bound, made, child))
                    made += 1
        self.proved = True
        self.bound = self.worth

    def _work(self, node: Node, most: int, *, root: bool) -> bool:
        """Bring the bound of a node down by `most` steps; return whether it is still open."""
        taken = 0
        while True:
            chunk = _chunk(node.rows)
            node.dual.run(chunk, self.worth + self.unit - 1e-6)
            taken += chunk
            sums = self._bound_node(node)
            if sums.total < self.limit:
                self._close(node)
                return False
            if root or self.nodes % 8 == 0:
                self._round(node)
            finished = node.dual.converged or taken >= most or self.watch.over()
            if sums.total < self.limit:
                self._close(node)
                return False
            zeros, ones = self._new_fixes(node, sums)
            left = 1 - (len(zeros) + len(ones)) / max(node.rows.column_count, 1)
            if (left < _SHRINK_AT or (finished and left < 1)) and not self._fix(node, zeros, ones):
                return False
            if root:
                self._publish(max(node.bound, self.scale * self.worth), "bound")
            if finished:
                return True

    def _bound_node(self, node: Node) -> Sums:
        """Return the exact sums of the node's best multipliers, and keep the least bound."""
        dual = node.dual
        kept = node.row_to >= 0
        multipliers = np.zeros(self.root.row_count, dtype=np.int64)
        multipliers[kept] = np.rint(dual.mu[node.row_to[kept]] * node.share[kept] * self.scale)
        node.multipliers, node.theta = multipliers, int(round(dual.theta * self.scale))
        sums = self._sums(node)
        node.bound = min(node.bound, sums.total) if node.bound else sums.total
        return sums

    def _sums(self, node: Node) -> Sums:
        state = settled(self.root, node.status)
        assert state is not None, "a node keeps only decisions that hold together"
        return exact_sums(self.root, state, node.multipliers, node.theta, self.scale)

    def _new_fixes(self, node: Node, sums: Sums) -> tuple[Ints, Ints]:
        """Return what can be fixed now among the columns that the node's problem still has."""
        here = np.zeros(self.root.column_count, dtype=bool)
        here[node.columns] = True
        zeros, ones = fixable(sums, self.limit)
        return zeros[here[zeros]], ones[here[ones]]

    def _fix(self, node: Node, zeros: Ints, ones: Ints) -> bool:
        """Fix columns, shrink the node's problem; return whether it is still open."""
        step = node.step
        step.multipliers, step.theta, step.zeros, step.ones = (
            self._kept(node.multipliers),
            node.theta,
            zeros,
            ones,
        )
        rest = Step()
        step.parts = [rest]
        node.step = rest
        node.status = node.status.copy()
        node.status[zeros], node.status[ones] = OUT, IN
        local = _local(node, zeros, ones)
        state = settled(node.rows, local)
        if settled(self.root, node.status) is None or state is None:
            return False
        self._move(node, shrink(node.rows, state))
        if self._leaf(node):
            self._close(node)
            return False
        return True

    def _move(self, node: Node, shrunk: Shrunk) -> None:
        """Make the smaller problem the node's own."""
        node.dual = node.dual.follow(shrunk)
        kept = node.row_to >= 0
        old = node.row_to[kept]
        node.share = node.share.copy()
        node.row_to = node.row_to.copy()
        node.share[kept] *= shrunk.share[old]
        node.row_to[kept] = shrunk.row_to[old]
        node.columns = node.columns[shrunk.columns]
        node.rows = shrunk.rows

    def _refix(self, node: Node) -> bool:
        """Test an open node again with today's best plan; return whether it is still open."""
        sums = self._sums(node)
        if sums.total < self.limit:
            self._close(node)
            return False
        zeros, ones = self._new_fixes(node, sums)
        return len(zeros) + len(ones) == 0 or self._fix(node, zeros, ones)

    def _split(self, node: Node) -> list[Node]:
        """Return the parts with and without the most undecided column that hold together."""
        x = node.dual.x
        size = np.diff(node.rows.cptr)
        at = int(np.argmax((np.minimum(x, 1 - x) + 1e-4) * np.sqrt(size)))
        column = int(node.columns[at])
        node.step.column = column
        node.step.parts = [Step(), Step()]
        children = []
        for value, step in zip((IN, OUT), node.step.parts, strict=True):
            status = node.status.copy()
            status[column] = value
            local = np.full(node.rows.column_count, FREE, dtype=np.int64)
            local[at] = value
            state = settled(node.rows, local)
            if state is None or settled(self.root, status) is None:
                continue
            child = Node(
                status,
                node.rows,
                node.columns,
                node.row_to,
                node.share,
                node.dual,
                node.bound,
                step,
                node.multipliers,
            )
            self._move(child, shrink(node.rows, state))
            children.append(child)
        return children

    def _leaf(self, node: Node) -> bool:
        """Tell whether the node's best choice is plain to see; if so take it into account."""
        rows = node.rows
        every = rows.column_count <= rows.picks and bool((rows.sign > 0).all()) and not rows.cost.any()
        if not (rows.picks == 0 or rows.row_count == 0 or every):
            return False
        chosen = np.flatnonzero(node.status == IN)
        if every and rows.picks > 0:
            chosen = np.concatenate([chosen, node.columns])
        self._offer(np.sort(chosen))
        node.multipliers, node.theta = np.zeros(self.root.row_count, dtype=np.int64), 0
        return True

    def _close(self, node: Node) -> None:
        """Keep the multipliers that close a node, after a last look at the exact sum."""
        if not self._sums(node).total < self.limit:
            raise AssertionError("a part of the proof does not hold")
        node.step.multipliers, node.step.theta = self._kept(node.multipliers), node.theta

    def _kept(self, multipliers: Ints) -> Ints | Indices:
        small = multipliers.max(initial=0) < 2**31
        kept: Ints | Indices = multipliers.astype(np.int32) if small else multipliers
        self._kept_bytes += kept.nbytes
        return kept

    def _round(self, node: Node) -> None:
        """Make a plan of the relaxed columns: the largest first, completed and swapped."""
        x = node.dual.x
        likely = np.flatnonzero(x > 0.3)
        likely = likely[np.argsort(-x[likely], kind="stable")]
        start = np.concatenate([np.flatnonzero(node.status == IN), node.columns[likely]])
        self._offer(self.search(start, 0))

    def search(self, start: Ints, kicks: int) -> Ints:
        """Return a plan of the root grown from `start` by local search."""
        return local_search(self.root, start, kicks, self._random)

    def _offer(self, columns: Ints) -> None:
        worth = self.root.value(columns)
        if worth > self.worth:
            self.columns, self.worth = columns, worth

    def _publish(self, total: int, phase: str) -> None:
        self.bound = min(
            self.bound, self.worth + (total - self.scale * self.worth) // (self.scale * self.unit) * self.unit
        )
        self.bound = max(self.bound, self.worth)
        self.tell(self.columns, self.worth, self.bound, phase)


def local_search(rows: Rows, start: Ints, kicks: int, random: npt.NDArray[np.uint64]) -> Ints:
    """Return the columns of a plan: `start` completed greedily and swapped, kicked and swapped again."""
    kernel = engine.kernels().search
    if (rows.need[rows.sign > 0] > 1).any():
        half = (rows.cptr, rows.cidx, rows.rptr, rows.ridx, rows.worth, rows.worth, rows.need, rows.sign)
        start, _ = kernel.search(
            half, rows.picks, rows.cost, rows.purse, start.astype(np.int64), kicks, random
        )
    single = np.where(rows.need > 1, 0, rows.worth)
    data = (rows.cptr, rows.cidx, rows.rptr, rows.ridx, single, rows.worth - single, rows.need, rows.sign)
    found, _ = kernel.search(data, rows.picks, rows.cost, rows.purse, start.astype(np.int64), kicks, random)
    return np.sort(found)


def _local(node: Node, zeros: Ints, ones: Ints) -> Ints:
    """Return decisions on root columns as decisions on the node's columns."""
    status = np.full(len(node.status), FREE, dtype=np.int64)
    status[zeros], status[ones] = OUT, IN
    return status[node.columns]


def _chunk(rows: Rows) -> int:
    """Return how many steps to take between looks: fewer where a step is long."""
    return int(min(max(40_000_000 // max(len(rows.cidx), 1), 10), 100)) // 10 * 10


def _scale(rows: Rows) -> int:
    """Return K, as fine as sums in 64 bits allow."""
    reach = (
        float((rows.upper * np.maximum(np.diff(rows.rptr), 1)).sum()) + float(rows.worth.sum()) + rows.base
    )
    reach += rows.theta_cap * float(rows.cost.sum() + rows.purse) + 1
    bits = int(math.floor(60 - math.log2(reach)))
    if bits < 1:
        raise ValueError("weights are too large for exact arithmetic")
    return 1 << min(bits, 20)
