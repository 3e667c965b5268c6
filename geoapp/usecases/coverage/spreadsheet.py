"""The coverage document as CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

CSV_COLUMNS = (
    "level", "id", "name", "demand", "weight", "radius_m", "covered", "covered_weight", "share", "backup",
    "backup_weight", "backup_share", "mean_m", "median_m", "p95_m", "max_m", "unreachable",
)  # fmt: skip


def as_csv(document: Mapping[str, Any]) -> str:
    """Return one row per ward, group or safe area and radius; no cell can start a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    demand = document["demand"]
    whole = {**document, "id": "", "name": "", "demand": demand["features"], "weight": demand["weight"]}
    for level, zones in (
        ("all", [whole]),
        ("group", document["groups"]),
        ("safe_area", document["safe_areas"]),
    ):
        writer.writerows(row for zone in zones for row in _csv_rows(level, zone))
    return out.getvalue()


def _csv_rows(level: str, zone: Mapping[str, Any]) -> Iterable[list[object]]:
    distance = zone["distance_m"]
    for r in zone["radii"]:
        yield [
            level,
            safe(zone["id"]),
            safe(zone["name"]),
            zone["demand"],
            zone["weight"],
            *(r[k] for k in CSV_COLUMNS[5:12]),
            *(distance[k] for k in ("mean", "median", "p95", "max", "unreachable")),
        ]


def safe(text: str | None) -> str:
    """Return text that no spreadsheet takes for a formula."""
    plain = text or ""
    return "'" + plain if plain.startswith(_FORMULA_STARTS) else plain
