"""Reasons, checklists and the document: sentences that can be counted by hand."""

from __future__ import annotations

import json
from collections.abc import Callable

from geoapp.usecases.planning import plan_answer, read_wish
from geoapp.usecases.planning.document import plan_document
from geoapp.usecases.planning.terrain import Terrain
from geoapp.usecases.planning.words import CHECKS, worded_sites

from .world import EN, VI, Files, ask, places, sample


def test_the_reason_names_what_can_be_counted_by_hand(tiny: Callable[..., Terrain]) -> None:
    terrain = tiny(second="suspended")
    facts = ask(terrain, new=1, radius=25, candidates=places(150))
    document = plan_document(facts, VI)
    assert (
        document["chosen"][0]["reason"]
        == "Thêm 4 hộ của tổ 2 vào tầm 25\u00a0m; ngõ rộng 2\u00a0m; điểm gần nhất 100\u00a0m"
    )
    assert plan_document(facts, EN)["chosen"][0]["reason"] == (
        "Brings 4 households of group 2 within 25\u00a0m; alley 2\u00a0m wide; nearest point 100\u00a0m away"
    )


def test_the_checklist_decides_what_the_data_know_and_leaves_the_rest(tiny: Callable[..., Terrain]) -> None:
    facts = ask(tiny(), new=2, radius=25, candidates=places(90, 99))
    (site, other) = worded_sites(facts["sites"], VI)
    states = {check["code"]: check["state"] for check in site["checklist"]}
    assert tuple(states) == CHECKS
    assert states["spacing"] == "not_met", "the other new point is 9 m away"
    assert states["deep"] == "on_site", "no truck road is known"
    assert states["water"] == "on_site", "there is no layer of water"
    assert all(check["text"] for check in (*site["checklist"], *other["checklist"]))
    real = worded_sites(ask(sample(), new=1)["sites"], VI)[0]
    assert {c["code"]: c["state"] for c in real["checklist"]}["deep"] in ("met", "not_met")


def test_the_document_has_the_contracts_keys_in_order() -> None:
    document = plan_document(plan_answer(sample(), read_wish({"new": 2}), with_curve=True), VI)
    assert list(document) == [
        "format", "parameters", "status", "objective", "bound", "gap", "before", "after", "chosen", "frontier", "seconds",
    ]  # fmt: skip
    assert [list(site) for site in document["chosen"]] == [
        ["id", "lon", "lat", "gain_weight", "group", "reason"]
    ] * 2
    assert [point["new"] for point in document["frontier"]] == [1, 2]
    assert document["frontier"][1]["covered_weight"] == document["after"]["covered_weight"]
    json.dumps(document, allow_nan=False)


def test_a_wards_own_numbers_stand_in_the_checklist(tiny: Callable[..., Terrain]) -> None:
    def settings(files: Files) -> None:
        ward = json.loads(files["ward.json"])
        ward["settings"] |= {"point_spacing_m": 80, "hydrant_spacing_m": 120}
        files["ward.json"] = json.dumps(ward).encode()

    def told(terrain: Terrain) -> str:
        (site,) = worded_sites(ask(terrain, new=1, radius=25, candidates=places(120))["sites"], VI)
        return " ".join(check["text"] for check in site["checklist"])

    plain, own = told(tiny()), told(tiny(settings))
    assert "từ 50\u00a0m)" in plain
    assert "trong 150\u00a0m" in plain
    assert "từ 80\u00a0m)" in own
    assert "trong 120\u00a0m" in own
    assert "ít nhất 2 bình" in own
