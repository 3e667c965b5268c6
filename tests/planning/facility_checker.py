"""Oracles for full cover, p-median and p-center that share no code with the planner.

Every choice is tried, and proofs are replayed with plain sets and Python integers.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np


class ProofFails(AssertionError):
    """The certificate does not prove what it claims."""


def columns_of(cover: Any) -> list[set[int]]:
    """Return what every column serves."""
    return [set(cover.indices[a:b].tolist()) for a, b in itertools.pairwise(cover.indptr.tolist())]


def cheapest_cover(sets: Sequence[set[int]], costs: Sequence[float], existing: Iterable[int]) -> float:
    """Return the least cost of serving all that can be served, by trying every choice."""
    standing = set(existing)
    need = set().union(*sets) - set().union(*(sets[j] for j in standing))
    free = [j for j in range(len(sets)) if j not in standing]
    choices = itertools.chain.from_iterable(itertools.combinations(free, r) for r in range(len(free) + 1))
    return min(
        sum(costs[j] for j in chosen)
        for chosen in choices
        if need <= set().union(set(), *(sets[j] for j in chosen))
    )


def choices(count: int, new: int, existing: Sequence[int]) -> Iterator[list[int]]:
    """Yield every set of columns that could stand."""
    free = [j for j in range(count) if j not in existing]
    for chosen in itertools.combinations(free, min(new, len(free))):
        yield [*existing, *chosen]


def least_ways(
    metres: np.ndarray, weights: Sequence[float], new: int, existing: Sequence[int]
) -> tuple[float, float]:
    """Return the least (weight left unreached, sum of weight times distance of the others), by trying every choice."""
    can = np.isfinite(metres).any(axis=1)
    best = (math.inf, math.inf)
    for stand in choices(metres.shape[1], new, existing):
        nearest = [min((row[j] for j in stand), default=math.inf) for row in metres.tolist()]
        lost = sum(w for w, d, c in zip(weights, nearest, can, strict=True) if c and math.isinf(d))
        ways = sum(w * d for w, d in zip(weights, nearest, strict=True) if math.isfinite(d))
        best = min(best, (lost, ways))
    return best


def least_radius(metres: np.ndarray, new: int, existing: Sequence[int]) -> float:
    """Return the least largest distance of the demand that some column reaches, by trying every choice."""
    rows = [row for row in metres.tolist() if any(math.isfinite(d) for d in row)]
    return min(
        max((min((row[j] for j in stand), default=math.inf) for row in rows), default=0.0)
        for stand in choices(metres.shape[1], new, existing)
    )


def _open_covering(
    sets: Sequence[set[int]], costs: Sequence[int], existing: Iterable[int]
) -> tuple[list[set[int]], list[int]]:
    """Return the candidates' sets and costs in the certificate's numbers: what costs nothing stands already."""
    standing = {*existing, *(j for j, cost in enumerate(costs) if cost == 0)}
    candidates = [j for j in range(len(sets)) if j not in standing]
    served = set().union(*(sets[j] for j in standing))
    rows = sorted(set().union(*(sets[j] for j in candidates)) - served)
    number = {i: at for at, i in enumerate(rows)}
    return [{number[i] for i in sets[j] if i in number} for j in candidates], [costs[j] for j in candidates]


def replay_cover(
    certificate: Any, sets: Sequence[set[int]], costs: Sequence[int], existing: Iterable[int] = ()
) -> int:
    """Check that every cover costs more than the certificate says; return how many steps were checked."""
    mine, price = _open_covering(sets, costs, existing)
    rows_of: dict[int, set[int]] = {}
    for j, members in enumerate(mine):
        for i in members:
            rows_of.setdefault(i, set()).add(j)
    limit = certificate.scale * certificate.below
    todo: list[tuple[Any, set[int], set[int], set[int]]] = [(certificate.step, set(), set(), set())]
    steps = 0
    while todo:
        step, taken, ruled_out, dropped = todo.pop()
        steps += 1
        served = set().union(set(), *(mine[j] for j in taken))
        free = set(range(len(mine))) - taken - ruled_out
        if len(step.parts) == 2:
            j = int(step.column)
            if j not in free:
                raise ProofFails(f"a split on the decided column {j}")
            todo += [
                (step.parts[0], taken | {j}, ruled_out, dropped),
                (step.parts[1], taken, ruled_out | {j}, dropped),
            ]
            continue
        dropped = dropped | _superfluous(step, rows_of, free, served | dropped)
        better = _dominated(step, mine, price, free, served | dropped)
        ruled_out, free = ruled_out | better, free - better
        for i, j in step.forced.tolist():
            if i in served or rows_of[i] & free != {j}:
                raise ProofFails(f"row {i} has another column than {j}")
        taken = taken | {j for _, j in step.forced.tolist()}
        served, free = set().union(set(), *(mine[j] for j in taken)), free - taken
        total = certificate.scale * sum(price[j] for j in taken)
        multiplier = {
            int(i): int(y) for i, y in zip(step.rows, step.values, strict=True) if int(i) not in served
        }
        if any(y < 0 for y in multiplier.values()):
            raise ProofFails("a multiplier below zero")
        total += sum(multiplier.values())
        reduced = {j: certificate.scale * price[j] - sum(multiplier.get(i, 0) for i in mine[j]) for j in free}
        total += sum(min(0, r) for r in reduced.values())
        if not step.parts:
            if not total > limit:
                raise ProofFails(f"a leaf has {total}, not above {limit}")
            continue
        zeros, ones = {int(j) for j in step.zeros}, {int(j) for j in step.ones}
        for j in zeros | ones:
            if j not in free or not total + abs(reduced[j]) > limit or (reduced[j] < 0) != (j in ones):
                raise ProofFails(f"column {j} may not be decided")
        todo.append((step.parts[0], taken | ones, ruled_out | zeros, dropped))
    return steps


def _superfluous(step: Any, rows_of: dict[int, set[int]], free: set[int], gone: set[int]) -> set[int]:
    """Return the rows dropped; each must be served whenever the other is, without circles."""
    out = set()
    for i, other in step.superfluous.tolist():
        mine, others = rows_of[i] & free, rows_of[other] & free
        if i in gone or other in gone or not others <= mine:
            raise ProofFails(f"row {i} is not served whenever {other} is")
        if len(mine) == len(others) and not other < i:
            raise ProofFails(f"rows {i} and {other} may stand for each other")
        out.add(i)
    return out


def _dominated(
    step: Any, sets: Sequence[set[int]], price: Sequence[int], free: set[int], gone: set[int]
) -> set[int]:
    """Return the columns dropped; each must have a better one, without circles."""
    out = set()
    for j, k in step.dominated.tolist():
        mine, other = sets[j] - gone, sets[k] - gone
        if j not in free or k not in free or not mine <= other or price[k] > price[j]:
            raise ProofFails(f"column {k} is no better than {j}")
        if len(mine) == len(other) and price[j] == price[k] and not k < j:
            raise ProofFails(f"columns {j} and {k} may stand for each other")
        out.add(j)
    return out


def replay_median(
    certificate: Any,
    metres: np.ndarray,
    weights: Sequence[int],
    existing: Sequence[int],
    steps_per_m: int = 1,
) -> int:
    """Check that every choice costs more than the certificate says; distances times `steps_per_m` are whole."""
    candidates = [j for j in range(metres.shape[1]) if j not in existing]
    rows = [
        i for i, row in enumerate(metres.tolist()) if weights[i] > 0 and min(row, default=math.inf) < math.inf
    ]

    def whole(i: int, j: int) -> float:
        return round(metres[i, j] * steps_per_m) * weights[i] if math.isfinite(metres[i, j]) else math.inf

    paid = [[whole(i, j) for j in candidates] for i in rows]
    stand = [min((whole(i, j) for j in existing), default=math.inf) for i in rows]
    most = [max(v for v in (*row, s, 0) if v < math.inf) for row, s in zip(paid, stand, strict=True)]
    price = [weights[i] * (sum(most) + 1) for i in rows]
    cap = [min(s, c) for s, c in zip(stand, price, strict=True)]
    limit, scale = certificate.scale * certificate.below, certificate.scale
    todo: list[tuple[Any, set[int], set[int]]] = [(certificate.step, set(), set())]
    steps = 0
    while todo:
        step, taken, ruled_out = todo.pop()
        steps += 1
        left = certificate.picks - len(taken)
        if left < 0:
            continue
        free = [j for j in range(len(candidates)) if j not in taken and j not in ruled_out]
        if len(step.parts) == 2:
            j = int(step.column)
            if j not in free:
                raise ProofFails(f"a split on the decided column {j}")
            todo += [(step.parts[0], taken | {j}, ruled_out), (step.parts[1], taken, ruled_out | {j})]
            continue
        now = [min([c, *(row[j] for j in taken)]) for row, c in zip(paid, cap, strict=True)]
        mu = [min(int(y), scale * c) for y, c in zip(step.multipliers, now, strict=True)]
        rho = {
            j: sum(min(0, scale * row[j] - y) for row, y in zip(paid, mu, strict=True) if row[j] < math.inf)
            for j in free
        }
        order = sorted(free, key=lambda j: (rho[j], j))
        top, rest = order[:left], order[left:]
        total = sum(mu) + sum(rho[j] for j in top)
        if not step.parts:
            if not total > limit:
                raise ProofFails(f"a leaf has {total}, not above {limit}")
            continue
        last = rho[top[-1]] if len(top) == left and left else 0
        following = rho[rest[0]] if rest else 0
        for j in step.zeros.tolist():
            if j not in rest or not total - last + rho[j] > limit:
                raise ProofFails(f"column {j} may not be ruled out")
        for j in step.ones.tolist():
            if j not in top or not total - rho[j] + following > limit:
                raise ProofFails(f"column {j} need not be chosen")
        todo.append((step.parts[0], taken | set(step.ones.tolist()), ruled_out | set(step.zeros.tolist())))
    return steps
