"""What a ward shows in a meeting: one scene for every map on paper, and the figures beside it."""

from geoapp.usecases.briefing.choose_plan import chosen_plan
from geoapp.usecases.briefing.group_sheet import group_sheets
from geoapp.usecases.briefing.map_scene import map_scene
from geoapp.usecases.briefing.plan import BriefedPlan, BriefedSite, briefed_plan
from geoapp.usecases.briefing.products import PRODUCTS, Options, Product, product_bytes
from geoapp.usecases.briefing.report import Letterhead

__all__ = [
    "PRODUCTS", "BriefedPlan", "BriefedSite", "Letterhead", "Options", "Product", "briefed_plan", "chosen_plan",
    "group_sheets", "map_scene", "product_bytes",
]  # fmt: skip
