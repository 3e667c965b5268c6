"""From bytes to a FeatureCollection, or to faults that say where the text breaks."""

from __future__ import annotations

import json
import math
from typing import Any

from geoapp.crs import WGS84_NAMES
from geoapp.domain.faults import Fault

MOST_BYTES = 64 * 1024 * 1024


class _DuplicateKey(ValueError):
    pass


class _NotFinite(ValueError):
    pass


def read_collection(data: bytes, file: str) -> tuple[list[Any], list[Fault]]:
    """Return the features of a GeoJSON text and the faults of the text as a whole.

    Where the text cannot be read at all, there are no features and one error.
    """
    if len(data) > MOST_BYTES:
        return [], [Fault("error", "too-large", file, params={"most": MOST_BYTES // 1024 // 1024})]
    try:
        text = data.decode("utf-8-sig")
        root = json.loads(
            text, parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_without_duplicates
        )
    except UnicodeDecodeError as error:
        return [], [Fault("error", "not-utf8", file, params={"byte": error.start})]
    except json.JSONDecodeError as error:
        return [], [Fault("error", "bad-json", file, params={"line": error.lineno, "column": error.colno})]
    except _DuplicateKey as error:
        return [], [Fault("error", "duplicate-key", file, params={"key": str(error)})]
    except _NotFinite as error:
        return [], [Fault("error", "number-not-finite", file, params={"value": str(error)})]
    except (RecursionError, ValueError):
        return [], [Fault("error", "json-monstrous", file)]
    return _features(root, file)


def _features(root: Any, file: str) -> tuple[list[Any], list[Fault]]:
    features = root.get("features") if isinstance(root, dict) else None
    if not isinstance(features, list) or root.get("type") != "FeatureCollection":
        return [], [Fault("error", "not-a-collection", file)]
    if "crs" not in root:
        return features, []
    member = root["crs"]
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and name in WGS84_NAMES:
        return features, [Fault("warning", "crs-needless", file)]
    return features, [Fault("error", "crs-not-wgs84", file, params={"crs": str(name or "link")[:80]})]


def _refuse(constant: str) -> float:
    raise _NotFinite(constant)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _NotFinite(text[:40])
    return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _DuplicateKey(key[:80])
        found[key] = value
    return found
