"""What a solver answers: the sites, what they are worth, and how far from the best they can be at most."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Status = Literal["optimal", "feasible", "infeasible"]


class Certificate(Protocol):
    """What lets anyone check a proof again in exact arithmetic, without the solver that found it."""

    @property
    def kind(self) -> str:
        """Name of the argument, such as ``"mclp"`` or ``"lscp"``."""
        ...


@dataclass(frozen=True)
class Infeasible:
    """Why a wish cannot be granted, and the nearest wish that can; the words are the use case's.

    Attributes
    ----------
    code
        The rule that breaks the wish, such as ``"spacing"``, ``"floor"``, ``"group-cap"``.
    params
        Facts for the sentence: which group, how many, how far.
    nearest
        Values of the same rule (or of ``new``) with which the rest of the wish can be kept; empty if unknown.
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    nearest: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Fairness:
    """How even a fairest plan is.

    Attributes
    ----------
    shares
        Share of its weight that every group has covered.
    worst, worst_bound
        The smallest of them, and what no plan can raise it above.
    proved_levels
        How many of the sorted shares, from the smallest, are proved to be the best possible.
    """

    shares: Mapping[int, float]
    worst: float
    worst_bound: float
    proved_levels: int


@dataclass(frozen=True)
class Plan:
    """The best sites found, with a bound that no choice of sites can pass.

    Attributes
    ----------
    chosen
        Column indices of the new sites only, ascending.
    objective, bound
        What the plan is worth and what no plan can beat, both including what existing facilities do. Integers
        where the weights are integers.
    status
        ``"optimal"`` only after the certificate was checked in exact arithmetic.
    seconds
        Time spent.
    uncovered
        Full cover, p-center: rows of demand that no column can reach; p-median: rows that the plan does not reach.
    certificate
        What proves `bound`, if it was proved in exact arithmetic.
    infeasible
        Why the wish cannot be granted, where `status` says so; the other fields are those of the best plan for the
        nearest wish (no site chosen, if none is known).
    held_back
        Where fewer sites than asked for were chosen although candidates are left: the rules that leave no room for one
        more beside them (``"spacing"``, ``"group-cap"``, ``"cost"``). Other, worse choices may have room for more.
    fairness
        With :attr:`Rules.fairest`: the shares of all groups; `objective` and `bound` then speak of the weight
        covered by the plans that are as fair.
    interval
        p-center: the largest radius proved too small and the smallest proved enough.
    """

    chosen: tuple[int, ...]
    objective: float
    bound: float
    status: Status
    seconds: float
    uncovered: tuple[int, ...] = ()
    certificate: Certificate | None = None
    infeasible: Infeasible | None = None
    interval: tuple[float, float] | None = None
    fairness: Fairness | None = None
    held_back: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """Distance from the bound as a share of the objective (or of 1, if that is more)."""
        return relative_gap(self.objective, self.bound)


@dataclass(frozen=True)
class Progress:
    """What is known while a solver runs; handed to its `progress` callback."""

    objective: float
    bound: float
    gap: float
    phase: str
    seconds: float
    chosen: tuple[int, ...]


class Interrupt(Exception):  # noqa: N818 - a request, not an error
    """Raised by a progress callback to end the search; the same as returning ``False``."""


OnProgress = Callable[[Progress], bool | None]
"""Called now and then; returning ``False`` (or raising :class:`Interrupt`) ends the search with the best found."""


def relative_gap(objective: float, bound: float) -> float:
    """Return ``|bound - objective| / max(|objective|, 1)``; infinite where either is."""
    if objective == bound:
        return 0.0
    if math.isinf(objective) or math.isinf(bound):
        return math.inf
    return float(abs(bound - objective) / max(abs(objective), 1))
