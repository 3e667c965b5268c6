"""A checker of the planner's proofs in plain Python integers and sets; it shares no code with the planner.

It is told the problem in the words of the caller (:class:`World`), and walks the certificate step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np


class ProofFails(AssertionError):
    """The certificate does not prove what it claims."""


@dataclass
class World:
    """Candidates as sets of rows; rows with worth, need and group; limits as (candidates, most of them)."""

    sets: list[set[int]]
    worth: list[int]
    need: list[int]
    picks: int
    limits: list[tuple[set[int], int]] = field(default_factory=list)
    cost: list[int] = field(default_factory=list)
    purse: int = 0
    group: list[int] = field(default_factory=list)
    groups: int = 0

    def __post_init__(self) -> None:
        self.cost = self.cost or [0] * len(self.sets)
        self.group = self.group or [-1] * len(self.worth)

    def live(self) -> list[bool]:
        degree = [0] * len(self.worth)
        for members in self.sets:
            for i in members:
                degree[i] += 1
        return [w > 0 and 0 < n <= d for w, n, d in zip(self.worth, self.need, degree, strict=True)]


def world(
    cover: Any, weights: Any, new: int, existing: Sequence[int] = (), need: int = 1,
    limits: Sequence[tuple[set[int], int]] = (), forbidden: Sequence[int] = (),
) -> tuple[World, list[int]]:  # fmt: skip
    """Return the world of a cover and its candidates; limits speak of the cover's columns."""
    columns = [
        set(cover.indices[cover.indptr[j] : cover.indptr[j + 1]].tolist())
        for j in range(len(cover.indptr) - 1)
    ]
    candidates = [j for j in range(len(columns)) if j not in existing and j not in forbidden]
    needs = [need - sum(i in columns[j] for j in existing) for i in range(len(weights))]
    place = {j: at for at, j in enumerate(candidates)}
    return (
        World(
            [columns[j] for j in candidates], [int(w) for w in weights], needs, new,
            [({place[j] for j in members if j in place}, most) for members, most in limits],
        ),
        candidates,
    )  # fmt: skip


def check(certificate: Any, w: World, required: Callable[[int, list[int]], int] | None = None) -> int:
    """Check a certificate against a world and return how many steps its trees have.

    `required(k, boosts)` is the least that boosted coverage is in the plans proof `k` speaks of.
    """
    rows = _reduced(certificate, w)
    for row in rows.worth:
        if row % certificate.unit:
            raise ProofFails("worths are not multiples of the unit")
    base = sum(x for x, n in zip(w.worth, w.need, strict=True) if n <= 0)
    if (certificate.worth - base) % certificate.unit:
        raise ProofFails("the worth is not a multiple of the unit from the base")
    if certificate.proofs[-1].goal != certificate.worth + certificate.unit:
        raise ProofFails("the last proof is about another worth")
    return sum(
        _walk(proof, rows, base, w, (lambda b, k=k: required(k, b)) if required else (lambda b: 0))
        for k, proof in enumerate(certificate.proofs)
    )


def _reduced(certificate: Any, w: World) -> World:
    """Return the reduced world that the certificate claims, after checking every claim."""
    labels, kept = certificate.labels.tolist(), certificate.columns.tolist()
    by = certificate.dominator.tolist()
    live = w.live()
    if [x >= 0 for x in labels] != live or len(set(kept)) != len(kept):
        raise ProofFails("other rows are settled than claimed")
    of: dict[int, list[int]] = {}
    for i, label in enumerate(labels):
        if label >= 0:
            of.setdefault(label, []).append(i)
    where: dict[int, frozenset[int]] = {}
    for label, members in of.items():
        seen = {
            (frozenset(c for c, j in enumerate(kept) if i in w.sets[j]), w.need[i], w.group[i])
            for i in members
        }
        if len(seen) != 1:
            raise ProofFails(f"the rows merged into {label} differ")
        where[label] = next(iter(seen))[0]
    useful = {j for j in range(len(w.sets)) if any(live[i] for i in w.sets[j])}
    binding = [members & useful for members, most in w.limits if len(members & useful) > most]
    for j in range(len(w.sets)):
        mine = {i for i in w.sets[j] if live[i]}
        k = by[j]
        if j in kept:
            if k >= 0:
                raise ProofFails(f"column {j} is kept and dropped")
        elif k < 0:
            if mine:
                raise ProofFails(f"column {j} is not useless")
        else:
            other = {i for i in w.sets[k] if live[i]}
            larger = len(mine) < len(other) or (len(mine) == len(other) and k < j)
            apart = any(k in members and j not in members for members in binding)
            twice = any(n > 1 for i, n in enumerate(w.need) if live[i])
            if not (mine <= other and larger) or apart or twice or w.cost[k] > w.cost[j]:
                raise ProofFails(f"column {k} may not stand for {j}")
    order = sorted(of)
    return World(
        [{at for at, label in enumerate(order) if c in where[label]} for c in range(len(kept))],
        [sum(w.worth[i] for i in of[label]) for label in order],
        [w.need[of[label][0]] for label in order],
        w.picks,
        [({c for c, j in enumerate(kept) if j in members}, most) for members, most in w.limits],
        [w.cost[j] for j in kept],
        w.purse,
        [w.group[of[label][0]] for label in order],
        w.groups,
    )


