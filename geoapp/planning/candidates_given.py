"""Places that are given, or that lie on a grid: taken as they are, or moved onto the nearest way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from geoapp.coverage.network import Network
from geoapp.planning.arrays import checked_xy
from geoapp.planning.candidates_common import check_call, columns_of, no_places, sites_at
from geoapp.planning.candidates_pieces import allowed_edges, refused
from geoapp.planning.candidates_types import Candidates, Limits, Sites, TooManyPlaces
from geoapp.planning.travel import Travel, covers_of


def grid(
    travel: Travel,
    radii_m: Sequence[float],
    step_m: float,
    *,
    network: Network | None = None,
    near_alley_m: float | None = None,
    limits: Limits | None = None,
    most: int = 50_000,
) -> Candidates:
    """Return the places of a square grid that reach anybody; never exact (`exact` is False).

    With `near_alley_m` each place moves onto the nearest way, and those farther from one are left out.

    Raises
    ------
    TooManyPlaces
        If the grid over the demand would have more than `most` places.

    Examples
    --------
    >>> from geoapp.planning.travel import Straight
    >>> found = grid(Straight(np.array([[0.0, 0.0]])), [10], 10)
    >>> found.sites.xy.tolist()
    [[0.0, -10.0], [-10.0, 0.0], [0.0, 0.0], [10.0, 0.0], [0.0, 10.0]]
    """
    if not (np.isfinite(step_m) and step_m > 0):
        raise ValueError(f"step_m must be more than zero metres, not {step_m!r}")
    if len(travel.demand_xy) == 0:
        return no_places(network, travel, radii_m)
    margin = max(radii_m)
    low = np.floor((travel.demand_xy.min(axis=0) - margin) / step_m)
    high = np.ceil((travel.demand_xy.max(axis=0) + margin) / step_m)
    wide, tall = (int(v) + 1 for v in high - low)
    if wide * tall > most:
        raise TooManyPlaces(wide * tall, most)
    x, y = np.meshgrid(low[0] + np.arange(wide), low[1] + np.arange(tall))
    xy = np.column_stack([x.ravel(), y.ravel()]) * step_m
    found = from_points(travel, radii_m, xy, network=network, near_alley_m=near_alley_m, limits=limits)
    useful = np.flatnonzero(np.any([np.diff(c.indptr) > 0 for c in found.covers], axis=0))
    given = np.full(len(useful), -1, dtype=np.int64)
    kept = found.sites.take(useful)
    sites = Sites(kept.xy, kept.line, kept.place, kept.room_m, kept.group, given)
    return Candidates(sites, tuple(columns_of(c, useful) for c in found.covers), False)


def from_points(
    travel: Travel,
    radii_m: Sequence[float],
    xy: npt.ArrayLike,
    *,
    network: Network | None = None,
    near_alley_m: float | None = None,
    limits: Limits | None = None,
) -> Candidates:
    """Return given places, shape (k, 2), all of them in order but for those named in `dropped`.

    With `near_alley_m` (and a network) each place moves onto the nearest way; those farther from one than that
    are dropped as ``"far"``, those on a way that `limits` do not allow as ``"line"``. Limits hold for the place
    after it moved. `exact` is True: among the places given.

    Examples
    --------
    >>> from geoapp.planning.travel import Straight
    >>> street = Network.from_lines([shapely.LineString([(0, 0), (100, 0)])])
    >>> travel = Straight(np.array([[40.0, 0.0]]))
    >>> found = from_points(travel, [50], [[40, 2], [40, 9]], network=street, near_alley_m=3)
    >>> found.sites.xy.tolist(), found.dropped
    ([[40.0, 0.0]], {1: 'far'})
    """
    limits = limits or Limits()
    check_call(network, travel, radii_m)
    given = checked_xy(xy, "xy")
    if near_alley_m is not None and (network is None or len(network.edges) == 0):
        return Candidates(
            sites_at(given[:0], network, limits, np.empty(0)),
            covers_of(travel, given[:0], radii_m),
            True,
            dict.fromkeys(range(len(given)), "far"),
        )
    why = np.full(len(given), "", dtype=object)
    if network is not None and len(network.edges) and len(given):
        place = network.locate(given)
        if limits.lines is not None:
            why[~allowed_edges(network, limits)[place.edge]] = "line"
        if near_alley_m is not None:
            why[place.access_m > near_alley_m] = "far"
            moved = shapely.line_interpolate_point(network.edges[place.edge], place.along_m)
            given = shapely.get_coordinates(moved)
    inside, near = refused(limits, given)
    why[(why == "") & near] = "keep_out"
    why[(why == "") & inside] = "forbidden"
    keep = np.flatnonzero(why == "")
    sites = sites_at(given[keep], network, limits, np.zeros(len(keep)), keep)
    dropped = {int(row): str(why[row]) for row in np.flatnonzero(why != "")}
    return Candidates(sites, covers_of(travel, sites.xy, radii_m), True, dropped)
