"""The extinguisher campaign of a group: what was promised, how far it is, how many days are left."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

from geoapp.usecases.groups.facts import Audience, CampaignLine
from geoapp.usecases.groups.records import Record, day

_COUNTS: Mapping[Audience, tuple[str, str]] = {
    "households": ("households_with_extinguisher", "households"),
    "business_households": ("business_households_with_extinguisher", "business_households"),
    "party_members": ("party_members_with_extinguisher", "party_members"),
}
_DECIMALS = 6  # 0.9 x 110 is 99.00000000000001 in floats, and 99 households on paper


def campaign_lines(
    group: Record, promises: Sequence[Mapping[str, Any]], today: dt.date
) -> tuple[CampaignLine, ...]:
    """Return one line per promise that is made to this group, households first.

    Without a promise for households, their count stands alone where it is known. A promise without
    ``group_ids`` is made to every group.
    """
    ours = [p for p in promises if not p.get("group_ids") or group.id in p["group_ids"]]
    lines = [_line(group, p, today) for p in ours if p.get("audience") in _COUNTS]
    if not any(line.audience == "households" for line in lines):
        alone = _line(group, {"audience": "households"}, today)
        lines += [alone] if alone.done is not None and alone.total else []
    order = list(_COUNTS)
    return tuple(sorted(lines, key=lambda line: order.index(line.audience)))


def _line(group: Record, promise: Mapping[str, Any], today: dt.date) -> CampaignLine:
    audience = cast(Audience, promise["audience"])
    done, total = (group.count(name) for name in _COUNTS[audience])
    target = promise.get("target_share")
    share = float(target) if isinstance(target, int | float) else None
    by = day(promise.get("by"))
    return CampaignLine(
        audience=audience,
        done=done,
        total=total,
        target_share=share,
        needed=_needed(share, total),
        by=by,
        days_left=(by - today).days if by else None,
    )


def _needed(share: float | None, total: int | None) -> int | None:
    """Return the smallest count that meets the share."""
    return None if share is None or total is None else math.ceil(round(share * total, _DECIMALS))
