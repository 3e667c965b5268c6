"""The only module that chooses or converts a coordinate system.

Layers are stored in EPSG:4326, longitude first. Every metre is measured in a
projected system: the ward's VN-2000 TM-3 zone, or a UTM zone that is estimated
from the data and named. Sources: EPSG registry; domain reference, section 7.
"""

from __future__ import annotations

import functools
import math
import re

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError, ProjError

from geoapp.errors import CrsFault

STORED = "EPSG:4326"
"""Every layer on disk and on the wire: longitude, latitude."""

WGS84_NAMES = frozenset(
    {
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:OGC::CRS84",
        "OGC:CRS84",
        "CRS84",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "urn:ogc:def:crs:EPSG::4326",
        "EPSG:4326",
    }
)
"""Spellings of a ``crs`` member that still mean longitude, latitude on WGS 84."""

_TM3_MERIDIANS = {
    5896: 102.0, 9205: 103.0, 9206: 104.0, 9207: 104.5, 9208: 104.75, 5897: 105.0,
    9209: 105.5, 9210: 105.75, 9211: 106.0, 9212: 106.25, 9213: 106.5, 9214: 107.0,
    9215: 107.25, 9216: 107.5, 5899: 107.75, 5898: 108.0, 9217: 108.25, 9218: 108.5,
}  # fmt: skip

_EXPLICIT = re.compile(r"[A-Za-z]+:\d+\Z|urn:ogc:def:crs:|\+proj=|(?:PROJ|BOUND|COMPD)[A-Z]*\[|\{")
"""A code, a PROJ string, WKT or PROJ JSON; PROJ would also search its database for names that are nearly right."""


@functools.lru_cache(maxsize=32)
def measuring(text: str) -> CRS:
    """Return the projected CRS named by `text`, in metres.

    Raises
    ------
    CrsFault
        If the name is unknown, or the system is not projected in metres.
    """
    if not _EXPLICIT.match(text):
        raise CrsFault("crs-unknown", crs=text)
    try:
        crs = CRS.from_user_input(text)
    except (CRSError, UnicodeError) as error:
        raise CrsFault("crs-unknown", crs=text) from error
    if not crs.is_projected or any(a.unit_conversion_factor != 1.0 for a in crs.axis_info):
        raise CrsFault("crs-not-metric", crs=text)
    return crs


def estimated(frame: gpd.GeoDataFrame) -> CRS:
    """Return the UTM zone in which `frame` lies; refuse a frame without rows."""
    bounds = frame.total_bounds
    if not np.isfinite(bounds).all():
        raise CrsFault("crs-nothing-to-estimate")
    return zone_of((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)


def zone_of(longitude: float, latitude: float) -> CRS:
    """Return the UTM zone of a place, in degrees."""
    zone = min(60, max(1, math.floor((longitude + 180) / 6) + 1))
    return measuring(f"EPSG:{32600 + zone if latitude >= 0 else 32700 + zone}")


def to_metric(frame: gpd.GeoDataFrame, crs: CRS) -> gpd.GeoDataFrame:
    """Return `frame` in the measuring system; a frame without a CRS is refused."""
    if frame.crs is None:
        raise CrsFault("crs-missing")
    return frame.to_crs(crs)


def metric_shapes(frame: gpd.GeoDataFrame, crs: CRS) -> npt.NDArray[np.object_]:
    """Return the geometries of `frame` in the measuring system, without its other columns and heights."""
    if frame.crs is None:
        raise CrsFault("crs-missing")
    turn = _transformer(frame.crs.to_wkt(), crs.to_wkt()).transform
    shapes = np.asarray(frame.geometry.array, dtype=object)
    xy, shape = shapely.get_coordinates(shapes, return_index=True)
    # most shapes end where they began: a fifth of a ward's corners, those of its houses, need not be turned twice
    starts = np.flatnonzero(np.diff(shape, prepend=-1))
    first = np.repeat(starts, np.diff(starts, append=len(shape)))
    again = (xy[:, 0] == xy[first, 0]) & (xy[:, 1] == xy[first, 1]) & (first != np.arange(len(xy)))
    turned = np.empty_like(xy)
    turned[~again] = np.column_stack(turn(*xy[~again].T))
    turned[again] = turned[first[again]]
    made: npt.NDArray[np.object_] = shapely.set_coordinates(shapes.copy(), turned)
    return made


def project(lonlat: npt.ArrayLike, crs: CRS) -> npt.NDArray[np.float64]:
    """Return n x 2 metres for n x 2 longitudes and latitudes."""
    points = np.asarray(lonlat, dtype=float).reshape(-1, 2)
    return np.column_stack(_transformer(STORED, crs.to_wkt()).transform(points[:, 0], points[:, 1]))


def unproject(xy: npt.ArrayLike, crs: CRS) -> npt.NDArray[np.float64]:
    """Return n x 2 longitudes and latitudes for n x 2 metres."""
    points = np.asarray(xy, dtype=float).reshape(-1, 2)
    return np.column_stack(_transformer(crs.to_wkt(), STORED).transform(points[:, 0], points[:, 1]))


@functools.lru_cache(maxsize=32)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


@functools.lru_cache(maxsize=32)
def name(crs: CRS) -> str:
    """Return the short name that goes into results: ``EPSG:9211`` where there is one."""
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name


def describe(crs: CRS) -> dict[str, object]:
    """Return what a print says of the system: name, EPSG code, central meridian (degrees)."""
    code = crs.to_epsg()
    return {"name": crs.name, "epsg": code, "meridian_deg": _TM3_MERIDIANS.get(code or 0)}


def scale_error(lonlat: tuple[float, float], crs: CRS) -> float:
    """Return by what share a metre measured in `crs` is wrong at a place: 0.0 is true, ``inf`` where it does not reach.

    Source: scale factors of the projection (PROJ); the larger of the meridian's and the parallel's counts.
    """
    try:
        factors = _projection(crs.to_wkt()).get_factors(*lonlat, errcheck=True)
    except ProjError:
        return math.inf
    scales = (factors.meridional_scale, factors.parallel_scale)
    return max(abs(scale - 1.0) if math.isfinite(scale) else math.inf for scale in scales)


@functools.lru_cache(maxsize=32)
def _projection(crs: str) -> Proj:
    return Proj(crs)
