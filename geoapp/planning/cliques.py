"""Conflicts between pairs of sites as groups of sites of which at most one is chosen: few and strong limits."""

from __future__ import annotations

import numpy as np

from geoapp.planning.arrays import Ints


def cliques(pairs: Ints, count: int) -> list[Ints]:
    """Return groups of sites that all exclude each other, so that every pair lies in one of them.

    Grown greedily, by preference along pairs that no group holds yet; sets are kept as the bits of integers.

    Examples
    --------
    >>> [c.tolist() for c in cliques(np.array([[0, 1], [0, 2], [1, 2], [2, 3]]), 4)]
    [[0, 1, 2], [2, 3]]
    """
    near = [0] * count
    for a, b in pairs.tolist():
        near[a] |= 1 << b
        near[b] |= 1 << a
    missing = list(near)
    groups = []
    for site in range(count):
        while missing[site]:
            group = _grow(site, near, missing)
            mask = sum(1 << member for member in group)
            for member in group:
                missing[member] &= ~mask
            groups.append(np.array(sorted(group), dtype=np.int64))
    return groups


def _grow(site: int, near: list[int], missing: list[int]) -> list[int]:
    group, common, wanted = [site], near[site], missing[site]
    while common:
        choice = common & wanted or common
        member = (choice & -choice).bit_length() - 1
        group.append(member)
        common &= near[member]
        wanted |= missing[member]
    return group
