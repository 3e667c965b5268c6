"""The properties of one feature against the fields of its layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from geoapp.domain.fields import LayerSpec
from geoapp.domain.text import LONGEST_ID, text_findings
from geoapp.domain.value_check import Placed, member_findings

_AT_MOST = (
    ("households_with_extinguisher", "households"),
    ("party_members_with_extinguisher", "party_members"),
    ("business_households_with_extinguisher", "business_households"),
)


def attribute_findings(properties: Mapping[str, Any], spec: LayerSpec) -> Iterator[Placed]:
    """Yield every fault of the properties; whether there is an id, which may stand beside them, is the caller's."""
    yield from member_findings({k: v for k, v in properties.items() if k != "id"}, spec.but_id)
    for part, whole in _AT_MOST:
        a, b = _count(properties, part), _count(properties, whole)
        if a is not None and b is not None and a > b:
            yield "more-than-whole", part, {"part": a, "whole": b, "of": whole}
    people, households = _count(properties, "population"), _count(properties, "households")
    if people is not None and households is not None and people < households:
        yield "fewer-people-than-households", "population", {"people": people, "households": households}


def id_findings(name: str) -> Iterator[Placed]:
    """Yield every fault of a feature's id: it becomes an address and a plate."""
    yield from ((code, "id", params) for code, params in text_findings(name, LONGEST_ID))


def _count(properties: Mapping[str, Any], name: str) -> int | None:
    value = properties.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
