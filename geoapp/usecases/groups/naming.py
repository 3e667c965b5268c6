"""What residential groups are called in lists and files."""

from __future__ import annotations

import re

from geoapp.domain.ward import Ward
from geoapp.i18n import Translator, fold
from geoapp.usecases.groups.facts import GroupName
from geoapp.usecases.groups.words import GroupWords

_LETTERS = re.compile(r"[a-z0-9]+")
_MOST_IN_NAME = 40


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


def file_part(text: str) -> str:
    """Return what of a text may stand in a file's name: plain small letters and figures, hyphens between; `x` for nothing.

    >>> file_part("Tổ 1/Đồng Tiến"), file_part("../🔥")
    ('to-1-dong-tien', 'x')
    """
    return "-".join(_LETTERS.findall(fold(text)))[:_MOST_IN_NAME].rstrip("-") or "x"
