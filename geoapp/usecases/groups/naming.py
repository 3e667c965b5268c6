"""What residential groups are called in lists and files."""

from __future__ import annotations

from geoapp.domain.ward import Ward
from geoapp.i18n import Translator
from geoapp.usecases.groups.facts import GroupName
from geoapp.usecases.groups.words import GroupWords


def group_names(ward: Ward, t: Translator) -> dict[str, str]:
    """Return ``Tổ 9`` by a group's id; where numbers repeat after a merger, with the old ward's code."""
    frame, say = ward.layer("residential_groups"), GroupWords(t)
    numbers = [int(n) if n == n and n is not None else None for n in frame["number"].tolist()]
    rows = zip(frame.index.astype(str), numbers, frame["ward_code"].tolist(), strict=True)
    twice = {n for n in numbers if n is not None and numbers.count(n) > 1}
    return {
        key: say.short(GroupName(key, number, str(code) if number in twice else None))
        for key, number, code in rows
    }
