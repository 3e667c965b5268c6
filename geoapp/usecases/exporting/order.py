"""What a caller wants made: one product with its options, read from plain JSON and kept with the job."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from geoapp.domain.ward import Ward
from geoapp.errors import CallFault
from geoapp.i18n import Language, Translator
from geoapp.usecases.coverage import Metric
from geoapp.usecases.exporting.kinds import KINDS, Kind, System
from geoapp.usecases.groups import find_group
from geoapp.usecases.groups.naming import file_part
from geoapp.usecases.planning.reading import Box, shown

MOST_RADIUS_M = 1_000.0
_SYSTEMS = ("wgs84", "ward")
_SHORT_DIGITS = 32


@dataclass(frozen=True)
class Order:
    """A product with its options.

    `groups` are ids; `plan` is the id of a variant of the planner. `radius_m` and `metric` are ``None`` for the plan's
    own, and without a plan for those that pages open with; `system` ``None`` for the usual one.
    """

    kind: str
    language: Language
    radius_m: float | None
    metric: Metric | None
    colour: bool
    groups: tuple[str, ...]
    system: System | None
    addresses: bool
    plan: str | None

    @property
    def document(self) -> dict[str, Any]:
        """Return the order as plain JSON."""
        return {
            "kind": self.kind, "language": self.language, "radius": self.radius_m, "metric": self.metric,
            "colour": self.colour, "groups": list(self.groups), "crs": self.system, "addresses": self.addresses,
            "plan": self.plan,
        }  # fmt: skip

    @property
    def traits(self) -> Kind:
        """Return what its kind allows."""
        return KINDS[self.kind]


def read_order(sent: object, ward: Ward, language: Language) -> Order:
    """Return what a caller orders of a ward.

    Raises
    ------
    CallFault
        At the first key that is missing, unknown, of a wrong type or out of its range, or where options contradict the kind.
    NotFound
        If a group is not there.
    """
    box = Box(sent, "")
    kind = box.take("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise CallFault("export-unknown-kind", kind="–" if kind is None else shown(kind), kinds=", ".join(KINDS))
    order = Order(
        kind=kind,
        language=language,
        radius_m=box.number("radius", 1.0, MOST_RADIUS_M, None),
        metric=cast("Metric | None", box.among("metric", ("walking", "straight"))),
        colour=_colour(box),
        groups=tuple(dict.fromkeys(find_group(ward, group) for group in box.ids("groups"))),
        system=cast("System | None", box.among("crs", _SYSTEMS)),
        addresses=box.flag("addresses"),
        plan=_plan(box),
    )
    box.close()
    _check(order)
    return order


def order_of(document: Mapping[str, Any]) -> Order:
    """Return the order that a job keeps; see :attr:`Order.document`."""
    return Order(
        document["kind"], document["language"], document["radius"], document["metric"], document["colour"],
        tuple(document["groups"]), document["crs"], document["addresses"], document["plan"],
    )  # fmt: skip


def fingerprint(order: Order, ward: Ward, plan: object, day: dt.date, office: object = None) -> str:
    """Return a text that differs whenever the product would: another order, other data, another plan, another day.

    The day counts because kit is judged by it. `office` is what the settings put into products: address, letterhead.
    """
    facts = [order.document, ward.id, ward.version, plan, day.isoformat(), office]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:_SHORT_DIGITS]


def file_name(order: Order, ward: Ward, day: dt.date, t: Translator) -> str:
    """Return what the file is called when it is saved: ward, product, group, day; plain letters only."""
    parts = [ward.id, t(f"export.file.{order.kind}")]
    if len(order.groups) == 1:
        parts.append(t("export.file.one-group", group=file_part(order.groups[0])))
    if not order.colour:
        parts.append(t("export.file.black-white"))
    return f"{'-'.join([*parts, day.isoformat()])}.{order.traits.ending}"


def _colour(box: Box) -> bool:
    sent = box.left.get("colour")
    if sent is None:
        box.take("colour")
        return True
    return box.flag("colour")


def _plan(box: Box) -> str | None:
    sent = box.take("plan")
    if sent is None:
        return None
    if not isinstance(sent, str) or not 0 < len(sent) <= _SHORT_DIGITS:
        raise CallFault("export-plan", plan=shown(sent))
    return sent


def _check(order: Order) -> None:
    """Refuse what no maker could do, before it waits in a queue."""
    traits, count = order.traits, len(order.groups)
    if traits.groups in ("some", "one") and not count:
        raise CallFault("export-group-missing")
    if traits.groups in ("one", "one-or-none") and count > 1:
        raise CallFault("export-one-group-only", count=count)
    if traits.groups == "none" and count:
        raise CallFault("export-no-groups", kind=order.kind)
    if order.plan is not None and not traits.plan:
        raise CallFault("export-no-plan", kind=order.kind)
    if order.addresses and not traits.personal:
        raise CallFault("export-no-addresses", kind=order.kind)
    if order.system is not None and order.system not in traits.systems:
        raise CallFault("export-no-system", kind=order.kind)
