"""``ward.json``: every member checked, and what of it can be used while others are at fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geoapp import crs as systems
from geoapp.domain.faults import Fault, fault, told_once
from geoapp.domain.fields import Field, choices
from geoapp.domain.geometry_check import VIETNAM
from geoapp.domain.norms import norm
from geoapp.domain.reading import read_json
from geoapp.domain.settings_check import settings_findings
from geoapp.domain.text import key_is_usable, normalised, shown, shown_value
from geoapp.domain.value_check import Placed, member_findings, value_findings
from geoapp.domain.ward import WardInfo
from geoapp.errors import CrsFault

WARD_FILE = "ward.json"
Bounds = tuple[float, float, float, float]

LEVELS = choices(
    ("ward", "phường, xã", "ward"),
    ("district", "quận, huyện, thành phố thuộc tỉnh", "district"),
    ("province", "tỉnh, thành phố", "province"),
)
AUDIENCES = choices(
    ("party_members", "đảng viên", "party members"),
    ("business_households", "hộ sản xuất kinh doanh", "business households"),
    ("households", "hộ", "households"),
)
_CODES = (
    Field("code", "text", "Mã", "Code", required=True),
    Field("level", "choice", "Cấp", "Level", required=True, choices=LEVELS),
    Field("name", "text", "Tên", "Name"),
    Field("from", "date", "Từ", "From"),
    Field("to", "date", "Đến", "To"),
)
_CAMPAIGN = (
    Field("audience", "choice", "Đối tượng", "Audience", required=True, choices=AUDIENCES),
    Field("group_ids", "texts", "Các tổ", "Groups"),
    Field("target_share", "float", "Mục tiêu", "Target", required=True, minimum=0, maximum=1),
    Field("by", "date", "Trước ngày", "By", required=True),
)
FIELDS: tuple[Field, ...] = (
    Field("name", "text", "Tên", "Name", required=True),
    Field("kind", "text", "Loại", "Kind", required=True),
    Field("codes", "rows", "Mã đơn vị hành chính", "Codes", rows=_CODES),
    Field("crs", "text", "Hệ tọa độ để đo", "Measuring system", required=True),
    Field("illustrative", "bool", "Vị trí minh họa", "Illustrative positions", required=True),
    Field("source", "text", "Nguồn", "Source"),
    Field("campaign", "rows", "Đợt vận động bình chữa cháy", "Extinguisher campaign", rows=_CAMPAIGN),
)
"""The members that are checked like a layer's properties; bounds, forces and settings have checks of their own."""
_OWN_CHECK = ("bounds", "forces", "settings")
_FORCE = Field("forces", "int", "Lực lượng", "Forces", minimum=0, maximum=1_000_000)


@dataclass(frozen=True)
class WardFile:
    """What ``ward.json`` says; a member is ``None`` (or empty) where it is missing or at fault.

    `info` is there only if nothing has an error; `ward_codes` and `campaign` hold what can be read of them in any case,
    so that other files are compared with it.
    """

    info: WardInfo | None
    bounds: Bounds | None
    crs: str | None
    ward_codes: frozenset[str]
    campaign: tuple[Mapping[str, Any], ...]
    forces: Mapping[str, Any]
    settings: Mapping[str, Any]


NO_WARD_FILE = WardFile(None, None, None, frozenset(), (), {}, {})


def read_ward_file(data: bytes) -> tuple[WardFile, list[Fault]]:
    """Return what ``ward.json`` says and every fault of it."""
    root, faults = read_json(data, WARD_FILE)
    if faults:
        return NO_WARD_FILE, faults
    if not isinstance(root, dict):
        return NO_WARD_FILE, [fault("ward-not-object", WARD_FILE, params={"found": shown_value(root)})]
    faults = told_once(fault(code, WARD_FILE, None, field, params) for code, field, params in _findings(root))
    said = normalised(root)
    assert isinstance(said, dict)
    bad = {f.field.split("[")[0].split(".")[0] for f in faults if f.severity == "error" and f.field}
    good = {key: value for key, value in said.items() if key not in bad and value is not None}
    return _ward_file(good, said, complete=not bad), faults


