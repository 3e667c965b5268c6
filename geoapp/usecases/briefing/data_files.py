"""The makers of data files: the spreadsheet and the GIS files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from geoapp import crs as systems
from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.exports import gis, tables
from geoapp.i18n import Translator
from geoapp.usecases.briefing.findings import Findings, today
from geoapp.usecases.briefing.gis_layers import gis_layers
from geoapp.usecases.briefing.plan import study_of
from geoapp.usecases.briefing.workbook import ward_book

if TYPE_CHECKING:
    from geoapp.usecases.briefing.products import Options

Told = Callable[[int, int], None]


def gis_maker(kind: str) -> Callable[[Ward, Translator, Options, Told], bytes]:
    """Return the maker of one GIS format."""
    made = gis.FORMATS[kind]

    def make(ward: Ward, t: Translator, options: Options, told: Told) -> bytes:
        system = options.crs or made.systems[0]
        if system not in made.systems:
            held = ward.info.crs if made.systems[0] == "ward" else "WGS 84"
            raise CallFault("export-system-fixed", kind=kind, system=held)
        found = findings_of(ward, t, options)
        metres = systems.measuring(ward.info.crs)
        bundle = gis.Bundle(
            title=t("data.title", what=t("product.map"), ward=ward.info.name),
            layers=gis_layers(found, options.addresses),
            about=found.about(systems.name(metres) if system == "ward" else systems.STORED),
            modified=ward.modified,
            crs=metres if system == "ward" else None,
            metres=metres,
            t=t,
        )
        content = made.write(bundle)
        told(1, 1)
        return content

    return make


def spreadsheet(ward: Ward, t: Translator, options: Options, told: Told) -> bytes:
    """Return the workbook of a ward."""
    found = findings_of(ward, t, options)
    content = tables.book_bytes(ward_book(found, options.addresses))
    told(1, 1)
    return content


def findings_of(ward: Ward, t: Translator, options: Options) -> Findings:
    """Return the figures of a table or a GIS file."""
    radius_m, metric = study_of(options.plan, options.radius_m, options.metric)
    return Findings(ward, t, radius_m, metric, today(), options.plan)
