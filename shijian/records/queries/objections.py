"""Reads of objections to service records: who decides, what waits, one's own."""

from __future__ import annotations

from django.db.models import QuerySet

from shijian.kernel.actor import Actor
from shijian.records.models import RecordObjection
from shijian.records.queries import lines


def deciders(objection: RecordObjection) -> frozenset[int]:
    """The officers of the nearest unit on the way up who have no part in the record; one query."""
    record = objection.record
    person = record.volunteer.person
    parts = {person.pk, *person.guardian_ids, record.recorder_id, record.responsible_id, objection.by_id}
    return lines.nearest(record.unit_path, parts)


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
