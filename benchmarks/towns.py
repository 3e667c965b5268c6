"""Invented towns to measure on, all drawn from a seed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]

BLOCK_M = 60.0


def spread_evenly(count: int, side_m: float, seed: int) -> Floats:
    """Return places spread evenly over a square, metres, shape (count, 2)."""
    return np.random.default_rng(seed).random((count, 2)) * side_m


def streets(blocks: int) -> npt.NDArray[np.object_]:
    """Return the streets of a square town of crooked blocks, three in a hundred missing."""
    rng = np.random.default_rng(3)
    at = np.stack(np.meshgrid(np.arange(blocks + 1), np.arange(blocks + 1), indexing="ij"), axis=-1) * BLOCK_M
    at = at + rng.uniform(-9, 9, at.shape)
    along = [np.stack([at[:-1], at[1:]], axis=2), np.stack([at[:, :-1], at[:, 1:]], axis=2)]
    pairs = np.concatenate([part.reshape(-1, 2, 2) for part in along])
    return np.asarray(shapely.linestrings(pairs[rng.random(len(pairs)) < 0.97]), dtype=object)


def along_alleys(households: int, candidates: int, seed: int) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Return a ward as the planner meets it: households, candidates, weights 1 to 8.

    Both stand along crooked alleys of random length and direction, households up to 12 m beside them, at the
    density of a Vietnamese ward (about 40 households a hectare).
    """
    rng = np.random.default_rng(seed)
    side = 100.0 * np.sqrt(households / 40.0)
    count = max(10, households // 40)
    start = rng.random((count, 2)) * side
    turn = rng.uniform(0, 2 * np.pi, count)
    length = rng.gamma(2.0, 60.0, count) + 30.0
    share = length / length.sum()

    def places(number: int, beside_m: float) -> Floats:
        alley = rng.choice(count, number, p=share)
        along = rng.random(number) * length[alley]
        direction = np.column_stack([np.cos(turn[alley]), np.sin(turn[alley])])
        across = direction[:, ::-1] * [-1.0, 1.0]
        offset = rng.uniform(-beside_m, beside_m, number)
        return np.ascontiguousarray(start[alley] + along[:, None] * direction + offset[:, None] * across)

    return places(households, 12.0), places(candidates, 0.0), rng.integers(1, 9, households)
