"""What became of orders: the files at hand, those under way, those that failed; and what of it is cleared away when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from geoapp.domain.ward import Ward
from geoapp.i18n import Translator
from geoapp.usecases.exporting.order import Order, order_of
from geoapp.usecases.groups.naming import group_names

KEPT_S = 7 * 24 * 3600.0
"""How long a finished file stays."""

PREVIEW_KEPT_S = 24 * 3600.0
_PREVIEW_JOB_KEPT_S = 3600.0
PREVIEW_MARK = "preview-"
_SPARED_S = 60.0


class Job(Protocol):
    """A job as the desk shows it."""

    @property
    def id(self) -> str: ...

    @property
    def state(self) -> str: ...

    @property
    def created(self) -> float: ...

    @property
    def order(self) -> Mapping[str, Any]: ...

    @property
    def progress(self) -> Mapping[str, Any] | None: ...

    @property
    def result(self) -> Mapping[str, Any] | None: ...

    @property
    def problem(self) -> Mapping[str, Any] | None: ...

    @property
    def over(self) -> bool: ...

    def seconds(self, now: float) -> float: ...


class Desk(Protocol):
    """What clearing away asks of the desk."""

    def recent(self, kind: str) -> Sequence[Job]: ...

    def forget(self, key: str) -> None: ...

    def now(self) -> float: ...


class Shelf(Protocol):
    """What clearing away asks of the shelf."""

    def has(self, name: str) -> bool: ...

    def sweep(self, gone: Any) -> int: ...


@dataclass(frozen=True)
class Entry:
    """A job with its order; `personal` files are for officers alone."""

    job: Job
    order: Order

    @property
    def ward(self) -> str:
        """Return the id of the ward."""
        return str(self.job.order["ward"])

    @property
    def personal(self) -> bool:
        """Tell whether the file holds addresses of houses."""
        return self.order.addresses

    @property
    def file(self) -> str:
        """Return the file's name on the shelf."""
        return str(self.job.order["file"])


def entry_of(job: Job) -> Entry:
    """Return a job of the kind ``export`` with its order."""
    return Entry(job, order_of(job.order))


def entries(desk: Desk, ward_id: str) -> list[Entry]:
    """Return the orders of a ward, newest first; previews are none."""
    found = [entry_of(job) for job in desk.recent("export")]
    return [entry for entry in found if entry.ward == ward_id]


def served(
    entry: Entry, ward: Ward, shelf: Shelf, ahead: int, now: float, t: Translator, revision: int | None = None
) -> dict[str, Any]:
    """Return an order as the wire has it. `file` is ``None`` until there is one, and again when it was cleared away.

    `revision` is that of its plan as it is now, ``None`` where there is no plan any more: a file outlives its plan.
    """
    job, result = entry.job, entry.job.result
    done = job.state == "done" and result is not None and not expired(job, now) and shelf.has(entry.file)
    changed = _changed(result, ward, revision) if done and result else None
    return {
        "id": job.id,
        "state": job.state if job.state != "done" or done else "gone",
        "order": entry.order.document,
        "title": title(entry.order, t),
        "words": words(entry, ward, t),
        "created": dt.datetime.fromtimestamp(job.created, dt.UTC).isoformat(timespec="seconds"),
        "seconds": round(job.seconds(now), 1),
        "ahead": ahead,
        "progress": dict(job.progress) if job.progress and job.state == "running" else None,
        "file": {key: result[key] for key in ("name", "bytes", "pages")} if done and result else None,
        "stale": changed is not None,
        "changed": changed,
        "personal": entry.personal,
    }


def expired(job: Job, now: float) -> bool:
    """Tell whether a job's week is over, whether or not somebody cleared its file away."""
    return job.over and now - job.created > KEPT_S


def _changed(result: Mapping[str, Any], ward: Ward, revision: int | None) -> Literal["data", "plan"] | None:
    """Return what is no longer as it was when a file was made."""
    if result["version"] != ward.version:
        return "data"
    drawn = result.get("plan_revision")
    return "plan" if None not in (drawn, revision) and drawn != revision else None


def title(order: Order, t: Translator) -> str:
    """Return what a product is called."""
    return t(f"export.title.{order.kind}")


def words(entry: Entry, ward: Ward, t: Translator) -> str:
    """Return what was chosen, in a line: the plan, radius and way of measuring, groups, colours, system."""
    order, plan = entry.order, entry.job.order.get("plan_name")
    parts = [t("export.words.plan", name=str(plan))] if plan else []
    if order.radius_m is not None and not plan:
        radius = t.metres(order.radius_m)
        parts.append(t(f"export.words.{order.metric}", radius=radius) if order.metric else radius)
    if order.groups:
        names = group_names(ward, t)
        shown = [names.get(group, group) for group in order.groups]
        parts.append(", ".join(shown[:4]) + (", …" if len(shown) > 4 else ""))
    if not order.colour:
        parts.append(t("export.words.black-white"))
    if order.system:
        parts.append(t(f"export.words.{order.system}"))
    if order.addresses:
        parts.append(t("export.words.addresses"))
    if order.language != t.language:
        parts.append(t(f"export.words.in-{order.language}"))
    return " · ".join(parts)


def clear_away(desk: Desk, shelf: Shelf) -> None:
    """Forget orders whose time is over and previews that are done; take away every file that is no order's.

    A file that has just come is spared: its order may have come after the list was read.
    """
    now, kept = desk.now(), set()
    for job in desk.recent("export"):
        if expired(job, now):
            desk.forget(job.id)
        elif job.state == "done" or not job.over:
            kept.add(str(job.order["file"]))
    for job in desk.recent("preview"):
        if job.over and now - job.created > _PREVIEW_JOB_KEPT_S:
            desk.forget(job.id)

    def gone(name: str, age_s: float) -> bool:
        if name.startswith(PREVIEW_MARK):
            return age_s > PREVIEW_KEPT_S
        return name not in kept and age_s > _SPARED_S

    shelf.sweep(gone)
