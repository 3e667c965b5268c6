"""``ward.json``'s settings: the ward's own radii and norms, each within what makes sense."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from geoapp.domain.fields import Field
from geoapp.domain.norms import LEAST_RADIUS_M, MOST_RADII, MOST_RADIUS_M, NORMS
from geoapp.domain.text import shown_value
from geoapp.domain.value_check import Placed, member_findings

_RADII = "radii_m"
_FIELDS = tuple(
    Field(n.name, "float", n.name, n.name, unit=n.unit, minimum=n.least, maximum=n.most)
    for n in NORMS.values()
    if n.setting
)


def settings_findings(value: Any) -> Iterator[Placed]:
    """Yield every fault of the settings; a missing object has none."""
    if value is None:
        return
    if not isinstance(value, dict):
        yield "wrong-type", "settings", {"expected": "{…}"}
        return
    yield from member_findings({k: v for k, v in value.items() if k != _RADII}, _FIELDS, "settings.")
    if value.get(_RADII) is not None:
        yield from _radii_findings(value[_RADII])


def _radii_findings(radii: Any) -> Iterator[Placed]:
    place = f"settings.{_RADII}"
    if not isinstance(radii, list) or not all(_is_number(r) for r in radii):
        yield "wrong-type", place, {"expected": "[25, 50, 100, 200]"}
        return
    if not 1 <= len(radii) <= MOST_RADII:
        yield "radii-count", place, {"count": len(radii), "most": MOST_RADII}
    for n, radius in enumerate(radii):
        if not LEAST_RADIUS_M <= radius <= MOST_RADIUS_M:
            few, many = f"{LEAST_RADIUS_M:g}", f"{MOST_RADIUS_M:g}"
            yield (
                "radius-out-of-range",
                f"{place}[{n}]",
                {"value": shown_value(radius), "least": few, "most": many},
            )
    if any(a >= b for a, b in zip(radii, radii[1:], strict=False)):
        yield "radii-not-rising", place, {}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
