"""What an officer may ask of a plan beside its number of sites, as data about columns and rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geoapp.planning.arrays import Floats, Ints, checked_columns, checked_count, checked_xy
from geoapp.planning.cover import Cover


@dataclass(frozen=True, eq=False)
class Rules:
    """Wishes that a plan must keep. Everything is optional; arrays go by column or by row of the cover.

    At most `new` sites are chosen. Where spacing, caps or cost cannot hold `new` sites at all, the plan says
    ``"infeasible"`` and how many fit.

    Attributes
    ----------
    forbidden
        Columns that must not be chosen.
    removed
        Existing columns that are taken away: they cover nothing any more and cannot be chosen.
    conflicts
        Pairs of columns that stand too near each other, shape (k, 2); see :meth:`too_near`.
    column_group, group_cap
        Group of every column (-1: none) and the most new sites per group: one number, or a number per group.
    site_cost, most_per_site, most_in_all
        Cost of every column; columns dearer than `most_per_site` are not chosen, and all chosen together may
        cost `most_in_all`.
    backup
        Demand counts only within reach of two sites, existing ones included.
    graded
        Wider covers and the share of its weight that demand keeps there, falling:
        ``((Cover.from_points(demand, candidate, 100), 0.5),)`` counts half beyond the first radius.
    demand_group, floors
        Group of every row of demand (-1: none) and the least share of its weight per group, 0 to 1.
    fairest
        Raise the worst group's share as far as it goes, then cover as much as possible; needs `demand_group`.
    """

    forbidden: Iterable[int] = ()
    removed: Iterable[int] = ()
    conflicts: npt.ArrayLike = ()
    column_group: npt.ArrayLike | None = None
    group_cap: int | Mapping[int, int] | None = None
    site_cost: npt.ArrayLike | None = None
    most_per_site: float = math.inf
    most_in_all: float = math.inf
    backup: bool = False
    graded: tuple[tuple[Cover, float], ...] = ()
    demand_group: npt.ArrayLike | None = None
    floors: Mapping[int, float] = field(default_factory=dict)
    fairest: bool = False

    @staticmethod
    def too_near(site_xy: npt.ArrayLike, spacing_m: float) -> Ints:
        """Return the pairs of sites less than `spacing_m` apart, shape (k, 2); coordinates in metres.

        Examples
        --------
        >>> Rules.too_near([[0, 0], [30, 0], [80, 0]], 50).tolist()
        [[0, 1]]
        """
        sites = checked_xy(site_xy, "site_xy")
        if not (math.isfinite(spacing_m) and spacing_m >= 0):
            raise ValueError(f"spacing_m must be a finite number of metres, zero or more, not {spacing_m!r}")
        if len(sites) < 2:
            return np.empty((0, 2), dtype=np.int64)
        pairs = cKDTree(sites).query_pairs(spacing_m * (1 + 1e-9), output_type="ndarray").astype(np.int64)
        apart = np.sqrt(((sites[pairs[:, 0]] - sites[pairs[:, 1]]) ** 2).sum(axis=1))
        pairs = pairs[apart < spacing_m]
        return np.asarray(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Checked:
    """Rules after every array was found to fit the cover."""

    forbidden: Ints
    removed: Ints
    conflicts: Ints
    column_group: Ints
    caps: dict[int, int]
    site_cost: Floats | None
    most_per_site: float
    most_in_all: float
    need: int
    graded: tuple[tuple[Cover, float], ...]
    demand_group: Ints
    floors: dict[int, float]
    fairest: bool


def checked_rules(rules: Rules | None, cover: Cover, existing: Ints) -> Checked:
    """Return rules whose arrays fit the cover.

    Raises
    ------
    ValueError
        If one does not; the message names it and the place.
    """
    rules = rules or Rules()
    columns = cover.column_count
    removed = checked_columns(rules.removed, columns, "rules.removed")
    strangers = np.setdiff1d(removed, existing)
    if len(strangers):
        raise ValueError(f"rules.removed names column {int(strangers[0])}, which is not an existing one")
    group = _groups(rules.column_group, columns, "rules.column_group")
    demand_group = _groups(rules.demand_group, cover.demand_count, "rules.demand_group")
    if (rules.fairest or rules.floors) and rules.demand_group is None:
        raise ValueError("rules.floors and rules.fairest need rules.demand_group")
    return Checked(
        forbidden=checked_columns(rules.forbidden, columns, "rules.forbidden"),
        removed=removed,
        conflicts=_pairs(rules.conflicts, columns),
        column_group=group,
        caps=_caps(rules, group),
        site_cost=_costs(rules, columns),
        most_per_site=_limit(rules.most_per_site, "rules.most_per_site"),
        most_in_all=_limit(rules.most_in_all, "rules.most_in_all"),
        need=2 if rules.backup else 1,
        graded=_rings(rules.graded, cover),
        demand_group=demand_group,
        floors=_floors(rules.floors),
        fairest=rules.fairest,
    )


def _groups(values: npt.ArrayLike | None, count: int, name: str) -> Ints:
    if values is None:
        return np.full(count, -1, dtype=np.int64)
    groups = np.asarray(values)
    if groups.shape != (count,) or (groups.size and groups.dtype.kind not in "iu"):
        raise ValueError(f"{name} must be {count} whole numbers, not {groups.dtype} of shape {groups.shape}")
    return groups.astype(np.int64)


def _caps(rules: Rules, group: Ints) -> dict[int, int]:
    if rules.group_cap is None:
        return {}
    if rules.column_group is None:
        raise ValueError("rules.group_cap needs rules.column_group")
    if isinstance(rules.group_cap, Mapping):
        return {int(g): checked_count(cap, f"rules.group_cap[{g}]") for g, cap in rules.group_cap.items()}
    cap = checked_count(rules.group_cap, "rules.group_cap")
    return {int(g): cap for g in np.unique(group) if g >= 0}


def _costs(rules: Rules, columns: int) -> Floats | None:
    if rules.site_cost is None:
        if math.isfinite(rules.most_per_site) or math.isfinite(rules.most_in_all):
            raise ValueError("rules.most_per_site and rules.most_in_all need rules.site_cost")
        return None
    costs = np.asarray(rules.site_cost, dtype=np.float64)
    if costs.shape != (columns,):
        raise ValueError(
            f"rules.site_cost must have one value per column, shape ({columns},), not {costs.shape}"
        )
    bad = np.flatnonzero(~(np.isfinite(costs) & (costs >= 0)))
    if len(bad):
        raise ValueError(f"rules.site_cost[{int(bad[0])}] is not a cost: {costs[bad[0]]}")
    return costs


def _limit(value: float, name: str) -> float:
    if not value >= 0:
        raise ValueError(f"{name} must be zero or more, not {value!r}")
    return float(value)


def _pairs(values: npt.ArrayLike, columns: int) -> Ints:
    pairs = np.asarray(values)
    if pairs.size == 0:
        return np.empty((0, 2), dtype=np.int64)
    if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind not in "iu":
        raise ValueError(f"rules.conflicts must be pairs of columns, shape (k, 2), not {pairs.shape}")
    bad = np.flatnonzero(((pairs < 0) | (pairs >= columns)).any(axis=1) | (pairs[:, 0] == pairs[:, 1]))
    if len(bad):
        raise ValueError(f"rules.conflicts[{int(bad[0])}] is {pairs[bad[0]].tolist()}, not two columns")
    return np.unique(np.sort(pairs.astype(np.int64), axis=1), axis=0)


def _rings(graded: tuple[tuple[Cover, float], ...], cover: Cover) -> tuple[tuple[Cover, float], ...]:
    last = 1.0
    for at, (wider, share) in enumerate(graded):
        if (wider.demand_count, wider.column_count) != (cover.demand_count, cover.column_count):
            raise ValueError(f"rules.graded[{at}] has another shape than the cover")
        if not 0 < share < last:
            raise ValueError(
                f"rules.graded[{at}] keeps {share!r} of the weight; shares must fall from 1 towards 0"
            )
        last = share
    return tuple((wider, float(share)) for wider, share in graded)


def _floors(floors: Mapping[int, float]) -> dict[int, float]:
    for group, share in floors.items():
        if not 0 <= share <= 1:
            raise ValueError(f"rules.floors[{group}] must be a share from 0 to 1, not {share!r}")
    return {int(group): float(share) for group, share in floors.items() if share > 0}
