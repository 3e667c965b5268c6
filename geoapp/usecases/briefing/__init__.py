"""What a ward shows in a meeting: one scene for every map on paper, and the figures beside it."""

from geoapp.usecases.briefing.map_scene import ProposedSite, map_scene

__all__ = ["ProposedSite", "map_scene"]
