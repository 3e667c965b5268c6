"""The JSON API; parameters bear the command line's names."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, jsonify

from geoapp.usecases import coverage, scene
from geoapp.usecases.coverage import Metric, Weight
from geoapp.usecases.coverage.spreadsheet import as_csv
from geoapp.usecases.groups import kit_payload
from geoapp.web.access import language, open_ward, services, words
from geoapp.web.parameters import choice, number, numbers
from geoapp.web.payload import json_response, text_response

api = Blueprint("api", __name__, url_prefix="/api")
_METRICS = ("straight", "walking")
_WEIGHTS = ("households", "people", "none")
_FORMATS = ("json", "csv")


@api.get("/wards/")
def wards() -> Response:
    """List the wards: id, and whether the files pass the check."""
    library = services().library
    return jsonify([{"id": ward, "errors": len(library.check(ward).errors)} for ward in library.ids()])


@api.get("/wards/<ward_id>/check")
def check(ward_id: str) -> Response:
    """Answer with every fault of a ward's files, in words."""
    faults = services().library.check(ward_id).faults
    return jsonify([fault.as_dict(words()) for fault in faults])


@api.get("/wards/<ward_id>/layers/<layer>")
def layer(ward_id: str, layer: str) -> Response:
    """Answer with a layer, or a derived one, as GeoJSON of its public fields."""
    ward = open_ward(ward_id)
    return json_response(ward, ("layer", layer), lambda: scene.public_layer(ward, layer))


@api.get("/wards/<ward_id>/kit")
def kit(ward_id: str) -> Response:
    """Answer with the state of every fire point's kit, in words."""
    ward = open_ward(ward_id)
    return json_response(ward, ("kit",), lambda: kit_payload(ward, words()))


@api.get("/wards/<ward_id>/coverage")
def ward_coverage(ward_id: str) -> Response:
    """Answer with the coverage contract, or its groups as CSV."""
    ward = open_ward(ward_id)
    form = choice("format", _FORMATS, "json")
    result = coverage.ward_coverage(
        ward,
        metric=_metric(),
        radii_m=numbers("radius"),
        weight=cast(Weight, choice("weight", _WEIGHTS, "households")),
    )
    key = ("coverage", form, result.metric, result.radii_m, result.weight)
    if form == "json":
        return json_response(ward, key, lambda: result.document(language()))
    response = text_response(ward, key, lambda: "\ufeff" + as_csv(result.document(language())), "text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{ward.id}-{result.metric}.csv"'
    return response


@api.get("/wards/<ward_id>/coverage/areas")
def coverage_areas(ward_id: str) -> Response:
    """Answer with covered land and gaps for one radius, for drawing."""
    ward, metric, radius = open_ward(ward_id), _metric(), number("radius")
    return json_response(
        ward, ("areas", metric, radius), lambda: coverage.ward_areas(ward, radius, metric=metric)
    )


@api.get("/wards/<ward_id>/households")
def households(ward_id: str) -> Response:
    """Answer with all demand as compact columns."""
    ward, metric = open_ward(ward_id), _metric()
    return json_response(ward, ("households", metric), lambda: coverage.households(ward, metric))


def _metric() -> Metric | None:
    return cast(Metric | None, choice("metric", _METRICS))
