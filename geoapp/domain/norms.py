"""Every number that a rule of the field sets, as data: value, unit, what a ward may set instead, and where it is from.

A ward's ``settings`` may override those that are marked so; checks and pages ask here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ARTICLE = "Press report on Phường Phương Lâm, 2023"
_GUIDANCE_ALLEYS = "Guidance on public fire points, sub.dost-dongnai.gov.vn/vinhthanh, NewsID 1469"
_GUIDANCE_POINTS = "Guidance on public fire points, tintucbaoholaodong.blogspot.com, July 2023 (secondary)"
_OURS = "Our choice"


@dataclass(frozen=True)
class Norm:
    """One number: `unit` is ``m``, ``days``, ``share`` (0 to 1) or ``count``; `least` and `most` bound what a ward may set.

    `setting` tells whether ``ward.json`` may hold it under the same name.
    """

    name: str
    value: float
    unit: str
    source: str
    setting: bool = False
    least: float = 0.0
    most: float = 100_000.0


RADII_M: tuple[float, ...] = (25.0, 50.0, 100.0, 200.0)
"""Half and whole spacing of points (good, fair), then two scenario rings; no norm sets a service radius."""
LEAST_RADIUS_M, MOST_RADIUS_M, MOST_RADII = 0.1, 100_000.0, 20
"""What any list of radii may hold: from a decimetre to a province."""

NORMS: Mapping[str, Norm] = {
    norm.name: norm
    for norm in (
        Norm("first_radius_m", 50, "m", f"{_OURS}: the spacing of points; near 22.9 m (NFPA 10) for the good one"),
        Norm("alley_depth_trigger_m", 50, "m", _GUIDANCE_ALLEYS, True, 1, 10_000),
        Norm("point_spacing_m", 50, "m", _GUIDANCE_POINTS, True, 1, 10_000),
        Norm("truck_width_m", 3.5, "m", "QCVN 06:2010/BXD, 5.2", True, 1, 20),
        Norm("truck_height_m", 4.5, "m", "QCVN 06:2022/BXD, the cautious height (unconfirmed)", True, 1, 20),
        Norm("dead_end_warn_m", 46, "m", "QCVN 06:2022/BXD (unconfirmed)", True, 1, 10_000),
        Norm("dead_end_most_m", 150, "m", "QCVN 06:2010/BXD, 5.2", True, 1, 10_000),
        Norm("hydrant_spacing_m", 150, "m", "TCVN 2622:1995", True, 1, 10_000),
        Norm("hydrant_deep_alley_m", 200, "m", "A hose trolley carries 200 m, vnexpress.net 4929432", True, 1, 10_000),
        Norm("detour_factor", 1.3, "ratio", f"{_OURS}, where no ways are given", True, 1, 5),
        Norm("walking_speed_ms", 1.0, "m/s", f"{_OURS}, with kit in hand", True, 0.1, 5),
        Norm("least_extinguishers", 2, "count", _GUIDANCE_POINTS),
        Norm("household_extinguisher_share", 1.0, "share", "Hà Nội, KH 53/2023", True, 0, 1),
        Norm("household_milestone_share", 0.9, "share", _ARTICLE, True, 0, 1),
        Norm("interfamily_least", 5, "count", "haiminhgroup.vn, mô hình tổ liên gia (secondary)"),
        Norm("interfamily_most", 15, "count", "haiminhgroup.vn, mô hình tổ liên gia (secondary)"),
        Norm("check_interval_days", 30, "days", "NFPA 10: monthly", True, 1, 1_000),
        Norm("boundary_tolerance_m", 30, "m", f"{_OURS}: a phone's GPS error beside a border drawn by hand"),
        Norm("neighbourhood_m", 1_000, "m", f"{_OURS}: water, ways and surroundings of the ward next door"),
        Norm("same_place_m", 1, "m", f"{_OURS}: two cabinets do not stand closer"),
        Norm("sliver_m", 0.5, "m", f"{_OURS}: a border drawn twice never meets itself exactly"),
        Norm("scale_error_share", 0.01, "share", f"{_OURS}: VN-2000 and UTM stay under 0.15 % in Vietnam"),
        Norm("widest_ward_deg", 1.0, "degrees", f"{_OURS}: the largest commune is far smaller"),
    )
}  # fmt: skip


def norm(name: str, settings: Mapping[str, Any] | None = None) -> float:
    """Return a number by its name: the ward's own where its settings hold one, else the norm's.

    >>> norm("least_extinguishers"), norm("truck_width_m", {"truck_width_m": 3})
    (2.0, 3.0)
    """
    own = (settings or {}).get(name) if NORMS[name].setting else None
    return float(NORMS[name].value if own is None else own)


def radii_m(settings: Mapping[str, Any]) -> tuple[float, ...]:
    """Return the radii of a ward, in metres: its own, else the default ones."""
    return tuple(settings.get("radii_m") or RADII_M)


def whole(name: str, settings: Mapping[str, Any] | None = None) -> int:
    """Return a counting norm as an integer."""
    return int(norm(name, settings))
