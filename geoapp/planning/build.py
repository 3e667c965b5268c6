"""From the caller's cover, weights and rules to the unreduced problem."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from geoapp.planning.amounts import Amounts, as_units
from geoapp.planning.arrays import Indices, Ints
from geoapp.planning.cliques import cliques
from geoapp.planning.cover import Cover
from geoapp.planning.original import Original
from geoapp.planning.rows import group_sums
from geoapp.planning.rules import Checked


@dataclass(frozen=True, eq=False)
class Built:
    """The unreduced problem, the columns of the cover behind its candidates, and weights as integers.

    `groups` names the groups of demand 0, 1, … of the problem as the caller does.
    """

    original: Original
    sites: Ints
    amounts: Amounts
    groups: Ints


def build(cover: Cover, amounts: Amounts, new: int, existing: Ints, rules: Checked) -> Built:
    """Return the unreduced problem of an MCLP with rules; graded cover has rows ring by ring."""
    standing = np.setdiff1d(existing, rules.removed)
    sites = _candidates(cover, existing, standing, rules)
    rings, amounts = _rings(cover, amounts.reduced(), rules)
    worth = np.concatenate([units for _, units in rings])
    need = np.concatenate([rules.need - part.counts(standing) for part, _ in rings])
    groups, group = _demand_groups(rules, amounts.units)
    limits, room, kinds = _limits(sites, rules)
    start, stop, entries = _columns(rings, sites, cover.demand_count)
    cost, purse = _costs(sites, rules)
    original = Original(
        start, stop, entries, worth, need, np.tile(group, len(rings)), tuple(limits), room, kinds,
        new, cost, purse, _floors(groups, group, amounts.units, rules), rules.fairest and len(groups) > 0,
    )  # fmt: skip
    return Built(original, sites, amounts, groups)


def _demand_groups(rules: Checked, units: Ints) -> tuple[Ints, Ints]:
    """Return the groups that a wish speaks of, and the place of each row's among them (-1: none).

    Groups without any weight are left out: nothing can be wished for them.
    """
    if not (rules.floors or rules.fairest):
        return np.empty(0, dtype=np.int64), np.full(len(units), -1, dtype=np.int64)
    names = np.unique(rules.demand_group[(rules.demand_group >= 0) & (units > 0)])
    if not rules.fairest:
        names = names[np.isin(names, list(rules.floors))]
    place = np.searchsorted(names, rules.demand_group)
    known = np.isin(rules.demand_group, names)
    return names, np.where(known, place, -1)


def _floors(groups: Ints, group: Ints, units: Ints, rules: Checked) -> Ints:
    """Return the least weight that each group must have covered; shares are taken as the decimals they print as."""
    total = group_sums(units, group, group >= 0, len(groups))
    shares = [Fraction(repr(float(rules.floors.get(int(name), 0.0)))) for name in groups]
    least = [math.ceil(share * int(all_)) for share, all_ in zip(shares, total, strict=True)]
    return np.array(least, dtype=np.int64)


def _columns(rings: list[tuple[Cover, Ints]], sites: Ints, rows: int) -> tuple[Ints, Ints, Indices]:
    """Return where each candidate's rows lie; with one ring these are the cover's own, not copied."""
    cover = rings[0][0]
    if len(rings) == 1:
        return cover.indptr[sites], cover.indptr[sites + 1], cover.indices
    parts = [
        np.concatenate([part.column(int(j)) + at * rows for at, (part, _) in enumerate(rings)]) for j in sites
    ]
    ptr = np.zeros(len(sites) + 1, dtype=np.int64)
    np.cumsum([len(part) for part in parts], out=ptr[1:])
    entries = np.concatenate(parts) if parts else np.empty(0, np.int32)
    return ptr[:-1], ptr[1:], entries.astype(np.int32)


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
    return rings, replace(amounts, units=amounts.units * common, scale=amounts.scale * common, whole=False)


def _union(one: Cover, other: Cover) -> Cover:
    columns = [np.union1d(one.column(j), other.column(j)) for j in range(one.column_count)]
    indptr = np.concatenate([[0], np.cumsum([len(c) for c in columns])]).astype(np.int64)
    return Cover(indptr, np.concatenate(columns) if columns else np.empty(0, np.int32), one.demand_count)


def _limits(candidates: Ints, rules: Checked) -> tuple[list[Ints], Ints, tuple[str, ...]]:
    """Return the members of every limit, as places among the candidates, how many it bears, and its rule."""
    place = np.full(len(rules.column_group), -1, dtype=np.int64)
    place[candidates] = np.arange(len(candidates))
    pairs = place[rules.conflicts]
    members = cliques(pairs[(pairs >= 0).all(axis=1)], len(candidates)) if len(pairs) else []
    room, kinds = [1] * len(members), ["spacing"] * len(members)
    for group, cap in sorted(rules.caps.items()):
        inside = np.flatnonzero(rules.column_group[candidates] == group)
        if len(inside) > cap:
            members.append(inside)
            room.append(cap)
            kinds.append("group-cap")
    return members, np.array(room, dtype=np.int64), tuple(kinds)


def _costs(candidates: Ints, rules: Checked) -> tuple[Ints, int]:
    """Return costs and the purse as integers of one scale; zeros where nothing limits the sum."""
    if rules.site_cost is None or not math.isfinite(rules.most_in_all):
        return np.zeros(len(candidates), dtype=np.int64), 0
    units = as_units(np.append(rules.site_cost[candidates], rules.most_in_all)).units
    common = max(int(np.gcd.reduce(units[:-1], initial=0)), 1)
    return units[:-1] // common, int(units[-1]) // common
