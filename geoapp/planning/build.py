"""The rows of a problem: demand, the rings of graded cover, the limits of spacing and caps, the purse."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from geoapp.planning import engine
from geoapp.planning.amounts import Amounts, as_units
from geoapp.planning.arrays import Indices, Ints
from geoapp.planning.cliques import cliques
from geoapp.planning.cover import Cover
from geoapp.planning.rows import Rows
from geoapp.planning.rules import Checked


@dataclass(frozen=True, eq=False)
class Built:
    """Rows over the candidates, the columns of the cover that these are, and weights as integers."""

    rows: Rows
    candidates: Ints
    amounts: Amounts


def build(cover: Cover, amounts: Amounts, new: int, existing: Ints, rules: Checked) -> Built:
    """Return the unreduced rows of an MCLP with rules; rows of demand come first, ring by ring."""
    standing = np.setdiff1d(existing, rules.removed)
    candidates = _candidates(cover, existing, standing, rules)
    rings, amounts = _rings(cover, amounts, rules)
    groups = np.tile(
        rules.demand_group if rules.floors or rules.fairest else np.full(cover.demand_count, -1), len(rings)
    )
    limits, room = _limits(candidates, rules)
    columns = (
        [
            np.concatenate(
                [part.column(int(j)) + at * cover.demand_count for at, (part, _) in enumerate(rings)]
            )
            for j in candidates
        ]
        if len(rings) > 1 or limits
        else None
    )
    n = cover.demand_count * len(rings)
    if columns is None:
        cptr, cidx, rptr, ridx = engine.kernels().matrix.pick_columns(
            cover.indptr, cover.indices, candidates, np.arange(n), n
        )
    else:
        cptr, cidx, rptr, ridx = _stacked(columns, limits, n)
    need = np.concatenate([rules.need - part.counts(standing) for part, _ in rings] + [room])
    worth = np.concatenate([units for _, units in rings] + [np.zeros(len(limits), dtype=np.int64)])
    sign = np.concatenate([np.ones(n, dtype=np.int64), np.full(len(limits), -1, dtype=np.int64)])
    group = np.concatenate([groups, np.full(len(limits), -1, dtype=np.int64)])
    cost, purse = _costs(candidates, rules)
    rows = Rows(cptr, cidx, rptr, ridx, worth, need, sign, group, new, 0, cost, purse)
    return Built(rows, candidates, amounts)


def _candidates(cover: Cover, existing: Ints, standing: Ints, rules: Checked) -> Ints:
    """Return the columns that may be chosen: not there, not forbidden, not too dear, not too near an existing one."""
    may = np.ones(cover.column_count, dtype=bool)
    may[existing] = False
    may[rules.forbidden] = False
    if rules.site_cost is not None:
        may &= rules.site_cost <= rules.most_per_site
    stands = np.zeros(cover.column_count, dtype=bool)
    stands[standing] = True
    for one, other in ((0, 1), (1, 0)):
        may[rules.conflicts[stands[rules.conflicts[:, one]], other]] = False
    return np.flatnonzero(may)


def _rings(cover: Cover, amounts: Amounts, rules: Checked) -> tuple[list[tuple[Cover, Ints]], Amounts]:
    """Return the rings from the innermost with what each adds; a wider ring includes the narrower ones."""
    shares = [Fraction(1), *(Fraction(repr(share)) for _, share in rules.graded), Fraction(0)]
    common = math.lcm(*(share.denominator for share in shares))
    covers = [cover]
    for wider, _ in rules.graded:
        covers.append(_union(covers[-1], wider))
    if len(covers) == 1:
        return [(cover, amounts.units)], amounts
    steps = [int((a - b) * common) for a, b in zip(shares, shares[1:], strict=False)]
    if float(amounts.units.sum()) * common > 2**55:
        raise ValueError("weights and shares of graded cover are too fine for exact arithmetic")
    rings = [(part, amounts.units * step) for part, step in zip(covers, steps, strict=True)]
    return rings, Amounts(amounts.units * common, amounts.scale * common, amounts.slack, whole=False)


def _union(one: Cover, other: Cover) -> Cover:
    columns = [np.union1d(one.column(j), other.column(j)) for j in range(one.column_count)]
    indptr = np.concatenate([[0], np.cumsum([len(c) for c in columns])]).astype(np.int64)
    return Cover(indptr, np.concatenate(columns) if columns else np.empty(0, np.int32), one.demand_count)


def _limits(candidates: Ints, rules: Checked) -> tuple[list[Ints], Ints]:
    """Return the members of every limit row, as places among the candidates, and how many each bears."""
    place = np.full(len(rules.column_group), -1, dtype=np.int64)
    place[candidates] = np.arange(len(candidates))
    pairs = place[rules.conflicts]
    members = cliques(pairs[(pairs >= 0).all(axis=1)], len(candidates)) if len(pairs) else []
    room = [1] * len(members)
    for group, cap in sorted(rules.caps.items()):
        inside = np.flatnonzero(rules.column_group[candidates] == group)
        if len(inside) > cap:
            members.append(inside)
            room.append(cap)
    return members, np.array(room, dtype=np.int64)


def _stacked(columns: list[Ints], limits: list[Ints], n: int) -> tuple[Ints, Indices, Ints, Indices]:
    """Return both compressed forms of columns of demand with rows of limits below them."""
    column = np.repeat(np.arange(len(columns)), [len(part) for part in columns])
    row = np.concatenate(columns) if columns else np.empty(0, np.int64)
    if limits:
        column = np.concatenate([column, *limits])
        row = np.concatenate([row, np.repeat(np.arange(n, n + len(limits)), [len(part) for part in limits])])
    order = np.lexsort((row, column))
    cptr = np.zeros(len(columns) + 1, dtype=np.int64)
    np.cumsum(np.bincount(column, minlength=len(columns)), out=cptr[1:])
    cidx = row[order].astype(np.int32)
    rptr, ridx = engine.kernels().matrix.transpose(cptr, cidx, n + len(limits))
    return cptr, cidx, rptr, ridx


def _costs(candidates: Ints, rules: Checked) -> tuple[Ints, int]:
    """Return costs and the purse as integers of one scale; zeros where nothing limits the sum."""
    if rules.site_cost is None or not math.isfinite(rules.most_in_all):
        return np.zeros(len(candidates), dtype=np.int64), 0
    units = as_units(np.append(rules.site_cost[candidates], rules.most_in_all)).units
    return units[:-1], int(units[-1])
