"""The page of faults and norms is what the tool writes, and it leaves no code out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from geoapp.domain.norms import NORMS, RADII_M, norm, radii_m
from geoapp.domain.settings_check import settings_findings
from geoapp.i18n import catalogue

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs" / "checks.md").read_text(encoding="utf-8")


def test_the_tool_writes_the_same_page_again() -> None:
    tool = REPOSITORY / "tools" / "checks_page.py"
    written = subprocess.run([sys.executable, str(tool)], check=True, capture_output=True).stdout
    assert written.decode("utf-8").splitlines() == PAGE.splitlines()


def test_every_code_stands_on_the_page_once_with_both_languages() -> None:
    for key, words in catalogue().items():
        if key.startswith("fault.") and key.endswith(".what"):
            (row,) = (line for line in PAGE.splitlines() if line.startswith(f"| `{key.split('.')[1]}` |"))
            assert f"{words['vi']}<br>{words['en']}" in row


def test_every_norm_has_a_source_and_lies_within_what_a_ward_may_set() -> None:
    for one in NORMS.values():
        assert one.source
        assert one.least <= one.value <= one.most
        assert f"| `{one.name}` |" in PAGE
    own = {one.name: one.value for one in NORMS.values() if one.setting}
    assert list(settings_findings({**own, "radii_m": list(RADII_M)})) == []


def test_a_ward_sets_only_what_it_may() -> None:
    assert norm("truck_width_m", {"truck_width_m": 3}) == 3.0
    assert norm("truck_width_m", {}) == norm("truck_width_m") == 3.5
    assert norm("least_extinguishers", {"least_extinguishers": 1}) == 2.0
    assert radii_m({}) == RADII_M
    assert radii_m({"radii_m": [30, 60]}) == (30, 60)
    with pytest.raises(KeyError):
        norm("no-such-norm")


@pytest.mark.parametrize("name", [n.name for n in NORMS.values() if n.setting])
def test_a_setting_beyond_its_limits_is_told(name: str) -> None:
    for value, code in ((NORMS[name].least - 1, "too-small"), (NORMS[name].most + 1, "too-big")):
        assert [(c, f) for c, f, _ in settings_findings({name: value})] == [(code, f"settings.{name}")]
