"""How an objection to a star or an appeal ends, whoever ends it: moment, state, row in the audit trail, who is told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel import audit
from shijian.kernel.actor import SYSTEM, Actor
from shijian.records.flow import STAR_OBJECTION_FLOW
from shijian.records.models import Star, StarObjection
from shijian.records.operations import ending
from shijian.records.operations import star_telling as telling
from shijian.records.queries import traces


def end(objection: StarObjection, move: str, *, answer: str, actor: Actor) -> StarObjection:
    """Make the move on a locked objection, and tell. In the caller's transaction."""
    before = traces.stored(objection)
    moved = ending.end(STAR_OBJECTION_FLOW, objection, move, answer=answer, actor=actor)
    changes = {**moved, **traces.since(before, objection)}
    person_id = objection.volunteer.person_id
    audit.record(f"star-objection.{move}", objection, actor=actor, for_person_id=person_id, changes=changes)
    if move != "withdraw":
        telling.tell_answer(objection, actor=actor)
    return objection


def settle_open(star: Star) -> None:
    """End what is still open against a star that will not be granted any more."""
    rows = star.objections.open().select_for_update(of=("self",)).order_by("pk")
    for row in rows.select_related("by", "star__volunteer__person"):
        end(row, "settle", answer=_("The star is not granted."), actor=SYSTEM)
