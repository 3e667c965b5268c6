"""The coverage document as a table for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geoapp.cli.tables import clean, grid
from geoapp.domain.norms import norm
from geoapp.i18n import Translator

_HEADLINE_RADIUS_M = norm("first_radius_m")
_MOST_LISTED = 10

Document = Mapping[str, Any]


def as_table(document: Document, t: Translator) -> str:
    """Return the sentence that matters, then radii, groups, safe areas, deep alleys, and what does not count."""
    blocks = [
        _headline(document, t),
        _radii(document, t),
        _distances(document, t),
        _zones(document, "groups", t),
        _zones(document, "safe_areas", t),
        _alleys(document, t),
        _listed(document["excluded"], "excluded", lambda e: f"{e['id']}: {e['reason']}", t),
        _listed(document["issues"], "issues", lambda e: e["message"], t),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _headline(document: Document, t: Translator) -> list[str]:
    radii = document["radii"]
    shown = next((r for r in radii if r["radius_m"] == _HEADLINE_RADIUS_M), radii[0])
    parameters, demand = document["parameters"], document["demand"]
    unit = t(f"coverage.unit.{parameters['weight']}")
    sentence = t(
        f"coverage.headline.{parameters['metric']}",
        covered=_count(shown["covered_weight"], t),
        total=_count(demand["weight"], t),
        unit=unit,
        share=t.percent(shown["share"]),
        radius=_radius(shown["radius_m"], t),
    )
    lines = [sentence]
    if demand["estimated"]:
        lines.append(t("coverage.estimated"))
    lines.append(t("coverage.measured-in", crs=parameters["crs"], features=demand["features"]))
    return lines


def _radii(document: Document, t: Translator) -> list[str]:
    head = [t(f"coverage.column.{c}") for c in ("radius", "covered", "share", "backup", "share")]
    rows = [
        [
            _radius(r["radius_m"], t),
            _count(r["covered_weight"], t),
            t.percent(r["share"]),
            _count(r["backup_weight"], t),
            t.percent(r["backup_share"]),
        ]
        for r in document["radii"]
    ]
    return grid([head, *rows])


def _distances(document: Document, t: Translator) -> list[str]:
    d = document["distance_m"]
    lines = [
        t("coverage.distances", **{k: t.metres(d[k]) for k in ("mean", "median", "p95", "max")}),
    ]
    if d["unreachable"]:
        lines.append(t("coverage.unreachable", count=d["unreachable"]))
    return lines


def _zones(document: Document, member: str, t: Translator) -> list[str]:
    zones = document[member]
    if not zones:
        return []
    weight = t(f"coverage.unit-title.{document['parameters']['weight']}")
    head = [t(f"coverage.column.{member}"), weight]
    head += ["≤ " + _radius(r, t) for r in document["parameters"]["radii_m"]]
    head.append(t("coverage.column.median"))
    rows = [
        [z["name"], _count(z["weight"], t), *(t.percent(r["share"]) for r in z["radii"])]
        + [t.metres(z["distance_m"]["median"])]
        for z in zones
    ]
    return grid([head, *rows])


def _alleys(document: Document, t: Translator) -> list[str]:
    alleys = document["deep_alleys"]
    if not alleys:
        return []
    radii = document["parameters"]["radii_m"]
    head = [t(f"coverage.column.{c}") for c in ("deep_alleys", "depth", "deep_households")]
    head += ["> " + _radius(r, t) for r in radii]
    rows = [
        [a["name"], t.metres(a["depth_m"]), _count(a["households"], t)]
        + [_count(v, t) for v in a["households_beyond"].values()]
        for a in alleys[:_MOST_LISTED]
    ]
    return [*grid([head, *rows]), *_more(len(alleys), t)]


def _listed(entries: Sequence[Any], kind: str, line: Any, t: Translator) -> list[str]:
    if not entries:
        return []
    lines = [t(f"coverage.{kind}", count=len(entries))]
    lines += ["  " + clean(line(e)) for e in entries[:_MOST_LISTED]]
    return lines + _more(len(entries), t)


def _more(count: int, t: Translator) -> list[str]:
    return ["  " + t("coverage.more", count=count - _MOST_LISTED)] if count > _MOST_LISTED else []


def _count(value: float, t: Translator) -> str:
    return t.number(value, 0 if value == int(value) else 1)


def _radius(value: float, t: Translator) -> str:
    return t.metres(value, 0 if value == int(value) else 1)
