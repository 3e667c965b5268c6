"""``ward.json``: names, codes, forces and the campaign."""

from __future__ import annotations

from typing import Any

from sampleward.place import OUTLINE, lonlat

SOURCE = (
    "Phường mẫu minh họa. Số liệu trong bài báo về phường Phương Lâm (2023): 18 tổ dân phố, 21 điểm chữa cháy công cộng, "
    "2 khu dân cư an toàn, 2 tổ liên gia, tổ 9 có 181 hộ với 678 nhân khẩu, 180 dân phòng, 66 bảo vệ dân phố, 13 + 1 công an. "
    "Vị trí, ranh giới và số liệu khác đều do chúng tôi đặt ra, không phải số liệu chính thức."
)


def ward_document() -> dict[str, Any]:
    """Return the ward's facts."""
    west, south = min(lonlat(p)[0] for p in OUTLINE), min(lonlat(p)[1] for p in OUTLINE)
    east, north = max(lonlat(p)[0] for p in OUTLINE), max(lonlat(p)[1] for p in OUTLINE)
    return {
        "name": "Phường Phương Lâm",
        "kind": "phường",
        "codes": [
            _code("04807", "ward", "Phường Phương Lâm", None, "2025-06-30"),
            _code("148", "district", "Thành phố Hòa Bình", None, "2025-06-30"),
            _code("17", "province", "Tỉnh Hòa Bình", None, "2025-06-30"),
            _code("04795", "ward", "Phường Hòa Bình", "2025-07-01", None),
            _code("25", "province", "Tỉnh Phú Thọ", "2025-07-01", None),
        ],
        "crs": "EPSG:9211",
        "illustrative": True,
        "source": SOURCE,
        "bounds": [west, south, east, north],
        "forces": {"police_officers": 13, "police_staff": 1, "civil_guards": 66, "militia": 180},
        "campaign": [
            _promise("party_members", 1.0, "2023-05-30"),
            _promise("business_households", 1.0, "2023-05-30"),
            _promise("households", 0.9, "2023-08-30"),
        ],
        "settings": {
            "radii_m": [25, 50, 100, 200],
            "alley_depth_trigger_m": 50,
            "point_spacing_m": 50,
            "truck_width_m": 3.5,
            "truck_height_m": 4.5,
            "hydrant_spacing_m": 150,
            "check_interval_days": 30,
        },
    }


def _code(code: str, level: str, name: str, start: str | None, end: str | None) -> dict[str, Any]:
    return {"code": code, "level": level, "name": name, "from": start, "to": end}


def _promise(audience: str, share: float, by: str) -> dict[str, Any]:
    return {"audience": audience, "group_ids": ["to-09"], "target_share": share, "by": by}
