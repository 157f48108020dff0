"""What of service records is before the public: rows without anything that the law keeps back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from shijian.kernel import clock, paths
from shijian.kernel.actor import Actor
from shijian.kernel.words import masked_name
from shijian.people.enums import Purpose
from shijian.people.queries import consents
from shijian.records.models import RecordObjection, ServiceRecord
from shijian.records.models.records import ServiceRecordQuerySet
from shijian.units.models import Unit

ACTIVITY = "activity"  # the kind of records whose content is public anyway


@dataclass(frozen=True, slots=True)
class Shown:
    """What the public reads of one record."""

    pk: int
    number: str
    name: str
    content: str
    day: dt.date
    minutes: int
    grade: str
    until: dt.date | None
    disputed: bool


def with_disputes(records: QuerySet[ServiceRecord]) -> QuerySet[ServiceRecord]:
    """With `is_disputed`: somebody objects, and that is not decided."""
    objections = RecordObjection.objects.open().filter(record=OuterRef("pk"))
    return records.annotate(is_disputed=Exists(objections))


def of_unit(unit: Unit) -> QuerySet[ServiceRecord]:
    """What is before the public of a unit and the units below, with what `shown` needs."""
    rows = ServiceRecord.objects.in_publicity().filter(paths.below("unit_path", unit.path))
    return for_the_public(rows)


def for_the_public(rows: QuerySet[ServiceRecord]) -> QuerySet[ServiceRecord]:
    """With `is_named`: the one who served agreed to be named in public and is of age."""
    named = consents.named(Purpose.PUBLIC_NAME)
    return with_disputes(rows).annotate(is_named=named).select_related("volunteer__person")


def shown(record: Any) -> Shown:
    """The public side of a record of `for_the_public`; what was done in a home has no words but for whom it was."""
    whom = _("Service for: %(whom)s") % {"whom": record.get_recipient_display()}
    return Shown(
        pk=record.pk,
        number=record.volunteer.number,
        name=masked_name(record.volunteer.person.name) if record.is_named else "",
        content=record.content if record.source_kind == ACTIVITY else whom,
        day=clock.local(record.started_at).date(),
        minutes=record.minutes,
        grade=str(record.get_grade_display()),
        until=record.public_until,
        disputed=record.is_disputed,
    )


def all_shown(records: Iterable[ServiceRecord]) -> list[Shown]:
    """The public side of each."""
    return [shown(record) for record in records]


def waiting_minutes(records: ServiceRecordQuerySet) -> tuple[int, int]:
    """The valid minutes that are before the public, and those that wait because somebody objects; one query."""
    rows = with_disputes(records.valid())
    public = Sum("minutes", filter=Q(is_disputed=False, counts_from__gt=clock.today()))
    found = rows.aggregate(public=public, disputed=Sum("minutes", filter=Q(is_disputed=True)))
    return found["public"] or 0, found["disputed"] or 0


def unit_panel(unit: Unit, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The way to what is before the public, on the page of a unit; no query."""
    return "records/unit_panel.html", {}
