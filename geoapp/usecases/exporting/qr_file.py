"""The codes of all groups on paper: each opens its group's page on a phone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import quote

from geoapp import crs as systems
from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.exports import paper
from geoapp.i18n import Translator
from geoapp.usecases.groups.naming import group_names


def qr_pdf(
    ward: Ward,
    t: Translator,
    public_url: str | None,
    groups: Collection[str] = (),
    told: Callable[[int, int], None] = lambda done, total: None,
) -> bytes:
    """Return the PDF of the codes of `groups` (ids), of all where none is named.

    Raises
    ------
    CallFault
        If no address is set under which phones reach the server.
    """
    sheets = _sheets(ward, t, public_url, groups)
    told(len(sheets), len(sheets))
    title = t("export.title.qr")
    facts = paper.Facts(f"{title}, {ward.info.name}", t("paper.subject", ward=ward.info.name), ward.info.name,
                        t.language, ward.modified, systems.measuring(ward.info.crs))  # fmt: skip
    return paper.pdf_bytes([paper.Page(sheet, title) for sheet in sheets], facts)


def qr_face(ward: Ward, t: Translator, public_url: str | None, groups: Collection[str] = ()) -> paper.Sheet:
    """Return the first sheet."""
    return _sheets(ward, t, public_url, groups)[0]


def _sheets(
    ward: Ward, t: Translator, public_url: str | None, groups: Collection[str]
) -> tuple[paper.Sheet, ...]:
    version = t("paper.version", date=t.date(ward.modified), version=ward.version[:8])
    codes = _codes(ward, t, public_url, groups)
    return paper.qr_sheets(codes, ward.info.name, t("paper.call"), f"{ward.info.name} · {version}")


def _codes(
    ward: Ward, t: Translator, public_url: str | None, groups: Collection[str]
) -> list[paper.Code]:
    if not public_url:
        raise CallFault("export-no-address")
    frame, names = ward.layer("residential_groups"), group_names(ward, t)
    numbers = dict(zip(frame.index.astype(str), frame["number"].tolist(), strict=True))
    chosen = [key for key in names if not groups or key in groups]
    if not chosen:
        raise CallFault("export-group-missing")
    return [
        paper.Code(
            str(int(numbers[key])) if numbers[key] == numbers[key] and numbers[key] is not None else key,
            names[key], t("export.qr.how"), f"{public_url}/wards/{ward.id}/groups/{quote(key, safe='')}",
        )
        for key in chosen
    ]  # fmt: skip
