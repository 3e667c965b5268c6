"""Places for p-median on foot: the best ones are among crossings, ends, and where homes meet the ways."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from geoapp.coverage.network import Access
from geoapp.planning.arrays import Floats, Ints
from geoapp.planning.candidates_common import no_places
from geoapp.planning.candidates_pieces import Pieces, allowed_pieces, piece_of
from geoapp.planning.candidates_types import Candidates, Limits, Sites
from geoapp.planning.travel import Walking, covers_of


def for_p_median(
    travel: Walking, radii_m: Sequence[float] = (), *, limits: Limits | None = None
) -> Candidates:
    """Return places among which the p with the least sum of walks are the best of ALL places on all ways.

    Between two neighbouring of these places (Hakimi 1964: ends of what may be used of an edge, and where homes
    enter it) every walk is a concave function of the place, and so is the sum of the shortest ones, whatever the
    weights, the other sites and the existing points: it is least at an end. Not for p-center or straight lines.
    One cover for each of `radii_m` comes along; `travel.metres(sites.xy)` gives the distances.

    Examples
    --------
    >>> from geoapp.coverage import Network
    >>> street = Network.from_lines([shapely.LineString([(0, 0), (200, 0)])])
    >>> for_p_median(Walking(street, np.array([[40.0, 5.0], [90.0, 0.0]]))).sites.xy.tolist()
    [[0.0, 0.0], [40.0, 0.0], [90.0, 0.0], [200.0, 0.0]]
    """
    network, limits = travel.network, limits or Limits()
    pieces = allowed_pieces(network, limits)
    if len(pieces) == 0 or len(travel.demand_xy) == 0:
        return no_places(network, travel, radii_m)
    edge, at, group = _entries(travel, pieces)
    xy = shapely.get_coordinates(shapely.line_interpolate_point(network.edges[edge], at))
    _, first = np.unique(np.column_stack([xy, group]), axis=0, return_index=True)
    first.sort()
    edge, at, xy = edge[first], at[first], xy[first]
    zero = np.zeros(len(at))
    none = np.full(len(at), -1, dtype=np.int64)
    sites = Sites(xy, network.way[edge], Access(edge, at, zero), zero, group[first], none)
    return Candidates(sites, covers_of(travel, xy, radii_m) if radii_m else (), True)


def _entries(travel: Walking, pieces: Pieces) -> tuple[Ints, Floats, Ints]:
    """Return edge, metres along it and group of the ends of pieces and of where homes enter them, in order."""
    home = travel.home
    piece = piece_of(travel.network, pieces, home.edge, home.along_m)
    held = piece >= 0
    edge = np.concatenate([pieces.edge, pieces.edge, home.edge[held]])
    at = np.concatenate([pieces.lo, pieces.hi, home.along_m[held]])
    group = np.concatenate([pieces.group, pieces.group, pieces.group[piece[held]]])
    order = np.lexsort((at, edge))
    return edge[order], at[order], group[order]
