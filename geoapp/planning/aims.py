"""What groups of demand must reach: floors, or an order of shares; and what that means for a bound.

Let cov_g be what group g has covered. For integers b_g >= 0 (boosts) every plan that keeps the wish has
sum b_g cov_g >= required(b). So a bound on sum (1 + b_g) cov_g, less required(b), bounds the worth of such plans,
and a negative bound on sum b_g cov_g - required(b) proves that there is none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np

from geoapp.planning.arrays import Floats, Ints


class Aim(Protocol):
    """A wish about groups; `counts_worth` tells whether the worth is maximised too, or only the wish matters."""

    @property
    def counts_worth(self) -> bool: ...

    def required(self, boosts: Ints) -> int:
        """Return the least of sum b_g cov_g over all plans that keep the wish, rounded up."""
        ...

    def kept(self, covered: Ints) -> bool:
        """Tell whether a plan with this coverage by group keeps the wish."""
        ...

    def wanted(self, boosts: Floats) -> Floats:
        """Return coverage by group whose product with `boosts` is what is required: a subgradient."""
        ...

    def breach(self, covered: Ints) -> Ints:
        """Return boosts that show that this coverage breaks the wish."""
        ...


@dataclass(frozen=True)
class Floors:
    """Every group has at least its floor covered; no groups at all for a plain problem."""

    floors: tuple[int, ...]
    counts_worth: bool = True

    def required(self, boosts: Ints) -> int:
        return sum(b * f for b, f in zip(boosts.tolist(), self.floors, strict=True))

    def kept(self, covered: Ints) -> bool:
        return bool((covered >= np.array(self.floors, dtype=np.int64)).all())

    def wanted(self, boosts: Floats) -> Floats:
        return np.array(self.floors, dtype=np.float64)

    def breach(self, covered: Ints) -> Ints:
        return np.asarray(covered < np.array(self.floors, dtype=np.int64), dtype=np.int64)


PLAIN = Floors(())
"""No wish about groups."""


@dataclass(frozen=True)
class Levels:
    """Sums of the smallest shares: ``sums[k]`` bounds the sum of the k+1 smallest of cov_g / weight_g from below.

    With `strict`, the last of the sums must be passed. Maximising these sums one after the other is to maximise the
    sorted shares in lexicographic order (Ogryczak 1997). For boosts with a_g = b_g weight_g in falling order the
    least of sum a_g share_g is sum over r of (a_r - a_{r+1}) sums[r] (the largest a meets the smallest share);
    sums beyond the last are at least in proportion, since later shares are not smaller.
    """

    weights: tuple[int, ...]
    sums: tuple[Fraction, ...]
    strict: bool
    counts_worth: bool

    def required(self, boosts: Ints) -> int:
        a = sorted((b * w for b, w in zip(boosts.tolist(), self.weights, strict=True)), reverse=True)
        total, passed, k = Fraction(0), False, len(self.sums)
        for r, (here, after) in enumerate(zip(a, [*a[1:], 0], strict=True), start=1):
            least = self.sums[r - 1] if r <= k else self.sums[-1] * r / k
            total += (here - after) * least
            passed = passed or (r >= k and here > after)
        # "more than" for integers: the next one
        return math.floor(total) + 1 if self.strict and passed else math.ceil(total)

    def kept(self, covered: Ints) -> bool:
        mine = smallest_sums(covered, self.weights)
        pairs = list(zip(mine, self.sums, strict=False))
        enough = all(sum_ >= least for sum_, least in pairs)
        return enough and (not self.strict or pairs[-1][0] > pairs[-1][1])

    def wanted(self, boosts: Floats) -> Floats:
        weights = np.array(self.weights, dtype=np.float64)
        k, count = len(self.sums), len(weights)
        least = [float(s) for s in self.sums] + [
            float(self.sums[-1]) * r / k for r in range(k + 1, count + 1)
        ]
        share = np.diff(np.array([0.0, *least]))
        out = np.empty(count)
        out[np.argsort(-boosts * weights, kind="stable")] = share
        return np.asarray(out * weights)

    def breach(self, covered: Ints) -> Ints:
        shares = [Fraction(c, w) for c, w in zip(covered.tolist(), self.weights, strict=True)]
        order = sorted(range(len(shares)), key=lambda g: (shares[g], g))
        mine = smallest_sums(covered, self.weights)
        boosts = np.zeros(len(shares), dtype=np.int64)
        for r, (sum_, least) in enumerate(zip(mine, self.sums, strict=False), start=1):
            last = r == len(self.sums)
            if sum_ < least or (self.strict and last and sum_ <= least):
                common = min(math.lcm(*(self.weights[g] for g in order[:r])), 2**40)
                boosts[order[:r]] = [max(common // self.weights[g], 1) for g in order[:r]]
                break
        return boosts


def smallest_sums(covered: Ints, weights: tuple[int, ...]) -> tuple[Fraction, ...]:
    """Return the sums of the 1, 2, … smallest shares."""
    shares = sorted(Fraction(c, w) for c, w in zip(covered.tolist(), weights, strict=True))
    total, out = Fraction(0), []
    for share in shares:
        total += share
        out.append(total)
    return tuple(out)


@dataclass(frozen=True)
class Both:
    """Floors and levels at once."""

    floors: Floors
    levels: Levels

    @property
    def counts_worth(self) -> bool:
        return self.levels.counts_worth

    def required(self, boosts: Ints) -> int:
        return max(self.floors.required(boosts), self.levels.required(boosts))

    def kept(self, covered: Ints) -> bool:
        return self.floors.kept(covered) and self.levels.kept(covered)

    def wanted(self, boosts: Floats) -> Floats:
        one, other = self.floors.wanted(boosts), self.levels.wanted(boosts)
        return one if float(boosts @ one) > float(boosts @ other) else other

    def breach(self, covered: Ints) -> Ints:
        return self.levels.breach(covered) if self.floors.kept(covered) else self.floors.breach(covered)


def level_aim(
    covered: Ints, weights: tuple[int, ...], floors: tuple[int, ...], level: int, *, strict: bool
) -> Aim:
    """Return the wish to be as fair as this coverage by group up to a level or, strictly, fairer at it."""
    levels = Levels(weights, smallest_sums(covered, weights)[:level], strict, counts_worth=not strict)
    return Both(Floors(floors), levels) if any(floors) else levels


def claims(covered: Ints, weights: tuple[int, ...], floors: tuple[int, ...], *, fairest: bool) -> list[Aim]:
    """Return the wishes that the proofs of an optimal plan speak of, in order."""
    if not fairest:
        return [Floors(floors)]
    last = len(weights)
    fairer = [level_aim(covered, weights, floors, level, strict=True) for level in range(1, last + 1)]
    return [*fairer, level_aim(covered, weights, floors, last, strict=False)]
