"""The seven self-governing models of the article, with the sizes it gives."""

from __future__ import annotations

from typing import Any

from sampleward.groups import Group
from sampleward.place import curved
from sampleward.vector import Point, inside, snap
from sampleward.writer import feature, point

_MODELS = (
    ("mo-hinh-1", "Tổ an ninh tự quản khu Thủy Sản", 6, "security_group", (250, 418), None),
    ("mo-hinh-2", "Công an phường học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", 13, "emulation",
     (1262, 262), None),
    ("mo-hinh-3", "Cụm an ninh liên cơ quan tổ 18", 19, "interagency", None, 18),
    ("mo-hinh-4", "Câu lạc bộ phụ nữ phòng, chống ma túy", None, "club", (1478, 498), None),
    ("mo-hinh-5", "Điểm phòng cháy công cộng", 21, "fire_point", None, None),
    ("mo-hinh-6", "Tổ liên gia an toàn PCCC", 2, "interfamily_group", None, None),
    ("mo-hinh-7", "Khu dân cư an toàn về PCCC", 2, "safe_area", None, None),
)  # fmt: skip


def self_governing_models(groups: list[Group]) -> list[dict[str, Any]]:
    """Return the models; those that count a layer of their own have no place."""
    found = []
    for key, name, members, kind, place, number in _MODELS:
        at = snap(*curved(*place)) if place else None
        owner = number or (_group_at(at, groups) if at and kind == "security_group" else None)
        found.append(
            feature(
                key,
                point(at) if at else None,
                name=name,
                members=members,
                kind=kind,
                group_id=f"to-{owner:02d}" if owner else None,
                status="active",
            )
        )
    return found


def _group_at(p: Point, groups: list[Group]) -> int:
    return next(g.number for g in groups if inside(p, g.ring))
