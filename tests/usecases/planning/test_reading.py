"""What a caller sends becomes a wish, or one sentence that names the key."""

from __future__ import annotations

from typing import Any

import pytest

from geoapp.errors import CallFault
from geoapp.usecases.planning import ON_THE_WEB, read_wish

from .world import EN, VI, ask, places, sample


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ({"new": -1}, "new"),
        ({"new": 2.5}, "new"),
        ({"new": "5"}, "new"),
        ({"new": True}, "new"),
        ({"new": 10**400}, "new"),
        ({"radius": 5_000}, "radius"),
        ({"budget_s": 1e9}, "budget_s"),
        ({"goal": "best"}, "goal"),
        ({"candidates": "/etc/passwd"}, "candidates"),
        ({"candidates": "http://example.org/x.geojson"}, "candidates"),
        ({"candidates": {"type": "FeatureCollection", "features": []}}, "candidates"),
        ({"candidates": places(5, 10) | {"type": "Feature"}}, "candidates"),
        ({"candidates": ["along-alleys"]}, "candidates"),
        ({"existing_off": "D1"}, "existing_off"),
        ({"existing_off": [None]}, "existing_off"),
        ({"existing_off": [""]}, "existing_off"),
        ({"rules": []}, "rules"),
        ({"rules": {"spacing": 5}}, "rules.spacing"),
        ({"rules": {"spacing_m": "50"}}, "rules.spacing_m"),
        ({"rules": {"spacing_m": -1}}, "rules.spacing_m"),
        ({"rules": {"backup": 1}}, "rules.backup"),
        ({"rules": {"graded": 0.5}}, "rules.graded"),
        ({"rules": {"graded": {"radius_m": 100}}}, "rules.graded.share"),
        ({"rules": {"graded": {"radius_m": 100, "share": 1.5}}}, "rules.graded.share"),
        ({"rules": {"graded": {"radius_m": 100, "share": 0.5, "x": 1}}}, "rules.graded.x"),
        ({"rules": {"floor_share": 30}}, "rules.floor_share"),
        ({"rules": {"cap_per_group": 0}}, "rules.cap_per_group"),
        ({"rules": {"site_costs": "10"}}, "rules.site_costs"),
        ({"rules": {"forbidden": "to-06"}}, "rules.forbidden"),
        ({"rules": {"forbidden": {"type": "Point", "coordinates": [1, 2]}}}, "rules.forbidden"),
        ({"rules": {"forbidden": {"type": "Polygon", "coordinates": [[[1, 2]]]}}}, "rules.forbidden"),
        ({"rules": {"forbidden": {"type": "Polygon", "coordinates": "abc"}}}, "rules.forbidden"),
        (
            {
                "rules": {
                    "forbidden": {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, 999], [1, 2]]]}
                }
            },
            "rules",
        ),
        ({"colour": "red"}, "colour"),
        (None, "JSON"),
        ("x", "JSON"),
    ],
)
def test_a_wish_that_cannot_be_read_is_refused_by_name_in_both_languages(sent: Any, named: str) -> None:
    with pytest.raises(CallFault) as refused:
        read_wish(sent, ON_THE_WEB)
    for t in (VI, EN):
        assert named in refused.value.sentence(t)


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ({"existing_off": ["no-such"]}, "no-such"),
        ({"rules": {"removed": ["no-such"]}}, "no-such"),
        ({"rules": {"forbidden": ["no-such"]}}, "no-such"),
        ({"rules": {"need_help_weight": 2}}, "need_help"),
        ({"rules": {"most_in_all": 5}}, "cost"),
        ({"candidates": "anywhere", "rules": {"graded": {"radius_m": 100, "share": 0.5}}}, "graded"),
    ],
)
def test_what_the_data_cannot_answer_is_refused_in_words(wish: Any, word: str) -> None:
    with pytest.raises(CallFault) as refused:
        ask(sample(), **wish)
    assert word in refused.value.sentence(VI)
