"""A ward as the rest of the house sees it: checked layers and the facts of ``ward.json``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd

from geoapp.domain.faults import Fault
from geoapp.domain.layers import LAYERS, empty_frame


@dataclass(frozen=True)
class WardInfo:
    """The contents of ``ward.json``.

    `codes` are dicts of code, level, from, to; `campaign` dicts of audience, group_ids, target_share, by;
    `bounds` is west, south, east, north in degrees; `crs` names the measuring system; `settings` may hold
    radii_m, alley_depth_trigger_m and the other defaults of the domain reference, section 9.
    """

    name: str
    kind: str
    crs: str
    illustrative: bool
    source: str
    bounds: tuple[float, float, float, float]
    codes: tuple[Mapping[str, Any], ...] = ()
    forces: Mapping[str, int] = field(default_factory=dict)
    campaign: tuple[Mapping[str, Any], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ward:
    """A ward whose files passed the check.

    `layers` holds the layers that exist, as frames in EPSG:4326 indexed by feature id (text), with one column
    per field of the layer's specification (``None`` where a feature lacks it). `version` is a short hash of all
    files; `modified` the newest file's time, in UTC; `digests` the SHA-256 of every file by its
    name, where the store told it.
    """

    id: str
    info: WardInfo
    layers: Mapping[str, gpd.GeoDataFrame]
    warnings: tuple[Fault, ...]
    version: str
    modified: dt.datetime
    digests: Mapping[str, str] = field(default_factory=dict)

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Return a layer; one that the ward lacks is an empty frame with the right columns."""
        return self.layers[name] if name in self.layers else empty_frame(LAYERS[name])
