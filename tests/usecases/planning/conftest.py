"""The tiny ward as terrain, for every test of this room."""

from .world import tiny  # noqa: F401 - a fixture of this room
