"""Reads of objections to service records: who decides, what waits, one's own."""

from __future__ import annotations

from django.db.models import QuerySet

from shijian.kernel import clock, paths
from shijian.kernel.actor import Actor
from shijian.people.enums import Role
from shijian.people.models import Appointment
from shijian.records.models import RecordObjection

DECIDERS = (Role.HUB, Role.CENTRE)  # those whose roles give record:void


def deciders(objection: RecordObjection) -> frozenset[int]:
    """The officers of the nearest unit on the way up who have no part in the record; two queries."""
    record = objection.record
    person = record.volunteer.person
    parts = {person.pk, *person.guardian_ids, record.recorder_id, record.responsible_id, objection.by_id}
    posts = Appointment.objects.filter(
        Appointment.on(clock.today()), role__in=DECIDERS, unit__path__in=paths.ancestors(record.unit_path)
    ).values_list("unit__path", "person_id")
    free = [(path, person_id) for path, person_id in posts if person_id not in parts]
    nearest = max((path for path, _person in free), key=len, default="")
    return frozenset(person_id for path, person_id in free if path == nearest)


def with_records(rows: QuerySet[RecordObjection]) -> QuerySet[RecordObjection]:
    """Fetch what a list shows in one query."""
    return rows.select_related("by", "decided_by", "record__unit", "record__volunteer__person")


def waiting(actor: Actor) -> QuerySet[RecordObjection]:
    """Those that the actor may decide: never his own."""
    rows = with_records(RecordObjection.objects.visible_to(actor)).filter(state="open")
    return rows.exclude(by_id=actor.person_id or 0)


def of_person(person_id: int) -> QuerySet[RecordObjection]:
    """Those that a person made."""
    return with_records(RecordObjection.objects.filter(by_id=person_id))
