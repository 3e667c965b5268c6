"""A part of the proof's tree: what is decided, the smaller problem that this leaves, and its prices."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from geoapp.planning.aims import Aim
from geoapp.planning.arrays import Floats, Ints
from geoapp.planning.certificate import THETA_BITS, Prices, Step, Sums
from geoapp.planning.dual import Dual
from geoapp.planning.rows import FREE, Rows, Shrunk, State, settle

_MOST_BOOST = 2.0**7


@dataclass(eq=False)
class Node:
    """Decisions on the root's columns and the smaller problem that they leave.

    `row_to` and `share` lead from the root's rows to the node's; `boosts` is what a unit of each group's coverage
    is worth beside itself (beside nothing, where only the wish about groups matters).
    """

    status: Ints
    state: State
    rows: Rows
    columns: Ints
    row_to: Ints
    share: Floats
    dual: Dual
    boosts: Floats
    worth: int
    step: Step
    bound: int = 0
    kept: Prices | None = None
    sums: Sums | None = None
    tries: int = 0

    @staticmethod
    def first(root: Rows, aim: Aim, step: Step, dual: Dual | None, boosts: Floats | None) -> Node:
        """Return the whole problem as a node; `boosts` are a guess of what helps."""
        status = np.full(root.column_count, FREE, dtype=np.int64)
        every, rows = np.arange(root.column_count), np.arange(root.row_count)
        worth = int(aim.counts_worth)
        boosts = np.full(len(root.group_base), 1.0 - worth) if boosts is None else boosts
        if dual is None:
            dual = Dual(root, factor=_factor(root, boosts, worth) if len(boosts) else None)
        share = np.ones(root.row_count)
        return Node(status, settle(root, status), root, every, rows, share, dual, boosts, worth, step)

    @property
    def decided(self) -> bool:
        """Whether any column is decided."""
        return bool((self.status != FREE).any())

    def prices(self, row_count: int, scale: int) -> Prices:
        """Return the best multipliers as integers for the root's rows."""
        kept = self.row_to >= 0
        multipliers = np.zeros(row_count, dtype=np.int64)
        multipliers[kept] = np.rint(self.dual.mu[self.row_to[kept]] * self.share[kept] * scale)
        boosts = np.rint(self.boosts * scale).astype(np.int64)
        return Prices(multipliers, int(round(self.dual.theta * scale * 2**THETA_BITS)), boosts, self.worth)

    def child(self, step: Step) -> Node:
        """Return a node that begins where this one is."""
        return replace(self, step=step)

    def boosted(self, root: Rows) -> Rows:
        """Return the root's rows with the worth that the boosts give them, as integers."""
        fine = min(64.0, 2.0**52 / max(float(root.worth.sum()), 1.0))
        factor = np.rint(_factor(root, self.boosts, self.worth) * fine).astype(np.int64)
        return replace(root, worth=root.worth * factor)


def narrowed(node: Node, status: Ints, state: State, shrunk: Shrunk) -> None:
    """Make the smaller problem the node's own."""
    factor = _factor(shrunk.rows, node.boosts, node.worth) if len(node.boosts) else None
    node.status, node.state = status, state
    node.dual = node.dual.follow(shrunk, factor)
    kept = node.row_to >= 0
    old = node.row_to[kept]
    node.share, node.row_to = node.share.copy(), node.row_to.copy()
    node.share[kept] *= shrunk.share[old]
    node.row_to[kept] = shrunk.row_to[old]
    node.columns = node.columns[shrunk.columns]
    node.rows = shrunk.rows
    node.kept = node.sums = None


def descend(node: Node, aim: Aim) -> None:
    """Move the boosts by a projected subgradient step: groups that the relaxed plan leaves short are worth more."""
    rows, x = node.rows, node.dual.x
    column = np.repeat(np.arange(rows.column_count), np.diff(rows.cptr))
    ax = np.bincount(rows.cidx, weights=x[column], minlength=rows.row_count)
    served = rows.worth * np.minimum(ax / np.maximum(rows.need, 1), 1.0)
    grouped = (rows.sign > 0) & (rows.group >= 0)
    covered = node.state.group_base + np.bincount(
        rows.group[grouped], weights=served[grouped], minlength=len(node.boosts)
    )
    size = node.state.group_base + np.bincount(
        rows.group[grouped], weights=rows.worth[grouped], minlength=len(node.boosts)
    )
    short = (aim.wanted(node.boosts) - covered) / np.maximum(size, 1.0)
    most = float(np.abs(short).max(initial=0.0))
    if most == 0.0:
        return
    node.tries += 1
    before = _factor(rows, node.boosts, node.worth)
    step = short / most / math.sqrt(node.tries)
    if node.worth:
        # large groups gain more weight by the same boost, hence the smaller step
        boosts = np.clip(node.boosts + step / np.maximum(size, 1.0) * float(size.mean()), 0.0, _MOST_BOOST)
    else:
        # only proportions matter: exponentiated gradient (Kivinen & Warmuth 1997)
        boosts = node.boosts * np.exp(2.0 * step)
        boosts = boosts / max(float(boosts.max()), 1e-300)
    node.boosts = boosts
    node.dual = node.dual.weighed(_factor(rows, boosts, node.worth), before)


def _factor(rows: Rows, boosts: Floats, worth: int) -> Floats:
    grouped = np.where(rows.group >= 0, boosts[rows.group], 0.0) if len(boosts) else 0.0
    return np.asarray(worth + grouped, dtype=np.float64) * np.ones(rows.row_count)
