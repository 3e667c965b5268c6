"""The proof: bound, fix columns by reduced costs, shrink, and split what is left, best bound first.

Floats guide the search; nothing is decided by them. Whether a part is closed and which columns are fixed follows
from :func:`geoapp.planning.certificate.exact_sums`, in integers, and each such step is kept for the certificate.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np

from geoapp.planning.aims import Aim
from geoapp.planning.arrays import Floats, Indices, Ints
from geoapp.planning.certificate import Prices, Proof, Step, Sums, exact_sums, fixable, limit_for
from geoapp.planning.dual import Dual
from geoapp.planning.nodes import Node, descend, narrowed
from geoapp.planning.rows import FREE, IN, OUT, Rows, settled, shrink
from geoapp.planning.search import Random, local_search
from geoapp.planning.watch import Watch

_ROOT_STEPS = 6_000
_NODE_STEPS = 300
_SHRINK_AT = 0.75
_STALE = 8
_MOST_KEPT_BYTES = 160_000_000

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
    aim
        What groups must reach.
    columns
        The best plan known, as columns of the root; ``None`` if none that keeps the aim is known.

    With :attr:`weights` of the groups set, :attr:`ceiling` bounds the share of the worst group in any plan.
    """

    def __init__(
        self, root: Rows, unit: int, aim: Aim, columns: Ints | None, watch: Watch, tell: Tell, random: Random
    ) -> None:
        self.root, self.unit, self.aim, self.watch, self.tell = root, unit, aim, watch, tell
        self.columns = columns
        self.worth = 0 if columns is None else root.value(columns)
        self.scale = _scale(root)
        self.step = Step()
        self.proved = False
        self.bound = math.inf
        self.nodes = 0
        self.first: Dual | None = None
        self.weights: tuple[int, ...] = ()
        self.ceiling = Fraction(1)
        self._groups = len(root.group_base)
        self._no_boosts = np.zeros(self._groups, dtype=np.int64)
        self._kept_bytes = 0
        self._random = random

    @property
    def goal(self) -> int:
        """The least worth that would be better than the best plan."""
        return 0 if self.columns is None else self.worth + self.unit

    @property
    def proof(self) -> Proof:
        """The tree as it stands; a proof once :attr:`proved`."""
        return Proof(self.aim, self.goal if self.aim.counts_worth else 0, self.scale, self.step)

    def run(self, dual: Dual | None = None, boosts: Floats | None = None) -> None:
        """Work until the plan is proved or the watch says stop; `columns`, `worth`, `bound` and `step` tell."""
        node = Node.first(self.root, self.aim, self.step, dual, boosts)
        self.first = node.dual
        self._look(node)
        if not self._groups and self.worth == node.state.base + int(self.root.worth[node.state.alive].sum()):
            self._price(node, Prices(np.zeros(self.root.row_count, dtype=np.int64), 0, self._no_boosts))
        self._publish(node.bound, "bound")
        if self._leaf(node) or self._closes(node):
            open_nodes: list[tuple[int, int, Node]] = []
        else:
            still = self.watch.over() or self._work(node, _ROOT_STEPS, root=True)
            open_nodes = [(-node.bound, 0, node)] if still else []
        self._grow(open_nodes)

    def _grow(self, heap: list[tuple[int, int, Node]]) -> None:
        """Split the open part of largest bound until none is left or time is up."""
        made = 1
        while heap:
            self._publish(-heap[0][0], "tree")
            self.watch.beat()
            if self.watch.over() or self._kept_bytes > _MOST_KEPT_BYTES or self._met():
                return
            node = heapq.heappop(heap)[2]
            self.nodes += 1
            if not self._refix(node):
                continue
            for child in self._split(node):
                if not self._leaf(child) and self._work(child, _NODE_STEPS, root=False):
                    heapq.heappush(heap, (-child.bound, made, child))
                    made += 1
        self.proved = not self._met()
        if self.proved and self.columns is not None:
            self.bound = self.worth

    def _met(self) -> bool:
        """Tell whether only the wish about groups mattered and a plan that keeps it was found."""
        return not self.aim.counts_worth and self.columns is not None

    def _work(self, node: Node, most: int, *, root: bool) -> bool:
        """Bring the bound of a node down by about `most` steps; return whether it is still open."""
        taken, stale, least = 0, 0, math.inf
        while True:
            self.watch.beat()
            chunk = _chunk(node.rows)
            target = self.goal - 1e-6 if not self._groups else -math.inf
            node.dual.run(min(chunk, 50) if self._groups else chunk, target)
            taken += chunk
            sums = self._look(node)
            if self._closes(node):
                return False
            stale = 0 if sums.total < least - max(abs(sums.total) * 1e-4, 1) else stale + 1
            least = min(least, sums.total)
            if root or self.nodes % 8 == 0:
                self._round(node)
            if self._met():
                return True
            settled_down = stale >= _STALE if self._groups else node.dual.converged
            finished = settled_down or taken >= most or self.watch.over()
            if self._closes(node):
                return False
            zeros, ones = self._new_fixes(node, sums)
            left = 1 - (len(zeros) + len(ones)) / max(node.rows.column_count, 1)
            if (left < _SHRINK_AT or (finished and left < 1)) and not self._fix(node, zeros, ones):
                return False
            if root:
                self._publish(node.bound, "bound")
            if finished:
                return True
            if self._groups:
                descend(node, self.aim)

    def _look(self, node: Node) -> Sums:
        """Return the exact sums of the node's best prices so far, today's included."""
        prices = node.prices(self.root.row_count, self.scale)
        sums = exact_sums(self.root, node.state, prices, self.aim, self.scale)
        if node.sums is None or sums.total < node.sums.total:
            node.kept, node.sums, node.bound = prices, sums, sums.total
        if self.weights and not node.decided:
            self._lower_ceiling(prices, sums.total)
        return node.sums

    def _lower_ceiling(self, prices: Prices, total: int) -> None:
        """Bound the worst share of any plan: it is at most the mean of all shares, weighed by any boosts."""
        mass = sum(b * w for b, w in zip(prices.boosts.tolist(), self.weights, strict=True))
        if mass and not prices.worth:
            self.ceiling = min(self.ceiling, Fraction(total + self.aim.required(prices.boosts), mass))

    def _limit(self, prices: Prices) -> int:
        return limit_for(self.goal, self.scale, prices)

    def _new_fixes(self, node: Node, sums: Sums) -> tuple[Ints, Ints]:
        """Return what can be fixed now among the columns that the node's problem still has."""
        here = np.zeros(self.root.column_count, dtype=bool)
        here[node.columns] = True
        assert node.kept is not None
        zeros, ones = fixable(sums, self._limit(node.kept))
        return zeros[here[zeros]], ones[here[ones]]

    def _fix(self, node: Node, zeros: Ints, ones: Ints) -> bool:
        """Fix columns, shrink the node's problem; return whether it is still open."""
        assert node.kept is not None
        step = node.step
        step.prices, step.zeros, step.ones = self._stored(node.kept), zeros, ones
        node.step = Step()
        step.parts = [node.step]
        status = node.status.copy()
        status[zeros], status[ones] = OUT, IN
        state, local = settled(self.root, status), settled(node.rows, _local(node, zeros, ones))
        if state is None or local is None:
            return False
        narrowed(node, status, state, shrink(node.rows, local))
        self._look(node)
        return not self._leaf(node)

    def _refix(self, node: Node) -> bool:
        """Test an open node again with today's best plan; return whether it is still open."""
        if self._closes(node):
            return False
        assert node.sums is not None
        zeros, ones = self._new_fixes(node, node.sums)
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
            state, smaller = settled(self.root, status), settled(node.rows, local)
            if state is None or smaller is None:
                continue
            child = node.child(step)
            narrowed(child, status, state, shrink(node.rows, smaller))
            self._look(child)
            children.append(child)
        return children

    def _leaf(self, node: Node) -> bool:
        """Tell whether the node's best choice is plain to see; if so take it into account and close the node."""
        rows = node.rows
        every = rows.column_count <= rows.picks and rows.simple
        if not (rows.picks == 0 or rows.row_count == 0 or rows.column_count == 0 or every):
            return False
        chosen = np.flatnonzero(node.status == IN)
        if every and rows.picks > 0:
            chosen = np.concatenate([chosen, node.columns])
        self._offer(np.sort(chosen))
        if self._met():
            return True
        zero = np.zeros(self.root.row_count, dtype=np.int64)
        covered = self.root.group_values(chosen)
        kept = self.aim.kept(covered)
        boosts = self._no_boosts if kept else self.aim.breach(covered)
        self._price(node, Prices(zero, 0, boosts, worth=int(kept)))
        return self._closes(node)

    def _price(self, node: Node, prices: Prices) -> None:
        """Give a node prices, whatever it had."""
        node.kept, node.sums = prices, exact_sums(self.root, node.state, prices, self.aim, self.scale)
        node.bound = node.sums.total

    def _closes(self, node: Node) -> bool:
        """Close a node if its best prices rule out anything better; return whether they do."""
        assert node.kept is not None
        assert node.sums is not None
        if not node.sums.total < self._limit(node.kept):
            return False
        node.step.prices = self._stored(node.kept)
        return True

    def _stored(self, prices: Prices) -> Prices:
        small = prices.multipliers.max(initial=0) < 2**31
        kept: Ints | Indices = prices.multipliers.astype(np.int32) if small else prices.multipliers
        self._kept_bytes += kept.nbytes
        return Prices(kept, prices.theta, prices.boosts, prices.worth)

    def _round(self, node: Node) -> None:
        """Make a plan of the relaxed columns: the largest first, completed and swapped."""
        x = node.dual.x
        likely = np.flatnonzero(x > 0.3)
        likely = likely[np.argsort(-x[likely], kind="stable")]
        start = np.concatenate([np.flatnonzero(node.status == IN), node.columns[likely]])
        rows = self.root if not self._groups else node.boosted(self.root)
        self._offer(local_search(rows, start, 0, self._random))

    def _offer(self, columns: Ints) -> None:
        """Take a permitted choice of the root's columns if it keeps the aim and is better."""
        worth = self.root.value(columns)
        if self.columns is not None and worth <= self.worth:
            return
        if self._groups and not self.aim.kept(self.root.group_values(columns)):
            return
        self.columns, self.worth = columns, worth

    def _publish(self, total: int, phase: str) -> None:
        """Tell the bound: the largest worth, a multiple of the unit from the base, that the exact sum allows."""
        if not self.aim.counts_worth:
            return
        steps = (total // self.scale - self.root.base) // self.unit
        self.bound = max(min(self.bound, self.root.base + steps * self.unit), self.worth)
        if self.columns is not None:
            self.tell(self.columns, self.worth, self.bound, phase)


def _local(node: Node, zeros: Ints, ones: Ints) -> Ints:
    """Return decisions on root columns as decisions on the node's columns."""
    status = np.full(len(node.status), FREE, dtype=np.int64)
    status[zeros], status[ones] = OUT, IN
    return status[node.columns]


def _chunk(rows: Rows) -> int:
    """Return how many steps to take between looks: fewer where a step is long."""
    return int(min(max(40_000_000 // max(len(rows.cidx), 1), 10), 100)) // 10 * 10


def _scale(rows: Rows) -> int:
    """Return K, as fine as sums in 64 bits allow, with room for the boosts of groups."""
    reach = (
        float((rows.upper * np.maximum(np.diff(rows.rptr), 1)).sum()) + float(rows.worth.sum()) + rows.base
    )
    reach += rows.theta_cap * float(rows.cost.sum() + rows.purse) + 1
    bits = int(math.floor((60 if not len(rows.group_base) else 52) - math.log2(reach)))
    if bits < 1:
        raise ValueError("weights are too large for exact arithmetic")
    return 1 << min(bits, 20)
