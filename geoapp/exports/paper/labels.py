"""Where names stand: no label may touch a symbol, another label or the frame.

Each label has a row of places around its symbol. All start at the cheapest; then, for a bounded number of rounds, the
label in the worst place chooses anew against where the others stand now. A label that still touches something is
written shorter, and at last not at all: the caller gets its row and lists it. No chance is involved, and
rows are visited in the order given, so the same scene gives the same map. (Exports reference, section 4; the idea of discrete
candidate positions: Christensen, Marks & Shieber 1995.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
RINGS_MM = (0.6, 2.2, 4.2, 6.5, 9.5, 13.5, 18.0)
TOUCH_MM2 = 0.02
"""Overlaps below this are rounding."""
_ROUNDS = 40
_GIVE_WAY = 8
_SYMBOL_COST, _LABEL_COST, _EDGE_COST, _TOUCHING, _OUTSIDE = 30.0, 40.0, 0.12, 1e3, 1e6
_SIDES = (
    (1, 0.0), (1, 0.55), (-1, 0.0), (1, -0.55), (-1, 0.55), (-1, -0.55),
    (2, 0.0), (-2, 0.0), (2, 0.45), (2, -0.45), (-2, 0.45), (-2, -0.45),
)  # fmt: skip
"""Right, upper right, left, …: the side of the symbol (1 right, 2 above) and how far along it."""


@dataclass(frozen=True)
class Wanted:
    """A label asked for: its symbol's place and half size, and its texts from long to short with (width, height).

    `rings` is how many of :data:`RINGS_MM` it may be away from its symbol.
    """

    x: float
    y: float
    half: float
    texts: tuple[str, ...]
    sizes: tuple[tuple[float, float], ...]
    rings: int = len(RINGS_MM)


@dataclass(frozen=True)
class Placed:
    """A label in its place: the box x0, y0, x1, y1 in millimetres; `ring` 0 needs no leader."""

    row: int
    text: str
    box: tuple[float, float, float, float]
    ring: int


def place(
    wanted: Sequence[Wanted],
    blocked: npt.ArrayLike,
    edges: npt.ArrayLike,
    frame: tuple[float, float, float, float],
) -> tuple[list[Placed], list[int]]:
    """Return the labels in their places, and the rows that found none.

    Parameters
    ----------
    blocked
        Boxes x0, y0, x1, y1 that nothing may touch, symbols included, shape (n, 4).
    edges
        Places on boundaries, which labels rather avoid, shape (m, 2).
    frame
        x0, y0, x1, y1 that labels stay inside.
    """
    boxes = np.asarray(blocked, dtype=np.float64).reshape(-1, 4)
    edge_places = np.asarray(edges, dtype=np.float64).reshape(-1, 2)
    known: dict[tuple[int, int], tuple[Floats, Floats]] = {}
    level, first = np.zeros(len(wanted), dtype=np.int64), list[int]()
    while True:
        rows = [i for i, w in enumerate(wanted) if level[i] < len(w.texts)]
        for i, at in ((i, int(level[i])) for i in rows if (i, int(level[i])) not in known):
            places = _options(wanted[i], at)
            known[i, at] = places, _base(places, boxes, edge_places, frame)
        options = {i: known[i, int(level[i])][0] for i in rows}
        costs = {i: known[i, int(level[i])][1] for i in rows}
        chosen = _settle(rows, options, costs, first)
        bad = _touching(rows, options, chosen, boxes, frame)
        if not bad:
            break
        hopeless = len(bad) > max(_GIVE_WAY, len(rows) // _GIVE_WAY)
        if hopeless or set(bad) <= set(first) or len(first) > len(rows):
            # the last of those that touch give way, an eighth at a time; the others may then be free
            level[bad[-max(1, len(bad) // _GIVE_WAY) :]] += 1
            first = []
        else:  # once more, those that found no room choosing before the others
            first = list(dict.fromkeys([*bad, *first]))
    placed = [
        Placed(i, wanted[i].texts[level[i]], tuple(options[i][chosen[i]].tolist()), chosen[i] // len(_SIDES))
        for i in rows
    ]
    placed += _still_free(wanted, sorted(set(range(len(wanted))) - set(rows)), placed, boxes, frame)
    return placed, sorted(set(range(len(wanted))) - {label.row for label in placed})


def _still_free(
    wanted: Sequence[Wanted],
    missing: Sequence[int],
    placed: Sequence[Placed],
    boxes: Floats,
    frame: tuple[float, float, float, float],
) -> list[Placed]:
    """Return labels that gave way and find room after all, now that the others stand."""
    taken = np.concatenate([boxes, np.array([label.box for label in placed]).reshape(-1, 4)])
    found: list[Placed] = []
    for row in missing:
        level = len(wanted[row].texts) - 1
        options = _options(wanted[row], level)
        touching = (overlap(options, taken) > TOUCH_MM2).any(axis=1) | _outside(options, frame)
        if not touching.all():
            best = int(np.argmin(touching))  # the first free place: nearest ring first
            found.append(
                Placed(row, wanted[row].texts[level], tuple(options[best].tolist()), best // len(_SIDES))
            )
            taken = np.concatenate([taken, options[best : best + 1]])
    return found


def _options(wanted: Wanted, level: int) -> Floats:
    """Return the boxes a label may take, nearest ring first, shape (12 times its rings, 4)."""
    width, height = wanted.sizes[level]
    ring, (side, shift) = np.array(RINGS_MM[: wanted.rings])[:, None], np.array(_SIDES).T
    gap, beside = wanted.half + ring, np.abs(side) == 1
    cx = np.where(beside, side * (gap + width / 2), shift * (width + ring)) + wanted.x
    cy = np.where(beside, shift * (wanted.half * 2 + ring + height), side / 2 * (gap + height / 2)) + wanted.y
    half = np.array([width / 2, height / 2])
    centres = np.stack([cx, cy], axis=-1).reshape(-1, 2)
    return np.hstack([centres - half, centres + half])


def _base(
    options: Floats, blocked: Floats, edges: Floats, frame: tuple[float, float, float, float]
) -> Floats:
    """Return what each place costs by itself."""
    order = np.arange(len(options))
    cost = (order // len(_SIDES)) * 6.0 + (order % len(_SIDES)) * 0.35
    cost = cost + _price(overlap(options, blocked), _SYMBOL_COST)
    if len(edges):
        x, y = edges[:, 0], edges[:, 1]
        under = (
            (options[:, :1] < x) & (x < options[:, 2:3]) & (options[:, 1:2] < y) & (y < options[:, 3:4])
        ).sum(axis=1)
        cost = cost + _EDGE_COST * under
    return np.asarray(cost + _OUTSIDE * _outside(options, frame), dtype=np.float64)


def _price(common: Floats, per_mm2: float) -> Floats:
    """Return what overlaps cost: their area, and much at once for touching at all."""
    return np.asarray(
        per_mm2 * common.sum(axis=1) + _TOUCHING * (common > TOUCH_MM2).sum(axis=1), dtype=np.float64
    )


def _settle(
    rows: list[int], options: dict[int, Floats], costs: dict[int, Floats], first: list[int]
) -> dict[int, int]:
    """Return the option of every row after the rounds.

    A label is looked at again only when one in its reach has moved since: otherwise it would choose the same.
    """
    if not rows:
        return {}
    cheapest = np.array([int(np.argmin(costs[i])) for i in rows])
    chosen, now = cheapest.copy(), np.array([options[i][at] for i, at in zip(rows, cheapest, strict=True)])
    urgent = np.array([i in set(first) for i in rows])
    rank = {row: place for place, row in enumerate(first)}
    order = sorted(range(len(rows)), key=lambda k: (rank.get(rows[k], len(rows)), -costs[rows[k]].min(), rows[k]))
    near, stale = _in_reach([options[i] for i in rows]), np.ones(len(rows), dtype=bool)
    for round_ in range(_ROUNDS):
        moved = False
        for k in (k for k in order if stale[k]):
            # in the first round an urgent label minds only those that chose before it
            blind = round_ == 0 and urgent[k]
            stale[k], others = blind, near[k][urgent[near[k]]] if blind else near[k]
            if chosen[k] == cheapest[k] and not (overlap(now[k : k + 1], now[others]) > 0).any():
                continue
            total = costs[rows[k]] + _price(overlap(options[rows[k]], now[others]), _LABEL_COST)
            best = int(np.argmin(total))
            if total[best] < total[chosen[k]] - 1e-9:
                chosen[k], now[k], moved = best, options[rows[k]][best], True
                stale[near[k]] = True
        if not moved:
            break
    return {i: int(at) for i, at in zip(rows, chosen, strict=True)}


def _in_reach(options: list[Floats]) -> list[npt.NDArray[np.int64]]:
    """Return for every label the others that one of its boxes might meet."""
    reach = np.array([[*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)] for boxes in options])
    meet = overlap(reach, reach) > 0
    np.fill_diagonal(meet, False)
    return [np.flatnonzero(row) for row in meet]


def _touching(
    rows: list[int],
    options: dict[int, Floats],
    chosen: dict[int, int],
    blocked: Floats,
    frame: tuple[float, float, float, float],
) -> list[int]:
    """Return the rows whose label touches something."""
    if not rows:
        return []
    now = np.array([options[i][chosen[i]] for i in rows])
    mutual = overlap(now, now)
    np.fill_diagonal(mutual, 0)
    bad = (mutual > TOUCH_MM2).any(axis=1) | (overlap(now, blocked) > TOUCH_MM2).any(axis=1)
    bad |= _outside(now, frame)
    return [row for row, is_bad in zip(rows, bad, strict=True) if is_bad]


def _outside(boxes: Floats, frame: tuple[float, float, float, float]) -> npt.NDArray[np.bool_]:
    x0, y0, x1, y1 = frame
    out = (boxes[:, 0] < x0) | (boxes[:, 1] < y0) | (boxes[:, 2] > x1) | (boxes[:, 3] > y1)
    return np.asarray(out, dtype=np.bool_)


def overlap(one: Floats, other: Floats) -> Floats:
    """Return the common area of every pair of boxes, shape (n, m).

    >>> overlap(np.array([[0, 0, 2, 2.0]]), np.array([[1, 1, 3, 3.0]])).tolist()
    [[1.0]]
    """
    width = np.minimum(one[:, None, 2], other[None, :, 2]) - np.maximum(one[:, None, 0], other[None, :, 0])
    height = np.minimum(one[:, None, 3], other[None, :, 3]) - np.maximum(one[:, None, 1], other[None, :, 1])
    return np.asarray(np.maximum(width, 0) * np.maximum(height, 0), dtype=np.float64)
