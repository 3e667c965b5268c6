"""Every layer of a ward as a specification (domain reference, section 8; contracts in the design)."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd

from geoapp.crs import STORED
from geoapp.domain import vocabulary as words
from geoapp.domain.fields import Choice, Field, LayerSpec

_POLYGON = ("Polygon", "MultiPolygon")
_LINE = ("LineString", "MultiLineString")


def _text(name: str, vi: str, en: str, required: bool = False) -> Field:
    return Field(name, "text", vi, en, required)


def _ref(name: str, vi: str, en: str) -> Field:
    return Field(name, "text", vi, en, restricted=True)


def _date(name: str, vi: str, en: str, required: bool = False) -> Field:
    return Field(name, "date", vi, en, required)


def _flag(name: str, vi: str, en: str) -> Field:
    return Field(name, "bool", vi, en)


def _count(name: str, vi: str, en: str, required: bool = False, minimum: int = 0) -> Field:
    return Field(name, "int", vi, en, required, minimum=minimum, maximum=1_000_000)


def _measure(name: str, vi: str, en: str, unit: str, maximum: float) -> Field:
    return Field(name, "float", vi, en, unit=unit, minimum=0, maximum=maximum)


def _choice(name: str, vi: str, en: str, values: tuple[Choice, ...], required: bool = False) -> Field:
    return Field(name, "choice", vi, en, required, choices=values)


COMMON: tuple[Field, ...] = (
    _text("id", "Mã đối tượng", "Id", required=True),
    _text("code", "Mã", "Code"),
    _text("ward_code", "Mã phường", "Ward code", required=True),
    _text("note", "Ghi chú", "Note"),
    _text("source_crs", "Hệ tọa độ gốc", "Source CRS"),
    _date("valid_from", "Hiệu lực từ", "Valid from"),
    _date("valid_to", "Hiệu lực đến", "Valid to"),
    _measure("pos_accuracy_m", "Sai số", "Accuracy", "m", 10_000),
    _choice("pos_method", "Cách xác định vị trí", "How located", words.POS_METHOD, required=True),
)

_EQUIPMENT = (
    _choice("kind", "Loại", "Kind", words.EQUIPMENT, required=True),
    _count("quantity", "Số lượng", "Quantity", required=True),
    _measure("size_kg", "Khối lượng", "Size", "kg", 1_000),
    _date("made_on", "Ngày sản xuất", "Made on"),
    _date("expires_on", "Hạn", "Expires on"),
    _choice("condition", "Tình trạng", "Condition", words.CONDITION, required=True),
)
_INSPECTIONS = (
    _date("inspected_on", "Ngày kiểm tra", "Inspected on", required=True),
    _ref("by_ref", "Người kiểm tra", "Inspected by"),
    _text("faults", "Lỗi", "Faults"),
    _date("fixed_on", "Ngày khắc phục", "Fixed on"),
    _choice("result", "Kết quả", "Result", words.RESULT, required=True),
)


def _spec(
    name: str, vi: str, en: str, geometries: tuple[str | None, ...], *fields: Field
) -> tuple[str, LayerSpec]:
    return name, LayerSpec(name, vi, en, geometries, COMMON + fields)


LAYERS: Mapping[str, LayerSpec] = dict(
    (
        _spec(
            "residential_groups", "Tổ dân phố", "Residential groups", _POLYGON,
            _count("number", "Số tổ", "Number", required=True, minimum=1),
            _count("households", "Số hộ", "Households"),
            _count("population", "Nhân khẩu", "Residents"),
            _count("militia_count", "Số dân phòng", "Fire militia"),
            _count("business_households", "Hộ sản xuất kinh doanh", "Business households"),
            _count("households_with_extinguisher", "Hộ có bình", "Households with an extinguisher"),
            _count("party_members", "Đảng viên", "Party members"),
            _count(
                "party_members_with_extinguisher", "Đảng viên có bình", "Party members with an extinguisher"
            ),
            _count(
                "business_households_with_extinguisher", "Hộ SXKD có bình",
                "Business households with an extinguisher",
            ),
            _count("old_number", "Số cũ", "Old number", minimum=1),
            _ref("leader_ref", "Tổ trưởng", "Leader"),
            _choice(
                "boundary_status", "Tình trạng ranh giới", "Boundary", words.BOUNDARY_STATUS, required=True
            ),
        ),
        _spec(
            "fire_points", "Điểm chữa cháy công cộng", "Public fire points", ("Point",),
            _text("name", "Tên", "Name", required=True),
            _text("group_id", "Tổ", "Group", required=True),
            _text("alley_id", "Ngõ", "Alley"),
            _text("address", "Địa chỉ", "Address"),
            _measure("mount_height_cm", "Độ cao treo", "Mount height", "cm", 500),
            _choice("status", "Trạng thái", "Status", words.POINT_STATUS, required=True),
            _choice("position", "Vị trí", "Position", words.POSITION),
            _choice("cabinet", "Tủ", "Cabinet", words.CABINET),
            _choice("lock", "Khóa", "Lock", words.LOCK),
            _flag("sheltered", "Che mưa nắng", "Sheltered"),
            _flag("has_sign", "Biển", "Sign"),
            _flag("has_rules", "Nội quy", "Rules"),
            _flag("has_steps", "Tiêu lệnh", "Steps"),
            _flag("lit", "Đèn đêm", "Lit at night"),
            _text("decision_no", "Số quyết định", "Decision number"),
            _date("decided_on", "Ngày quyết định", "Decided on"),
            _date("checked_on", "Kiểm tra", "Checked on"),
            _date("next_check_on", "Kỳ tới", "Next check on"),
            _ref("manager_ref", "Quản lý", "Manager"),
            _ref("keyholder_ref", "Giữ khóa", "Key holder"),
            Field("equipment", "rows", "Thiết bị", "Equipment", rows=_EQUIPMENT),
            Field("inspections", "rows", "Các lần kiểm tra", "Inspections", rows=_INSPECTIONS),
        ),
        _spec(
            "safe_areas", "Khu dân cư an toàn", "Safe residential areas", _POLYGON,
            _text("name", "Tên", "Name", required=True),
            Field("group_ids", "texts", "Các tổ", "Groups", required=True),
            _date("recognised_on", "Ngày công nhận", "Recognised on"),
            _text("decision_no", "Số quyết định", "Decision number"),
            _date("review_on", "Ngày xem xét lại", "Review on"),
            _choice("status", "Trạng thái", "Status", words.AREA_STATUS, required=True),
            Field("checklist", "checklist", "Tiêu chí", "Checklist", choices=words.CHECKLIST),
        ),
        _spec(
            "interfamily_groups", "Tổ liên gia", "Inter-family groups", (*_POLYGON, "Point"),
            _text("name", "Tên", "Name", required=True),
            _text("group_id", "Tổ", "Group", required=True),
            _count("household_count", "Số hộ", "Households", required=True),
            _count("bells", "Chuông", "Bells"),
            _count("buttons_in", "Nút trong", "Buttons inside"),
            _count("buttons_out", "Nút ngoài", "Buttons outside"),
            _flag("linked", "Liên thông", "Linked"),
            _flag("has_regulation", "Quy chế", "Regulation"),
            _date("established_on", "Ngày lập", "Established on"),
            _date("drilled_on", "Diễn tập", "Drilled on"),
            _ref("leader_ref", "Tổ trưởng", "Leader"),
            _choice("alarm_type", "Loại báo động", "Alarm", words.ALARM),
        ),
        _spec(
            "buildings", "Nhà, hộ", "Buildings", (*_POLYGON, "Point"),
            _choice("use", "Sử dụng", "Use", words.BUILDING_USE, required=True),
            _count("households", "Số hộ", "Households", required=True),
            _text("group_id", "Tổ", "Group"),
            _text("alley_id", "Ngõ", "Alley"),
            _text("address", "Địa chỉ", "Address"),
            _count("floors", "Số tầng", "Floors"),
            _count("extinguishers", "Số bình", "Extinguishers"),
            _flag("has_tool", "Dụng cụ", "Tool"),
            Field("need_help", "int", "Số người cần trợ giúp", "Need help", minimum=0, restricted=True),
            _choice("second_exit", "Lối thoát 2", "Second exit", words.YES_NO_UNKNOWN),
            _choice("hazard", "Nguy cơ", "Hazard", words.HAZARD),
        ),
        _spec(
            "alleys", "Ngõ, phố, đường", "Ways", _LINE,
            _text("name", "Tên", "Name", required=True),
            _measure("width_min_m", "Rộng", "Width", "m", 100),
            _measure("height_min_m", "Cao", "Height", "m", 100),
            _measure("depth_m", "Sâu", "Depth", "m", 10_000),
            _flag("dead_end", "Cụt", "Dead end"),
            _flag("turning_place", "Bãi quay", "Turning place"),
            _date("surveyed_on", "Ngày khảo sát", "Surveyed on"),
            _choice("truck_access", "Xe vào được", "Truck access", words.TRUCK_ACCESS, required=True),
            _choice("obstruction", "Vật cản", "Obstruction", words.OBSTRUCTION),
            _flag("grade_separated", "Khác mức", "Grade separated"),
            Field("rank", "int", "Cấp đường", "Street rank", minimum=0, maximum=4),
        ),
        _spec(
            "water_sources", "Nguồn nước", "Water sources", ("Point",),
            _choice("kind", "Loại", "Kind", words.WATER, required=True),
            _choice("status", "Trạng thái", "Status", words.WATER_STATUS, required=True),
            _measure("volume_m3", "Dung tích", "Volume", "m³", 1e9),
            _measure("flow_ls", "Lưu lượng", "Flow", "l/s", 1e6),
            _text("owner", "Đơn vị quản lý", "Owner"),
            _date("checked_on", "Kiểm tra", "Checked on"),
            _flag("truck_standing", "Chỗ xe đỗ", "Room for a truck"),
            _flag("dry_season", "Đủ mùa khô", "Enough in the dry season"),
        ),
        _spec(
            "self_governing_models", "Mô hình tự quản", "Self-governing models", (*_POLYGON, "Point", None),
            _text("name", "Tên", "Name", required=True),
            _count("members", "Số thành viên", "Members"),
            _text("group_id", "Tổ", "Group"),
            _date("established_on", "Ngày lập", "Established on"),
            _choice("kind", "Loại", "Kind", words.MODEL, required=True),
            _choice("status", "Trạng thái", "Status", words.MODEL_STATUS),
        ),
        _spec(
            "surroundings", "Xung quanh", "Surroundings", (*_POLYGON, *_LINE),
            _choice("kind", "Loại", "Kind", words.SURROUNDING, required=True),
            _text("name", "Tên", "Name"),
        ),
    )
)  # fmt: skip


def empty_frame(spec: LayerSpec) -> gpd.GeoDataFrame:
    """Return a frame without rows that has every column of `spec`, indexed by feature id."""
    columns: dict[str, list[object]] = {f.name: [] for f in spec.fields}
    frame = gpd.GeoDataFrame(columns, geometry=[], crs=STORED)
    frame.index = frame.index.astype(object)
    return frame
