"""How an objection ends, whoever ends it: its moment, its state, its row in the audit trail, and who is told."""

from __future__ import annotations

from shijian.kernel import audit
from shijian.kernel.actor import SYSTEM, Actor
from shijian.records.flow import OBJECTION_FLOW
from shijian.records.models import RecordObjection, ServiceRecord
from shijian.records.operations import ending
from shijian.records.operations import objection_telling as telling
from shijian.records.queries import traces


def end(objection: RecordObjection, move: str, *, answer: str, actor: Actor) -> RecordObjection:
    """Make the move on a locked objection, and tell. In the caller's transaction."""
    before = traces.stored(objection)
    changes = ending.end(OBJECTION_FLOW, objection, move, answer=answer, actor=actor)
    audit.record(
        f"objection.{move}",
        objection,
        actor=actor,
        for_person_id=objection.record.volunteer.person_id,
        changes={**changes, **traces.since(before, objection)},
    )
    telling.tell_end(objection, actor=actor)
    return objection


def settle_open(record: ServiceRecord) -> None:
    """End what is still open against a record that was just voided, with the reason of that."""
    rows = RecordObjection.objects.open().select_for_update(of=("self",)).filter(record=record).order_by("pk")
    for row in rows.select_related("by", "record__volunteer__person"):
        end(row, "settle", answer=record.void_reason, actor=SYSTEM)
