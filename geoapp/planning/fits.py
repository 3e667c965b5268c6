"""How many new sites the rules can hold at all, and which rule is in the way of one more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geoapp.planning.aims import PLAIN
from geoapp.planning.arrays import Bools, Ints
from geoapp.planning.original import Original
from geoapp.planning.plan import Infeasible
from geoapp.planning.problem import reduce
from geoapp.planning.prover import Prover
from geoapp.planning.search import local_search, random_state
from geoapp.planning.watch import Watch


def too_many(original: Original, chosen: int, watch: Watch, seed: int) -> Infeasible | None:
    """Return why `picks` sites do not fit, or ``None`` if they do, or if it could not be proved in time.

    `chosen` sites were found to fit. Candidates that are too dear or capped to zero by themselves do not count:
    of too few candidates all are taken.
    """
    alone = int(_alone(original).sum())
    wanted = min(original.picks, alone)
    if chosen >= wanted:
        return None
    most = most_sites(original, wanted, watch, seed)
    if most is None or most >= wanted:
        return None
    code = next(
        (
            kind
            for kind, part in _parts(original)
            if (most_sites(part, wanted, watch, seed) or wanted) < wanted
        ),
        "rules-together",
    )
    return Infeasible(code, {"new": original.picks, "fits": most}, {"new": most})


def in_the_way(original: Original, chosen: Ints) -> tuple[str, ...]:
    """Return the rules that keep every further candidate out beside those chosen; none if all are chosen.

    One rule, if it alone keeps all of them out (of several such the first named); else all that keep out some.
    """
    others = np.setdiff1d(np.arange(original.column_count), chosen)
    if len(others) == 0:
        return ()
    blocked: dict[str, Bools] = {}
    for members, room, kind in zip(original.limits, original.room.tolist(), original.kinds, strict=True):
        if np.isin(members, chosen).sum() >= room:
            out = blocked.setdefault(kind, np.zeros(len(others), dtype=bool))
            out |= np.isin(others, members)
    left = original.purse - int(original.cost[chosen].sum())
    if (original.cost[others] > left).any():
        blocked["cost"] = original.cost[others] > left
    alone = next((kind for kind, out in blocked.items() if out.all()), None)
    return tuple(blocked) if alone is None else (alone,)


def most_sites(original: Original, wanted: int, watch: Watch, seed: int) -> int | None:
    """Return how many sites fit, at most `wanted`; ``None`` if that could not be proved in time.

    The same search as for cover, with every candidate covering a row of its own.
    """
    m = original.column_count
    every = np.arange(m, dtype=np.int64)
    one = np.ones(m, dtype=np.int64)
    count = replace(
        original, start=every, stop=every + 1, entries=every.astype(np.int32), worth=one, need=one,
        group=-one, floors=np.empty(0, np.int64),
        fairest=False, picks=wanted,
    )  # fmt: skip
    root = reduce(count, every).root
    random = random_state(seed)
    columns = local_search(root, np.empty(0, dtype=np.int64), 50, random)
    if len(columns) >= wanted:
        return wanted
    prover = Prover(root, 1, PLAIN, columns, watch, lambda *_: None, random)
    prover.run()
    if prover.worth >= wanted:
        return wanted
    return prover.worth if prover.proved else None


def _alone(original: Original) -> np.ndarray:
    may = original.cost <= original.purse
    for members, room in zip(original.limits, original.room, strict=True):
        if room == 0:
            may[members] = False
    return np.asarray(may)


def _parts(original: Original) -> list[tuple[str, Original]]:
    """Return the problem with each kind of rule alone."""
    free = np.zeros_like(original.cost)
    parts = []
    for kind in ("spacing", "group-cap"):
        inside = [at for at, name in enumerate(original.kinds) if name == kind]
        if inside:
            limits = tuple(original.limits[at] for at in inside)
            kinds = tuple(original.kinds[at] for at in inside)
            parts.append(
                (
                    kind,
                    replace(
                        original, limits=limits, room=original.room[inside], kinds=kinds, cost=free, purse=0
                    ),
                )
            )
    if original.cost.any():
        none = np.empty(0, dtype=np.int64)
        parts.append(("cost", replace(original, limits=(), room=none, kinds=())))
    return parts
