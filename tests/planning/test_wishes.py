"""Floors for groups, the fairest plan, and rules mixed at random: against every choice, proofs checked apart."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from geoapp.planning import Cover, Plan, Rules, solve_mclp
from geoapp.planning.amounts import as_units
from geoapp.planning.build import build
from geoapp.planning.rules import checked_rules

from .checker import World, check

Shares = tuple[Fraction, ...]


@dataclass
class Mixed:
    """A small question with all that is needed to judge any choice by itself."""

    cover: Cover
    weights: np.ndarray
    new: int
    existing: tuple[int, ...]
    rules: Rules
    need: int = 1
    rings: tuple[tuple[Cover, float], ...] = ()
    sets: list[tuple[list[set[int]], Fraction]] = field(default_factory=list)

    def permits(self, chosen: tuple[int, ...]) -> bool:
        r = self.rules
        pairs = {frozenset(p) for p in np.asarray(r.conflicts).reshape(-1, 2).tolist()}
        standing = set(self.existing) - set(r.removed)
        near = any(
            frozenset(p) in pairs
            for p in [*itertools.combinations(chosen, 2), *itertools.product(chosen, standing)]
        )
        caps = r.group_cap or {}
        full = any(sum(r.column_group[j] == g for j in chosen) > cap for g, cap in caps.items())
        cost = [Fraction(float(r.site_cost[j])) for j in chosen] if r.site_cost is not None else []
        dear = any(c > r.most_per_site for c in cost) or sum(cost) > Fraction(min(r.most_in_all, 1e9))
        return not (near or full or dear or set(chosen) & set(r.forbidden))

    def counted(self, chosen: tuple[int, ...]) -> list[Fraction]:
        """Return what of its weight every row of demand counts."""
        here = sorted((set(self.existing) - set(self.rules.removed)) | set(chosen))
        out = [Fraction(0)] * len(self.weights)
        for i, weight in enumerate(self.weights.tolist()):
            for reached, share in self._reached():
                if sum(i in reached[j] for j in here) >= self.need:
                    out[i] = share * weight
                    break
        return out

    def _reached(self) -> list[tuple[list[set[int]], Fraction]]:
        """Return the rows that every column reaches, ring by ring, wider rings with all that narrower ones reach."""
        if not self.sets:
            reached: list[set[int]] = [set() for _ in range(self.cover.column_count)]
            for cover, share in ((self.cover, 1), *self.rings):
                reached = [r | set(cover.column(j).tolist()) for j, r in enumerate(reached)]
                self.sets.append((reached, Fraction(str(share))))
        return self.sets

    def shares(self, chosen: tuple[int, ...]) -> Shares:
        counted, group = self.counted(chosen), np.asarray(self.rules.demand_group)
        names = sorted({int(g) for g, w in zip(group, self.weights, strict=True) if g >= 0 and w > 0})
        return tuple(
            Fraction(sum(c for c, g in zip(counted, group, strict=True) if g == name))
            / int(self.weights[group == name].sum())
            for name in names
        )

    def floors_kept(self, chosen: tuple[int, ...]) -> bool:
        if not self.rules.floors:
            return True
        group = np.asarray(self.rules.demand_group)
        names = sorted({int(g) for g, w in zip(group, self.weights, strict=True) if g >= 0 and w > 0})
        shares = dict(zip(names, self.shares(chosen), strict=True))
        return all(shares[g] >= Fraction(str(f)) for g, f in self.rules.floors.items() if g in shares)

    def choices(self) -> list[tuple[int, ...]]:
        free = [j for j in range(self.cover.column_count) if j not in self.existing]
        sizes = range(min(self.new, len(free)) + 1)
        return [c for k in sizes for c in itertools.combinations(free, k) if self.permits(c)]

    def solve(self, **more: Any) -> Plan:
        return solve_mclp(
            self.cover, self.weights, self.new, existing=self.existing, rules=self.rules, **more
        )


def _checked(plan: Plan, case: Mixed) -> None:
    """Check the certificate with the checker, after comparing the world it is told with every choice."""
    standing = np.array(sorted(case.existing), dtype=np.int64)
    built = build(
        case.cover,
        as_units(case.weights),
        case.new,
        standing,
        checked_rules(case.rules, case.cover, standing),
    )
    o, scale = built.original, Fraction(built.amounts.scale, built.amounts.common)
    allowed = set(case.choices())
    every = [
        c
        for k in range(min(case.new, len(built.sites)) + 1)
        for c in itertools.combinations(range(len(built.sites)), k)
    ]
    for c in every:
        sites = tuple(sorted(built.sites[list(c)].tolist()))
        assert o.permits(np.array(c, dtype=np.int64)) == (sites in allowed)
    for c in every[:: max(len(every) // 40, 1)]:
        sites = tuple(built.sites[list(c)].tolist())
        assert o.value(np.array(c, dtype=np.int64)) / scale == sum(case.counted(sites))
    told = World(
        [set(o.column(j).tolist()) for j in range(o.column_count)], o.worth.tolist(), o.need.tolist(), o.picks,
        [(set(m.tolist()), int(k)) for m, k in zip(o.limits, o.room, strict=True)], o.cost.tolist(), o.purse,
        o.group.tolist(), o.group_count,
    )  # fmt: skip
    covered = o.group_values(np.searchsorted(built.sites, plan.chosen)).tolist()
    size = o.group_worth.tolist()
    shares = sorted(Fraction(c, w) for c, w in zip(covered, size, strict=True))
    proofs = plan.certificate.proofs

    def required(k: int, boosts: list[int]) -> int:
        floors = sum(b * f for b, f in zip(boosts, o.floors.tolist(), strict=True))
        if not case.rules.fairest:
            return floors
        strict = k < len(proofs) - 1
        known = shares[: k + 1] if strict else shares
        steps = known + [sum(known, Fraction(0)) / max(len(known), 1)] * (len(shares) - len(known))
        a = sorted((b * w for b, w in zip(boosts, size, strict=True)), reverse=True)
        least = sum((x * s for x, s in zip(a, steps, strict=True)), Fraction(0))
        level = math.floor(least) + 1 if strict and a[len(known) - 1] > 0 else math.ceil(least)
        return max(floors, level)

    assert len(proofs) == (len(shares) + 1 if case.rules.fairest else 1)
    assert check(plan.certificate, told, required) >= 1


def _grouped(seed: int, random_cover: Callable[..., Cover]) -> tuple[np.random.Generator, Mixed]:
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(4, 30)), int(rng.integers(4, 12))
    existing = tuple(rng.choice(columns, int(rng.integers(0, 2)), replace=False).tolist())
    case = Mixed(
        random_cover(rng, rows, columns), rng.integers(0, 9, rows), int(rng.integers(1, 5)), existing, Rules()
    )
    return rng, case


@pytest.mark.parametrize("seed", range(120))
def test_every_group_gets_its_floor_or_the_nearest_wish_is_named(
    seed: int, random_cover: Callable[..., Cover]
) -> None:
    rng, case = _grouped(seed, random_cover)
    group = rng.integers(-1, 3, len(case.weights))
    floors = {g: float(rng.choice([0.1, 0.25, 0.5, 0.6, 0.8])) for g in range(3)}
    case.rules = Rules(demand_group=group, floors=floors)
    plan = case.solve(budget_s=60)
    kept = [c for c in case.choices() if case.floors_kept(c)]
    if not kept:
        assert plan.status == "infeasible"
        assert plan.infeasible is not None
        assert plan.infeasible.code == "floor"
        nearest = plan.infeasible.nearest["floors"]
        assert all(nearest[g] <= floors[g] for g in nearest)
        case.rules = Rules(demand_group=group, floors=nearest)
        assert case.floors_kept(plan.chosen)
        assert case.solve(budget_s=60).status == "optimal"
        return
    assert plan.status == "optimal"
    assert case.floors_kept(plan.chosen)
    assert plan.objective == plan.bound == max(sum(case.counted(c)) for c in kept)
    _checked(plan, case)


@pytest.mark.parametrize("seed", range(120))
def test_the_fairest_plan_has_the_largest_sorted_shares_and_then_the_most_cover(
    seed: int, random_cover: Callable[..., Cover]
) -> None:
    rng, case = _grouped(seed, random_cover)
    case.rules = Rules(demand_group=rng.integers(0, 4, len(case.weights)), fairest=True)
    plan = case.solve(budget_s=60)
    best = max((sorted(case.shares(c)), sum(case.counted(c))) for c in case.choices())
    assert (sorted(case.shares(plan.chosen)), sum(case.counted(plan.chosen))) == best
    assert plan.status == "optimal"
    assert plan.objective == plan.bound == best[1]
    assert plan.fairness is not None
    if best[0]:
        assert plan.fairness.worst == plan.fairness.worst_bound == float(best[0][0])
        assert plan.fairness.proved_levels == len(best[0])
        _checked(plan, case)


def _mixed(seed: int) -> Mixed:
    """Return a question with several rules drawn at random."""
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(6, 28)), int(rng.integers(5, 12))
    demand, site = rng.random((rows, 2)) * 8, rng.random((columns, 2)) * 8
    covers = [Cover.from_points(demand, site, r) for r in (1.5, 2.5)]
    drawn = {name: bool(rng.random() < 0.4) for name in ("near", "caps", "cost", "backup", "graded", "floors",
                                                           "fair", "forbid", "remove")}  # fmt: skip
    existing = tuple(rng.choice(columns, int(rng.integers(0, 3)), replace=False).tolist())
    rings = ((covers[1], 0.5),) if drawn["graded"] else ()
    rules = Rules(
        forbidden=rng.choice(columns, 2).tolist() if drawn["forbid"] else (),
        removed=existing[:1] if drawn["remove"] else (),
        conflicts=Rules.too_near(site, 2.0) if drawn["near"] else (),
        column_group=rng.integers(-1, 3, columns),
        group_cap={0: 1, 1: 2, 2: 1} if drawn["caps"] else None,
        site_cost=rng.integers(1, 9, columns) / 4 if drawn["cost"] else None,
        most_per_site=2.0 if drawn["cost"] else math.inf,
        most_in_all=4.25 if drawn["cost"] else math.inf,
        backup=drawn["backup"],
        graded=rings,
        demand_group=rng.integers(-1, 3, rows),
        floors={0: 0.3, 1: 0.2} if drawn["floors"] else {},
        fairest=drawn["fair"],
    )
    need = 2 if drawn["backup"] else 1
    return Mixed(covers[0], rng.integers(0, 9, rows), int(rng.integers(1, 5)), existing, rules, need, rings)


@pytest.mark.parametrize("seed", range(240))
def test_rules_mixed_at_random_agree_with_every_choice(seed: int) -> None:
    case = _mixed(seed)
    plan = case.solve(budget_s=60)
    allowed = case.choices()
    kept = [c for c in allowed if case.floors_kept(c)]
    alone = sum(case.permits((j,)) for j in range(case.cover.column_count) if j not in case.existing)
    assert case.permits(plan.chosen)
    if max(len(c) for c in allowed) < min(case.new, alone) or not kept:
        assert plan.status == "infeasible"
        return
    best = max((sorted(case.shares(c)) if case.rules.fairest else [], sum(case.counted(c)), c) for c in kept)
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(float(best[1]), abs=1e-9)
    assert plan.bound == pytest.approx(float(best[1]), abs=1e-9)
    assert sum(case.counted(plan.chosen)) == best[1]
    assert case.floors_kept(plan.chosen)
    if case.rules.fairest:
        assert sorted(case.shares(plan.chosen)) == best[0]
    _checked(plan, case)


@pytest.mark.parametrize("seed", range(50))
def test_no_time_still_brings_a_permitted_plan_and_a_true_bound(seed: int) -> None:
    case = _mixed(seed)
    plan = case.solve(budget_s=0)
    assert case.permits(plan.chosen)
    kept = [c for c in case.choices() if case.floors_kept(c)]
    if kept and plan.status != "infeasible":
        assert case.floors_kept(plan.chosen)
        best = max((sorted(case.shares(c)) if case.rules.fairest else [], sum(case.counted(c))) for c in kept)
        assert plan.bound >= float(best[1]) - 1e-9
        if plan.fairness is not None and best[0]:
            assert plan.fairness.worst <= float(best[0][0]) + 1e-12 <= plan.fairness.worst_bound + 2e-12


@pytest.mark.parametrize("stop_after", [1, 2, 3])
@pytest.mark.parametrize("wish", ["fairest", "floors", "impossible"])
def test_a_search_with_wishes_can_be_interrupted_and_still_bounds_its_plan(
    stop_after: int, wish: str
) -> None:
    rng = np.random.default_rng(4)
    demand, site = rng.random((3_000, 2)) * 900, rng.random((500, 2)) * 900
    cover, weights = Cover.from_points(demand, site, 60), rng.integers(1, 9, 3_000)
    group = (demand[:, 0] // 300).astype(int) * 3 + (demand[:, 1] // 300).astype(int)
    share = {"fairest": 0.0, "floors": 0.05, "impossible": 0.2}[wish]
    rules = Rules(demand_group=group, floors={g: share for g in range(9) if share}, fairest=wish == "fairest")
    heard: list[Any] = []

    def stop(progress: Any) -> bool:
        heard.append(progress)
        return len(heard) < stop_after

    plan = solve_mclp(cover, weights, 10, rules=rules, budget_s=float("inf"), progress=stop)
    assert len(heard) <= stop_after
    assert plan.objective <= plan.bound
    covered = cover.counts(plan.chosen) > 0
    assert plan.objective == weights[covered].sum()
    if wish == "floors" and plan.infeasible is None:
        assert all(
            weights[covered & (group == g)].sum() >= 0.05 * weights[group == g].sum() for g in range(9)
        )
