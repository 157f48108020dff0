"""The audit trail as somebody may read it: his tree only, one thing or one officer, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shijian.kernel import clock, paths
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.models import AuditEntry
from shijian.orders.models import Assignment, Offer, Rating
from shijian.people.models import Account, Person
from shijian.units.enums import UnitKind
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer
from shijian.web import audit_words

# The page that shows one thing, and the kind of that thing.
SHOWN_AT = {
    "orders:office-detail": "orders.order",
    "activities:manage": "activities.activity",
    "units:detail": "units.unit",
    "people:detail": "people.person",
    "volunteers:detail": "volunteers.volunteer",
    "volunteers:team-detail": "volunteers.team",
    "records:detail": "records.servicerecord",
    "records:star": "records.star",
    "records:honour": "records.commendation",
}
# What the API calls the key of a thing in its addresses.
CALLED = {
    "order_id": "orders.order",
    "offer_id": "orders.offer",
    "item_id": "orders.menuitem",
    "complaint_id": "records.complaint",
    "objection_id": "records.recordobjection",
    "top_up_id": "records.topup",
    "certificate_request_id": "records.certificaterequest",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for in the trail; empty asks for everything."""

    q: str = ""
    deed: str = ""
    kind: str = ""
    id: int | None = None
    unit: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    channel: str = ""
    purpose: str = ""
    success: str = ""
    person: int | None = None
    looks: bool = False


def visible_to(actor: Actor) -> QuerySet[AuditEntry]:
    """The rows of units where the actor may read the trail; what belongs to no unit to whoever reads the whole network.

    One query for whether that is the case.
    """
    reach = actor.within(Permission.AUDIT_VIEW, "unit_path")
    covered = actor.within(Permission.AUDIT_VIEW)
    outside = Unit.objects.exclude(kind=UnitKind.OVERSIGHT).exclude(covered)
    if actor.may_anywhere(Permission.AUDIT_VIEW) and not outside.exists():
        reach |= Q(unit_path="")
    return AuditEntry.objects.filter(reach)


def found(actor: Actor, asked: Asked) -> QuerySet[AuditEntry]:
    """The rows within reach that fit."""
    rows = visible_to(actor).filter(_exact(asked))
    if asked.q:
        named = Person.objects.filter(name=asked.q).values("pk")
        rows = rows.filter(Q(actor_name__contains=asked.q) | Q(for_person_id__in=named))
    if asked.kind and asked.id:
        rows = rows.filter(about(asked.kind, asked.id))
    elif asked.kind:
        rows = rows.filter(object_kind=asked.kind)
    if asked.looks:
        rows = rows.exclude(purpose_kind="")
    return rows


def _exact(asked: Asked) -> Q:
    rule = Q()
    for field, value in (
        ("action", asked.deed),
        ("channel", asked.channel),
        ("purpose_kind", asked.purpose),
        ("actor_person_id", asked.person),
    ):
        rule &= Q(**{field: value}) if value else Q()
    if asked.unit:
        rule &= paths.below("unit_path", asked.unit)
    if asked.since:
        rule &= Q(at__gte=dt.datetime.combine(asked.since, dt.time(), clock.ZONE))
    if asked.until:
        rule &= Q(at__lt=dt.datetime.combine(asked.until + dt.timedelta(days=1), dt.time(), clock.ZONE))
    return rule & (Q(success=asked.success == "yes") if asked.success else Q())


def about(kind: str, pk: int) -> Q:
    """Everything about one thing: its own rows, and those of what belongs to it."""
    rule = Q(object_kind=kind, object_id=pk)
    if kind == "orders.order":
        for model in (Offer, Assignment, Rating):
            own: Any = model
            keys = own.objects.filter(order_id=pk).values("pk")
            rule |= Q(object_kind=own._meta.label_lower, object_id__in=keys)
    if kind == "people.person":
        rule |= Q(for_person_id=pk)
        for owned in (Account, Volunteer):
            keys = owned._default_manager.filter(person_id=pk).values("pk")
            rule |= Q(object_kind=owned._meta.label_lower, object_id__in=keys)
    return rule


def in_words(entries: Iterable[AuditEntry]) -> list[dict[str, Any]]:
    """Each row with its words, the unit, and whose it was when nobody had logged in yet; two queries."""
    entries = list(entries)
    acted = {entry.pk: (entry.changes.get("acting_for") or ["", ""])[1] for entry in entries}
    wanted = {*acted.values(), *(entry.unit_path for entry in entries)} - {""}
    units = dict(Unit.objects.filter(path__in=wanted).values_list("path", "name"))
    keys = {entry.for_person_id for entry in entries if entry.for_person_id}
    names = dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [
        {
            "row": entry,
            "who": _who(entry, names),
            "deed": audit_words.deed(entry.action),
            "kind": audit_words.kind(entry.object_kind),
            "channel": audit_words.channel(entry.channel),
            "purpose": audit_words.purpose(entry.purpose_kind),
            "unit": units.get(acted[entry.pk], ""),
            "place": units.get(entry.unit_path, ""),
            "whose": names.get(entry.for_person_id or 0, ""),
        }
        for entry in entries
    ]


def _who(entry: AuditEntry, names: dict[int, str]) -> str:
    """Who did it; at a login the person of the account, who is not known to be that person when it failed."""
    if entry.actor_person_id is None and not entry.actor_name and entry.for_person_id in names:
        name = names[entry.for_person_id]
        return name if entry.success else _("Somebody, on the account of %(name)s") % {"name": name}
    return str(audit_words.who(entry.actor_name, entry.actor_person_id)) or _("Nobody logged in")


CHUNK = 500


def headings() -> list[str]:
    """The headings of an export."""
    return [
        _("Number"), _("When"), _("Who"), _("What"), _("On what"), _("Number of the object"), _("Unit"),
        _("Whose data"), _("How"), _("Network address"), _("For what purpose"), _("More about it"), _("How it ended"),
        _("Changes"),
    ]  # fmt: skip


def as_rows(entries: QuerySet[AuditEntry]) -> Iterator[list[str]]:
    """Rows of texts for an export, oldest first, some hundreds at a time."""
    last = 0
    while chunk := list(entries.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = chunk[-1].pk
        for line in in_words(chunk):
            yield _row(line)


def _row(line: dict[str, Any]) -> list[str]:
    row: AuditEntry = line["row"]
    success = _("It was done") if row.success else _("It was refused")
    return [
        str(row.pk), f"{clock.local(row.at):%Y-%m-%d %H:%M:%S}", line["who"], str(line["deed"]), str(line["kind"]),
        str(row.object_id or ""), line["place"], line["whose"], str(line["channel"]), row.ip or "",
        str(line["purpose"]), row.purpose, success, _changes(row.changes),
    ]  # fmt: skip


def _changes(changes: dict[str, Any]) -> str:
    pairs = (
        (name, pair) for name, pair in sorted(changes.items()) if isinstance(pair, list) and len(pair) == 2
    )
    return "; ".join(f"{name}: {before} → {after}" for name, (before, after) in pairs)
