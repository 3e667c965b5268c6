"""From bytes to a JSON value or a FeatureCollection, or to faults that say where the text breaks."""

from __future__ import annotations

import json
import math
from typing import Any

from geoapp.crs import WGS84_NAMES
from geoapp.domain.faults import Fault, fault
from geoapp.domain.json_places import MOST_DIGITS, Place, hard_places
from geoapp.domain.text import shown, shown_value

MOST_BYTES = 64 * 1024 * 1024


class _Hard(ValueError):
    """The text holds something that only Python reads: a second look finds every place."""


def read_json(data: bytes, file: str) -> tuple[Any, list[Fault]]:
    """Return the value of a JSON text and no fault, or ``None`` and every fault of the text as a whole."""
    if len(data) > MOST_BYTES:
        return None, [fault("too-large", file, params={"most": MOST_BYTES // 1024 // 1024})]
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):
        return None, [fault("wrong-encoding", file, params={"encoding": encoding.upper()})]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [fault("not-utf8", file, params={"byte": error.start + 1, "line": line})]
    return _parsed(text, file)


def _parsed(text: str, file: str) -> tuple[Any, list[Fault]]:
    try:
        value = json.loads(
            text,
            parse_constant=_refuse,
            parse_float=_finite,
            parse_int=_short,
            object_pairs_hook=_without_duplicates,
        )
    except json.JSONDecodeError as error:
        params = {"line": error.lineno, "column": error.colno}
        return None, [fault("json-empty" if not text.strip() else "bad-json", file, params=params)]
    except (_Hard, RecursionError):
        return None, [fault(code, file, params=params) for code, params in hard_places(text) or _break(text)]
    return value, []


def _break(text: str) -> list[Place]:
    """Return where a text is no JSON at all, for one that a hook gave up before its break."""
    try:
        json.loads(text, parse_int=len)
    except json.JSONDecodeError as error:
        return [("bad-json", {"line": error.lineno, "column": error.colno})]
    return [("bad-json", {"line": 1, "column": 1})]


def read_collection(data: bytes, file: str) -> tuple[list[Any] | None, list[Fault]]:
    """Return the features of a GeoJSON text and the faults of the text as a whole.

    Where the text cannot be read at all, there is ``None`` instead of features.
    """
    root, faults = read_json(data, file)
    return (None, faults) if faults else _features(root, file)


def _features(root: Any, file: str) -> tuple[list[Any] | None, list[Fault]]:
    features = root.get("features") if isinstance(root, dict) else None
    if not isinstance(features, list) or root.get("type") != "FeatureCollection":
        found = root.get("type") if isinstance(root, dict) else root
        return None, [fault("not-a-collection", file, params={"found": shown_value(found)})]
    if "crs" not in root:
        return features, []
    member = root["crs"]
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and name in WGS84_NAMES:
        return features, [fault("crs-needless", file, field="crs")]
    return features, [
        fault(
            "crs-not-wgs84",
            file,
            field="crs",
            params={"crs": shown(name) if isinstance(name, str) else "link"},
        )
    ]


def _refuse(constant: str) -> float:
    raise _Hard(constant)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _Hard
    return value


def _short(text: str) -> int:
    if len(text.lstrip("-")) > MOST_DIGITS:
        raise _Hard
    return int(text)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Hard
    return found
