"""A fault found in a file: where it is, what is wrong, how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as with_default
from typing import Literal

from geoapp.domain.text import shown
from geoapp.i18n import Translator

Severity = Literal["error", "warning", "info"]
_LONGEST_VALUE = 400

WARNINGS = frozenset(
    {
        "area-not-in-its-groups", "bounds-miss-groups", "code-twice", "crs-needless", "date-in-future",
        "fewer-people-than-households", "groups-overlap", "height-dropped", "hidden-character",
        "in-another-group", "interfamily-size", "kit-extinguisher-spent", "kit-low-pressure",
        "kit-needs-extinguishers", "kit-needs-rules", "kit-needs-sign", "kit-needs-tool",
        "kit-no-working-extinguisher", "kit-not-recorded", "militia-differs", "not-nfc", "outside-groups",
        "points-together", "reference-layer-missing", "source-missing", "sum-differs", "unknown-alley",
        "unknown-file", "unknown-property", "ward-code-unknown",
    }
)  # fmt: skip
"""Codes that do not keep a layer from loading; every code not named here or in `NOTES` is an error."""
NOTES = frozenset({"check-not-planned", "cross-check-waits", "kit-check-overdue"})
"""Codes that say what is due or what could not be judged yet; nothing is wrong in the file."""

ONCE = frozenset({"unknown-property", "not-nfc", "height-dropped"})
"""Codes told once per file and property, with a count: one habit of a program repeats in every feature."""


@dataclass(frozen=True)
class Fault:
    """One finding of a check.

    Every text in it can be printed on one line of a terminal: what cannot is shown as its code, whoever made
    the fault.

    Parameters
    ----------
    severity
        ``error``: the layer is not loaded. ``warning``: it is, and the page says so. ``info``: nothing is wrong.
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

    def __post_init__(self) -> None:
        for name in ("file", "feature", "field"):
            text = getattr(self, name)
            if text is not None:
                object.__setattr__(self, name, shown(text, 200))
        printable = {k: shown(v, _LONGEST_VALUE) if isinstance(v, str) else v for k, v in self.params.items()}
        object.__setattr__(self, "params", printable)

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


def severity_of(code: str) -> Severity:
    """Return how grave a fault of this code is."""
    return "warning" if code in WARNINGS else "info" if code in NOTES else "error"


def fault(
    code: str,
    file: str,
    feature: str | None = None,
    field: str | None = None,
    params: Mapping[str, object] | None = None,
    lonlat: tuple[float, float] | None = None,
) -> Fault:
    """Return the finding with the severity that its code has."""
    return Fault(severity_of(code), code, file, feature, field, params or {}, lonlat)


def told_once(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults of one file, those of a habit only where it is met first and with how often it is met."""
    found = list(faults)
    counts = Counter((f.code, f.field) for f in found if f.code in ONCE)
    kept: list[Fault] = []
    for f in found:
        if f.code not in ONCE:
            kept.append(f)
        elif count := counts.pop((f.code, f.field), 0):
            kept.append(replace(f, params={**f.params, "count": count}))
    return kept
