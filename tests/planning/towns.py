"""Invented road networks, drawn from a seed."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path


def sparse_graph(places: int, seed: int) -> np.ndarray:
    """Return shortest ways between all places of a connected random network: n²/50 roads of length 1 to 100."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(places)
    more = rng.integers(0, places, (max(places**2 // 50 - places + 1, 0), 2))
    ends = np.concatenate([np.column_stack([order[:-1], order[1:]]), more[more[:, 0] != more[:, 1]]])
    length = np.full((places, places), np.inf)
    for (a, b), metres in zip(ends.tolist(), rng.integers(1, 101, len(ends)).tolist(), strict=True):
        length[a, b] = length[b, a] = min(length[a, b], metres)
    a, b = np.nonzero(np.isfinite(length))
    return np.asarray(shortest_path(csr_array((length[a, b], (a, b)), shape=length.shape), directed=False))
