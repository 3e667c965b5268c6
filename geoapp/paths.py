"""Where the templates and the sample wards lie: beside ``pyproject.toml`` in a checkout, else in the package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(in_checkout: str, in_wheel: str) -> Path:
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / in_checkout
    return _PACKAGE / "_bundled" / in_wheel


def templates_folder() -> Path:
    """Return the folder of the page templates."""
    return _folder("templates", "templates")


def samples_folder() -> Path:
    """Return the folder of the sample wards, which the program never writes to."""
    return _folder("data/geojson", "geojson")
