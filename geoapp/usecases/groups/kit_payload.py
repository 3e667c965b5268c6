"""The kit of every fire point as the map's cards say it: what state, what is missing, when it was checked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from geoapp.domain.ward import Ward
from geoapp.i18n import Translator
from geoapp.usecases.groups.facts import PointFacts
from geoapp.usecases.groups.questions import ward_points

FORMAT = "geoapp/kit@1"


def kit_payload(ward: Ward, t: Translator, today: dt.date | None = None) -> dict[str, Any]:
    """Return {point id: state, lacks, checked, next, overdue_days}; words are in the reader's language.

    `state` is complete, needs or unusable; an absent day is ``None``.
    """
    return {"format": FORMAT, "points": {point.id: _row(point, t) for point in ward_points(ward, today)}}


def _row(point: PointFacts, t: Translator) -> dict[str, Any]:
    check = point.check
    return {
        "state": point.state,
        "lacks": [t(phrase.key, **phrase.params) for phrase in point.missing],
        "checked_on": check.last.isoformat() if check.last else None,
        "next_check_on": check.next.isoformat() if check.next else None,
        "overdue_days": check.overdue_days,
    }
