"""Allowed values of every choice, with their labels (domain reference, section 8)."""

from __future__ import annotations

from geoapp.domain.fields import choices

POS_METHOD = choices(
    ("gps_phone", "điện thoại", "phone GPS"),
    ("gnss_rtk", "RTK", "RTK"),
    ("image_pick", "chấm trên ảnh", "picked on an image"),
    ("vn2000", "quy đổi từ VN-2000", "converted from VN-2000"),
    ("estimate", "ước lượng", "estimate"),
    ("illustrative", "minh họa", "illustrative"),
)
BOUNDARY_STATUS = choices(("official", "chính thức", "official"), ("provisional", "tạm vẽ", "provisional"))
POINT_STATUS = choices(
    ("proposed", "đề xuất", "proposed"),
    ("approved", "đã duyệt", "approved"),
    ("active", "đang hoạt động", "active"),
    ("suspended", "tạm ngừng", "suspended"),
    ("damaged", "hư hỏng", "damaged"),
    ("removed", "đã bỏ", "removed"),
)
POSITION = choices(
    ("alley_head", "đầu ngõ", "alley head"),
    ("alley_middle", "giữa ngõ", "mid-alley"),
    ("alley_end", "cuối ngõ", "alley end"),
    ("culture_house", "nhà văn hóa", "culture house"),
    ("other", "khác", "other"),
)
CABINET = choices(
    ("glass", "tủ kính", "glass cabinet"),
    ("metal", "tủ kim loại", "metal cabinet"),
    ("rack", "giá treo", "rack"),
    ("none", "không có tủ", "no cabinet"),
)
LOCK = choices(
    ("open", "không khóa", "not locked"),
    ("key_beside", "chìa bên cạnh", "key beside it"),
    ("locked", "khóa", "locked"),
)
EQUIPMENT = choices(
    ("abc_powder", "bình bột ABC", "ABC powder extinguisher"),
    ("co2", "bình CO2", "CO2 extinguisher"),
    ("water_foam", "bình nước/bọt", "water or foam extinguisher"),
    ("crowbar", "xà beng", "crowbar"),
    ("sledgehammer", "búa tạ", "sledgehammer"),
    ("axe", "rìu", "axe"),
    ("bolt_cutter", "kìm cộng lực", "bolt cutter"),
    ("hook", "câu liêm", "hook"),
    ("ladder", "thang", "ladder"),
    ("rope", "dây cứu người", "rescue rope"),
    ("mask", "mặt nạ", "mask"),
    ("torch", "đèn pin", "torch"),
    ("loudspeaker", "loa", "loudspeaker"),
    ("hose", "vòi", "hose"),
    ("nozzle", "lăng", "nozzle"),
    ("hydrant_key", "khóa trụ", "hydrant key"),
    ("pump", "bơm", "pump"),
    ("first_aid", "túi sơ cứu", "first-aid bag"),
)
CONDITION = choices(
    ("good", "tốt", "good"),
    ("low_pressure", "yếu áp", "low pressure"),
    ("expired", "hết hạn", "expired"),
    ("broken", "hỏng", "broken"),
    ("missing", "mất", "missing"),
)
RESULT = choices(
    ("pass", "đạt", "pass"), ("pass_noted", "đạt có lưu ý", "pass with notes"), ("fail", "không đạt", "fail")
)
AREA_STATUS = choices(
    ("proposed", "đề nghị", "proposed"),
    ("recognised", "công nhận", "recognised"),
    ("under_review", "xem xét lại", "under review"),
    ("withdrawn", "rút", "withdrawn"),
)
CHECKLIST = choices(
    ("met", "đạt", "met"), ("not_met", "chưa đạt", "not met"), ("unknown", "chưa rõ", "unknown")
)
ALARM = choices(("wired", "dây", "wired"), ("wireless", "không dây", "wireless"), ("app", "ứng dụng", "app"))
BUILDING_USE = choices(
    ("home", "ở", "home"),
    ("mixed", "ở kết hợp sản xuất, kinh doanh", "home and business"),
    ("rented", "trọ", "rented rooms"),
    ("old_block", "tập thể cũ", "old block"),
    ("premises", "cơ sở", "premises"),
    ("public", "công cộng", "public"),
)
YES_NO_UNKNOWN = choices(("yes", "có", "yes"), ("no", "không", "no"), ("unknown", "chưa rõ", "unknown"))
HAZARD = choices(("low", "thấp", "low"), ("medium", "trung bình", "medium"), ("high", "cao", "high"))
TRUCK_ACCESS = choices(
    ("truck", "xe thường", "fire engine"),
    ("small_truck", "xe nhỏ", "small engine"),
    ("handcart", "đẩy tay", "handcart"),
    ("foot", "đi bộ", "on foot"),
    ("unknown", "chưa rõ", "unknown"),
)
OBSTRUCTION = choices(
    ("none", "không", "none"),
    ("gate", "cổng", "gate"),
    ("low_wires", "dây thấp", "low wires"),
    ("steps", "bậc, dốc", "steps or slope"),
    ("encroached", "lấn chiếm", "encroached"),
)
WATER = choices(
    ("hydrant", "trụ nổi", "hydrant"),
    ("sunk_hydrant", "trụ ngầm", "sunk hydrant"),
    ("tank", "bể", "tank"),
    ("pond", "hồ, ao", "pond"),
    ("river", "sông", "river"),
    ("pool", "bể bơi", "pool"),
)
WATER_STATUS = choices(
    ("usable", "dùng được", "usable"),
    ("cap_missing", "mất nắp", "cap missing"),
    ("dry", "không có nước", "dry"),
    ("broken", "hỏng", "broken"),
    ("blocked", "bị che lấn", "blocked"),
    ("unchecked", "chưa kiểm tra", "unchecked"),
)
MODEL = choices(
    ("security_group", "tổ an ninh tự quản", "security group"),
    ("interagency", "cụm liên cơ quan", "interagency cluster"),
    ("club", "câu lạc bộ", "club"),
    ("emulation", "học tập và làm theo", "emulation"),
    ("fire_point", "điểm chữa cháy công cộng", "public fire point"),
    ("interfamily_group", "tổ liên gia", "inter-family group"),
    ("safe_area", "khu dân cư an toàn", "safe residential area"),
)
MODEL_STATUS = choices(
    ("active", "hoạt động", "active"), ("paused", "tạm ngừng", "paused"), ("ended", "kết thúc", "ended")
)
SURROUNDING = choices(
    ("water", "mặt nước", "water"),
    ("green", "cây xanh", "green"),
    ("hill", "đồi", "hill"),
    ("yard", "khuôn viên", "yard"),
    ("public_building", "công trình công cộng", "public building"),
    ("bridge", "cầu", "bridge"),
)
