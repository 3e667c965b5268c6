"""One root for every error a user may see.

An error carries a *code* and the values that belong to it; the sentence is
looked up in the catalogues, so that the same fault reads Vietnamese on a page,
in ``problem+json`` and on the command line. Errors know nothing of HTTP: the
web room maps their class to a status.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geoapp import i18n

if TYPE_CHECKING:
    from geoapp.domain.faults import Fault


class GeoappError(Exception):
    """Anything the user can be told in a sentence.

    Parameters
    ----------
    code
        Key of a catalogue entry ``error.<code>``.
    params
        Values for the placeholders of that entry.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def sentence(self, t: i18n.Translator) -> str:
        """Return what went wrong, where, and what to do, in the reader's language."""
        return t(f"error.{self.code}", **self.params)

    def __str__(self) -> str:
        return self.sentence(i18n.translator("en"))


class DataFault(GeoappError, ValueError):
    """The data are at fault (exit code 1)."""


class CallFault(GeoappError, ValueError):
    """The call is at fault: an option or a parameter (exit code 2)."""


class NotFound(GeoappError, LookupError):
    """What was asked for does not exist."""


class Forbidden(GeoappError, PermissionError):
    """Who asks may look but not change, or asks from another site."""


class Conflict(GeoappError):
    """What is to be changed has changed since the caller read it."""


class Busy(GeoappError):
    """Too much is asked at a time; `wait_s` seconds later it may go, `job` is what the caller waits for."""

    def __init__(self, code: str, wait_s: int, job: str | None = None, **params: object) -> None:
        super().__init__(code, **params)
        self.wait_s = wait_s
        self.job = job


class CrsFault(DataFault):
    """A coordinate system is missing, unknown or unfit to measure in."""


class StoreFault(GeoappError, OSError):
    """The workspace could not be read or written; what stood there before still stands."""


class WardInvalid(DataFault):
    """A ward's files have errors; `faults` lists every one of them."""

    def __init__(self, ward: str, faults: Sequence[Fault]) -> None:
        super().__init__("ward-invalid", ward=ward, count=len(faults))
        self.ward = ward
        self.faults = tuple(faults)
