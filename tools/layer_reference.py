"""Writes ``docs/layers.md``, the reference of every layer's fields, from the specifications in the code."""

from __future__ import annotations

from pathlib import Path

from geoapp.domain.fields import Field
from geoapp.domain.layers import COMMON, LAYERS

TARGET = Path(__file__).resolve().parents[1] / "docs" / "layers.md"
_HEAD = """# Layers of a ward

Written by `python tools/layer_reference.py` from `geoapp/domain/layers.py`; a test holds both together.

A ward is a folder with `ward.json` and one `<layer>.geojson` per layer: GeoJSON, WGS 84, longitude first. Only
`residential_groups` and `fire_points` are needed for a first map; buildings and alleys make every household's walking distance
measurable. **Required** fields are bold. Fields marked *restricted* stay in the workspace: no page, API or export shows them.
`_m`, `_m3`, `_kg` are units, `_on` is a date (`2026-11-25`), `_ref` refers to a person kept elsewhere.
"""


def main() -> None:
    """Write the reference."""
    TARGET.write_text(text(), encoding="utf-8", newline="\n")


def text() -> str:
    """Return the whole page."""
    parts = [_HEAD, _table("Every layer", "Mọi lớp", COMMON)]
    common = {field.name for field in COMMON}
    for spec in LAYERS.values():
        kinds = ", ".join(kind or "no geometry" for kind in spec.geometries)
        own = tuple(field for field in spec.fields if field.name not in common)
        parts.append(_table(f"`{spec.name}`", f"{spec.vi}: {kinds}", own))
    return "\n".join(parts)


def _table(title: str, what: str, fields: tuple[Field, ...]) -> str:
    lines = "\n".join(line for field in fields for line in _lines(field))
    return f"## {title}\n\n{what}\n\n| field | Việt | English | values |\n|---|---|---|---|\n{lines}\n"


def _lines(field: Field, inside: str = "") -> list[str]:
    name = f"`{inside}{field.name}`"
    name = f"**{name}**" if field.required else name
    line = f"| {name} | {field.vi} | {field.en} | {_values(field)} |"
    return [line, *(row for child in field.rows for row in _lines(child, f"{field.name}[]."))]


def _values(field: Field) -> str:
    kinds = {"choice": "one of", "texts": "list of texts", "rows": "list of rows", "checklist": "of each"}
    words = [kinds.get(field.kind, field.kind)]
    words += ["; ".join(f"`{choice.value}` {choice.vi}" for choice in field.choices)] if field.choices else []
    words += [field.unit] if field.unit else []
    words += [_range(field)] if field.kind in ("int", "float") else []
    words += ["*restricted*"] if field.restricted else []
    return " ".join(word for word in words if word)


def _range(field: Field) -> str:
    least, most = field.minimum, field.maximum
    if least is None and most is None:
        return ""
    return f"{least:g} or more" if most is None else f"{least or 0:g}–{most:,.0f}".replace(",", " ")


if __name__ == "__main__":
    main()
