"""GeoJSON bytes: one feature a line, sorted by id, 7 decimals, outer rings counter-clockwise."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sampleward.place import lonlat
from sampleward.vector import Line, Point, area

WARD_CODE = "04807"
Feature = dict[str, Any]


def polygon(ring: Line) -> Feature:
    outer = ring if area(ring) > 0 else ring[::-1]
    return {"type": "Polygon", "coordinates": [_distinct([lonlat(p) for p in outer])]}


def line(places: Line) -> Feature:
    return {"type": "LineString", "coordinates": _distinct([lonlat(p) for p in places])}


def point(p: Point) -> Feature:
    return {"type": "Point", "coordinates": lonlat(p)}


def _distinct(places: list[list[float]]) -> list[list[float]]:
    return [p for i, p in enumerate(places) if i == 0 or p != places[i - 1]]


def feature(key: str, geometry: Feature | None, **properties: Any) -> Feature:
    """Return a feature with the fields that every layer needs; absent values are left out."""
    known = {name: value for name, value in properties.items() if value is not None}
    common = {"ward_code": WARD_CODE, "pos_method": "illustrative"}
    return {"type": "Feature", "id": key, "properties": {**known, **common}, "geometry": geometry}


def layer_bytes(features: Sequence[Feature]) -> bytes:
    """Return a layer's file."""
    rows = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in sorted(features, key=_natural)]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(rows) + "\n]}\n"
    return text.encode("utf-8")


def _natural(one: Feature) -> list[tuple[int, str]]:
    """Return what sorts ids as people do: ngo-9 before ngo-10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", one["id"])]


def document_bytes(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files, bytes as they are on every platform."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
