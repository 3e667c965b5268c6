"""The wards at hand: opened, checked and kept while their files do not change."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from geoapp.domain.faults import Fault
from geoapp.domain.ward import Ward
from geoapp.domain.ward_check import Report, check_ward
from geoapp.errors import WardInvalid

Signature = tuple[tuple[str, int, int], ...]
_VERSION_DIGITS = 8


class Store(Protocol):
    """What opening wards asks of a store; ``geoapp.store.LayerStore`` has more."""

    def wards(self) -> tuple[str, ...]: ...

    def files(self, ward: str) -> Mapping[str, bytes]: ...

    def signature(self, ward: str) -> Signature: ...


@dataclass(frozen=True)
class Opened:
    """A ward's check and, where a version without errors is known, the ward.

    `stale` is set while the files have errors and `ward` is the last version that had none.
    """

    report: Report
    ward: Ward | None
    stale: bool


class WardLibrary:
    """Opens wards; a ward is checked again only after its files changed, or the day did.

    Parameters
    ----------
    store
        Where the files lie.
    today
        The clock that checks and expiry dates use.
    """

    def __init__(self, store: Store, today: Callable[[], dt.date] = dt.date.today) -> None:
        self._store, self._today = store, today
        self._kept: dict[str, tuple[tuple[Signature, dt.date], Opened]] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all wards, sorted."""
        return self._store.wards()

    def open(self, ward_id: str) -> Ward:
        """Return a ward without errors; while its files have some, the last good version.

        Raises
        ------
        NotFound
            If there is no such ward.
        WardInvalid
            If the files have errors and no good version was seen; it lists every fault.
        """
        opened = self.state(ward_id)
        if opened.ward is None:
            raise WardInvalid(ward_id, opened.report.faults)
        return opened.ward

    def signature(self, ward_id: str) -> Signature:
        """Return what stays equal while nothing is written to a ward."""
        return self._store.signature(ward_id)

    def check(self, ward_id: str) -> Report:
        """Return every fault of a ward's files."""
        return self.state(ward_id).report

    def files(self, ward_id: str) -> tuple[str, ...]:
        """Return the names of a ward's files."""
        return tuple(name for name, _, _ in self._store.signature(ward_id))

    def state(self, ward_id: str) -> Opened:
        """Return check and ward together; files that another program is writing are read again next time."""
        key = (self._store.signature(ward_id), self._today())
        with self._lock_of(ward_id):
            kept = self._kept.get(ward_id)
            if kept and kept[0] == key:
                return kept[1]
            opened = self._opened(ward_id, key[1], kept[1].ward if kept else None)
            self._kept[ward_id] = (key, opened)
            return opened

    def _lock_of(self, ward_id: str) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(ward_id, threading.Lock())

    def _opened(self, ward_id: str, day: dt.date, last_good: Ward | None) -> Opened:
        signature = self._store.signature(ward_id)
        files = self._store.files(ward_id)
        report = check_ward(files, day)
        if report.errors or report.info is None:
            return Opened(report, last_good, stale=last_good is not None)
        return Opened(report, _ward(ward_id, files, report, signature), stale=False)


def _ward(ward_id: str, files: Mapping[str, bytes], report: Report, signature: Signature) -> Ward:
    assert report.info is not None
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    everything = "".join(f"{name}:{digests[name]}\n" for name in sorted(digests))
    newest = max((time for _, time, _ in signature), default=0)
    return Ward(
        id=ward_id,
        info=report.info,
        layers=report.layers,
        warnings=_warnings(report),
        version=hashlib.sha256(everything.encode()).hexdigest()[:_VERSION_DIGITS],
        modified=dt.datetime.fromtimestamp(newest / 1e9, tz=dt.UTC),
        digests=digests,
    )


def _warnings(report: Report) -> tuple[Fault, ...]:
    return tuple(report.warnings)
