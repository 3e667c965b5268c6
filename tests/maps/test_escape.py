"""What may pass into Folium, and what may not."""

from __future__ import annotations

import html
import json
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.maps.escape import html_text, json_base64, layer_name, safe_key

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "hostile-strings.json"
DANGEROUS = "<>\"'`$\\{}%\u2028\u2029"


def hostile_texts() -> list[str]:
    if not HOSTILE.is_file():
        pytest.skip(f"the corpus of hostile strings is not at {HOSTILE.name}: only the built-in ones run")
    return [entry["text"] for entry in json.loads(HOSTILE.read_text(encoding="utf-8"))]


def test_every_hostile_string_loses_what_a_template_or_a_script_could_read() -> None:
    for text in hostile_texts():
        assert not set(html_text(text)) & set(DANGEROUS), text


@given(st.text())
def test_escaped_text_is_the_same_text_to_a_reader(text: str) -> None:
    plain = text.replace("\r", "").replace("\0", "")
    shown = "".join(c for c in plain if c.isprintable())
    assert html.unescape(html_text(shown)) == shown


@given(st.text())
def test_escaped_text_survives_a_template_engine_unchanged(text: str) -> None:
    clean = text.replace("\r", "").rstrip("\n")
    assert jinja2.Template(html_text(clean)).render() == html_text(clean)


@pytest.mark.parametrize("key", ["Tên tổ", "So-dan", "1abc", "", "a\n", "__proto__", "constructor", "a}}"])
def test_a_key_that_could_run_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="property key"):
        safe_key(key)


def test_a_plain_key_passes() -> None:
    assert safe_key("width_min_m") == "width_min_m"


def test_a_layer_may_not_bear_the_name_of_an_objects_member() -> None:
    with pytest.raises(ValueError, match="__proto__"):
        layer_name("__proto__")


@given(st.dictionaries(st.text(), st.text(alphabet=st.characters(exclude_categories=["Cs"]))))
def test_base64_holds_nothing_a_template_could_read(value: dict[str, str]) -> None:
    clean = {key.encode("utf-8", "ignore").decode(): text for key, text in value.items()}
    assert not set(json_base64(clean)) & set(DANGEROUS)
