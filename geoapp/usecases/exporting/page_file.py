"""The map page as one file for who has no server and no network: the whole ward, or opened at one group."""

from __future__ import annotations

from pathlib import Path

from geoapp.domain.ward import Ward
from geoapp.exports.html import ward_html
from geoapp.i18n import Translator
from geoapp.usecases.coverage import Metric
from geoapp.usecases.offline import offline_page, offline_payloads


def html_page(
    ward: Ward,
    t: Translator,
    templates: Path,
    radius_m: float | None = None,
    metric: Metric | None = None,
    group: str | None = None,
) -> bytes:
    """Return the file.

    Parameters
    ----------
    templates
        Folder of the pages' templates.
    radius_m, metric
        What the page opens with, where it offers them; else the ward's first.
    group
        Id of the group at which it opens; the reader can go on to the whole ward.
    """
    from geoapp.maps import map_shell  # its library takes longer to load than most files take to make

    page = offline_page(ward, t, group)
    if radius_m in page["radii_m"]:
        page["state"]["radius"] = radius_m
    if metric in page["metrics"]:
        page["state"]["metric"] = metric
    parts = map_shell(ward.info.bounds, lambda path: path)
    return ward_html(page, offline_payloads(ward, t.language), parts, templates, t)