def _ward_file(good: Mapping[str, Any], said: Mapping[str, Any], complete: bool) -> WardFile:
    west, south, east, north = (float(v) for v in good["bounds"]) if "bounds" in good else (0.0,) * 4
    bounds = (west, south, east, north) if "bounds" in good else None
    shared = {
        "codes": tuple(good.get("codes", ())),
        "forces": good.get("forces", {}),
        "campaign": tuple(good.get("campaign", ())),
        "settings": good.get("settings", {}),
    }
    info = None
    if complete and bounds:
        info = WardInfo(
            good["name"],
            good["kind"],
            good["crs"],
            good["illustrative"],
            good.get("source", ""),
            bounds,
            **shared,
        )
    named = (c.get("code") for c in _objects(said.get("codes")) if c.get("level") == "ward")
    ward_codes = frozenset(code for code in named if isinstance(code, str))
    campaign = tuple(_objects(said.get("campaign")))
    return WardFile(info, bounds, good.get("crs"), ward_codes, campaign, shared["forces"], shared["settings"])


def _objects(rows: Any) -> list[Mapping[str, Any]]:
    """Return a list's objects, each in its place: what is none becomes an empty one."""
    return [row if isinstance(row, dict) else {} for row in rows] if isinstance(rows, list) else []


def _findings(root: Mapping[str, Any]) -> Iterator[Placed]:
    yield from member_findings({k: v for k, v in root.items() if k not in _OWN_CHECK}, FIELDS)
    if not root.get("source"):
        yield "source-missing", "source", {}
    bounds_faults = list(_bounds_findings(root.get("bounds")))
    yield from bounds_faults
    yield from _crs_findings(root.get("crs"), None if bounds_faults else root["bounds"])
    yield from _force_findings(root.get("forces"))
    yield from settings_findings(root.get("settings"))


def _bounds_findings(bounds: Any) -> Iterator[Placed]:
    if bounds is None:
        yield "field-missing", "bounds", {}
        return
    numbers = isinstance(bounds, list) and all(
        isinstance(v, (int, float)) and not isinstance(v, bool) for v in bounds
    )
    if not numbers or len(bounds) != 4:
        yield "wrong-type", "bounds", {"expected": "[105.32, 20.80, 105.35, 20.83]"}
        return
    west, south, east, north = bounds
    vn_west, vn_south, vn_east, vn_north = VIETNAM
    widest = norm("widest_ward_deg")
    if vn_west <= south <= north <= vn_east and vn_south <= west <= east <= vn_north:
        yield "bounds-swapped", "bounds", {}
    elif max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        yield "bounds-not-degrees", "bounds", {}
    elif west >= east or south >= north:
        yield "bounds-reversed", "bounds", {}
    elif east - west > widest or north - south > widest:
        yield "bounds-too-wide", "bounds", {"most": f"{widest:g}"}


def _crs_findings(crs: Any, bounds: Any) -> Iterator[Placed]:
    if not isinstance(crs, str) or not crs.strip():
        return  # told as a missing or faulty member
    try:
        system = systems.measuring(crs)
    except CrsFault as error:
        yield error.code, "crs", {"crs": shown(crs)}
        return
    if bounds is None:
        return
    west, south, east, north = bounds
    wrong = systems.scale_error(((west + east) / 2, (south + north) / 2), system)
    if wrong > norm("scale_error_share"):
        yield "crs-distorts", "crs", {"crs": shown(crs), "per_cent": round(min(wrong, 10.0) * 100)}


def _force_findings(forces: Any) -> Iterator[Placed]:
    if forces is None:
        return
    if not isinstance(forces, dict):
        yield "wrong-type", "forces", {"expected": "{…}"}
        return
    for name, count in forces.items():
        if not key_is_usable(name):
            yield "key-refused", f"forces.{shown(name)}", {"key": shown(name)}
        else:
            yield from ((code, f"forces.{name}", params) for code, params in value_findings(_FORCE, count))
