"""A fault found in a file: where it is, what is wrong, how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from typing import Literal

from geoapp.i18n import Translator

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Fault:
    """One finding of a check.

    Parameters
    ----------
    severity
        ``error``: the layer is not loaded. ``warning``: it is, and the page says so.
    code
        Names the catalogue entries ``fault.<code>.what`` and ``fault.<code>.mend``.
    file
        File name as the user knows it, for example ``fire_points.geojson``.
    feature
        Id of the feature, or its 1-based row as ``#12`` while it has no id.
    field
        Property, or ``geometry``; ``None`` if the whole file is meant.
    params
        Values for the placeholders of the two sentences.
    lonlat
        The place on the map where there is one: longitude, latitude in degrees.
    """

    severity: Severity
    code: str
    file: str
    feature: str | None = None
    field: str | None = None
    params: Mapping[str, object] = with_default(default_factory=dict)
    lonlat: tuple[float, float] | None = None

    def what(self, t: Translator) -> str:
        """Return what is wrong, in one sentence."""
        return t(f"fault.{self.code}.what", **self.params)

    def mend(self, t: Translator) -> str:
        """Return what to do about it, in one sentence."""
        return t(f"fault.{self.code}.mend", **self.params)

    def as_dict(self, t: Translator) -> dict[str, object]:
        """Return the fault as the JSON that pages, API and ``check --format json`` show."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "feature": self.feature,
            "field": self.field,
            "what": self.what(t),
            "mend": self.mend(t),
            "lonlat": list(self.lonlat) if self.lonlat else None,
        }