def _walk(proof: Any, r: World, base: int, w: World, required: Callable[[list[int]], int]) -> int:
    steps = 0
    todo = [(proof.step, frozenset(), frozenset())]
    group_base = [
        sum(x for x, n, g in zip(w.worth, w.need, w.group, strict=True) if n <= 0 and g == k)
        for k in range(w.groups)
    ]
    limits = [(members, most) for members, most in r.limits if len(members) > most]
    while todo:
        step, taken, left = todo.pop()
        steps += 1
        room = [most - len(members & taken) for members, most in limits]
        purse = r.purse - sum(r.cost[j] for j in taken)
        picks = r.picks - len(taken)
        if picks < 0 or purse < 0 or min(room, default=0) < 0:
            continue
        full = {j for (members, _), k in zip(limits, room, strict=True) if k == 0 for j in members}
        dear = {j for j, c in enumerate(r.cost) if c > purse}
        free = [j for j in range(len(r.sets)) if j not in taken | left | full | dear]
        if len(step.parts) == 2:
            if step.column in taken | left:
                raise ProofFails("a split on a decided column")
            todo.append((step.parts[0], taken | {step.column}, left))
            todo.append((step.parts[1], taken, left | {step.column}))
            continue
        if step.prices is None:
            raise ProofFails("a part is left open")
        total, value = _bound(proof, step.prices, r, base, group_base, taken, free, picks, purse,
                              [(m, k) for (m, _), k in zip(limits, room, strict=True)], required)  # fmt: skip
        goal = proof.scale * proof.goal if step.prices.worth else 0
        ranked = sorted(free, key=lambda j: -value[j])
        top = [j for j in ranked[:picks] if value[j] > 0]
        total += sum(value[j] for j in top)
        if not step.parts:
            if not total < goal:
                raise ProofFails(f"a leaf has {total}, not below {goal}")
            continue
        least = value[top[-1]] if len(top) == picks and picks else 0
        following = max((value[j] for j in free if j not in top), default=0)
        zeros, ones = set(step.zeros.tolist()), set(step.ones.tolist())
        for j in zeros & set(free):
            if (j in top and value[j] > least) or not total - least + value[j] < goal:
                raise ProofFails(f"column {j} may not be left out")
        if zeros & taken:
            raise ProofFails("a column is both taken and left out")
        for j in ones:
            if j not in top or not total - value[j] + max(following, 0) < goal:
                raise ProofFails(f"column {j} need not be taken")
        todo.append((step.parts[0], taken | ones, left | zeros))
    return steps


def _bound(
    proof: Any, prices: Any, r: World, base: int, group_base: list[int], taken: frozenset[int], free: list[int],
    picks: int, purse: int, limits: list[tuple[set[int], int]], required: Callable[[list[int]], int],
) -> tuple[int, dict[int, int]]:  # fmt: skip
    """Return the sum without the top, and the value of every free column; negative prices count as none."""
    boosts = [max(int(b), 0) for b in np.asarray(prices.boosts).tolist()]
    factor = [proof.scale * prices.worth + (boosts[g] if g >= 0 else 0) for g in r.group]
    total = proof.scale * prices.worth * base + sum(b * c for b, c in zip(boosts, group_base, strict=True))
    total -= required(boosts)
    theta = max(int(prices.theta), 0)
    total += -((-theta * purse) // 2**40)
    multiplier = {}
    for i, worth in enumerate(r.worth):
        need = r.need[i] - sum(i in r.sets[j] for j in taken)
        if need <= 0:
            total += factor[i] * worth
        elif need <= picks and sum(i in r.sets[j] for j in free) >= need:
            price = min(max(int(prices.multipliers[i]), 0), factor[i] * worth // need)
            multiplier[i] = price
            total += factor[i] * worth - need * price
    value = {j: sum(multiplier.get(i, 0) for i in r.sets[j]) - theta * r.cost[j] // 2**40 for j in free}
    for at, (members, room) in enumerate(limits, start=len(r.worth)):
        price = max(int(prices.multipliers[at]), 0)
        inside = [j for j in members if j in free]
        if price and room < picks and len(inside) > room > 0:
            total += price * room
            for j in inside:
                value[j] -= price
    return total, value
