"""Writes docs/checks.md from the catalogue: every code of ``geoapp check`` with its severity, meaning and remedy.

    python tools/checks_page.py > docs/checks.md

The headings are the ``##`` comments of ``geoapp/catalogues/faults.toml``, the numbers those of ``geoapp.domain.norms``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import resources

from geoapp.domain.faults import severity_of
from geoapp.domain.norms import NORMS, RADII_M
from geoapp.i18n import catalogue

_HEAD = """# What `geoapp check` finds

`geoapp check [WARD | FILE…]` prints one line for each fault: how grave it is, file, feature, field, what is wrong, how to mend it.
This page is written by `tools/checks_page.py`; a test keeps it true.

| | | |
|---|---|---|
| **error** | LỖI | the layer is not loaded, and the ward does not open until it is mended (pages show the last version without errors) |
| **warning** | LƯU Ý | the layer is loaded; figures may be wrong, or part of the file is not read |
| **info** | NHẮC | nothing is wrong in the file: something is due, or could not be compared yet |

A layer is loaded whole or not at all. The exit code is 1 if there is an error, 2 if the call is at fault, else 0. `--format json` gives
`{"format": "geoapp/check@1", "errors", "warnings", "notes", "files", "faults": [{"severity", "code", "file", "feature", "field", "what", "mend", "lonlat"}]}`.
Text is shown so that no terminal obeys it: control characters, lone surrogates and marks that turn or hide text appear as `\\u202e`.
A property that a layer does not have, a repeated habit (heights, letters in pieces) is told once per layer, with a count.
"""
_NORMS_HEAD = """
## The numbers behind it

`ward.json` may set those marked in its `settings`, under the same name and within the limits; `radii_m` too (default {radii}).

| name | value | unit | in `settings` | source |
|---|---|---|---|---|
"""
_SECTION = re.compile(r"^## (.+)$|^\[fault\.([a-z0-9-]+)\]$", re.MULTILINE)


def page() -> str:
    """Return the page's text."""
    norms = _NORMS_HEAD.format(radii=", ".join(f"{r:g}" for r in RADII_M))
    return _HEAD + "".join(_tables()) + norms + "".join(_norm_rows())


def _tables() -> Iterator[str]:
    text = (resources.files("geoapp") / "catalogues" / "faults.toml").read_text(encoding="utf-8")
    for heading, code in _SECTION.findall(text):
        yield (
            _row(code)
            if code
            else f"\n## {heading}\n\n| code | severity | what | remedy |\n|---|---|---|---|\n"
        )


def _row(code: str) -> str:
    words = catalogue()
    cells = (f"{words[f'fault.{code}.{part}'][lang]}" for part in ("what", "mend") for lang in ("vi", "en"))
    what_vi, what_en, mend_vi, mend_en = (cell.replace("|", "\\|") for cell in cells)
    return f"| `{code}` | {severity_of(code)} | {what_vi}<br>{what_en} | {mend_vi}<br>{mend_en} |\n"


def _norm_rows() -> Iterator[str]:
    for norm in NORMS.values():
        limits = f"{norm.least:g} to {norm.most:g}" if norm.setting else "–"
        yield f"| `{norm.name}` | {norm.value:g} | {norm.unit} | {limits} | {norm.source} |\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode("utf-8"))
